"""Service records: the organiser's queue, and a resident's own list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc, today_in_china
from ledger.identity.guards import may, resident_of, scope_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.points.budgets.queries import withheld_of_records
from ledger.posting.payloads import Nothing
from ledger.volunteering import queries, verification
from ledger.volunteering.activities.own_routes import own_activities
from ledger.volunteering.activities.routes import activities
from ledger.volunteering.appeals.routes import appeals
from ledger.volunteering.attendance.routes import attendance
from ledger.volunteering.corrections.queries import standings
from ledger.volunteering.corrections.routes import corrections
from ledger.volunteering.dry_run.routes import dry_runs
from ledger.volunteering.earned import points_cut
from ledger.volunteering.expected import expected_points
from ledger.volunteering.honours.routes import honours
from ledger.volunteering.payloads import (
    PLAIN,
    MyActivityView,
    MyServiceRecordView,
    NewCompletion,
    PointsCutView,
    ServiceRecordView,
)
from ledger.volunteering.ratings.routes import ratings
from ledger.volunteering.standing.routes import standing
from ledger.volunteering.teams.own_routes import own_teams
from ledger.volunteering.teams.routes import teams
from ledger.web.idempotency import Once
from ledger.web.paging import After, Limit, Page, PageCursorIsMalformed, decode_cursor, page_of

__all__ = [
    "activities",
    "appeals",
    "attendance",
    "complete_service_record",
    "corrections",
    "dry_runs",
    "honours",
    "list_my_activities",
    "list_my_points_cut",
    "list_my_service_records",
    "list_service_records",
    "own_activities",
    "own_teams",
    "ratings",
    "standing",
    "teams",
    "verify_service_record",
]

E = "/api/v1/estates/{estate_id:int}"


@get(f"{E}/me/service-records", guards=[may(Permission.READ_OWN_SERVICE)], tags=["me"])
async def list_my_service_records(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
) -> Page[MyServiceRecordView]:
    """我的志愿服务，从新到旧；待核实的写明原因。"""
    rows = await queries.service_records_of(
        conn,
        estate_id=estate_id,
        resident_id=resident_of(actor),
        before=_day_and_id(after),
        limit=limit + 1,
    )
    ids = [each.service_record_id for each in rows]
    withheld = await withheld_of_records(conn, estate_id=estate_id, service_record_ids=ids)
    found = await standings(conn, estate_id=estate_id, service_record_ids=ids)
    return page_of(
        rows,
        limit=limit,
        key=lambda record: (record.served_on.isoformat(), record.service_record_id),
        item=lambda record: MyServiceRecordView.of(
            record,
            found.get(record.service_record_id),
            withheld=withheld.get(record.service_record_id),
        ),
    )


@get(f"{E}/me/points-cut", guards=[may(Permission.READ_OWN_POINTS)], tags=["me"])
async def list_my_points_cut(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 30,
    after: After = None,
) -> Page[PointsCutView]:
    """我的服务和投放里，因为上限少计了积分的，以及原因；从新到旧。"""
    key = decode_cursor(after, str, str)
    try:
        before = (date.fromisoformat(key[0]), key[1]) if key else None
    except ValueError as fault:
        raise PageCursorIsMalformed("翻页位置无法识别，请从第一页重新打开列表。") from fault
    rows = await points_cut(
        conn,
        estate_id=estate_id,
        resident_id=resident_of(actor),
        before=before,
        limit=limit + 1,
    )
    return page_of(
        rows, limit=limit, key=lambda cut: (cut.day.isoformat(), cut.fact), item=PointsCutView.of
    )


@get(f"{E}/me/activities", guards=[may(Permission.READ_ACTIVITIES)], tags=["me"])
async def list_my_activities(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 30,
    after: After = None,
    is_mine: Annotated[bool, QueryParameter(description="只看本人参加过的")] = False,
) -> Page[MyActivityView]:
    """小区的活动，从新到旧，以及本人在每次活动里的记录。"""
    rows = await queries.activities_seen_by(
        conn,
        estate_id=estate_id,
        resident_id=resident_of(actor),
        is_mine=is_mine,
        before=_day_and_id(after),
        limit=limit + 1,
    )
    return page_of(
        rows,
        limit=limit,
        key=lambda activity: (activity.held_on.isoformat(), activity.activity_id),
        item=MyActivityView.of,
    )


def _day_and_id(after: str | None) -> tuple[date, int] | None:
    key = decode_cursor(after, str, int)
    if key is None:
        return None
    try:
        return date.fromisoformat(key[0]), key[1]
    except ValueError as fault:
        raise PageCursorIsMalformed("翻页位置无法识别，请从第一页重新打开列表。") from fault


@get(
    f"{E}/service-records",
    guards=[may(Permission.READ_SERVICE_RECORDS)],
    tags=["service records"],
)
async def list_service_records(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
    in_state: Annotated[
        Literal["waiting", "verified"] | None,
        QueryParameter(name="state", description="待核实或已入账"),
    ] = None,
    q: Annotated[
        str, QueryParameter(max_length=40, pattern=PLAIN, description="活动、类型或姓名的一部分")
    ] = "",
) -> Page[ServiceRecordView]:
    """志愿服务记录；姓名已脱敏。楼栋长、网格员只看到自己楼栋的人。"""
    key = decode_cursor(after, int)
    rows = await queries.service_records(
        conn,
        estate_id=estate_id,
        state=in_state,
        q=q,
        after=key[0] if key else 0,
        limit=limit + 1,
        buildings=scope_of(actor, Permission.READ_SERVICE_RECORDS),
    )
    views = await _views(conn, rows, estate_id=estate_id)
    return page_of(
        rows,
        limit=limit,
        key=lambda record: (record.service_record_id,),
        item=lambda record: views[record.service_record_id],
    )


async def _views(
    conn: AsyncConnection, rows: Sequence[queries.ServiceRecordRow], *, estate_id: int
) -> dict[int, ServiceRecordView]:
    """Return records with the points that wait, and with what verifying them now would bring."""
    withheld = await withheld_of_records(
        conn, estate_id=estate_id, service_record_ids=[each.service_record_id for each in rows]
    )
    expected = await expected_points(conn, rows, estate_id=estate_id)
    waiting = [each for each in rows if each.state == "waiting"]
    verified = await queries.verified_spans(
        conn, estate_id=estate_id, days={each.served_on for each in waiting}
    )
    clashes = {each.service_record_id: each.span.first_clash(verified) for each in waiting}
    return {
        each.service_record_id: ServiceRecordView.of(
            each,
            clash=clashes.get(each.service_record_id),
            withheld=withheld.get(each.service_record_id),
            expected=expected.get(each.service_record_id),
        )
        for each in rows
    }


@post(
    f"{E}/service-records/{{service_record_id:int}}/complete",
    guards=[may(Permission.COMPLETE_SERVICE_RECORDS)],
    tags=["service records"],
    status_code=200,
)
async def complete_service_record(
    estate_id: FromPath[int],
    service_record_id: FromPath[int],
    data: JSONBody[NewCompletion],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ServiceRecordView]:
    """补齐签退或核实人；补齐后仍要另一位负责人核实才计时长和积分。"""

    async def work() -> ServiceRecordView:
        record = await verification.complete_service_record(
            conn,
            estate_id=estate_id,
            service_record_id=service_record_id,
            completion=data.completion(),
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return (await _views(conn, [record], estate_id=estate_id))[service_record_id]

    return await once(conn, data, work, status=200)


@post(
    f"{E}/service-records/{{service_record_id:int}}/verify",
    guards=[may(Permission.VERIFY_SERVICE_RECORDS)],
    tags=["service records"],
    status_code=200,
)
async def verify_service_record(
    estate_id: FromPath[int],
    service_record_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ServiceRecordView]:
    """核实一条记录并入账；导入或补齐它的人不能核实，楼栋长、网格员只核实自己楼栋的人。"""

    async def work() -> ServiceRecordView:
        record = await verification.verify_service_record(
            conn,
            estate_id=estate_id,
            service_record_id=service_record_id,
            actor_user_id=actor.user_id,
            roles=actor.roles,
            buildings=scope_of(actor, Permission.VERIFY_SERVICE_RECORDS),
            now=now_utc(),
            today=today_in_china(),
        )
        return (await _views(conn, [record], estate_id=estate_id))[service_record_id]

    return await once(conn, data, work, status=200)
