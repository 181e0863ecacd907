"""Points for purchases: registered at the counter, paid for by the merchant, once a receipt."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ledger.bookkeeping.period import Month
from ledger.errors import Refusal
from ledger.redemption.pay_codes import PayCodeIsNotValid
from ledger.redemption.purchases import operations
from ledger.redemption.purchases.outlook import outlook_of
from ledger.redemption.purchases.rules import (
    BuyerIsGone,
    MerchantCannotPay,
    MerchantGivesNoPoints,
    PurchaseEarnsNothing,
    PurchaseIsDecided,
    PurchaseIsTooOld,
    PurchaseNeedsSecondPerson,
    ReceiptIsKnown,
)
from ledger.redemption.queries import statement_of_month
from tests.points.estate import forget
from tests.redemption.purchases.buying import NOW, confirm, faults, register
from tests.redemption.world import DAY, World


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


async def test_the_receipt_of_who_was_forgotten_is_sent_back(owed: World) -> None:
    """Nobody could use the points, and the merchant would pay for them."""
    number = await register(owed)
    this = {"estate_id": owed.estate_id, "merchant_purchase_id": number}
    async with owed.engine.begin() as conn:
        await forget(conn, estate_id=owed.estate_id, resident_id=owed.residents[1], by=owed.grocer)
        seen = await outlook_of(conn, **this, today=DAY)
    assert (seen.worth, "退回这张小票" in (seen.problem or "")) == (None, True)
    with pytest.raises(BuyerIsGone):
        await confirm(owed, number)
    assert (await owed.wallet(1), await owed.balance("2202001")) == (60, -2400)
    with pytest.raises(DBAPIError, match="gives points to nobody"):
        async with owed.engine.begin() as conn:
            await conn.execute(
                text("""update merchant_purchase set state = 'confirmed', decided_by = :by,
                    decided_at = now(), points = 5, points_cut = 0, payable_fen = 400,
                    rule_version = 'r', points_seq = 1, money_seq = 2"""),
                {"by": owed.grocer},
            )
    async with owed.engine.begin() as conn:
        await operations.refuse_purchase(
            conn, **this, reason="顾客已注销", actor_user_id=owed.grocer, now=NOW
        )


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
