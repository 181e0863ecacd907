"""积分预算与保障 over HTTP."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.db.ids import now_utc, today_in_china
from ledger.errors import ObjectIsNotHere
from ledger.estates.queries import rule_book
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.points.budgets import operations, queries
from ledger.points.budgets.forecast_payloads import PointsForecastView
from ledger.points.budgets.granting_later import grant_withheld_points
from ledger.points.budgets.outlook import read_outlook
from ledger.points.budgets.payloads import (
    BackingView,
    CampaignActivityView,
    CampaignChoicesView,
    GrantedLaterView,
    NewBudgetVersion,
    NewPointsBudget,
    PointsBudgetsView,
    PointsBudgetView,
    WithheldPointsView,
)
from ledger.points.budgets.rules import BudgetKind
from ledger.posting.payloads import Nothing
from ledger.web.idempotency import Once
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

E = "/api/v1/estates/{estate_id:int}"
BUDGET = f"{E}/points-budgets/{{points_budget_id:int}}"
VERSION = f"{BUDGET}/versions/{{version:int}}"
TAGS = ["points budgets"]


@get(f"{E}/points-budgets", guards=[may(Permission.READ_POINTS_BUDGETS)], tags=TAGS)
async def list_points_budgets(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> PointsBudgetsView:
    """积分预算的各版、各来源用了多少，以及未用积分的保障率。"""
    today = today_in_china()
    rules = (await rule_book(conn, estate_id)).on(today)
    adopted = await queries.adopted_budgets(conn, estate_id)
    return PointsBudgetsView(
        backing=BackingView.of(
            await queries.standing_of(conn, estate_id),
            on=today,
            rate_fen=rules.points.rate_fen if rules else 0,
            floor_percent=rules.points.coverage_floor_percent if rules else None,
            is_budgeted=any(each.kind is BudgetKind.QUARTER for each in adopted),
            waiting=await queries.waiting_sum(conn, estate_id),
        ),
        items=await _views(conn, estate_id=estate_id, actor_user_id=actor.user_id),
    )


async def _views(
    conn: AsyncConnection,
    *,
    estate_id: int,
    actor_user_id: int,
    points_budget_id: int | None = None,
) -> list[PointsBudgetView]:
    versions = await queries.budget_versions(conn, estate_id, points_budget_id=points_budget_id)
    used = await queries.points_used(
        conn, estate_id=estate_id, budget_ids={each.points_budget_id for each in versions}
    )
    named = {activity_id for each in versions for activity_id in each.activity_ids}
    activities = await queries.activities_named(conn, estate_id=estate_id, activity_ids=named)
    return [
        PointsBudgetView.of(
            list(group),
            used,
            {each.activity_id: each for each in activities},
            actor_user_id=actor_user_id,
            today=today_in_china(),
        )
        for _, group in groupby(versions, key=lambda each: each.points_budget_id)
    ]


async def _view(
    conn: AsyncConnection, *, estate_id: int, points_budget_id: int, actor_user_id: int
) -> PointsBudgetView:
    found = await _views(
        conn,
        estate_id=estate_id,
        actor_user_id=actor_user_id,
        points_budget_id=points_budget_id,
    )
    if not found:
        raise ObjectIsNotHere("这个积分预算")
    return found[0]


@post(f"{E}/points-budgets", guards=[may(Permission.PROPOSE_POINTS_BUDGETS)], tags=TAGS)
async def propose_points_budget(
    estate_id: FromPath[int],
    data: JSONBody[NewPointsBudget],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PointsBudgetView]:
    """提出一个季度或专项的积分预算；另一位委员通过以前不起作用。"""

    async def work() -> PointsBudgetView:
        budget_id = await operations.propose_budget(
            conn,
            data.budget(),
            data.content(),
            estate_id=estate_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return await _view(
            conn,
            estate_id=estate_id,
            points_budget_id=budget_id,
            actor_user_id=actor.user_id,
        )

    return await once(conn, data, work)


@post(f"{BUDGET}/versions", guards=[may(Permission.PROPOSE_POINTS_BUDGETS)], tags=TAGS)
async def propose_points_budget_version(
    estate_id: FromPath[int],
    points_budget_id: FromPath[int],
    data: JSONBody[NewBudgetVersion],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PointsBudgetView]:
    """提出新的一版，追加或调整预算；已通过的一版不改。"""

    async def work() -> PointsBudgetView:
        await operations.propose_version(
            conn,
            data.content(),
            estate_id=estate_id,
            points_budget_id=points_budget_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return await _view(
            conn,
            estate_id=estate_id,
            points_budget_id=points_budget_id,
            actor_user_id=actor.user_id,
        )

    return await once(conn, data, work)


async def _decide(
    conn: AsyncConnection,
    actor: Actor,
    *,
    estate_id: int,
    points_budget_id: int,
    version: int,
    is_adopted: bool,
) -> PointsBudgetView:
    await operations.decide_version(
        conn,
        estate_id=estate_id,
        points_budget_id=points_budget_id,
        version=version,
        is_adopted=is_adopted,
        actor_user_id=actor.user_id,
        now=now_utc(),
        today=today_in_china(),
    )
    return await _view(
        conn, estate_id=estate_id, points_budget_id=points_budget_id, actor_user_id=actor.user_id
    )


@post(
    f"{VERSION}/adopt",
    guards=[may(Permission.ADOPT_POINTS_BUDGETS)],
    tags=TAGS,
    status_code=200,
)
async def adopt_points_budget(
    estate_id: FromPath[int],
    points_budget_id: FromPath[int],
    version: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PointsBudgetView]:
    """通过一版预算；提出的人不能通过。"""

    async def work() -> PointsBudgetView:
        return await _decide(
            conn,
            actor,
            estate_id=estate_id,
            points_budget_id=points_budget_id,
            version=version,
            is_adopted=True,
        )

    return await once(conn, data, work, status=200)


@post(
    f"{VERSION}/reject",
    guards=[may(Permission.ADOPT_POINTS_BUDGETS)],
    tags=TAGS,
    status_code=200,
)
async def reject_points_budget(
    estate_id: FromPath[int],
    points_budget_id: FromPath[int],
    version: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PointsBudgetView]:
    """退回一版预算。"""

    async def work() -> PointsBudgetView:
        return await _decide(
            conn,
            actor,
            estate_id=estate_id,
            points_budget_id=points_budget_id,
            version=version,
            is_adopted=False,
        )

    return await once(conn, data, work, status=200)


@get(
    f"{E}/points-budget-activities",
    guards=[may(Permission.READ_POINTS_BUDGETS)],
    tags=TAGS,
)
async def list_campaign_choices(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    from_month: Annotated[
        str, QueryParameter(name="from", max_length=7, description="第一个月，如 2026-04")
    ],
    to_month: Annotated[
        str, QueryParameter(name="to", max_length=7, description="最后一个月，如 2026-06")
    ],
) -> CampaignChoicesView:
    """这些月份里的活动，供专项选用；最多 400 个。"""
    rows = await queries.activities_between(
        conn,
        estate_id=estate_id,
        first=Month.parse(from_month).first_day,
        last=Month.parse(to_month).last_day,
    )
    return CampaignChoicesView(items=[CampaignActivityView.of(row) for row in rows])


@get(f"{E}/points-forecast", guards=[may(Permission.READ_POINTS_BUDGETS)], tags=TAGS)
async def read_points_forecast(
    estate_id: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> PointsForecastView:
    """往后十二个月，未用的积分预计兑换多少、到期多少。"""
    outlook = await read_outlook(conn, estate_id=estate_id, today=today_in_china())
    return PointsForecastView.of(outlook)


@get(f"{E}/points-withheld", guards=[may(Permission.READ_POINTS_BUDGETS)], tags=TAGS)
async def list_withheld_points(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
    is_waiting: Annotated[
        bool, QueryParameter(name="waiting", description="只看还没有补发的")
    ] = True,
) -> Page[WithheldPointsView]:
    """因为预算或保障率暂缓发放的积分，从先到后；姓名已脱敏，时长不受影响。"""
    key = decode_cursor(after, int)
    rows = await queries.withheld_points(
        conn,
        estate_id=estate_id,
        is_waiting=is_waiting,
        after=key[0] if key else 0,
        limit=limit + 1,
    )
    return page_of(
        rows,
        limit=limit,
        key=lambda row: (row.points_withheld_id,),
        item=WithheldPointsView.of,
    )


@post(
    f"{E}/points-withheld/grant",
    guards=[may(Permission.GRANT_WITHHELD_POINTS)],
    tags=TAGS,
    status_code=200,
)
async def grant_waiting_points(
    estate_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[GrantedLaterView]:
    """补发暂缓的积分：先到先发，预算和保障率够的都发。"""

    async def work() -> GrantedLaterView:
        return GrantedLaterView.of(
            await grant_withheld_points(
                conn,
                estate_id=estate_id,
                actor_user_id=actor.user_id,
                now=now_utc(),
                today=today_in_china(),
            )
        )

    return await once(conn, data, work, status=200)


points_budgets = Router(
    path="/",
    route_handlers=[
        list_points_budgets,
        propose_points_budget,
        propose_points_budget_version,
        adopt_points_budget,
        reject_points_budget,
        list_campaign_choices,
        read_points_forecast,
        list_withheld_points,
        grant_waiting_points,
    ],
)
