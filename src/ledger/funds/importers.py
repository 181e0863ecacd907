"""The treasurer's two files: the cash book of public revenue, and the list of grants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import JsonValue, ObjectIsNotHere
from ledger.funds import cash_book, grant_list, queries
from ledger.funds.cash_book import OPENING_KEY, CashBook, CashRow
from ledger.funds.entries import cash_book_lines, opening_lines
from ledger.funds.grant_list import GrantRow
from ledger.funds.operations import GrantDraft, prepare_grants
from ledger.intake.headers import FileColumn
from ledger.intake.importer import BookingResult, Importer, Progress
from ledger.intake.preview import (
    Column,
    Preview,
    PreviewRow,
    RowReason,
    RowStatus,
    Total,
    status_by_reasons,
)
from ledger.intake.queries import ImportBatch, batch_of_file
from ledger.intake.reading import read_table
from ledger.intake.source_file import SourceFile
from ledger.posting.prepared_entries import EntryDraft, prepare_entries


def _status_and_reasons(
    reasons: tuple[RowReason, ...], known_words: str | None
) -> tuple[RowStatus, tuple[RowReason, ...]]:
    """Return a row's status; a row that was entered before is known, whatever else is said."""
    if known_words is None:
        return status_by_reasons(reasons), reasons
    return "known", (
        RowReason("row_is_known", f"已经制过单：{known_words}。", None, "note"),
        *(replace(reason, severity="note") for reason in reasons),
    )


def _flags(row: PreviewRow) -> tuple[dict[str, JsonValue], ...]:
    """Return what the approver should see beside the entry: every reason of the row."""
    return tuple({"code": reason.code, "message": reason.message} for reason in row.reasons)


async def _batch(conn: AsyncConnection, estate_id: int, kind: str, file: SourceFile) -> ImportBatch:
    batch = await batch_of_file(conn, estate_id=estate_id, kind=kind, file=file)
    if batch is None:
        # Entries name the bytes they came from, so the bytes must be stored first.
        raise ObjectIsNotHere("要入账的原始文件")
    return batch


def _chosen(
    preview: Preview, accepted_rows: frozenset[int], *, dates: dict[int, date | None], today: date
) -> tuple[list[PreviewRow], list[PreviewRow]]:
    """Return the rows to book, and those among them that are dated after today."""
    wanted = [
        row
        for row in preview.rows
        if row.status == "new" or (row.status == "doubtful" and row.row_no in accepted_rows)
    ]
    future = [row for row in wanted if (dates.get(row.row_no) or today) > today]
    return [row for row in wanted if row not in future], future


def _result(
    preview: Preview, booked: Sequence[PreviewRow], future: Sequence[PreviewRow], notes: list[str]
) -> BookingResult:
    counts = preview.counts
    accepted = sum(row.status == "doubtful" for row in (*booked, *future))
    if future:
        numbers = "、".join(str(row.row_no) for row in future)
        notes.append(f"第 {numbers} 行的日期还没有到，没有制单；到日子后再导入一次。")
    return BookingResult(
        booked=len(booked),
        skipped_known=counts["known"],
        left_doubtful=counts["doubtful"] - accepted,
        refused=counts["refused"] + len(future),
        notes=tuple(notes),
    )


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
        table = read_table(file, self.columns)
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
        batch = await _batch(conn, estate_id, self.kind, file)
        book, preview = await self._read(conn, estate_id, file)
        cash_rows = {row.row_no: row for row in book.rows}
        chosen, future = _chosen(
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
        return _result(preview, chosen, future, ["已制单，等待审核和记账。"] if chosen else [])


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
    status, reasons = _status_and_reasons(book.opening.reasons, words)
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
    status, reasons = _status_and_reasons(row.reader.reasons, known_words)
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
        flags=_flags(shown),
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
        flags=_flags(shown),
        import_id=batch.import_id,
    )


@dataclass(frozen=True, slots=True)
class FundGrantsImporter:
    """小区共享发展金明细: each row becomes a grant and an entry that waits for approval."""

    kind: str = "fund_grants"
    title: str = "小区共享发展金明细"
    permission: str = "import_money"
    columns: tuple[FileColumn, ...] = grant_list.COLUMNS

    async def _read(
        self, conn: AsyncConnection, estate_id: int, file: SourceFile
    ) -> tuple[list[GrantRow], Preview]:
        table = read_table(file, self.columns)
        alone = grant_list.read_grants(table, grant_list.KnownGrants())
        days = [row.granted_on for row in alone if row.granted_on is not None]
        known = grant_list.KnownGrants()
        if days:
            known = await queries.known_of_grants(conn, estate_id, first=min(days), last=max(days))
        rows = grant_list.read_grants(table, known)
        shown = [_grant_preview_row(row, known.source_keys.get(row.key)) for row in rows]
        booked = [row for row in rows if not row.reader.is_refused]
        return rows, Preview(
            kind=self.kind,
            title=self.title,
            columns=_GRANT_COLUMNS,
            rows=tuple(shown),
            totals=(
                Total("amount", "金额合计", sum(row.amount_fen for row in booked), "fen"),
                Total(
                    "refundable",
                    "其中可退还（负债）",
                    sum(row.amount_fen for row in booked if row.is_refundable),
                    "fen",
                ),
                Total("rows", "明细行", len(rows), "rows"),
            ),
            notes=table.notes,
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
        batch = await _batch(conn, estate_id, self.kind, file)
        rows, preview = await self._read(conn, estate_id, file)
        by_row_no = {row.reader.row_no: row for row in rows}
        chosen, future = _chosen(
            preview,
            accepted_rows,
            dates={row.reader.row_no: row.granted_on for row in rows},
            today=today,
        )
        await prepare_grants(
            conn,
            estate_id=estate_id,
            grants=[_grant_draft(by_row_no[row.row_no], row, batch) for row in chosen],
            actor_user_id=actor_user_id,
            now=now,
            today=today,
        )
        if progress is not None:
            progress(len(preview.rows), len(preview.rows))
        return _result(preview, chosen, future, ["已制单，等待审核和记账。"] if chosen else [])


_GRANT_COLUMNS = (
    Column("granted_on", "日期"),
    Column("source", "来源"),
    Column("donor", "出资方"),
    Column("amount_fen", "金额", "fen"),
    Column("purpose", "用途"),
    Column("is_refundable", "可退还"),
    Column("expires_on", "到期日"),
    Column("is_anonymous", "匿名"),
    Column("account_code", "记入科目"),
)


def _grant_preview_row(row: GrantRow, known_words: str | None) -> PreviewRow:
    status, reasons = _status_and_reasons(row.reader.reasons, known_words)
    return PreviewRow(
        row_no=row.reader.row_no,
        status=status,
        values={
            "granted_on": row.granted_on.isoformat() if row.granted_on else None,
            "source": row.source.title if row.source else None,
            "donor": row.donor,
            "amount_fen": row.amount_fen or None,
            "purpose": row.purpose,
            "is_refundable": "是" if row.is_refundable else "否",
            "expires_on": row.expires_on.isoformat() if row.expires_on else None,
            "is_anonymous": "是" if row.is_anonymous else "否",
            "account_code": row.account_code,
        },
        reasons=reasons,
        key=row.key,
    )


def _grant_draft(row: GrantRow, shown: PreviewRow, batch: ImportBatch) -> GrantDraft:
    assert row.granted_on is not None, "a row without a date is refused"
    assert row.source is not None, "a row without a source is refused"
    return GrantDraft(
        granted_on=row.granted_on,
        source=row.source,
        donor=row.donor,
        amount_fen=row.amount_fen,
        purpose=row.purpose,
        is_refundable=row.is_refundable,
        expires_on=row.expires_on,
        is_anonymous=row.is_anonymous,
        source_key=row.key,
        document_id=batch.document_id,
        import_id=batch.import_id,
        flags=_flags(shown),
    )


IMPORTERS: tuple[Importer, ...] = (CashBookImporter(), FundGrantsImporter())
