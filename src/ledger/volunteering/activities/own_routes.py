"""What a resident sees of activities, and signs up for."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc
from ledger.errors import ObjectIsNotHere
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.volunteering.activities import queries, sign_ups
from ledger.volunteering.activities.calendar_file import calendar_file
from ledger.volunteering.activities.pages import activities_page, moment_and_id
from ledger.volunteering.activities.payloads import ActivityView
from ledger.volunteering.activities.rules import ActivityState
from ledger.web.idempotency import Once
from ledger.web.paging import After, Limit, Page

MINE = "/api/v1/estates/{estate_id:int}/me/coming-activities"
MY_ONE = f"{MINE}/{{activity_id:int}}"


@get(MINE, guards=[may(Permission.READ_ACTIVITIES)], tags=["me"])
async def list_coming_activities(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 30,
    after: After = None,
    is_mine: Annotated[bool, QueryParameter(description="只看本人报了名的")] = False,
) -> Page[ActivityView]:
    """还能参加的活动，从近到远，以及本人的报名。"""
    now = now_utc()
    rows = await queries.coming_activities(
        conn,
        estate_id=estate_id,
        resident_id=resident_of(actor),
        is_mine=is_mine,
        now=now,
        after=moment_and_id(after),
        limit=limit + 1,
    )
    return activities_page(rows, limit=limit, now=now)


async def _seen_by(
    conn: AsyncConnection, actor: Actor, activity_id: int
) -> queries.PlannedActivity:
    activity = await queries.planned_activity(
        conn,
        estate_id=actor.estate_id,
        activity_id=activity_id,
        resident_id=resident_of(actor),
    )
    if activity.state is ActivityState.DRAFT:
        raise ObjectIsNotHere("这个活动")
    return activity


@get(MY_ONE, guards=[may(Permission.READ_ACTIVITIES)], tags=["me"])
async def read_coming_activity(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> ActivityView:
    """一个活动的时间、地点、名额和本人的报名。"""
    return ActivityView.of(await _seen_by(conn, actor, activity_id), now=now_utc())


@get(
    f"{MY_ONE}/calendar",
    guards=[may(Permission.READ_ACTIVITIES)],
    tags=["me"],
    media_type="text/calendar",
)
async def download_calendar_file(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> Response[bytes]:
    """活动的日历文件（iCalendar），可以加进手机日历。"""
    activity = await _seen_by(conn, actor, activity_id)
    content = calendar_file(activity, estate_code=str(estate_id), now=now_utc())
    return Response(
        content,
        media_type="text/calendar; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="activity-{activity_id}.ics"'},
    )


@post(f"{MY_ONE}/sign-up", guards=[may(Permission.SIGN_UP_FOR_ACTIVITIES)], tags=["me"])
async def sign_up_for_activity(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ActivityView]:
    """报名；名额满了就候补，有名额时发消息。"""
    resident_id = resident_of(actor)

    async def work() -> ActivityView:
        now = now_utc()
        activity = await sign_ups.sign_up(
            conn,
            estate_id=estate_id,
            activity_id=activity_id,
            resident_id=resident_id,
            actor_user_id=actor.user_id,
            now=now,
        )
        return ActivityView.of(activity, now=now)

    return await once(conn, None, work)


@post(
    f"{MY_ONE}/cancel",
    guards=[may(Permission.SIGN_UP_FOR_ACTIVITIES)],
    tags=["me"],
    status_code=200,
)
async def cancel_own_sign_up(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ActivityView]:
    """取消自己的报名；排在前面的候补会补上。"""
    resident_id = resident_of(actor)

    async def work() -> ActivityView:
        now = now_utc()
        activity = await sign_ups.cancel_sign_up(
            conn,
            estate_id=estate_id,
            activity_id=activity_id,
            resident_id=resident_id,
            actor_user_id=actor.user_id,
            now=now,
        )
        return ActivityView.of(activity, now=now)

    return await once(conn, None, work, status=200)


own_activities = Router(
    path="/",
    route_handlers=[
        list_coming_activities,
        read_coming_activity,
        download_calendar_file,
        sign_up_for_activity,
        cancel_own_sign_up,
    ],
)
