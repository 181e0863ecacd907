"""刷卡签到 over HTTP, at the organiser's list."""

from __future__ import annotations

from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.card_check_in.operations import CardIsNotGoodForCheckIn, mark_holder
from ledger.card_check_in.payloads import CardMarkBody
from ledger.db.ids import now_utc
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.redemption.cards.keys import card_keys_of
from ledger.redemption.cards.numbers import read_card_number
from ledger.volunteering.attendance.failures import check_failures, record_failure
from ledger.volunteering.attendance.payloads import MarkedView
from ledger.volunteering.attendance.routes import marked_view
from ledger.web.idempotency import Once


@post(
    "/api/v1/estates/{estate_id:int}/activity-plans/{activity_id:int}/card-marks",
    guards=[may(Permission.KEEP_ATTENDANCE)],
    tags=["activities"],
    status_code=200,
)
async def mark_by_card(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    data: JSONBody[CardMarkBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[MarkedView]:
    """刷居民卡签到、签退：不用密码；记下是刷的哪张卡、谁办的。"""
    number = read_card_number(data.card)
    digest = card_keys_of(conn).number_digest(number, estate_id=estate_id)
    now = now_utc()
    # Neither the key's record nor the record of failures knows the number.
    tried: Any = {
        "estate_id": estate_id,
        "user_id": actor.user_id,
        "activity_id": activity_id,
        "given": digest.hex(),
        "now": now,
    }
    await check_failures(conn, **tried)

    async def work() -> MarkedView:
        resident_id = await mark_holder(
            conn,
            digest,
            data.direction,
            estate_id=estate_id,
            activity_id=activity_id,
            actor_user_id=actor.user_id,
            now=now,
        )
        return await marked_view(
            conn,
            data.direction,
            estate_id=estate_id,
            activity_id=activity_id,
            resident_id=resident_id,
        )

    said = {"card": digest.hex(), "direction": data.direction.value}
    answer = await once(conn, said, work, status=200)
    # The refusal rolled its own work back; that it was tried is kept beside it.
    if answer.content.get("code") == CardIsNotGoodForCheckIn.code:
        await record_failure(conn, **tried)
    return answer
