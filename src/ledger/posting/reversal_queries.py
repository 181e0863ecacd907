"""Reading posted entries back, and the reversals that they have."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import entry_no
from ledger.bookkeeping.entry import EntryLine, JournalEntry
from ledger.bookkeeping.period import Month
from ledger.posting.entry_rows import ENTRY_COLUMNS, LINE_COLUMNS, entry_of
from ledger.posting.prepared_queries import line_from_json

_ENTRY = text(f"""
    select {ENTRY_COLUMNS} from journal_entry e
    where e.estate_id = :estate_id and e.seq = cast(:seq as bigint)
""")  # noqa: S608

_ENTRY_LINES = text(f"""
    select {LINE_COLUMNS} from entry_line l join account a using (estate_id, account_id)
    where l.estate_id = :estate_id and l.seq = cast(:seq as bigint)
    order by l.line_no
""")  # noqa: S608

_WAITING_LINES = text("""
    select p.lines from prepared_entry p
    where p.estate_id = :estate_id and p.reverses_seq = cast(:seq as bigint)
        and p.state in ('prepared', 'approved')
    order by p.prepared_entry_id
""")

# One that waits comes first: that is where somebody has to act.
_LAST_REVERSAL_OF = text("""
    select r.* from (
        select null::text as series, null::int as fiscal_month, null::int as number,
            p.prepared_entry_id
        from prepared_entry p
        where p.estate_id = :estate_id and p.reverses_seq = cast(:seq as bigint)
            and p.state in ('prepared', 'approved')
        order by p.prepared_entry_id desc limit 1
    ) r
    union all
    select r.* from (
        select e.series, e.fiscal_month, e.number, null::bigint
        from journal_entry e
        where e.estate_id = :estate_id and e.reverses_seq = cast(:seq as bigint)
        order by e.seq desc limit 1
    ) r
    limit 1
""")


async def posted_entry(
    conn: AsyncConnection, estate_id: int, seq: int
) -> tuple[JournalEntry, str] | None:
    """Return a posted entry as it was, with its printed number; None where there is none."""
    row = (await conn.execute(_ENTRY, {"estate_id": estate_id, "seq": seq})).one_or_none()
    if row is None:
        return None
    lines = await conn.execute(_ENTRY_LINES, {"estate_id": estate_id, "seq": seq})
    entry = entry_of(row, lines)
    return entry, entry_no(row.series, Month.from_number(row.fiscal_month), row.number)


@dataclass(frozen=True, slots=True)
class ReversalOfEntry:
    """A reversal of an entry: posted (`entry_no`) or still on its way."""

    entry_no: str | None
    prepared_entry_id: int | None


async def waiting_reversals(
    conn: AsyncConnection, estate_id: int, seq: int
) -> list[tuple[EntryLine, ...]]:
    """Return the lines of the entry's reversals that wait for approval or posting."""
    rows = await conn.execute(_WAITING_LINES, {"estate_id": estate_id, "seq": seq})
    return [tuple(line_from_json(line) for line in row.lines) for row in rows]


async def last_reversal_of(conn: AsyncConnection, estate_id: int, seq: int) -> ReversalOfEntry:
    """Return the latest reversal of an entry that has one."""
    row = (await conn.execute(_LAST_REVERSAL_OF, {"estate_id": estate_id, "seq": seq})).one()
    if row.number is None:
        return ReversalOfEntry(None, row.prepared_entry_id)
    printed = entry_no(row.series, Month.from_number(row.fiscal_month), row.number)
    return ReversalOfEntry(printed, None)
