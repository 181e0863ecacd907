"""Reading balances as they stood: every answer starts from a line's running balance.

Everything is bounded by the size of the book that was read first. The journal only grows, so the
statements of one question agree with each other whatever is posted meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.period import Month

_ACCOUNTS = text("""
    with recursive chart as (
        select code from account
        where estate_id = :estate_id and code = :code and holder = ''
        union all
        select a.code from chart c
        join account a on a.estate_id = :estate_id and a.parent_code = c.code and a.holder = ''
    )
    select a.account_id, a.code, a.holder, a.name, a.currency
    from account a
    where a.estate_id = :estate_id and a.code in (select code from chart)
        and (cast(:holder as text) is null or (a.code = :code and a.holder = :holder))
    order by a.account_id
""")

_HEAD = text("""
    select b.size, b.first_month, clock_timestamp() as asked_at,
        (select e.recorded_at from journal_entry e
            where e.estate_id = b.estate_id and e.seq = b.size) as last_recorded_at
    from book b
    where b.estate_id = :estate_id
""")

_WAIT_FOR_WRITER = text("select 1 from book where estate_id = :estate_id for share")

# Each entry is recorded no earlier than the one before it (LG003), so halving finds the last one
# that was recorded by the moment: about log2(size) lookups in the primary key.
_LAST_SEQ_RECORDED_BY = text("""
    with recursive search (low, high) as (
        select cast(0 as bigint), cast(:size as bigint)
        union all
        select case when s.is_by_then then s.middle else s.low end,
            case when s.is_by_then then s.high else s.middle - 1 end
        from (
            select w.low, w.high, (w.low + w.high + 1) / 2 as middle,
                (select e.recorded_at <= :moment from journal_entry e
                    where e.estate_id = :estate_id and e.seq = (w.low + w.high + 1) / 2)
                    as is_by_then
            from search w
            where w.low < w.high
        ) s
    )
    select low from search where low = high
""")

_BALANCES_AT = text("""
    select coalesce(sum(l.balance_after), 0)::bigint as balance,
        coalesce(sum(l.account_version), 0)::bigint as lines
    from unnest(cast(:account_ids as bigint[])) as a (account_id)
    cross join lateral (
        select e.balance_after, e.account_version
        from entry_line e
        where e.estate_id = :estate_id and e.account_id = a.account_id and e.seq <= :seq
        order by e.seq desc, e.line_no desc
        limit 1
    ) l
""")

# Numbers are given in the order of seq, so the first entry of a month has number 1.
_FIRST_SEQ_AFTER = text("""
    select min(f.seq) as seq
    from (
        select e.seq
        from entry_number n
        join journal_entry e on e.estate_id = n.estate_id and e.series = n.series
            and e.fiscal_month = n.fiscal_month and e.number = 1
        where n.estate_id = :estate_id and n.fiscal_month > :month
        union all
        select e.seq
        from generate_series(cast(:day as date) + 1, cast(:last_day as date), interval '1 day')
            as d (day)
        cross join lateral (
            select j.seq from journal_entry j
            where j.estate_id = :estate_id and j.effective_on = d.day::date
            order by j.seq limit 1
        ) e
    ) f
    where f.seq <= :size
""")

# Few lines of the accounts follow: look at each of them.
_LATE_BY_LINE = text("""
    select coalesce(sum(l.side * l.amount), 0)::bigint
    from unnest(cast(:account_ids as bigint[])) as a (account_id)
    join entry_line l on l.estate_id = :estate_id and l.account_id = a.account_id
        and l.seq > :seq and l.seq <= :size
    join journal_entry e on e.estate_id = l.estate_id and e.seq = l.seq
    where e.effective_on <= :day
""")

# Many lines follow: look at the entries that were posted late. Only months whose last entry stands
# behind `seq` have any, and in such a month each day is one range of the index by date. Their lines
# are asked for by one array, which the index is walked along with once.
_LATE_BY_ENTRY = text("""
    with late_day as (
        select distinct d.day::date as day
        from entry_number n
        join journal_entry e on e.estate_id = n.estate_id and e.series = n.series
            and e.fiscal_month = n.fiscal_month and e.number = n.last_number
        cross join lateral generate_series(
            make_date(n.fiscal_month / 100, n.fiscal_month % 100, 1),
            least(make_date(n.fiscal_month / 100, n.fiscal_month % 100, 1)
                + interval '1 month' - interval '1 day', cast(:day as date)),
            interval '1 day') as d (day)
        where n.estate_id = :estate_id and n.fiscal_month <= :month and e.seq > :seq
    )
    select coalesce(sum(l.side * l.amount), 0)::bigint
    from entry_line l
    where l.estate_id = :estate_id and l.account_id = any(cast(:account_ids as bigint[]))
        and l.seq = any(array(
            select e.seq
            from late_day d
            cross join lateral (
                select j.seq from journal_entry j
                where j.estate_id = :estate_id and j.effective_on = d.day
                    and j.seq > :seq and j.seq <= :size
                offset 0
            ) e))
""")


@dataclass(frozen=True, slots=True)
class AskedAccounts:
    """The accounts that one question is about, with the code's name and currency."""

    account_ids: tuple[int, ...]
    name: str
    currency: Currency


@dataclass(frozen=True, slots=True)
class BookHead:
    """How far a book reached at `asked_at`, by the database's clock.

    `last_recorded_at` is None while the book is empty.
    """

    size: int
    first_month: Month
    asked_at: datetime
    last_recorded_at: datetime | None


async def asked_accounts(
    conn: AsyncConnection, estate_id: int, code: str, holder: str | None
) -> AskedAccounts | None:
    """Return a code's accounts: those below it and of all holders, or of one `holder` only.

    None when the chart has no such code, or the code has no such holder.
    """
    rows = list(
        await conn.execute(_ACCOUNTS, {"estate_id": estate_id, "code": code, "holder": holder})
    )
    head = next((row for row in rows if row.code == code), None)
    if head is None:
        return None
    return AskedAccounts(tuple(row.account_id for row in rows), head.name, Currency(head.currency))


async def book_head(conn: AsyncConnection, estate_id: int) -> BookHead | None:
    """Return how far the book reaches; None where there is no book."""
    row = (await conn.execute(_HEAD, {"estate_id": estate_id})).one_or_none()
    if row is None:
        return None
    return BookHead(
        row.size, Month.from_number(row.first_month), row.asked_at, row.last_recorded_at
    )


async def wait_for_writer(conn: AsyncConnection, estate_id: int) -> None:
    """Wait until whoever is posting into the book has committed or given up."""
    await conn.execute(_WAIT_FOR_WRITER, {"estate_id": estate_id})


async def last_seq_recorded_by(
    conn: AsyncConnection, estate_id: int, *, size: int, moment: datetime
) -> int:
    """Return the seq of the last of the first `size` entries recorded by `moment`, 0 for none."""
    values = {"estate_id": estate_id, "size": size, "moment": moment}
    found: int = (await conn.execute(_LAST_SEQ_RECORDED_BY, values)).scalar_one()
    return found


async def balances_at(
    conn: AsyncConnection, estate_id: int, account_ids: Sequence[int], seq: int
) -> tuple[int, int]:
    """Return what the accounts stood at after entry `seq`, together, and how many lines they had.

    Debit-positive, in minor units.
    """
    values = {"estate_id": estate_id, "account_ids": list(account_ids), "seq": seq}
    row = (await conn.execute(_BALANCES_AT, values)).one()
    return row.balance, row.lines


async def first_seq_after(
    conn: AsyncConnection, estate_id: int, *, day: date, size: int
) -> int | None:
    """Return the first of the first `size` entries whose business date is later than `day`."""
    month = Month.of(day)
    values = {
        "estate_id": estate_id, "day": day, "last_day": month.last_day, "month": month.number,
        "size": size,
    }  # fmt: skip
    found: int | None = (await conn.execute(_FIRST_SEQ_AFTER, values)).scalar_one()
    return found


async def late_amount(
    conn: AsyncConnection,
    estate_id: int,
    account_ids: Sequence[int],
    *,
    day: date,
    seq: int,
    size: int,
    by_line: bool,
) -> int:
    """Return the sum of the accounts' lines after entry `seq` whose business date is by `day`.

    Both ways of looking give the same sum; `by_line` costs a lookup for each later line of the
    accounts, the other one for each entry of the book that was posted late.
    """
    values = {
        "estate_id": estate_id, "account_ids": list(account_ids), "day": day,
        "month": Month.of(day).number, "seq": seq, "size": size,
    }  # fmt: skip
    statement = _LATE_BY_LINE if by_line else _LATE_BY_ENTRY
    found: int = (await conn.execute(statement, values)).scalar_one()
    return found
