"""结账、结转、反结账 over HTTP; closing itself signs the book and stands in `evidence.routes`."""

from __future__ import annotations

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.db.ids import now_utc, today_in_china
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.posting import period_queries, periods, reopening
from ledger.posting.payloads import Nothing, PreparedEntriesView, PreparedEntryView
from ledger.posting.period_payloads import (
    PeriodReason,
    PeriodStandingView,
    PeriodsView,
    PeriodView,
)
from ledger.web.idempotency import Once

E = "/api/v1/estates/{estate_id:int}"


@get(f"{E}/periods", guards=[may(Permission.READ_BOOKS)], tags=["periods"])
async def list_periods(
    estate_id: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> PeriodsView:
    """会计期间：每个月的状态、已记账和未记账的凭证数。"""
    found = await period_queries.list_periods(conn, estate_id=estate_id, today=today_in_china())
    return PeriodsView(items=[PeriodView.of(each) for each in found])


@get(f"{E}/periods/{{month:str}}", guards=[may(Permission.READ_BOOKS)], tags=["periods"])
async def read_period(
    estate_id: FromPath[int], month: FromPath[str], conn: NamedDependency[AsyncConnection]
) -> PeriodStandingView:
    """一个月份：还差什么才能结账、结转凭证、重新打开的申请、每一次状态变动。"""
    standing = await periods.read_standing(
        conn, estate_id=estate_id, month=Month.parse(month), today=today_in_china()
    )
    return PeriodStandingView.of(standing)


@post(
    f"{E}/periods/{{month:str}}/adjust",
    guards=[may(Permission.KEEP_PERIODS)],
    tags=["periods"],
    status_code=200,
)
async def begin_adjusting(
    estate_id: FromPath[int],
    month: FromPath[str],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PeriodView]:
    """开始结账：这个月不再记日常业务，只记调整、冲销和结转凭证。"""
    wanted = Month.parse(month)

    async def work() -> PeriodView:
        period = await periods.begin_adjusting(
            conn,
            estate_id=estate_id,
            month=wanted,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return PeriodView.of(period)

    return await once(conn, data, work, status=200)


@post(
    f"{E}/periods/{{month:str}}/resume",
    guards=[may(Permission.KEEP_PERIODS)],
    tags=["periods"],
    status_code=200,
)
async def resume_period(
    estate_id: FromPath[int],
    month: FromPath[str],
    data: JSONBody[PeriodReason],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PeriodView]:
    """恢复日常记账：只有从没结过账的月份，写明原因。"""
    wanted = Month.parse(month)

    async def work() -> PeriodView:
        period = await periods.resume_period(
            conn,
            estate_id=estate_id,
            month=wanted,
            reason=data.reason.strip(),
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return PeriodView.of(period)

    return await once(conn, data, work, status=200)


@post(
    f"{E}/periods/{{month:str}}/closing-entries",
    guards=[may(Permission.KEEP_PERIODS)],
    tags=["periods"],
)
async def prepare_closing_entries(
    estate_id: FromPath[int],
    month: FromPath[str],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PreparedEntriesView]:
    """结转：把收入和支出的余额转入结余，生成待审核的凭证。"""
    wanted = Month.parse(month)

    async def work() -> PreparedEntriesView:
        entries = await periods.prepare_closing_entries(
            conn,
            estate_id=estate_id,
            month=wanted,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return PreparedEntriesView(items=[PreparedEntryView.of(each) for each in entries])

    return await once(conn, data, work)


@post(
    f"{E}/periods/{{month:str}}/reopening-requests",
    guards=[may(Permission.REQUEST_REOPENING)],
    tags=["periods"],
)
async def request_reopening(
    estate_id: FromPath[int],
    month: FromPath[str],
    data: JSONBody[PeriodReason],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PeriodView]:
    """申请重新打开已结账的月份：写明原因，由另一位业委会委员批准。"""
    wanted = Month.parse(month)

    async def work() -> PeriodView:
        period = await reopening.request_reopening(
            conn,
            estate_id=estate_id,
            month=wanted,
            reason=data.reason.strip(),
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return PeriodView.of(period)

    return await once(conn, data, work)


@post(
    f"{E}/reopening-requests/{{reopening_request_id:int}}/grant",
    guards=[may(Permission.DECIDE_REOPENING)],
    tags=["periods"],
    status_code=200,
)
async def grant_reopening(
    estate_id: FromPath[int],
    reopening_request_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PeriodView]:
    """批准重新打开：申请人不能自己批准；打开后只记调整凭证。"""

    async def work() -> PeriodView:
        period = await reopening.grant_reopening(
            conn,
            estate_id=estate_id,
            reopening_request_id=reopening_request_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return PeriodView.of(period)

    return await once(conn, data, work, status=200)


@post(
    f"{E}/reopening-requests/{{reopening_request_id:int}}/decline",
    guards=[may(Permission.DECIDE_REOPENING)],
    tags=["periods"],
    status_code=200,
)
async def decline_reopening(
    estate_id: FromPath[int],
    reopening_request_id: FromPath[int],
    data: JSONBody[PeriodReason],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PeriodView]:
    """驳回重新打开的申请，写明原因。"""

    async def work() -> PeriodView:
        period = await reopening.decline_reopening(
            conn,
            estate_id=estate_id,
            reopening_request_id=reopening_request_id,
            answer=data.reason.strip(),
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return PeriodView.of(period)

    return await once(conn, data, work, status=200)


@post(
    f"{E}/reopening-requests/{{reopening_request_id:int}}/withdraw",
    guards=[may(Permission.REQUEST_REOPENING)],
    tags=["periods"],
    status_code=200,
)
async def withdraw_reopening(
    estate_id: FromPath[int],
    reopening_request_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PeriodView]:
    """撤回自己的申请。"""

    async def work() -> PeriodView:
        period = await reopening.withdraw_reopening(
            conn,
            estate_id=estate_id,
            reopening_request_id=reopening_request_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return PeriodView.of(period)

    return await once(conn, data, work, status=200)


ROUTER = Router(
    path="/",
    route_handlers=[
        list_periods,
        read_period,
        begin_adjusting,
        resume_period,
        prepare_closing_entries,
        request_reopening,
        grant_reopening,
        decline_reopening,
        withdraw_reopening,
    ],
)
