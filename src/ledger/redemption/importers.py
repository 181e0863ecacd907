"""The kinds of files that the points store takes: merchants, and the catalogue of their goods."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.entry import yuan
from ledger.intake.headers import FileColumn
from ledger.intake.importer import BookingResult, Importer, Progress
from ledger.intake.preview import Column, Preview, PreviewRow, RowValue, Total, status_by_reasons
from ledger.intake.reading import read_table
from ledger.intake.row_reader import RowReader
from ledger.intake.source_file import SourceFile
from ledger.posting.prepared_entries import EntryDraft, prepare_entries
from ledger.redemption import catalogue
from ledger.redemption.catalogue import KnownItem, KnownMerchant, NewItem
from ledger.redemption.entries import opening_stock_entry
from ledger.redemption.merchant_importer import (
    PERMISSION,
    MerchantsImporter,
    booking_result,
    note_change,
    refuse_repeat,
    rows_to_book,
    titles,
)
from ledger.redemption.purchases.importing import PurchasesImporter
from ledger.redemption.rules import Settlement

SERVICE_UNITS = frozenset({"次", "份", "元"})
"""Units of what is done or cooked on demand: a stock of 0 means that nobody counts it."""
LARGEST_POINTS_PRICE = 1_000_000
LARGEST_PRICE_FEN = 10**9
LARGEST_STOCK = 1_000_000

_CATALOGUE_COLUMNS = (
    FileColumn("sku", "货号", ("商品编号",)),
    FileColumn("name", "名称", ("商品名称",)),
    FileColumn("unit", "单位"),
    FileColumn("points_price", "积分价", ("所需积分",)),
    FileColumn("market_price_fen", "市价(元)", ("市价",)),
    FileColumn("stock", "库存"),
    FileColumn("merchant_code", "商户编号", ("商户",)),
    FileColumn("is_on_sale", "上架", is_required=False),
)


@dataclass(frozen=True, slots=True)
class CatalogueImporter:
    """积分商品: what is given for points, and the first count of the estate's own goods.

    The first count of a goods merchant's new items becomes a prepared 盘点 entry at market price,
    which waits for approval. Later files change prices, never stock.
    """

    kind: str = "catalogue"
    title: str = "积分商品"
    permission: str = PERMISSION
    columns: tuple[FileColumn, ...] = _CATALOGUE_COLUMNS

    async def preview(self, conn: AsyncConnection, *, estate_id: int, file: SourceFile) -> Preview:
        table = await asyncio.to_thread(read_table, file, self.columns)
        merchants = await catalogue.known_merchants(conn, estate_id)
        known = await catalogue.known_items(conn, estate_id)
        seen: dict[str, int] = {}
        headings = titles(self.columns)
        rows = tuple(
            self._row(RowReader(row, headings), merchants, known, seen) for row in table.rows
        )
        values = _opening_values([row for row in rows if row.status == "new"], merchants)
        notes = tuple(
            f"{merchant.name}的期初库存按市价合计 {yuan(fen)} 元，将制一张盘点凭证"
            "（借 积分超市物资-购入，贷 公共收益结余），等待审核后入账。"
            for merchant, fen, _ in values
        )
        return Preview(
            kind=self.kind,
            title=self.title,
            columns=(
                Column("sku", "货号"),
                Column("name", "名称"),
                Column("unit", "单位"),
                Column("points_price", "积分价", "points"),
                Column("market_price_fen", "市价", "fen"),
                Column("stock", "库存"),
                Column("merchant_code", "商户编号"),
                Column("is_on_sale", "上架"),
            ),
            rows=rows,
            totals=(
                Total("items", "商品", sum(row.status != "refused" for row in rows), "rows"),
                Total("opening_stock_fen", "期初盘点金额", sum(fen for _, fen, _ in values), "fen"),
            ),
            notes=(*table.notes, *notes),
        )

    def _row(
        self,
        reader: RowReader,
        merchants: Mapping[str, KnownMerchant],
        known: Mapping[str, KnownItem],
        seen: dict[str, int],
    ) -> PreviewRow:
        sku = reader.text("sku", longest=40)
        unit = reader.text("unit", longest=10)
        price = reader.money("market_price_fen", at_least_fen=0)
        if price is not None and price > LARGEST_PRICE_FEN:
            reader.refuse(
                "price_is_too_large", "市价太大，请核对单位是不是元。", "market_price_fen"
            )
        stock = reader.whole("stock", at_most=LARGEST_STOCK)
        on_sale = reader.yes_no("is_on_sale", required=False)
        code = reader.text("merchant_code", longest=20)
        if code is not None and code not in merchants:
            reader.refuse(
                "merchant_is_unknown",
                f"没有编号为“{code}”的商户，请先导入商户，或核对编号。",
                "merchant_code",
            )
        values: dict[str, RowValue] = {
            "sku": sku,
            "name": reader.text("name", longest=60),
            "unit": unit,
            "points_price": reader.whole("points_price", at_least=1, at_most=LARGEST_POINTS_PRICE),
            "market_price_fen": price,
            "stock": None if stock == 0 and unit in SERVICE_UNITS else stock,
            "merchant_code": code,
            "is_on_sale": "否" if on_sale is False else "是",
        }
        refuse_repeat(reader, seen, sku, "货号")
        before = known.get(sku or "")
        if before is not None and not reader.is_refused:
            self._note_changes(reader, before, values)
        status = status_by_reasons(reader.reasons)
        if before is not None and status == "new":
            status = "known"
        return PreviewRow(reader.row_no, status, values, reader.reasons, key=str(sku))

    def _note_changes(
        self, reader: RowReader, before: KnownItem, values: Mapping[str, RowValue]
    ) -> None:
        if before.merchant_code != values["merchant_code"]:
            reader.refuse(
                "merchant_changes",
                f"货号“{before.sku}”属于商户 {before.merchant_code}，不能改给别家，请用新货号。",
                "merchant_code",
            )
        note_change(reader, "name", "名称", before.name, str(values["name"]))
        note_change(reader, "unit", "单位", before.unit, str(values["unit"]))
        note_change(
            reader,
            "points_price",
            "积分价",
            f"{before.points_price} 分",
            f"{values['points_price']} 分",
        )
        note_change(
            reader,
            "market_price_fen",
            "市价",
            f"{yuan(before.market_price_fen)} 元",
            f"{yuan(int(values['market_price_fen'] or 0))} 元",
        )
        listed = "是" if before.is_on_sale else "否"
        note_change(reader, "is_on_sale", "上架", listed, str(values["is_on_sale"]))
        if before.opening_stock != values["stock"]:
            counted = "不计库存" if before.opening_stock is None else f"期初 {before.opening_stock}"
            reader.note(
                "stock_is_kept",
                f"库存不会改动：登记为{counted}，"
                f"现在{'不计' if before.stock is None else before.stock}。",
                "stock",
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
        merchants = await catalogue.known_merchants(conn, estate_id)
        chosen = rows_to_book(preview, accepted_rows)
        known = await catalogue.known_items(conn, estate_id)
        fresh = [row for row in chosen if row.key not in known]
        added = [_new_item(row, merchants) for row in fresh]
        await catalogue.add_items(conn, estate_id, added, now=now, actor_user_id=actor_user_id)
        await catalogue.change_items(
            conn, estate_id, [_changed_item(row) for row in chosen if row.key in known]
        )
        drafts = [
            _stocktake_draft(merchant, fen, skus, today=today)
            for merchant, fen, skus in _opening_values(fresh, merchants)
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
        notes = [f"已制 {len(drafts)} 张期初盘点凭证，等待审核。"] if drafts else []
        return booking_result(preview, chosen, *notes)


def _opening_values(
    rows: Sequence[PreviewRow], merchants: Mapping[str, KnownMerchant]
) -> list[tuple[KnownMerchant, int, list[str]]]:
    """Return what new items of each goods merchant are worth at market price, and their skus.

    A partner merchant's goods are its own and enter no book of the estate.
    """
    found: dict[str, tuple[int, list[str]]] = {}
    for row in rows:
        merchant = merchants.get(str(row.values["merchant_code"]))
        if merchant is None or merchant.settlement is Settlement.CASH:
            continue
        worth = int(row.values["stock"] or 0) * int(row.values["market_price_fen"] or 0)
        if worth:
            before, skus = found.get(merchant.code, (0, []))
            found[merchant.code] = (before + worth, [*skus, str(row.values["sku"])])
    return [(merchants[code], fen, skus) for code, (fen, skus) in found.items()]


def _new_item(row: PreviewRow, merchants: Mapping[str, KnownMerchant]) -> NewItem:
    stock = row.values["stock"]
    return NewItem(
        merchant_id=merchants[str(row.values["merchant_code"])].merchant_id,
        sku=str(row.values["sku"]),
        name=str(row.values["name"]),
        unit=str(row.values["unit"]),
        points_price=int(row.values["points_price"] or 0),
        market_price_fen=int(row.values["market_price_fen"] or 0),
        is_on_sale=row.values["is_on_sale"] == "是",
        opening_stock=None if stock is None else int(stock),
    )


def _changed_item(row: PreviewRow) -> dict[str, Any]:
    wanted = ("sku", "name", "unit", "points_price", "market_price_fen")
    return {key: row.values[key] for key in wanted} | {
        "is_on_sale": row.values["is_on_sale"] == "是"
    }


def _stocktake_draft(
    merchant: KnownMerchant, fen: int, skus: Sequence[str], *, today: date
) -> EntryDraft:
    # The same goods are taken into the books once, whatever file names them.
    goods = sha256("\n".join(sorted(skus)).encode()).hexdigest()[:16]
    source = f"catalogue:{merchant.code}:{goods}"
    entry = opening_stock_entry(
        fen,
        merchant_id=merchant.merchant_id,
        merchant_name=merchant.name,
        items=len(skus),
        on=today,
        source=source,
    )
    return EntryDraft(
        kind=entry.kind,
        effective_on=entry.effective_on,
        narration=entry.narration,
        lines=entry.lines,
        counterparty=merchant.name,
        source=source,
        source_key=source,
    )


IMPORTERS: Sequence[Importer] = (
    MerchantsImporter(),
    CatalogueImporter(),
    PurchasesImporter(),
)
