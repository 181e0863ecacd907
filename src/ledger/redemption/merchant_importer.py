"""The list of partner merchants, and what its importer shares with the catalogue's."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.entry import yuan
from ledger.intake.headers import FileColumn
from ledger.intake.importer import BookingResult, Progress
from ledger.intake.preview import Column, Preview, PreviewRow, RowValue, Total, status_by_reasons
from ledger.intake.reading import read_table
from ledger.intake.row_reader import RowReader
from ledger.intake.source_file import SourceFile
from ledger.redemption import catalogue
from ledger.redemption.catalogue import KnownMerchant
from ledger.redemption.rules import Settlement

PERMISSION = "import_estate_data"
LARGEST_RATE_FEN = 100_000

_SETTLEMENTS = {"实物": Settlement.GOODS, "商户结算": Settlement.CASH}
_SETTLEMENT_TITLES = {settlement: title for title, settlement in _SETTLEMENTS.items()}

_MERCHANT_COLUMNS = (
    FileColumn("code", "编号", ("商户编号",)),
    FileColumn("name", "名称", ("商户名称",)),
    FileColumn("address", "地址", is_required=False),
    FileColumn("settlement", "结算方式"),
    FileColumn("rate_fen_per_point", "每积分结算金额(元)", ("每积分结算金额",)),
)


def titles(columns: Sequence[FileColumn]) -> dict[str, str]:
    """Return the headings of columns by key."""
    return {column.key: column.title for column in columns}


def note_change(reader: RowReader, field: str, title: str, before: str, after: str) -> None:
    """Make a row doubtful that would change what is registered."""
    if before != after:
        reader.doubt(f"{field}_changes", f"{title}由“{before}”改为“{after}”，请核对。", field)


def refuse_repeat(reader: RowReader, seen: dict[str, int], key: str | None, what: str) -> None:
    """Refuse a row whose key stands in the file above."""
    if key is None:
        return
    if key in seen:
        reader.refuse("row_is_repeated", f"{what}“{key}”与第 {seen[key]} 行重复，请核对。")
    seen.setdefault(key, reader.row_no)


def rows_to_book(preview: Preview, accepted_rows: frozenset[int]) -> list[PreviewRow]:
    """Return the new rows and the doubtful ones that a person accepted."""
    return [
        row
        for row in preview.rows
        if row.status == "new" or (row.status == "doubtful" and row.row_no in accepted_rows)
    ]


def booking_result(preview: Preview, chosen: Sequence[PreviewRow], *notes: str) -> BookingResult:
    """Count how the rows of a file ended."""
    counts = preview.counts
    accepted = sum(row.status == "doubtful" for row in chosen)
    return BookingResult(
        booked=len(chosen),
        skipped_known=counts["known"],
        left_doubtful=counts["doubtful"] - accepted,
        refused=counts["refused"],
        notes=notes,
    )


@dataclass(frozen=True, slots=True)
class MerchantsImporter:
    """积分商户: where points are redeemed, and at what rate a merchant is paid."""

    kind: str = "merchants"
    title: str = "积分商户"
    permission: str = PERMISSION
    columns: tuple[FileColumn, ...] = _MERCHANT_COLUMNS

    async def preview(self, conn: AsyncConnection, *, estate_id: int, file: SourceFile) -> Preview:
        table = await asyncio.to_thread(read_table, file, self.columns)
        known = await catalogue.known_merchants(conn, estate_id)
        seen: dict[str, int] = {}
        headings = titles(self.columns)
        rows = tuple(self._row(RowReader(row, headings), known, seen) for row in table.rows)
        readable = [row for row in rows if row.status != "refused"]
        cash = sum(row.values["settlement"] == "商户结算" for row in readable)
        return Preview(
            kind=self.kind,
            title=self.title,
            columns=(
                Column("code", "编号"),
                Column("name", "名称"),
                Column("address", "地址"),
                Column("settlement", "结算方式"),
                Column("rate_fen_per_point", "每积分结算金额", "fen"),
            ),
            rows=rows,
            totals=(
                Total("merchants", "商户", len(readable), "rows"),
                Total("cash_merchants", "其中商户结算", cash, "rows"),
            ),
            notes=table.notes,
        )

    def _row(
        self, reader: RowReader, known: Mapping[str, KnownMerchant], seen: dict[str, int]
    ) -> PreviewRow:
        code = reader.text("code", longest=20)
        settlement = reader.choice("settlement", _SETTLEMENTS)
        rate = reader.money("rate_fen_per_point", at_least_fen=1)
        if rate is not None and rate > LARGEST_RATE_FEN:
            reader.refuse(
                "rate_is_too_large",
                "每积分结算金额太大，请核对单位是不是元。",
                "rate_fen_per_point",
            )
        values: dict[str, RowValue] = {
            "code": code,
            "name": reader.text("name", longest=60),
            "address": reader.text("address", required=False, longest=100) or "",
            "settlement": _SETTLEMENT_TITLES[settlement] if settlement else None,
            "rate_fen_per_point": rate,
        }
        refuse_repeat(reader, seen, code, "编号")
        before = known.get(code or "")
        if before is not None and not reader.is_refused:
            self._note_changes(reader, before, values)
        status = status_by_reasons(reader.reasons)
        if before is not None and status == "new":
            status = "known"
        return PreviewRow(reader.row_no, status, values, reader.reasons, key=str(code))

    def _note_changes(
        self, reader: RowReader, before: KnownMerchant, values: Mapping[str, RowValue]
    ) -> None:
        note_change(reader, "name", "名称", before.name, str(values["name"]))
        note_change(reader, "address", "地址", before.address, str(values["address"]))
        settlement = _SETTLEMENT_TITLES[before.settlement]
        note_change(reader, "settlement", "结算方式", settlement, str(values["settlement"]))
        note_change(
            reader,
            "rate_fen_per_point",
            "每积分结算金额",
            f"{yuan(before.rate_fen_per_point)} 元",
            f"{yuan(int(values['rate_fen_per_point'] or 0))} 元",
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
        preview = await self.preview(conn, estate_id=estate_id, file=file)
        chosen = rows_to_book(preview, accepted_rows)
        await catalogue.write_merchants(
            conn,
            estate_id,
            [
                {**row.values, "settlement": _SETTLEMENTS[str(row.values["settlement"])].value}
                for row in chosen
            ],
        )
        if progress is not None:
            progress(len(preview.rows), len(preview.rows))
        return booking_result(preview, chosen)
