"""What the start pages ask beyond the statements: the quarter, approvals, the seal, who came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.volunteering.queries import MINUTES_TODAY

APPROVALS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class QuarterStanding:
    """How far a quarter is on its way to its disclosure."""

    first: Month
    last: Month
    months_closed: int
    unposted: int
    disclosure_id: int | None
    disclosure_state: str | None

    @property
    def months(self) -> int:
        return len(self.first.through(self.last))

    @property
    def title(self) -> str:
        return self.last.quarter_title


async def quarter_standing(
    conn: AsyncConnection, estate_id: int, *, book_from: Month, newest: Month
) -> QuarterStanding:
    """Return the first quarter since the last publication that has none, or else the newest.

    The quarter is cut where the book begins: an estate that starts in May closes two months.
    """
    published = (
        await conn.execute(
            text("""select max(to_month) from disclosure
                where estate_id = :estate_id and state = 'published'"""),
            {"estate_id": estate_id},
        )
    ).scalar_one()
    waiting = Month.from_number(published).next() if published else book_from
    first, last = min(waiting, newest).quarter
    first = max(first, book_from)
    row = (
        await conn.execute(
            text("""
                select
                    (select count(*) from period where estate_id = :estate_id
                        and fiscal_month between :first and :last and state = 'closed') as closed,
                    (select count(*) from prepared_entry where estate_id = :estate_id
                        and state in ('prepared', 'approved')
                        and effective_on between :first_day and :last_day) as unposted,
                    d.disclosure_id, d.state
                from (select) as one
                left join lateral (
                    select disclosure_id, state from disclosure
                    where estate_id = :estate_id and from_month <= :first and to_month >= :last
                        and state in ('draft', 'published')
                    order by disclosure_id desc limit 1
                ) d on true
            """),
            {
                "estate_id": estate_id,
                "first": first.number,
                "last": last.number,
                "first_day": first.first_day,
                "last_day": last.last_day,
            },
        )
    ).one()
    return QuarterStanding(first, last, *row)


@dataclass(frozen=True, slots=True)
class WaitingApproval:
    """A prepared entry that waits for the committee.

    `counterparty_year_fen` is what was approved or posted for the same counterparty in the year.
    """

    prepared_entry_id: int
    effective_on: date
    narration: str
    counterparty: str
    total_fen: int
    counterparty_year_fen: int
    documents: int
    flags: Sequence[str]


async def waiting_approvals(
    conn: AsyncConnection, estate_id: int, *, user_id: int
) -> list[WaitingApproval]:
    """Return the largest entries that this user may approve, not those they prepared."""
    rows = await conn.execute(
        text("""
            select p.prepared_entry_id, p.effective_on, p.narration, p.counterparty, p.total_fen,
                (select coalesce(sum(o.total_fen), 0)::bigint from prepared_entry o
                    where o.estate_id = p.estate_id and o.counterparty = p.counterparty
                        and o.counterparty <> '' and o.state in ('approved', 'posted')
                        and date_trunc('year', o.effective_on)
                            = date_trunc('year', p.effective_on)) as year_fen,
                cardinality(p.document_ids) as documents,
                (select coalesce(array_agg(flag ->> 'message'), '{}')
                    from jsonb_array_elements(p.flags) flag) as flags
            from prepared_entry p
            where p.estate_id = :estate_id and p.state = 'prepared' and p.prepared_by <> :user_id
            order by p.total_fen desc, p.prepared_entry_id
            limit :shown
        """),
        {"estate_id": estate_id, "user_id": user_id, "shown": APPROVALS_SHOWN},
    )
    return [WaitingApproval(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class SealStanding:
    """The newest signed checkpoint: how far it reaches and how many witnesses have signed it."""

    size: int
    made_at: datetime | None
    witnesses: int


async def seal_standing(conn: AsyncConnection, estate_id: int) -> SealStanding:
    """Return where the newest seal stands; size 0 before the first."""
    row = (
        await conn.execute(
            text("""
                select c.size, c.made_at,
                    (select count(*) from cosignature s where s.estate_id = c.estate_id
                        and s.checkpoint_id = c.checkpoint_id) as witnesses
                from checkpoint c where c.estate_id = :estate_id
                order by c.checkpoint_id desc limit 1
            """),
            {"estate_id": estate_id},
        )
    ).one_or_none()
    return SealStanding(*row) if row else SealStanding(0, None, 0)


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who came in a month."""

    activities: int
    people: int
    without_check_out: int
    without_confirmer: int


async def attendance(conn: AsyncConnection, estate_id: int, month: Month) -> Attendance:
    """Return how many activities and people a month had, and what is missing everywhere."""
    row = (
        await conn.execute(
            text("""
                select
                    count(distinct activity_id) filter (where of_month) as activities,
                    count(distinct resident_id) filter (where of_month) as people,
                    count(*) filter (where state = 'waiting' and checked_out is null) as no_out,
                    count(*) filter (where state = 'waiting' and confirmer is null) as nobody
                from (select *, served_on between :first_day and :last_day as of_month
                    from service_record where estate_id = :estate_id) r
            """),
            {
                "estate_id": estate_id,
                "first_day": month.first_day,
                "last_day": month.last_day,
            },
        )
    ).one()
    return Attendance(*row)


async def entries_by_month(
    conn: AsyncConnection, estate_id: int, *, first: Month, last: Month
) -> dict[int, dict[str, int]]:
    """Return how many entries each series has, by fiscal month (`202606`)."""
    rows = await conn.execute(
        text("""select fiscal_month, series, last_number from entry_number
            where estate_id = :estate_id and fiscal_month between :first and :last"""),
        {"estate_id": estate_id, "first": first.number, "last": last.number},
    )
    counted: dict[int, dict[str, int]] = {}
    for row in rows:
        counted.setdefault(row.fiscal_month, {})[row.series] = row.last_number
    return counted


async def minutes_by_month(
    conn: AsyncConnection, estate_id: int, *, first: Month, last: Month
) -> dict[int, int]:
    """Return the verified service minutes, by the month in which they were served."""
    rows = await conn.execute(
        text(f"""
            select
                (extract(year from s.served_on) * 100 + extract(month from s.served_on))::int
                    as month,
                sum({MINUTES_TODAY})::bigint as minutes
            from service_record s
            where s.estate_id = :estate_id and s.state = 'verified'
                and s.served_on between :first_day and :last_day
            group by 1
        """),  # noqa: S608 - our own constant
        {"estate_id": estate_id, "first_day": first.first_day, "last_day": last.last_day},
    )
    return {row.month: row.minutes for row in rows}
