"""Every read of activities, their plans and their lists."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.volunteering.activities.rules import ActivityState, Times

_COLUMNS = """
    a.activity_id, a.name, a.service_type, a.held_on, a.state, a.organiser, p.place,
    p.description, p.starts_at, p.ends_at, p.capacity, p.sign_up_until, p.cancel_until,
    p.confirmers_required, p.organiser_user_id, p.activity_series_id, r.repeats,
    n.taken, n.waiting, mine.state as my_state,
    (select count(*) from activity_sign_up w
        where mine.state = 'waiting' and w.estate_id = a.estate_id
            and w.activity_id = a.activity_id and w.state = 'waiting'
            and w.sign_up_id <= mine.sign_up_id)::int as my_place_in_line
"""
_FROM = """
    from activity_plan p
    join activity a using (estate_id, activity_id)
    left join activity_series r using (estate_id, activity_series_id)
    cross join lateral (
        select (count(*) filter (where s.state = 'signed_up'))::int as taken,
            (count(*) filter (where s.state = 'waiting'))::int as waiting
        from activity_sign_up s
        where s.estate_id = p.estate_id and s.activity_id = p.activity_id
    ) n
    left join activity_sign_up mine on mine.estate_id = p.estate_id
        and mine.activity_id = p.activity_id
        and mine.resident_id = cast(:resident_id as bigint) and mine.state <> 'cancelled'
    where p.estate_id = :estate_id
"""

_ONE = text(f"select {_COLUMNS} {_FROM} and p.activity_id = :activity_id")

_COMING = text(f"""
    select {_COLUMNS} {_FROM}
        and a.state in ('open', 'running', 'cancelled') and p.ends_at > :now
        and (a.state <> 'cancelled' or mine.state is not null)
        and (not :is_mine or mine.state in ('signed_up', 'waiting'))
        and (cast(:after_at as timestamptz) is null
            or (p.starts_at, p.activity_id) > (:after_at, :after_id))
    order by p.starts_at, p.activity_id
    limit :limit
""")

_PLANNED = text(f"""
    select {_COLUMNS} {_FROM}
        and (cast(:states as text[]) is null or a.state = any(:states))
        and (:q = '' or strpos(a.name, :q) > 0 or strpos(p.place, :q) > 0
            or strpos(a.service_type, :q) > 0)
        and (cast(:before_at as timestamptz) is null
            or (p.starts_at, p.activity_id) < (:before_at, :before_id))
    order by p.starts_at desc, p.activity_id desc
    limit :limit
""")

_LOCK = text("""
    select 1 from activity_plan where estate_id = :estate_id and activity_id = :activity_id
    for no key update
""")

_SIGN_UPS = text("""
    select s.sign_up_id, s.resident_id, r.name, s.state, s.signed_up_at, s.promoted_at,
        (select min(h.building_no || '栋' || h.entrance_no || '单元' || h.room_no)
            from dwelling_owner w
            join dwelling h on h.estate_id = w.estate_id and h.dwelling_id = w.dwelling_id
            where w.estate_id = s.estate_id and w.resident_id = s.resident_id) as room,
        (select t.name from volunteer_team t
            where t.estate_id = s.estate_id
                and t.volunteer_team_id = s.volunteer_team_id) as team
    from activity_sign_up s
    join resident r using (estate_id, resident_id)
    where s.estate_id = :estate_id and s.activity_id = :activity_id and s.state <> 'cancelled'
        and (cast(:buildings as text[]) is null
            or dwells_in(s.estate_id, s.resident_id, cast(:buildings as text[])))
    order by s.sign_up_id
""")


@dataclass(frozen=True, slots=True)
class PlannedActivity:
    """An activity with its plan, how full it is, and one resident's own place in it.

    Without a resident `my_state` is None and `my_place_in_line` 0.
    """

    activity_id: int
    name: str
    service_type: str
    held_on: date
    state: ActivityState
    organiser: str
    place: str
    description: str
    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    sign_up_until: datetime
    cancel_until: datetime
    confirmers_required: int
    organiser_user_id: int
    activity_series_id: int | None
    repeats: str | None
    taken: int
    waiting: int
    my_state: str | None
    my_place_in_line: int

    @property
    def times(self) -> Times:
        return Times(self.starts_at, self.ends_at, self.sign_up_until, self.cancel_until)


@dataclass(frozen=True, slots=True)
class SignUpRow:
    """Somebody on an activity's list."""

    sign_up_id: int
    resident_id: int
    name: str
    state: str
    signed_up_at: datetime
    promoted_at: datetime | None
    room: str | None
    team: str | None
    """The team that signed them up, if one did."""


def _activity(row: object) -> PlannedActivity:
    values = dict(row._mapping)  # type: ignore[attr-defined]
    return PlannedActivity(**values | {"state": ActivityState(values["state"])})


async def planned_activity(
    conn: AsyncConnection, *, estate_id: int, activity_id: int, resident_id: int | None = None
) -> PlannedActivity:
    """Return one activity that has a plan; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "activity_id": activity_id, "resident_id": resident_id}
    row = (await conn.execute(_ONE, wanted)).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这个活动")
    return _activity(row)


async def lock_activity(
    conn: AsyncConnection, *, estate_id: int, activity_id: int, resident_id: int | None = None
) -> PlannedActivity:
    """Lock an activity's plan and return it as it stands then; raises `ObjectIsNotHere`."""
    await conn.execute(_LOCK, {"estate_id": estate_id, "activity_id": activity_id})
    return await planned_activity(
        conn, estate_id=estate_id, activity_id=activity_id, resident_id=resident_id
    )


async def coming_activities(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    is_mine: bool,
    now: datetime,
    after: tuple[datetime, int] | None,
    limit: int,
) -> list[PlannedActivity]:
    """Return what a resident may still take part in, the next first; own ones also if cancelled."""
    at, activity_id = after or (None, None)
    rows = await conn.execute(
        _COMING,
        {
            "estate_id": estate_id,
            "resident_id": resident_id,
            "is_mine": is_mine,
            "now": now,
            "after_at": at,
            "after_id": activity_id,
            "limit": limit,
        },
    )
    return [_activity(row) for row in rows]


async def planned_activities(
    conn: AsyncConnection,
    *,
    estate_id: int,
    states: Sequence[ActivityState] | None,
    q: str,
    before: tuple[datetime, int] | None,
    limit: int,
) -> list[PlannedActivity]:
    """Return activities with a plan, the latest first; `q` is part of a name, place or category."""
    at, activity_id = before or (None, None)
    rows = await conn.execute(
        _PLANNED,
        {
            "estate_id": estate_id,
            "resident_id": None,
            "states": None if states is None else [state.value for state in states],
            "q": q,
            "before_at": at,
            "before_id": activity_id,
            "limit": limit,
        },
    )
    return [_activity(row) for row in rows]


async def sign_ups_of(
    conn: AsyncConnection,
    *,
    estate_id: int,
    activity_id: int,
    buildings: Collection[str] | None = None,
) -> list[SignUpRow]:
    """Return the list of an activity in its order; cancelled ones are left out.

    With `buildings` those alone who dwell in them.
    """
    wanted = {
        "estate_id": estate_id,
        "activity_id": activity_id,
        "buildings": None if buildings is None else list(buildings),
    }
    rows = await conn.execute(_SIGN_UPS, wanted)
    return [SignUpRow(**row._mapping) for row in rows]
