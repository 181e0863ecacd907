"""A card in somebody's hand: opened at a counter, blocked from its holder's or family's phone."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.db.ids import new_digits, today_in_china
from ledger.db.session import in_estates
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.identity.sessions import COOKIE
from ledger.points.operations import points_available
from ledger.redemption import codes
from ledger.redemption.cards import operations, queries
from ledger.redemption.cards.numbers import read_card_number
from ledger.redemption.cards.openings import CardIsNotAccepted, open_card
from ledger.redemption.cards.payloads import (
    CardIdView,
    CardReason,
    OpeningBody,
    OpeningView,
    OwnCardsView,
)
from ledger.redemption.code_failures import Terminal
from ledger.web.idempotency import Once, key_of

E = "/api/v1/estates/{estate_id:int}"


@post(f"{E}/counter/card-openings", guards=[may(Permission.USE_COUNTER)], tags=["counter"])
async def open_card_at_counter(
    request: Request[Any, Any, Any],
    estate_id: FromPath[int],
    data: JSONBody[OpeningBody],
    actor: NamedDependency[Actor],
    engine: NamedDependency[AsyncEngine],
) -> Response[OpeningView]:
    """刷卡：凭密码或认人，换成只在本台、90 秒内能用一次的付款码。"""
    # Asked for like everywhere, but nothing is kept under it: the body holds a number and a PIN,
    # the answer a code. Repeating the request gives another code and ends the first.
    key_of(request)
    number = read_card_number(data.card)
    async with in_estates(engine, estate_id, actor=actor.user_id) as conn:
        opened = await open_card(
            conn,
            estate_id=estate_id,
            number=number,
            proof=data.proof,
            terminal=Terminal(actor.user_id, actor.address),
            random_digits=new_digits(codes.RANDOM_DIGITS),
            session_digest=sha256(request.cookies.get(COOKIE, "").encode()).digest(),
        )
    # The failure is committed before it is said.
    if opened is None:
        raise CardIsNotAccepted
    today = today_in_china()
    async with in_estates(engine, estate_id, actor=actor.user_id) as conn:
        points = await points_available(
            conn, estate_id=estate_id, resident_id=opened.resident_id, today=today
        )
        view = OpeningView.of(
            opened,
            points=points,
            limits=await queries.limits_of(conn, estate_id),
            spent=await queries.spent_by_card(conn, estate_id, opened.resident_id, today=today),
        )
    return Response(view, headers={"Cache-Control": "no-store"})


@get(f"{E}/me/cards", guards=[may(Permission.KEEP_OWN_CARDS)], tags=["me"])
async def list_own_cards(
    estate_id: FromPath[int], actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection]
) -> OwnCardsView:
    """我的卡和我代办、监护的家人的卡，最近几次刷卡。"""
    resident_id, today = resident_of(actor), today_in_china()
    return OwnCardsView.of(
        await queries.own_cards(conn, estate_id, resident_id, today=today),
        resident_id=resident_id,
        limits=await queries.limits_of(conn, estate_id),
        spent=await queries.spent_by_card(conn, estate_id, resident_id, today=today),
        uses=await queries.uses_of(conn, estate_id, resident_id),
    )


@post(
    f"{E}/me/cards/{{card_id:int}}/block",
    guards=[may(Permission.KEEP_OWN_CARDS)],
    tags=["me"],
    status_code=200,
)
async def block_own_card(
    estate_id: FromPath[int],
    card_id: FromPath[int],
    data: JSONBody[CardReason],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[CardIdView]:
    """挂失自己或家人的卡，马上生效。"""
    resident_id = resident_of(actor)

    async def work() -> CardIdView:
        acted_as = await queries.acts_as(
            conn, estate_id, card_id, resident_id=resident_id, today=today_in_china()
        )
        await operations.block_card(
            conn,
            estate_id=estate_id,
            card_id=card_id,
            reason=data.reason,
            acted_as=acted_as,
            actor_user_id=actor.user_id,
        )
        return CardIdView(card_id=card_id)

    return await once(conn, data, work, status=200)


cards_in_hand = Router(
    path="/", route_handlers=[open_card_at_counter, list_own_cards, block_own_card]
)
