"""转赠与捐出: points to relatives, which keep their last day, and to the estate's public pool."""
