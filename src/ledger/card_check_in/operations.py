"""The holder of a card comes or goes: the organiser reads the card, nobody asks for a PIN.

What is marked names the card and who read it. A stranger's number, a blocked, locked, blank or dead
card and another estate's get one answer, and different ones that fail are counted
(`ledger.volunteering.attendance.failures`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import Refusal
from ledger.redemption.cards.queries import active_card_of_number
from ledger.volunteering.attendance.by_card import mark_by_card
from ledger.volunteering.attendance.codes import Direction


class CardIsNotGoodForCheckIn(Refusal):
    """Unknown, blank, blocked, locked, dead, or another estate's: one answer."""

    code = "card_is_not_good_for_check_in"

    def __init__(self) -> None:
        super().__init__(
            "这张卡不能用来签到：可能已挂失、锁住或作废，或者不是本小区的卡。"
            "请改为按名单签到，并请本人到服务台看看这张卡。",
            fields=[{"field": "card", "message": "请改为按名单签到"}],
        )


async def mark_holder(
    conn: AsyncConnection,
    number_digest: bytes,
    direction: Direction,
    *,
    estate_id: int,
    activity_id: int,
    actor_user_id: int,
    now: datetime,
) -> int:
    """Mark the card's holder as come or gone and return the resident's id.

    Raises `CardIsNotGoodForCheckIn`, then what `mark_by_card` raises.
    """
    card = await active_card_of_number(conn, estate_id, number_digest)
    if card is None:
        raise CardIsNotGoodForCheckIn
    await mark_by_card(
        conn,
        direction,
        estate_id=estate_id,
        activity_id=activity_id,
        resident_id=card.resident_id,
        card_id=card.card_id,
        actor_user_id=actor_user_id,
        now=now,
    )
    return card.resident_id
