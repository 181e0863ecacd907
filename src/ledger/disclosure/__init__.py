"""财务公示: what residents see, computed from posted entries, frozen, superseded, never changed."""
