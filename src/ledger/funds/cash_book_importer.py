"""Book the cash book of public revenue: each row becomes an entry that waits for approval."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.funds import cash_book, queries
from ledger.funds.cash_book import OPENING_KEY, CashBook, CashRow
from ledger.funds.entries import cash_book_lines, opening_lines
from ledger.funds.row_choice import (
    batch_being_booked,
    chosen_rows,
    flags_of,
    result_of,
    status_and_reasons,
)
from ledger.intake.headers import FileColumn
from ledger.intake.importer import BookingResult, Progress
from ledger.intake.preview import Column, Preview, PreviewRow, Total
from ledger.intake.queries import ImportBatch
from ledger.intake.reading import read_table
from ledger.intake.source_file import SourceFile
from ledger.posting.prepared_entries import EntryDraft, prepare_entries


@dataclass(frozen=True, slots=True)
class CashBookImporter:
    """公共收益流水账: each row becomes an entry that waits for approval."""

    kind: str = "cash_book"
    title: str = "公共收益流水账"
    permission: str = "import_money"
    columns: tuple[FileColumn, ...] = cash_book.COLUMNS

    async def _read(
        self, conn: AsyncConnection, estate_id: int, file: SourceFile
    ) -> tuple[CashBook, Preview]:
        table = await asyncio.to_thread(read_table, file, self.columns)
        # Read once without the books to learn which days and numbers to ask them about.
        alone = cash_book.read_cash_book(table, cash_book.Known())
        days = [row.on for row in alone.rows if row.on is not None]
        known = cash_book.Known()
        if days and alone.opening_on is not None:
            known = await queries.known_of_cash_book(
                conn,
                estate_id,
                first=min(days),
                last=max(days),
                opening_on=alone.opening_on,
                document_numbers=[row.document_no for row in alone.rows if row.document_no],
            )
        book = cash_book.read_cash_book(table, known)
        rows = [
            *_opening_row(book, known),
            *(_cash_preview_row(row, known.source_keys.get(row.key)) for row in book.rows),
        ]
        return book, Preview(
            kind=self.kind,
            title=self.title,
            columns=_CASH_COLUMNS,
            rows=tuple(sorted(rows, key=lambda row: row.row_no)),
            totals=_cash_totals(book, rows),
            notes=(*table.notes, *book.notes),
        )

    async def preview(self, conn: AsyncConnection, *, estate_id: int, file: SourceFile) -> Preview:
        _, preview = await self._read(conn, estate_id, file)
        return preview

    async def book(
        self,
        conn: AsyncConnection,
        *,
        estate_id: int,
        file: SourceFile,
        accepted_rows: frozenset[int],
        actor_user_id: int,
        now: datetime,
        today: date,
        progress: Progress | None,
    ) -> BookingResult:
        batch = await batch_being_booked(conn, estate_id, self.kind, file)
        book, preview = await self._read(conn, estate_id, file)
        cash_rows = {row.row_no: row for row in book.rows}
        chosen, future = chosen_rows(
            preview,
            accepted_rows,
            dates={row.row_no: row.on for row in book.rows},
            today=today,
        )
        drafts = [
            _cash_draft(cash_rows[row.row_no], row, batch)
            if row.row_no in cash_rows
            else _opening_draft(book, row, batch)
            for row in chosen
        ]
        await prepare_entries(
            conn,
            estate_id=estate_id,
            drafts=drafts,
            actor_user_id=actor_user_id,
            now=now,
            today=today,
        )
        if progress is not None:
            progress(len(preview.rows), len(preview.rows))
        return result_of(preview, chosen, future, ["已制单，等待审核和记账。"] if chosen else [])


_CASH_COLUMNS = (
    Column("on", "日期"),
    Column("number", "凭证号"),
    Column("narration", "摘要"),
    Column("category", "类别"),
    Column("income_fen", "收入", "fen"),
    Column("expense_fen", "支出", "fen"),
    Column("balance_fen", "余额", "fen"),
    Column("counterparty", "对方"),
    Column("document_no", "票据号"),
    Column("attachments", "附件张数"),
)


def _opening_row(book: CashBook, known: cash_book.Known) -> list[PreviewRow]:
    if book.opening is None:
        return []
    words = None
    if known.has_opening or known.opening_fen is not None:
        words = "账上已经有期初余额"
    status, reasons = status_and_reasons(book.opening.reasons, words)
    return [
        PreviewRow(
            row_no=book.opening.row_no,
            status=status,
            values={
                "on": book.opening_on.isoformat() if book.opening_on else None,
                "number": None,
                "narration": "上期结余",
                "category": None,
                "income_fen": None,
                "expense_fen": None,
                "balance_fen": book.opening_fen,
                "counterparty": None,
                "document_no": None,
                "attachments": None,
            },
            reasons=reasons,
            key=OPENING_KEY,
        )
    ]


def _cash_preview_row(row: CashRow, known_words: str | None) -> PreviewRow:
    status, reasons = status_and_reasons(row.reader.reasons, known_words)
    return PreviewRow(
        row_no=row.row_no,
        status=status,
        values={
            "on": row.on.isoformat() if row.on else None,
            "number": row.number,
            "narration": row.narration,
            "category": row.category_title,
            "income_fen": row.income_fen or None,
            "expense_fen": row.expense_fen or None,
            "balance_fen": row.balance_fen,
            "counterparty": row.counterparty or None,
            "document_no": row.document_no or None,
            "attachments": row.attachments,
        },
        reasons=reasons,
        key=row.key,
    )


def _cash_totals(book: CashBook, rows: Sequence[PreviewRow]) -> tuple[Total, ...]:
    doubtful = {row.row_no for row in rows if row.status == "doubtful"}
    return (
        Total("opening", "上期结余", book.opening_fen or 0, "fen"),
        Total("income", "收入合计", sum(row.income_fen for row in book.rows), "fen"),
        Total("expense", "支出合计", sum(row.expense_fen for row in book.rows), "fen"),
        Total(
            "doubtful_expense",
            "其中存疑的支出",
            sum(row.expense_fen for row in book.rows if row.row_no in doubtful),
            "fen",
        ),
        Total("rows", "明细行", len(book.rows), "rows"),
    )


def _cash_draft(row: CashRow, shown: PreviewRow, batch: ImportBatch) -> EntryDraft:
    assert row.on is not None, "a row without a date is refused"
    assert row.category is not None, "a row without a category is refused"
    return EntryDraft(
        kind="cash_book",
        effective_on=row.on,
        narration=row.narration,
        lines=cash_book_lines(row.category, amount_fen=row.amount_fen),
        counterparty=row.counterparty,
        document_no=row.document_no,
        source=f"cash_book:{row.number}",
        source_key=row.key,
        document_ids=(batch.document_id,),
        flags=flags_of(shown),
        import_id=batch.import_id,
    )


def _opening_draft(book: CashBook, shown: PreviewRow, batch: ImportBatch) -> EntryDraft:
    assert book.opening_on is not None, "a book without rows has no opening"
    assert book.opening_fen is not None, "an opening without an amount is refused"
    return EntryDraft(
        kind="opening",
        effective_on=book.opening_on,
        narration="公共收益专户期初余额",
        lines=opening_lines(balance_fen=book.opening_fen),
        source="opening",
        source_key=OPENING_KEY,
        document_ids=(batch.document_id,),
        flags=flags_of(shown),
        import_id=batch.import_id,
    )
