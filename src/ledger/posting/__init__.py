"""The engine: the only writer of journal, balances, holds, numbers and log (I3)."""
