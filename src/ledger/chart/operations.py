"""Open an estate's book with the seed chart."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.chart.seed import seed_chart


async def open_book(conn: AsyncConnection, *, estate_id: int, first_month: Month) -> None:
    """Give the estate a book that begins with `first_month`, and the seed chart; idempotent."""
    await conn.execute(
        text("""insert into book (estate_id, first_month) values (:estate_id, :first_month)
            on conflict (estate_id) do nothing"""),
        {"estate_id": estate_id, "first_month": first_month.number},
    )
    await conn.execute(
        text("""insert into account (estate_id, code, name, currency, type, parent_code,
                is_postable, is_contra, per_holder, required_dimensions, floor)
            values (:estate_id, :code, :name, :currency, :type, :parent_code, :is_postable,
                :is_contra, :per_holder, :required_dimensions, :floor)
            on conflict (estate_id, code, holder) do nothing"""),
        [
            {
                "estate_id": estate_id,
                "code": seed.code,
                "name": seed.name,
                "currency": seed.currency.value,
                "type": seed.type.value,
                "parent_code": seed.parent_code,
                "is_postable": seed.is_postable,
                "is_contra": seed.is_contra,
                "per_holder": seed.per_holder,
                "required_dimensions": list(seed.required_dimensions),
                "floor": seed.floor,
            }
            for seed in seed_chart()
        ],
    )
    await conn.execute(
        text("""insert into balance (estate_id, account_id)
            select estate_id, account_id from account where estate_id = :estate_id
            on conflict (estate_id, account_id) do nothing"""),
        {"estate_id": estate_id},
    )
