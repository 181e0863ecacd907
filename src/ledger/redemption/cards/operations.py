"""What the desk and the holder do with a card: hand out, set its PIN, block, replace.

Every change locks the card, follows from its state, and adds a line to its trail; whoever the card
belongs to is told.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import Refusal
from ledger.estates.people.operations import living_person
from ledger.estates.people.queries import Person, guardianships_of
from ledger.identity.passwords import hash_password
from ledger.redemption.cards import queries
from ledger.redemption.cards.keys import card_keys_of
from ledger.redemption.cards.numbers import read_card_number
from ledger.redemption.cards.queries import LockedCard
from ledger.redemption.cards.rules import CardChange, CardState, check_new_pin, state_after
from ledger.redemption.cards.trail import ActedAs, change_card, record_change, tell_holder


class CardIsNotBlank(Refusal):
    """Only a blank card of this estate is handed out: another number is answered alike."""

    code = "card_is_not_blank"


class CardIsInHand(Refusal):
    """A person has one card; a lost one is replaced, so that its number dies."""

    code = "card_is_in_hand"


class CardNeedsGuardian(Refusal):
    """A child under 14 has a card where a guardian agreed to its registration."""

    code = "card_needs_guardian"


async def bind_card(
    conn: AsyncConnection,
    *,
    estate_id: int,
    number: str,
    resident_id: int,
    pin: tuple[str, str] | None,
    reason: str,
    today: date,
    actor_user_id: int,
) -> int:
    """Hand a blank card to a resident who is there, and return its id.

    `pin` is what the holder typed, twice; None where the holder is known by the photo on the card.
    Raises `CardNumberIsMistyped`, `ObjectIsNotHere`, `CardNeedsGuardian`, `CardIsInHand`,
    `CardIsNotBlank`, and the refusals of a PIN.
    """
    person = await _holder(conn, estate_id, resident_id, today=today)
    if await queries.card_in_use_of(conn, estate_id, resident_id) is not None:
        raise CardIsInHand("这位住户手里已经有一张卡，旧卡丢了请办“补发”。")
    return await _bind(
        conn,
        estate_id,
        person,
        number=number,
        pin=pin,
        reason=reason,
        actor_user_id=actor_user_id,
        replaces_card_id=None,
    )


async def replace_card(
    conn: AsyncConnection,
    *,
    estate_id: int,
    card_id: int,
    number: str,
    pin: tuple[str, str] | None,
    reason: str,
    today: date,
    actor_user_id: int,
) -> int:
    """Kill a card's number for ever and hand its holder a blank one; return the new card's id.

    The points stay where they are. Raises what `bind_card` does, and `CardIsInAnotherState`.
    """
    old = await queries.lock_card(conn, estate_id, card_id)
    state_after(old.state, CardChange.REPLACED)
    assert old.resident_id is not None
    person = await _holder(conn, estate_id, old.resident_id, today=today)
    await change_card(
        conn,
        estate_id,
        old,
        CardChange.REPLACED,
        reason=reason,
        acted_as="staff",
        actor_user_id=actor_user_id,
    )
    return await _bind(
        conn,
        estate_id,
        person,
        number=number,
        pin=pin,
        reason=reason,
        actor_user_id=actor_user_id,
        replaces_card_id=card_id,
    )


async def _holder(
    conn: AsyncConnection, estate_id: int, resident_id: int, *, today: date
) -> Person:
    person = await living_person(conn, estate_id, resident_id)
    if person.is_child(today):
        guardianships = await guardianships_of(conn, estate_id, resident_id)
        if not any(
            each.child_resident_id == resident_id and each.withdrawn_at is None
            for each in guardianships
        ):
            raise CardNeedsGuardian("未满 14 岁的孩子领卡，要先登记监护人同意。")
    return person


async def _bind(
    conn: AsyncConnection,
    estate_id: int,
    person: Person,
    *,
    number: str,
    pin: tuple[str, str] | None,
    reason: str,
    actor_user_id: int,
    replaces_card_id: int | None,
) -> int:
    digest = card_keys_of(conn).number_digest(read_card_number(number), estate_id=estate_id)
    blank = await queries.lock_card_of_number(conn, estate_id, digest)
    if blank is None or blank.state is not CardState.BLANK:
        raise CardIsNotBlank("这不是本小区没有发出去的空白卡，请换一张空白卡。")
    pin_hash = await _pin_hash(conn, estate_id, blank, person, pin)
    try:
        async with conn.begin_nested():
            await conn.execute(
                text("""update card set state = 'active', resident_id = :resident_id,
                        bound_at = clock_timestamp(), bound_by = :actor, pin_hash = :pin_hash,
                        replaces_card_id = :replaces
                    where estate_id = :estate_id and card_id = :card_id"""),
                {
                    "estate_id": estate_id,
                    "card_id": blank.card_id,
                    "resident_id": person.resident_id,
                    "actor": actor_user_id,
                    "pin_hash": pin_hash,
                    "replaces": replaces_card_id,
                },
            )
    except IntegrityError as error:
        if "card_in_use" not in str(error.orig):
            raise
        raise CardIsInHand("这位住户手里已经有一张卡，旧卡丢了请办“补发”。") from None
    await record_change(
        conn,
        estate_id,
        blank.card_id,
        CardChange.BOUND,
        CardState.ACTIVE,
        reason=reason,
        acted_as="staff",
        actor_user_id=actor_user_id,
    )
    await tell_holder(conn, estate_id, person.resident_id, "card_bound", blank)
    return blank.card_id


async def set_pin(
    conn: AsyncConnection,
    *,
    estate_id: int,
    card_id: int,
    pin: tuple[str, str] | None,
    reason: str,
    today: date,
    actor_user_id: int,
) -> None:
    """Let the holder, who is there, type a new PIN; a card that wrong PINs locked is free again.

    With None the card has no PIN any more and its holder is known by the photo on it. Raises
    `ObjectIsNotHere`, `CardIsInAnotherState`, and the refusals of a PIN.
    """
    card = await queries.lock_card(conn, estate_id, card_id)
    state_after(card.state, CardChange.PIN_SET)
    assert card.resident_id is not None
    person = await _holder(conn, estate_id, card.resident_id, today=today)
    pin_hash = await _pin_hash(conn, estate_id, card, person, pin)
    await conn.execute(
        text("""update card set pin_hash = :pin_hash
            where estate_id = :estate_id and card_id = :card_id"""),
        {"estate_id": estate_id, "card_id": card_id, "pin_hash": pin_hash},
    )
    await change_card(
        conn,
        estate_id,
        card,
        CardChange.PIN_SET,
        reason=reason,
        acted_as="staff",
        actor_user_id=actor_user_id,
    )


async def _pin_hash(
    conn: AsyncConnection,
    estate_id: int,
    card: LockedCard,
    person: Person,
    pin: tuple[str, str] | None,
) -> str | None:
    if pin is None:
        return None
    digits = check_new_pin(*pin, last_four=card.last_four, born_on=person.born_on)
    return await hash_password(
        card_keys_of(conn).pin_words(digits, estate_id=estate_id, card_id=card.card_id)
    )


async def block_card(
    conn: AsyncConnection,
    *,
    estate_id: int,
    card_id: int,
    reason: str,
    acted_as: ActedAs,
    actor_user_id: int,
) -> None:
    """Stop a card at once, with the codes that a counter has of it.

    Who blocks a blocked card has what they want. Raises `ObjectIsNotHere` and
    `CardIsInAnotherState`.
    """
    card = await queries.lock_card(conn, estate_id, card_id)
    if card.state is CardState.BLOCKED:
        return
    await change_card(
        conn,
        estate_id,
        card,
        CardChange.BLOCKED,
        reason=reason,
        acted_as=acted_as,
        actor_user_id=actor_user_id,
    )


async def void_card(
    conn: AsyncConnection, *, estate_id: int, card_id: int, reason: str, actor_user_id: int
) -> None:
    """Kill a card's number for ever without another one in its place.

    Raises `ObjectIsNotHere` and `CardIsInAnotherState`.
    """
    card = await queries.lock_card(conn, estate_id, card_id)
    await change_card(
        conn,
        estate_id,
        card,
        CardChange.VOIDED,
        reason=reason,
        acted_as="staff",
        actor_user_id=actor_user_id,
    )


async def void_card_of(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, reason: str, actor_user_id: int
) -> None:
    """Kill the number of the card that somebody has in hand, if any, for ever."""
    card = await queries.card_in_use_of(conn, estate_id, resident_id)
    if card is not None:
        await void_card(
            conn,
            estate_id=estate_id,
            card_id=card.card_id,
            reason=reason,
            actor_user_id=actor_user_id,
        )


async def set_limits(
    conn: AsyncConnection,
    *,
    estate_id: int,
    limits: queries.Limits,
    reason: str,
    actor_user_id: int,
) -> int:
    """Say what cards of one person spend a day at most, from now on."""
    found = await conn.execute(
        text("""insert into card_limit (estate_id, pin_points_max, sight_points_max, reason,
                set_by)
            values (:estate_id, :pin, :sight, :reason, :actor) returning card_limit_id"""),
        {
            "estate_id": estate_id,
            "pin": limits.pin_points_max,
            "sight": limits.sight_points_max,
            "reason": reason,
            "actor": actor_user_id,
        },
    )
    card_limit_id: int = found.scalar_one()
    return card_limit_id
