"""The importer of receipts: of a merchant for its shopkeeper, of any for the office."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.estates.queries import residents_by_owner_no, rule_book
from ledger.intake.cells import parse_date
from ledger.intake.headers import FileColumn
from ledger.intake.importer import BookingResult, Progress
from ledger.intake.preview import Preview
from ledger.intake.queries import batch_of_file
from ledger.intake.reading import Table, read_table
from ledger.intake.source_file import SourceFile
from ledger.redemption.catalogue import known_merchants
from ledger.redemption.purchases import queries, receipts_file
from ledger.redemption.purchases.operations import FiledReceipt, register_filed_receipts
from ledger.redemption.purchases.receipts_file import (
    JudgedReceipt,
    ReceiptFacts,
    judge_receipts,
    totals,
)
from ledger.redemption.rules import Merchant


@dataclass(frozen=True, slots=True)
class PurchasesImporter:
    """消费小票: each becomes a purchase that waits for a second person.

    `merchant_id` is the only merchant whose receipts are taken, None at the desk.
    """

    merchant_id: int | None = None
    kind: str = "merchant_purchases"
    title: str = "商户消费小票"
    permission: str = "import_purchases"
    columns: tuple[FileColumn, ...] = receipts_file.COLUMNS

    async def preview(self, conn: AsyncConnection, *, estate_id: int, file: SourceFile) -> Preview:
        table = await asyncio.to_thread(read_table, file, self.columns)
        rows = await self._judge(conn, table, estate_id=estate_id, actor_user_id=None, today=None)
        return Preview(
            kind=self.kind,
            title=self.title,
            columns=receipts_file.PREVIEW_COLUMNS,
            rows=tuple(row.preview_row() for row in rows),
            totals=totals(rows),
            notes=table.notes,
        )

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
        table = await asyncio.to_thread(read_table, file, self.columns)
        rows = await self._judge(
            conn, table, estate_id=estate_id, actor_user_id=actor_user_id, today=today
        )
        batch = await batch_of_file(conn, estate_id=estate_id, kind=self.kind, file=file)
        assert batch is not None, "the import that is being booked"
        chosen = [
            row
            for row in rows
            if row.status == "new" or (row.status == "doubtful" and row.row_no in accepted_rows)
        ]
        registered = await register_filed_receipts(
            conn,
            _filed(chosen),
            estate_id=estate_id,
            import_id=batch.import_id,
            actor_user_id=actor_user_id,
            now=now,
        )
        if progress is not None:
            progress(len(rows), len(rows))
        notes = (f"已登记 {registered} 张小票，另一个人确认以后积分到账。",) if registered else ()
        return BookingResult(
            booked=registered,
            # Somebody may have registered one of them at the counter in the same moment.
            skipped_known=sum(row.status == "known" for row in rows) + len(chosen) - registered,
            left_doubtful=sum(
                row.status == "doubtful" and row.row_no not in accepted_rows for row in rows
            ),
            refused=sum(row.status == "refused" for row in rows),
            notes=notes,
        )

    async def _judge(
        self,
        conn: AsyncConnection,
        table: Table,
        *,
        estate_id: int,
        actor_user_id: int | None,
        today: date | None,
    ) -> list[JudgedReceipt]:
        merchants = {
            code: Merchant(
                each.merchant_id, code, each.name, each.settlement, each.rate_fen_per_point
            )
            for code, each in (await known_merchants(conn, estate_id)).items()
        }
        only = next((m for m in merchants.values() if m.merchant_id == self.merchant_id), None)
        cells = [parse_date(row.cells.get("bought_on"), field="bought_on") for row in table.rows]
        rules = await rule_book(conn, estate_id)
        profiles = {
            cell.value: profile
            for cell in cells
            if cell.value is not None and (profile := rules.on(cell.value)) is not None
        }
        facts = ReceiptFacts(
            merchants=merchants,
            merchant=only,
            residents=await residents_by_owner_no(conn, estate_id),
            known=await queries.known_receipts(
                conn, estate_id=estate_id, merchant_ids=[m.merchant_id for m in merchants.values()]
            ),
            own=await queries.own_residents(conn, estate_id=estate_id, actor_user_id=actor_user_id),
            earned=await queries.earned_by_all_purchases(
                conn, estate_id=estate_id, profiles=profiles
            ),
            rules=rules,
            today=today or await queries.today_of(conn),
        )
        return judge_receipts(table.rows, facts)


def _filed(rows: Sequence[JudgedReceipt]) -> list[FiledReceipt]:
    return [
        FiledReceipt(
            row.merchant.merchant_id,
            row.receipt_no,
            row.receipt.bought_on,
            row.receipt.amount_fen,
            row.receipt.resident_id,
        )
        for row in rows
        if row.merchant is not None and row.receipt is not None
    ]
