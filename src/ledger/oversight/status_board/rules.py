"""Which disclosure an estate owes by now. Pure."""

from __future__ import annotations

from datetime import date
from typing import Literal

from ledger.bookkeeping.period import Month

Standing = Literal["published", "missing", "not_due"]
STANDING_TITLES = {"published": "已公示", "missing": "未公示", "not_due": "还没到期"}
MONTHS_OF = {"monthly": 1, "quarterly": 3, "half_yearly": 6}
"""How many months a disclosure covers, by the profile's frequency."""


def owed_through(frequency: str, today: date) -> Month:
    """Return the last month of the newest period that is over on this day."""
    months = MONTHS_OF[frequency]
    ended = (today.month - 1) // months * months
    return Month(today.year, ended) if ended else Month(today.year - 1, 12)


def standing(*, first_month: int | None, published_through: int | None, owed: Month) -> Standing:
    """Say whether an estate has published what it owes; months are numbers, None where none."""
    if first_month is None or first_month > owed.number:
        return "not_due"
    return "published" if (published_through or 0) >= owed.number else "missing"
