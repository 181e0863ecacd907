"""Passwords: argon2id through argon2-cffi, in its own thread so that nobody else waits."""

from __future__ import annotations

import asyncio
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ledger.errors import Refusal

PASSWORD_LENGTH_MIN = 10
PASSWORD_LENGTH_MAX = 200
DIFFERENT_CHARACTERS_MIN = 4

_hasher = PasswordHasher()


@cache
def _nobodys_hash() -> str:
    """Verified against when the login is unknown, so that both answers take the same time."""
    return _hasher.hash("nobody has this password")


class PasswordIsTooWeak(Refusal):
    code = "password_is_too_weak"
    status = 400


def check_password_strength(password: str) -> None:
    """Raise `PasswordIsTooWeak` unless it is long enough and not a few characters repeated."""
    long_enough = PASSWORD_LENGTH_MIN <= len(password) <= PASSWORD_LENGTH_MAX
    if not long_enough or len(set(password)) < DIFFERENT_CHARACTERS_MIN:
        raise PasswordIsTooWeak(
            f"密码要有 {PASSWORD_LENGTH_MIN} 到 {PASSWORD_LENGTH_MAX} 个字符，"
            f"其中至少 {DIFFERENT_CHARACTERS_MIN} 种不同的字符，请换一个。",
            fields=[{"field": "password", "message": "密码太简单"}],
        )


async def hash_password(password: str) -> str:
    """Return the argon2id hash to store."""
    return await asyncio.to_thread(_hasher.hash, password)


async def password_matches(stored: str | None, password: str) -> bool:
    """Compare in constant time; an unknown login (`stored` is None) costs the same."""

    def verify() -> bool:
        try:
            _hasher.verify(_nobodys_hash() if stored is None else stored, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    return await asyncio.to_thread(verify)
