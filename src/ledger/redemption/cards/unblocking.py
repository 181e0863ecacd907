"""A blocked card that was found: one takes it in, another looks and decides."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere, Refusal
from ledger.redemption.cards import queries
from ledger.redemption.cards.rules import CardChange, state_after
from ledger.redemption.cards.trail import change_card


class UnblockingNeedsSecondPerson(Refusal):
    """Who took the found card in does not decide that it is the right one."""

    code = "unblocking_needs_second_person"


class UnblockingIsAsked(Refusal):
    code = "unblocking_is_asked"


async def ask_unblocking(
    conn: AsyncConnection, *, estate_id: int, card_id: int, reason: str, actor_user_id: int
) -> int:
    """Write down that a blocked card was found; a second person looks at it and decides.

    Raises `ObjectIsNotHere`, `CardIsInAnotherState` and `UnblockingIsAsked`.
    """
    card = await queries.lock_card(conn, estate_id, card_id)
    state_after(card.state, CardChange.UNBLOCKED)
    asked = await conn.execute(
        text("""insert into card_unblocking (estate_id, card_id, reason, asked_by)
            values (:estate_id, :card_id, :reason, :actor)
            on conflict do nothing returning card_unblocking_id"""),
        {"estate_id": estate_id, "card_id": card_id, "reason": reason, "actor": actor_user_id},
    )
    card_unblocking_id: int | None = asked.scalar_one_or_none()
    if card_unblocking_id is None:
        raise UnblockingIsAsked("这张卡已经申请恢复，等另一位工作人员核对。")
    return card_unblocking_id


async def decide_unblocking(
    conn: AsyncConnection,
    *,
    estate_id: int,
    card_unblocking_id: int,
    grants: bool,
    actor_user_id: int,
) -> int:
    """Let a found card go on, or not, and return its id.

    Raises `ObjectIsNotHere`, also for what is decided, `UnblockingNeedsSecondPerson` and
    `CardIsInAnotherState`.
    """
    found = await conn.execute(
        text("""select card_id, asked_by, reason from card_unblocking
            where estate_id = :estate_id and card_unblocking_id = :id and decided_by is null
            for no key update"""),
        {"estate_id": estate_id, "id": card_unblocking_id},
    )
    asked = found.one_or_none()
    if asked is None:
        raise ObjectIsNotHere("等人核对的恢复申请")
    if asked.asked_by == actor_user_id:
        raise UnblockingNeedsSecondPerson("申请恢复的人不能自己核对，请换一位工作人员。")
    card = await queries.lock_card(conn, estate_id, asked.card_id)
    await conn.execute(
        text("""update card_unblocking set decided_by = :actor,
                decided_at = clock_timestamp(), is_granted = :grants
            where estate_id = :estate_id and card_unblocking_id = :id"""),
        {
            "estate_id": estate_id,
            "id": card_unblocking_id,
            "actor": actor_user_id,
            "grants": grants,
        },
    )
    if grants:
        await change_card(
            conn,
            estate_id,
            card,
            CardChange.UNBLOCKED,
            reason=asked.reason,
            acted_as="staff",
            actor_user_id=actor_user_id,
        )
    return card.card_id
