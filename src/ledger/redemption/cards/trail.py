"""From one state of a card to the next: written down for ever, and told to whom it belongs."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.messages.operations import put_messages
from ledger.messages.outbox import NewMessage
from ledger.redemption.cards.queries import LockedCard
from ledger.redemption.cards.rules import CardChange, CardState, state_after

ActedAs = Literal["staff", "holder", "proxy", "guardian", "counter"]

_TOLD_AS = {
    CardChange.PIN_SET: "card_pin_set",
    CardChange.LOCKED: "card_locked",
    CardChange.BLOCKED: "card_blocked",
    CardChange.UNBLOCKED: "card_unblocked",
    CardChange.VOIDED: "card_blocked",
}


async def change_card(
    conn: AsyncConnection,
    estate_id: int,
    card: LockedCard,
    change: CardChange,
    *,
    reason: str,
    acted_as: ActedAs,
    actor_user_id: int,
) -> None:
    """Take a locked card to the state that follows, tell its trail and its holder.

    Raises `CardIsInAnotherState`.
    """
    after = state_after(card.state, change)
    await conn.execute(
        text("""update card set state = cast(:state as text),
                pin_hash = case when :state = 'dead' then null else pin_hash end
            where estate_id = :estate_id and card_id = :card_id"""),
        {"estate_id": estate_id, "card_id": card.card_id, "state": after.value},
    )
    if after in (CardState.BLOCKED, CardState.DEAD):
        # What a counter has of it is worth nothing any more.
        await conn.execute(
            text("""update pay_code c set expires_at = least(c.expires_at, clock_timestamp())
                from card_opening o
                where c.estate_id = :estate_id and o.estate_id = c.estate_id
                    and o.card_opening_id = c.card_opening_id and o.card_id = :card_id"""),
            {"estate_id": estate_id, "card_id": card.card_id},
        )
    await record_change(
        conn,
        estate_id,
        card.card_id,
        change,
        after,
        reason=reason,
        acted_as=acted_as,
        actor_user_id=actor_user_id,
    )
    template = _TOLD_AS.get(change)
    if template is not None and card.resident_id is not None:
        await tell_holder(conn, estate_id, card.resident_id, template, card)


async def record_change(
    conn: AsyncConnection,
    estate_id: int,
    card_id: int,
    change: CardChange,
    after: CardState,
    *,
    reason: str,
    acted_as: ActedAs,
    actor_user_id: int,
) -> None:
    await conn.execute(
        text("""insert into card_change (estate_id, card_id, what, to_state, reason, acted_as,
                changed_by)
            values (:estate_id, :card_id, :what, :state, :reason, :acted_as, :actor)"""),
        {
            "estate_id": estate_id,
            "card_id": card_id,
            "what": change.value,
            "state": after.value,
            "reason": reason,
            "acted_as": acted_as,
            "actor": actor_user_id,
        },
    )


async def tell_holder(
    conn: AsyncConnection, estate_id: int, resident_id: int, template: str, card: LockedCard
) -> None:
    line = await conn.execute(
        text("""select max(card_change_id) from card_change
            where estate_id = :estate_id and card_id = :card_id"""),
        {"estate_id": estate_id, "card_id": card.card_id},
    )
    await put_messages(
        conn,
        [
            NewMessage(
                estate_id=estate_id,
                template=template,
                key=f"{template}:{card.card_id}:{line.scalar_one()}",
                args={"last_four": card.last_four},
                resident_id=resident_id,
            )
        ],
    )
