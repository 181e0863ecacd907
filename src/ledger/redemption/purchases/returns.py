"""退货: goods of a confirmed purchase that were brought back, and the points that go with them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.entry import yuan
from ledger.errors import ObjectIsNotHere
from ledger.estates.queries import rule_profile
from ledger.points.deductions.operations import Asked, propose_deduction
from ledger.points.deductions.queries import grant_of
from ledger.redemption.purchases import queries
from ledger.redemption.purchases.rules import PurchaseIsNotConfirmed, points_to_return


async def return_purchase(
    conn: AsyncConnection,
    *,
    estate_id: int,
    merchant_purchase_id: int,
    merchant_id: int | None,
    amount_left_fen: int,
    reason: str,
    actor_user_id: int,
    now: datetime,
) -> int:
    """Propose to take the points of returned goods back, and return the correction's number.

    `amount_left_fen` is what is still paid for, `merchant_id` whose receipt it must be, None for
    any. Raises `ObjectIsNotHere`, `PurchaseIsNotConfirmed`, `ReturnChangesNothing`, and what
    `propose_deduction` raises.
    """
    found = await queries.lock_purchase(
        conn, estate_id=estate_id, merchant_purchase_id=merchant_purchase_id
    )
    if merchant_id is not None and found.merchant_id != merchant_id:
        raise ObjectIsNotHere("这笔消费")
    if found.points is None or found.points_seq is None:
        raise PurchaseIsNotConfirmed("这笔消费还没有确认，没有发过积分；请小区退回这张小票。")
    profile = await rule_profile(conn, estate_id, on=found.bought_on)
    grant = await grant_of(conn, estate_id=estate_id, seq=found.points_seq)
    points = points_to_return(
        amount_fen=found.amount_fen,
        amount_left_fen=amount_left_fen,
        fen_per_point=profile.purchases.fen_per_point,
        points=found.points,
        points_left=grant.points_max,
    )
    why = f"退货：小票 {found.receipt_no} 退后实付 {yuan(amount_left_fen)} 元，{reason}"
    return await propose_deduction(
        conn,
        Asked(found.points_seq, points, why),
        estate_id=estate_id,
        actor_user_id=actor_user_id,
        now=now,
    )
