"""志愿服务队 on the phone: find one, ask to join, leave; the leader takes in and signs up."""

from __future__ import annotations

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.posting.payloads import Nothing
from ledger.volunteering.activities.payloads import ActivityView
from ledger.volunteering.teams import operations, queries
from ledger.volunteering.teams.payloads import (
    DecisionBody,
    RoleBody,
    TeamActivityView,
    TeamMemberView,
    TeamSheetView,
    TeamSignedUpView,
    TeamSignUpBody,
    TeamsView,
    TeamView,
)
from ledger.volunteering.teams.rules import TeamRole, check_acting, check_leading
from ledger.volunteering.teams.team_sign_ups import sign_up_as_team
from ledger.web.idempotency import Once

MINE = "/api/v1/estates/{estate_id:int}/me/teams"
MY_ONE = f"{MINE}/{{volunteer_team_id:int}}"
MEMBER = f"{MY_ONE}/members/{{volunteer_team_member_id:int}}"


@get(MINE, guards=[may(Permission.JOIN_TEAMS)], tags=["me"])
async def list_teams_to_join(
    estate_id: FromPath[int], actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection]
) -> TeamsView:
    """小区的志愿服务队，自己的在前。"""
    rows = await queries.teams_of(conn, estate_id=estate_id, resident_id=resident_of(actor))
    return TeamsView(items=[TeamView.of(row) for row in rows])


async def _sheet(conn: AsyncConnection, actor: Actor, team_id: int) -> TeamSheetView:
    team = await queries.read_team(
        conn, estate_id=actor.estate_id, team_id=team_id, resident_id=actor.resident_id
    )
    view = TeamView.of(team)
    members = await queries.members_with_hours(conn, estate_id=actor.estate_id, team_id=team_id)
    activities = await queries.activities_of_team(conn, estate_id=actor.estate_id, team_id=team_id)
    # Who belongs to it sees who else does; who acts for it sees who asks.
    seen = [row for row in members if view.may_act or (view.my_role and row.is_accepted)]
    return TeamSheetView(
        team=view,
        members=[TeamMemberView.of(row) for row in seen],
        activities=[TeamActivityView.of(row) for row in activities],
    )


@get(MY_ONE, guards=[may(Permission.JOIN_TEAMS)], tags=["me"])
async def read_team_to_join(
    estate_id: FromPath[int],
    volunteer_team_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> TeamSheetView:
    """一支服务队；队员看得到名单，队长还看得到申请。"""
    return await _sheet(conn, actor, volunteer_team_id)


@post(f"{MY_ONE}/membership", guards=[may(Permission.JOIN_TEAMS)], tags=["me"])
async def ask_to_join_team(
    estate_id: FromPath[int],
    volunteer_team_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[TeamView]:
    """申请加入，等队长或组织者同意。"""
    resident_id = resident_of(actor)

    async def work() -> TeamView:
        return TeamView.of(
            await operations.ask_to_join(
                conn,
                estate_id=estate_id,
                team_id=volunteer_team_id,
                resident_id=resident_id,
                actor_user_id=actor.user_id,
                now=now_utc(),
            )
        )

    return await once(conn, data, work)


@post(f"{MEMBER}/leave", guards=[may(Permission.JOIN_TEAMS)], tags=["me"], status_code=200)
async def leave_team(
    estate_id: FromPath[int],
    volunteer_team_id: FromPath[int],
    volunteer_team_member_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[TeamView]:
    """自己退出，或收回自己的申请；以前的时长还算在队里。"""
    resident_id = resident_of(actor)

    async def work() -> TeamView:
        return TeamView.of(
            await operations.end_membership(
                conn,
                estate_id=estate_id,
                team_id=volunteer_team_id,
                member_id=volunteer_team_member_id,
                resident_id=resident_id,
                actor_user_id=actor.user_id,
                now=now_utc(),
            )
        )

    return await once(conn, data, work, status=200)


async def _my_role(conn: AsyncConnection, actor: Actor, team_id: int) -> TeamRole | None:
    await queries.read_team(conn, estate_id=actor.estate_id, team_id=team_id)
    return await queries.role_in_team(
        conn, estate_id=actor.estate_id, team_id=team_id, resident_id=resident_of(actor)
    )


@post(f"{MEMBER}/decision", guards=[may(Permission.JOIN_TEAMS)], tags=["me"], status_code=200)
async def decide_as_leader(
    estate_id: FromPath[int],
    volunteer_team_id: FromPath[int],
    volunteer_team_member_id: FromPath[int],
    data: JSONBody[DecisionBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[TeamSheetView]:
    """队长、副队长同意或不同意一份申请。"""

    async def work() -> TeamSheetView:
        check_acting(await _my_role(conn, actor, volunteer_team_id))
        await operations.decide_membership(
            conn,
            estate_id=estate_id,
            team_id=volunteer_team_id,
            member_id=volunteer_team_member_id,
            is_accepted=data.is_accepted,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return await _sheet(conn, actor, volunteer_team_id)

    return await once(conn, data, work, status=200)


@post(f"{MEMBER}/role", guards=[may(Permission.JOIN_TEAMS)], tags=["me"], status_code=200)
async def give_role_as_leader(
    estate_id: FromPath[int],
    volunteer_team_id: FromPath[int],
    volunteer_team_member_id: FromPath[int],
    data: JSONBody[RoleBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[TeamSheetView]:
    """队长安排副队长，或把队长交给别人。"""

    async def work() -> TeamSheetView:
        check_leading(await _my_role(conn, actor, volunteer_team_id))
        await operations.give_role(
            conn,
            estate_id=estate_id,
            team_id=volunteer_team_id,
            member_id=volunteer_team_member_id,
            role=TeamRole(data.role),
        )
        return await _sheet(conn, actor, volunteer_team_id)

    return await once(conn, data, work, status=200)


@post(f"{MY_ONE}/sign-ups", guards=[may(Permission.JOIN_TEAMS)], tags=["me"])
async def sign_up_team(
    estate_id: FromPath[int],
    volunteer_team_id: FromPath[int],
    data: JSONBody[TeamSignUpBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[TeamSignedUpView]:
    """队长替队员报名；名额不够的候补，有一位不能报就都不报。"""
    resident_id = resident_of(actor)

    async def work() -> TeamSignedUpView:
        now = now_utc()
        check_acting(await _my_role(conn, actor, volunteer_team_id))
        listed = await sign_up_as_team(
            conn,
            estate_id=estate_id,
            team_id=volunteer_team_id,
            activity_id=data.activity_id,
            resident_ids=data.resident_ids,
            own_resident_id=resident_id,
            actor_user_id=actor.user_id,
            now=now,
        )
        waiting = sum(activity.my_state == "waiting" for activity in listed)
        return TeamSignedUpView(
            activity_id=data.activity_id,
            signed_up=len(listed) - waiting,
            waiting=waiting,
            activity=ActivityView.of(listed[-1], now=now),
        )

    return await once(conn, data, work)


own_teams = Router(
    path="/",
    route_handlers=[
        list_teams_to_join,
        read_team_to_join,
        ask_to_join_team,
        leave_team,
        decide_as_leader,
        give_role_as_leader,
        sign_up_team,
    ],
)
