"""更正 over HTTP: prepared by one person, decided by another."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc, today_in_china
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.posting.payloads import Nothing
from ledger.volunteering.corrections import operations, queries
from ledger.volunteering.corrections.payloads import (
    PresenceBody,
    ServiceCorrectionBody,
    ServiceCorrectionPreviewView,
    ServiceCorrectionRefusalBody,
    ServiceCorrectionView,
    State,
)
from ledger.web.idempotency import Once, key_of
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

E = "/api/v1/estates/{estate_id:int}"
RECORD = f"{E}/service-records/{{service_record_id:int}}"
ONE = f"{E}/service-corrections/{{service_correction_id:int}}"


@get(
    f"{E}/service-corrections",
    guards=[may(Permission.READ_SERVICE_APPEALS)],
    tags=["service records"],
)
async def list_service_corrections(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
    in_state: Annotated[
        State | None, QueryParameter(name="state", description="只看一种状态")
    ] = None,
) -> Page[ServiceCorrectionView]:
    """服务记录的更正，从新到旧；姓名已脱敏。"""
    key = decode_cursor(after, int)
    rows = await queries.corrections(
        conn, estate_id=estate_id, state=in_state, before=key[0] if key else None, limit=limit + 1
    )
    return page_of(
        rows,
        limit=limit,
        key=lambda row: (row.service_correction_id,),
        item=ServiceCorrectionView.of,
    )


@post(
    f"{RECORD}/corrections/preview",
    guards=[may(Permission.PREPARE_SERVICE_CORRECTIONS)],
    tags=["service records"],
    status_code=200,
)
async def preview_service_correction(
    request: Request[Any, Any, Any],
    estate_id: FromPath[int],
    service_record_id: FromPath[int],
    data: JSONBody[PresenceBody],
    conn: NamedDependency[AsyncConnection],
) -> ServiceCorrectionPreviewView:
    """更正会怎样，先看再提；什么都不写。"""
    key_of(request)
    preview = await operations.preview_correction(
        conn,
        data.presence(),
        estate_id=estate_id,
        service_record_id=service_record_id,
        today=today_in_china(),
    )
    return ServiceCorrectionPreviewView.of(preview)


@post(
    f"{RECORD}/corrections",
    guards=[may(Permission.PREPARE_SERVICE_CORRECTIONS)],
    tags=["service records"],
)
async def prepare_service_correction(
    estate_id: FromPath[int],
    service_record_id: FromPath[int],
    data: JSONBody[ServiceCorrectionBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ServiceCorrectionView]:
    """提出更正一条已入账的记录；另一位负责人复核以后才记账。"""

    async def work() -> ServiceCorrectionView:
        prepared = await operations.prepare_correction(
            conn,
            data.wanted(),
            estate_id=estate_id,
            service_record_id=service_record_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return ServiceCorrectionView.of(prepared)

    return await once(conn, data, work)


@post(
    f"{ONE}/approval",
    guards=[may(Permission.DECIDE_SERVICE_CORRECTIONS)],
    tags=["service records"],
    status_code=200,
)
async def approve_service_correction(
    estate_id: FromPath[int],
    service_correction_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ServiceCorrectionView]:
    """复核同意一次更正并记账；不能是提出的人，也不能是本人。"""

    async def work() -> ServiceCorrectionView:
        now = now_utc()
        posted = await operations.approve_correction(
            conn,
            estate_id=estate_id,
            service_correction_id=service_correction_id,
            actor_user_id=actor.user_id,
            now=now,
            today=today_in_china(now),
        )
        return ServiceCorrectionView.of(posted)

    return await once(conn, data, work, status=200)


@post(
    f"{ONE}/refusal",
    guards=[may(Permission.DECIDE_SERVICE_CORRECTIONS)],
    tags=["service records"],
    status_code=200,
)
async def refuse_service_correction(
    estate_id: FromPath[int],
    service_correction_id: FromPath[int],
    data: JSONBody[ServiceCorrectionRefusalBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ServiceCorrectionView]:
    """复核不同意，写明理由；记录照旧。"""

    async def work() -> ServiceCorrectionView:
        refused = await operations.refuse_correction(
            conn,
            estate_id=estate_id,
            service_correction_id=service_correction_id,
            reason=data.reason,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return ServiceCorrectionView.of(refused)

    return await once(conn, data, work, status=200)


corrections = Router(
    path="/",
    route_handlers=[
        list_service_corrections,
        preview_service_correction,
        prepare_service_correction,
        approve_service_correction,
        refuse_service_correction,
    ],
)
