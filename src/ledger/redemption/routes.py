"""The pay code on the resident's phone and the merchant's counter, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import ServerSentEvent
from litestar.response.sse import ServerSentEventMessage
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.audit_log.operations import write_audit_line
from ledger.bookkeeping.period import Month
from ledger.db.ids import new_digits, today_in_china
from ledger.db.session import in_estates
from ledger.errors import ObjectIsNotHere, PermissionIsMissing
from ledger.estates.masking import mask_person
from ledger.estates.people.proxies import proxy_in_force
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor, SignedInUser
from ledger.points.operations import points_available
from ledger.redemption import codes, pay_codes, queries
from ledger.redemption.cards.batch_routes import card_batches
from ledger.redemption.cards.holder_routes import cards_in_hand
from ledger.redemption.cards.routes import cards
from ledger.redemption.code_failures import Terminal
from ledger.redemption.counter_batch import Submission
from ledger.redemption.household_routes import household_codes
from ledger.redemption.lanes import COUNTER, CounterLane, CounterRequest
from ledger.redemption.live_events import LiveEvents, Subscription
from ledger.redemption.payloads import (
    CodeCheckRequest,
    CodeCheckView,
    CounterView,
    DayTotalsView,
    ItemView,
    MerchantView,
    Nothing,
    PayCodeView,
    RedemptionEventView,
    RedemptionRequest,
    RedemptionView,
    StatementView,
)
from ledger.redemption.purchases.file_routes import receipt_files
from ledger.redemption.purchases.routes import merchant_purchases
from ledger.redemption.showing import session_digest, shown
from ledger.web.idempotency import answer_of, key_of
from ledger.web.keyed_batch import KeyedRequest
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

__all__ = [
    "card_batches",
    "cards",
    "cards_in_hand",
    "household_codes",
    "merchant_purchases",
    "receipt_files",
]

HEARTBEAT_SECONDS = 15.0
STREAM_SECONDS = 600
"""Then the browser opens the stream again, and a signed-out session gets nothing any more."""


def _merchant_of(actor: Actor) -> int:
    if actor.merchant_id is None:
        raise PermissionIsMissing
    return actor.merchant_id


@post(
    "/api/v1/estates/{estate_id:int}/me/pay-codes",
    guards=[may(Permission.SHOW_PAY_CODE)],
    tags=["me"],
)
async def issue_pay_code(
    request: Request[SignedInUser, Any, State],
    estate_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> Response[PayCodeView]:
    """出示付款码：每 60 秒换一个，90 秒内有效，只能用一次。"""
    # The key is asked for like everywhere, but the answer is not kept under it: it holds the
    # digits, of which the database must know no more than a digest. Repeating the request gives
    # another code, which costs nobody anything.
    key_of(request)
    issued = await pay_codes.issue_pay_code(
        conn,
        estate_id=estate_id,
        resident_id=resident_of(actor),
        user_id=actor.user_id,
        random_digits=new_digits(codes.RANDOM_DIGITS),
        session_digest=session_digest(request),
    )
    return shown(issued)


@post(
    "/api/v1/estates/{estate_id:int}/me/family-proxies/{family_proxy_id:int}/pay-codes",
    guards=[may(Permission.SHOW_PAY_CODE)],
    tags=["me"],
)
async def issue_pay_code_as_proxy(
    request: Request[SignedInUser, Any, State],
    estate_id: FromPath[int],
    family_proxy_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> Response[PayCodeView]:
    """为家人出示付款码：用家人的积分，记下是谁代办。"""
    key_of(request)
    agreement = await proxy_in_force(
        conn,
        estate_id=estate_id,
        family_proxy_id=family_proxy_id,
        proxy_resident_id=resident_of(actor),
        today=today_in_china(),
    )
    issued = await pay_codes.issue_pay_code(
        conn,
        estate_id=estate_id,
        resident_id=agreement.resident_id,
        user_id=actor.user_id,
        random_digits=new_digits(codes.RANDOM_DIGITS),
        session_digest=session_digest(request),
        family_proxy_id=family_proxy_id,
    )
    await write_audit_line(
        conn,
        estate_id=estate_id,
        actor_user_id=actor.user_id,
        action="show_pay_code_as_proxy",
        outcome="done",
        object_=f"resident:{agreement.resident_id}",
        request_id=actor.request_id,
        address=actor.address,
        details={"family_proxy_id": family_proxy_id},
    )
    return shown(issued)


@get(
    "/api/v1/estates/{estate_id:int}/me/events",
    guards=[may(Permission.SHOW_PAY_CODE)],
    tags=["me"],
    media_type="text/event-stream",
)
async def follow_redemptions(
    request: Request[SignedInUser, Any, State],
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    engine: NamedDependency[AsyncEngine],
) -> ServerSentEvent:
    """本人积分核销的实时消息（SSE）：`event: redemption`，断线重连后补发漏掉的。"""
    live_events: LiveEvents = request.app.state.live_events
    resident_id = resident_of(actor)
    seen = request.headers.get("Last-Event-ID", "")
    subscription = live_events.subscribe(estate_id, resident_id)
    if seen.isascii() and seen.isdigit() and len(seen) < 19:
        after = int(seen)
    else:
        async with in_estates(engine, estate_id, actor=actor.user_id) as conn:
            after = await queries.last_redemption_id(conn, estate_id, resident_id)
    return ServerSentEvent(
        _events(engine, live_events, subscription, estate_id, resident_id, after)
    )


async def _events(
    engine: AsyncEngine,
    live_events: LiveEvents,
    subscription: Subscription,
    estate_id: int,
    resident_id: int,
    after: int,
) -> AsyncIterator[ServerSentEventMessage]:
    """Yield the resident's redemptions above id `after` as they are committed."""
    try:
        # Says at once that the stream stands, when to come back after a break, and since when.
        yield ServerSentEventMessage(comment="open", data=None, id=after, retry=2_000)
        for _ in range(int(STREAM_SECONDS / HEARTBEAT_SECONDS)):
            async with in_estates(engine, estate_id) as conn:
                fresh = await queries.redemptions_since(conn, estate_id, resident_id, after=after)
            for redemption in fresh:
                after = redemption.redemption_id
                yield ServerSentEventMessage(
                    event="redemption",
                    id=after,
                    data=RedemptionEventView.of(redemption).model_dump_json(),
                )
            if not await subscription.wait(HEARTBEAT_SECONDS):
                yield ServerSentEventMessage(comment="still here", data=None)
    finally:
        live_events.unsubscribe(estate_id, resident_id, subscription)


@get(
    "/api/v1/estates/{estate_id:int}/counter",
    guards=[may(Permission.USE_COUNTER)],
    tags=["counter"],
)
async def read_counter(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> CounterView:
    """本店收银台：商品、库存和今天的合计。"""
    merchant_id = _merchant_of(actor)
    merchant = await queries.merchant_of(conn, estate_id, merchant_id)
    if merchant is None:
        raise ObjectIsNotHere("您的商户登记")
    today = await queries.totals_of_day(conn, estate_id, merchant_id, on=today_in_china())
    items = await queries.items_of_merchant(conn, estate_id, merchant_id)
    return CounterView(
        merchant=MerchantView.of(merchant),
        items=[ItemView.of(item) for item in items],
        today=DayTotalsView(
            redemptions=today.redemptions, points=today.points, payable_fen=today.payable_fen
        ),
    )


@post(
    "/api/v1/estates/{estate_id:int}/counter/code-checks",
    guards=[may(Permission.USE_COUNTER)],
    tags=["counter"],
    status_code=200,
)
async def check_code(
    request: Request[SignedInUser, Any, State],
    estate_id: FromPath[int],
    data: JSONBody[CodeCheckRequest],
    actor: NamedDependency[Actor],
    engine: NamedDependency[AsyncEngine],
) -> CodeCheckView:
    """查看付款码：不核销，只显示姓氏和可用积分。"""
    # Asked for like everywhere, though the answer is looked up afresh each time: a kept one would
    # go on calling a code good that has expired.
    key_of(request)
    digits = codes.read_pay_code(data.code)
    async with in_estates(engine, estate_id, actor=actor.user_id) as conn:
        holder = await pay_codes.look_up_pay_code(
            conn,
            estate_id=estate_id,
            digest=codes.code_digest(digits, estate_id=estate_id),
            terminal=Terminal(actor.user_id, actor.address),
        )
    if holder is None:
        raise pay_codes.PayCodeIsNotValid
    async with in_estates(engine, estate_id, actor=actor.user_id) as conn:
        points = await points_available(
            conn,
            estate_id=estate_id,
            resident_id=holder.resident_id,
            household_id=holder.household_id,
            today=today_in_china(),
        )
    return CodeCheckView(
        holder_masked=mask_person(holder.resident_name),
        points_available=points,
        expires_at=holder.expires_at,
    )


@post(
    "/api/v1/estates/{estate_id:int}/counter/redemptions",
    guards=[may(Permission.USE_COUNTER)],
    tags=["counter"],
)
async def redeem(
    request: Request[SignedInUser, Any, State],
    estate_id: FromPath[int],
    data: JSONBody[RedemptionRequest],
    actor: NamedDependency[Actor],
) -> Response[RedemptionView]:
    """核销：付款码在第一次提交时作废；同一请求编号重发，得到同一个结果。"""
    digest = codes.code_digest(codes.read_pay_code(data.code), estate_id=estate_id)
    key = key_of(request)
    asked = CounterRequest(
        KeyedRequest(
            estate_id=estate_id,
            actor_user_id=actor.user_id,
            key=key,
            route=f"{request.method} {request.scope['path']}",
            # The key's record keeps the digest in the code's place.
            said=data.model_dump(mode="json") | {"code": digest.hex()},
            action=request.route_handler.handler_name,
            request_id=actor.request_id,
            address=actor.address,
        ),
        Submission(
            estate_id=estate_id,
            merchant_id=_merchant_of(actor),
            digest=digest,
            lines=tuple(data.requested()),
            terminal=Terminal(actor.user_id, actor.address),
            idempotency_key=key,
        ),
    )
    lane: CounterLane = request.app.state.lanes[COUNTER]
    answer = await lane.submit(asked)
    return answer_of(answer.status, answer.body, replayed=answer.is_replay)


@get(
    "/api/v1/estates/{estate_id:int}/counter/redemptions",
    guards=[may(Permission.READ_OWN_STATEMENT)],
    tags=["counter"],
)
async def list_redemptions(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    on: Annotated[date | None, QueryParameter(description="业务日期，默认今天")] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[RedemptionView]:
    """本店一天的核销流水，最近的在前。"""
    key = decode_cursor(after, int)
    rows = await queries.redemptions_of_day(
        conn,
        estate_id,
        _merchant_of(actor),
        on=on or today_in_china(),
        before=key[0] if key else None,
        limit=limit + 1,
    )
    return page_of(rows, limit=limit, key=lambda row: (row.redemption_id,), item=RedemptionView.of)


@get(
    "/api/v1/estates/{estate_id:int}/counter/statement",
    guards=[may(Permission.READ_OWN_STATEMENT)],
    tags=["counter"],
)
async def read_statement(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    month: Annotated[
        str | None, QueryParameter(max_length=7, description="2026-06，默认本月")
    ] = None,
) -> StatementView:
    """本店一个月的对账单：核销、应付、消费积分抵扣、已结算，月初和月末的余额。"""
    asked = Month.parse(month) if month is not None else Month.of(today_in_china())
    statement = await queries.statement_of_month(conn, estate_id, _merchant_of(actor), asked)
    return StatementView.of(str(asked), statement)
