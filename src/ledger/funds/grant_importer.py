"""Book the list of grants: each row becomes a grant and an entry that waits for approval."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.funds import grant_list, queries
from ledger.funds.grant_list import GrantRow
from ledger.funds.operations import GrantDraft, prepare_grants
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
        table = await asyncio.to_thread(read_table, file, self.columns)
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
        batch = await batch_being_booked(conn, estate_id, self.kind, file)
        rows, preview = await self._read(conn, estate_id, file)
        by_row_no = {row.reader.row_no: row for row in rows}
        chosen, future = chosen_rows(
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
        return result_of(preview, chosen, future, ["已制单，等待审核和记账。"] if chosen else [])


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
    status, reasons = status_and_reasons(row.reader.reasons, known_words)
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
        flags=flags_of(shown),
    )
