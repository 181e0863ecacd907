"""结账: list the months of a book and close them in order.

Lock order: the book's head, then the period; a posting under way takes them in the same order,
and a preparing one shares the period, so nothing slips into a month that is being closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month, PeriodState
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.posting.prepared_queries import book_head


class PeriodIsAlreadyClosed(Refusal):
    code = "period_is_already_closed"


class PeriodHasNotEnded(Refusal):
    """A month is closed when it is over."""

    code = "period_has_not_ended"


class EarlierPeriodIsOpen(Refusal):
    """Months are closed in order, so that opening balances stand."""

    code = "earlier_period_is_open"


class PeriodHasUnpostedEntries(Refusal):
    """Prepared or approved entries dated in the month would be shut out."""

    code = "period_has_unposted_entries"


@dataclass(frozen=True, slots=True)
class PeriodSummary:
    """One month: its state, how many entries it has, and how many still wait to be posted."""

    month: Month
    state: PeriodState
    entries: int
    unposted: int
    closed_by_name: str | None
    closed_at: datetime | None


_SUMMARIES = text("""
    with months as (
        select (extract(year from day) * 100 + extract(month from day))::int as fiscal_month
        from generate_series(cast(:first_day as date), cast(:last_day as date),
            interval '1 month') as day
    ),
    counted as (
        select fiscal_month, sum(last_number) as entries
        from entry_number where estate_id = :estate_id group by fiscal_month
    ),
    waiting as (
        select (extract(year from effective_on) * 100 + extract(month from effective_on))::int
            as fiscal_month, count(*) as unposted
        from prepared_entry
        where estate_id = :estate_id and state in ('prepared', 'approved')
        group by 1
    )
    select m.fiscal_month, coalesce(p.state, 'open') as state, coalesce(c.entries, 0) as entries,
        coalesce(w.unposted, 0) as unposted, u.display_name as closed_by_name, p.closed_at
    from months m
    left join period p on p.estate_id = :estate_id and p.fiscal_month = m.fiscal_month
    left join app_user u on u.user_id = p.closed_by
    left join counted c on c.fiscal_month = m.fiscal_month
    left join waiting w on w.fiscal_month = m.fiscal_month
    order by m.fiscal_month
""")

_LOCK_BOOK = text("select 1 from book where estate_id = :estate_id for no key update")

_LOCK_PERIOD = text("""
    insert into period (estate_id, fiscal_month) values (:estate_id, :month)
    on conflict (estate_id, fiscal_month) do update set state = period.state
""")

_CLOSE = text("""
    update period set state = 'closed', closed_by = :actor, closed_at = :now
    where estate_id = :estate_id and fiscal_month = :month
""")


async def list_periods(
    conn: AsyncConnection, *, estate_id: int, today: date
) -> list[PeriodSummary]:
    """Return the months from the book's first to the present one; raises `BookIsNotOpened`."""
    first_month = (await book_head(conn, estate_id)).first_month
    last_month = max(first_month, Month.of(today))
    rows = await conn.execute(
        _SUMMARIES,
        {
            "estate_id": estate_id,
            "first_day": first_month.first_day,
            "last_day": last_month.first_day,
        },
    )
    return [
        PeriodSummary(
            month=Month.from_number(row.fiscal_month),
            state=PeriodState(row.state),
            entries=int(row.entries),
            unposted=row.unposted,
            closed_by_name=row.closed_by_name,
            closed_at=row.closed_at,
        )
        for row in rows
    ]


async def close_period(
    conn: AsyncConnection,
    *,
    estate_id: int,
    month: Month,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> PeriodSummary:
    """Close a month for good.

    Raises `ObjectIsNotHere` (no such month in this book yet), `PeriodIsAlreadyClosed`,
    `PeriodHasNotEnded`, `EarlierPeriodIsOpen` or `PeriodHasUnpostedEntries`, in this order.
    """
    await conn.execute(_LOCK_BOOK, {"estate_id": estate_id})
    summaries = await list_periods(conn, estate_id=estate_id, today=today)
    if all(each.month != month for each in summaries):
        raise ObjectIsNotHere(f"{month.title}的会计期间", month=str(month))
    await conn.execute(_LOCK_PERIOD, {"estate_id": estate_id, "month": month.number})
    # Read again: whoever shared the period before us may have prepared an entry meanwhile.
    summaries = await list_periods(conn, estate_id=estate_id, today=today)
    _check_closable(summaries, month, today)
    await conn.execute(
        _CLOSE,
        {"estate_id": estate_id, "month": month.number, "actor": actor_user_id, "now": now},
    )
    closed = await list_periods(conn, estate_id=estate_id, today=today)
    return next(each for each in closed if each.month == month)


def _check_closable(summaries: list[PeriodSummary], month: Month, today: date) -> None:
    period = next(each for each in summaries if each.month == month)
    if period.state is PeriodState.CLOSED:
        raise PeriodIsAlreadyClosed(f"{month.title}已经结账，不必再结。", month=str(month))
    if today <= month.last_day:
        raise PeriodHasNotEnded(f"{month.title}还没有结束，请在次月结账。", month=str(month))
    earlier = [
        each.month
        for each in summaries
        if each.month < month and each.state is not PeriodState.CLOSED
    ]
    if earlier:
        raise EarlierPeriodIsOpen(
            f"{earlier[0].title}还没有结账，请先按月份顺序结账。", month=str(earlier[0])
        )
    if period.unposted:
        raise PeriodHasUnpostedEntries(
            f"{month.title}还有 {period.unposted} 张凭证没有记账，请先审核记账或退回。",
            month=str(month),
            unposted=period.unposted,
        )
