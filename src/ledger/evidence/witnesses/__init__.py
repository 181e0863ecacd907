"""Witnesses of a book: who they are, what they cosigned, and holding the book to it."""
