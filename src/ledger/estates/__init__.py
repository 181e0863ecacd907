"""Estates, their dwellings and residents, and the rule profile that each of them follows."""
