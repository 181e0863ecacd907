"""Points for purchases: registered at the counter, paid for by the merchant, once a receipt."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ledger.bookkeeping.period import Month
from ledger.db.ids import CHINA
from ledger.errors import Refusal
from ledger.evidence.database_verification import verify_database
from ledger.redemption.pay_codes import PayCodeIsNotValid
from ledger.redemption.purchases import operations
from ledger.redemption.purchases.operations import NewPurchase
from ledger.redemption.purchases.rules import (
    MerchantCannotPay,
    MerchantGivesNoPoints,
    PurchaseEarnsNothing,
    PurchaseIsDecided,
    PurchaseIsTooOld,
    PurchaseNeedsSecondPerson,
    ReceiptIsKnown,
)
from ledger.redemption.queries import statement_of_month
from tests.redemption.world import DAY, World

NOW = datetime(2026, 6, 18, 10, 0, tzinfo=CHINA)


@pytest.fixture
async def owed(world: World) -> World:
    """The estate owes the partner merchant ¥24.00 for lunches; a point costs it ¥0.80."""
    await world.submit(await world.show_code(), world.lines(S007=3), key="k", user_id=world.cook)
    return world


async def register(
    world: World,
    receipt_no: str = "R1",
    *,
    who: int = 1,
    amount_fen: int = 5680,
    on: date = DAY,
    by: int | None = None,
    digits: str | None = None,
) -> int:
    by = by or world.cook
    asked = NewPurchase(
        world.digest(digits or await world.show_code(who)), receipt_no, on, amount_fen
    )
    async with world.engine.begin() as conn:
        return await operations.register_purchase(
            conn,
            asked,
            estate_id=world.estate_id,
            merchant_id=world.merchant_of(by),
            actor_user_id=by,
            now=NOW,
            today=DAY,
        )


async def confirm(world: World, merchant_purchase_id: int, *, by: int | None = None) -> None:
    async with world.engine.begin() as conn:
        await operations.confirm_purchase(
            conn,
            estate_id=world.estate_id,
            merchant_purchase_id=merchant_purchase_id,
            actor_user_id=by or world.grocer,
            now=NOW,
            today=DAY,
        )


async def faults(world: World) -> list[str]:
    async with world.engine.connect() as conn:
        [report] = await verify_database(conn, estate_id=world.estate_id)
    return [fault.code for fault in report.faults]


async def test_the_merchant_pays_for_the_points_with_what_it_is_owed(owed: World) -> None:
    merchant_purchase_id = await register(owed)
    assert await owed.wallet(1) == 60
    await confirm(owed, merchant_purchase_id)
    # ¥56.80 are five points; five times ¥0.80 of the ¥24.00 stand behind them now.
    assert await owed.wallet(1) == 65
    assert await owed.balance("P1104") == 5
    assert await owed.balance("2202001") == -2000
    assert await owed.balance("2301001") == -400
    with pytest.raises(PurchaseIsDecided):
        await confirm(owed, merchant_purchase_id)
    assert await owed.wallet(1) == 65
    async with owed.engine.connect() as conn:
        said = await statement_of_month(
            conn, owed.estate_id, owed.merchant_of(owed.cook), Month(2026, 6)
        )
    # What points cost is not what was paid.
    assert (said.totals.payable_fen, said.purchases_fen, said.settled_fen) == (2400, 400, 0)
    assert said.closing_fen == 2000
    assert await faults(owed) == []


async def test_a_receipt_earns_once_and_each_merchant_has_its_own(owed: World) -> None:
    await confirm(owed, await register(owed, "R1"))
    with pytest.raises(ReceiptIsKnown):
        await register(owed, "R1", who=0)
    assert await owed.count("merchant_purchase") == 1


async def test_a_code_is_used_up_by_one_receipt(owed: World) -> None:
    digits = await owed.show_code(1)
    await register(owed, "R1", digits=digits)
    with pytest.raises(PayCodeIsNotValid):
        await register(owed, "R2", digits=digits)


@pytest.mark.parametrize(
    "amount_fen, on, refusal",
    [
        (999, DAY, PurchaseEarnsNothing),
        (5680, DAY + timedelta(days=1), PurchaseIsTooOld),
        (5680, DAY - timedelta(days=8), PurchaseIsTooOld),
    ],
)
async def test_what_is_not_registered_leaves_the_code_good(
    owed: World, amount_fen: int, on: date, refusal: type[Refusal]
) -> None:
    digits = await owed.show_code(1)
    with pytest.raises(refusal):
        await register(owed, amount_fen=amount_fen, on=on, digits=digits)
    await register(owed, digits=digits)


async def test_the_estates_own_store_gives_no_points(owed: World) -> None:
    with pytest.raises(MerchantGivesNoPoints):
        await register(owed, by=owed.grocer)


async def test_who_is_owed_less_than_the_points_cost_settles_first(owed: World) -> None:
    merchant_purchase_id = await register(owed, amount_fen=31_000)
    with pytest.raises(MerchantCannotPay) as refused:
        await confirm(owed, merchant_purchase_id)
    assert refused.value.details == {"owed_fen": 2400, "payable_fen": 2480}
    assert await owed.wallet(1) == 60
    assert await owed.balance("2301001") == 0


@pytest.mark.parametrize(
    "statement, fault",
    [
        (
            """update merchant_purchase set state = 'confirmed', decided_by = :by,
                decided_at = now(), points = 9, points_cut = 0, payable_fen = 1,
                rule_version = 'r', points_seq = 1, money_seq = 2""",
            "booked something else",
        ),
        (
            """insert into merchant_purchase (estate_id, merchant_id, receipt_no, bought_on,
                amount_fen, resident_id, registered_by, registered_at, state, decided_by,
                decided_at, decision_reason)
            select estate_id, merchant_id, 'R9', bought_on, amount_fen, resident_id,
                registered_by, registered_at, 'refused', :by, now(), 'r' from merchant_purchase""",
            "decided before",
        ),
    ],
)
async def test_the_database_asks_what_the_entries_booked(
    owed: World, statement: str, fault: str
) -> None:
    await register(owed)
    with pytest.raises(DBAPIError, match=fault):
        async with owed.engine.begin() as conn:
            await conn.execute(text(statement), {"by": owed.grocer})


async def test_nobody_confirms_what_they_registered_or_bought(owed: World) -> None:
    merchant_purchase_id = await register(owed)
    with pytest.raises(PurchaseNeedsSecondPerson):
        await confirm(owed, merchant_purchase_id, by=owed.cook)
    async with owed.engine.begin() as conn:
        await conn.execute(
            text("""insert into role_grant (estate_id, user_id, role, resident_id, granted_by,
                    starts_on)
                values (:e, :user, 'resident', :resident, :by, '2026-01-01')"""),
            {
                "e": owed.estate_id,
                "user": owed.grocer,
                "resident": owed.residents[1],
                "by": owed.cook,
            },
        )
    with pytest.raises(PurchaseNeedsSecondPerson):
        await confirm(owed, merchant_purchase_id)
    assert await owed.wallet(1) == 60


async def test_what_one_registered_for_who_became_oneself_is_sent_back(owed: World) -> None:
    merchant_purchase_id = await register(owed)
    async with owed.engine.begin() as conn:
        await conn.execute(
            text("""insert into role_grant (estate_id, user_id, role, resident_id, starts_on)
                values (:e, :user, 'resident', :resident, '2026-01-01')"""),
            {"e": owed.estate_id, "user": owed.cook, "resident": owed.residents[1]},
        )
    with pytest.raises(PurchaseNeedsSecondPerson):
        await confirm(owed, merchant_purchase_id)
    async with owed.engine.begin() as conn:
        await operations.refuse_purchase(
            conn,
            estate_id=owed.estate_id,
            merchant_purchase_id=merchant_purchase_id,
            reason="登记的人就是买的人",
            actor_user_id=owed.grocer,
            now=NOW,
        )
