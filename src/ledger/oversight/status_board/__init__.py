"""状态板: how the estates of a region stand, for the offices above them; no person is named."""
