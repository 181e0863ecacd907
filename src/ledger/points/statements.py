"""Points as a whole: the summary by source and month.

Amounts are whole points, months are fiscal months of the entries' business dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.points.rules import OUTSTANDING_CODES, REDEEMED_CODES

_MOVEMENTS = text("""
    select a.code, a.type, a.currency, e.fiscal_month,
        sum(l.side * l.amount)::bigint as amount
    from entry_line l
    join journal_entry e on e.estate_id = l.estate_id and e.seq = l.seq
    join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
    where l.estate_id = :estate_id and l.currency in ('PTS', 'MIN')
        and e.fiscal_month <= :last_month
    group by a.code, a.type, a.currency, e.fiscal_month
""")


@dataclass(frozen=True, slots=True)
class MonthOfPoints:
    """What one month brought into being and took out of use."""

    month: Month
    issued: int
    redeemed: int
    expired: int


@dataclass(frozen=True, slots=True)
class PointsSummary:
    """Points of a span of months; `outstanding` stands in wallets at its end.

    `by_source` maps the issuing account to what it issued in the span, `corrected` is what was
    taken back as given by mistake.
    """

    issued: int
    redeemed: int
    expired: int
    corrected: int
    outstanding: int
    by_source: Mapping[str, int]
    by_month: tuple[MonthOfPoints, ...]
    service_minutes: int


async def points_summary(
    conn: AsyncConnection, *, estate_id: int, first: Month, last: Month
) -> PointsSummary:
    """Return what was issued, redeemed and expired in the months, both included."""
    rows = (
        await conn.execute(_MOVEMENTS, {"estate_id": estate_id, "last_month": last.number})
    ).all()
    months = {month.number: month for month in first.through(last)}
    issued = dict.fromkeys(months, 0)
    redeemed = dict.fromkeys(months, 0)
    expired = dict.fromkeys(months, 0)
    by_source: dict[str, int] = {}
    outstanding = corrected = service_minutes = 0
    for row in rows:
        if row.code in OUTSTANDING_CODES:
            outstanding -= row.amount
        if row.fiscal_month not in months:
            continue
        if row.currency == "MIN":
            # What is deposited in the time bank (M1102) was served before.
            service_minutes += row.amount if row.code == "M1101" else 0
        elif row.type == "issued":
            issued[row.fiscal_month] += row.amount
            by_source[row.code] = by_source.get(row.code, 0) + row.amount
        elif row.code in REDEEMED_CODES:
            redeemed[row.fiscal_month] -= row.amount
        elif row.code == "P3102":
            expired[row.fiscal_month] -= row.amount
        elif row.code == "P3103":
            corrected -= row.amount
    return PointsSummary(
        issued=sum(issued.values()),
        redeemed=sum(redeemed.values()),
        expired=sum(expired.values()),
        corrected=corrected,
        outstanding=outstanding,
        by_source=dict(sorted(by_source.items())),
        by_month=tuple(
            MonthOfPoints(month, issued[number], redeemed[number], expired[number])
            for number, month in months.items()
        ),
        service_minutes=service_minutes,
    )
