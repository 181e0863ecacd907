"""Reading posted entries back, and the reversals that they have."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import entry_no
from ledger.bookkeeping.entry import JournalEntry
from ledger.bookkeeping.period import Month
from ledger.posting.entry_rows import ENTRY_COLUMNS, LINE_COLUMNS, entry_of

_ENTRY = text(f"""
    select {ENTRY_COLUMNS} from journal_entry e
    where e.estate_id = :estate_id and e.seq = cast(:seq as bigint)
""")  # noqa: S608

_ENTRY_LINES = text(f"""
    select {LINE_COLUMNS} from entry_line l join account a using (estate_id, account_id)
    where l.estate_id = :estate_id and l.seq = cast(:seq as bigint)
    order by l.line_no
""")  # noqa: S608

_REVERSAL_OF = text("""
    select e.seq, e.series, e.fiscal_month, e.number, null::bigint as prepared_entry_id
    from journal_entry e
    where e.estate_id = :estate_id and e.reverses_seq = cast(:seq as bigint)
    union all
    select null, null, null, null, p.prepared_entry_id
    from prepared_entry p
    where p.estate_id = :estate_id and p.reverses_seq = cast(:seq as bigint)
        and p.state in ('prepared', 'approved')
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
    """The reversal that an entry already has: posted (`entry_no`) or still on its way."""

    entry_no: str | None
    prepared_entry_id: int | None


async def reversal_of(conn: AsyncConnection, estate_id: int, seq: int) -> ReversalOfEntry | None:
    """Return the reversal of an entry, posted or waiting; None where it has none."""
    row = (await conn.execute(_REVERSAL_OF, {"estate_id": estate_id, "seq": seq})).one_or_none()
    if row is None:
        return None
    if row.number is None:
        return ReversalOfEntry(None, row.prepared_entry_id)
    printed = entry_no(row.series, Month.from_number(row.fiscal_month), row.number)
    return ReversalOfEntry(printed, None)
