"""The witness's own program: remembers the last head of a book, and signs only what continues it.

It needs no database and no service; a folder with a key and a state file is all that it has.
"""
