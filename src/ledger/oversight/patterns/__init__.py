"""Patterns of the back office: what hours, confirmations and gifts look like beside each other."""
