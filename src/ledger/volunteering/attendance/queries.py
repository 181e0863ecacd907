"""Every read of who came and who went."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_ATTENDANCE = text("""
    select s.sign_up_id, s.resident_id, r.name, s.state,
        (select min(h.building_no || '栋' || h.entrance_no || '单元' || h.room_no)
            from dwelling_owner w
            join dwelling h on h.estate_id = w.estate_id and h.dwelling_id = w.dwelling_id
            where w.estate_id = s.estate_id and w.resident_id = s.resident_id) as room,
        coalesce(came.marked_at, e.came_at) as came_at,
        coalesce(came.method, case when e.came_at is not null then 'entry' end) as came_by,
        coalesce(gone.marked_at, e.left_at) as left_at,
        coalesce(gone.method, case when e.left_at is not null then 'entry' end) as left_by,
        e.reason as entry_reason
    from activity_sign_up s
    join resident r using (estate_id, resident_id)
    left join attendance_mark came on came.estate_id = s.estate_id
        and came.activity_id = s.activity_id and came.resident_id = s.resident_id
        and came.direction = 'in'
    left join attendance_mark gone on gone.estate_id = s.estate_id
        and gone.activity_id = s.activity_id and gone.resident_id = s.resident_id
        and gone.direction = 'out'
    left join attendance_entry e on e.estate_id = s.estate_id
        and e.activity_id = s.activity_id and e.resident_id = s.resident_id
    where s.estate_id = :estate_id and s.activity_id = :activity_id
        and s.state in ('signed_up', 'no_show')
        and (cast(:resident_id as bigint) is null or s.resident_id = :resident_id)
        and (cast(:buildings as text[]) is null
            or dwells_in(s.estate_id, s.resident_id, cast(:buildings as text[])))
    order by s.sign_up_id
""")

_COUNTS = text("""
    select count(*)::int as listed,
        (select count(*) from attendance_mark m where m.estate_id = :estate_id
            and m.activity_id = :activity_id and m.direction = 'in')::int as came,
        (select count(*) from attendance_mark m where m.estate_id = :estate_id
            and m.activity_id = :activity_id and m.direction = 'out')::int as gone
    from activity_sign_up s
    where s.estate_id = :estate_id and s.activity_id = :activity_id and s.state = 'signed_up'
""")

_DWELLS_IN = text("""
    select dwells_in(:estate_id, :resident_id, cast(:buildings as text[]))
""")

_RESIDENTS_OF_USER = text("""
    select resident_id from residents_of(:estate_id, :user_id) own (resident_id)
""")


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """Somebody who has a place: when they came and went, and how that was told.

    Who was written down afterwards has "entry" there, and the reason for it.
    """

    sign_up_id: int
    resident_id: int
    name: str
    state: str
    room: str | None
    came_at: datetime | None
    came_by: str | None
    left_at: datetime | None
    left_by: str | None
    entry_reason: str | None


@dataclass(frozen=True, slots=True)
class AttendanceCounts:
    """How many have a place, have come, and have gone again."""

    listed: int
    came: int
    gone: int


async def attendance_of(
    conn: AsyncConnection,
    *,
    estate_id: int,
    activity_id: int,
    resident_id: int | None = None,
    buildings: Collection[str] | None = None,
) -> list[AttendanceRow]:
    """Return those who have a place in an activity, in the order of its list.

    With `buildings` those alone who dwell in them.
    """
    wanted = {
        "estate_id": estate_id,
        "activity_id": activity_id,
        "resident_id": resident_id,
        "buildings": None if buildings is None else list(buildings),
    }
    return [AttendanceRow(**row._mapping) for row in await conn.execute(_ATTENDANCE, wanted)]


async def counts_of(conn: AsyncConnection, *, estate_id: int, activity_id: int) -> AttendanceCounts:
    """Return how many are expected, have come and have gone."""
    row = await conn.execute(_COUNTS, {"estate_id": estate_id, "activity_id": activity_id})
    return AttendanceCounts(**row.one()._mapping)


async def residents_of_user(
    conn: AsyncConnection, *, estate_id: int, user_id: int
) -> frozenset[int]:
    """Return everybody whose matters are a login's own today: as them, their proxy or guardian."""
    wanted = {"estate_id": estate_id, "user_id": user_id}
    return frozenset(await conn.scalars(_RESIDENTS_OF_USER, wanted))


async def acts_for_resident(
    conn: AsyncConnection, *, estate_id: int, user_id: int, resident_id: int
) -> bool:
    """Tell whether a resident's matters are this login's own today."""
    return resident_id in await residents_of_user(conn, estate_id=estate_id, user_id=user_id)


async def dwells_in(
    conn: AsyncConnection, buildings: Collection[str], *, estate_id: int, resident_id: int
) -> bool:
    """Tell whether a person dwells in one of these buildings of the estate."""
    wanted = {"estate_id": estate_id, "resident_id": resident_id, "buildings": list(buildings)}
    return bool(await conn.scalar(_DWELLS_IN, wanted))
