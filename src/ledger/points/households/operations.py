"""Putting points into the account of one's household, and giving them back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.estates.people.household_spenders import (
    ChildMovesNoPoints,
    HouseholdHeadDecides,
    HouseholdStay,
    stay_of,
    stays_in,
)
from ledger.messages.operations import put_messages
from ledger.messages.outbox import NewMessage
from ledger.points.entries import (
    HOUSEHOLD_WALLET,
    WALLET,
    PointsTransfer,
    household_holder,
    resident_holder,
)
from ledger.points.households.queries import contributed_lots
from ledger.points.households.rules import GivenBack, give_back
from ledger.points.transfers import Transferred, post_moves, transfer_points
from ledger.posting.operations import lock_accounts


@dataclass(frozen=True, slots=True)
class PutIn:
    """What both accounts had to spend before a transfer into the household's account."""

    household_id: int
    transferred: Transferred


async def put_points_in(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    points: int,
    idempotency_key: str,
    actor_user_id: int,
    today: date,
) -> PutIn:
    """Move a member's own points into the account of their household: their own decision alone.

    Raises `HouseholdIsMissing`, `ChildMovesNoPoints`, `PointsAreTooFew`, `PointsMustBePositive`.
    """
    stay = await stay_of(
        conn, estate_id=estate_id, resident_id=resident_id, today=today, locked=True
    )
    _refuse_child(stay)
    transferred = await transfer_points(
        conn,
        PointsTransfer(
            estate_id=estate_id,
            from_holder=resident_holder(resident_id),
            to_holder=household_holder(stay.household_id),
            points=points,
            kind="household_points_in",
            narration="转入家庭账户",
            on=today,
            source=f"household:{stay.household_id}",
            idempotency_key=f"household_points_in:{actor_user_id}:{idempotency_key}",
        ),
        actor_user_id=actor_user_id,
        today=today,
    )
    return PutIn(stay.household_id, transferred)


def _refuse_child(stay: HouseholdStay) -> None:
    if stay.is_child:
        raise ChildMovesNoPoints("未满 14 岁不能转入、使用家庭账户的积分，请由成年家人办理。")


async def head_of(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, today: date
) -> HouseholdStay:
    """Return the head's stay; raises `HouseholdIsMissing`, `HouseholdHeadDecides` for others."""
    stay = await stay_of(
        conn, estate_id=estate_id, resident_id=resident_id, today=today, locked=True
    )
    if not stay.is_head:
        raise HouseholdHeadDecides("只有户主能决定，请请户主在自己的手机上操作，或到服务台办理。")
    return stay


async def give_points_back(
    conn: AsyncConnection,
    *,
    estate_id: int,
    household_id: int,
    idempotency_key: str,
    actor_user_id: int,
    today: date,
) -> list[GivenBack]:
    """Give what is left in a household's account back to those who put it in, and tell them.

    What came from somebody who has left goes to the head. Raises `ObjectIsNotHere`,
    `HouseholdHasNoPoints`, `HouseholdHasNoHead`.
    """
    found = await conn.execute(
        text("""select 1 from household where estate_id = :estate_id
            and household_id = :household_id and closed_on is null for share"""),
        {"estate_id": estate_id, "household_id": household_id},
    )
    if found.first() is None:
        raise ObjectIsNotHere("这一户")
    members = await stays_in(conn, estate_id=estate_id, household_id=household_id, today=today)
    wallet = (HOUSEHOLD_WALLET, household_holder(household_id))
    await lock_accounts(
        conn,
        estate_id,
        [wallet, *((WALLET, resident_holder(stay.resident_id)) for stay in members)],
    )
    shares = give_back(
        await contributed_lots(conn, estate_id=estate_id, household_id=household_id),
        members={stay.resident_id for stay in members},
        head_resident_id=next((stay.resident_id for stay in members if stay.is_head), None),
        today=today,
    )
    key = f"household_points_back:{actor_user_id}:{idempotency_key}"
    await post_moves(
        conn,
        [
            (
                PointsTransfer(
                    estate_id=estate_id,
                    from_holder=wallet[1],
                    to_holder=resident_holder(share.resident_id),
                    points=share.points,
                    kind="household_points_back",
                    narration="从家庭账户退回",
                    on=today,
                    source=f"household:{household_id}",
                    idempotency_key=f"{key}:{share.resident_id}",
                ),
                share.moves,
            )
            for share in shares
        ],
        actor_user_id=actor_user_id,
        today=today,
    )
    await put_messages(
        conn,
        [
            NewMessage(
                estate_id=estate_id,
                template="household_points_back",
                key=f"{key}:{share.resident_id}",
                args={"points": f"{share.points:,}"},
                resident_id=share.resident_id,
            )
            for share in shares
        ],
    )
    return shares
