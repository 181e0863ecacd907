"""Entries out of their rows: what was posted, exactly as it was said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row

from ledger.bookkeeping.account import Side
from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import Dimensions, EntryLine, JournalEntry

ENTRY_COLUMNS = """
    e.seq, e.series, e.fiscal_month, e.number, e.kind, e.effective_on, e.narration, e.source,
    e.rule_version, e.documents, e.reverses_seq
"""
LINE_COLUMNS = """
    a.code, a.holder, l.side, l.amount, l.currency, l.narration, l.fund_grant_id, l.merchant_id,
    l.dwelling_id, l.activity_id
"""


def entry_of(row: Row[Any], lines: Iterable[Row[Any]]) -> JournalEntry:
    """Build the entry of a row with `ENTRY_COLUMNS` and its lines' rows in order."""
    return JournalEntry(
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
