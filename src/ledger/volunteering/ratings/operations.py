"""Naming whom an activity was for, and rating it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import CHINA
from ledger.estates.people.operations import living_person
from ledger.identity.roles import Role
from ledger.messages.operations import put_messages, users_with_roles
from ledger.messages.outbox import NewMessage
from ledger.volunteering.activities.queries import planned_activity
from ledger.volunteering.activities.rules import ActivityState, check_state
from ledger.volunteering.ratings.queries import standing_towards
from ledger.volunteering.ratings.rules import (
    ActivityIsRatedAlready,
    PersonIsServedAlready,
    Rating,
    check_time,
    rated_as,
)

TITLE_LENGTH_MAX = 40

_NAME_SERVED = text("""
    insert into activity_served_person (estate_id, activity_id, resident_id, named_by, named_at)
    values (:estate_id, :activity_id, :resident_id, :actor, :now)
    on conflict do nothing
""")
_RATE = text("""
    insert into activity_rating (estate_id, activity_id, resident_id, said_as, stars, words,
        rated_by, rated_at, act_on_paper_id)
    values (:estate_id, :activity_id, :resident_id, :said_as, :stars, :words, :actor, :now,
        :act_on_paper_id)
    on conflict do nothing
""")


async def name_served_person(
    conn: AsyncConnection,
    *,
    estate_id: int,
    activity_id: int,
    resident_id: int,
    actor_user_id: int,
    now: datetime,
) -> None:
    """Write down for whom an activity is, so that this person may rate it.

    Raises `ObjectIsNotHere`, `ActivityStateForbids`, `PersonIsServedAlready`.
    """
    activity = await planned_activity(conn, estate_id=estate_id, activity_id=activity_id)
    check_state(
        activity.state,
        ActivityState.OPEN,
        ActivityState.RUNNING,
        ActivityState.CONFIRMED,
        ActivityState.CLOSED,
        to_do="登记服务对象",
    )
    await living_person(conn, estate_id, resident_id)
    added = await conn.execute(
        _NAME_SERVED,
        {
            "estate_id": estate_id,
            "activity_id": activity_id,
            "resident_id": resident_id,
            "actor": actor_user_id,
            "now": now,
        },
    )
    if added.rowcount == 0:
        raise PersonIsServedAlready("这位住户已经登记为这次活动的服务对象。")


async def rate_activity(
    conn: AsyncConnection,
    rating: Rating,
    *,
    estate_id: int,
    activity_id: int,
    resident_id: int,
    actor_user_id: int,
    now: datetime,
    act_on_paper_id: int | None = None,
) -> None:
    """Rate an activity once; a low rating is told to the supervisory board.

    Raises `ObjectIsNotHere`, `ActivityIsNotRatedNow`, `OnlyThoseThereRate`,
    `ActivityIsRatedAlready`, in this order.
    """
    standing = await standing_towards(
        conn, estate_id=estate_id, activity_id=activity_id, resident_id=resident_id
    )
    check_time(standing.finished_at, now=now)
    said_as = rated_as(was_there=standing.was_there, is_served=standing.is_served)
    added = await conn.execute(
        _RATE,
        {
            "estate_id": estate_id,
            "activity_id": activity_id,
            "resident_id": resident_id,
            "said_as": said_as,
            "stars": rating.stars,
            "words": rating.words.strip(),
            "actor": actor_user_id,
            "now": now,
            "act_on_paper_id": act_on_paper_id,
        },
    )
    if added.rowcount == 0:
        raise ActivityIsRatedAlready("您已经评价过这次活动，每人评一次，谢谢。")
    if rating.is_low:
        told = await users_with_roles(
            conn,
            estate_id=estate_id,
            roles=[Role.SUPERVISOR.value],
            today=now.astimezone(CHINA).date(),
        )
        key = f"low_rating:{activity_id}:{resident_id}"
        await put_messages(
            conn,
            [
                NewMessage(
                    estate_id,
                    "low_rating",
                    f"{key}:{user_id}",
                    {"title": standing.name[:TITLE_LENGTH_MAX], "stars": rating.stars},
                    user_id=user_id,
                )
                for user_id in told
            ],
        )
