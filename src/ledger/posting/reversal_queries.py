"""Reading posted entries back, and the reversals that they have."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.account import Side
from ledger.bookkeeping.canonical import entry_no
from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import Dimensions, EntryLine, JournalEntry
from ledger.bookkeeping.period import Month

_ENTRY = text("""
    select e.seq, e.series, e.fiscal_month, e.number, e.kind, e.effective_on, e.narration,
        e.source, e.rule_version, e.documents, e.reverses_seq
    from journal_entry e
    where e.estate_id = :estate_id and e.seq = :seq
""")

_ENTRY_LINES = text("""
    select a.code, a.holder, l.side, l.amount, l.currency, l.narration, l.fund_grant_id,
        l.merchant_id, l.dwelling_id, l.activity_id
    from entry_line l join account a using (estate_id, account_id)
    where l.estate_id = :estate_id and l.seq = :seq
    order by l.line_no
""")

_REVERSAL_OF = text("""
    select e.seq, e.series, e.fiscal_month, e.number, null::bigint as prepared_entry_id
    from journal_entry e
    where e.estate_id = :estate_id and e.reverses_seq = :seq
    union all
    select null, null, null, null, p.prepared_entry_id
    from prepared_entry p
    where p.estate_id = :estate_id and p.reverses_seq = :seq
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
    entry = JournalEntry(
        series=EntrySeries(row.series),
        kind=row.kind,
        effective_on=row.effective_on,
        narration=row.narration,
        lines=tuple(
            EntryLine(
                account_code=line.code,
                side=Side(line.side),
                amount=line.amount,
                currency=Currency(line.currency),
                holder=line.holder,
                narration=line.narration,
                dimensions=Dimensions(
                    line.fund_grant_id, line.merchant_id, line.dwelling_id, line.activity_id
                ),
            )
            for line in lines
        ),
        source=row.source,
        rule_version=row.rule_version,
        documents=tuple(row.documents),
        reverses_seq=row.reverses_seq,
    )
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
