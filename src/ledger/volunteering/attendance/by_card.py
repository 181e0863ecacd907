"""Who came by card: whose card it is, `ledger.card_check_in` knows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.volunteering.activities.queries import lock_activity
from ledger.volunteering.activities.rules import ActivityState, check_state
from ledger.volunteering.activities.sign_ups import sign_up_on_the_spot
from ledger.volunteering.attendance.codes import Direction
from ledger.volunteering.attendance.operations import check_not_themselves, mark


async def mark_by_card(
    conn: AsyncConnection,
    direction: Direction,
    *,
    estate_id: int,
    activity_id: int,
    resident_id: int,
    card_id: int,
    actor_user_id: int,
    now: datetime,
) -> None:
    """Mark that the holder of a card comes or goes, as the organiser says who read it.

    Who has not signed up gets a place if one is free. Raises `ObjectIsNotHere`,
    `ActivityStateForbids`, `NobodyMarksThemselves`, the refusals of signing up, `NoPlaceIsFree`,
    `MarkedAlready`, `CheckInIsTooLate`, `CheckInIsMissing`, in this order.
    """
    activity = await lock_activity(
        conn, estate_id=estate_id, activity_id=activity_id, resident_id=resident_id
    )
    check_state(activity.state, ActivityState.RUNNING, to_do="签到、签退")
    await check_not_themselves(
        conn, estate_id=estate_id, user_id=actor_user_id, resident_id=resident_id
    )
    if activity.my_state is None:
        activity = await sign_up_on_the_spot(
            conn,
            estate_id=estate_id,
            activity_id=activity_id,
            resident_id=resident_id,
            actor_user_id=actor_user_id,
            now=now,
        )
    await mark(
        conn,
        activity,
        direction,
        estate_id=estate_id,
        resident_id=resident_id,
        now=now,
        told={
            "method": "card",
            "step": None,
            "actor": actor_user_id,
            "device": None,
            "card_id": card_id,
        },
    )
