"""签到码 (code E): eight digits that change every half minute. Pure; the key is an argument.

The code is a truncated HMAC of the activity, the half minute and the direction (domain.md §6).
Nothing of it is kept: the server makes it again when somebody shows one. The one of the half minute
before is accepted too, so that a code is good for thirty to sixty seconds.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

from ledger.errors import Refusal

STEP_SECONDS = 30
STEPS_ACCEPTED = 2
CODE_DIGITS = 8


class CheckInCodeIsNotValid(Refusal):
    """Unknown, too old, or another activity's: the answer is the same."""

    code = "check_in_code_is_not_valid"

    def __init__(self) -> None:
        super().__init__(
            "签到码不对或已过期，请看组织者屏幕上现在的码，重新扫一次或输入 8 位数字。",
            fields=[{"field": "code", "message": "请看屏幕上现在的码"}],
        )


class Direction(StrEnum):
    IN = "in"
    OUT = "out"

    @property
    def chinese_title(self) -> str:
        return "签到" if self is Direction.IN else "签退"


@dataclass(frozen=True, slots=True)
class ReadCode:
    """A code that was valid: which way, and of which half minute."""

    direction: Direction
    step: int


def step_of(now: datetime) -> int:
    """Return the number of the half minute."""
    return int(now.timestamp()) // STEP_SECONDS


def seconds_left(now: datetime) -> int:
    """Return how many seconds the code on the screen stays there, 1 to 30."""
    return STEP_SECONDS - int(now.timestamp()) % STEP_SECONDS


def check_in_code(
    key: bytes, *, estate_id: int, activity_id: int, step: int, direction: Direction
) -> str:
    """Return the eight digits of one activity, half minute and direction."""
    said = f"ledger-check-in/v1\n{estate_id}\n{activity_id}\n{step}\n{direction.value}"
    digest = hmac.digest(key, said.encode(), sha256)
    number = int.from_bytes(digest[:8], "big") % 10**CODE_DIGITS
    return f"{number:0{CODE_DIGITS}d}"


def valid_codes(
    key: bytes, *, estate_id: int, activity_id: int, now: datetime
) -> Iterator[tuple[str, ReadCode]]:
    """Yield the codes that are accepted now, the newest first."""
    for back in range(STEPS_ACCEPTED):
        for direction in Direction:
            step = step_of(now) - back
            code = check_in_code(
                key, estate_id=estate_id, activity_id=activity_id, step=step, direction=direction
            )
            yield code, ReadCode(direction, step)


def read_code(
    key: bytes, given: str, *, estate_id: int, activity_id: int, now: datetime
) -> ReadCode:
    """Return what a shown code means; raises `CheckInCodeIsNotValid`."""
    digits = digits_of(given)
    found = None
    # Each is compared, in constant time, whether one has fitted before or not.
    for code, meaning in valid_codes(key, estate_id=estate_id, activity_id=activity_id, now=now):
        if hmac.compare_digest(code, digits) and found is None:
            found = meaning
    if found is None:
        raise CheckInCodeIsNotValid
    return found


def digits_of(given: str) -> str:
    """Return the digits of what was scanned or typed; raises `CheckInCodeIsNotValid`.

    A scanned code is an address that ends in `?c=12345678`; typed ones may be full-width or spaced.
    """
    plain = unicodedata.normalize("NFKC", given).strip()
    if "?" in plain:
        plain = (parse_qs(urlsplit(plain).query).get("c") or [""])[-1]
    digits = re.sub(r"[\s\-]", "", plain)
    if not re.fullmatch(rf"[0-9]{{{CODE_DIGITS}}}", digits):
        raise CheckInCodeIsNotValid
    return digits


def code_address(base_url: str, *, activity_id: int, code: str) -> str:
    """Return the address that the code on the screen says; any scanner opens it."""
    return f"{base_url}/ui/m/activities/{activity_id}/check-in?c={code}"


def in_groups(code: str) -> str:
    """Return the digits in groups of four, as they stand under the code."""
    return f"{code[:4]} {code[4:]}"
