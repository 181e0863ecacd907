"""自动存入: what a volunteer serves from a chosen day on is deposited without a tap."""
