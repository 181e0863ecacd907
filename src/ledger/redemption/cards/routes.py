"""The desk's cards: handed out, blocked, replaced, found again."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import today_in_china
from ledger.db.personal_data import personal_data_of
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.redemption.cards import operations, queries, unblocking
from ledger.redemption.cards.payloads import (
    BindingBody,
    CardIdView,
    CardReason,
    CardTrailView,
    CardView,
    LimitsBody,
    LimitsView,
    PinBody,
    ReplacementBody,
    StateName,
    UnblockingDecision,
    UnblockingIdView,
)
from ledger.web.idempotency import Once
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
    in_state: Annotated[
        StateName | None, QueryParameter(name="state", description="只看一种状态，空表示全部")
    ] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[CardView]:
    """居民卡，新的在前；只有卡号后四位，姓名已脱敏。"""
    key = decode_cursor(after, int)
    rows = await queries.cards_of_estate(
        conn, estate_id, state=in_state, before=key[0] if key else None, limit=limit + 1
    )
    return page_of(rows, limit=limit, key=lambda row: (row.card_id,), item=CardView.of)


@get(f"{CARD}/changes", guards=[may(Permission.READ_CARDS)], tags=["cards"])
async def read_card_trail(
    estate_id: FromPath[int], card_id: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> CardTrailView:
    """一张卡的经过：从制作到作废，新的在前。"""
    await queries.card_of(conn, estate_id, card_id)
    return CardTrailView.of(await queries.trail_of(conn, estate_id, card_id))


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
            reason=data.reason,
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
            reason=data.reason,
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
            reason=data.reason,
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
            reason=data.reason,
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
            reason=data.reason,
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
            reason=data.reason,
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
            reason=data.reason,
            actor_user_id=actor.user_id,
        )
        return LimitsView.of(limits)

    return await once(conn, data, work)


cards = Router(
    path="/",
    route_handlers=[
        list_cards,
        read_card_trail,
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
