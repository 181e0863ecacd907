"""报名: a place, or a place on the waiting list; who moves up is told by message.

Locks: the activity's plan, then the resident. Who moves up is locked by the trigger alone.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.messages.operations import put_messages
from ledger.messages.outbox import NewMessage
from ledger.messages.words import moment_words
from ledger.volunteering.activities.queries import (
    PlannedActivity,
    lock_activity,
    planned_activity,
)
from ledger.volunteering.activities.rules import (
    ActivitiesOverlap,
    ActivityState,
    GuardianHasNotAgreed,
    Place,
    SignedUpAlready,
    check_cancelling,
    check_sign_up_time,
    check_state,
    place_of,
    promoted,
)

_LOCK_RESIDENT = text("""
    select r.guardian_needed_until, exists (select from guardianship g
            where g.estate_id = r.estate_id and g.child_resident_id = r.resident_id
                and g.withdrawn_at is null) as has_guardian
    from resident r
    where r.estate_id = :estate_id and r.resident_id = :resident_id and r.forgotten_at is null
    for no key update of r
""")

_OVERLAPPING = text("""
    select a.name, p.starts_at from activity_sign_up s
    join activity a using (estate_id, activity_id)
    join activity_plan p using (estate_id, activity_id)
    where s.estate_id = :estate_id and s.resident_id = :resident_id
        and s.activity_id <> :activity_id and s.state in ('signed_up', 'waiting')
        and a.state in ('open', 'running')
        and p.starts_at < :ends_at and :starts_at < p.ends_at
    order by p.starts_at limit 1
""")

_ADD = text("""
    insert into activity_sign_up (estate_id, activity_id, resident_id, state, signed_up_by,
        signed_up_at, volunteer_team_id)
    values (:estate_id, :activity_id, :resident_id, :state, :actor, :now, :team_id)
""")

_WAITING = text("""
    select sign_up_id, resident_id from activity_sign_up
    where estate_id = :estate_id and activity_id = :activity_id and state = 'waiting'
    order by sign_up_id
""")

_PROMOTE = text("""
    update activity_sign_up set state = 'signed_up', promoted_at = :now
    where estate_id = :estate_id and sign_up_id = any(cast(:ids as bigint[]))
""")

_CANCEL = text("""
    update activity_sign_up set state = 'cancelled', cancelled_by = :actor, cancelled_at = :now
    where estate_id = :estate_id and activity_id = :activity_id and resident_id = :resident_id
        and state in ('signed_up', 'waiting')
""")


async def sign_up(
    conn: AsyncConnection,
    *,
    estate_id: int,
    activity_id: int,
    resident_id: int,
    actor_user_id: int,
    now: datetime,
    team_id: int | None = None,
) -> PlannedActivity:
    """Put a resident on an activity's list: on a place if there is one, else among the waiting.

    With `team_id` as one of that team, of which the resident is a member.
    Raises `ObjectIsNotHere`, `ActivityStateForbids`, `SignUpIsOver`, `SignedUpAlready`,
    `ActivitiesOverlap`, `GuardianHasNotAgreed`, in this order.
    """
    activity = await lock_activity(
        conn, estate_id=estate_id, activity_id=activity_id, resident_id=resident_id
    )
    if activity.state is ActivityState.DRAFT:
        raise ObjectIsNotHere("这个活动")
    check_sign_up_time(activity.state, sign_up_until=activity.sign_up_until, now=now)
    return await _add(
        conn,
        activity,
        estate_id=estate_id,
        resident_id=resident_id,
        actor=actor_user_id,
        now=now,
        team_id=team_id,
    )


async def sign_up_on_the_spot(
    conn: AsyncConnection,
    *,
    estate_id: int,
    activity_id: int,
    resident_id: int,
    actor_user_id: int,
    now: datetime,
) -> PlannedActivity:
    """Put somebody on the list who asked the organiser, even after the deadline.

    Raises `ObjectIsNotHere`, `ActivityStateForbids`, `SignedUpAlready`, `ActivitiesOverlap`,
    `GuardianHasNotAgreed`, in this order.
    """
    activity = await lock_activity(
        conn, estate_id=estate_id, activity_id=activity_id, resident_id=resident_id
    )
    check_state(activity.state, ActivityState.OPEN, ActivityState.RUNNING, to_do="报名")
    return await _add(
        conn, activity, estate_id=estate_id, resident_id=resident_id, actor=actor_user_id, now=now
    )


async def _add(
    conn: AsyncConnection,
    activity: PlannedActivity,
    *,
    estate_id: int,
    resident_id: int,
    actor: int,
    now: datetime,
    team_id: int | None = None,
) -> PlannedActivity:
    if activity.my_state is not None:
        raise SignedUpAlready("已经报过名，不用再报；看“我的报名”可以知道是否候补。")
    wanted = {
        "estate_id": estate_id,
        "activity_id": activity.activity_id,
        "resident_id": resident_id,
    }
    person = (await conn.execute(_LOCK_RESIDENT, wanted)).one_or_none()
    if person is None:
        raise ObjectIsNotHere("这位住户")
    times = {"starts_at": activity.starts_at, "ends_at": activity.ends_at}
    other = (await conn.execute(_OVERLAPPING, wanted | times)).one_or_none()
    if other is not None:
        raise ActivitiesOverlap(
            f"同一时间已报名“{other.name}”（{moment_words(other.starts_at)}），"
            "先取消那一个，才能报这一个。"
        )
    until = person.guardian_needed_until
    if until is not None and until > activity.held_on and not person.has_guardian:
        raise GuardianHasNotAgreed("未满 14 岁，请监护人先到社区服务台签同意书，再来报名。")
    # Whoever waits comes before who comes now.
    left = await promote(conn, activity, estate_id=estate_id, now=now)
    place = place_of(taken=left, capacity=activity.capacity)
    stamp = {"state": place.value, "actor": actor, "now": now, "team_id": team_id}
    await conn.execute(_ADD, wanted | stamp)
    return await planned_activity(
        conn, estate_id=estate_id, activity_id=activity.activity_id, resident_id=resident_id
    )


async def cancel_sign_up(
    conn: AsyncConnection,
    *,
    estate_id: int,
    activity_id: int,
    resident_id: int,
    actor_user_id: int,
    now: datetime,
) -> PlannedActivity:
    """Take oneself off the list before the deadline; the first who waits moves up.

    Raises `ObjectIsNotHere`, `ActivityStateForbids`, `CancellingIsTooLate`.
    """
    activity = await lock_activity(
        conn, estate_id=estate_id, activity_id=activity_id, resident_id=resident_id
    )
    place = _place_on_the_list(activity)
    check_cancelling(place, cancel_until=activity.cancel_until, now=now)
    return await _cancel(
        conn, activity, estate_id=estate_id, resident_id=resident_id, actor=actor_user_id, now=now
    )


async def take_off_the_list(
    conn: AsyncConnection,
    *,
    estate_id: int,
    activity_id: int,
    resident_id: int,
    actor_user_id: int,
    now: datetime,
) -> PlannedActivity:
    """Take somebody off the list for them, also after the deadline.

    Raises `ObjectIsNotHere`, `ActivityStateForbids`.
    """
    activity = await lock_activity(
        conn, estate_id=estate_id, activity_id=activity_id, resident_id=resident_id
    )
    _place_on_the_list(activity)
    return await _cancel(
        conn, activity, estate_id=estate_id, resident_id=resident_id, actor=actor_user_id, now=now
    )


def _place_on_the_list(activity: PlannedActivity) -> Place:
    if activity.my_state not in (Place.SIGNED_UP.value, Place.WAITING.value):
        raise ObjectIsNotHere("这次报名")
    check_state(activity.state, ActivityState.OPEN, ActivityState.RUNNING, to_do="取消报名")
    return Place(activity.my_state)


async def _cancel(
    conn: AsyncConnection,
    activity: PlannedActivity,
    *,
    estate_id: int,
    resident_id: int,
    actor: int,
    now: datetime,
) -> PlannedActivity:
    wanted = {
        "estate_id": estate_id,
        "activity_id": activity.activity_id,
        "resident_id": resident_id,
    }
    await conn.execute(_CANCEL, wanted | {"actor": actor, "now": now})
    left = await planned_activity(conn, estate_id=estate_id, activity_id=activity.activity_id)
    await promote(conn, left, estate_id=estate_id, now=now)
    return await planned_activity(
        conn, estate_id=estate_id, activity_id=activity.activity_id, resident_id=resident_id
    )


async def promote(
    conn: AsyncConnection, activity: PlannedActivity, *, estate_id: int, now: datetime
) -> int:
    """Let those who wait have the places that are free, tell them, and return how many are taken.

    `activity` is as it stands now, its plan locked.
    """
    if activity.waiting == 0 or activity.ends_at <= now:
        return activity.taken
    wanted = {"estate_id": estate_id, "activity_id": activity.activity_id}
    waiting = {
        row.sign_up_id: row.resident_id for row in (await conn.execute(_WAITING, wanted)).all()
    }
    moving = promoted(list(waiting), taken=activity.taken, capacity=activity.capacity)
    if not moving:
        return activity.taken
    await conn.execute(_PROMOTE, {"estate_id": estate_id, "ids": moving, "now": now})
    await put_messages(
        conn,
        [
            NewMessage(
                estate_id=estate_id,
                template="activity_promoted",
                key=f"activity_promoted:{sign_up_id}",
                args={
                    "title": activity.name,
                    "at": moment_words(activity.starts_at),
                    "place": activity.place,
                },
                resident_id=waiting[sign_up_id],
                link=f"/ui/m/activities/{activity.activity_id}",
            )
            for sign_up_id in moving
        ],
    )
    return activity.taken + len(moving)
