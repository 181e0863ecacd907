"""奖励名单 over HTTP: written by one person, approved by another."""

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
from ledger.points.awards import operations, queries
from ledger.points.awards.payloads import (
    AwardListDetailView,
    AwardListReason,
    AwardListView,
    AwardPreviewView,
    AwardRowsBody,
    AwardRowView,
    ListState,
    NewAwardList,
    ProposedView,
)
from ledger.points.awards.rules import AwardSource
from ledger.posting.payloads import Nothing
from ledger.web.idempotency import Once, key_of
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

E = "/api/v1/estates/{estate_id:int}"
ONE = f"{E}/award-lists/{{award_list_id:int}}"


async def _detail(
    conn: AsyncConnection, *, estate_id: int, award_list_id: int, actor: Actor
) -> AwardListDetailView:
    """Return a list; one that waits is shown as it would be given today."""
    found = await queries.award_list(conn, estate_id=estate_id, award_list_id=award_list_id)
    listed = await queries.rows_of(conn, estate_id=estate_id, award_list_id=award_list_id)
    look = None
    if found.state == "proposed":
        look = await operations.look_at_list(
            conn,
            [each.row for each in listed],
            estate_id=estate_id,
            source=found.source,
            # Whose own it is, the preparer was asked; the one who decides is asked when deciding.
            actor_user_id=found.prepared_by,
            today=today_in_china(),
        )
    rows = [
        AwardRowView.of(each, look.rows[place] if look else None)
        for place, each in enumerate(listed)
    ]
    return AwardListDetailView(
        award_list=AwardListView.of(found, actor_user_id=actor.user_id),
        rows=rows,
        points_now=sum(row.points or 0 for row in rows),
        pool_points=look.pool_points if look else None,
        spendable_from=look.spendable_from if look else found.spendable_from,
    )


@get(f"{E}/award-lists", guards=[may(Permission.READ_AWARDS)], tags=["points"])
async def list_award_lists(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    wanted: Annotated[
        ListState | None, QueryParameter(name="state", description="只要这种状态的")
    ] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[AwardListView]:
    """奖励名单，从新到旧。"""
    key = decode_cursor(after, int)
    rows = await queries.award_lists(
        conn,
        estate_id=estate_id,
        state=wanted,
        before=key[0] if key else None,
        limit=limit + 1,
    )
    return page_of(
        rows,
        limit=limit,
        key=lambda each: (each.award_list_id,),
        item=lambda each: AwardListView.of(each, actor_user_id=actor.user_id),
    )


@get(ONE, guards=[may(Permission.READ_AWARDS)], tags=["points"])
async def read_award_list(
    estate_id: FromPath[int],
    award_list_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> AwardListDetailView:
    """一份名单和它的每一行；姓名已脱敏。"""
    return await _detail(conn, estate_id=estate_id, award_list_id=award_list_id, actor=actor)


@post(
    f"{E}/award-lists/preview",
    guards=[may(Permission.PREPARE_AWARDS)],
    tags=["points"],
    status_code=200,
)
async def preview_award_list(
    request: Request[Any, Any, Any],
    estate_id: FromPath[int],
    data: JSONBody[AwardRowsBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> AwardPreviewView:
    """名单的预览：每一行能给多少、哪里要改，一共多少；什么都不写。"""
    key_of(request)
    look = await operations.look_at_list(
        conn,
        data.award_rows(),
        estate_id=estate_id,
        source=AwardSource(data.source_code),
        actor_user_id=actor.user_id,
        today=today_in_china(),
    )
    return AwardPreviewView.of(look)


@post(f"{E}/award-lists", guards=[may(Permission.PREPARE_AWARDS)], tags=["points"])
async def propose_award_list(
    estate_id: FromPath[int],
    data: JSONBody[NewAwardList],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ProposedView]:
    """交一份名单，等另一个人批准；有一行不对就都不写。"""

    async def work() -> ProposedView:
        award_list_id = await operations.propose_list(
            conn,
            data.asked(),
            estate_id=estate_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return ProposedView(award_list_id=award_list_id)

    return await once(conn, data, work)


@post(f"{ONE}/approve", guards=[may(Permission.APPROVE_AWARDS)], tags=["points"], status_code=200)
async def approve_award_list(
    estate_id: FromPath[int],
    award_list_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[AwardListDetailView]:
    """批准名单，积分一次记账；不能是填写的人，名单里不能有自己或自己家。"""

    async def work() -> AwardListDetailView:
        await operations.approve_list(
            conn,
            estate_id=estate_id,
            award_list_id=award_list_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return await _detail(conn, estate_id=estate_id, award_list_id=award_list_id, actor=actor)

    return await once(conn, data, work, status=200)


@post(f"{ONE}/refuse", guards=[may(Permission.APPROVE_AWARDS)], tags=["points"], status_code=200)
async def refuse_award_list(
    estate_id: FromPath[int],
    award_list_id: FromPath[int],
    data: JSONBody[AwardListReason],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[AwardListDetailView]:
    """退回名单，写明原因。"""

    async def work() -> AwardListDetailView:
        await operations.refuse_list(
            conn,
            estate_id=estate_id,
            award_list_id=award_list_id,
            reason=data.reason,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return await _detail(conn, estate_id=estate_id, award_list_id=award_list_id, actor=actor)

    return await once(conn, data, work, status=200)


@post(f"{ONE}/withdraw", guards=[may(Permission.PREPARE_AWARDS)], tags=["points"], status_code=200)
async def withdraw_award_list(
    estate_id: FromPath[int],
    award_list_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[AwardListDetailView]:
    """撤回自己填写、还没有批准的名单。"""

    async def work() -> AwardListDetailView:
        await operations.withdraw_list(
            conn,
            estate_id=estate_id,
            award_list_id=award_list_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return await _detail(conn, estate_id=estate_id, award_list_id=award_list_id, actor=actor)

    return await once(conn, data, work, status=200)


awards = Router(
    path="/",
    route_handlers=[
        list_award_lists,
        read_award_list,
        preview_award_list,
        propose_award_list,
        approve_award_list,
        refuse_award_list,
        withdraw_award_list,
    ],
)
