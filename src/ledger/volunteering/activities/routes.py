"""活动 over HTTP: what organisers plan, publish and call off, and whom they put on the list."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc
from ledger.identity.guards import may, scope_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.volunteering.activities import operations, queries, sign_ups
from ledger.volunteering.activities.categories import all_categories
from ledger.volunteering.activities.pages import activities_page, moment_and_id
from ledger.volunteering.activities.payloads import (
    PLAIN,
    ActivityBody,
    ActivityView,
    CategoriesView,
    NewActivityBody,
    PlannedView,
    PublishBody,
    PublishedView,
    ResidentBody,
    SignUpsView,
    SignUpView,
    StateName,
)
from ledger.volunteering.activities.rules import ActivityState
from ledger.web.idempotency import Once
from ledger.web.paging import After, Limit, Page

E = "/api/v1/estates/{estate_id:int}"
PLANS = f"{E}/activity-plans"
PLAN = f"{PLANS}/{{activity_id:int}}"


@get(
    f"{E}/activity-categories",
    guards=[may(Permission.READ_ACTIVITY_PLANS)],
    tags=["activities"],
)
async def list_activity_categories(estate_id: FromPath[int]) -> CategoriesView:
    """活动可以选的类别。"""
    return CategoriesView(items=list(all_categories()))


@get(PLANS, guards=[may(Permission.READ_ACTIVITY_PLANS)], tags=["activities"])
async def list_activity_plans(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
    in_state: Annotated[
        StateName | None, QueryParameter(name="state", description="只看这个状态的")
    ] = None,
    q: Annotated[
        str, QueryParameter(max_length=40, pattern=PLAIN, description="名称、地点或类别的一部分")
    ] = "",
) -> Page[ActivityView]:
    """活动安排，从新到旧。"""
    rows = await queries.planned_activities(
        conn,
        estate_id=estate_id,
        states=None if in_state is None else [ActivityState(in_state)],
        q=q,
        before=moment_and_id(after),
        limit=limit + 1,
    )
    return activities_page(rows, limit=limit, now=now_utc())


@get(PLAN, guards=[may(Permission.READ_ACTIVITY_PLANS)], tags=["activities"])
async def read_activity_plan(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
) -> ActivityView:
    """一个活动的安排。"""
    activity = await queries.planned_activity(conn, estate_id=estate_id, activity_id=activity_id)
    return ActivityView.of(activity, now=now_utc())


@get(f"{PLAN}/sign-ups", guards=[may(Permission.READ_ACTIVITY_PLANS)], tags=["activities"])
async def list_sign_ups(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> SignUpsView:
    """报名名单，按报名先后；姓名已脱敏。楼栋长、网格员只看到自己楼栋的人。"""
    await queries.planned_activity(conn, estate_id=estate_id, activity_id=activity_id)
    rows = await queries.sign_ups_of(
        conn,
        estate_id=estate_id,
        activity_id=activity_id,
        buildings=scope_of(actor, Permission.READ_ACTIVITY_PLANS),
    )
    return SignUpsView(items=[SignUpView.of(row) for row in rows])


@post(PLANS, guards=[may(Permission.KEEP_ACTIVITIES)], tags=["activities"])
async def plan_activities(
    estate_id: FromPath[int],
    data: JSONBody[NewActivityBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PlannedView]:
    """写活动草稿；重复的活动每一天一份。发布以后居民才看得到。"""

    async def work() -> PlannedView:
        ids = await operations.plan_activities(
            conn,
            data.draft(),
            estate_id=estate_id,
            repeats=data.repeats,
            last_on=data.last_on,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return PlannedView(activity_id=ids[0], activity_ids=ids)

    return await once(conn, data, work)


@put(PLAN, guards=[may(Permission.KEEP_ACTIVITIES)], tags=["activities"])
async def change_activity_plan(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    data: JSONBody[ActivityBody],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ActivityView]:
    """修改草稿或报名中的活动；时间、地点变了会通知报了名的人。"""

    async def work() -> ActivityView:
        now = now_utc()
        activity = await operations.change_plan(
            conn, data.draft(), estate_id=estate_id, activity_id=activity_id, now=now
        )
        return ActivityView.of(activity, now=now)

    return await once(conn, data, work, status=200)


@post(
    f"{PLANS}/publish",
    guards=[may(Permission.KEEP_ACTIVITIES)],
    tags=["activities"],
    status_code=200,
)
async def publish_activities(
    estate_id: FromPath[int],
    data: JSONBody[PublishBody],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PublishedView]:
    """发布草稿，开始报名；一次发布一个或一个系列。"""

    async def work() -> PublishedView:
        now = now_utc()
        published = await operations.publish_activities(
            conn, estate_id=estate_id, activity_ids=data.activity_ids, now=now
        )
        return PublishedView(items=[ActivityView.of(each, now=now) for each in published])

    return await once(conn, data, work, status=200)


@post(
    f"{PLAN}/cancel",
    guards=[may(Permission.KEEP_ACTIVITIES)],
    tags=["activities"],
    status_code=200,
)
async def cancel_activity(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ActivityView]:
    """取消还没开始的活动，通知报了名的人。"""

    async def work() -> ActivityView:
        now = now_utc()
        activity = await operations.cancel_activity(
            conn, estate_id=estate_id, activity_id=activity_id, now=now
        )
        return ActivityView.of(activity, now=now)

    return await once(conn, None, work, status=200)


@post(f"{PLAN}/sign-ups", guards=[may(Permission.KEEP_ACTIVITIES)], tags=["activities"])
async def sign_up_for_resident(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    data: JSONBody[ResidentBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ActivityView]:
    """替没有手机的居民报名，或者现场加人；满了就候补。"""

    async def work() -> ActivityView:
        now = now_utc()
        activity = await sign_ups.sign_up_on_the_spot(
            conn,
            estate_id=estate_id,
            activity_id=activity_id,
            resident_id=data.resident_id,
            actor_user_id=actor.user_id,
            now=now,
        )
        return ActivityView.of(activity, now=now)

    return await once(conn, data, work)


@post(
    f"{PLAN}/sign-ups/take-off",
    guards=[may(Permission.KEEP_ACTIVITIES)],
    tags=["activities"],
    status_code=200,
)
async def take_off_the_list(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    data: JSONBody[ResidentBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ActivityView]:
    """替居民取消报名，过了截止时间也可以。"""

    async def work() -> ActivityView:
        now = now_utc()
        activity = await sign_ups.take_off_the_list(
            conn,
            estate_id=estate_id,
            activity_id=activity_id,
            resident_id=data.resident_id,
            actor_user_id=actor.user_id,
            now=now,
        )
        return ActivityView.of(activity, now=now)

    return await once(conn, data, work, status=200)


activities = Router(
    path="/",
    route_handlers=[
        list_activity_categories,
        list_activity_plans,
        read_activity_plan,
        list_sign_ups,
        plan_activities,
        change_activity_plan,
        publish_activities,
        cancel_activity,
        sign_up_for_resident,
        take_off_the_list,
    ],
)
