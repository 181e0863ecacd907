"""补录: what stands on paper is written down for many people at once, each with its reason.

A batch is looked at first, row by row with totals, and then written whole or not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import CHINA
from ledger.errors import JsonValue, ObjectIsNotHere, Refusal
from ledger.intake.queries import read_document
from ledger.volunteering.activities.operations import set_state
from ledger.volunteering.activities.queries import (
    PlannedActivity,
    lock_activity,
    planned_activity,
    sign_ups_of,
)
from ledger.volunteering.activities.rules import ActivityState, check_state
from ledger.volunteering.activities.sign_ups import sign_up_on_the_spot
from ledger.volunteering.attendance.queries import attendance_of
from ledger.volunteering.attendance.rules import credit

ROWS_MAX = 200


class EntriesHaveFaults(Refusal):
    """Some rows cannot be written; nothing was (`fields` names them)."""

    code = "entries_have_faults"


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One person's presence as paper has it; times are wall-clock times of the activity's day."""

    resident_id: int
    came: time
    left: time
    reason: str


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A row with what it would count, or the sentence that says why it cannot be written."""

    row: EntryRow
    name: str | None
    service_minutes: int
    fault: str | None


_NAMES = text("""
    select r.resident_id, r.name,
        acts_for_holder(r.estate_id, r.resident_id, null, :user_id) as is_own,
        cast(:buildings as text[]) is null
            or dwells_in(r.estate_id, r.resident_id, cast(:buildings as text[])) as is_within
    from resident r
    where r.estate_id = :estate_id and r.resident_id = any(cast(:ids as bigint[]))
        and r.forgotten_at is null
""")

_ADD = text("""
    insert into attendance_entry (estate_id, activity_id, resident_id, came_at, left_at, reason,
        entered_by, entered_at)
    values (:estate_id, :activity_id, :resident_id, :came_at, :left_at, :reason, :actor, :now)
""")

_ATTACH = text("""
    insert into attendance_document (estate_id, activity_id, resident_id, document_id)
    values (:estate_id, :activity_id, :resident_id, :document_id)
""")


def _moment(activity: PlannedActivity, clock: time) -> datetime:
    return datetime.combine(activity.held_on, clock, CHINA)


def fault_of(
    row: EntryRow,
    activity: PlannedActivity,
    *,
    is_known: bool,
    is_own: bool,
    is_within: bool,
    is_repeated: bool,
    has_signed_in: bool,
    is_waiting: bool,
) -> str | None:
    """Return why a row cannot be written, or None. Pure; the first reason of this order."""
    if not is_known:
        return "没有这位住户，请重新查找。"
    if is_repeated:
        return "这个人写了两行，请留一行。"
    if is_own:
        return "不能给自己补录（您代办或监护的家人也算），请另一位组织者来写。"
    if not is_within:
        return "不住在您负责的楼栋，请那一栋的负责人或组织者来写。"
    if has_signed_in:
        return "已经有签到或补录；漏了签退的，在核实时补。"
    if is_waiting:
        return "还在候补，没有名额，不能补录。"
    if row.left <= row.came:
        return "离开要晚于到场。"
    if _minutes(row, activity) == 0:
        return "不在活动计划的时间里，不计时长。"
    return None


def _minutes(row: EntryRow, activity: PlannedActivity) -> int:
    counted = credit(
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        came_at=_moment(activity, row.came),
        left_at=_moment(activity, row.left),
    )
    return 0 if counted is None else counted.service_minutes or 0


async def look_at_entries(
    conn: AsyncConnection,
    rows: Sequence[EntryRow],
    *,
    estate_id: int,
    activity_id: int,
    actor_user_id: int,
    buildings: Collection[str] | None = None,
    now: datetime,
) -> list[LookedAt]:
    """Say of each row what it would count or why it cannot be written.

    With `buildings` those cannot who dwell elsewhere. Raises `ObjectIsNotHere`,
    `ActivityStateForbids`.
    """
    activity = await planned_activity(conn, estate_id=estate_id, activity_id=activity_id)
    _check_enterable(activity, now=now)
    return await _looked_at(
        conn, rows, activity, estate_id=estate_id, actor=actor_user_id, buildings=buildings
    )


async def _looked_at(
    conn: AsyncConnection,
    rows: Sequence[EntryRow],
    activity: PlannedActivity,
    *,
    estate_id: int,
    actor: int,
    buildings: Collection[str] | None,
) -> list[LookedAt]:
    ids = [row.resident_id for row in rows]
    found = await conn.execute(
        _NAMES,
        {
            "estate_id": estate_id,
            "ids": ids,
            "user_id": actor,
            "buildings": None if buildings is None else list(buildings),
        },
    )
    people = {each.resident_id: each for each in found}
    number = activity.activity_id
    attendance = await attendance_of(conn, estate_id=estate_id, activity_id=number)
    signed_in = {each.resident_id for each in attendance if each.came_at is not None}
    sign_ups = await sign_ups_of(conn, estate_id=estate_id, activity_id=number)
    waiting = {each.resident_id for each in sign_ups if each.state == "waiting"}
    looked = []
    for place, row in enumerate(rows):
        person = people.get(row.resident_id)
        fault = fault_of(
            row,
            activity,
            is_known=person is not None,
            is_own=person is not None and person.is_own,
            is_within=person is None or person.is_within,
            is_repeated=row.resident_id in ids[:place],
            has_signed_in=row.resident_id in signed_in,
            is_waiting=row.resident_id in waiting,
        )
        minutes = _minutes(row, activity) if fault is None else 0
        looked.append(LookedAt(row, person.name if person else None, minutes, fault))
    return looked


async def enter_by_hand(
    conn: AsyncConnection,
    rows: Sequence[EntryRow],
    *,
    estate_id: int,
    activity_id: int,
    actor_user_id: int,
    buildings: Collection[str] | None = None,
    document_id: int | None = None,
    now: datetime,
) -> list[LookedAt]:
    """Write a batch; who is not on the list is put there. Signing in is opened if it never was.

    Raises `ObjectIsNotHere`, `ActivityStateForbids`, `EntriesHaveFaults`, the refusals of signing
    up, in this order; then nothing is written.
    """
    activity = await lock_activity(conn, estate_id=estate_id, activity_id=activity_id)
    _check_enterable(activity, now=now)
    if document_id is not None and await read_document(conn, estate_id, document_id) is None:
        raise ObjectIsNotHere("这份材料")
    looked = await _looked_at(
        conn, rows, activity, estate_id=estate_id, actor=actor_user_id, buildings=buildings
    )
    faults: list[JsonValue] = [
        {"field": f"rows[{place}]", "message": each.fault}
        for place, each in enumerate(looked)
        if each.fault is not None
    ]
    if faults:
        raise EntriesHaveFaults(
            f"有 {len(faults)} 行要改，改好再交；什么都还没有写。", fields=faults
        )
    if activity.state is ActivityState.OPEN:
        await set_state(conn, ActivityState.RUNNING, estate_id=estate_id, activity_id=activity_id)
    listed = {
        each.resident_id
        for each in await sign_ups_of(conn, estate_id=estate_id, activity_id=activity_id)
    }
    for place, row in enumerate(rows):
        if row.resident_id not in listed:
            added = await sign_up_on_the_spot(
                conn,
                estate_id=estate_id,
                activity_id=activity_id,
                resident_id=row.resident_id,
                actor_user_id=actor_user_id,
                now=now,
            )
            if added.my_state != "signed_up":
                raise EntriesHaveFaults(
                    "名额不够：这一行的人不在名单上，也没有空名额。",
                    fields=[{"field": f"rows[{place}]", "message": "没有空名额"}],
                )
        await conn.execute(
            _ADD,
            {
                "estate_id": estate_id,
                "activity_id": activity_id,
                "resident_id": row.resident_id,
                "came_at": _moment(activity, row.came),
                "left_at": _moment(activity, row.left),
                "reason": row.reason,
                "actor": actor_user_id,
                "now": now,
            },
        )
        if document_id is not None:
            await conn.execute(
                _ATTACH,
                {
                    "estate_id": estate_id,
                    "activity_id": activity_id,
                    "resident_id": row.resident_id,
                    "document_id": document_id,
                },
            )
    return looked


def _check_enterable(activity: PlannedActivity, *, now: datetime) -> None:
    # Before it began there is nothing to write down.
    allowed = [ActivityState.RUNNING]
    if activity.ends_at <= now:
        allowed.append(ActivityState.OPEN)
    check_state(activity.state, *allowed, to_do="补录")
