"""Every read of teams, their members, their hours and their activities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.volunteering.queries import MINUTES_TODAY
from ledger.volunteering.teams.rules import TeamRole

# What each verified service counts today, corrected or reversed, and for which team: see rules.
_TEAM_SERVICES = f"""
    select coalesce(u.volunteer_team_id, m.volunteer_team_id) as volunteer_team_id,
        s.resident_id,
        {MINUTES_TODAY} as minutes
    from service_record s
    join activity a on a.estate_id = s.estate_id and a.activity_id = s.activity_id
    left join activity_sign_up u on u.estate_id = s.estate_id and u.activity_id = s.activity_id
        and u.resident_id = s.resident_id and u.state <> 'cancelled'
    left join lateral (
        select w.volunteer_team_id from volunteer_team_member w
        where w.estate_id = s.estate_id and w.resident_id = s.resident_id
            and w.category = a.service_type and w.is_accepted
            and (w.decided_at at time zone 'Asia/Shanghai')::date <= s.served_on
            and coalesce((w.left_at at time zone 'Asia/Shanghai')::date >= s.served_on, true)
        order by w.volunteer_team_member_id limit 1
    ) m on true
    where s.estate_id = :estate_id and s.state = 'verified'
        and s.resident_id in (select x.resident_id from volunteer_team_member x
            where x.estate_id = :estate_id and x.is_accepted
                and x.volunteer_team_id = coalesce(cast(:team_id as bigint), x.volunteer_team_id))
        and coalesce(u.volunteer_team_id, m.volunteer_team_id) is not null
"""  # noqa: S608 - our own constant

_TEAMS = text(f"""
    with served as materialized ({_TEAM_SERVICES})
    select t.volunteer_team_id, t.name, t.category, t.about, t.founded_at, t.closed_at,
        leader.name as leader_name, coalesce(n.members, 0)::int as members,
        coalesce(n.asking, 0)::int as asking,
        coalesce((select sum(s.minutes) from served s
            where s.volunteer_team_id = t.volunteer_team_id), 0)::bigint as service_minutes,
        mine.role as my_role, mine.volunteer_team_member_id as my_member_id,
        mine.is_accepted as am_accepted
    from volunteer_team t
    left join lateral (
        select count(*) filter (where m.is_accepted) as members,
            count(*) filter (where m.is_accepted is null) as asking
        from volunteer_team_member m
        where m.estate_id = t.estate_id and m.volunteer_team_id = t.volunteer_team_id
            and m.left_at is null
    ) n on true
    left join lateral (
        select p.name from volunteer_team_member m
        join resident p using (estate_id, resident_id)
        where m.estate_id = t.estate_id and m.volunteer_team_id = t.volunteer_team_id
            and m.role = 'leader' and m.left_at is null
    ) leader on true
    left join volunteer_team_member mine on mine.estate_id = t.estate_id
        and mine.volunteer_team_id = t.volunteer_team_id
        and mine.resident_id = cast(:resident_id as bigint) and mine.left_at is null
        and mine.is_accepted is not false
    where t.estate_id = :estate_id
        and t.volunteer_team_id = coalesce(cast(:team_id as bigint), t.volunteer_team_id)
        and (:with_ended or t.closed_at is null)
    order by mine.role is null, t.closed_at is not null, t.name, t.volunteer_team_id
""")  # noqa: S608 - our own constant

_MEMBERS = text(f"""
    with served as materialized ({_TEAM_SERVICES})
    select m.volunteer_team_member_id, m.volunteer_team_id, m.resident_id, p.name, m.role,
        m.asked_at, m.decided_at, m.is_accepted, m.left_at,
        coalesce((select sum(s.minutes) from served s
            where s.volunteer_team_id = m.volunteer_team_id
                and s.resident_id = m.resident_id), 0)::bigint as service_minutes
    from volunteer_team_member m
    join resident p using (estate_id, resident_id)
    where m.estate_id = :estate_id and m.volunteer_team_id = :team_id and m.left_at is null
        and m.is_accepted is not false
    order by m.is_accepted is null desc,
        array_position(array['leader', 'deputy', 'member'], m.role), m.volunteer_team_member_id
""")  # noqa: S608

_MEMBERSHIP_COLUMNS = """
    m.volunteer_team_member_id, m.volunteer_team_id, m.resident_id, p.name, m.role,
    m.asked_at, m.decided_at, m.is_accepted, m.left_at
"""

# Who belongs to it, for those who decide something: the hours are for those who read.
_MEMBERSHIPS = text(f"""
    select {_MEMBERSHIP_COLUMNS}
    from volunteer_team_member m
    join resident p using (estate_id, resident_id)
    where m.estate_id = :estate_id and m.volunteer_team_id = :team_id and m.left_at is null
        and m.is_accepted is not false
    order by m.volunteer_team_member_id
""")  # noqa: S608

_ONE_MEMBER = text(f"""
    select {_MEMBERSHIP_COLUMNS}
    from volunteer_team_member m
    join resident p using (estate_id, resident_id)
    where m.estate_id = :estate_id and m.volunteer_team_member_id = :member_id
    for no key update of m
""")  # noqa: S608

_MY_ROLE = text("""
    select m.role from volunteer_team_member m
    where m.estate_id = :estate_id and m.volunteer_team_id = :team_id
        and m.resident_id = :resident_id and m.is_accepted and m.left_at is null
""")

_TEAM_ACTIVITIES = text("""
    select p.activity_id, a.name, p.starts_at, p.ends_at, p.place,
        (count(*) filter (where s.state = 'signed_up'))::int as signed_up,
        (count(*) filter (where s.state = 'waiting'))::int as waiting
    from activity_sign_up s
    join activity_plan p using (estate_id, activity_id)
    join activity a using (estate_id, activity_id)
    where s.estate_id = :estate_id and s.volunteer_team_id = :team_id
        and s.state in ('signed_up', 'waiting') and a.state in ('open', 'running')
    group by p.activity_id, a.name, p.starts_at, p.ends_at, p.place
    order by p.starts_at, p.activity_id limit 20
""")


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team, how large it is, how long it served, and one resident's place in it.

    `am_accepted` is None where the resident only asked, or is in no relation to it (`my_role`).
    """

    volunteer_team_id: int
    name: str
    category: str
    about: str
    founded_at: datetime
    closed_at: datetime | None
    leader_name: str | None
    members: int
    asking: int
    service_minutes: int
    my_role: str | None
    my_member_id: int | None
    am_accepted: bool | None


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody in a team, or who asked to be."""

    volunteer_team_member_id: int
    volunteer_team_id: int
    resident_id: int
    name: str
    role: TeamRole
    asked_at: datetime
    decided_at: datetime | None
    is_accepted: bool | None
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class TeamMemberRow(Membership):
    """A membership with the hours served for the team."""

    service_minutes: int


@dataclass(frozen=True, slots=True)
class TeamActivityRow:
    """An activity to come for which the team has signed up members."""

    activity_id: int
    name: str
    starts_at: datetime
    ends_at: datetime
    place: str
    signed_up: int
    waiting: int


async def teams_of(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int | None = None,
    with_ended: bool = False,
) -> list[TeamRow]:
    """Return the estate's teams, those of the resident first."""
    rows = await conn.execute(
        _TEAMS,
        {
            "estate_id": estate_id,
            "resident_id": resident_id,
            "team_id": None,
            "with_ended": with_ended,
        },
    )
    return [TeamRow(**row._mapping) for row in rows]


async def read_team(
    conn: AsyncConnection, *, estate_id: int, team_id: int, resident_id: int | None = None
) -> TeamRow:
    """Return one team; raises `ObjectIsNotHere`."""
    wanted = {
        "estate_id": estate_id,
        "resident_id": resident_id,
        "team_id": team_id,
        "with_ended": True,
    }
    row = (await conn.execute(_TEAMS, wanted)).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这支服务队")
    return TeamRow(**row._mapping)


def _values(row: Row[Any]) -> dict[str, Any]:
    return dict(row._mapping) | {"role": TeamRole(row.role)}


async def members_with_hours(
    conn: AsyncConnection, *, estate_id: int, team_id: int
) -> list[TeamMemberRow]:
    """Return who is in a team now and for how long each served, those who asked first."""
    rows = await conn.execute(_MEMBERS, {"estate_id": estate_id, "team_id": team_id})
    return [TeamMemberRow(**_values(row)) for row in rows]


async def members_of(conn: AsyncConnection, *, estate_id: int, team_id: int) -> list[Membership]:
    """Return who is in a team now, and who asked to be."""
    rows = await conn.execute(_MEMBERSHIPS, {"estate_id": estate_id, "team_id": team_id})
    return [Membership(**_values(row)) for row in rows]


async def lock_member(
    conn: AsyncConnection, *, estate_id: int, team_id: int, member_id: int
) -> Membership:
    """Lock one membership and return it; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "member_id": member_id}
    row = (await conn.execute(_ONE_MEMBER, wanted)).one_or_none()
    if row is None or row.volunteer_team_id != team_id or row.left_at is not None:
        raise ObjectIsNotHere("这位队员")
    return Membership(**_values(row))


async def role_in_team(
    conn: AsyncConnection, *, estate_id: int, team_id: int, resident_id: int
) -> TeamRole | None:
    """Return what a resident is in a team now, None where they are not of it."""
    wanted = {"estate_id": estate_id, "team_id": team_id, "resident_id": resident_id}
    found = await conn.scalar(_MY_ROLE, wanted)
    return None if found is None else TeamRole(found)


async def activities_of_team(
    conn: AsyncConnection, *, estate_id: int, team_id: int
) -> list[TeamActivityRow]:
    """Return what the team goes to next."""
    rows = await conn.execute(_TEAM_ACTIVITIES, {"estate_id": estate_id, "team_id": team_id})
    return [TeamActivityRow(**row._mapping) for row in rows]
