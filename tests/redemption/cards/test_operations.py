"""What becomes of a card: handed out once, blocked at once, replaced for ever, found by two."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ledger.db.personal_data import PersonalDatum, personal_data_of
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.redemption.cards import batches, operations, queries, unblocking
from ledger.redemption.cards.batches import CardBatchWasMade
from ledger.redemption.cards.operations import CardIsInHand, CardIsNotBlank, CardNeedsGuardian
from ledger.redemption.cards.rules import CardIsInAnotherState, PinIsTooWeak, PinsDiffer
from ledger.redemption.cards.unblocking import UnblockingIsAsked, UnblockingNeedsSecondPerson
from ledger.redemption.pay_codes import PayCodeIsNotValid
from tests.redemption.cards.deck import PIN, Deck
from tests.redemption.world import DAY, build_world


async def block(deck: Deck, card_id: int, reason: str = "钱包丢了") -> None:
    async with deck.world.engine.begin() as conn:
        await operations.block_card(
            conn,
            estate_id=deck.world.estate_id,
            card_id=card_id,
            reason=reason,
            acted_as="staff",
            actor_user_id=deck.clerk,
        )


async def replace(deck: Deck, card_id: int, number: str) -> int:
    async with deck.world.engine.begin() as conn:
        return await operations.replace_card(
            conn,
            estate_id=deck.world.estate_id,
            card_id=card_id,
            number=number,
            pin=(PIN, PIN),
            reason="补发",
            today=DAY,
            actor_user_id=deck.clerk,
        )


async def ask(deck: Deck, card_id: int) -> int:
    async with deck.world.engine.begin() as conn:
        return await unblocking.ask_unblocking(
            conn,
            estate_id=deck.world.estate_id,
            card_id=card_id,
            reason="在家里找到",
            actor_user_id=deck.clerk,
        )


async def decide(deck: Deck, asked: int, *, by: int, grants: bool = True) -> None:
    async with deck.world.engine.begin() as conn:
        await unblocking.decide_unblocking(
            conn,
            estate_id=deck.world.estate_id,
            card_unblocking_id=asked,
            grants=grants,
            actor_user_id=by,
        )


# What is kept of a number and a PIN -------------------------------------------------------------


async def test_no_number_and_no_pin_is_in_the_database(deck: Deck) -> None:
    number, card_id = await deck.bind()
    async with deck.world.engine.connect() as conn:
        rows = await conn.execute(text("select to_jsonb(k)::text from card k"))
        said = " ".join(rows.scalars())
        others = await conn.execute(
            text("""select string_agg(to_jsonb(c)::text, ' ') from card_change c
                union all select string_agg(to_jsonb(m)::text, ' ') from message m
                union all select string_agg(to_jsonb(a)::text, ' ') from audit_line a""")
        )
        said += " ".join(each for each in others.scalars() if each)
    assert number not in said
    assert PIN not in said
    assert number[-4:] in said
    assert "$argon2id$" in said
    assert card_id


async def test_the_same_number_means_nothing_in_another_estate(deck: Deck) -> None:
    neighbours = await Deck.of(await build_world(deck.world.engine, code="next-door"))
    neighbours.blanks.insert(0, deck.blanks[0])
    with pytest.raises(CardIsNotBlank):
        await neighbours.bind()


async def test_a_key_makes_one_batch(deck: Deck) -> None:
    with pytest.raises(CardBatchWasMade):
        await deck.make(3, key="first")
    await deck.make(3, key="second")
    assert await deck.world.count("card") == 9


# Handing out ------------------------------------------------------------------------------------


async def test_a_card_is_handed_out_once_to_one_person(deck: Deck) -> None:
    number, _ = await deck.bind(0)
    with pytest.raises(CardIsInHand):
        await deck.bind(0)
    deck.blanks.insert(0, number)
    with pytest.raises(CardIsNotBlank):
        await deck.bind(1)


async def test_two_desks_hand_one_person_one_card(deck: Deck) -> None:
    answers = await asyncio.gather(deck.bind(0), deck.bind(0), return_exceptions=True)
    assert sorted(isinstance(answer, CardIsInHand) for answer in answers) == [False, True]
    assert await deck.world.count("card", "state = 'active'") == 1


@pytest.mark.parametrize(
    "pin, again, refusal",
    [("123456", "123456", PinIsTooWeak), (PIN, "407286", PinsDiffer)],
)
async def test_a_pin_that_is_refused_binds_nothing(
    deck: Deck, pin: str, again: str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        await deck.bind(pin=pin, again=again)
    assert await deck.world.count("card", "state <> 'blank'") == 0


async def test_a_child_has_a_card_where_a_guardian_agreed(deck: Deck) -> None:
    world = deck.world
    values: dict[str, Any] = {
        "estate_id": world.estate_id,
        "child": world.residents[0],
        "guardian": world.residents[1],
        "clerk": deck.clerk,
    }
    async with world.engine.begin() as conn:
        await conn.execute(
            text("""update resident set guardian_needed_until = '2030-01-01',
                    birth_date_sealed = :sealed
                where estate_id = :estate_id and resident_id = :child"""),
            values
            | {"sealed": personal_data_of(conn).seal("2015-12-03", PersonalDatum.BIRTH_DATE)},
        )
    with pytest.raises(CardNeedsGuardian):
        await deck.bind()
    async with world.engine.begin() as conn:
        await conn.execute(
            text("""with p as (insert into personal_paper (estate_id, filename, media_type,
                    size_bytes, content_sealed, uploaded_by)
                values (:estate_id, '同意书.pdf', 'application/pdf', 1, 'x', :clerk)
                returning personal_paper_id)
                insert into guardianship (estate_id, child_resident_id, guardian_resident_id,
                    consented_on, personal_paper_id, recorded_by)
                select :estate_id, :child, :guardian, '2026-06-01', personal_paper_id, :clerk
                from p"""),
            values,
        )
    # The birthday is no PIN.
    with pytest.raises(PinIsTooWeak):
        await deck.bind(pin="031215")
    _, card_id = await deck.bind()
    async with world.engine.connect() as conn:
        mine = await queries.own_cards(conn, world.estate_id, world.residents[1], today=DAY)
        part = await queries.acts_as(
            conn, world.estate_id, card_id, resident_id=world.residents[1], today=DAY
        )
    assert [row.card_id for row in mine] == [card_id]
    assert part == "guardian"


# Blocking ---------------------------------------------------------------------------------------


async def test_a_block_stops_the_code_that_a_till_has_already(deck: Deck) -> None:
    number, card_id = await deck.bind()
    digits = await deck.code(number)
    await block(deck, card_id)
    with pytest.raises(PayCodeIsNotValid):
        await deck.lunch(digits, key="late")
    assert await deck.open(number) is None
    assert await deck.world.wallet() == 260
    assert await deck.world.count("message", "template = 'card_blocked'") == 1
    # Blocking twice is blocking once.
    await block(deck, card_id, "又来报一次")
    assert [what for what, *_ in await deck.trail(card_id)] == ["made", "bound", "blocked"]


async def test_the_old_number_is_dead_for_ever_and_the_points_are_the_same(deck: Deck) -> None:
    number, card_id = await deck.bind()
    await block(deck, card_id)
    new_number = deck.blanks.pop(0)
    new_id = await replace(deck, card_id, new_number)
    assert await deck.open(number) is None
    assert await deck.state(card_id) == "dead"
    with pytest.raises(CardIsInAnotherState):
        await ask(deck, card_id)
    deck.blanks.insert(0, number)
    with pytest.raises(CardIsNotBlank):
        await deck.bind(1)
    await deck.lunch(await deck.code(new_number), key="new")
    assert await deck.world.wallet() == 250
    assert (
        await deck.world.value(
            "select replaces_card_id from card where estate_id = :estate_id and card_id = :id",
            id=new_id,
        )
        == card_id
    )


async def test_a_refused_replacement_leaves_the_old_card_as_it_was(deck: Deck) -> None:
    number, card_id = await deck.bind()
    with pytest.raises(CardIsNotBlank):
        await replace(deck, card_id, number)
    assert await deck.state(card_id) == "active"
    assert await deck.open(number) is not None


async def test_a_found_card_needs_a_second_look(deck: Deck) -> None:
    number, card_id = await deck.bind()
    with pytest.raises(CardIsInAnotherState):
        await ask(deck, card_id)
    await block(deck, card_id)
    asked = await ask(deck, card_id)
    with pytest.raises(UnblockingIsAsked):
        await ask(deck, card_id)
    with pytest.raises(UnblockingNeedsSecondPerson):
        await decide(deck, asked, by=deck.clerk)
    assert await deck.open(number) is None
    await decide(deck, asked, by=deck.second_clerk)
    assert await deck.open(number) is not None
    with pytest.raises(ObjectIsNotHere):
        await decide(deck, asked, by=deck.second_clerk)
    assert (await deck.trail(card_id))[-1] == ("unblocked", "staff", "在家里找到")


async def test_a_second_look_may_say_no(deck: Deck) -> None:
    number, card_id = await deck.bind()
    await block(deck, card_id)
    await decide(deck, await ask(deck, card_id), by=deck.second_clerk, grants=False)
    assert await deck.state(card_id) == "blocked"
    assert await deck.open(number) is None
    with pytest.raises(DBAPIError) as refused:
        async with deck.world.engine.begin() as conn:
            await conn.execute(text("update card_unblocking set is_granted = true"))
    assert getattr(refused.value.orig, "sqlstate", None) == "LG022"
    await ask(deck, card_id)


async def test_a_batch_that_was_not_printed_is_worth_nothing(deck: Deck) -> None:
    number, _ = await deck.bind()
    batch_id = await deck.world.value(
        "select card_batch_id from card_batch where estate_id = :estate_id"
    )
    assert isinstance(batch_id, int)
    async with deck.world.engine.begin() as conn:
        voided = await batches.void_batch(
            conn,
            estate_id=deck.world.estate_id,
            card_batch_id=batch_id,
            reason="卡纸",
            actor_user_id=deck.clerk,
        )
    assert voided == 5
    # What was handed out stays.
    assert await deck.open(number) is not None
    with pytest.raises(CardIsNotBlank):
        await deck.bind(1)


# Raw SQL ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "attack, sqlstate",
    [
        ("update card set state = 'active' where state = 'dead'", "LG023"),
        ("update card set resident_id = :other where state = 'blocked'", "LG023"),
        # Around the second look, with a line and without one.
        ("update card set state = 'active' where state = 'blocked'", "LG022"),
        ("""with c as (update card set state = 'active' where state = 'blocked' returning *)
            insert into card_change (estate_id, card_id, what, to_state, acted_as, changed_by)
            select estate_id, card_id, 'pin_set', 'active', 'staff', :clerk from c""", "LG022"),
        ("""with c as (update card set state = 'active' where state = 'blocked' returning *)
            insert into card_change (estate_id, card_id, what, to_state, acted_as, changed_by)
            select estate_id, card_id, 'unblocked', 'active', 'staff', :clerk from c""", "LG022"),
        ("update card set pin_hash = 'a PIN of mine' where state = 'active'", "LG022"),
        ("update card_change set reason = 'nothing happened'", "LG001"),
        ("delete from card_change", "42501"),
        ("update card_opening set way = 'pin'", "42501"),
        ("update card_limit set pin_points_max = 99999", "42501"),
        ("update card set number_digest = decode(repeat('00', 32), 'hex')", "42501"),
        ("insert into card_unblocking (estate_id, card_id, reason, asked_by, decided_by,"
         " decided_at, is_granted) select estate_id, card_id, '自己批', :clerk, :clerk, now(), true"
         " from card where state = 'blocked'", "LG108"),
    ],
)  # fmt: skip
async def test_the_database_refuses_it(deck: Deck, attack: str, sqlstate: str) -> None:
    _, first = await deck.bind(0)
    _, second = await deck.bind(1)
    await replace(deck, first, deck.blanks.pop(0))
    await block(deck, second)
    wanted = {"other": deck.world.residents[0], "clerk": deck.clerk}
    with pytest.raises(DBAPIError) as refused:
        async with deck.world.engine.begin() as conn:
            await conn.execute(
                text(attack),
                {name: value for name, value in wanted.items() if f":{name}" in attack},
            )
    assert getattr(refused.value.orig, "sqlstate", None) == sqlstate
