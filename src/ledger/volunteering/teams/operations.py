"""Teams: founding, joining, leaving, roles. A team's row is the lock of its memberships."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import today_in_china
from ledger.errors import ObjectIsNotHere
from ledger.messages.operations import put_messages
from ledger.messages.outbox import NewMessage
from ledger.points.deductions.queries import team_appeals
from ledger.points.teams.operations import lock_points_left
from ledger.volunteering.activities.rules import GuardianHasNotAgreed
from ledger.volunteering.attendance.queries import acts_for_resident
from ledger.volunteering.teams.queries import (
    Membership,
    TeamRow,
    lock_member,
    members_of,
    read_team,
)
from ledger.volunteering.teams.rules import (
    ACTING,
    MembershipIsDecided,
    NobodyTakesThemselvesIn,
    TeamHasEnded,
    TeamNameIsTaken,
    TeamOfThisCategoryIsJoined,
    TeamRole,
    check_ending,
    check_leaving,
)

_LOCK = text("""
    select 1 from volunteer_team
    where estate_id = :estate_id and volunteer_team_id = :team_id for no key update
""")

_FOUND = text("""
    insert into volunteer_team (estate_id, name, category, about, founded_by, founded_at)
    values (:estate_id, :name, :category, :about, :actor, :now)
    on conflict (estate_id, name) where closed_at is null do nothing
    returning volunteer_team_id
""")

_PERSON = text("""
    select r.guardian_needed_until, exists (select from guardianship g
            where g.estate_id = r.estate_id and g.child_resident_id = r.resident_id
                and g.withdrawn_at is null) as has_guardian
    from resident r
    where r.estate_id = :estate_id and r.resident_id = :resident_id and r.forgotten_at is null
""")

_ADD_MEMBER = text("""
    insert into volunteer_team_member (estate_id, volunteer_team_id, category, resident_id, role,
        asked_by, asked_at, decided_by, decided_at, is_accepted)
    values (:estate_id, :team_id, :category, :resident_id, :role, :actor, :now, :decided_by,
        :decided_at, :is_accepted)
    on conflict (estate_id, category, resident_id)
        where left_at is null and is_accepted is not false do nothing
    returning volunteer_team_member_id
""")

_DECIDE = text("""
    update volunteer_team_member set decided_by = :actor, decided_at = :now,
        is_accepted = :is_accepted
    where estate_id = :estate_id and volunteer_team_member_id = :member_id
""")

_SET_ROLE = text("""
    update volunteer_team_member set role = :role
    where estate_id = :estate_id and volunteer_team_member_id = :member_id
""")

_LEAVE = text("""
    update volunteer_team_member set left_by = :actor, left_at = :now
    where estate_id = :estate_id and volunteer_team_member_id = any(cast(:ids as bigint[]))
""")

_CLOSE = text("""
    update volunteer_team set closed_by = :actor, closed_at = :now
    where estate_id = :estate_id and volunteer_team_id = :team_id
""")


@dataclass(frozen=True, slots=True)
class NewTeam:
    """What an organiser writes about a team; `category` is the service type that counts for it."""

    name: str
    category: str
    about: str
    leader_resident_id: int


async def found_team(
    conn: AsyncConnection, new: NewTeam, *, estate_id: int, actor_user_id: int, now: datetime
) -> TeamRow:
    """Found a team with its leader.

    Raises `TeamNameIsTaken`, `ObjectIsNotHere`, `GuardianHasNotAgreed`, `NobodyTakesThemselvesIn`,
    `TeamOfThisCategoryIsJoined`.
    """
    values = {"estate_id": estate_id, "actor": actor_user_id, "now": now}
    written = {"name": new.name, "category": new.category, "about": new.about}
    team_id: int | None = (await conn.execute(_FOUND, values | written)).scalar_one_or_none()
    if team_id is None:
        raise TeamNameIsTaken(
            f"已经有一支“{new.name}”，请换一个名称。",
            fields=[{"field": "name", "message": "已经有这个名称"}],
        )
    team = await read_team(conn, estate_id=estate_id, team_id=team_id)
    await take_in(
        conn,
        team,
        new.leader_resident_id,
        TeamRole.LEADER,
        estate_id=estate_id,
        actor_user_id=actor_user_id,
        now=now,
    )
    return await read_team(conn, estate_id=estate_id, team_id=team_id)


async def lock_team(
    conn: AsyncConnection, *, estate_id: int, team_id: int, resident_id: int | None = None
) -> TeamRow:
    """Lock a team that goes on and return it; raises `ObjectIsNotHere`, `TeamHasEnded`."""
    await conn.execute(_LOCK, {"estate_id": estate_id, "team_id": team_id})
    team = await read_team(conn, estate_id=estate_id, team_id=team_id, resident_id=resident_id)
    if team.closed_at is not None:
        raise TeamHasEnded("这支服务队已经解散，请看其他服务队。")
    return team


async def take_in(
    conn: AsyncConnection,
    team: TeamRow,
    resident_id: int,
    role: TeamRole,
    *,
    estate_id: int,
    actor_user_id: int,
    now: datetime,
) -> int:
    """Make somebody a member without their asking first, as the desk does with a paper.

    Raises `ObjectIsNotHere`, `GuardianHasNotAgreed`, `NobodyTakesThemselvesIn`,
    `TeamOfThisCategoryIsJoined`.
    """
    await _check_person(conn, estate_id, resident_id, now)
    await _check_not_oneself(conn, estate_id, actor_user_id, resident_id)
    return await _add(
        conn,
        team,
        resident_id,
        role,
        estate_id=estate_id,
        actor=actor_user_id,
        now=now,
        is_accepted=True,
    )


async def ask_to_join(
    conn: AsyncConnection,
    *,
    estate_id: int,
    team_id: int,
    resident_id: int,
    actor_user_id: int,
    now: datetime,
) -> TeamRow:
    """Ask to be taken in; who acts for the team is told.

    Raises `ObjectIsNotHere`, `TeamHasEnded`, `GuardianHasNotAgreed`, `TeamOfThisCategoryIsJoined`.
    """
    team = await lock_team(conn, estate_id=estate_id, team_id=team_id)
    await _check_person(conn, estate_id, resident_id, now)
    member_id = await _add(
        conn,
        team,
        resident_id,
        TeamRole.MEMBER,
        estate_id=estate_id,
        actor=actor_user_id,
        now=now,
        is_accepted=None,
    )
    acting = [
        member.resident_id
        for member in await members_of(conn, estate_id=estate_id, team_id=team_id)
        if member.is_accepted and member.role in ACTING
    ]
    await put_messages(
        conn,
        [
            NewMessage(
                estate_id=estate_id,
                template="team_asked",
                key=f"team_asked:{member_id}:{resident}",
                args={"team": team.name},
                resident_id=resident,
                link=f"/ui/m/teams/{team_id}",
            )
            for resident in acting
        ],
    )
    return await read_team(conn, estate_id=estate_id, team_id=team_id, resident_id=resident_id)


async def decide_membership(
    conn: AsyncConnection,
    *,
    estate_id: int,
    team_id: int,
    member_id: int,
    is_accepted: bool,
    actor_user_id: int,
    now: datetime,
) -> TeamRow:
    """Take in, or turn down, who asked; the caller may act for the team or is an organiser.

    Raises `ObjectIsNotHere`, `TeamHasEnded`, `MembershipIsDecided`, `NobodyTakesThemselvesIn`.
    """
    team = await lock_team(conn, estate_id=estate_id, team_id=team_id)
    member = await lock_member(conn, estate_id=estate_id, team_id=team_id, member_id=member_id)
    if member.is_accepted is not None:
        raise MembershipIsDecided("这份申请已经处理过，请刷新页面。")
    await _check_not_oneself(conn, estate_id, actor_user_id, member.resident_id)
    await conn.execute(
        _DECIDE,
        {
            "estate_id": estate_id,
            "member_id": member_id,
            "actor": actor_user_id,
            "now": now,
            "is_accepted": is_accepted,
        },
    )
    await put_messages(
        conn,
        [
            NewMessage(
                estate_id=estate_id,
                template="team_accepted" if is_accepted else "team_declined",
                key=f"team_decided:{member_id}",
                args={"team": team.name},
                resident_id=member.resident_id,
                link=f"/ui/m/teams/{team_id}",
            )
        ],
    )
    return await read_team(conn, estate_id=estate_id, team_id=team_id)


async def give_role(
    conn: AsyncConnection,
    *,
    estate_id: int,
    team_id: int,
    member_id: int,
    role: TeamRole,
) -> TeamRow:
    """Give a member another role; who led before is a member from then on.

    Raises `ObjectIsNotHere`, `TeamHasEnded`, `MembershipIsDecided` (for who only asked), and
    `LeaderHandsOverFirst` for a leader who would become a member without a successor.
    """
    await lock_team(conn, estate_id=estate_id, team_id=team_id)
    member = await lock_member(conn, estate_id=estate_id, team_id=team_id, member_id=member_id)
    if not member.is_accepted:
        raise MembershipIsDecided("请先同意他入队，再安排职务。")
    members = await members_of(conn, estate_id=estate_id, team_id=team_id)
    if member.role is TeamRole.LEADER and role is not TeamRole.LEADER:
        check_leaving(TeamRole.LEADER, others=1)
    if role is TeamRole.LEADER:
        for other in members:
            if other.role is TeamRole.LEADER and other.volunteer_team_member_id != member_id:
                await _set_role(conn, estate_id, other.volunteer_team_member_id, TeamRole.MEMBER)
    await _set_role(conn, estate_id, member_id, role)
    return await read_team(conn, estate_id=estate_id, team_id=team_id)


async def _set_role(conn: AsyncConnection, estate_id: int, member_id: int, role: TeamRole) -> None:
    await conn.execute(
        _SET_ROLE, {"estate_id": estate_id, "member_id": member_id, "role": role.value}
    )


async def end_membership(
    conn: AsyncConnection,
    *,
    estate_id: int,
    team_id: int,
    member_id: int,
    resident_id: int | None,
    actor_user_id: int,
    now: datetime,
) -> TeamRow:
    """Leave a team, take an asking back (`resident_id`: whose it must be), or take somebody out.

    Raises `ObjectIsNotHere`, `TeamHasEnded`, `LeaderHandsOverFirst`.
    """
    await lock_team(conn, estate_id=estate_id, team_id=team_id)
    member = await lock_member(conn, estate_id=estate_id, team_id=team_id, member_id=member_id)
    if resident_id is not None and member.resident_id != resident_id:
        raise ObjectIsNotHere("这位队员")
    others = [
        other
        for other in await members_of(conn, estate_id=estate_id, team_id=team_id)
        if other.is_accepted and other.volunteer_team_member_id != member_id
    ]
    check_leaving(member.role, others=len(others))
    await _leave(conn, estate_id, [member], actor_user_id, now)
    return await read_team(conn, estate_id=estate_id, team_id=team_id)


async def close_team(
    conn: AsyncConnection, *, estate_id: int, team_id: int, actor_user_id: int, now: datetime
) -> TeamRow:
    """End a team and all memberships; the hours that were served for it stay.

    Raises `ObjectIsNotHere`, `TeamHasEnded`, `TeamHasPoints`, `TeamHasAnAppeal`.
    """
    # Before the team, as everybody locks: nothing comes into the wallet until it is decided.
    points = await lock_points_left(conn, estate_id=estate_id, team_id=team_id)
    await lock_team(conn, estate_id=estate_id, team_id=team_id)
    check_ending(points=points, appeals=await team_appeals(conn, estate_id, team_id))
    members = await members_of(conn, estate_id=estate_id, team_id=team_id)
    await _leave(conn, estate_id, members, actor_user_id, now)
    await conn.execute(
        _CLOSE,
        {"estate_id": estate_id, "team_id": team_id, "actor": actor_user_id, "now": now},
    )
    return await read_team(conn, estate_id=estate_id, team_id=team_id)


async def _leave(
    conn: AsyncConnection, estate_id: int, members: list[Membership], actor: int, now: datetime
) -> None:
    ids = [member.volunteer_team_member_id for member in members]
    await conn.execute(_LEAVE, {"estate_id": estate_id, "ids": ids, "actor": actor, "now": now})


async def _add(
    conn: AsyncConnection,
    team: TeamRow,
    resident_id: int,
    role: TeamRole,
    *,
    estate_id: int,
    actor: int,
    now: datetime,
    is_accepted: bool | None,
) -> int:
    values = {
        "estate_id": estate_id,
        "team_id": team.volunteer_team_id,
        "category": team.category,
        "resident_id": resident_id,
        "role": role.value,
        "actor": actor,
        "now": now,
        "decided_by": actor if is_accepted else None,
        "decided_at": now if is_accepted else None,
        "is_accepted": is_accepted,
    }
    member_id: int | None = (await conn.execute(_ADD_MEMBER, values)).scalar_one_or_none()
    if member_id is None:
        raise TeamOfThisCategoryIsJoined(
            f"已经在一支“{team.category}”类的服务队里（或者申请还没有处理），同一类只能加入一支。"
        )
    return member_id


async def _check_person(
    conn: AsyncConnection, estate_id: int, resident_id: int, now: datetime
) -> None:
    wanted = {"estate_id": estate_id, "resident_id": resident_id}
    person = (await conn.execute(_PERSON, wanted)).one_or_none()
    if person is None:
        raise ObjectIsNotHere("这位住户")
    until = person.guardian_needed_until
    if until is not None and until > today_in_china(now) and not person.has_guardian:
        raise GuardianHasNotAgreed("未满 14 岁，请监护人先到社区服务台签同意书，再来入队。")


async def _check_not_oneself(
    conn: AsyncConnection, estate_id: int, user_id: int, resident_id: int
) -> None:
    if await acts_for_resident(conn, estate_id=estate_id, user_id=user_id, resident_id=resident_id):
        raise NobodyTakesThemselvesIn("不能同意自己或代办、监护的家人入队，请另一位来办。")
