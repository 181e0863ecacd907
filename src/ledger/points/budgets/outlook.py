"""What a forecast starts from: what is outstanding, by last day, and how it was redeemed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.points.budgets.forecast import (
    MONTHS_AHEAD,
    MONTHS_BEHIND,
    ForecastMonth,
    forecast,
    mean_of,
)
from ledger.points.budgets.queries import points_by_last_day, standing_of
from ledger.points.statements import points_summary

_FIRST_MONTH = text("select first_month from book where estate_id = :estate_id")


@dataclass(frozen=True, slots=True)
class Outlook:
    """What stands now, on what the forecast rests, and the months to come."""

    outstanding: int
    without_last_day: int
    redeemed: tuple[int, ...]
    months: tuple[ForecastMonth, ...]


async def read_outlook(conn: AsyncConnection, *, estate_id: int, today: date) -> Outlook:
    """Return the outlook from this month on; the month that runs counts as one to come."""
    this_month = Month.of(today)
    ahead = this_month.through(_later(this_month, MONTHS_AHEAD - 1))
    standing = await standing_of(conn, estate_id)
    by_day = await points_by_last_day(conn, estate_id)
    # What lies in no lot (the public pool, a team's wallet) has no last day.
    ending: dict[Month | None, int] = {None: standing.outstanding - sum(by_day.values())}
    for day, points in by_day.items():
        month = None if day is None else Month.of(day)
        ending[month] = ending.get(month, 0) + points
    redeemed = await _redeemed_before(conn, estate_id, this_month)
    months = forecast(ending, monthly=mean_of(redeemed), months=ahead)
    return Outlook(standing.outstanding, ending[None], tuple(redeemed), tuple(months))


async def _redeemed_before(conn: AsyncConnection, estate_id: int, this_month: Month) -> list[int]:
    """Return what the last full months redeemed, those before the book's first left out."""
    number = await conn.scalar(_FIRST_MONTH, {"estate_id": estate_id})
    if number is None:
        return []
    first = max(Month.from_number(number), _later(this_month, -MONTHS_BEHIND))
    last = _later(this_month, -1)
    if last < first:
        return []
    summary = await points_summary(conn, estate_id=estate_id, first=first, last=last)
    return [each.redeemed for each in summary.by_month]


def _later(month: Month, count: int) -> Month:
    number = month.year * 12 + month.month - 1 + count
    return Month(number // 12, number % 12 + 1)
