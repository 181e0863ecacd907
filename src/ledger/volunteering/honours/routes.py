"""光荣榜 over HTTP: proposed and decided at the desk, read and objected to on the phone."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc, today_in_china
from ledger.estates.people.consent_texts import Purpose
from ledger.estates.people.queries import agreed_to, household_of
from ledger.estates.people.relatives import needs_guardian
from ledger.estates.queries import read_estate
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.posting.payloads import Nothing
from ledger.volunteering.honours import operations, queries
from ledger.volunteering.honours.board import board_of, lines_of
from ledger.volunteering.honours.payloads import (
    BoardListView,
    HonourObjectionBody,
    HonourObjectionView,
    HonoursDecisionBody,
    HonourSettlementBody,
    HonoursListView,
    NewHonoursListBody,
    OwnBoardView,
    OwnHonourView,
)
from ledger.volunteering.honours.queries import HonoursListRow, ObjectionRow
from ledger.volunteering.honours.rules import HonourCategory
from ledger.web.idempotency import Once
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

E = "/api/v1/estates/{estate_id:int}"
LISTS = f"{E}/honours-lists"
LIST = f"{LISTS}/{{honours_list_id:int}}"


async def _views(
    conn: AsyncConnection, rows: Sequence[HonoursListRow], *, estate_id: int
) -> dict[int, HonoursListView]:
    today = today_in_china()
    lines = await lines_of(conn, rows, estate_id=estate_id, today=today)
    ids = [line.honour.honour_id for each in lines.values() for line in each]
    objections: dict[int, list[ObjectionRow]] = {}
    for objection in await queries.objections_to(conn, estate_id=estate_id, honour_ids=ids):
        objections.setdefault(objection.honour_id, []).append(objection)
    return {
        row.honours_list_id: HonoursListView.of(
            row, lines[row.honours_list_id], objections, today=today
        )
        for row in rows
    }


async def _view(conn: AsyncConnection, estate_id: int, list_id: int) -> HonoursListView:
    row = await queries.lock_list(conn, estate_id=estate_id, honours_list_id=list_id)
    return (await _views(conn, [row], estate_id=estate_id))[list_id]


@get(LISTS, guards=[may(Permission.READ_HONOURS)], tags=["honours"])
async def list_honours_lists(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 20,
    after: After = None,
) -> Page[HonoursListView]:
    """拟过的名单，从新到旧；只有同意公开的人有名字。"""
    key = decode_cursor(after, int)
    rows = await queries.honours_lists(
        conn, estate_id=estate_id, before=key[0] if key else None, limit=limit + 1
    )
    views = await _views(conn, rows, estate_id=estate_id)
    return page_of(
        rows,
        limit=limit,
        key=lambda row: (row.honours_list_id,),
        item=lambda row: views[row.honours_list_id],
    )


@post(LISTS, guards=[may(Permission.PROPOSE_HONOURS)], tags=["honours"])
async def propose_honours_list(
    estate_id: FromPath[int],
    data: JSONBody[NewHonoursListBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[HonoursListView]:
    """拟一份名单，每人（每户）写明事迹；另一个人审定以后才公示。"""

    async def work() -> HonoursListView:
        list_id = await operations.propose_list(
            conn,
            HonourCategory(data.category),
            data.title,
            [each.new() for each in data.honours],
            estate_id=estate_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return await _view(conn, estate_id, list_id)

    return await once(conn, data, work)


@post(
    f"{LIST}/withdraw",
    guards=[may(Permission.PROPOSE_HONOURS)],
    tags=["honours"],
    status_code=200,
)
async def withdraw_honours_list(
    estate_id: FromPath[int],
    honours_list_id: FromPath[int],
    data: JSONBody[Nothing],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[HonoursListView]:
    """撤回还没有审定的名单。"""

    async def work() -> HonoursListView:
        await operations.withdraw_list(
            conn, estate_id=estate_id, honours_list_id=honours_list_id, now=now_utc()
        )
        return await _view(conn, estate_id, honours_list_id)

    return await once(conn, data, work, status=200)


@post(
    f"{LIST}/decision",
    guards=[may(Permission.DECIDE_HONOURS)],
    tags=["honours"],
    status_code=200,
)
async def decide_honours_list(
    estate_id: FromPath[int],
    honours_list_id: FromPath[int],
    data: JSONBody[HonoursDecisionBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[HonoursListView]:
    """审定名单：通过就开始公示；不能是拟名单的人，也不能是名单里的人。"""

    async def work() -> HonoursListView:
        await operations.decide_list(
            conn,
            estate_id=estate_id,
            honours_list_id=honours_list_id,
            is_approved=data.is_approved,
            reason=data.reason,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return await _view(conn, estate_id, honours_list_id)

    return await once(conn, data, work, status=200)


@post(
    f"{E}/honour-objections/{{honour_objection_id:int}}/settlement",
    guards=[may(Permission.DECIDE_HONOURS)],
    tags=["honours"],
    status_code=200,
)
async def settle_honour_objection(
    estate_id: FromPath[int],
    honour_objection_id: FromPath[int],
    data: JSONBody[HonourSettlementBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[HonourObjectionView]:
    """处理一份异议，写明答复；异议成立就撤下这项荣誉。"""

    async def work() -> HonourObjectionView:
        return HonourObjectionView.of(
            await operations.settle_objection(
                conn,
                estate_id=estate_id,
                honour_objection_id=honour_objection_id,
                is_upheld=data.is_upheld,
                reply=data.reply,
                actor_user_id=actor.user_id,
                now=now_utc(),
            )
        )

    return await once(conn, data, work, status=200)


# On the phone -----------------------------------------------------------------------------------


@get(f"{E}/me/honours", guards=[may(Permission.READ_BOARDS)], tags=["me"])
async def read_honours_board(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> OwnBoardView:
    """光荣榜和自己的荣誉；没有同意公开的人不写名字。"""
    me, today = resident_of(actor), today_in_china()
    board = await board_of(conn, estate_id=estate_id, today=today)
    home = {row.household_id for row in await household_of(conn, estate_id, me)}
    willing = await agreed_to(conn, estate_id, [me], Purpose.PUBLIC_HONOURS, today=today)
    estate = await read_estate(conn, estate_id)
    return OwnBoardView(
        lists=[BoardListView.of(each, today=today) for each in board],
        mine=[
            OwnHonourView(
                honour_id=line.honour.honour_id,
                title=each.row.title,
                reason=line.honour.reason,
                is_named=line.public_name is not None,
            )
            for each in board
            for line in each.lines
            if line.honour.resident_id == me or line.honour.household_id in home
        ],
        agrees=me in willing,
        is_child=await needs_guardian(conn, estate_id=estate_id, resident_id=me, today=today),
        public_path=f"/p/{estate.code}/honours",
    )


@post(
    f"{E}/me/honours/{{honour_id:int}}/objections",
    guards=[may(Permission.READ_BOARDS)],
    tags=["me"],
)
async def object_to_honour(
    estate_id: FromPath[int],
    honour_id: FromPath[int],
    data: JSONBody[HonourObjectionBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[HonourObjectionView]:
    """公示期内对一项荣誉提异议；业委会处理并答复。"""
    resident_id = resident_of(actor)

    async def work() -> HonourObjectionView:
        objection_id = await operations.object_to_honour(
            conn,
            estate_id=estate_id,
            honour_id=honour_id,
            reason=data.reason,
            resident_id=resident_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return HonourObjectionView.of(
            await queries.lock_objection(
                conn, estate_id=estate_id, honour_objection_id=objection_id
            )
        )

    return await once(conn, data, work)


honours = Router(
    path="/",
    route_handlers=[
        list_honours_lists,
        propose_honours_list,
        withdraw_honours_list,
        decide_honours_list,
        settle_honour_objection,
        read_honours_board,
        object_to_honour,
    ],
)
