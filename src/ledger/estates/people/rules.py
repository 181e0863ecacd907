"""Ages, identity numbers and relations, decided without a database."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from ledger.errors import Refusal

AGE_OF_OWN_CONSENT = 14
"""Below it a guardian consents (个人信息保护法 §31)."""

RELATIONS = {
    "head": "户主",
    "spouse": "配偶",
    "child": "子女",
    "parent": "父母",
    "grandchild": "孙子女",
    "sibling": "兄弟姐妹",
    "other": "其他",
}
TENURES = {"owner": "业主自住", "tenant": "租住"}

# GB 11643: the last character is a check digit over the seventeen before it.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"


class IdentityNumberIsWrong(Refusal):
    """Not eighteen characters with a right check digit and a possible birth date."""

    code = "identity_number_is_wrong"
    status = 400

    def __init__(self) -> None:
        super().__init__(
            "身份证号不对，请对照证件核对 18 位号码。",
            fields=[{"field": "identity_number", "message": "请对照证件核对"}],
        )


class BirthDateIsImpossible(Refusal):
    """In the future, or more than 130 years ago, or another than the identity number says."""

    code = "birth_date_is_impossible"
    status = 400


def read_identity_number(written: str) -> tuple[str, date]:
    """Return the number as it is kept, and the birth date in it; raises `IdentityNumberIsWrong`."""
    number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", written)).upper()
    if not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        raise IdentityNumberIsWrong
    weighed = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    if number[17] != _CHECK_CHARACTERS[weighed % 11]:
        raise IdentityNumberIsWrong
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as error:
        raise IdentityNumberIsWrong from error
    return number, born_on


def age_on(born_on: date, day: date) -> int:
    """Return the full years of somebody's age on a day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def guardian_needed_until(born_on: date) -> date:
    """Return the first day of the month after the fourteenth birthday.

    It is kept readable, because the database has to act on it; the birthday itself is not.
    """
    turned = born_on.year + AGE_OF_OWN_CONSENT
    return date(turned + born_on.month // 12, born_on.month % 12 + 1, 1)


def check_birth_date(born_on: date, *, today: date, of_identity_number: date | None) -> None:
    """Raise `BirthDateIsImpossible`."""
    if not 0 <= age_on(born_on, today) <= 130 or born_on > today:
        raise BirthDateIsImpossible("出生日期不对，请核对。")
    if of_identity_number is not None and born_on != of_identity_number:
        raise BirthDateIsImpossible("出生日期和身份证号里的不一样，请对照证件核对。")
