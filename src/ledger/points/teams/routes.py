"""A team's points over HTTP: its members' phones, its leader's plans, and the desk."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc, today_in_china
from ledger.errors import ObjectIsNotHere
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.points.teams import operations, queries
from ledger.points.teams.payloads import (
    DeskTeamPlanBody,
    PlanState,
    TeamLineView,
    TeamPlanBody,
    TeamPlanDetailView,
    TeamPlanProposedView,
    TeamPlanReason,
    TeamPlanView,
    TeamPointsView,
)
from ledger.posting.payloads import Nothing
from ledger.web.idempotency import Once
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

E = "/api/v1/estates/{estate_id:int}"
MINE = f"{E}/me/teams/{{volunteer_team_id:int}}/points"
TEAM = f"{E}/volunteer-teams/{{volunteer_team_id:int}}/points"
PLANS = f"{E}/team-points-plans"
PLAN = f"{PLANS}/{{team_points_plan_id:int}}"
LATEST = 10


async def _detail(
    conn: AsyncConnection, plan: queries.Plan, actor: Actor, *, at_desk: bool
) -> TeamPlanDetailView:
    shares = await queries.shares_of(
        conn, estate_id=plan.estate_id, team_points_plan_id=plan.team_points_plan_id
    )
    return TeamPlanDetailView.of(plan, shares, actor_user_id=actor.user_id, at_desk=at_desk)


async def _points(
    conn: AsyncConnection, team: queries.TeamOfPoints, actor: Actor, *, at_desk: bool
) -> TeamPointsView:
    wanted = {"estate_id": actor.estate_id, "team_id": team.volunteer_team_id}
    waiting = await queries.plans(conn, **wanted, state="proposed", limit=1)
    return TeamPointsView.of(
        team,
        await queries.team_points(conn, **wanted, today=today_in_china()),
        await _detail(conn, waiting[0], actor, at_desk=at_desk) if waiting else None,
        await queries.team_history(conn, **wanted, before_seq=None, limit=LATEST),
    )


async def _own_team(conn: AsyncConnection, actor: Actor, team_id: int) -> queries.TeamOfPoints:
    """Return a team of the caller's; raises `ObjectIsNotHere` for who is not of it."""
    team = await queries.team_of(
        conn, estate_id=actor.estate_id, team_id=team_id, resident_id=resident_of(actor)
    )
    if team.my_role is None:
        raise ObjectIsNotHere("这支服务队")
    return team


async def _history(
    conn: AsyncConnection, estate_id: int, team_id: int, limit: int, after: str | None
) -> Page[TeamLineView]:
    key = decode_cursor(after, int)
    rows = await queries.team_history(
        conn,
        estate_id=estate_id,
        team_id=team_id,
        before_seq=key[0] if key else None,
        limit=limit + 1,
    )
    return page_of(rows, limit=limit, key=lambda line: (line.seq,), item=TeamLineView.of)


# The phone --------------------------------------------------------------------------------------


@get(MINE, guards=[may(Permission.USE_TEAM_POINTS)], tags=["me"])
async def read_own_team_points(
    estate_id: FromPath[int],
    volunteer_team_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> TeamPointsView:
    """自己服务队的积分：余额、公示中的、快到期的、等确认的方案和最近的明细；队员都看得到。"""
    team = await _own_team(conn, actor, volunteer_team_id)
    return await _points(conn, team, actor, at_desk=False)


@get(f"{MINE}/history", guards=[may(Permission.USE_TEAM_POINTS)], tags=["me"])
async def list_own_team_history(
    estate_id: FromPath[int],
    volunteer_team_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
) -> Page[TeamLineView]:
    """自己服务队的积分明细，从新到旧。"""
    await _own_team(conn, actor, volunteer_team_id)
    return await _history(conn, estate_id, volunteer_team_id, limit, after)


@get(f"{MINE}/plans", guards=[may(Permission.USE_TEAM_POINTS)], tags=["me"])
async def list_own_team_plans(
    estate_id: FromPath[int],
    volunteer_team_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 20,
    after: After = None,
) -> Page[TeamPlanView]:
    """自己服务队写过的方案和结果，从新到旧。"""
    await _own_team(conn, actor, volunteer_team_id)
    key = decode_cursor(after, int)
    rows = await queries.plans(
        conn,
        estate_id=estate_id,
        team_id=volunteer_team_id,
        before=key[0] if key else None,
        limit=limit + 1,
    )
    return page_of(
        rows,
        limit=limit,
        key=lambda each: (each.team_points_plan_id,),
        item=lambda each: TeamPlanView.of(each, actor_user_id=actor.user_id, at_desk=False),
    )


@post(f"{MINE}/plans", guards=[may(Permission.USE_TEAM_POINTS)], tags=["me"])
async def propose_team_plan(
    estate_id: FromPath[int],
    volunteer_team_id: FromPath[int],
    data: JSONBody[TeamPlanBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[TeamPlanProposedView]:
    """队长写一份方案：分给队员，或者捐入公益池；等另一位工作人员确认。"""
    resident_id = resident_of(actor)

    async def work() -> TeamPlanProposedView:
        plan_id = await operations.propose_as_leader(
            conn,
            data.new(),
            estate_id=estate_id,
            team_id=volunteer_team_id,
            resident_id=resident_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return TeamPlanProposedView(team_points_plan_id=plan_id)

    return await once(conn, data, work)


@post(f"{MINE}/plans/{{team_points_plan_id:int}}/withdraw",
      guards=[may(Permission.USE_TEAM_POINTS)], tags=["me"], status_code=200)  # fmt: skip
async def withdraw_own_team_plan(
    estate_id: FromPath[int],
    volunteer_team_id: FromPath[int],
    team_points_plan_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[TeamPlanView]:
    """撤回自己写的、还没确认的方案。"""

    async def work() -> TeamPlanView:
        plan = await queries.plan_of(
            conn, estate_id=estate_id, team_points_plan_id=team_points_plan_id
        )
        if plan.volunteer_team_id != volunteer_team_id or plan.proposed_by != actor.user_id:
            raise ObjectIsNotHere("这份方案")
        return await _withdrawn(conn, team_points_plan_id, actor, at_desk=False)

    return await once(conn, data, work, status=200)


async def _withdrawn(
    conn: AsyncConnection, team_points_plan_id: int, actor: Actor, *, at_desk: bool
) -> TeamPlanView:
    one = {"estate_id": actor.estate_id, "team_points_plan_id": team_points_plan_id}
    await operations.withdraw_plan(conn, **one, actor_user_id=actor.user_id, now=now_utc())
    return TeamPlanView.of(
        await queries.plan_of(conn, **one), actor_user_id=actor.user_id, at_desk=at_desk
    )


# The desk ---------------------------------------------------------------------------------------


@get(TEAM, guards=[may(Permission.READ_TEAM_POINTS)], tags=["teams"])
async def read_team_points(
    estate_id: FromPath[int],
    volunteer_team_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> TeamPointsView:
    """一支服务队的积分和等确认的方案；姓名已脱敏。"""
    team = await queries.team_of(conn, estate_id=estate_id, team_id=volunteer_team_id)
    return await _points(conn, team, actor, at_desk=True)


@get(f"{TEAM}/history", guards=[may(Permission.READ_TEAM_POINTS)], tags=["teams"])
async def list_team_history(
    estate_id: FromPath[int],
    volunteer_team_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
) -> Page[TeamLineView]:
    """一支服务队的积分明细，从新到旧。"""
    await queries.team_of(conn, estate_id=estate_id, team_id=volunteer_team_id)
    return await _history(conn, estate_id, volunteer_team_id, limit, after)


@post(f"{TEAM}/plans", guards=[may(Permission.PROPOSE_TEAM_POINTS)], tags=["teams"])
async def propose_team_plan_at_desk(
    estate_id: FromPath[int],
    volunteer_team_id: FromPath[int],
    data: JSONBody[DeskTeamPlanBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[TeamPlanProposedView]:
    """替不用手机的队长、没有队长的服务队写一份方案，要写理由；等另一位工作人员确认。"""

    async def work() -> TeamPlanProposedView:
        plan_id = await operations.propose_at_desk(
            conn,
            data.new(),
            estate_id=estate_id,
            team_id=volunteer_team_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return TeamPlanProposedView(team_points_plan_id=plan_id)

    return await once(conn, data, work)


@get(PLANS, guards=[may(Permission.READ_TEAM_POINTS)], tags=["teams"])
async def list_team_plans(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    only: Annotated[
        PlanState | None, QueryParameter(name="state", description="只要这种状态的")
    ] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[TeamPlanView]:
    """各服务队的积分分配方案，从新到旧。"""
    key = decode_cursor(after, int)
    rows = await queries.plans(
        conn, estate_id=estate_id, state=only, before=key[0] if key else None, limit=limit + 1
    )
    return page_of(
        rows,
        limit=limit,
        key=lambda each: (each.team_points_plan_id,),
        item=lambda each: TeamPlanView.of(each, actor_user_id=actor.user_id, at_desk=True),
    )


async def _plan(
    conn: AsyncConnection, team_points_plan_id: int, actor: Actor
) -> TeamPlanDetailView:
    plan = await queries.plan_of(
        conn, estate_id=actor.estate_id, team_points_plan_id=team_points_plan_id
    )
    return await _detail(conn, plan, actor, at_desk=True)


@get(PLAN, guards=[may(Permission.READ_TEAM_POINTS)], tags=["teams"])
async def read_team_plan(
    estate_id: FromPath[int],
    team_points_plan_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> TeamPlanDetailView:
    """一份方案：分给哪些队员、各多少；姓名已脱敏。"""
    return await _plan(conn, team_points_plan_id, actor)


@post(f"{PLAN}/confirm", guards=[may(Permission.CONFIRM_TEAM_POINTS)], tags=["teams"],
      status_code=200)  # fmt: skip
async def confirm_team_plan(
    estate_id: FromPath[int],
    team_points_plan_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[TeamPlanDetailView]:
    """确认一份方案，积分马上转出；写的人和队员不能确认。"""

    async def work() -> TeamPlanDetailView:
        await operations.confirm_plan(
            conn,
            estate_id=estate_id,
            team_points_plan_id=team_points_plan_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return await _plan(conn, team_points_plan_id, actor)

    return await once(conn, data, work, status=200)


@post(f"{PLAN}/refuse", guards=[may(Permission.CONFIRM_TEAM_POINTS)], tags=["teams"],
      status_code=200)  # fmt: skip
async def refuse_team_plan(
    estate_id: FromPath[int],
    team_points_plan_id: FromPath[int],
    data: JSONBody[TeamPlanReason],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[TeamPlanDetailView]:
    """退回一份方案，写明原因；积分不动。"""

    async def work() -> TeamPlanDetailView:
        await operations.refuse_plan(
            conn,
            estate_id=estate_id,
            team_points_plan_id=team_points_plan_id,
            reason=data.reason,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return await _plan(conn, team_points_plan_id, actor)

    return await once(conn, data, work, status=200)


@post(f"{PLAN}/withdraw", guards=[may(Permission.PROPOSE_TEAM_POINTS)], tags=["teams"],
      status_code=200)  # fmt: skip
async def withdraw_team_plan(
    estate_id: FromPath[int],
    team_points_plan_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[TeamPlanView]:
    """撤回自己替队长写的、还没确认的方案。"""

    async def work() -> TeamPlanView:
        return await _withdrawn(conn, team_points_plan_id, actor, at_desk=True)

    return await once(conn, data, work, status=200)


team_points = Router(
    path="/",
    route_handlers=[
        read_own_team_points,
        list_own_team_history,
        list_own_team_plans,
        propose_team_plan,
        withdraw_own_team_plan,
        read_team_points,
        list_team_history,
        propose_team_plan_at_desk,
        list_team_plans,
        read_team_plan,
        confirm_team_plan,
        refuse_team_plan,
        withdraw_team_plan,
    ],
)
