"""消费累积 over HTTP: the merchant registers a receipt, the estate confirms it."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc, today_in_china
from ledger.errors import PermissionIsMissing
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor, SignedInUser
from ledger.redemption import codes
from ledger.redemption.code_failures import (
    Terminal,
    read_failures,
    record_failures,
    serialise_failures,
)
from ledger.redemption.pay_codes import PayCodeIsNotValid
from ledger.redemption.purchases import operations, queries
from ledger.redemption.purchases.outlook import outlook_of
from ledger.redemption.purchases.payloads import (
    NewPurchaseBody,
    NoWords,
    PurchaseReason,
    PurchaseState,
    PurchaseView,
    PurchaseWorthView,
    RegisteredView,
    ReturnBody,
    ReturnProposedView,
)
from ledger.redemption.purchases.returns import return_purchase
from ledger.web.idempotency import Once
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

E = "/api/v1/estates/{estate_id:int}"
ONE = f"{E}/merchant-purchases/{{merchant_purchase_id:int}}"


def _merchant_of(actor: Actor) -> int:
    if actor.merchant_id is None:
        raise PermissionIsMissing
    return actor.merchant_id


@post(f"{E}/counter/purchases", guards=[may(Permission.REGISTER_PURCHASES)], tags=["counter"])
async def register_purchase(
    request: Request[SignedInUser, Any, Any],
    estate_id: FromPath[int],
    data: JSONBody[NewPurchaseBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[RegisteredView]:
    """登记一张小票的消费积分：扫居民的付款码认人，等小区确认以后到账。"""
    merchant_id = _merchant_of(actor)
    digest = codes.code_digest(codes.read_pay_code(data.code), estate_id=estate_id)
    terminal = Terminal(actor.user_id, actor.address)
    mine = [(estate_id, terminal)]
    (await read_failures(conn, mine)).check(estate_id, digest, terminal)

    async def work() -> RegisteredView:
        merchant_purchase_id = await operations.register_purchase(
            conn,
            operations.NewPurchase(digest, data.receipt_no, data.bought_on, data.amount_fen),
            estate_id=estate_id,
            merchant_id=merchant_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        written = await queries.purchase(
            conn, estate_id=estate_id, merchant_purchase_id=merchant_purchase_id
        )
        return RegisteredView(
            merchant_purchase_id=merchant_purchase_id,
            name_masked=written.name_masked,
            receipt_no=written.receipt_no,
            amount_fen=written.amount_fen,
        )

    # The key's record keeps the digest in the code's place.
    said = data.model_dump(mode="json") | {"code": digest.hex()}
    answer = await once(conn, said, work)
    # The refusal rolled its own work back; that a code was tried in vain is kept beside it.
    if answer.content.get("code") == PayCodeIsNotValid.code:
        await serialise_failures(conn, mine)
        failures = await read_failures(conn, mine)
        failures.add(estate_id, digest, terminal)
        await record_failures(conn, failures.added)
    return answer


@get(f"{E}/counter/purchases", guards=[may(Permission.REGISTER_PURCHASES)], tags=["counter"])
async def list_own_purchases(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
) -> Page[PurchaseView]:
    """本店登记过的消费积分，从新到旧。"""
    return await _page(
        conn,
        estate_id=estate_id,
        actor=actor,
        state=None,
        limit=limit,
        after=after,
        merchant_id=_merchant_of(actor),
    )


@get(f"{E}/merchant-purchases", guards=[may(Permission.READ_PURCHASES)], tags=["points"])
async def list_merchant_purchases(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    wanted: Annotated[
        PurchaseState | None, QueryParameter(name="state", description="只要这种状态的")
    ] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[PurchaseView]:
    """各商户登记的消费积分，从新到旧；姓名已脱敏。"""
    return await _page(
        conn, estate_id=estate_id, actor=actor, state=wanted, limit=limit, after=after
    )


async def _page(
    conn: AsyncConnection,
    *,
    estate_id: int,
    actor: Actor,
    state: str | None,
    limit: int,
    after: str | None,
    merchant_id: int | None = None,
) -> Page[PurchaseView]:
    key = decode_cursor(after, int)
    rows = await queries.purchases(
        conn,
        estate_id=estate_id,
        state=state,
        before=key[0] if key else None,
        limit=limit + 1,
        merchant_id=merchant_id,
    )
    return page_of(
        rows,
        limit=limit,
        key=lambda each: (each.merchant_purchase_id,),
        item=lambda each: PurchaseView.of(each, actor_user_id=actor.user_id),
    )


async def _view(
    conn: AsyncConnection, *, estate_id: int, merchant_purchase_id: int, actor: Actor
) -> PurchaseView:
    found = await queries.purchase(
        conn, estate_id=estate_id, merchant_purchase_id=merchant_purchase_id
    )
    return PurchaseView.of(found, actor_user_id=actor.user_id)


@post(
    f"{ONE}/confirm", guards=[may(Permission.CONFIRM_PURCHASES)], tags=["points"], status_code=200
)
async def confirm_merchant_purchase(
    estate_id: FromPath[int],
    merchant_purchase_id: FromPath[int],
    data: JSONBody[NoWords],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PurchaseView]:
    """确认一张小票：积分到账，商户承担的钱从应付款里抵。不能是登记的人。"""

    async def work() -> PurchaseView:
        await operations.confirm_purchase(
            conn,
            estate_id=estate_id,
            merchant_purchase_id=merchant_purchase_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return await _view(
            conn, estate_id=estate_id, merchant_purchase_id=merchant_purchase_id, actor=actor
        )

    return await once(conn, data, work, status=200)


@post(f"{ONE}/refuse", guards=[may(Permission.CONFIRM_PURCHASES)], tags=["points"], status_code=200)
async def refuse_merchant_purchase(
    estate_id: FromPath[int],
    merchant_purchase_id: FromPath[int],
    data: JSONBody[PurchaseReason],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PurchaseView]:
    """退回一张小票，写明原因。"""

    async def work() -> PurchaseView:
        await operations.refuse_purchase(
            conn,
            estate_id=estate_id,
            merchant_purchase_id=merchant_purchase_id,
            reason=data.reason,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return await _view(
            conn, estate_id=estate_id, merchant_purchase_id=merchant_purchase_id, actor=actor
        )

    return await once(conn, data, work, status=200)


@get(f"{ONE}/worth", guards=[may(Permission.CONFIRM_PURCHASES)], tags=["points"])
async def read_merchant_purchase_worth(
    estate_id: FromPath[int],
    merchant_purchase_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
) -> PurchaseWorthView:
    """确认以前看一看：发给谁多少分，上限减掉多少，商户承担多少。"""
    seen = await outlook_of(
        conn,
        estate_id=estate_id,
        merchant_purchase_id=merchant_purchase_id,
        today=today_in_china(),
    )
    return PurchaseWorthView.of(seen)


@post(f"{ONE}/return", guards=[may(Permission.PROPOSE_DEDUCTIONS)], tags=["points"])
async def return_merchant_purchase(
    estate_id: FromPath[int],
    merchant_purchase_id: FromPath[int],
    data: JSONBody[ReturnBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ReturnProposedView]:
    """顾客退了货：提出更正扣回积分，等另一个人批准；商户的钱随着退回。"""
    return await _return(conn, once, data, merchant_purchase_id, actor=actor, merchant_id=None)


@post(
    f"{E}/counter/purchases/{{merchant_purchase_id:int}}/return",
    guards=[may(Permission.REGISTER_PURCHASES)],
    tags=["counter"],
)
async def return_own_purchase(
    estate_id: FromPath[int],
    merchant_purchase_id: FromPath[int],
    data: JSONBody[ReturnBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ReturnProposedView]:
    """本店的一张小票退了货：提出更正，小区批准以后扣回积分，本店承担的钱退回。"""
    merchant_id = _merchant_of(actor)
    return await _return(
        conn, once, data, merchant_purchase_id, actor=actor, merchant_id=merchant_id
    )


async def _return(
    conn: AsyncConnection,
    once: Once,
    data: ReturnBody,
    merchant_purchase_id: int,
    *,
    actor: Actor,
    merchant_id: int | None,
) -> Response[ReturnProposedView]:
    async def work() -> ReturnProposedView:
        number = await return_purchase(
            conn,
            estate_id=actor.estate_id,
            merchant_purchase_id=merchant_purchase_id,
            merchant_id=merchant_id,
            amount_left_fen=data.amount_left_fen,
            reason=data.reason,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return ReturnProposedView(points_deduction_id=number)

    return await once(conn, data, work)


merchant_purchases = Router(
    path="/",
    route_handlers=[
        register_purchase,
        list_own_purchases,
        list_merchant_purchases,
        confirm_merchant_purchase,
        refuse_merchant_purchase,
        read_merchant_purchase_worth,
        return_merchant_purchase,
        return_own_purchase,
    ],
)
