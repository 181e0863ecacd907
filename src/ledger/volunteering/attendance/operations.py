"""Opening signing in, marking who comes and goes, and closing the list into service records.

Locks: the activity's plan first; so marks of one activity and its closing follow each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import CHINA
from ledger.errors import ObjectIsNotHere
from ledger.intake.queries import read_document
from ledger.messages.words import moment_words
from ledger.volunteering.activities.operations import set_state
from ledger.volunteering.activities.queries import (
    PlannedActivity,
    lock_activity,
    planned_activity,
)
from ledger.volunteering.activities.rules import ActivityState, check_state, check_step
from ledger.volunteering.activities.sign_ups import sign_up_on_the_spot
from ledger.volunteering.attendance import queries
from ledger.volunteering.attendance.codes import Direction, read_code
from ledger.volunteering.attendance.confirmations import (
    Finishing,
    check_lateness,
    record_finish,
)
from ledger.volunteering.attendance.rules import (
    CheckInIsMissing,
    MarkedAlready,
    NobodyMarksThemselves,
    NoPlaceIsFree,
    check_coming,
    check_due,
    check_within_plan,
    credit,
)
from ledger.volunteering.operations import NewServiceRecord, record_services
from ledger.volunteering.rules import ServiceSpan, missing_parts, source_key

_ADD_MARK = text("""
    insert into attendance_mark (estate_id, activity_id, resident_id, direction, marked_at, method,
        code_step, marked_by, device_digest, card_id)
    values (:estate_id, :activity_id, :resident_id, :direction, :now, :method, :step, :actor,
        :device, cast(:card_id as bigint))
""")

_NO_SHOW = text("""
    update activity_sign_up s set state = 'no_show'
    where s.estate_id = :estate_id and s.activity_id = :activity_id and s.state = 'signed_up'
        and not exists (select from attendance_mark m where m.estate_id = s.estate_id
            and m.activity_id = s.activity_id and m.resident_id = s.resident_id)
        and not exists (select from attendance_entry e where e.estate_id = s.estate_id
            and e.activity_id = s.activity_id and e.resident_id = s.resident_id)
""")

# What was written down by hand says so, and by whom: that person does not verify it.
_NAME_ENTRIES = text("""
    update service_record s set completed_by = e.entered_by, completed_at = e.entered_at,
        completion_reason = e.reason
    from attendance_entry e
    where s.estate_id = :estate_id and s.activity_id = :activity_id and s.state = 'waiting'
        and s.import_id is null and e.estate_id = s.estate_id and e.activity_id = s.activity_id
        and e.resident_id = s.resident_id
""")

_STILL_WAITING = text("""
    select exists (select from service_record where estate_id = :estate_id
        and activity_id = :activity_id and state = 'waiting')
""")


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A code that a resident scanned or typed, and the digest of the phone's own name."""

    given: str
    key: bytes
    device_digest: bytes | None


async def start_activity(
    conn: AsyncConnection, *, estate_id: int, activity_id: int, now: datetime
) -> PlannedActivity:
    """Open signing in; raises `ObjectIsNotHere`, `ActivityStateForbids`, `ActivityIsNotDue`."""
    activity = await lock_activity(conn, estate_id=estate_id, activity_id=activity_id)
    check_step(activity.state, ActivityState.RUNNING)
    check_due(starts_at=activity.starts_at, ends_at=activity.ends_at, now=now)
    await set_state(conn, ActivityState.RUNNING, estate_id=estate_id, activity_id=activity_id)
    return await planned_activity(conn, estate_id=estate_id, activity_id=activity_id)


async def mark_by_code(
    conn: AsyncConnection,
    shown: ShownCode,
    *,
    estate_id: int,
    activity_id: int,
    resident_id: int,
    actor_user_id: int,
    now: datetime,
) -> Direction:
    """Mark that a resident comes or goes, whichever the code says.

    Who has not signed up gets a place if one is free. Raises `ObjectIsNotHere`,
    `ActivityStateForbids`, `CheckInCodeIsNotValid`, the refusals of signing up, `NoPlaceIsFree`,
    `MarkedAlready`, `CheckInIsTooLate`, `CheckInIsMissing`, in this order.
    """
    activity = await lock_activity(
        conn, estate_id=estate_id, activity_id=activity_id, resident_id=resident_id
    )
    if activity.state is ActivityState.DRAFT:
        raise ObjectIsNotHere("这个活动")
    check_state(activity.state, ActivityState.RUNNING, to_do="签到、签退")
    read = read_code(shown.key, shown.given, estate_id=estate_id, activity_id=activity_id, now=now)
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
        read.direction,
        estate_id=estate_id,
        resident_id=resident_id,
        now=now,
        told={
            "method": "code",
            "step": read.step,
            "actor": actor_user_id,
            "device": shown.device_digest,
            "card_id": None,
        },
    )
    return read.direction


async def mark_by_list(
    conn: AsyncConnection,
    direction: Direction,
    *,
    estate_id: int,
    activity_id: int,
    resident_id: int,
    actor_user_id: int,
    now: datetime,
) -> None:
    """Tick somebody on the list as come or gone; never oneself.

    Raises `ObjectIsNotHere`, `ActivityStateForbids`, `NobodyMarksThemselves`, `NoPlaceIsFree`,
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
        raise ObjectIsNotHere("名单上的这个人")
    await mark(
        conn,
        activity,
        direction,
        estate_id=estate_id,
        resident_id=resident_id,
        now=now,
        told={
            "method": "list",
            "step": None,
            "actor": actor_user_id,
            "device": None,
            "card_id": None,
        },
    )


async def check_not_themselves(
    conn: AsyncConnection, *, estate_id: int, user_id: int, resident_id: int
) -> None:
    """Raise `NobodyMarksThemselves` where the login is the resident's."""
    if await queries.acts_for_resident(
        conn, estate_id=estate_id, user_id=user_id, resident_id=resident_id
    ):
        raise NobodyMarksThemselves(
            "不能给自己、您代办或监护的家人点名签到；请扫屏幕上的码，或请另一位组织者来办。"
        )


async def mark(
    conn: AsyncConnection,
    activity: PlannedActivity,
    direction: Direction,
    *,
    estate_id: int,
    resident_id: int,
    now: datetime,
    told: dict[str, object],
) -> None:
    """Write that somebody with a place came or went; `told` says how, and who said so.

    Raises `NoPlaceIsFree`, `MarkedAlready`, `CheckInIsTooLate`, `CheckInIsMissing`, in this order.
    """
    if activity.my_state != "signed_up":
        raise NoPlaceIsFree("名额已满，还在候补，不能签到；请找组织者看能不能加名额。")
    [row] = await queries.attendance_of(
        conn, estate_id=estate_id, activity_id=activity.activity_id, resident_id=resident_id
    )
    before = row.came_at if direction is Direction.IN else row.left_at
    if before is not None:
        done = direction.chinese_title
        raise MarkedAlready(
            f"{moment_words(before)} 已经{done}，以第一次为准，不用再{done}。",
            at=before.astimezone(CHINA).isoformat(),
        )
    if direction is Direction.IN:
        check_coming(ends_at=activity.ends_at, now=now)
    elif row.came_at is None:
        raise CheckInIsMissing("还没有签到的记录，不能签退；请找组织者在名单上补签到。")
    await conn.execute(
        _ADD_MARK,
        {
            "estate_id": estate_id,
            "activity_id": activity.activity_id,
            "resident_id": resident_id,
            "direction": direction.value,
            "now": now,
        }
        | told,
    )


async def finish_activity(
    conn: AsyncConnection,
    finishing: Finishing,
    *,
    estate_id: int,
    activity_id: int,
    now: datetime,
) -> PlannedActivity:
    """Confirm who was there: each becomes a service record that waits for another person.

    The organiser who confirms is named in the records and is the first of those they need, but
    never in their own. Who had a place and did not come is a no-show. Raises `ObjectIsNotHere`,
    `ActivityStateForbids`, `LateListNeedsReason`.
    """
    today = now.astimezone(CHINA).date()
    activity = await lock_activity(conn, estate_id=estate_id, activity_id=activity_id)
    check_step(activity.state, ActivityState.CONFIRMED)
    is_late = check_lateness(activity.held_on, finishing, today=today)
    named = finishing.document_id
    if named is not None and await read_document(conn, estate_id, named) is None:
        raise ObjectIsNotHere("这份材料")
    await conn.execute(_NO_SHOW, {"estate_id": estate_id, "activity_id": activity_id})
    rows = await queries.attendance_of(conn, estate_id=estate_id, activity_id=activity_id)
    own = await queries.residents_of_user(conn, estate_id=estate_id, user_id=finishing.user_id)
    records = []
    for place, row in enumerate(rows, start=1):
        by = None if row.resident_id in own else finishing.display_name
        record = _record(activity, row, confirmer=by, place=place)
        if record is not None:
            records.append(record)
    await record_services(
        conn,
        records,
        estate_id=estate_id,
        documents=(),
        import_id=None,
        actor_user_id=finishing.user_id,
        now=now,
        today=today,
        progress=None,
    )
    await conn.execute(_NAME_ENTRIES, {"estate_id": estate_id, "activity_id": activity_id})
    await record_finish(
        conn,
        finishing,
        estate_id=estate_id,
        activity_id=activity_id,
        is_late=is_late,
        now=now,
    )
    await set_state(conn, ActivityState.CONFIRMED, estate_id=estate_id, activity_id=activity_id)
    await close_when_done(conn, estate_id=estate_id, activity_id=activity_id)
    return await planned_activity(conn, estate_id=estate_id, activity_id=activity_id)


def _record(
    activity: PlannedActivity, row: queries.AttendanceRow, *, confirmer: str | None, place: int
) -> NewServiceRecord | None:
    if row.came_at is None:
        return None
    counted = credit(
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        came_at=row.came_at,
        left_at=row.left_at,
    )
    if counted is None:
        return None
    until = counted.counts_until
    checked_in = counted.counts_from.astimezone(CHINA).time()
    checked_out = until.astimezone(CHINA).time() if until else None
    return NewServiceRecord(
        source_key=source_key(
            served_on=activity.held_on,
            activity=activity.name,
            service_type=activity.service_type,
            resident_id=row.resident_id,
            checked_in=checked_in,
        ),
        activity=activity.name,
        service_type=activity.service_type,
        organiser=activity.organiser,
        span=ServiceSpan(row.resident_id, activity.held_on, checked_in, checked_out),
        service_minutes=counted.service_minutes,
        confirmer=confirmer,
        waiting_reasons=missing_parts(checked_out, confirmer),
        award=None,
        row_no=place,
    )


async def close_when_done(conn: AsyncConnection, *, estate_id: int, activity_id: int) -> None:
    """Close a confirmed activity of which no record waits any more."""
    wanted = {"estate_id": estate_id, "activity_id": activity_id}
    state = await conn.scalar(
        text("""select state from activity
            where estate_id = :estate_id and activity_id = :activity_id"""),
        wanted,
    )
    if state == ActivityState.CONFIRMED.value and not await conn.scalar(_STILL_WAITING, wanted):
        await set_state(conn, ActivityState.CLOSED, estate_id=estate_id, activity_id=activity_id)


async def check_within_the_plan(
    conn: AsyncConnection, span: ServiceSpan, *, estate_id: int, activity_id: int
) -> None:
    """Raise `TimesAreOutsideThePlan`; an activity that came with a sheet has no plan."""
    planned = (
        await conn.execute(
            text("""select starts_at, ends_at from activity_plan
                where estate_id = :estate_id and activity_id = :activity_id"""),
            {"estate_id": estate_id, "activity_id": activity_id},
        )
    ).one_or_none()
    if planned is not None:
        check_within_plan(
            span.checked_in,
            span.checked_out,
            planned_from=planned.starts_at.astimezone(CHINA).time(),
            planned_until=planned.ends_at.astimezone(CHINA).time(),
        )
