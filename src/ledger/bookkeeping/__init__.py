"""Pure double entry: currencies, accounts, entries, balances, periods and the Merkle log.

Nothing here reads a clock, a file or a database; every function returns the same answer for the
same arguments, so that an accountant can read the rules and a verifier can repeat them.
"""
