"""The clock and the source of random ids.

Outside the web layer and the command line this is the only module that may ask for either;
everything below takes `now`, `today` and ids as arguments.
"""

from __future__ import annotations

import base64
import secrets
import time
import uuid
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def now_utc() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def today_in_china(now: datetime | None = None) -> date:
    """Return the business date at `now` (aware; default: this moment) in Asia/Shanghai."""
    return (now or now_utc()).astimezone(CHINA).date()


def new_token(size_bytes: int = 32) -> str:
    """Return an unguessable URL-safe text made of `size_bytes` random bytes."""
    return secrets.token_urlsafe(size_bytes)


def random_bytes(size_bytes: int) -> bytes:
    """Return `size_bytes` random bytes: a key, a nonce."""
    return secrets.token_bytes(size_bytes)


def new_digits(count: int) -> str:
    """Return `count` random decimal digits; the first may be zero."""
    return f"{secrets.randbelow(10**count):0{count}d}"


def new_base32(size_bytes: int = 20) -> str:
    """Return random bytes as RFC 4648 base32, in capitals: 5 bytes are 8 characters."""
    return base64.b32encode(secrets.token_bytes(size_bytes)).decode()


def new_recovery_code() -> str:
    """Return a code of 60 random bits to be copied by hand: abcd-efgh-jkmn."""
    alphabet = "abcdefghjkmnpqrstuvwxyz123456789"
    drawn = "".join(secrets.choice(alphabet) for _ in range(12))
    return f"{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}"


def jitter(seconds: float) -> float:
    """Return a random wait of at most `seconds`."""
    return seconds * secrets.randbelow(1000) / 1000


def uuid7() -> uuid.UUID:
    """Return a UUID of version 7 (RFC 9562, 5.7): milliseconds since 1970, then random bits.

    Ids made one after the other sort by time, which keeps the indexes dense.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (2**48 - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)
