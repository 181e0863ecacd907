"""Entries into their rows and out of them: what was posted, exactly as it was said.

A row does not hold what another column of it says; the columns that are not stored are computed
when they are read (`migrations/versions/0038_lean_rows.sql`).
"""

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

_CURRENCY_NUMBERS = {Currency.CNY: 1, Currency.PTS: 2, Currency.MIN: 3}


def own_key(key: str, source: str) -> str:
    """Return what `journal_entry.own_key` stores of an idempotency key: what its source lacks.

    What is stored begins with a colon where the source stands before it. A key that begins with
    a colon or an equals sign by itself stands behind an equals sign.
    """
    if source and key.startswith(f"{source}:"):
        return key[len(source) :]
    return f"={key}" if key[:1] in (":", "=") and key else key


def side_and_currency(line: EntryLine) -> int:
    """Return what `entry_line.side_and_currency` stores: the currency's number, above nought for
    a debit and below for a credit."""
    return int(line.side) * _CURRENCY_NUMBERS[line.currency]


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
