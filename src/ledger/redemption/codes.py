"""A 付款码 as digits: how it is built, read back from a scanner or a keyboard, and digested.

A code is 20 digits: `90`, then 17 random digits, then a check digit over the first 19. Digits
only, because a scanner gun types into whatever input method is active and a Chinese one would
break letters apart (domain.md §6).
"""

from __future__ import annotations

import unicodedata
from hashlib import sha256

from ledger.errors import Refusal

PREFIX = "90"
RANDOM_DIGITS = 17
CODE_DIGITS = len(PREFIX) + RANDOM_DIGITS + 1

LIFE_SECONDS = 90
"""A code is accepted for this long; the database refuses a longer life."""
REFRESH_SECONDS = 60
"""The phone asks for the next code after this long, so that one code is always alive."""


class PayCodeIsMistyped(Refusal):
    """Not 20 digits, not a pay code, or the check digit does not fit: nothing was looked up."""

    code = "pay_code_is_mistyped"
    status = 400

    def __init__(self) -> None:
        super().__init__(
            "付款码没有读对：应是居民手机上 90 开头的 20 位数字，请重新扫码，或对照屏幕重新输入。",
            fields=[{"field": "code", "message": "请重新扫码，或对照屏幕重新输入。"}],
        )


def luhn_digit(digits: str) -> str:
    """Return the Luhn check digit of ASCII digits (ISO/IEC 7812-1, annex B).

    It finds every single wrong digit and every exchange of neighbours but 09 and 90.
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def pay_code(random_digits: str) -> str:
    """Return the code made of 17 random digits; raises ValueError for anything else."""
    if len(random_digits) != RANDOM_DIGITS or not _is_digits(random_digits):
        raise ValueError(f"a pay code is made of {RANDOM_DIGITS} random digits")
    body = PREFIX + random_digits
    return body + luhn_digit(body)


def read_pay_code(given: str) -> str:
    """Return the 20 digits that a scanner or a person gave, or raise `PayCodeIsMistyped`.

    Full-width digits, spaces, dashes, invisible characters and the gun's carriage return are
    what input methods and scanners add; they are taken away first.
    """
    digits = "".join(
        character
        for character in unicodedata.normalize("NFKC", given)
        if unicodedata.category(character) not in ("Zs", "Zl", "Zp", "Cc", "Cf", "Pd")
        and character != "\N{MINUS SIGN}"
    )
    if (
        len(digits) != CODE_DIGITS
        or not _is_digits(digits)
        or not digits.startswith(PREFIX)
        or luhn_digit(digits[:-1]) != digits[-1]
    ):
        raise PayCodeIsMistyped
    return digits


def code_digest(digits: str, *, estate_id: int) -> bytes:
    """Return the 16 bytes under which a code is kept; in another estate it means nothing.

    No key is mixed in: 17 random digits outlast the ninety seconds in which knowing one is of use.
    """
    return sha256(f"ledger-pay-code/v1\n{estate_id}\n{digits}".encode()).digest()[:16]


def in_groups(digits: str) -> str:
    """Write a code as printed under its image: `9012 3456 …`."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
