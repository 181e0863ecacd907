"""Redeeming on a real database: what is booked, what is refused, and what happens at once."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.bookkeeping.period import PeriodIsClosed
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.points.rules import PointsAreTooFew
from ledger.redemption.pay_codes import PayCodeIsNotValid
from ledger.redemption.payloads import RedemptionView
from ledger.redemption.rules import (
    ItemBelongsToAnotherMerchant,
    ItemIsNotOnSale,
    RequestedLine,
    StockIsTooLow,
)
from tests.redemption.test_pay_codes import expire
from tests.redemption.world import DAY, World, build_world


async def nothing_was_booked(world: World) -> bool:
    return (
        await world.count("redemption") == 0
        and await world.count("stock_movement", "reason = 'redemption'") == 0
    )


async def test_rice_at_the_estates_own_store(world: World) -> None:
    done = await world.submit(await world.show_code(), world.lines(S001=1), key="k")
    assert (done.points, done.balance_after, done.payable_fen) == (44, 16, None)
    assert [no[:8] for no in done.entry_nos] == ["积-202606", "记-202606"]
    assert await world.wallet() == 16
    assert await world.balance("P3104") == -44
    assert await world.balance("5104002") == 4380
    assert await world.balance("1201001") == -4380
    assert await world.balance("2202001") == 0
    assert await world.stock("S001") == 39


async def test_lunch_at_a_partner_merchant(world: World) -> None:
    done = await world.submit(
        await world.show_code(), world.lines(S007=3), key="k", user_id=world.cook
    )
    assert (done.points, done.balance_after, done.payable_fen) == (30, 30, 2400)
    assert await world.balance("P2201") == -30
    assert await world.balance("5104001") == 2400
    assert await world.balance("2202001") == -2400
    assert await world.balance("1201001") == 0
    assert await world.count("stock_movement", "reason = 'redemption'") == 0


async def test_points_are_never_lost_between_accounts(world: World) -> None:
    """Σ issued = Σ wallets + awaiting settlement + retired, after redemptions of both kinds."""
    await world.submit(await world.show_code(0), world.lines(S001=1), key="a")
    await world.submit(await world.show_code(1), world.lines(S007=2), key="b", user_id=world.cook)
    issued = await world.balance("P1101")
    parts = [await world.balance(code) for code in ("P2201", "P3104")]
    assert issued == await world.wallet(0) + await world.wallet(1) - sum(parts) == 120
    lots = await world.value("select sum(points_left)::bigint from points_lot")
    assert lots == await world.wallet(0) + await world.wallet(1)


async def test_the_rate_is_frozen_on_the_order(world: World) -> None:
    before = await world.submit(
        await world.show_code(), world.lines(S007=1), key="a", user_id=world.cook
    )
    async with world.engine.begin() as conn:
        await conn.execute(text("update merchant set rate_fen_per_point = 90 where code = 'M04'"))
    after = await world.submit(
        await world.show_code(), world.lines(S007=1), key="b", user_id=world.cook
    )
    assert (before.payable_fen, after.payable_fen) == (800, 900)
    kept = await world.value(
        "select array_agg(rate_fen_per_point order by redemption_id) from redemption"
    )
    assert kept == [80, 90]


async def test_a_code_redeems_once_even_under_its_own_key(world: World) -> None:
    """Without the outcome kept by the edge, the code is gone all the same."""
    digits = await world.show_code()
    await world.submit(digits, world.lines(S003=1), key="k")
    with pytest.raises(PayCodeIsNotValid):
        await world.submit(digits, world.lines(S001=1), key="k")
    assert await world.count("redemption") == 1
    assert await world.wallet() == 45


async def test_fifty_submissions_of_one_code_make_one_redemption(world: World) -> None:
    digits = await world.show_code()
    outcomes = await asyncio.gather(
        *(world.submit(digits, world.lines(S001=1), key=f"k{n}") for n in range(50)),
        return_exceptions=True,
    )
    done = [each for each in outcomes if isinstance(each, RedemptionView)]
    assert len(done) == 1
    assert sum(isinstance(each, PayCodeIsNotValid) for each in outcomes) == 49
    assert await world.count("redemption") == 1
    assert await world.wallet() == 16
    assert await world.stock("S001") == 39


async def test_an_expired_code_redeems_nothing(world: World, owner_engine: AsyncEngine) -> None:
    digits = await world.show_code()
    await expire(world, owner_engine, digits)
    with pytest.raises(PayCodeIsNotValid):
        await world.submit(digits, world.lines(S001=1), key="k")
    assert await nothing_was_booked(world)


async def test_too_few_points_leave_everything_but_the_code(world: World) -> None:
    digits = await world.show_code()
    with pytest.raises(PointsAreTooFew) as caught:
        await world.submit(digits, world.lines(S001=2), key="k")
    assert caught.value.details == {"points_available": 60, "points_needed": 88}
    assert "请居民刷新付款码" in caught.value.sentence
    assert await nothing_was_booked(world)
    assert await world.wallet() == 60
    assert await world.stock("S001") == 40
    # The code stays burnt.
    with pytest.raises(PayCodeIsNotValid):
        await world.submit(digits, world.lines(S001=1), key="other")


async def test_all_points_can_be_spent_to_zero(world: World) -> None:
    done = await world.submit(
        await world.show_code(), world.lines(S007=6), key="k", user_id=world.cook
    )
    assert done.balance_after == 0
    with pytest.raises(PointsAreTooFew):
        await world.submit(
            await world.show_code(), world.lines(S007=1), key="k2", user_id=world.cook
        )


async def test_expired_points_buy_nothing(world: World) -> None:
    async with world.engine.begin() as conn:
        from ledger.points.entries import PointsGrant
        from ledger.points.operations import grant_points

        await grant_points(
            conn,
            [
                PointsGrant(
                    estate_id=world.estate_id,
                    resident_id=world.residents[0],
                    points=100,
                    source_code="P1102",
                    kind="sorting_points",
                    narration="厨余 1 次",
                    on=date(2026, 6, 1),
                    expires_on=date(2026, 6, 17),
                    rule_version="shuxiangyuan/1",
                    source="test",
                    idempotency_key="expired",
                )
            ],
            prepared_by=world.cook,
            posted_by=world.cook,
            today=DAY,
        )
    with pytest.raises(PointsAreTooFew) as caught:
        await world.submit(await world.show_code(), world.lines(S001=2), key="k")
    assert caught.value.details["points_available"] == 60


@pytest.mark.parametrize(
    "sku, quantity, refusal",
    [("S003", 2, StockIsTooLow), ("S007", 1, ItemBelongsToAnotherMerchant)],
)
async def test_what_the_store_cannot_give(
    world: World, sku: str, quantity: int, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal) as caught:
        await world.submit(await world.show_code(), world.lines(**{sku: quantity}), key="k")
    assert "请居民刷新付款码" in caught.value.sentence
    assert await nothing_was_booked(world)
    assert await world.wallet() == 60


async def test_an_item_that_was_taken_off_the_shelf(world: World) -> None:
    async with world.engine.begin() as conn:
        await conn.execute(text("update item set is_on_sale = false where sku = 'S001'"))
    with pytest.raises(ItemIsNotOnSale):
        await world.submit(await world.show_code(), world.lines(S001=1), key="k")
    assert await nothing_was_booked(world)


async def test_a_foreign_estates_item_is_not_here(world: World) -> None:
    other = await build_world(world.engine, code="yinghua")
    with pytest.raises(ObjectIsNotHere):
        await world.submit(
            await world.show_code(), [RequestedLine(other.items["S001"], 1)], key="k"
        )
    assert await nothing_was_booked(world)
    assert await other.stock("S001") == 40


async def test_a_foreign_estates_merchant_is_not_here(world: World) -> None:
    other = await build_world(world.engine, code="yinghua")
    digits = await world.show_code()
    with pytest.raises(ObjectIsNotHere):
        await world.submit(digits, world.lines(S001=1), key="k", merchant_id=other.merchants["M01"])
    assert await nothing_was_booked(world)


async def test_two_residents_race_for_the_last_bar_of_soap(world: World) -> None:
    codes = [await world.show_code(0), await world.show_code(1)]
    outcomes = await asyncio.gather(
        *(world.submit(code, world.lines(S003=1), key=f"k{n}") for n, code in enumerate(codes)),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["RedemptionView", "StockIsTooLow"]
    assert await world.stock("S003") == 0


async def test_one_wallet_at_two_counters_at_once(world: World) -> None:
    """Two codes of one resident, two merchants, points for one of the two."""
    codes = [await world.show_code(0), await world.show_code(0)]
    outcomes = await asyncio.gather(
        world.submit(codes[0], world.lines(S001=1), key="a"),
        world.submit(codes[1], world.lines(S007=4), key="b", user_id=world.cook),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["PointsAreTooFew", "RedemptionView"]
    assert await world.wallet() in (16, 20)


async def test_a_busy_hour_has_no_deadlock(engine: AsyncEngine) -> None:
    """Forty residents, baskets in every order, two counters: all done, books and stock agree."""
    world = await build_world(engine, code="mang", points=[30] * 40)
    baskets = [
        [RequestedLine(world.items["S003"], 1), RequestedLine(world.items["S001"], 1)],
        [RequestedLine(world.items["S001"], 1), RequestedLine(world.items["S003"], 1)],
        [RequestedLine(world.items["S007"], 1)],
        [RequestedLine(world.items["S007"], 3)],
    ]
    async with engine.begin() as conn:
        await conn.execute(text("update item set points_price = 1 where sku in ('S001', 'S003')"))
        await conn.execute(text("update stock set quantity = 100"))
    codes = [await world.show_code(n) for n in range(40)]
    outcomes = await asyncio.gather(
        *(
            world.submit(
                code,
                baskets[n % 4],
                key=f"k{n}",
                user_id=world.cook if n % 4 >= 2 else world.grocer,
            )
            for n, code in enumerate(codes)
        ),
        return_exceptions=True,
    )
    assert [each for each in outcomes if not isinstance(each, RedemptionView)] == []
    assert await world.stock("S001") == await world.stock("S003") == 80
    assert await world.balance("2202001") == -(10 * 800 + 10 * 2400)
    assert await world.balance("P2201") == -(10 * 10 + 10 * 30)
    assert await world.balance("P3104") == -40


async def test_a_closed_month_takes_no_redemption(world: World) -> None:
    async with world.engine.begin() as conn:
        await conn.execute(
            text("""insert into period_change (estate_id, fiscal_month, to_state, changed_by,
                    changed_at)
                select :estate_id, :month, 'closed', min(user_id), now() from app_user"""),
            {"estate_id": world.estate_id, "month": 202606},
        )
    with pytest.raises(PeriodIsClosed):
        await world.submit(await world.show_code(), world.lines(S001=1), key="k")
    assert await nothing_was_booked(world)
    assert await world.stock("S001") == 40


async def test_stock_is_the_sum_of_its_movements(world: World) -> None:
    await world.submit(await world.show_code(0), world.lines(S001=1, S003=1), key="a")
    differing = await world.value(
        """select count(*) from stock s where estate_id = :estate_id and quantity <> (
            select sum(delta) from stock_movement m
            where m.estate_id = s.estate_id and m.item_id = s.item_id)"""
    )
    assert differing == 0
    last = await world.value(
        """select array_agg((delta, quantity_after)::text order by item_id)
        from stock_movement where reason = 'redemption' and estate_id = :estate_id"""
    )
    assert last == ["(-1,39)", "(-1,0)"]


@pytest.mark.parametrize("table", ["redemption", "redemption_line", "stock_movement"])
@pytest.mark.parametrize("verb", ["update {} set estate_id = estate_id", "delete from {}"])
async def test_what_was_redeemed_is_never_edited(
    world: World, owner_engine: AsyncEngine, table: str, verb: str
) -> None:
    await world.submit(await world.show_code(), world.lines(S001=1), key="k")
    for engine in (world.engine, owner_engine):
        with pytest.raises(DBAPIError):
            async with engine.begin() as conn:
                await conn.execute(text(verb.format(table)))
    with pytest.raises(DBAPIError, match="append-only"):
        async with owner_engine.begin() as conn:
            await conn.execute(text(f"truncate {table} cascade"))


async def test_stock_never_falls_below_zero(world: World) -> None:
    with pytest.raises(DBAPIError, match="stock_quantity_check"):
        async with world.engine.begin() as conn:
            await conn.execute(text("update stock set quantity = quantity - 1000"))
