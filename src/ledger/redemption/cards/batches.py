"""Blank cards are made in batches; a batch that was not printed, or was lost, is voided."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere, Refusal
from ledger.redemption.cards.keys import card_keys_of


class CardBatchWasMade(Refusal):
    """The numbers were in the first answer; no second answer holds them."""

    code = "card_batch_was_made"


async def make_batch(
    conn: AsyncConnection,
    *,
    estate_id: int,
    numbers: list[str],
    request_key: str,
    actor_user_id: int,
) -> int:
    """Write down blank cards with these numbers, of which only digests and last digits are kept.

    Raises `CardBatchWasMade` for a key of which there is a batch.
    """
    batch = await conn.execute(
        text("""insert into card_batch (estate_id, cards, made_by, request_key)
            values (:estate_id, :cards, :actor, :request_key)
            on conflict (estate_id, made_by, request_key) do nothing returning card_batch_id"""),
        {
            "estate_id": estate_id,
            "cards": len(numbers),
            "actor": actor_user_id,
            "request_key": request_key,
        },
    )
    card_batch_id: int | None = batch.scalar_one_or_none()
    if card_batch_id is None:
        raise CardBatchWasMade(
            "这一批卡已经做过，卡号只给一次。没有拿到印张的，请把这一批作废，另做一批。"
        )
    keys = card_keys_of(conn)
    await conn.execute(
        text("""with made as (
                insert into card (estate_id, card_batch_id, number_digest, last_four)
                select :estate_id, :card_batch_id, w.digest, w.last_four
                from unnest(cast(:digests as bytea[]), cast(:lasts as text[]))
                    as w (digest, last_four)
                returning card_id)
            select count(*) from made"""),
        {
            "estate_id": estate_id,
            "card_batch_id": card_batch_id,
            "digests": [keys.number_digest(number, estate_id=estate_id) for number in numbers],
            "lasts": [number[-4:] for number in numbers],
        },
    )
    await conn.execute(
        text("""insert into card_change (estate_id, card_id, what, to_state, acted_as, changed_by)
            select estate_id, card_id, 'made', state, 'staff', :actor from card
            where estate_id = :estate_id and card_batch_id = :card_batch_id"""),
        {"estate_id": estate_id, "card_batch_id": card_batch_id, "actor": actor_user_id},
    )
    return card_batch_id


async def void_batch(
    conn: AsyncConnection, *, estate_id: int, card_batch_id: int, reason: str, actor_user_id: int
) -> int:
    """Make every blank card of a batch worthless, and return how many; raises `ObjectIsNotHere`."""
    found = await conn.execute(
        text("""select card_id from card
            where estate_id = :estate_id and card_batch_id = :card_batch_id and state = 'blank'
            order by card_id for no key update"""),
        {"estate_id": estate_id, "card_batch_id": card_batch_id},
    )
    ids = list(found.scalars())
    if not ids:
        raise ObjectIsNotHere("这一批里没有发出去的卡")
    of_these = {"estate_id": estate_id, "ids": ids}
    await conn.execute(
        text("""update card set state = 'dead'
            where estate_id = :estate_id and card_id = any(cast(:ids as bigint[]))"""),
        of_these,
    )
    await conn.execute(
        text("""insert into card_change (estate_id, card_id, what, to_state, reason, acted_as,
                changed_by)
            select :estate_id, w.card_id, 'voided', 'dead', :reason, 'staff', :actor
            from unnest(cast(:ids as bigint[])) as w (card_id)"""),
        of_these | {"reason": reason, "actor": actor_user_id},
    )
    return len(ids)
