"""居民卡: a plastic or paper card that stands in for the phone."""
