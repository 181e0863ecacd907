"""A copy of one's data, being forgotten, and what the desk reads out to somebody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc, today_in_china
from ledger.estates.masking import mask_person
from ledger.estates.people.queries import read_person
from ledger.estates.people.routes import log_reading
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.intake.documents import download_headers
from ledger.own_data import operations, queries
from ledger.own_data.copy_of_data import zip_of
from ledger.own_data.payloads import (
    AssistedBody,
    AssistedView,
    ConfirmationBody,
    ConfirmedView,
    DeletionBody,
    DeletionIdView,
    DeletionView,
    DueDeletionsView,
    DueDeletionView,
    ForgottenView,
    Nothing,
)
from ledger.points.queries import wallet_balance
from ledger.web.idempotency import Once, key_of

E = "/api/v1/estates/{estate_id:int}"


@post(
    f"{E}/me/data-copy",
    guards=[may(Permission.KEEP_OWN_DATA)],
    tags=["me"],
    status_code=200,
    media_type="application/zip",
)
async def copy_own_data(
    request: Request[Any, Any, Any],
    estate_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> Response[bytes]:
    """导出我的数据：一个 ZIP，网页、表格和 JSON 各一份。"""
    key_of(request)
    resident_id, today = resident_of(actor), today_in_china()
    await log_reading(
        conn, actor, action="copy_own_data", object_=f"resident:{resident_id}", reason="本人导出"
    )
    sections = await queries.sections_about(conn, estate_id, resident_id, today=today)
    headers = download_headers(f"我的数据-{today.isoformat()}.zip")
    return Response(
        zip_of(sections),
        media_type="application/zip",
        headers=headers | {"Cache-Control": "no-store"},
    )


@get(f"{E}/me/deletion", guards=[may(Permission.KEEP_OWN_DATA)], tags=["me"])
async def read_own_deletion(
    estate_id: FromPath[int], actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection]
) -> DeletionView:
    """我的注销申请办到哪一步。"""
    resident_id = resident_of(actor)
    balance = await wallet_balance(conn, estate_id=estate_id, resident_id=resident_id)
    row = await queries.open_request_of(conn, estate_id, resident_id)
    return DeletionView.of(row, points=balance.points)


@post(f"{E}/me/deletion", guards=[may(Permission.KEEP_OWN_DATA)], tags=["me"])
async def ask_own_deletion(
    estate_id: FromPath[int],
    data: JSONBody[DeletionBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[DeletionIdView]:
    """申请注销：第一步，还要确认。"""
    resident_id = resident_of(actor)

    async def work() -> DeletionIdView:
        request_id = await operations.ask_deletion(
            conn,
            estate_id=estate_id,
            resident_id=resident_id,
            donates_points=data.donates_points,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return DeletionIdView(deletion_request_id=request_id)

    return await once(conn, data, work)


@post(
    f"{E}/me/deletion/confirm",
    guards=[may(Permission.KEEP_OWN_DATA)],
    tags=["me"],
    status_code=200,
)
async def confirm_own_deletion(
    estate_id: FromPath[int],
    data: JSONBody[ConfirmationBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ConfirmedView]:
    """确认注销：写下“确认注销”，七天后办理。"""
    resident_id = resident_of(actor)

    async def work() -> ConfirmedView:
        on = await operations.confirm_deletion(
            conn, estate_id=estate_id, resident_id=resident_id, words=data.words, now=now_utc()
        )
        return ConfirmedView(carried_out_from=on)

    return await once(conn, data, work, status=200)


@post(
    f"{E}/me/deletion/take-back",
    guards=[may(Permission.KEEP_OWN_DATA)],
    tags=["me"],
    status_code=200,
)
async def take_back_own_deletion(
    estate_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[DeletionIdView]:
    """撤回注销申请。"""
    resident_id = resident_of(actor)

    async def work() -> DeletionIdView:
        request_id = await operations.take_back_deletion(
            conn, estate_id=estate_id, resident_id=resident_id, now=now_utc()
        )
        return DeletionIdView(deletion_request_id=request_id)

    return await once(conn, data, work, status=200)


@get(f"{E}/deletion-requests", guards=[may(Permission.CARRY_OUT_DELETIONS)], tags=["people"])
async def list_deletion_requests(
    estate_id: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> DueDeletionsView:
    """确认过、等着办理的注销。"""
    rows = await queries.open_requests(conn, estate_id)
    return DueDeletionsView(
        items=[
            DueDeletionView(
                deletion_request_id=row.deletion_request_id,
                resident_id=row.resident_id,
                confirmed_at=row.confirmed_at,
                carried_out_from=row.confirmed_at + timedelta(days=operations.DAYS_TO_THINK),
            )
            for row in rows
            if row.confirmed_at is not None
        ]
    )


@post(
    f"{E}/deletion-requests/{{deletion_request_id:int}}/carry-out",
    guards=[may(Permission.CARRY_OUT_DELETIONS)],
    tags=["people"],
    status_code=200,
)
async def carry_out_deletion(
    estate_id: FromPath[int],
    deletion_request_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ForgottenView]:
    """办理注销：个人信息销毁，账目换成编号，不能恢复。"""

    async def work() -> ForgottenView:
        pseudonym = await operations.carry_out_deletion(
            conn,
            estate_id=estate_id,
            deletion_request_id=deletion_request_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return ForgottenView(deletion_request_id=deletion_request_id, pseudonym=pseudonym)

    return await once(conn, data, work, status=200)


@post(
    f"{E}/people/{{resident_id:int}}/assisted-views",
    guards=[may(Permission.READ_PEOPLE)],
    tags=["people"],
    status_code=200,
)
async def view_balance_for_resident(
    request: Request[Any, Any, Any],
    estate_id: FromPath[int],
    resident_id: FromPath[int],
    data: JSONBody[AssistedBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> AssistedView:
    """在服务台代查积分和时长，要写理由。"""
    key_of(request)
    person = await read_person(conn, estate_id, resident_id)
    await log_reading(
        conn,
        actor,
        action="view_balance_for_resident",
        object_=f"resident:{resident_id}",
        reason=data.reason,
    )
    balance = await wallet_balance(conn, estate_id=estate_id, resident_id=resident_id)
    return AssistedView(
        resident_id=resident_id,
        name_masked=mask_person(person.name),
        points=balance.points,
        held_points=balance.held_points,
        service_minutes=balance.service_minutes,
    )
