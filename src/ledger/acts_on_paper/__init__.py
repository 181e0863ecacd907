"""代办: what the office objects to, confirms and rates for a resident who stands at the desk."""
