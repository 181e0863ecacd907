"""Files as people hand them over: read them, find the table, say what would happen, then book."""
