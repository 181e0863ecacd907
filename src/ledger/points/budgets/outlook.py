"""What a forecast starts from: what is outstanding, by last day, and how it was redeemed."""

from __future__ import annotations

from collections.abc import Mapping
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
from ledger.points.budgets.queries import standing_of
from ledger.points.statements import points_summary

_LOTS_BY_LAST_DAY = text("""
    select greatest(expires_on, grace_until) as last_day, source_code,
        sum(points_left)::bigint as points
    from points_lot
    where estate_id = :estate_id and points_left > 0
    group by 1, 2
""")

_FIRST_MONTH = text("select first_month from book where estate_id = :estate_id")


IN_NO_LOT = ""
"""Stands for the source of what lies in no lot any more, as the points of the public pool."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What stands now, on what the forecast rests, and the months to come.

    `by_source` is what is outstanding by issuing account, sources without any left out.
    """

    outstanding: int
    without_last_day: int
    by_source: Mapping[str, int]
    redeemed: tuple[int, ...]
    months: tuple[ForecastMonth, ...]


async def read_outlook(conn: AsyncConnection, *, estate_id: int, today: date) -> Outlook:
    """Return the outlook from this month on; the month that runs counts as one to come."""
    this_month = Month.of(today)
    ahead = this_month.through(_later(this_month, MONTHS_AHEAD - 1))
    standing = await standing_of(conn, estate_id)
    ending: dict[Month | None, dict[str, int]] = {None: {}}
    by_source: dict[str, int] = {}
    for (day, source), points in (await _points_by_last_day(conn, estate_id)).items():
        held = ending.setdefault(None if day is None else Month.of(day), {})
        held[source] = held.get(source, 0) + points
        by_source[source] = by_source.get(source, 0) + points
    # What lies in no lot has no last day.
    in_no_lot = standing.outstanding - sum(by_source.values())
    if in_no_lot > 0:
        ending[None][IN_NO_LOT] = by_source[IN_NO_LOT] = in_no_lot
    redeemed = await _redeemed_before(conn, estate_id, this_month)
    months = forecast(ending, monthly=mean_of(redeemed), months=ahead)
    return Outlook(
        outstanding=standing.outstanding,
        without_last_day=sum(ending[None].values()),
        by_source=by_source,
        redeemed=tuple(redeemed),
        months=tuple(months),
    )


async def _points_by_last_day(
    conn: AsyncConnection, estate_id: int
) -> dict[tuple[date | None, str], int]:
    """Return what is left in all lots by their last day, None for no such day, and source."""
    rows = await conn.execute(_LOTS_BY_LAST_DAY, {"estate_id": estate_id})
    return {(row.last_day, row.source_code): row.points for row in rows}


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
