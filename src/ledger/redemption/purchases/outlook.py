"""What confirming a receipt would do, for the one who is about to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.points.payables import owed_to
from ledger.redemption.purchases import queries
from ledger.redemption.purchases.operations import merchant_at, worth_today
from ledger.redemption.purchases.rules import (
    BuyerIsGone,
    MerchantCannotPay,
    PurchaseEarnsNothing,
    Worth,
    check_buyer,
    check_paid,
)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a receipt would bring now, None for nothing, and why it cannot be confirmed, if so."""

    purchase: queries.Purchase
    worth: Worth | None
    rate_fen_per_point: int
    owed_fen: int
    problem: str | None


async def outlook_of(
    conn: AsyncConnection, *, estate_id: int, merchant_purchase_id: int, today: date
) -> Outlook:
    """Say what confirming a receipt would do today; raises `ObjectIsNotHere`."""
    found = await queries.purchase(
        conn, estate_id=estate_id, merchant_purchase_id=merchant_purchase_id
    )
    merchant = await merchant_at(conn, estate_id, found.merchant_id)
    owed = (await owed_to(conn, estate_id, [merchant.merchant_id]))[merchant.merchant_id]
    worth, problem = None, None
    try:
        check_buyer(is_gone=found.buyer_is_gone)
        worth = await worth_today(
            conn,
            merchant,
            estate_id=estate_id,
            resident_id=found.resident_id,
            amount_fen=found.amount_fen,
            bought_on=found.bought_on,
            today=today,
        )
        check_paid(worth, merchant=merchant, owed_fen=owed.can_pay_fen)
    except (BuyerIsGone, PurchaseEarnsNothing, MerchantCannotPay) as refused:
        problem = str(refused)
    return Outlook(found, worth, merchant.rate_fen_per_point, owed.can_pay_fen, problem)
