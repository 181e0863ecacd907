"""星级与时长榜: what hours amount to, shown to others only where somebody wishes it."""
