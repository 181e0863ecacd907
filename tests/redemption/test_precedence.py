"""Of two faults of one redemption, the one that docs/refusals.md names first is the answer."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import PeriodIsClosed
from ledger.db.session import create_engine
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.points.rules import PointsAreTooFew
from ledger.redemption import operations
from ledger.redemption.code_failures import CodeAttemptsAreThrottled, Terminal
from ledger.redemption.counter_batch import Submission
from ledger.redemption.pay_codes import PayCodeIsNotValid
from ledger.redemption.rules import (
    LARGEST_ORDER_POINTS,
    ItemBelongsToAnotherMerchant,
    ItemIsNotOnSale,
    OrderIsTooLarge,
    RequestedLine,
    StockIsTooLow,
)
from tests.conftest import Database
from tests.redemption.world import DAY, World, build_world
from tests.refusals import documented_order


@dataclass(frozen=True)
class Basket:
    """A submission in the making; each fault adds an item or changes one thing.

    The world's rice (S001) costs 44 points, and there is one bar of soap (S003) for 15; the
    lunches (S007) are another merchant's; the resident has 60 points.
    """

    world: World
    key: str = "k"
    merchant_id: int | None = None
    lines: tuple[RequestedLine, ...] = ()
    before: tuple[str, ...] = ()

    def with_item(self, sku: str, quantity: int = 1) -> Basket:
        return replace(self, lines=(*self.lines, *self.world.lines(**{sku: quantity})))

    def with_unknown_item(self) -> Basket:
        return replace(self, lines=(*self.lines, RequestedLine(999_999, 1)))

    def after(self, statement: str) -> Basket:
        return replace(self, before=(*self.before, statement))


OFF_SALE = "update item set is_on_sale = false where sku = 'S001'"
OUT_OF_TIME = "update pay_code set expires_at = clock_timestamp()"
FIVE_GUESSES = """insert into code_attempt (estate_id, user_id, address, code_digest)
    select estate_id, (select user_id from app_user where login = 'shuxiangyuan-grocer'),
        '10.0.0.1', sha256(n::text::bytea)
    from book cross join generate_series(1, 5) n"""
CLOSED = """insert into period (estate_id, fiscal_month, state)
    select estate_id, 202606, 'closed' from book
    on conflict (estate_id, fiscal_month) do update set state = 'closed'"""

Fault = Callable[[Basket], Basket]
FAULTS: dict[type[Refusal], Fault] = {
    CodeAttemptsAreThrottled: lambda basket: basket.after(FIVE_GUESSES),
    PayCodeIsNotValid: lambda basket: basket.after(OUT_OF_TIME),
    ObjectIsNotHere: lambda basket: basket.with_unknown_item(),
    ItemBelongsToAnotherMerchant: lambda basket: basket.with_item("S007"),
    ItemIsNotOnSale: lambda basket: basket.with_item("S001").after(OFF_SALE),
    # More than any counter's order, and so also more than anybody has in stock or in points.
    OrderIsTooLarge: lambda basket: basket.with_item("S001", LARGEST_ORDER_POINTS),
    StockIsTooLow: lambda basket: basket.with_item("S003", 2),
    PointsAreTooFew: lambda basket: basket.with_item("S001", 2),
    PeriodIsClosed: lambda basket: basket.after(CLOSED),
}
PAIRS = list(itertools.combinations(FAULTS, 2))


@pytest.fixture(scope="module")
async def world(module_database: Database) -> AsyncIterator[World]:
    """One world for all; the owner's rights, because a test closes the month it is in."""
    engine = create_engine(module_database.owner_url, pool_size=1)
    world = await build_world(engine)
    async with engine.begin() as conn:
        await conn.execute(text("alter table period disable trigger user"))
    yield world
    await engine.dispose()


@pytest.fixture
async def code(world: World) -> str:
    """A code just shown; what is redeemed with it is rolled back."""
    return await world.show_code()


async def submit(conn: AsyncConnection, code: str, basket: Basket) -> int:
    for statement in basket.before:
        await conn.execute(text(statement))
    world = basket.world
    submission = Submission(
        estate_id=world.estate_id,
        merchant_id=basket.merchant_id or world.merchants["M01"],
        digest=world.digest(code),
        lines=tuple(basket.lines or world.lines(S001=1)),
        terminal=Terminal(world.grocer, "10.0.0.1"),
        idempotency_key=basket.key,
    )
    return (await operations.redeem(conn, submission, today=DAY)).order.points


async def refusal_of(code: str, basket: Basket) -> type[Refusal]:
    async with basket.world.engine.connect() as conn:
        with pytest.raises(Refusal) as caught:
            await submit(conn, code, basket)
        await conn.rollback()
    return caught.type


def test_the_faults_are_those_of_the_document_in_its_order() -> None:
    assert list(FAULTS) == documented_order("redemption")


async def test_a_basket_without_a_fault_is_redeemed(world: World, code: str) -> None:
    async with world.engine.connect() as conn:
        assert await submit(conn, code, Basket(world)) == 44
        await conn.rollback()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code)
async def test_each_fault_alone(world: World, code: str, fault: type[Refusal]) -> None:
    assert await refusal_of(code, FAULTS[fault](Basket(world))) is fault


@pytest.mark.parametrize(
    "first, second", PAIRS, ids=[f"{one.code}-{two.code}" for one, two in PAIRS]
)
async def test_the_earlier_of_two_faults_is_the_answer(
    world: World, code: str, first: type[Refusal], second: type[Refusal]
) -> None:
    basket = FAULTS[second](FAULTS[first](Basket(world)))
    assert await refusal_of(code, basket) is first


async def test_the_merchant_comes_before_its_items(world: World, code: str) -> None:
    """Both are not here; the sentence says which."""
    basket = replace(Basket(world).with_unknown_item(), merchant_id=999_999)
    async with world.engine.connect() as conn:
        with pytest.raises(ObjectIsNotHere, match="这家商户"):
            await submit(conn, code, basket)
        await conn.rollback()


OF_AN_ITEM: tuple[type[Refusal], ...] = (
    ObjectIsNotHere,
    ItemBelongsToAnotherMerchant,
    ItemIsNotOnSale,
)


@pytest.mark.parametrize("first, second", list(itertools.permutations(OF_AN_ITEM, 2)))
async def test_an_earlier_item_comes_first_whatever_its_fault(
    world: World, code: str, first: type[Refusal], second: type[Refusal]
) -> None:
    basket = FAULTS[second](FAULTS[first](Basket(world)))
    assert await refusal_of(code, basket) is first


async def test_another_merchants_item_that_is_off_sale_belongs_to_another(
    world: World, code: str
) -> None:
    off_sale = "update item set is_on_sale = false where sku = 'S007'"
    basket = Basket(world).with_item("S007").after(off_sale)
    assert await refusal_of(code, basket) is ItemBelongsToAnotherMerchant
