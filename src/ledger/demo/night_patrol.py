"""An evening patrol that ran past eleven, signed in with one phone: a supervisor should ask."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import CHINA
from ledger.demo.counter import people_of
from ledger.identity.roles import Role
from ledger.volunteering.activities.operations import (
    ActivityDraft,
    plan_activities,
    publish_activities,
)
from ledger.volunteering.activities.rules import CANCEL_BEFORE, Times
from ledger.volunteering.activities.sign_ups import sign_up
from ledger.volunteering.attendance.codes import Direction, check_in_code, step_of
from ledger.volunteering.attendance.confirmations import Finishing
from ledger.volunteering.attendance.keys import check_in_key
from ledger.volunteering.attendance.operations import (
    ShownCode,
    finish_activity,
    mark_by_code,
    start_activity,
)

NAME = "夜间平安巡逻"
DAYS_AGO = 4
PATROL = (time(21, 30), time(23, 40))
PEOPLE = 5
ONE_PHONE = sha256(b"one phone of the sample estate").digest()


async def patrol_at_night(conn: AsyncConnection, *, secrets_dir: Path, now: datetime) -> None:
    """Hold the patrol a few days ago, unless it was; its hours wait for the second confirmation."""
    estate_id, people = await people_of(conn)
    if await conn.scalar(
        text("select exists (select from activity where estate_id = :estate_id and name = :name)"),
        {"estate_id": estate_id, "name": NAME},
    ):
        return
    organiser = people["organiser"].user_id
    day = now.astimezone(CHINA).date() - timedelta(days=DAYS_AGO)
    starts, ends = (datetime.combine(day, at, CHINA).astimezone(UTC) for at in PATROL)
    before = starts - timedelta(days=1)
    draft = ActivityDraft(
        NAME, "平安巡访", "网格员 02", "小区南门集合", "沿小区走两圈，看消防通道和单元门。",
        Times(starts, ends, starts, starts - CANCEL_BEFORE), 8, 2,
    )  # fmt: skip
    [activity_id] = await plan_activities(
        conn,
        draft,
        estate_id=estate_id,
        repeats=None,
        last_on=None,
        actor_user_id=organiser,
        now=before,
    )
    await publish_activities(conn, estate_id=estate_id, activity_ids=[activity_id], now=before)
    volunteers = [
        (person.resident_id, person.user_id)
        for login, person in sorted(people.items())
        if login.startswith("resident") and person.resident_id is not None
    ][:PEOPLE]
    for resident_id, user_id in volunteers:
        await sign_up(
            conn,
            estate_id=estate_id,
            activity_id=activity_id,
            resident_id=resident_id,
            actor_user_id=user_id,
            now=before,
        )
    await start_activity(
        conn, estate_id=estate_id, activity_id=activity_id, now=starts - timedelta(minutes=20)
    )
    key = check_in_key(secrets_dir)
    for direction, at in ((Direction.IN, starts), (Direction.OUT, ends)):
        for place, (resident_id, user_id) in enumerate(volunteers):
            moment = at + timedelta(seconds=20 * place)
            code = check_in_code(
                key,
                estate_id=estate_id,
                activity_id=activity_id,
                step=step_of(moment),
                direction=direction,
            )
            await mark_by_code(
                conn,
                ShownCode(code, key, ONE_PHONE),
                estate_id=estate_id,
                activity_id=activity_id,
                resident_id=resident_id,
                actor_user_id=user_id,
                now=moment,
            )
    await finish_activity(
        conn,
        Finishing(organiser, "网格员 02", frozenset({Role.ORGANISER})),
        estate_id=estate_id,
        activity_id=activity_id,
        now=ends + timedelta(minutes=15),
    )
