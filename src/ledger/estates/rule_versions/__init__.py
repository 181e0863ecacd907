"""Rules of an estate in the making: drafted by one person, adopted by another, dated for good."""
