"""People who come and go, are ticked off and confirmed, through the program's own operations."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.identity.roles import Role
from ledger.volunteering import queries as services
from ledger.volunteering.activities.queries import planned_activity
from ledger.volunteering.activities.rules import ActivityState
from ledger.volunteering.activities.sign_ups import sign_up
from ledger.volunteering.attendance.codes import (
    Direction,
    check_in_code,
    step_of,
)
from ledger.volunteering.attendance.confirmations import (
    Finishing,
)
from ledger.volunteering.attendance.operations import (
    ShownCode,
    finish_activity,
    mark_by_code,
    mark_by_list,
    start_activity,
)
from ledger.volunteering.queries import ServiceRecordRow
from ledger.volunteering.verification import (
    verify_service_record,
)
from tests.points.estate import SmallEstate
from tests.volunteering.activities.planning import ENDS, NOW, STARTS, announced

KEY = b"a key of the tests"
MINUTE = timedelta(minutes=1)
AFTERWARDS = ENDS + 30 * MINUTE
TODAY = AFTERWARDS.date()


async def running(
    conn: AsyncConnection, estate: SmallEstate, *people: int, name: str = "周末清扫", **changed: Any
) -> int:
    """An activity that runs, with these people on its list."""
    activity_id = await announced(conn, estate, name=name, **{"capacity": 10} | changed)
    for resident_id in people:
        await sign_up(
            conn,
            estate_id=estate.estate_id,
            activity_id=activity_id,
            resident_id=resident_id,
            actor_user_id=estate.organiser,
            now=NOW,
        )
    await start_activity(
        conn, estate_id=estate.estate_id, activity_id=activity_id, now=STARTS - 60 * MINUTE
    )
    return activity_id


async def scan(
    conn: AsyncConnection,
    estate: SmallEstate,
    activity_id: int,
    resident_id: int,
    direction: Direction,
    at: datetime,
    *,
    shown_for: int | None = None,
    shown_at: datetime | None = None,
    by: int | None = None,
) -> Direction:
    code = check_in_code(
        KEY,
        estate_id=estate.estate_id,
        activity_id=shown_for or activity_id,
        step=step_of(shown_at or at),
        direction=direction,
    )
    return await mark_by_code(
        conn,
        ShownCode(code, KEY, None),
        estate_id=estate.estate_id,
        activity_id=activity_id,
        resident_id=resident_id,
        actor_user_id=by or estate.committee,
        now=at,
    )


def tick(
    conn: AsyncConnection,
    estate: SmallEstate,
    activity_id: int,
    resident_id: int,
    direction: Direction,
    at: datetime,
    *,
    by: int | None = None,
) -> Awaitable[None]:
    return mark_by_list(
        conn,
        direction,
        estate_id=estate.estate_id,
        activity_id=activity_id,
        resident_id=resident_id,
        actor_user_id=by or estate.organiser,
        now=at,
    )


async def finish(
    conn: AsyncConnection,
    estate: SmallEstate,
    activity_id: int,
    *,
    at: datetime = AFTERWARDS,
    **late: Any,
) -> str:
    activity = await finish_activity(
        conn,
        Finishing(estate.organiser, "网格员 02", frozenset({Role.ORGANISER}), **late),
        estate_id=estate.estate_id,
        activity_id=activity_id,
        now=at,
    )
    return activity.state.value


async def waiting(conn: AsyncConnection, estate: SmallEstate) -> list[ServiceRecordRow]:
    return await services.service_records(
        conn, estate_id=estate.estate_id, state="waiting", q="", after=0, limit=50
    )


async def verify(
    conn: AsyncConnection, estate: SmallEstate, record: ServiceRecordRow, *, by: int
) -> ServiceRecordRow:
    return await verify_service_record(
        conn,
        estate_id=estate.estate_id,
        service_record_id=record.service_record_id,
        actor_user_id=by,
        roles=frozenset({Role.COMMITTEE}),
        now=AFTERWARDS,
        today=TODAY,
    )


async def state_of(conn: AsyncConnection, estate: SmallEstate, activity_id: int) -> ActivityState:
    activity = await planned_activity(conn, estate_id=estate.estate_id, activity_id=activity_id)
    return activity.state


async def act_as(
    conn: AsyncConnection, estate: SmallEstate, user_id: int, resident_id: int
) -> None:
    await conn.execute(
        text("""insert into role_grant (estate_id, user_id, role, starts_on, resident_id)
            values (:estate_id, :user_id, 'resident', '2026-01-01', :resident_id)"""),
        {"estate_id": estate.estate_id, "user_id": user_id, "resident_id": resident_id},
    )
