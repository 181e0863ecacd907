"""互助 over HTTP: what one asks for and does, and the arbitration of the desk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.posting.payloads import Nothing
from ledger.time_bank.help import completion, operations, queries
from ledger.time_bank.help.operations import Acting
from ledger.time_bank.help.payloads import (
    AddressView,
    Category,
    ConfirmationBody,
    HelpRequestsView,
    HelpRequestView,
    ReasonBody,
    ServiceBody,
    SettlementBody,
    State,
    WishBody,
)
from ledger.time_bank.offers.fitting import wanted_of
from ledger.time_bank.offers.queries import offer_of
from ledger.time_bank.offers.rules import match
from ledger.time_bank.offers.skills import all_skills
from ledger.web.idempotency import Once
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

E = "/api/v1/estates/{estate_id:int}"
ME = f"{E}/me/help-requests"
ONE = f"{ME}/{{help_request_id:int}}"


def _acting(actor: Actor, help_request_id: int) -> Acting:
    return Acting(
        estate_id=actor.estate_id,
        help_request_id=help_request_id,
        user_id=actor.user_id,
        resident_id=actor.resident_id,
        now=now_utc(),
    )


async def _own(
    conn: AsyncConnection, actor: Actor, act: Callable[[Acting], Awaitable[object]], number: int
) -> HelpRequestView:
    resident_id = resident_of(actor)
    acting = _acting(actor, number)
    await act(acting)
    row = await queries.read_request(conn, **acting.ids)
    return HelpRequestView.of(row, resident_id=resident_id)


@get(f"{ME}/open", guards=[may(Permission.HELP_EACH_OTHER)], tags=["me"])
async def list_open_help_requests(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    category: Annotated[Category | None, QueryParameter(description="只看一类")] = None,
) -> HelpRequestsView:
    """邻居的求助：适合我的在前，写明为什么适合；只写几栋，不写房号。"""
    mine = {"estate_id": estate_id, "resident_id": resident_of(actor)}
    home = await queries.home_of(conn, **mine)
    offer = await offer_of(conn, **mine, building_no=home.building_no if home else None)
    found = [
        (match(wanted_of(row), offer, all_skills()), row)
        for row in await queries.open_requests(conn, **mine, now=now_utc())
        if category is None or row.category == category
    ]
    # The soonest first where they fit alike, as they were read.
    found.sort(key=lambda each: each[0].rank)
    return HelpRequestsView(
        items=[
            HelpRequestView.of(row, resident_id=mine["resident_id"], match=fit)
            for fit, row in found
        ]
    )


@get(ME, guards=[may(Permission.HELP_EACH_OTHER)], tags=["me"])
async def list_own_help_requests(
    estate_id: FromPath[int], actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection]
) -> HelpRequestsView:
    """我得到服务、我提供服务，从新到旧。"""
    resident_id = resident_of(actor)
    rows = await queries.requests_of(conn, estate_id=estate_id, resident_id=resident_id)
    return HelpRequestsView(
        items=[HelpRequestView.of(row, resident_id=resident_id) for row in rows]
    )


@post(ME, guards=[may(Permission.HELP_EACH_OTHER)], tags=["me"])
async def publish_help_request(
    estate_id: FromPath[int],
    data: JSONBody[WishBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[HelpRequestView]:
    """发布求助，预占时间银行里的时长。"""
    resident_id = resident_of(actor)

    async def work() -> HelpRequestView:
        number = await operations.publish_request(
            conn,
            data.wish(),
            estate_id=estate_id,
            resident_id=resident_id,
            idempotency_key=once.key,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        row = await queries.read_request(conn, estate_id=estate_id, help_request_id=number)
        return HelpRequestView.of(row, resident_id=resident_id)

    return await once(conn, data, work)


@post(f"{ONE}/acceptance", guards=[may(Permission.HELP_EACH_OTHER)], tags=["me"], status_code=200)
async def accept_help_request(
    estate_id: FromPath[int], help_request_id: FromPath[int], data: JSONBody[Nothing],
    actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[HelpRequestView]:  # fmt: skip
    """接单；同时有两个人接，先到的接到。"""

    async def work() -> HelpRequestView:
        return await _own(
            conn, actor, lambda acting: operations.accept_request(conn, acting), help_request_id
        )

    return await once(conn, data, work, status=200)


@post(f"{ONE}/return", guards=[may(Permission.HELP_EACH_OTHER)], tags=["me"], status_code=200)
async def give_back_help_request(
    estate_id: FromPath[int], help_request_id: FromPath[int], data: JSONBody[Nothing],
    actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[HelpRequestView]:  # fmt: skip
    """接了单去不了，退回给别人接。"""

    async def work() -> HelpRequestView:
        return await _own(
            conn, actor, lambda acting: operations.give_back_request(conn, acting), help_request_id
        )

    return await once(conn, data, work, status=200)


@post(f"{ONE}/withdrawal", guards=[may(Permission.HELP_EACH_OTHER)], tags=["me"], status_code=200)
async def withdraw_help_request(
    estate_id: FromPath[int], help_request_id: FromPath[int], data: JSONBody[Nothing],
    actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[HelpRequestView]:  # fmt: skip
    """撤回还没有人接的求助，预占的时长退回。"""

    async def work() -> HelpRequestView:
        return await _own(
            conn,
            actor,
            lambda acting: operations.withdraw_request(conn, acting, key=once.key),
            help_request_id,
        )

    return await once(conn, data, work, status=200)


@post(f"{ONE}/service", guards=[may(Permission.HELP_EACH_OTHER)], tags=["me"], status_code=200)
async def report_help_given(
    estate_id: FromPath[int], help_request_id: FromPath[int], data: JSONBody[ServiceBody],
    actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[HelpRequestView]:  # fmt: skip
    """服务完了：哪天、几点开始、多少分钟；求助的人三天内确认。"""

    async def work() -> HelpRequestView:
        return await _own(
            conn,
            actor,
            lambda acting: operations.report_service(conn, acting, data.service()),
            help_request_id,
        )

    return await once(conn, data, work, status=200)


@post(f"{ONE}/confirmation", guards=[may(Permission.HELP_EACH_OTHER)], tags=["me"],
      status_code=200)  # fmt: skip
async def confirm_help(
    estate_id: FromPath[int], help_request_id: FromPath[int], data: JSONBody[ConfirmationBody],
    actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[HelpRequestView]:  # fmt: skip
    """确认得到了服务，可以评几颗星；时长随即付出。"""

    async def work() -> HelpRequestView:
        return await _own(
            conn,
            actor,
            lambda acting: completion.confirm_service(
                conn, acting, rating=data.rating, remark=data.remark
            ),
            help_request_id,
        )

    return await once(conn, data, work, status=200)


@post(f"{ONE}/appeal", guards=[may(Permission.HELP_EACH_OTHER)], tags=["me"], status_code=200)
async def appeal_help(
    estate_id: FromPath[int], help_request_id: FromPath[int], data: JSONBody[ReasonBody],
    actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[HelpRequestView]:  # fmt: skip
    """对服务有异议：时长冻结，由社区裁定。"""

    async def work() -> HelpRequestView:
        return await _own(
            conn,
            actor,
            lambda acting: operations.appeal(conn, acting, reason=data.reason),
            help_request_id,
        )

    return await once(conn, data, work, status=200)


@post(f"{ONE}/address", guards=[may(Permission.HELP_EACH_OTHER)], tags=["me"], status_code=200)
async def see_help_address(
    estate_id: FromPath[int], help_request_id: FromPath[int], data: JSONBody[Nothing],
    actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[AddressView]:  # fmt: skip
    """看求助的人住哪一户：只给接单的人，约定时间前后两小时，每次记入操作日志。"""
    acting = _acting(actor, help_request_id)

    # What is kept under the key is that it was seen, not the address.
    async def work() -> dict[str, int]:
        await operations.see_address(conn, acting)
        return {"help_request_id": help_request_id}

    seen = await once(conn, data, work, status=200)
    if seen.status_code != 200:
        return seen
    return Response(AddressView(address=await operations.see_address(conn, acting)))


@get(f"{E}/help-requests", guards=[may(Permission.READ_HELP_REQUESTS)], tags=["time bank"])
async def list_help_requests(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
    in_state: Annotated[
        State | None, QueryParameter(name="state", description="只看一种状态")
    ] = None,
) -> Page[HelpRequestView]:
    """小区的互助，从新到旧；姓名已脱敏，没有房号。"""
    key = decode_cursor(after, int)
    rows = await queries.requests(
        conn, estate_id=estate_id, state=in_state, before=key[0] if key else None, limit=limit + 1
    )
    return page_of(
        rows, limit=limit, key=lambda row: (row.help_request_id,), item=HelpRequestView.of
    )


@post(f"{E}/help-requests/{{help_request_id:int}}/settlement",
      guards=[may(Permission.SETTLE_HELP)], tags=["time bank"], status_code=200)  # fmt: skip
async def settle_help_appeal(
    estate_id: FromPath[int], help_request_id: FromPath[int], data: JSONBody[SettlementBody],
    actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[HelpRequestView]:  # fmt: skip
    """裁定申诉：付多少分钟，或者全部退回。"""
    acting = _acting(actor, help_request_id)

    async def work() -> HelpRequestView:
        await completion.settle_appeal(
            conn, acting, minutes=data.minutes, reason=data.reason, key=once.key
        )
        return HelpRequestView.of(await queries.read_request(conn, **acting.ids))

    return await once(conn, data, work, status=200)


help_each_other = Router(
    path="/",
    route_handlers=[
        list_open_help_requests,
        list_own_help_requests,
        publish_help_request,
        accept_help_request,
        give_back_help_request,
        withdraw_help_request,
        report_help_given,
        confirm_help,
        appeal_help,
        see_help_address,
        list_help_requests,
        settle_help_appeal,
    ],
)
