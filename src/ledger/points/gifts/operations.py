"""Giving points to a relative, and donating them to the public pool."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.estates.people.relatives import needs_guardian, relatives_of
from ledger.points.entries import POOL, PointsTransfer, SpendOrder, resident_holder
from ledger.points.gifts.rules import check_gift, check_giver
from ledger.points.operations import post_spends, spend_points
from ledger.points.transfers import transfer_points

_POOL = text("""
    select coalesce(-sum(b.posted), 0)::bigint from account a
    join balance b on b.estate_id = a.estate_id and b.account_id = a.account_id
    where a.estate_id = :estate_id and a.code = :code
""")


@dataclass(frozen=True, slots=True)
class Given:
    """What was given, and what the giver could spend before it; `seqs` are the entries."""

    points: int
    points_before: int
    seqs: tuple[int, ...]


async def give_points(
    conn: AsyncConnection,
    *,
    estate_id: int,
    from_resident_id: int,
    to_resident_id: int,
    points: int,
    idempotency_key: str,
    actor_user_id: int,
    today: date,
) -> Given:
    """Give points to a relative; they keep their source, their rules and their last day.

    Raises `ChildGivesNoPoints`, `GiftIsToOneself`, `TakerIsNotFamily`, `PointsMustBePositive`,
    `PointsAreTooFew`, in this order, then posting's refusals.
    """
    await _check_giver(conn, estate_id, from_resident_id, today)
    family = await relatives_of(
        conn, estate_id=estate_id, resident_id=from_resident_id, today=today
    )
    check_gift(
        giver_id=from_resident_id,
        taker_id=to_resident_id,
        relatives={each.resident_id for each in family},
    )
    moved = await transfer_points(
        conn,
        PointsTransfer(
            estate_id=estate_id,
            from_holder=resident_holder(from_resident_id),
            to_holder=resident_holder(to_resident_id),
            points=points,
            kind="points_gift",
            narration="转赠家人",
            on=today,
            source=f"resident:{from_resident_id}",
            idempotency_key=f"points_gift:{actor_user_id}:{idempotency_key}",
        ),
        actor_user_id=actor_user_id,
        today=today,
    )
    return Given(points, moved.giver_had, tuple(entry.seq for entry in moved.posted))


async def donate_points(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    points: int,
    idempotency_key: str,
    actor_user_id: int,
    today: date,
) -> Given:
    """Donate points to the estate's public pool; they do not come back.

    Raises `ChildGivesNoPoints`, `PointsMustBePositive`, `PointsAreTooFew`.
    """
    await _check_giver(conn, estate_id, resident_id, today)
    prepared = await spend_points(
        conn,
        SpendOrder(
            estate_id=estate_id,
            resident_id=resident_id,
            points=points,
            to_account=POOL,
            kind="points_donation",
            narration="捐入公益池",
            on=today,
            source=f"resident:{resident_id}",
        ),
        idempotency_key=f"points_donation:{actor_user_id}:{idempotency_key}",
        prepared_by=actor_user_id,
        today=today,
    )
    [posted] = await post_spends(conn, [prepared], posted_by=actor_user_id, today=today)
    return Given(points, prepared.points_available, (posted.seq,))


async def pool_points(conn: AsyncConnection, estate_id: int) -> int:
    """Return what stands in the estate's public pool."""
    found: int = (await conn.execute(_POOL, {"estate_id": estate_id, "code": POOL})).scalar_one()
    return found


async def _check_giver(
    conn: AsyncConnection, estate_id: int, resident_id: int, today: date
) -> None:
    check_giver(
        is_child=await needs_guardian(
            conn, estate_id=estate_id, resident_id=resident_id, today=today
        )
    )
