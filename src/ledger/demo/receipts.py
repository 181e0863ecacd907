"""A shop's file of receipts in the sample estate: two confirmed, one brought back, others wait."""

from __future__ import annotations

from datetime import date, datetime
from importlib.resources import files

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.demo.counter import people_of
from ledger.intake.operations import book_import, upload_import
from ledger.intake.source_file import SourceFile
from ledger.redemption.purchases.operations import confirm_purchase
from ledger.redemption.purchases.outlook import outlook_of
from ledger.redemption.purchases.returns import return_purchase

KIND = "merchant_purchases"
FILE = "purchases_2026Q2.csv"
CONFIRMED = 2


async def hand_in_receipts(conn: AsyncConnection, *, now: datetime, today: date) -> None:
    """Let the treasurer hand a shop's file in and somebody else confirm the first of it; once."""
    estate_id, people = await people_of(conn)
    if await conn.scalar(
        text("""select exists (select from import_batch
            where estate_id = :estate_id and kind = :kind)"""),
        {"estate_id": estate_id, "kind": KIND},
    ):
        return
    treasurer, committee = people["treasurer"].user_id, people["committee"].user_id
    content = (files("ledger.estates") / "sample_estate" / FILE).read_bytes()
    uploaded = await upload_import(
        conn,
        estate_id=estate_id,
        kind=KIND,
        file=SourceFile.of(FILE, content),
        actor_user_id=treasurer,
    )
    old = [row.row_no for row in uploaded.preview.rows if row.status == "doubtful"]
    await book_import(
        conn,
        estate_id=estate_id,
        import_id=uploaded.batch.import_id,
        accepted_rows=frozenset(old),
        actor_user_id=treasurer,
        now=now,
        today=today,
    )
    waiting = await conn.execute(
        text("""select merchant_purchase_id from merchant_purchase
            where estate_id = :estate_id and import_id = :import_id
            order by amount_fen, merchant_purchase_id"""),
        {"estate_id": estate_id, "import_id": uploaded.batch.import_id},
    )
    for number in list(waiting.scalars())[:CONFIRMED]:
        seen = await outlook_of(conn, estate_id=estate_id, merchant_purchase_id=number, today=today)
        if seen.problem is not None:
            return
        await confirm_purchase(
            conn,
            estate_id=estate_id,
            merchant_purchase_id=number,
            actor_user_id=committee,
            now=now,
            today=today,
        )
    await return_purchase(
        conn,
        estate_id=estate_id,
        merchant_purchase_id=number,
        merchant_id=None,
        amount_left_fen=1_500,
        reason="退了一箱牛奶",
        actor_user_id=treasurer,
        now=now,
    )
