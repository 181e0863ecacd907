"""One's own record and appeals over HTTP, and the desk's answers."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import CHINA, now_utc, today_in_china
from ledger.errors import ObjectIsNotHere
from ledger.estates.queries import rule_profile
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.points.budgets.queries import withheld_of_records
from ledger.volunteering import queries as records
from ledger.volunteering.appeals import operations, queries
from ledger.volunteering.appeals.payloads import (
    AbsenceBody,
    MyServiceRecordDetailView,
    ServiceAppealAnswerBody,
    ServiceAppealBody,
    ServiceAppealsView,
    ServiceAppealView,
    ServiceRecordDetailView,
    State,
)
from ledger.volunteering.appeals.words import how_minutes_came, how_points_came
from ledger.volunteering.corrections.queries import corrections_of, standings
from ledger.web.idempotency import Once
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

E = "/api/v1/estates/{estate_id:int}"
MY_RECORD = f"{E}/me/service-records/{{service_record_id:int}}"


@get(MY_RECORD, guards=[may(Permission.READ_OWN_SERVICE)], tags=["me"])
async def read_own_service_record(
    estate_id: FromPath[int],
    service_record_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> MyServiceRecordDetailView:
    """我的一条服务记录：时长和积分怎么算出来的，更正、申诉的经过。"""
    resident_id = resident_of(actor)
    ids = {"estate_id": estate_id, "service_record_id": service_record_id}
    record = await records.service_record(conn, **ids)
    if record.resident_id != resident_id:
        raise ObjectIsNotHere("这条服务记录")
    facts = await queries.record_facts(conn, **ids)
    found = await standings(conn, estate_id=estate_id, service_record_ids=[service_record_id])
    standing = found.get(service_record_id)
    withheld = await withheld_of_records(
        conn, estate_id=estate_id, service_record_ids=[service_record_id]
    )
    planned = (
        (facts.starts_at.astimezone(CHINA).time(), facts.ends_at.astimezone(CHINA).time())
        if facts.starts_at is not None and facts.ends_at is not None
        else None
    )
    how = how_minutes_came(
        standing.checked_in if standing else record.checked_in,
        standing.checked_out if standing else record.checked_out,
        standing.service_minutes if standing else record.service_minutes,
        planned=planned,
    )
    if standing is not None:
        is_cut = standing.corrections == 0
        how += how_points_came(
            await rule_profile(conn, estate_id, on=record.served_on),
            service_type=record.service_type,
            service_minutes=standing.service_minutes,
            points=standing.points,
            points_cut=facts.points_cut if is_cut else 0,
            cut_reason=facts.cut_reason if is_cut else None,
        )
    return MyServiceRecordDetailView.of(
        record,
        facts,
        standing=standing,
        withheld=withheld.get(service_record_id),
        how=how,
        corrections=await corrections_of(conn, **ids),
        appeals=await queries.appeals_of(conn, resident_id=resident_id, **ids),
        today=today_in_china(),
    )


@post(f"{MY_RECORD}/appeals", guards=[may(Permission.APPEAL_OWN_SERVICE)], tags=["me"])
async def appeal_own_service_record(
    estate_id: FromPath[int],
    service_record_id: FromPath[int],
    data: JSONBody[ServiceAppealBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ServiceAppealView]:
    """对自己的一条记录申诉；答复以前，原来的时长和积分照样算数。"""
    resident_id = resident_of(actor)

    async def work() -> ServiceAppealView:
        now = now_utc()
        appeal = await operations.appeal_record(
            conn,
            data.appeal(),
            estate_id=estate_id,
            service_record_id=service_record_id,
            resident_id=resident_id,
            actor_user_id=actor.user_id,
            now=now,
            today=today_in_china(now),
        )
        return ServiceAppealView.of(appeal)

    return await once(conn, data, work)


@post(
    f"{E}/me/activities/{{activity_id:int}}/appeals",
    guards=[may(Permission.APPEAL_OWN_SERVICE)],
    tags=["me"],
)
async def appeal_missing_record(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    data: JSONBody[AbsenceBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ServiceAppealView]:
    """参加了活动却没有记上，申诉补记。"""
    resident_id = resident_of(actor)

    async def work() -> ServiceAppealView:
        now = now_utc()
        appeal = await operations.appeal_absence(
            conn,
            data.appeal(),
            estate_id=estate_id,
            activity_id=activity_id,
            resident_id=resident_id,
            actor_user_id=actor.user_id,
            now=now,
            today=today_in_china(now),
        )
        return ServiceAppealView.of(appeal)

    return await once(conn, data, work)


@get(f"{E}/me/service-appeals", guards=[may(Permission.APPEAL_OWN_SERVICE)], tags=["me"])
async def list_own_service_appeals(
    estate_id: FromPath[int], actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection]
) -> ServiceAppealsView:
    """我的申诉和答复，从新到旧。"""
    rows = await queries.appeals_of(conn, estate_id=estate_id, resident_id=resident_of(actor))
    return ServiceAppealsView(items=[ServiceAppealView.of(row) for row in rows])


# The desk's -------------------------------------------------------------------------------------


@get(
    f"{E}/service-appeals",
    guards=[may(Permission.READ_SERVICE_APPEALS)],
    tags=["service records"],
)
async def list_service_appeals(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
    in_state: Annotated[
        State | None, QueryParameter(name="state", description="只看一种状态")
    ] = None,
) -> Page[ServiceAppealView]:
    """服务记录的申诉，先来的在前；姓名已脱敏。"""
    key = decode_cursor(after, int)
    rows = await queries.appeals(
        conn, estate_id=estate_id, state=in_state, after=key[0] if key else 0, limit=limit + 1
    )
    return page_of(
        rows, limit=limit, key=lambda row: (row.service_appeal_id,), item=ServiceAppealView.of
    )


@post(
    f"{E}/service-appeals/{{service_appeal_id:int}}/answer",
    guards=[may(Permission.ANSWER_SERVICE_APPEALS)],
    tags=["service records"],
    status_code=200,
)
async def answer_service_appeal(
    estate_id: FromPath[int],
    service_appeal_id: FromPath[int],
    data: JSONBody[ServiceAppealAnswerBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ServiceAppealView]:
    """答复申诉；登记、核实过这条记录的人不能答复。同意的再由另一个人复核。"""

    async def work() -> ServiceAppealView:
        now = now_utc()
        answered = await operations.answer_appeal(
            conn,
            data.answer(),
            estate_id=estate_id,
            service_appeal_id=service_appeal_id,
            actor_user_id=actor.user_id,
            display_name=actor.display_name,
            roles=actor.roles,
            now=now,
            today=today_in_china(now),
        )
        return ServiceAppealView.of(answered)

    return await once(conn, data, work, status=200)


@get(
    f"{E}/service-records/{{service_record_id:int}}",
    guards=[may(Permission.READ_SERVICE_APPEALS)],
    tags=["service records"],
)
async def read_service_record(
    estate_id: FromPath[int],
    service_record_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
) -> ServiceRecordDetailView:
    """一条服务记录和它的链条：原记录、历次更正、申诉。"""
    ids = {"estate_id": estate_id, "service_record_id": service_record_id}
    record = await records.service_record(conn, **ids)
    found = await standings(conn, estate_id=estate_id, service_record_ids=[service_record_id])
    verified = await records.verified_spans(conn, estate_id=estate_id, days=[record.served_on])
    return ServiceRecordDetailView.of(
        record,
        clash=record.span.first_clash(verified) if record.state == "waiting" else None,
        standing=found.get(service_record_id),
        corrections=await corrections_of(conn, **ids),
        appeals=await queries.appeals_about(conn, **ids),
    )


appeals = Router(
    path="/",
    route_handlers=[
        read_own_service_record,
        appeal_own_service_record,
        appeal_missing_record,
        list_own_service_appeals,
        list_service_appeals,
        answer_service_appeal,
        read_service_record,
    ],
)
