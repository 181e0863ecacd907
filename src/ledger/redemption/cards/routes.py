"""The desk's cards: made and printed, handed out, blocked, replaced, found again."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.audit_log.operations import write_audit_line
from ledger.db.ids import new_digits, now_utc, today_in_china
from ledger.db.personal_data import personal_data_of
from ledger.estates.queries import read_estate
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.intake.documents import download_headers
from ledger.redemption.cards import batches, operations, queries, unblocking
from ledger.redemption.cards.numbers import RANDOM_DIGITS, card_number
from ledger.redemption.cards.payloads import (
    BindingBody,
    CardBatchesView,
    CardIdView,
    CardReason,
    CardTrailView,
    CardView,
    LimitsBody,
    LimitsView,
    NewBatch,
    PinBody,
    ReplacementBody,
    StateName,
    UnblockingDecision,
    UnblockingIdView,
    VoidedView,
)
from ledger.redemption.cards.sheets import card_sheet
from ledger.web.idempotency import Once, key_of
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

E = "/api/v1/estates/{estate_id:int}"
CARD = f"{E}/cards/{{card_id:int}}"


def _said(conn: AsyncConnection, data: BaseModel) -> dict[str, str]:
    """Return what the key's record keeps of a body with a number or a PIN: a keyed digest."""
    return {"body": personal_data_of(conn).digest(data.model_dump_json()).hex()}


@get(f"{E}/cards", guards=[may(Permission.READ_CARDS)], tags=["cards"])
async def list_cards(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    state: Annotated[
        StateName | None, QueryParameter(description="只看一种状态，空表示全部")
    ] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[CardView]:
    """居民卡，新的在前；只有卡号后四位，姓名已脱敏。"""
    key = decode_cursor(after, int)
    rows = await queries.cards_of_estate(
        conn, estate_id, state=state, before=key[0] if key else None, limit=limit + 1
    )
    return page_of(rows, limit=limit, key=lambda row: (row.card_id,), item=CardView.of)


@get(f"{CARD}/changes", guards=[may(Permission.READ_CARDS)], tags=["cards"])
async def read_card_trail(
    estate_id: FromPath[int], card_id: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> CardTrailView:
    """一张卡的经过：从制作到作废，新的在前。"""
    await queries.card_of(conn, estate_id, card_id)
    return CardTrailView.of(await queries.trail_of(conn, estate_id, card_id))


# Batches ----------------------------------------------------------------------------------------


@get(f"{E}/card-batches", guards=[may(Permission.READ_CARDS)], tags=["cards"])
async def list_card_batches(
    estate_id: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> CardBatchesView:
    """制卡批次和各批的去向。"""
    return CardBatchesView.of(await queries.batches_of(conn, estate_id))


@post(
    f"{E}/card-batches",
    guards=[may(Permission.KEEP_CARDS)],
    tags=["cards"],
    media_type="application/pdf",
)
async def make_card_batch(
    request: Request[Any, Any, Any],
    estate_id: FromPath[int],
    data: JSONBody[NewBatch],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> Response[bytes]:
    """制作一批空白卡：答复就是印张（PDF），卡号只给这一次。"""
    numbers = [card_number(new_digits(RANDOM_DIGITS)) for _ in range(data.cards)]
    # The answer is not kept under the key: it holds the numbers, of which the database must know no
    # more than digests. A key that comes again is refused.
    card_batch_id = await batches.make_batch(
        conn,
        estate_id=estate_id,
        numbers=numbers,
        request_key=key_of(request),
        actor_user_id=actor.user_id,
    )
    await write_audit_line(
        conn,
        estate_id=estate_id,
        actor_user_id=actor.user_id,
        action="make_card_batch",
        outcome="done",
        object_=f"card_batch:{card_batch_id}",
        request_id=actor.request_id,
        address=actor.address,
        details={"cards": data.cards},
    )
    estate = await read_estate(conn, estate_id)
    pdf = await asyncio.to_thread(
        card_sheet,
        numbers,
        estate_name=estate.name,
        report_to=data.report_to.strip(),
        made_at=now_utc(),
    )
    headers = download_headers(f"居民卡-第{card_batch_id}批.pdf") | {"Cache-Control": "no-store"}
    return Response(pdf, media_type="application/pdf", headers=headers)


@post(
    f"{E}/card-batches/{{card_batch_id:int}}/void",
    guards=[may(Permission.KEEP_CARDS)],
    tags=["cards"],
    status_code=200,
)
async def void_card_batch(
    estate_id: FromPath[int],
    card_batch_id: FromPath[int],
    data: JSONBody[CardReason],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[VoidedView]:
    """作废一批里没有发出去的卡，例如没有印好、丢了。"""

    async def work() -> VoidedView:
        cards = await batches.void_batch(
            conn,
            estate_id=estate_id,
            card_batch_id=card_batch_id,
            reason=data.reason.strip(),
            actor_user_id=actor.user_id,
        )
        return VoidedView(card_batch_id=card_batch_id, cards=cards)

    return await once(conn, data, work, status=200)


# One card ---------------------------------------------------------------------------------------


@post(f"{E}/cards", guards=[may(Permission.KEEP_CARDS)], tags=["cards"])
async def bind_card(
    estate_id: FromPath[int],
    data: JSONBody[BindingBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[CardIdView]:
    """发卡：本人到场，密码由本人输入两次。"""

    async def work() -> CardIdView:
        card_id = await operations.bind_card(
            conn,
            estate_id=estate_id,
            number=data.card,
            resident_id=data.resident_id,
            pin=data.pins,
            reason=data.reason.strip(),
            today=today_in_china(),
            actor_user_id=actor.user_id,
        )
        return CardIdView(card_id=card_id)

    return await once(conn, _said(conn, data), work)


@post(f"{CARD}/replacement", guards=[may(Permission.KEEP_CARDS)], tags=["cards"])
async def replace_card(
    estate_id: FromPath[int],
    card_id: FromPath[int],
    data: JSONBody[ReplacementBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[CardIdView]:
    """补发：旧卡号永远作废，积分不变。"""

    async def work() -> CardIdView:
        new_card_id = await operations.replace_card(
            conn,
            estate_id=estate_id,
            card_id=card_id,
            number=data.card,
            pin=data.pins,
            reason=data.reason.strip(),
            today=today_in_china(),
            actor_user_id=actor.user_id,
        )
        return CardIdView(card_id=new_card_id)

    return await once(conn, _said(conn, data), work)


@post(f"{CARD}/pin", guards=[may(Permission.KEEP_CARDS)], tags=["cards"], status_code=200)
async def set_card_pin(
    estate_id: FromPath[int],
    card_id: FromPath[int],
    data: JSONBody[PinBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[CardIdView]:
    """本人到场重设密码；锁住的卡随之解开。"""

    async def work() -> CardIdView:
        await operations.set_pin(
            conn,
            estate_id=estate_id,
            card_id=card_id,
            pin=data.pins,
            reason=data.reason.strip(),
            today=today_in_china(),
            actor_user_id=actor.user_id,
        )
        return CardIdView(card_id=card_id)

    return await once(conn, _said(conn, data), work, status=200)


@post(f"{CARD}/block", guards=[may(Permission.KEEP_CARDS)], tags=["cards"], status_code=200)
async def block_card(
    estate_id: FromPath[int],
    card_id: FromPath[int],
    data: JSONBody[CardReason],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[CardIdView]:
    """挂失：马上不能再用。"""

    async def work() -> CardIdView:
        await operations.block_card(
            conn,
            estate_id=estate_id,
            card_id=card_id,
            reason=data.reason.strip(),
            acted_as="staff",
            actor_user_id=actor.user_id,
        )
        return CardIdView(card_id=card_id)

    return await once(conn, data, work, status=200)


@post(f"{CARD}/void", guards=[may(Permission.KEEP_CARDS)], tags=["cards"], status_code=200)
async def void_card(
    estate_id: FromPath[int],
    card_id: FromPath[int],
    data: JSONBody[CardReason],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[CardIdView]:
    """作废一张卡：退卡、迁出，卡号不再用。"""

    async def work() -> CardIdView:
        await operations.void_card(
            conn,
            estate_id=estate_id,
            card_id=card_id,
            reason=data.reason.strip(),
            actor_user_id=actor.user_id,
        )
        return CardIdView(card_id=card_id)

    return await once(conn, data, work, status=200)


@post(f"{CARD}/unblockings", guards=[may(Permission.KEEP_CARDS)], tags=["cards"])
async def ask_card_unblocking(
    estate_id: FromPath[int],
    card_id: FromPath[int],
    data: JSONBody[CardReason],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[UnblockingIdView]:
    """挂失的卡找到了：申请恢复，等另一位工作人员核对。"""

    async def work() -> UnblockingIdView:
        card_unblocking_id = await unblocking.ask_unblocking(
            conn,
            estate_id=estate_id,
            card_id=card_id,
            reason=data.reason.strip(),
            actor_user_id=actor.user_id,
        )
        return UnblockingIdView(card_unblocking_id=card_unblocking_id)

    return await once(conn, data, work)


@post(
    f"{E}/card-unblockings/{{card_unblocking_id:int}}/decide",
    guards=[may(Permission.DECIDE_CARD_UNBLOCKINGS)],
    tags=["cards"],
    status_code=200,
)
async def decide_card_unblocking(
    estate_id: FromPath[int],
    card_unblocking_id: FromPath[int],
    data: JSONBody[UnblockingDecision],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[CardIdView]:
    """核对找回的卡：恢复使用，或不恢复；不能是申请的人。"""

    async def work() -> CardIdView:
        card_id = await unblocking.decide_unblocking(
            conn,
            estate_id=estate_id,
            card_unblocking_id=card_unblocking_id,
            grants=data.grants,
            actor_user_id=actor.user_id,
        )
        return CardIdView(card_id=card_id)

    return await once(conn, data, work, status=200)


# What cards spend -------------------------------------------------------------------------------


@get(f"{E}/card-limits", guards=[may(Permission.READ_CARDS)], tags=["cards"])
async def read_card_limits(
    estate_id: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> LimitsView:
    """刷卡每天最多用多少分。"""
    return LimitsView.of(await queries.limits_of(conn, estate_id))


@post(f"{E}/card-limits", guards=[may(Permission.SET_CARD_LIMITS)], tags=["cards"])
async def set_card_limits(
    estate_id: FromPath[int],
    data: JSONBody[LimitsBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[LimitsView]:
    """改刷卡每天的上限，马上生效。"""

    async def work() -> LimitsView:
        limits = queries.Limits(data.pin_points_max, data.sight_points_max)
        await operations.set_limits(
            conn,
            estate_id=estate_id,
            limits=limits,
            reason=data.reason.strip(),
            actor_user_id=actor.user_id,
        )
        return LimitsView.of(limits)

    return await once(conn, data, work)


cards = Router(
    path="/",
    route_handlers=[
        list_cards,
        read_card_trail,
        list_card_batches,
        make_card_batch,
        void_card_batch,
        bind_card,
        replace_card,
        set_card_pin,
        block_card,
        void_card,
        ask_card_unblocking,
        decide_card_unblocking,
        read_card_limits,
        set_card_limits,
    ],
)
