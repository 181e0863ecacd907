"""填制、审核、记账、冲销、结账 over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc, today_in_china
from ledger.errors import ObjectIsNotHere
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.posting import (
    approval,
    period_routes,
    prepared_entries,
    prepared_queries,
    reversals,
)
from ledger.posting.document_uses import flag_used_document
from ledger.posting.payloads import (
    LARGEST_ID,
    PLAIN,
    BalanceAtView,
    NewPreparedEntry,
    NewReversal,
    Nothing,
    OutcomesView,
    PreparedEntryIds,
    PreparedEntryView,
    Rejection,
    ReversibleEntryView,
)
from ledger.posting.point_in_time import balance_as_of
from ledger.web.idempotency import Once
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

E = "/api/v1/estates/{estate_id:int}"


@get(f"{E}/prepared-entries", guards=[may(Permission.READ_BOOKS)], tags=["prepared entries"])
async def list_prepared_entries(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
    in_state: Annotated[
        Literal["prepared", "approved", "posted", "rejected"] | None,
        QueryParameter(name="state", description="待审核、已审核、已记账或已退回"),
    ] = None,
    q: Annotated[
        str | None,
        QueryParameter(max_length=60, pattern=PLAIN, description="摘要、对方、票据号的一部分"),
    ] = None,
) -> Page[PreparedEntryView]:
    """凭证列表：待办的从早到晚，其余从新到旧。"""
    key = decode_cursor(after, int)
    rows = await prepared_queries.list_prepared(
        conn,
        estate_id,
        state=in_state,
        q=q or None,
        after=key[0] if key else None,
        limit=limit + 1,
    )
    return page_of(
        rows,
        limit=limit,
        key=lambda entry: (entry.prepared_entry_id,),
        item=PreparedEntryView.of,
    )


@post(f"{E}/prepared-entries", guards=[may(Permission.PREPARE_ENTRIES)], tags=["prepared entries"])
async def prepare_entry(
    estate_id: FromPath[int],
    data: JSONBody[NewPreparedEntry],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PreparedEntryView]:
    """填制凭证：借贷要平，科目要能记账，期间要没有结账。"""

    async def work() -> PreparedEntryView:
        entry = await prepared_entries.prepare_entry(
            conn,
            estate_id=estate_id,
            draft=await flag_used_document(conn, estate_id, data.draft()),
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return PreparedEntryView.of(entry)

    return await once(conn, data, work)


@get(
    f"{E}/prepared-entries/{{prepared_entry_id:int}}",
    guards=[may(Permission.READ_BOOKS)],
    tags=["prepared entries"],
)
async def read_prepared_entry(
    estate_id: FromPath[int],
    prepared_entry_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
) -> PreparedEntryView:
    """一张凭证。"""
    found = await prepared_queries.read_prepared(conn, estate_id, [prepared_entry_id])
    if prepared_entry_id not in found:
        raise ObjectIsNotHere("这张待审凭证")
    return PreparedEntryView.of(found[prepared_entry_id])


@post(
    f"{E}/prepared-entries/{{prepared_entry_id:int}}/approve",
    guards=[may(Permission.APPROVE_ENTRIES)],
    tags=["prepared entries"],
    status_code=200,
)
async def approve_prepared_entry(
    estate_id: FromPath[int],
    prepared_entry_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PreparedEntryView]:
    """审核：制单人不能审核自己的凭证。"""

    async def work() -> PreparedEntryView:
        entry = await approval.approve_prepared_entry(
            conn,
            estate_id=estate_id,
            prepared_entry_id=prepared_entry_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return PreparedEntryView.of(entry)

    return await once(conn, data, work, status=200)


@post(
    f"{E}/prepared-entries/{{prepared_entry_id:int}}/reject",
    guards=[may(Permission.APPROVE_ENTRIES)],
    tags=["prepared entries"],
    status_code=200,
)
async def reject_prepared_entry(
    estate_id: FromPath[int],
    prepared_entry_id: FromPath[int],
    data: JSONBody[Rejection],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PreparedEntryView]:
    """退回：写明原因；同一行更正后可以重新导入。"""

    async def work() -> PreparedEntryView:
        entry = await approval.reject_prepared_entry(
            conn,
            estate_id=estate_id,
            prepared_entry_id=prepared_entry_id,
            reason=data.reason.strip(),
        )
        return PreparedEntryView.of(entry)

    return await once(conn, data, work, status=200)


@post(
    f"{E}/prepared-entries/{{prepared_entry_id:int}}/post",
    guards=[may(Permission.POST_ENTRIES)],
    tags=["prepared entries"],
    status_code=200,
)
async def post_prepared_entry(
    estate_id: FromPath[int],
    prepared_entry_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PreparedEntryView]:
    """记账：只有已审核的凭证；记账后不能修改，只能冲销。"""

    async def work() -> PreparedEntryView:
        entry = await approval.post_prepared_entry(
            conn,
            estate_id=estate_id,
            prepared_entry_id=prepared_entry_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return PreparedEntryView.of(entry)

    return await once(conn, data, work, status=200)


@post(
    f"{E}/prepared-entries/approvals",
    guards=[may(Permission.APPROVE_ENTRIES)],
    tags=["prepared entries"],
    status_code=200,
)
async def approve_prepared_entries(
    estate_id: FromPath[int],
    data: JSONBody[PreparedEntryIds],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[OutcomesView]:
    """批量审核：逐张给出结果。"""

    async def work() -> OutcomesView:
        outcomes = await approval.approve_prepared_entries(
            conn,
            estate_id=estate_id,
            prepared_entry_ids=data.prepared_entry_ids,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return OutcomesView.of(outcomes)

    return await once(conn, data, work, status=200)


@post(
    f"{E}/prepared-entries/postings",
    guards=[may(Permission.POST_ENTRIES)],
    tags=["prepared entries"],
    status_code=200,
)
async def post_prepared_entries(
    estate_id: FromPath[int],
    data: JSONBody[PreparedEntryIds],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[OutcomesView]:
    """批量记账：按业务日期编号，逐张给出结果。"""

    async def work() -> OutcomesView:
        outcomes = await approval.post_prepared_entries(
            conn,
            estate_id=estate_id,
            prepared_entry_ids=data.prepared_entry_ids,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return OutcomesView.of(outcomes)

    return await once(conn, data, work, status=200)


@post(
    f"{E}/entries/{{seq:int}}/reversal", guards=[may(Permission.REVERSE_ENTRIES)], tags=["entries"]
)
async def prepare_reversal(
    estate_id: FromPath[int],
    seq: FromPath[int],
    data: JSONBody[NewReversal],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PreparedEntryView]:
    """红字冲销：整张或部分，生成一张待审核的冲销凭证。"""

    async def work() -> PreparedEntryView:
        entry = await reversals.prepare_reversal(
            conn,
            estate_id=estate_id,
            seq=seq,
            reason=data.reason.strip(),
            effective_on=data.effective_on,
            amounts=data.amounts(),
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return PreparedEntryView.of(entry)

    return await once(conn, data, work)


@get(
    f"{E}/entries/{{seq:int}}/reversal", guards=[may(Permission.REVERSE_ENTRIES)], tags=["entries"]
)
async def read_reversible_entry(
    estate_id: FromPath[int], seq: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> ReversibleEntryView:
    """这张凭证每条分录还能冲销多少。"""
    found = await reversals.entry_to_reverse(conn, estate_id=estate_id, seq=seq)
    return ReversibleEntryView.of(found)


PERIODS = period_routes.ROUTER


@get(
    f"{E}/accounts/{{account_code:str}}/balance",
    guards=[may(Permission.READ_BOOKS)],
    tags=["books"],
)
async def read_balance(
    estate_id: FromPath[int],
    account_code: FromPath[str],
    conn: NamedDependency[AsyncConnection],
    as_of_seq: Annotated[
        int | None, QueryParameter(ge=1, le=LARGEST_ID, description="账簿第几笔之后")
    ] = None,
    recorded_at: Annotated[
        datetime | None, QueryParameter(description="入账时刻，写明时区")
    ] = None,
    effective_on: FromQuery[date | None] = None,
    holder: Annotated[
        str | None,
        QueryParameter(max_length=60, pattern=PLAIN, description="只看一个持有人，如 resident:17"),
    ] = None,
) -> BalanceAtView:
    """某一时点的余额：账簿序号、入账时刻、业务日期，三者择一。"""
    found = await balance_as_of(
        conn,
        estate_id=estate_id,
        account_code=account_code,
        holder=holder,
        seq=as_of_seq,
        recorded_at=recorded_at,
        effective_on=effective_on,
        today=today_in_china(),
    )
    return BalanceAtView.of(found)
