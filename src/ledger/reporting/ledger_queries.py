"""Reading the lines of an account in order of business date, for its 明细账."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import entry_no
from ledger.bookkeeping.period import Month
from ledger.chart.queries import ChartRow
from ledger.errors import ObjectIsNotHere
from ledger.posting.point_in_time_queries import BookHead
from ledger.reporting.movements import Range


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of an account with its entry; `amount` in minor units on `side` (1 debit)."""

    seq: int
    line_no: int
    entry_no: str
    on: date
    narration: str
    counter_accounts: list[str]
    side: int
    amount: int


LedgerKey = tuple[date, int, int]
"""Business date, seq and line number: the order of an account ledger."""
BEFORE_EVERYTHING: LedgerKey = (date(1, 1, 1), 0, 0)
_LAST_LINE = 2**15 - 1
"""No entry has a line beyond this one."""

_ACCOUNT_IDS = text("""
    select account_id from account
    where estate_id = :estate_id and code = any(cast(:codes as text[]))
    order by account_id
""")

# An opening entry is 期初 in the book's first month only; later it is a line of its month.
_IS_OPENING = "(e.kind = 'opening' and e.fiscal_month = :first_month)"
_OF_ACCOUNTS = "l.account_id = any(cast(:account_ids as bigint[]))"

# S608: only the fixed texts above are put in.
_OPENINGS = text(f"""
    select coalesce(sum(l.amount), 0)::bigint
    from (
        select e.seq from journal_entry e
        where e.estate_id = :estate_id and {_IS_OPENING}
            and e.effective_on between :first_day and :last_day and e.seq <= :size
        offset 0
    ) e
    cross join lateral (
        select sum(l.side * l.amount) as amount from entry_line l
        where l.estate_id = :estate_id and l.seq = e.seq and {_OF_ACCOUNTS}
    ) l
""")  # noqa: S608

_LINES_OF_DAY = text(f"""
    select coalesce(sum(l.amount), 0)::bigint
    from (
        select e.seq from journal_entry e
        where e.estate_id = :estate_id and e.effective_on = :day and e.seq <= :seq
            and not {_IS_OPENING}
        offset 0
    ) e
    cross join lateral (
        select sum(l.side * l.amount) as amount from entry_line l
        where l.estate_id = :estate_id and l.seq = e.seq and {_OF_ACCOUNTS}
            and (e.seq < :seq or l.line_no <= :line_no)
    ) l
""")  # noqa: S608

_ENTRY = "e.seq, e.series, e.fiscal_month, e.number, e.effective_on, e.narration"
_LINE = "l.line_no, l.side, l.amount, l.narration"

_BY_DATE = f"""
    select {_ENTRY.replace("e.narration", "e.narration as entry_narration")}, {_LINE}
    from (
        select {_ENTRY}
        from journal_entry e
        where e.estate_id = :estate_id and e.effective_on between :first_day and :last_day
            and (e.effective_on, e.seq) >= (:from_on, cast(:from_seq as bigint))
            and e.seq <= :size and not {_IS_OPENING}
        order by e.effective_on, e.seq
        offset 0
    ) e
    cross join lateral (
        select {_LINE} from entry_line l
        where l.estate_id = :estate_id and l.seq = e.seq and {_OF_ACCOUNTS}
        offset 0
    ) l
"""  # noqa: S608

_BY_LINE = f"""
    select {_ENTRY.replace("e.narration", "e.narration as entry_narration")}, {_LINE}
    from entry_line l
    join journal_entry e on e.estate_id = l.estate_id and e.seq = l.seq
    where l.estate_id = :estate_id and {_OF_ACCOUNTS}
        and l.seq > :through_seq and l.seq <= :size
        and e.effective_on between :first_day and :last_day and not {_IS_OPENING}
        and e.effective_on >= :from_on and (e.effective_on > :from_on or e.seq >= :from_seq)
"""  # noqa: S608


def _page(lines: str) -> str:
    """Return the statement for a page of these lines, each with the accounts it stands against."""
    return f"""
        with page as materialized (
            select * from ({lines}) l
            where (l.effective_on, l.seq, l.line_no)
                > (:after_on, cast(:after_seq as bigint), :after_line)
            order by l.effective_on, l.seq, l.line_no
            limit :limit
        )
        select p.*, array(select distinct a.code || ' ' || a.name
            from entry_line o
            join account a on a.estate_id = o.estate_id and a.account_id = o.account_id
            where o.estate_id = :estate_id and o.seq = p.seq and o.side <> p.side
            order by 1) as counter_accounts
        from page p
        order by p.effective_on, p.seq, p.line_no
    """  # noqa: S608


_LINES_BY_DATE, _LINES_BY_LINE = text(_page(_BY_DATE)), text(_page(_BY_LINE))


def descendants(chart: dict[str, ChartRow], code: str) -> list[str]:
    """Return the code and all codes below it; raises `ObjectIsNotHere`."""
    if code not in chart:
        raise ObjectIsNotHere("这个科目", account_code=code)
    found = [code]
    for parent in found:
        found += [row.code for row in chart.values() if row.parent_code == parent]
    return found


async def account_ids(
    conn: AsyncConnection, estate_id: int, codes: Sequence[str]
) -> tuple[int, ...]:
    """Return the accounts of these codes, those of all holders."""
    rows = await conn.execute(_ACCOUNT_IDS, {"estate_id": estate_id, "codes": list(codes)})
    return tuple(rows.scalars())


async def openings(
    conn: AsyncConnection,
    estate_id: int,
    ids: Sequence[int],
    head: BookHead,
    *,
    first_day: date,
    last_day: date,
) -> int:
    """Return what the openings of the book's first month that bear these days brought."""
    found: int = (
        await conn.execute(
            _OPENINGS,
            {
                "estate_id": estate_id, "account_ids": list(ids), "size": head.size,
                "first_month": head.first_month.number, "first_day": first_day,
                "last_day": last_day,
            },
        )
    ).scalar_one()  # fmt: skip
    return found


async def moved_on_day(
    conn: AsyncConnection, estate_id: int, ids: Sequence[int], head: BookHead, *, through: LedgerKey
) -> int:
    """Return what the lines of one day moved, up to the line of this key; openings aside."""
    day, seq, line_no = through
    if seq > head.size:
        seq, line_no = head.size, _LAST_LINE
    found: int = (
        await conn.execute(
            _LINES_OF_DAY,
            {
                "estate_id": estate_id, "account_ids": list(ids), "day": day,
                "seq": seq, "line_no": line_no, "first_month": head.first_month.number,
            },
        )
    ).scalar_one()  # fmt: skip
    return found


async def ledger_lines(
    conn: AsyncConnection,
    estate_id: int,
    ids: Sequence[int],
    head: BookHead,
    months: Range,
    after: LedgerKey,
    *,
    through_seq: int,
    later_lines: int,
    limit: int,
) -> list[LedgerLine]:
    """Return up to `limit` lines of the accounts in date order, those after `after`.

    No entry up to `through_seq` bears a day of these months, and `later_lines` lines of the
    accounts stand behind it. When they are few, each is looked at; otherwise the entries are
    gone through by date until enough of their lines are found. So neither an account with few
    lines nor one with most of them is answered by reading all entries of a month.
    """
    if later_lines == 0:
        return []
    by_line = later_lines**2 <= limit * (head.size - through_seq)
    first_day = months.first.first_day
    values = {
        "estate_id": estate_id, "account_ids": list(ids), "size": head.size,
        "first_month": head.first_month.number, "first_day": first_day,
        "last_day": months.last.last_day, "from_on": max(first_day, after[0]),
        "from_seq": after[1] if after[0] >= first_day else 0, "after_on": after[0],
        "after_seq": after[1], "after_line": after[2], "limit": limit,
    }  # fmt: skip
    if by_line:
        values["through_seq"] = through_seq
    rows = await conn.execute(_LINES_BY_LINE if by_line else _LINES_BY_DATE, values)
    return [
        LedgerLine(
            seq=row.seq,
            line_no=row.line_no,
            entry_no=entry_no(row.series, Month.from_number(row.fiscal_month), row.number),
            on=row.effective_on,
            narration=row.narration or row.entry_narration,
            counter_accounts=list(row.counter_accounts),
            side=row.side,
            amount=row.amount,
        )
        for row in rows
    ]
