"""签到签退 over HTTP: the organiser's screen and list, the resident's scan."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc
from ledger.errors import ObjectIsNotHere
from ledger.identity.guards import may, resident_of, scope_of
from ledger.identity.permissions import Permission
from ledger.identity.qr_image import qr_svg
from ledger.identity.roles import Actor
from ledger.settings import Settings
from ledger.volunteering.activities.payloads import ActivityView
from ledger.volunteering.activities.queries import planned_activity
from ledger.volunteering.activities.rules import ActivityState, check_state
from ledger.volunteering.attendance import entries_by_hand, operations, queries
from ledger.volunteering.attendance.codes import (
    CheckInCodeIsNotValid,
    Direction,
    check_in_code,
    code_address,
    in_groups,
    seconds_left,
    step_of,
)
from ledger.volunteering.attendance.confirmations import Finishing
from ledger.volunteering.attendance.entries_by_hand import look_at_entries
from ledger.volunteering.attendance.failures import check_failures, record_failure
from ledger.volunteering.attendance.keys import check_in_key
from ledger.volunteering.attendance.payloads import (
    AttendanceListView,
    AttendanceView,
    CheckInBody,
    DirectionName,
    EntriesBody,
    EntriesView,
    FinishBody,
    MarkBody,
    MarkedView,
    ScreenView,
)
from ledger.web.idempotency import Once, key_of

E = "/api/v1/estates/{estate_id:int}"
PLAN = f"{E}/activity-plans/{{activity_id:int}}"
MY_ONE = f"{E}/me/coming-activities/{{activity_id:int}}"


async def marked_view(
    conn: AsyncConnection,
    direction: Direction,
    *,
    estate_id: int,
    activity_id: int,
    resident_id: int,
) -> MarkedView:
    """Return what was just marked."""
    activity = await planned_activity(conn, estate_id=estate_id, activity_id=activity_id)
    [row] = await queries.attendance_of(
        conn, estate_id=estate_id, activity_id=activity_id, resident_id=resident_id
    )
    return MarkedView(
        activity_id=activity_id,
        direction=direction.value,
        direction_title=direction.chinese_title,
        attendance=AttendanceView.of(row, activity),
    )


@post(
    f"{MY_ONE}/check-in",
    guards=[may(Permission.CHECK_IN)],
    tags=["me"],
    status_code=200,
)
async def check_in_by_code(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    data: JSONBody[CheckInBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    settings: NamedDependency[Settings],
    once: NamedDependency[Once],
) -> Response[MarkedView]:
    """用屏幕上的码签到或签退；只认服务器的时间。"""
    resident_id = resident_of(actor)
    now = now_utc()
    tried = {
        "estate_id": estate_id,
        "user_id": actor.user_id,
        "activity_id": activity_id,
    }
    await check_failures(conn, **tried, given=data.code, now=now)

    async def work() -> MarkedView:
        direction = await operations.mark_by_code(
            conn,
            operations.ShownCode(
                data.code, check_in_key(settings.secrets_dir), data.device_digest()
            ),
            estate_id=estate_id,
            activity_id=activity_id,
            resident_id=resident_id,
            actor_user_id=actor.user_id,
            now=now,
        )
        return await marked_view(
            conn, direction, estate_id=estate_id, activity_id=activity_id, resident_id=resident_id
        )

    answer = await once(conn, data, work, status=200)
    # The refusal rolled its own work back; that it was tried is kept beside it.
    if answer.content.get("code") == CheckInCodeIsNotValid.code:
        await record_failure(conn, **tried, given=data.code, now=now)
    return answer


@get(f"{MY_ONE}/attendance", guards=[may(Permission.CHECK_IN)], tags=["me"])
async def read_own_attendance(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> AttendanceListView:
    """自己在这个活动里的签到、签退；没有报名的是空的。"""
    activity = await planned_activity(conn, estate_id=estate_id, activity_id=activity_id)
    if actor.resident_id is None or activity.state is ActivityState.DRAFT:
        raise ObjectIsNotHere("这个活动")
    rows = await queries.attendance_of(
        conn, estate_id=estate_id, activity_id=activity_id, resident_id=actor.resident_id
    )
    return AttendanceListView(items=[AttendanceView.of(row, activity) for row in rows])


# The organiser's --------------------------------------------------------------------------------


@post(
    f"{PLAN}/start",
    guards=[may(Permission.KEEP_ATTENDANCE)],
    tags=["activities"],
    status_code=200,
)
async def start_activity(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ActivityView]:
    """打开签到，从开始前两小时起。"""

    async def work() -> ActivityView:
        now = now_utc()
        activity = await operations.start_activity(
            conn, estate_id=estate_id, activity_id=activity_id, now=now
        )
        return ActivityView.of(activity, now=now)

    return await once(conn, None, work, status=200)


@get(f"{PLAN}/check-in-code", guards=[may(Permission.KEEP_ATTENDANCE)], tags=["activities"])
async def read_check_in_code(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    settings: NamedDependency[Settings],
    direction: Annotated[DirectionName, QueryParameter(description="签到或签退")] = "in",
) -> ScreenView:
    """签到屏上现在的码；每 30 秒换一个，几块屏同时显示同一个。"""
    activity = await planned_activity(conn, estate_id=estate_id, activity_id=activity_id)
    check_state(activity.state, ActivityState.RUNNING, to_do="显示签到码")
    now, way = now_utc(), Direction(direction)
    code = check_in_code(
        check_in_key(settings.secrets_dir),
        estate_id=estate_id,
        activity_id=activity_id,
        step=step_of(now),
        direction=way,
    )
    address = code_address(settings.base_url, activity_id=activity_id, code=code)
    counts = await queries.counts_of(conn, estate_id=estate_id, activity_id=activity_id)
    return ScreenView(
        activity_id=activity_id,
        name=activity.name,
        direction=way.value,
        direction_title=way.chinese_title,
        address=address,
        qr_svg=qr_svg(address),
        digits=in_groups(code),
        seconds_left=seconds_left(now),
        listed=counts.listed,
        came=counts.came,
        gone=counts.gone,
        at=now,
    )


@get(f"{PLAN}/attendance", guards=[may(Permission.READ_ACTIVITY_PLANS)], tags=["activities"])
async def list_attendance(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> AttendanceListView:
    """谁来了、谁走了、能计多少；姓名已脱敏。楼栋长、网格员只看到自己楼栋的人。"""
    activity = await planned_activity(conn, estate_id=estate_id, activity_id=activity_id)
    rows = await queries.attendance_of(
        conn,
        estate_id=estate_id,
        activity_id=activity_id,
        buildings=scope_of(actor, Permission.READ_ACTIVITY_PLANS),
    )
    return AttendanceListView(items=[AttendanceView.of(row, activity) for row in rows])


@post(
    f"{PLAN}/marks",
    guards=[may(Permission.KEEP_ATTENDANCE)],
    tags=["activities"],
    status_code=200,
)
async def mark_by_list(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    data: JSONBody[MarkBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[MarkedView]:
    """替没有手机的人按名单签到、签退；不能给自己。"""

    async def work() -> MarkedView:
        await operations.mark_by_list(
            conn,
            data.direction,
            estate_id=estate_id,
            activity_id=activity_id,
            resident_id=data.resident_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return await marked_view(
            conn,
            data.direction,
            estate_id=estate_id,
            activity_id=activity_id,
            resident_id=data.resident_id,
        )

    return await once(conn, data, work, status=200)


@post(
    f"{PLAN}/entries/preview",
    guards=[may(Permission.ENTER_ATTENDANCE)],
    tags=["activities"],
    status_code=200,
)
async def preview_entries(
    request: Request[Any, Any, Any],
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    data: JSONBody[EntriesBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> EntriesView:
    """补录的预览：逐行能计多少、哪里要改，合计多少；什么都不写。"""
    key_of(request)
    looked = await look_at_entries(
        conn,
        [each.row() for each in data.rows],
        estate_id=estate_id,
        activity_id=activity_id,
        actor_user_id=actor.user_id,
        buildings=scope_of(actor, Permission.ENTER_ATTENDANCE),
        now=now_utc(),
    )
    return EntriesView.of(activity_id, looked)


@post(f"{PLAN}/entries", guards=[may(Permission.ENTER_ATTENDANCE)], tags=["activities"])
async def enter_by_hand(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    data: JSONBody[EntriesBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[EntriesView]:
    """补录一批人的到场，每行写依据；有一行不对就都不写。"""

    async def work() -> EntriesView:
        looked = await entries_by_hand.enter_by_hand(
            conn,
            [each.row() for each in data.rows],
            estate_id=estate_id,
            activity_id=activity_id,
            actor_user_id=actor.user_id,
            document_id=data.document_id,
            buildings=scope_of(actor, Permission.ENTER_ATTENDANCE),
            now=now_utc(),
        )
        return EntriesView.of(activity_id, looked)

    return await once(conn, data, work)


@post(
    f"{PLAN}/finish",
    guards=[may(Permission.KEEP_ATTENDANCE)],
    tags=["activities"],
    status_code=200,
)
async def finish_activity(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    data: JSONBody[FinishBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ActivityView]:
    """结束活动、确认名单：到场的人各有一条服务记录，等另外的负责人核实。"""

    async def work() -> ActivityView:
        now = now_utc()
        activity = await operations.finish_activity(
            conn,
            Finishing(
                actor.user_id, actor.display_name, actor.roles, data.reason, data.document_id
            ),
            estate_id=estate_id,
            activity_id=activity_id,
            now=now,
        )
        return ActivityView.of(activity, now=now)

    return await once(conn, data, work, status=200)


attendance = Router(
    path="/",
    route_handlers=[
        check_in_by_code,
        read_own_attendance,
        start_activity,
        read_check_in_code,
        list_attendance,
        mark_by_list,
        preview_entries,
        enter_by_hand,
        finish_activity,
    ],
)
