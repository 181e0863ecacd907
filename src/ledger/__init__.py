"""邻里账本: volunteer points and shared funds of a residential community, in double entry."""

__version__ = "0.1.0"
