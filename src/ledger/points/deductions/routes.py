"""更正扣减 over HTTP: at the desk by two people, on the phone by the one whose points they are."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.db.ids import now_utc, today_in_china
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.points.deductions import operations, queries
from ledger.points.deductions.payloads import (
    AppealAnswer,
    DeductionProposedView,
    DeductionReason,
    DeductionState,
    DeductionView,
    NewAppeal,
    NewDeduction,
    OwnDeductionsView,
    OwnDeductionView,
    PointsGrantView,
)
from ledger.posting.payloads import Nothing
from ledger.web.idempotency import Once
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

E = "/api/v1/estates/{estate_id:int}"
ALL = f"{E}/points-deductions"
ONE = f"{ALL}/{{points_deduction_id:int}}"
MINE = f"{E}/me/points-deductions"
OWN_SHOWN = 50


async def _view(
    conn: AsyncConnection, *, estate_id: int, points_deduction_id: int, actor: Actor
) -> DeductionView:
    found = await queries.deduction(
        conn, estate_id=estate_id, points_deduction_id=points_deduction_id
    )
    return DeductionView.of(found, actor_user_id=actor.user_id)


@get(f"{E}/points-grants", guards=[may(Permission.PROPOSE_DEDUCTIONS)], tags=["points"])
async def read_points_grant(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    seq: Annotated[int | None, QueryParameter(ge=1, le=2**53, description="凭证的序号")] = None,
    month: Annotated[
        str | None, QueryParameter(max_length=7, description="不知道序号的：凭证的月份，如 2026-06")
    ] = None,
    number: Annotated[
        int, QueryParameter(ge=0, le=2**31 - 1, description="和凭证的号数，如 31")
    ] = 0,
) -> PointsGrantView:
    """按凭证找一笔发放，看它发了多少、还能更正多少。"""
    no = (0, 0) if month is None else (Month.parse(month).number, number)
    grant = await queries.grant_of(conn, estate_id=estate_id, seq=seq, no=no)
    return PointsGrantView.of(grant)


@get(ALL, guards=[may(Permission.READ_DEDUCTIONS)], tags=["points"])
async def list_points_deductions(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    wanted: Annotated[
        DeductionState | None, QueryParameter(name="state", description="只要这种状态的")
    ] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[DeductionView]:
    """积分的更正和申诉，从新到旧；姓名已脱敏。"""
    key = decode_cursor(after, int)
    rows = await queries.deductions(
        conn,
        estate_id=estate_id,
        state=wanted,
        before=key[0] if key else None,
        limit=limit + 1,
    )
    return page_of(
        rows,
        limit=limit,
        key=lambda each: (each.points_deduction_id,),
        item=lambda each: DeductionView.of(each, actor_user_id=actor.user_id),
    )


@post(ALL, guards=[may(Permission.PROPOSE_DEDUCTIONS)], tags=["points"])
async def propose_points_deduction(
    estate_id: FromPath[int],
    data: JSONBody[NewDeduction],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[DeductionProposedView]:
    """提出更正多发的积分，等另一个人批准。"""

    async def work() -> DeductionProposedView:
        points_deduction_id = await operations.propose_deduction(
            conn,
            data.asked(),
            estate_id=estate_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return DeductionProposedView(points_deduction_id=points_deduction_id)

    return await once(conn, data, work)


@post(
    f"{ONE}/approve", guards=[may(Permission.DECIDE_DEDUCTIONS)], tags=["points"], status_code=200
)
async def approve_points_deduction(
    estate_id: FromPath[int],
    points_deduction_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[DeductionView]:
    """批准更正：从那一批积分里扣，用掉的不追，并告诉本人可以申诉。"""

    async def work() -> DeductionView:
        await operations.approve_deduction(
            conn,
            estate_id=estate_id,
            points_deduction_id=points_deduction_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return await _view(
            conn, estate_id=estate_id, points_deduction_id=points_deduction_id, actor=actor
        )

    return await once(conn, data, work, status=200)


@post(f"{ONE}/refuse", guards=[may(Permission.DECIDE_DEDUCTIONS)], tags=["points"], status_code=200)
async def refuse_points_deduction(
    estate_id: FromPath[int],
    points_deduction_id: FromPath[int],
    data: JSONBody[DeductionReason],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[DeductionView]:
    """退回更正，写明原因；什么都不扣。"""

    async def work() -> DeductionView:
        await operations.refuse_deduction(
            conn,
            estate_id=estate_id,
            points_deduction_id=points_deduction_id,
            reason=data.reason,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return await _view(
            conn, estate_id=estate_id, points_deduction_id=points_deduction_id, actor=actor
        )

    return await once(conn, data, work, status=200)


@post(
    f"{ONE}/answer",
    guards=[may(Permission.ANSWER_POINTS_APPEALS)],
    tags=["points"],
    status_code=200,
)
async def answer_points_appeal(
    estate_id: FromPath[int],
    points_deduction_id: FromPath[int],
    data: JSONBody[AppealAnswer],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[DeductionView]:
    """答复申诉；成立的退回原来的那批积分。不能是提出、批准更正的人。"""

    async def work() -> DeductionView:
        await operations.answer_appeal(
            conn,
            estate_id=estate_id,
            points_deduction_id=points_deduction_id,
            grants=data.grants,
            answer=data.answer,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return await _view(
            conn, estate_id=estate_id, points_deduction_id=points_deduction_id, actor=actor
        )

    return await once(conn, data, work, status=200)


# One's own ---------------------------------------------------------------------------------------


async def _own(conn: AsyncConnection, *, estate_id: int, resident_id: int) -> OwnDeductionsView:
    found = await queries.own_deductions(
        conn, estate_id=estate_id, resident_id=resident_id, limit=OWN_SHOWN
    )
    today = today_in_china()
    return OwnDeductionsView(items=[OwnDeductionView.of(each, today=today) for each in found])


@get(MINE, guards=[may(Permission.READ_OWN_POINTS)], tags=["me"])
async def list_own_points_deductions(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> OwnDeductionsView:
    """对我（和我当户主的家庭）积分的更正；只有本人看得到。"""
    return await _own(conn, estate_id=estate_id, resident_id=resident_of(actor))


@post(
    f"{MINE}/{{points_deduction_id:int}}/appeal",
    guards=[may(Permission.APPEAL_DEDUCTIONS)],
    tags=["me"],
    status_code=200,
)
async def appeal_points_deduction(
    estate_id: FromPath[int],
    points_deduction_id: FromPath[int],
    data: JSONBody[NewAppeal],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[OwnDeductionsView]:
    """对一条更正提出申诉；由另外的人答复。"""

    async def work() -> OwnDeductionsView:
        await operations.appeal_deduction(
            conn,
            estate_id=estate_id,
            points_deduction_id=points_deduction_id,
            resident_id=resident_of(actor),
            reason=data.reason,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return await _own(conn, estate_id=estate_id, resident_id=resident_of(actor))

    return await once(conn, data, work, status=200)


deductions = Router(
    path="/",
    route_handlers=[
        read_points_grant,
        list_points_deductions,
        propose_points_deduction,
        approve_points_deduction,
        refuse_points_deduction,
        answer_points_appeal,
        list_own_points_deductions,
        appeal_points_deduction,
    ],
)
