"""Recomputes what a book claims, from an audit package or from a live database.

Nothing here trusts a stored sum: entries are read in order, their canonical bytes hashed, and
every balance, number, lot and published figure rebuilt and compared. The first entry or file
that differs is named. docs/evidence.md describes the bytes, so that a stranger can do the same.
"""
