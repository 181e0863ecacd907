"""Activities of a small estate, made through the program's own operations."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.volunteering.activities.operations import (
    ActivityDraft,
    plan_activities,
    publish_activities,
)
from ledger.volunteering.activities.rules import Times
from tests.points.estate import SmallEstate

STARTS = datetime(2026, 7, 11, 1, 0, tzinfo=UTC)
"""Saturday, 9:00 in China; `tests.points.estate.TODAY` is the Sunday before."""
ENDS = STARTS + timedelta(hours=2)
NOW = datetime(2026, 7, 5, 2, 0, tzinfo=UTC)


def times(
    starts_at: datetime = STARTS,
    *,
    hours: float = 2,
    cancel_before: timedelta = timedelta(hours=12),
) -> Times:
    ends_at = starts_at + timedelta(hours=hours)
    return Times(starts_at, ends_at, starts_at, starts_at - cancel_before)


def draft(name: str = "周末清扫", **changed: Any) -> ActivityDraft:
    values: dict[str, Any] = {
        "name": name,
        "service_type": "人居环境",
        "organiser": "社区志愿服务队",
        "place": "3栋楼前",
        "description": "请穿平底鞋",
        "times": times(),
        "capacity": 2,
        "confirmers_required": 2,
    }
    return ActivityDraft(**values | changed)


async def planned(
    conn: AsyncConnection, estate: SmallEstate, *, by: int | None = None, **changed: Any
) -> int:
    """Write a draft and return its id."""
    [activity_id] = await plan_activities(
        conn,
        draft(**changed),
        estate_id=estate.estate_id,
        repeats=None,
        last_on=None,
        actor_user_id=by or estate.organiser,
        now=NOW,
    )
    return activity_id


async def announced(
    conn: AsyncConnection, estate: SmallEstate, *, by: int | None = None, **changed: Any
) -> int:
    """Write and publish an activity and return its id."""
    activity_id = await planned(conn, estate, by=by, **changed)
    await publish_activities(conn, estate_id=estate.estate_id, activity_ids=[activity_id], now=NOW)
    return activity_id


async def add_resident(
    conn: AsyncConnection, estate: SmallEstate, name: str, *, child_until: date | None = None
) -> int:
    """Add somebody without a dwelling; a child needs a guardian until that day."""
    resident_id: int = (
        await conn.execute(
            text("""insert into resident (estate_id, owner_no, name, birth_date_sealed,
                    guardian_needed_until)
                values (:estate_id, null, :name, :sealed, :until) returning resident_id"""),
            {
                "estate_id": estate.estate_id,
                "name": name,
                "sealed": b"sealed elsewhere" if child_until else None,
                "until": child_until,
            },
        )
    ).scalar_one()
    return resident_id


async def messages_to(conn: AsyncConnection, resident_id: int) -> list[str]:
    """Return the templates of what a resident was told, in order."""
    rows = await conn.execute(
        text("select template from message where resident_id = :id order by message_id"),
        {"id": resident_id},
    )
    return list(rows.scalars())
