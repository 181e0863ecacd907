"""A list of the books as one file, everything that its filters let through: CSV or XLSX."""

from __future__ import annotations

import io
import tempfile
from collections.abc import AsyncIterator, Sequence
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote

from litestar import Response
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.currency import Currency
from ledger.reporting.account_ledger import account_ledger
from ledger.reporting.csv_tables import CsvTable
from ledger.reporting.journal_queries import JournalRow, journal_rows
from ledger.reporting.movements import Range
from ledger.reporting.spreadsheets import (
    CURRENCY_TITLES,
    BookWorkbook,
    major,
    side_and_balance,
)

ROWS_AT_A_TIME = 500

Cell = str | int | tuple[int, Currency] | None
Columns = Sequence[tuple[str, int]]
"""Heads and widths in characters."""

JOURNAL_COLUMNS: Columns = (
    ("序", 8), ("日期", 12), ("凭证号", 16), ("摘要", 40), ("科目代码", 12), ("科目名称", 28),
    ("对象", 24), ("单位", 6), ("借方", 16), ("贷方", 16), ("制单", 12), ("审核", 12),
    ("冲销第几笔", 12),
)  # fmt: skip
LEDGER_COLUMNS: Columns = (
    ("日期", 12), ("凭证号", 16), ("摘要", 40), ("对方科目", 28), ("单位", 6),
    ("借方", 16), ("贷方", 16), ("方向", 6), ("余额", 16),
)  # fmt: skip


class ExportFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        if self is ExportFormat.CSV:
            return "text/csv"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def journal_cells(
    conn: AsyncConnection, estate_id: int, months: Range, *, series: str | None, q: str
) -> AsyncIterator[Sequence[Cell]]:
    """Yield 序时账 line by line, in the order of the entries."""
    after = 0
    while True:
        rows = await journal_rows(
            conn, estate_id, months, after=after, limit=ROWS_AT_A_TIME, series=series, q=q
        )
        for row in rows:
            for cells in _lines_of(row):
                yield cells
        if len(rows) < ROWS_AT_A_TIME:
            return
        after = rows[-1].seq


def _lines_of(row: JournalRow) -> list[list[Cell]]:
    currency = Currency(row.currency)
    return [
        [
            row.seq,
            row.on.isoformat(),
            row.entry_no,
            line.narration or row.narration,
            line.account_code,
            line.account_name,
            line.holder,
            CURRENCY_TITLES[currency],
            (line.amount, currency) if line.side > 0 else None,
            (line.amount, currency) if line.side < 0 else None,
            row.prepared_by,
            row.approved_by,
            row.reverses_seq,
        ]
        for line in row.lines
    ]


async def ledger_cells(
    conn: AsyncConnection, estate_id: int, account_code: str, months: Range
) -> AsyncIterator[Sequence[Cell]]:
    """Yield 明细账 line by line, with the balance after each."""
    after = None
    while True:
        ledger = await account_ledger(
            conn,
            estate_id=estate_id,
            account_code=account_code,
            months=months,
            after=after,
            limit=ROWS_AT_A_TIME,
        )
        currency = Currency(ledger.account.currency)
        for row in ledger.rows:
            side, balance = side_and_balance(row.balance, currency)
            yield [
                row.line.on.isoformat(),
                row.line.entry_no,
                row.line.narration,
                "、".join(row.line.counter_accounts),
                CURRENCY_TITLES[currency],
                (row.debit, currency) if row.debit else None,
                (row.credit, currency) if row.credit else None,
                side,
                balance,
            ]
        if len(ledger.rows) < ROWS_AT_A_TIME:
            return
        after = ledger.rows[-1].key


async def exported(
    title: str, columns: Columns, rows: AsyncIterator[Sequence[Cell]], *, as_: ExportFormat
) -> Response[bytes]:
    """Return the file as a download; text that a spreadsheet would run is made harmless."""
    content = await (_csv if as_ is ExportFormat.CSV else _xlsx)(title, columns, rows)
    name = quote(f"{title}.{as_.value}")
    return Response(
        content,
        media_type=as_.media_type,
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{name}",
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        },
    )


async def _csv(_: str, columns: Columns, rows: AsyncIterator[Sequence[Cell]]) -> bytes:
    text = io.StringIO(newline="")
    table = CsvTable(text, [head for head, _ in columns])
    async for row in rows:
        table.write([major(*cell) if isinstance(cell, tuple) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")


async def _xlsx(title: str, columns: Columns, rows: AsyncIterator[Sequence[Cell]]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="ledger-export-") as folder:
        path = Path(folder) / "list.xlsx"
        with BookWorkbook(path, title=title) as book:
            sheet = book.sheet("明细", columns)
            async for row in rows:
                sheet.write(row)
        return path.read_bytes()
