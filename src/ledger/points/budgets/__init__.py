"""Budgets of points, what backs them, and the points that wait for one."""
