"""Every volunteer's record of an estate as one file, for staff who say why they take it."""
