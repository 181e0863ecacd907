"""Merchants and their goods as they stand, and the changes that an import makes to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.redemption import tables
from ledger.redemption.rules import Settlement


@dataclass(frozen=True, slots=True)
class KnownMerchant:
    merchant_id: int
    code: str
    name: str
    address: str
    settlement: Settlement
    rate_fen_per_point: int


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An item with its stock: as first counted, and as it is now; None where it is not counted."""

    item_id: int
    merchant_code: str
    sku: str
    name: str
    unit: str
    points_price: int
    market_price_fen: int
    is_on_sale: bool
    opening_stock: int | None
    stock: int | None


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item that is not in the catalogue yet; `opening_stock` is None where nobody counts it."""

    merchant_id: int
    sku: str
    name: str
    unit: str
    points_price: int
    market_price_fen: int
    is_on_sale: bool
    opening_stock: int | None


_MERCHANTS = text("""
    select merchant_id, code, name, address, settlement, rate_fen_per_point
    from merchant where estate_id = :estate_id
""")

_ITEMS = text("""
    select i.item_id, m.code as merchant_code, i.sku, i.name, i.unit, i.points_price,
        i.market_price_fen, i.is_on_sale,
        case when i.counts_stock then coalesce(o.delta, 0) end as opening_stock,
        case when i.counts_stock then coalesce(s.quantity, 0) end as stock
    from item i
    join merchant m using (estate_id, merchant_id)
    left join stock s using (estate_id, item_id)
    left join stock_movement o on o.estate_id = i.estate_id and o.item_id = i.item_id
        and o.reason = 'opening'
    where i.estate_id = :estate_id
""")

_WRITE_MERCHANT = text("""
    insert into merchant (estate_id, code, name, address, settlement, rate_fen_per_point)
    values (:estate_id, :code, :name, :address, :settlement, :rate_fen_per_point)
    on conflict (estate_id, code) do update
    set name = excluded.name, address = excluded.address, settlement = excluded.settlement,
        rate_fen_per_point = excluded.rate_fen_per_point
""")

_CHANGE_ITEM = text("""
    update item set name = :name, unit = :unit, points_price = :points_price,
        market_price_fen = :market_price_fen, is_on_sale = :is_on_sale
    where estate_id = :estate_id and sku = :sku
""")

_ITEM_IDS = text("""
    select sku, item_id from item where estate_id = :estate_id and sku = any(:skus)
""")


async def known_merchants(conn: AsyncConnection, estate_id: int) -> dict[str, KnownMerchant]:
    """Return the estate's merchants by code."""
    rows = await conn.execute(_MERCHANTS, {"estate_id": estate_id})
    return {
        row.code: KnownMerchant(
            row.merchant_id,
            row.code,
            row.name,
            row.address,
            Settlement(row.settlement),
            row.rate_fen_per_point,
        )
        for row in rows
    }


async def known_items(conn: AsyncConnection, estate_id: int) -> dict[str, KnownItem]:
    """Return the estate's items by sku."""
    rows = await conn.execute(_ITEMS, {"estate_id": estate_id})
    return {row.sku: KnownItem(**row._mapping) for row in rows}


async def write_merchants(
    conn: AsyncConnection, estate_id: int, merchants: Sequence[Mapping[str, Any]]
) -> None:
    """Register merchants, or change those whose code is registered."""
    if merchants:
        rows = [{**merchant, "estate_id": estate_id} for merchant in merchants]
        await conn.execute(_WRITE_MERCHANT, rows)


async def change_items(
    conn: AsyncConnection, estate_id: int, items: Sequence[Mapping[str, Any]]
) -> None:
    """Change name, unit, prices and listing of items by sku; their stock stays what it is."""
    if items:
        await conn.execute(_CHANGE_ITEM, [{**item, "estate_id": estate_id} for item in items])


async def add_items(
    conn: AsyncConnection,
    estate_id: int,
    items: Sequence[NewItem],
    *,
    now: datetime,
    actor_user_id: int,
) -> None:
    """Put new items into the catalogue with their first count."""
    if not items:
        return
    await conn.execute(
        insert(tables.item),
        [
            {
                "estate_id": estate_id,
                "merchant_id": item.merchant_id,
                "sku": item.sku,
                "name": item.name,
                "unit": item.unit,
                "points_price": item.points_price,
                "market_price_fen": item.market_price_fen,
                "counts_stock": item.opening_stock is not None,
                "is_on_sale": item.is_on_sale,
            }
            for item in items
        ],
    )
    found = await conn.execute(
        _ITEM_IDS, {"estate_id": estate_id, "skus": [item.sku for item in items]}
    )
    ids = {row.sku: row.item_id for row in found}
    counted = [(ids[item.sku], item.opening_stock) for item in items if item.opening_stock]
    empty = [(ids[item.sku], 0) for item in items if item.opening_stock == 0]
    if counted or empty:
        await conn.execute(
            insert(tables.stock),
            [
                {"estate_id": estate_id, "item_id": item_id, "quantity": quantity}
                for item_id, quantity in (*counted, *empty)
            ],
        )
    if counted:
        await conn.execute(
            insert(tables.stock_movement),
            [
                {
                    "estate_id": estate_id,
                    "item_id": item_id,
                    "delta": quantity,
                    "quantity_after": quantity,
                    "reason": "opening",
                    "at": now,
                    "by_user": actor_user_id,
                }
                for item_id, quantity in counted
            ],
        )
