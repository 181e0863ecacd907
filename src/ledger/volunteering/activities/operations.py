"""Planning activities: the verbs of the organiser. A plan's row is the lock of its activity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import Refusal
from ledger.messages.operations import put_messages
from ledger.messages.outbox import NewMessage
from ledger.messages.words import moment_words
from ledger.volunteering.activities.queries import (
    PlannedActivity,
    lock_activity,
    planned_activity,
    sign_ups_of,
)
from ledger.volunteering.activities.rules import (
    ActivityState,
    Repeats,
    Times,
    check_capacity,
    check_not_past,
    check_state,
    check_step,
    check_times,
    series_days,
)
from ledger.volunteering.activities.sign_ups import promote


class ActivityIsPlannedAlready(Refusal):
    """One name and category has one activity a day: that is how a sheet of signatures finds it."""

    code = "activity_is_planned_already"


@dataclass(frozen=True, slots=True)
class ActivityDraft:
    """What an organiser writes about an activity; `capacity` is None for as many as come."""

    name: str
    service_type: str
    organiser: str
    place: str
    description: str
    times: Times
    capacity: int | None
    confirmers_required: int


_ADD_SERIES = text("""
    insert into activity_series (estate_id, repeats, first_on, last_on, created_by, created_at)
    values (:estate_id, :repeats, :first_on, :last_on, :actor, :now)
    returning activity_series_id
""")

_ADD_ACTIVITY = text("""
    insert into activity (estate_id, name, service_type, held_on, organiser, state)
    values (:estate_id, :name, :service_type, :held_on, :organiser, 'draft')
    on conflict (estate_id, held_on, name, service_type) do nothing
    returning activity_id
""")

_ADD_PLAN = text("""
    insert into activity_plan (estate_id, activity_id, activity_series_id, place, description,
        starts_at, ends_at, capacity, sign_up_until, cancel_until, confirmers_required,
        organiser_user_id, planned_by, planned_at)
    values (:estate_id, :activity_id, :series_id, :place, :description, :starts_at, :ends_at,
        :capacity, :sign_up_until, :cancel_until, :confirmers_required, :actor, :actor, :now)
""")

_CHANGE_ACTIVITY = text("""
    update activity set name = :name, service_type = :service_type, held_on = :held_on,
        organiser = :organiser
    where estate_id = :estate_id and activity_id = :activity_id
        and not exists (select from activity o
            where o.estate_id = :estate_id and o.held_on = :held_on and o.name = :name
                and o.service_type = :service_type and o.activity_id <> :activity_id)
""")

_CHANGE_PLAN = text("""
    update activity_plan set place = :place, description = :description, starts_at = :starts_at,
        ends_at = :ends_at, capacity = :capacity, sign_up_until = :sign_up_until,
        cancel_until = :cancel_until, confirmers_required = :confirmers_required
    where estate_id = :estate_id and activity_id = :activity_id
""")

_SET_STATE = text("""
    update activity set state = :state where estate_id = :estate_id and activity_id = :activity_id
""")


async def plan_activities(
    conn: AsyncConnection,
    draft: ActivityDraft,
    *,
    estate_id: int,
    repeats: Repeats | None,
    last_on: date | None,
    actor_user_id: int,
    now: datetime,
) -> list[int]:
    """Write a draft, or one for each day of a series; return the ids, in the order of the days.

    Raises `ActivityPlanIsImpossible`, `SeriesHasNoDays`, `ActivityIsPlannedAlready`.
    """
    check_times(draft.times)
    days, series_id = [draft.times.held_on], None
    if repeats is not None:
        last = last_on or draft.times.held_on
        days = series_days(repeats, first_on=draft.times.held_on, last_on=last)
        series_id = await conn.scalar(
            _ADD_SERIES,
            {
                "estate_id": estate_id,
                "repeats": repeats.value,
                "first_on": draft.times.held_on,
                "last_on": last,
                "actor": actor_user_id,
                "now": now,
            },
        )
    planned = []
    for day in days:
        times = draft.times.moved_to(day)
        values = _values(draft, times, estate_id) | {"series_id": series_id, "now": now}
        values["actor"] = actor_user_id
        activity_id = (await conn.execute(_ADD_ACTIVITY, values)).scalar_one_or_none()
        if activity_id is None:
            raise _planned_already(draft, day)
        await conn.execute(_ADD_PLAN, values | {"activity_id": activity_id})
        planned.append(activity_id)
    return planned


async def change_plan(
    conn: AsyncConnection,
    draft: ActivityDraft,
    *,
    estate_id: int,
    activity_id: int,
    now: datetime,
) -> PlannedActivity:
    """Replace what is planned before an activity runs; those on its list are told of a new time.

    Raises `ObjectIsNotHere`, `ActivityStateForbids`, `ActivityPlanIsImpossible`,
    `CapacityIsBelowSignUps`, `ActivityIsPlannedAlready`, in this order.
    """
    before = await lock_activity(conn, estate_id=estate_id, activity_id=activity_id)
    check_state(before.state, ActivityState.DRAFT, ActivityState.OPEN, to_do="修改")
    check_times(draft.times)
    if before.state is ActivityState.OPEN:
        check_not_past(draft.times, now=now)
    check_capacity(draft.capacity, taken=before.taken)
    values = _values(draft, draft.times, estate_id) | {"activity_id": activity_id}
    if (await conn.execute(_CHANGE_ACTIVITY, values)).rowcount == 0:
        raise _planned_already(draft, draft.times.held_on)
    await conn.execute(_CHANGE_PLAN, values)
    after = await planned_activity(conn, estate_id=estate_id, activity_id=activity_id)
    if (before.starts_at, before.ends_at, before.place) != (
        after.starts_at,
        after.ends_at,
        after.place,
    ):
        await _tell_the_list(conn, after, "activity_changed", estate_id=estate_id, now=now)
    await promote(conn, after, estate_id=estate_id, now=now)
    return await planned_activity(conn, estate_id=estate_id, activity_id=activity_id)


async def publish_activities(
    conn: AsyncConnection, *, estate_id: int, activity_ids: Sequence[int], now: datetime
) -> list[PlannedActivity]:
    """Open drafts for signing up, all or none.

    Raises `ObjectIsNotHere`, `ActivityStateForbids`, `ActivityPlanIsImpossible`.
    """
    published = []
    for activity_id in sorted(set(activity_ids)):
        activity = await lock_activity(conn, estate_id=estate_id, activity_id=activity_id)
        check_step(activity.state, ActivityState.OPEN)
        check_not_past(activity.times, now=now)
        await set_state(conn, ActivityState.OPEN, estate_id=estate_id, activity_id=activity_id)
        published.append(await planned_activity(conn, estate_id=estate_id, activity_id=activity_id))
    return published


async def cancel_activity(
    conn: AsyncConnection, *, estate_id: int, activity_id: int, now: datetime
) -> PlannedActivity:
    """Call an activity off before it runs, and tell everybody on its list.

    Raises `ObjectIsNotHere`, `ActivityStateForbids`.
    """
    activity = await lock_activity(conn, estate_id=estate_id, activity_id=activity_id)
    check_step(activity.state, ActivityState.CANCELLED)
    await set_state(conn, ActivityState.CANCELLED, estate_id=estate_id, activity_id=activity_id)
    await _tell_the_list(conn, activity, "activity_cancelled", estate_id=estate_id, now=now)
    return await planned_activity(conn, estate_id=estate_id, activity_id=activity_id)


async def set_state(
    conn: AsyncConnection, state: ActivityState, *, estate_id: int, activity_id: int
) -> None:
    """Write a state that the rules have allowed; the plan is locked."""
    await conn.execute(
        _SET_STATE, {"estate_id": estate_id, "activity_id": activity_id, "state": state.value}
    )


async def _tell_the_list(
    conn: AsyncConnection,
    activity: PlannedActivity,
    template: str,
    *,
    estate_id: int,
    now: datetime,
) -> None:
    args = {"title": activity.name, "at": moment_words(activity.starts_at)}
    if template == "activity_changed":
        args["place"] = activity.place
    await put_messages(
        conn,
        [
            NewMessage(
                estate_id=estate_id,
                template=template,
                key=f"{template}:{row.sign_up_id}:{now.isoformat()}",
                args=args,
                resident_id=row.resident_id,
                link=f"/ui/m/activities/{activity.activity_id}",
            )
            for row in await sign_ups_of(
                conn, estate_id=estate_id, activity_id=activity.activity_id
            )
        ],
    )


def _values(draft: ActivityDraft, times: Times, estate_id: int) -> dict[str, object]:
    return {
        "estate_id": estate_id,
        "name": draft.name,
        "service_type": draft.service_type,
        "held_on": times.held_on,
        "organiser": draft.organiser,
        "place": draft.place,
        "description": draft.description,
        "starts_at": times.starts_at,
        "ends_at": times.ends_at,
        "capacity": draft.capacity,
        "sign_up_until": times.sign_up_until,
        "cancel_until": times.cancel_until,
        "confirmers_required": draft.confirmers_required,
    }


def _planned_already(draft: ActivityDraft, day: date) -> ActivityIsPlannedAlready:
    return ActivityIsPlannedAlready(
        f"{day.month}月{day.day}日已经有一个“{draft.name}”（{draft.service_type}），"
        "请换一个名称，如加上“上午”“下午”。",
        fields=[{"field": "name", "message": "当天已有同名活动"}],
    )
