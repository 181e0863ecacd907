"""Public revenue and the shared development fund: where the money comes from and goes to."""
