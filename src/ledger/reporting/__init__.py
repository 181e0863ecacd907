"""One module for each book and statement; every figure comes from posted entries alone."""
