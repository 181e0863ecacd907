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
        lines=tuple(line_of(line) for line in lines),
        source=row.source,
        rule_version=row.rule_version,
        documents=tuple(row.documents),
        reverses_seq=row.reverses_seq,
    )


def line_of(row: Row[Any]) -> EntryLine:
    """Build the line of a row with `LINE_COLUMNS`."""
    return EntryLine(
        account_code=row.code,
        side=Side(row.side),
        amount=row.amount,
        currency=Currency(row.currency),
        holder=row.holder,
        narration=row.narration,
        dimensions=Dimensions(row.fund_grant_id, row.merchant_id, row.dwelling_id, row.activity_id),
    )
