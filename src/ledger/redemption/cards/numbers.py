"""A card's number as digits: how it is built, and read back from a scanner or a keyboard.

A number is 16 digits: `8`, then 14 random digits, then a check digit over the first 15. It is
shorter than a pay code and begins otherwise (`ledger.redemption.codes`), so that a counter knows
at a glance which of the two it has; bank cards begin with other digits, too.
"""

from __future__ import annotations

import unicodedata

from ledger.errors import Refusal
from ledger.redemption.codes import luhn_digit

PREFIX = "8"
RANDOM_DIGITS = 14
NUMBER_DIGITS = len(PREFIX) + RANDOM_DIGITS + 1


class CardNumberIsMistyped(Refusal):
    """Not 16 digits, not a card's, or the check digit does not fit: nothing was looked up."""

    code = "card_number_is_mistyped"
    status = 400

    def __init__(self) -> None:
        super().__init__(
            "卡号没有读对：应是卡上 8 开头的 16 位数字，请重新扫卡，或对照卡面重新输入。",
            fields=[{"field": "card", "message": "请重新扫卡，或对照卡面重新输入。"}],
        )


def card_number(random_digits: str) -> str:
    """Return the number made of 14 random digits; raises ValueError for anything else."""
    if len(random_digits) != RANDOM_DIGITS or not _is_digits(random_digits):
        raise ValueError(f"a card's number is made of {RANDOM_DIGITS} random digits")
    body = PREFIX + random_digits
    return body + luhn_digit(body)


def read_card_number(given: str) -> str:
    """Return the 16 digits that a scanner or a person gave, or raise `CardNumberIsMistyped`."""
    digits = "".join(
        character
        for character in unicodedata.normalize("NFKC", given)
        if unicodedata.category(character) not in ("Zs", "Zl", "Zp", "Cc", "Cf", "Pd")
        and character != "\N{MINUS SIGN}"
    )
    if (
        len(digits) != NUMBER_DIGITS
        or not _is_digits(digits)
        or not digits.startswith(PREFIX)
        or luhn_digit(digits[:-1]) != digits[-1]
    ):
        raise CardNumberIsMistyped
    return digits


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
