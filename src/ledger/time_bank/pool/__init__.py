"""公益池: minutes that were donated, granted to people in need for help from a volunteer."""
