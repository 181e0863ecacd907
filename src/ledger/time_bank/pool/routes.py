"""公益池 over HTTP: its public statement, and the grants of the desk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.posting.payloads import Nothing
from ledger.time_bank.pool import operations, queries
from ledger.time_bank.pool.operations import Deciding
from ledger.time_bank.pool.payloads import (
    GrantReasonBody,
    GrantState,
    PoolGrantView,
    PoolMovementView,
    PoolView,
    ProposalBody,
)
from ledger.web.idempotency import Once
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

E = "/api/v1/estates/{estate_id:int}"
POOL = f"{E}/time-bank-pool"
GRANTS = f"{POOL}/grants"
ONE = f"{GRANTS}/{{pool_grant_id:int}}"


@get(POOL, guards=[may(Permission.READ_TIME_BANK_POOL)], tags=["time bank"])
async def read_time_bank_pool(
    estate_id: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> PoolView:
    """公益池有多少时长，一共捐入、支付过多少。"""
    return PoolView.of(await queries.pool_standing(conn, estate_id=estate_id))


@get(f"{POOL}/movements", guards=[may(Permission.READ_TIME_BANK_POOL)], tags=["time bank"])
async def list_pool_movements(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
) -> Page[PoolMovementView]:
    """公益池对账单，从新到旧；没有姓名。"""
    key = decode_cursor(after, int)
    rows = await queries.pool_movements(
        conn, estate_id=estate_id, before=key[0] if key else None, limit=limit + 1
    )
    return page_of(rows, limit=limit, key=lambda row: (row.seq,), item=PoolMovementView.of)


@get(GRANTS, guards=[may(Permission.READ_POOL_GRANTS)], tags=["time bank"])
async def list_pool_grants(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
    in_state: Annotated[
        GrantState | None, QueryParameter(name="state", description="只看一种状态")
    ] = None,
) -> Page[PoolGrantView]:
    """公益池给了谁、为什么，从新到旧；姓名已脱敏。"""
    key = decode_cursor(after, int)
    rows = await queries.grants(
        conn, estate_id=estate_id, state=in_state, before=key[0] if key else None, limit=limit + 1
    )
    return page_of(rows, limit=limit, key=lambda row: (row.pool_grant_id,), item=PoolGrantView.of)


@post(GRANTS, guards=[may(Permission.PROPOSE_POOL_GRANTS)], tags=["time bank"])
async def propose_pool_grant(
    estate_id: FromPath[int],
    data: JSONBody[ProposalBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PoolGrantView]:
    """替有困难的住户申请公益池的时长，用于一次互助；另一位批准以后才发布。"""

    async def work() -> PoolGrantView:
        number = await operations.propose_grant(
            conn,
            data.proposal(),
            estate_id=estate_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        row = await queries.read_grant(conn, estate_id=estate_id, pool_grant_id=number)
        return PoolGrantView.of(row)

    return await once(conn, data, work)


async def _decided(
    conn: AsyncConnection,
    actor: Actor,
    pool_grant_id: int,
    act: Callable[[Deciding], Awaitable[object]],
) -> PoolGrantView:
    deciding = Deciding(actor.estate_id, pool_grant_id, actor.user_id, now_utc())
    await act(deciding)
    return PoolGrantView.of(await queries.read_grant(conn, **deciding.ids))


@post(f"{ONE}/approval", guards=[may(Permission.DECIDE_POOL_GRANTS)], tags=["time bank"],
      status_code=200)  # fmt: skip
async def approve_pool_grant(
    estate_id: FromPath[int], pool_grant_id: FromPath[int], data: JSONBody[Nothing],
    actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PoolGrantView]:  # fmt: skip
    """批准：预占公益池的时长，求助随即发布。"""

    async def work() -> PoolGrantView:
        return await _decided(
            conn, actor, pool_grant_id, lambda deciding: operations.approve_grant(conn, deciding)
        )

    return await once(conn, data, work, status=200)


@post(f"{ONE}/rejection", guards=[may(Permission.DECIDE_POOL_GRANTS)], tags=["time bank"],
      status_code=200)  # fmt: skip
async def reject_pool_grant(
    estate_id: FromPath[int], pool_grant_id: FromPath[int], data: JSONBody[GrantReasonBody],
    actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PoolGrantView]:  # fmt: skip
    """不批准，写明理由。"""

    async def work() -> PoolGrantView:
        return await _decided(
            conn,
            actor,
            pool_grant_id,
            lambda deciding: operations.reject_grant(conn, deciding, reason=data.reason),
        )

    return await once(conn, data, work, status=200)


@post(f"{ONE}/withdrawal", guards=[may(Permission.PROPOSE_POOL_GRANTS)], tags=["time bank"],
      status_code=200)  # fmt: skip
async def withdraw_pool_grant(
    estate_id: FromPath[int], pool_grant_id: FromPath[int], data: JSONBody[GrantReasonBody],
    actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PoolGrantView]:  # fmt: skip
    """撤回：还没有批准的申请，或者已发布、还没有人接的求助，时长退回公益池。"""

    async def work() -> PoolGrantView:
        return await _decided(
            conn,
            actor,
            pool_grant_id,
            lambda deciding: operations.withdraw_grant(
                conn, deciding, reason=data.reason, key=once.key
            ),
        )

    return await once(conn, data, work, status=200)


pool_of_minutes = Router(
    path="/",
    route_handlers=[
        read_time_bank_pool,
        list_pool_movements,
        list_pool_grants,
        propose_pool_grant,
        approve_pool_grant,
        reject_pool_grant,
        withdraw_pool_grant,
    ],
)
