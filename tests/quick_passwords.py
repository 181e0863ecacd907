"""Argon2 is slow on purpose, and hundreds of tests begin by giving somebody a password."""

from __future__ import annotations

from argon2 import PasswordHasher

from ledger.identity import passwords

PROGRAMS_HASHER = passwords._hasher
"""What the program hashes with; tests/identity/test_passwords.py looks at it."""


def hash_quickly() -> None:
    """Hash with the same algorithm at its least cost, in this process."""
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
