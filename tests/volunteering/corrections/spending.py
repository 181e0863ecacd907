"""Points that leave a wallet before the record that brought them is corrected."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.points.entries import SpendOrder
from ledger.points.operations import post_spends, spend_points
from tests.points.estate import TODAY, SmallEstate


async def give_away(conn: AsyncConnection, estate: SmallEstate, *, points: int) -> None:
    """Spend points of 张三 on goods of the estate's own store."""
    spend = await spend_points(
        conn,
        SpendOrder(
            estate_id=estate.estate_id,
            resident_id=estate.residents[0],
            points=points,
            to_account="P3104",
            kind="redemption",
            narration="兑换",
            on=TODAY,
            source="test:1",
        ),
        idempotency_key="spent",
        prepared_by=estate.organiser,
        today=TODAY,
    )
    await post_spends(conn, [spend], posted_by=estate.organiser, today=TODAY)
