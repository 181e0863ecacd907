"""Reading the months of a book: their states, what waits in them, their trace, what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.entry import Dimensions
from ledger.bookkeeping.period import Month, PeriodState
from ledger.posting.entries import Leftover
from ledger.posting.period_rules import PeriodSummary
from ledger.posting.prepared_queries import PreparedState, book_head


@dataclass(frozen=True, slots=True)
class PeriodChange:
    """One line of a month's trace; who asked is named where another one granted.

    `book_size` is how many entries the book had; `changed_by_name` and `changed_at` are missing
    only where nobody was named before the trace was kept.
    """

    change_no: int
    month: Month
    from_state: PeriodState
    to_state: PeriodState
    book_size: int
    reason: str
    requested_by_name: str | None
    changed_by_name: str | None
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReopeningView:
    """A request to open a month again, and its answer."""

    reopening_request_id: int
    month: Month
    state: str
    reason: str
    requested_by: int
    requested_by_name: str
    requested_at: datetime
    decided_by_name: str | None
    decided_at: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class ClosingEntry:
    """A 结转凭证 of a month on its way to the books, or in them."""

    prepared_entry_id: int
    state: PreparedState
    narration: str
    total_fen: int
    seq: int | None


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
        coalesce(w.unposted, 0) as unposted, u.display_name as closed_by_name, p.closed_at,
        exists (select from period_change x where x.estate_id = :estate_id
            and x.fiscal_month = m.fiscal_month and x.to_state = 'closed') as was_closed,
        r.reopening_request_id
    from months m
    left join period p on p.estate_id = :estate_id and p.fiscal_month = m.fiscal_month
    left join app_user u on u.user_id = p.closed_by
    left join counted c on c.fiscal_month = m.fiscal_month
    left join waiting w on w.fiscal_month = m.fiscal_month
    left join reopening_request r on r.estate_id = :estate_id
        and r.fiscal_month = m.fiscal_month and r.state = 'waiting'
    order by m.fiscal_month
""")

# A dimension that the account does not require is added up: the surplus does not need it.
_LEFTOVERS = text("""
    select a.code, a.type, l.fund_grant_id,
        case when 'merchant' = any(a.required_dimensions) then l.merchant_id end as merchant_id,
        case when 'activity' = any(a.required_dimensions) then l.activity_id end as activity_id,
        sum(l.side * l.amount)::bigint as amount_fen
    from account a
    join entry_line l on l.estate_id = a.estate_id and l.account_id = a.account_id
    join journal_entry e on e.estate_id = l.estate_id and e.seq = l.seq
    where a.estate_id = :estate_id and a.type in ('income', 'expense') and a.currency = 'CNY'
        and e.effective_on <= :last_day
    group by 1, 2, 3, 4, 5
    having sum(l.side * l.amount) <> 0
    order by 1, 2, 3, 4, 5
""")

_GRANT_ACCOUNTS = text("""
    select distinct on (l.fund_grant_id) l.fund_grant_id, a.code
    from entry_line l join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
    where l.estate_id = :estate_id and l.fund_grant_id is not null
        and 'fund_grant' = any(a.required_dimensions)
    order by l.fund_grant_id, l.seq, l.line_no
""")

_CHANGES = text("""
    select c.change_no, c.fiscal_month, c.from_state, c.to_state, c.book_size, c.reason,
        asked.display_name as requested_by_name, done.display_name as changed_by_name, c.changed_at
    from period_change c
    left join app_user asked on asked.user_id = c.requested_by
    left join app_user done on done.user_id = c.changed_by
    where c.estate_id = :estate_id and c.fiscal_month = :month
    order by c.change_no
""")

_REQUESTS = text("""
    select r.reopening_request_id, r.fiscal_month, r.state, r.reason, r.requested_by,
        asked.display_name as requested_by_name, r.requested_at,
        decided.display_name as decided_by_name, r.decided_at, r.answer
    from reopening_request r
    join app_user asked on asked.user_id = r.requested_by
    left join app_user decided on decided.user_id = r.decided_by
    where r.estate_id = :estate_id and r.fiscal_month = :month
    order by r.reopening_request_id
""")

_CLOSING_ENTRIES = text("""
    select prepared_entry_id, state, narration, total_fen, seq
    from prepared_entry
    where estate_id = :estate_id and kind = 'closing' and state <> 'rejected'
        and effective_on between :first_day and :last_day
    order by prepared_entry_id
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
            was_closed=row.was_closed,
            reopening_request_id=row.reopening_request_id,
        )
        for row in rows
    ]


async def leftovers_of(conn: AsyncConnection, estate_id: int, month: Month) -> list[Leftover]:
    """Return what income and expense hold at the end of a month, everything since the first."""
    rows = await conn.execute(_LEFTOVERS, {"estate_id": estate_id, "last_day": month.last_day})
    return [
        Leftover(
            account_code=row.code,
            account_type=row.type,
            amount_fen=row.amount_fen,
            dimensions=Dimensions(
                fund_grant_id=row.fund_grant_id,
                merchant_id=row.merchant_id,
                activity_id=row.activity_id,
            ),
        )
        for row in rows
    ]


async def grant_accounts(conn: AsyncConnection, estate_id: int) -> dict[int, str]:
    """Return the account that keeps each grant, by grant id: where it came in first."""
    rows = await conn.execute(_GRANT_ACCOUNTS, {"estate_id": estate_id})
    return {row.fund_grant_id: row.code for row in rows}


async def trace_of(conn: AsyncConnection, estate_id: int, month: Month) -> list[PeriodChange]:
    """Return how a month came to its state, oldest first."""
    rows = await conn.execute(_CHANGES, _of_month(estate_id, month))
    return [
        PeriodChange(
            change_no=row.change_no,
            month=month,
            from_state=PeriodState(row.from_state),
            to_state=PeriodState(row.to_state),
            book_size=row.book_size,
            reason=row.reason,
            requested_by_name=row.requested_by_name,
            changed_by_name=row.changed_by_name,
            changed_at=row.changed_at,
        )
        for row in rows
    ]


async def reopening_requests(
    conn: AsyncConnection, estate_id: int, month: Month
) -> list[ReopeningView]:
    """Return what was asked about a month, oldest first."""
    rows = await conn.execute(_REQUESTS, _of_month(estate_id, month))
    return [
        ReopeningView(
            reopening_request_id=row.reopening_request_id,
            month=month,
            state=row.state,
            reason=row.reason,
            requested_by=row.requested_by,
            requested_by_name=row.requested_by_name,
            requested_at=row.requested_at,
            decided_by_name=row.decided_by_name,
            decided_at=row.decided_at,
            answer=row.answer,
        )
        for row in rows
    ]


async def closing_entries_of(
    conn: AsyncConnection, estate_id: int, month: Month
) -> list[ClosingEntry]:
    """Return the 结转凭证 of a month that were not sent back, and their reversals."""
    rows = await conn.execute(
        _CLOSING_ENTRIES,
        {"estate_id": estate_id, "first_day": month.first_day, "last_day": month.last_day},
    )
    return [ClosingEntry(**row._mapping) for row in rows]


def _of_month(estate_id: int, month: Month) -> dict[str, Any]:
    return {"estate_id": estate_id, "month": month.number}
