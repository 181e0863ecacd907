"""互助: help asked for, given and paid in minutes of the time bank."""
