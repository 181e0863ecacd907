"""A card at the counter: opened by its holder alone, held to its day, told in the books."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ledger.db.ids import new_digits
from ledger.errors import Refusal
from ledger.redemption import queries
from ledger.redemption.cards import operations
from ledger.redemption.cards import queries as card_queries
from ledger.redemption.cards.numbers import card_number
from ledger.redemption.cards.openings import BySight
from ledger.redemption.cards.rules import CardLimitIsReached
from ledger.redemption.code_failures import CodeAttemptsAreThrottled
from ledger.redemption.pay_codes import PayCodeIsNotValid
from ledger.redemption.payloads import RedemptionEventView
from tests.redemption.cards.deck import OTHER_PIN, PIN, Deck
from tests.redemption.world import DAY, NOW, build_world

WANG = BySight("王小0", "社区食堂 小周", "本人和卡上照片一致")


async def test_a_card_and_its_pin_spend_the_holders_points(deck: Deck) -> None:
    number, _ = await deck.bind()
    done = await deck.lunch(await deck.code(number), lunches=2, key="a")
    assert done.points == 20
    assert await deck.world.wallet() == 240
    said = await deck.world.value(
        "select narration from journal_entry where estate_id = :estate_id and kind = 'redemption'"
    )
    assert said == "兑换 社区食堂午餐 2 份（社区食堂，凭卡）"
    async with deck.world.engine.connect() as conn:
        (told,) = await queries.redemptions_since(
            conn, deck.world.estate_id, deck.world.residents[0], after=0
        )
    assert RedemptionEventView.of(told).card_way == "pin"


async def test_a_phones_redemption_says_nothing_of_cards(deck: Deck) -> None:
    await deck.bind()
    await deck.lunch(await deck.world.show_code(), key="phone")
    assert await deck.world.count("redemption", "card_opening_id is not null") == 0
    assert await deck.world.count("journal_entry", "narration like '%凭卡%'") == 0


async def test_the_code_of_a_card_is_used_once_and_at_its_till_only(deck: Deck) -> None:
    number, _ = await deck.bind()
    digits = await deck.code(number)
    with pytest.raises(PayCodeIsNotValid):
        await deck.lunch(digits, key="elsewhere", user_id=deck.world.grocer)
    await deck.lunch(digits, key="here")
    with pytest.raises(PayCodeIsNotValid):
        await deck.lunch(digits, key="again")
    assert await deck.world.wallet() == 250


async def test_a_card_lies_at_one_till_at_a_time(deck: Deck) -> None:
    number, _ = await deck.bind()
    first, second = await deck.code(number), await deck.code(number)
    with pytest.raises(PayCodeIsNotValid):
        await deck.lunch(first, key="first")
    await deck.lunch(second, key="second")


# Who is not let in ------------------------------------------------------------------------------


async def test_strangers_hear_the_same_of_every_card(deck: Deck) -> None:
    """Unknown, blank, blocked, dead, another estate's, wrong PIN: None, and one refusal for it."""
    world = deck.world
    blank = deck.blanks[-1]
    mine, card_id = await deck.bind(0)
    other, other_id = await deck.bind(1)
    async with world.engine.begin() as conn:
        await operations.block_card(
            conn, estate_id=world.estate_id, card_id=other_id, reason="丢了", acted_as="holder",
            actor_user_id=world.users[1],
        )  # fmt: skip
    neighbours = await Deck.of(await build_world(world.engine, code="next-door"))
    theirs, _ = await neighbours.bind()
    unknown = card_number(new_digits(14))
    for at, number in enumerate((unknown, blank, other, theirs)):
        assert await deck.open(number, PIN, address=f"10.1.0.{at}") is None
    assert await deck.open(mine, OTHER_PIN, user_id=world.grocer, address="10.1.0.9") is None
    assert await deck.open(mine, WANG, user_id=world.grocer, address="10.1.0.9") is None
    assert await deck.state(card_id) == "active"
    assert await neighbours.open(theirs) is not None


async def test_the_fifth_wrong_pin_locks_the_card_wherever_it_is_typed(deck: Deck) -> None:
    number, card_id = await deck.bind()
    for at in range(4):
        assert await deck.open(number, OTHER_PIN, address=f"10.2.0.{at}") is None
    assert await deck.state(card_id) == "active"
    assert await deck.open(number, OTHER_PIN, user_id=deck.world.grocer) is None
    assert await deck.state(card_id) == "locked"
    # The right PIN helps no more; the holder, at the desk, does.
    assert await deck.open(number, PIN, user_id=deck.world.grocer) is None
    async with deck.world.engine.begin() as conn:
        await operations.set_pin(
            conn, estate_id=deck.world.estate_id, card_id=card_id, pin=(OTHER_PIN, OTHER_PIN),
            reason="本人到场重设", today=DAY, actor_user_id=deck.clerk,
        )  # fmt: skip
    assert await deck.open(number, OTHER_PIN) is not None
    assert [what for what, *_ in await deck.trail(card_id)] == [
        "made", "bound", "locked", "pin_set",
    ]  # fmt: skip
    assert await deck.world.count("message", "template = 'card_locked'") == 1


async def test_twenty_guesses_at_a_time_are_no_more_than_five(deck: Deck) -> None:
    number, card_id = await deck.bind()
    guesses = [f"{n:06d}" for n in range(100_007, 100_027)]
    answers = await asyncio.gather(
        *(deck.open(number, guess, address=f"10.3.0.{at}") for at, guess in enumerate(guesses)),
        return_exceptions=True,
    )
    assert [answer for answer in answers if answer is not None] == []
    assert await deck.state(card_id) == "locked"
    assert await deck.world.count("card_change", "what = 'locked'") == 1


async def test_a_right_pin_forgives_the_wrong_ones_before_it(deck: Deck) -> None:
    number, card_id = await deck.bind()
    for _ in range(2):
        for _ in range(4):
            assert await deck.open(number, OTHER_PIN) is None
        assert await deck.open(number, PIN) is not None
    assert await deck.state(card_id) == "active"


async def test_a_till_that_tries_five_cards_waits(deck: Deck) -> None:
    for at in range(5):
        assert await deck.open(card_number(f"{at:014d}"), PIN) is None
    number, card_id = await deck.bind()
    with pytest.raises(CodeAttemptsAreThrottled):
        await deck.open(number, PIN)
    assert await deck.open(number, PIN, user_id=deck.world.grocer, address="10.9.9.9") is not None
    assert await deck.state(card_id) == "active"


# Known by sight ---------------------------------------------------------------------------------


async def test_a_card_without_pin_is_opened_by_who_knows_the_holder(deck: Deck) -> None:
    number, card_id = await deck.bind(pin=None)
    assert await deck.open(number, PIN) is None
    assert await deck.open(number, BySight("李小0", "小周", "说是他女儿")) is None
    done = await deck.lunch(await deck.code(number, WANG), lunches=2, key="seen")
    async with deck.world.engine.connect() as conn:
        row = (
            await conn.execute(
                text("""select o.card_id, o.way, o.vouched_by, o.reason, o.opened_by
                    from redemption r join card_opening o using (estate_id, card_opening_id)
                    where r.estate_id = :estate_id and r.redemption_id = :id"""),
                {"estate_id": deck.world.estate_id, "id": done.redemption_id},
            )
        ).one()
    assert tuple(row) == (card_id, "sight", WANG.vouched_by, WANG.reason, deck.world.cook)
    # Twenty points a day on a neighbour's word, a hundred by PIN.
    with pytest.raises(CardLimitIsReached):
        await deck.lunch(await deck.code(number, WANG), key="more")


async def test_who_has_a_pin_is_not_known_by_sight(deck: Deck) -> None:
    number, _ = await deck.bind()
    assert await deck.open(number, WANG) is None


# A day's points ---------------------------------------------------------------------------------


async def test_a_new_card_does_not_begin_the_day_anew(deck: Deck) -> None:
    number, card_id = await deck.bind()
    await deck.lunch(await deck.code(number), lunches=9, key="nine")
    async with deck.world.engine.begin() as conn:
        await operations.replace_card(
            conn, estate_id=deck.world.estate_id, card_id=card_id, number=deck.blanks[0],
            pin=(PIN, PIN), reason="卡折断", today=DAY, actor_user_id=deck.clerk,
        )  # fmt: skip
    with pytest.raises(CardLimitIsReached) as refused:
        await deck.lunch(await deck.code(deck.blanks[0]), lunches=2, key="two")
    assert refused.value.details == {"points_left": 10, "points_needed": 20}
    assert await deck.open(number) is None
    # The holder's phone is not held to it.
    await deck.lunch(await deck.world.show_code(), lunches=5, key="phone")
    assert await deck.world.wallet() == 120


async def test_the_estate_says_how_much_cards_spend(deck: Deck) -> None:
    number, _ = await deck.bind()
    async with deck.world.engine.begin() as conn:
        await operations.set_limits(
            conn, estate_id=deck.world.estate_id, limits=card_queries.Limits(30, 0),
            reason="业委会决定", actor_user_id=deck.clerk,
        )  # fmt: skip
    await deck.lunch(await deck.code(number), lunches=3, key="three")
    with pytest.raises(CardLimitIsReached):
        await deck.lunch(await deck.code(number), key="fourth")


async def test_twenty_redemptions_at_once_stay_within_the_day(deck: Deck) -> None:
    """More codes than any till could have of one card; ten lunches are a hundred points."""
    world = deck.world
    number, card_id = await deck.bind()
    await deck.lunch(await deck.code(number), key="one")
    digits = [await _another_code(deck, card_id) for _ in range(20)]
    answers = await asyncio.gather(
        *(deck.lunch(code, key=f"k{at}") for at, code in enumerate(digits)),
        return_exceptions=True,
    )
    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    assert {type(each) for each in refused} == {CardLimitIsReached}
    assert (len(answers) - len(refused), await world.wallet()) == (9, 160)


async def _another_code(deck: Deck, card_id: int) -> str:
    """Add a living code of a card, as if its till had not ended the one before."""
    from ledger.redemption.codes import pay_code

    digits = pay_code(new_digits(17))
    async with deck.world.engine.begin() as conn:
        await conn.execute(
            text("""with o as (insert into card_opening (estate_id, card_id, way, opened_by)
                    values (:estate_id, :card_id, 'pin', :cook) returning card_opening_id)
                insert into pay_code (estate_id, code_digest, resident_id, user_id,
                    card_opening_id, expires_at)
                select :estate_id, :digest, :resident, :cook, o.card_opening_id,
                    clock_timestamp() + interval '80 seconds' from o"""),
            {
                "estate_id": deck.world.estate_id,
                "card_id": card_id,
                "cook": deck.world.cook,
                "digest": deck.world.digest(digits),
                "resident": deck.world.residents[0],
            },
        )
    return digits


@pytest.mark.parametrize(
    "forged, sqlstate",
    [
        # No opening, though a card became the code.
        ("null, 10", "LG023"),
        # More than cards spend in a day.
        ("(select max(card_opening_id) from card_opening), 101", "LG024"),
    ],
)
async def test_the_database_holds_cards_to_it_too(deck: Deck, forged: str, sqlstate: str) -> None:
    number, _ = await deck.bind()
    done = await deck.lunch(await deck.code(number), key="real")
    code = await deck.code(number)
    with pytest.raises(DBAPIError) as refused:
        async with deck.world.engine.begin() as conn:
            await conn.execute(
                text(f"""insert into redemption (estate_id, redemption_id, resident_id,
                        merchant_id, card_opening_id, points, balance_after, to_be_settled,
                        rate_fen_per_point, cost_fen, code_digest, points_seq, money_seq, by_user,
                        at, effective_on)
                    select estate_id, redemption_id + 1000, resident_id, merchant_id, {forged},
                        balance_after, to_be_settled, rate_fen_per_point, cost_fen, :digest,
                        points_seq, money_seq, by_user, :now, effective_on
                    from redemption where estate_id = :estate_id and redemption_id = :id"""),
                {
                    "estate_id": deck.world.estate_id,
                    "id": done.redemption_id,
                    "digest": deck.world.digest(code),
                    "now": NOW,
                },
            )
    assert getattr(refused.value.orig, "sqlstate", None) == sqlstate
