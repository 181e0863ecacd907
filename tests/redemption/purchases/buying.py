"""Receipts of the partner merchant, through the program's own operations."""

from __future__ import annotations

from datetime import date, datetime

from ledger.db.ids import CHINA
from ledger.evidence.database_verification import verify_database
from ledger.redemption.purchases import operations
from ledger.redemption.purchases.operations import NewPurchase
from tests.redemption.world import DAY, World

NOW = datetime(2026, 6, 18, 10, 0, tzinfo=CHINA)


async def register(
    world: World,
    receipt_no: str = "R1",
    *,
    who: int = 1,
    amount_fen: int = 5680,
    on: date = DAY,
    by: int | None = None,
    digits: str | None = None,
) -> int:
    by = by or world.cook
    asked = NewPurchase(
        world.digest(digits or await world.show_code(who)), receipt_no, on, amount_fen
    )
    async with world.engine.begin() as conn:
        return await operations.register_purchase(
            conn,
            asked,
            estate_id=world.estate_id,
            merchant_id=world.merchant_of(by),
            actor_user_id=by,
            now=NOW,
            today=DAY,
        )


async def confirm(world: World, merchant_purchase_id: int, *, by: int | None = None) -> None:
    async with world.engine.begin() as conn:
        await operations.confirm_purchase(
            conn,
            estate_id=world.estate_id,
            merchant_purchase_id=merchant_purchase_id,
            actor_user_id=by or world.grocer,
            now=NOW,
            today=DAY,
        )


async def faults(world: World) -> list[str]:
    async with world.engine.connect() as conn:
        [report] = await verify_database(conn, estate_id=world.estate_id)
    return [fault.code for fault in report.faults]
