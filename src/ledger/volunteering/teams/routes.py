"""志愿服务队 at the desk: found, end, name leaders, take in for those without a phone."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.posting.payloads import Nothing
from ledger.volunteering.teams import operations, queries
from ledger.volunteering.teams.payloads import (
    DecisionBody,
    NewMemberBody,
    NewTeamBody,
    RoleBody,
    TeamActivityView,
    TeamMemberView,
    TeamSheetView,
    TeamsView,
    TeamView,
)
from ledger.volunteering.teams.rules import TeamRole
from ledger.web.idempotency import Once

TEAMS = "/api/v1/estates/{estate_id:int}/volunteer-teams"
TEAM = f"{TEAMS}/{{volunteer_team_id:int}}"
MEMBER = f"{TEAM}/members/{{volunteer_team_member_id:int}}"


@get(TEAMS, guards=[may(Permission.READ_TEAMS)], tags=["teams"])
async def list_teams(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    with_ended: Annotated[bool, QueryParameter(description="解散了的也列出")] = False,
) -> TeamsView:
    """小区的志愿服务队、人数和时长。"""
    rows = await queries.teams_of(conn, estate_id=estate_id, with_ended=with_ended)
    return TeamsView(items=[TeamView.of(row) for row in rows])


async def _sheet(conn: AsyncConnection, estate_id: int, team_id: int) -> TeamSheetView:
    team = await queries.read_team(conn, estate_id=estate_id, team_id=team_id)
    members = await queries.members_with_hours(conn, estate_id=estate_id, team_id=team_id)
    activities = await queries.activities_of_team(conn, estate_id=estate_id, team_id=team_id)
    return TeamSheetView(
        team=TeamView.of(team),
        members=[TeamMemberView.of(row) for row in members],
        activities=[TeamActivityView.of(row) for row in activities],
    )


@get(TEAM, guards=[may(Permission.READ_TEAMS)], tags=["teams"])
async def read_team(
    estate_id: FromPath[int],
    volunteer_team_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
) -> TeamSheetView:
    """一支服务队的队员、申请和要参加的活动；姓名已脱敏。"""
    return await _sheet(conn, estate_id, volunteer_team_id)


@post(TEAMS, guards=[may(Permission.KEEP_TEAMS)], tags=["teams"])
async def found_team(
    estate_id: FromPath[int],
    data: JSONBody[NewTeamBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[TeamView]:
    """成立一支服务队，指定队长。"""

    async def work() -> TeamView:
        return TeamView.of(
            await operations.found_team(
                conn,
                data.new(),
                estate_id=estate_id,
                actor_user_id=actor.user_id,
                now=now_utc(),
            )
        )

    return await once(conn, data, work)


@post(f"{TEAM}/end", guards=[may(Permission.KEEP_TEAMS)], tags=["teams"], status_code=200)
async def end_team(
    estate_id: FromPath[int],
    volunteer_team_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[TeamView]:
    """解散一支服务队；服务过的时长不变。"""

    async def work() -> TeamView:
        return TeamView.of(
            await operations.close_team(
                conn,
                estate_id=estate_id,
                team_id=volunteer_team_id,
                actor_user_id=actor.user_id,
                now=now_utc(),
            )
        )

    return await once(conn, data, work, status=200)


@post(f"{TEAM}/members", guards=[may(Permission.KEEP_TEAMS)], tags=["teams"])
async def take_in_member(
    estate_id: FromPath[int],
    volunteer_team_id: FromPath[int],
    data: JSONBody[NewMemberBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[TeamSheetView]:
    """替不用手机的居民办入队，本人当面同意。"""

    async def work() -> TeamSheetView:
        team = await operations.lock_team(conn, estate_id=estate_id, team_id=volunteer_team_id)
        await operations.take_in(
            conn,
            team,
            data.resident_id,
            TeamRole.MEMBER,
            estate_id=estate_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return await _sheet(conn, estate_id, volunteer_team_id)

    return await once(conn, data, work)


@post(f"{MEMBER}/decision", guards=[may(Permission.KEEP_TEAMS)], tags=["teams"], status_code=200)
async def decide_membership(
    estate_id: FromPath[int],
    volunteer_team_id: FromPath[int],
    volunteer_team_member_id: FromPath[int],
    data: JSONBody[DecisionBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[TeamSheetView]:
    """同意或不同意一份入队申请。"""

    async def work() -> TeamSheetView:
        await operations.decide_membership(
            conn,
            estate_id=estate_id,
            team_id=volunteer_team_id,
            member_id=volunteer_team_member_id,
            is_accepted=data.is_accepted,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return await _sheet(conn, estate_id, volunteer_team_id)

    return await once(conn, data, work, status=200)


@post(f"{MEMBER}/role", guards=[may(Permission.KEEP_TEAMS)], tags=["teams"], status_code=200)
async def give_member_role(
    estate_id: FromPath[int],
    volunteer_team_id: FromPath[int],
    volunteer_team_member_id: FromPath[int],
    data: JSONBody[RoleBody],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[TeamSheetView]:
    """任命队长、副队长；原来的队长成为队员。"""

    async def work() -> TeamSheetView:
        await operations.give_role(
            conn,
            estate_id=estate_id,
            team_id=volunteer_team_id,
            member_id=volunteer_team_member_id,
            role=TeamRole(data.role),
        )
        return await _sheet(conn, estate_id, volunteer_team_id)

    return await once(conn, data, work, status=200)


@post(f"{MEMBER}/end", guards=[may(Permission.KEEP_TEAMS)], tags=["teams"], status_code=200)
async def take_member_out(
    estate_id: FromPath[int],
    volunteer_team_id: FromPath[int],
    volunteer_team_member_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[TeamSheetView]:
    """替队员办退出。"""

    async def work() -> TeamSheetView:
        await operations.end_membership(
            conn,
            estate_id=estate_id,
            team_id=volunteer_team_id,
            member_id=volunteer_team_member_id,
            resident_id=None,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return await _sheet(conn, estate_id, volunteer_team_id)

    return await once(conn, data, work, status=200)


teams = Router(
    path="/",
    route_handlers=[
        list_teams,
        read_team,
        found_team,
        end_team,
        take_in_member,
        decide_membership,
        give_member_role,
        take_member_out,
    ],
)
