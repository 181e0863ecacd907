"""Batches of blank cards: made, printed with the answer, voided."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.audit_log.operations import write_audit_line
from ledger.db.ids import new_digits, now_utc
from ledger.estates.queries import read_estate
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.intake.documents import download_headers
from ledger.redemption.cards import batches, queries
from ledger.redemption.cards.numbers import RANDOM_DIGITS, card_number
from ledger.redemption.cards.payloads import CardBatchesView, CardReason, NewBatch, VoidedView
from ledger.redemption.cards.sheets import card_sheet
from ledger.web.idempotency import Once, key_of

E = "/api/v1/estates/{estate_id:int}"


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
        report_to=data.report_to,
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
            reason=data.reason,
            actor_user_id=actor.user_id,
        )
        return VoidedView(card_batch_id=card_batch_id, cards=cards)

    return await once(conn, data, work, status=200)


card_batches = Router(
    path="/", route_handlers=[list_card_batches, make_card_batch, void_card_batch]
)
