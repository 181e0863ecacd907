"""Points of a purchase that are taken back: the merchant's money goes the same way, by one act."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ledger.bookkeeping.balance import BalanceIsTooLow
from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import Dimensions, JournalEntry, credit, debit
from ledger.bookkeeping.period import Month
from ledger.estates.queries import rule_profile
from ledger.own_data.queries import sections_about
from ledger.points.caps import Span
from ledger.points.deductions import operations as deductions
from ledger.points.deductions import queries
from ledger.points.deductions.booking import take
from ledger.points.deductions.operations import Asked
from ledger.points.deductions.rules import MerchantIsOwedTooLittle
from ledger.posting.operations import PostingCommand, post_entries
from ledger.posting.prepared_entries import EntryDraft, prepare_entry
from ledger.redemption.purchases.queries import earned_by_purchases
from ledger.redemption.queries import Statement, statement_of_month
from tests.redemption.purchases.buying import NOW, confirm, faults, register
from tests.redemption.world import DAY, World, add_user


async def bought(world: World) -> int:
    """Buy for ¥56.80 and return where the five points were given; ¥4.00 stand behind them."""
    merchant_purchase_id = await register(world)
    await confirm(world, merchant_purchase_id)
    async with world.engine.connect() as conn:
        seq: int = (
            await conn.execute(text("select points_seq from merchant_purchase"))
        ).scalar_one()
    return seq


async def deduct(world: World, seq: int, points: int) -> int:
    """Take points back, by two people, and return the deduction's number."""
    async with world.engine.begin() as conn:
        number = await deductions.propose_deduction(
            conn,
            Asked(seq, points, "退货"),
            estate_id=world.estate_id,
            actor_user_id=world.cook,
            now=NOW,
        )
        await deductions.approve_deduction(
            conn,
            estate_id=world.estate_id,
            points_deduction_id=number,
            actor_user_id=world.grocer,
            now=NOW,
            today=DAY,
        )
    return number


async def appeal(world: World, number: int) -> None:
    async with world.engine.begin() as conn:
        await deductions.appeal_deduction(
            conn,
            estate_id=world.estate_id,
            points_deduction_id=number,
            resident_id=world.residents[1],
            reason="没有退货",
            actor_user_id=world.users[1],
            now=NOW,
            today=DAY,
        )


async def grant(world: World, number: int) -> queries.Deduction:
    async with world.engine.begin() as conn:
        await deductions.answer_appeal(
            conn,
            estate_id=world.estate_id,
            points_deduction_id=number,
            grants=True,
            answer="核对过小票",
            actor_user_id=await add_user(conn, "third"),
            now=NOW,
            today=DAY,
        )
        return await queries.deduction(conn, estate_id=world.estate_id, points_deduction_id=number)


async def statement(world: World) -> Statement:
    async with world.engine.connect() as conn:
        return await statement_of_month(
            conn, world.estate_id, world.merchant_of(world.cook), Month(2026, 6)
        )


async def counted(world: World) -> int:
    """Return what the buyer's purchases count for a cap of the month."""
    async with world.engine.connect() as conn:
        profile = await rule_profile(conn, world.estate_id, on=DAY)
        caps = profile.purchases.caps.model_copy(update={"month": 9})
        capped = profile.purchases.model_copy(update={"caps": caps})
        tally = await earned_by_purchases(
            conn,
            estate_id=world.estate_id,
            resident_id=world.residents[1],
            profile=profile.model_copy(update={"purchases": capped}),
            bought_on=DAY,
        )
    return tally.points_of(Span.MONTH, DAY)


async def test_the_merchant_gets_the_money_of_what_is_taken_back(owed: World) -> None:
    number = await deduct(owed, await bought(owed), 2)
    assert await owed.wallet(1) == 63
    assert await owed.balance("2202001") == -2160
    assert await owed.balance("2301001") == -240
    said = await statement(owed)
    assert (said.purchases_fen, said.purchases_back_fen, said.closing_fen) == (400, 160, 2160)
    assert (said.added_fen, said.settled_fen) == (0, 0)
    assert await counted(owed) == 3
    assert await faults(owed) == []

    await appeal(owed, number)
    restored = await grant(owed, number)
    assert (restored.points_restored, restored.payable_fen) == (2, 160)
    assert await owed.wallet(1) == 65
    assert await owed.balance("2202001") == -2000
    assert await owed.balance("2301001") == -400
    said = await statement(owed)
    assert (said.purchases_fen, said.purchases_back_fen, said.closing_fen) == (400, 0, 2000)
    assert await counted(owed) == 5
    assert await faults(owed) == []
    async with owed.engine.connect() as conn:
        copied = await sections_about(conn, owed.estate_id, owed.residents[1], today=DAY)
    [taken] = next(each.rows for each in copied if each.name == "deductions")
    assert (taken[3], taken[6], taken[7]) == (2, "申诉成立", 2)


async def test_a_merchant_that_was_paid_meanwhile_pays_in_first(owed: World) -> None:
    number = await deduct(owed, await bought(owed), 5)
    await appeal(owed, number)
    async with owed.engine.begin() as conn:
        # All but a cent of what it is owed waits to be paid out.
        about = Dimensions(merchant_id=owed.merchants["M04"])
        await prepare_entry(
            conn,
            estate_id=owed.estate_id,
            draft=EntryDraft(
                kind="manual",
                effective_on=DAY,
                narration="结算",
                lines=(
                    debit("2202001", 2399, Currency.CNY, dimensions=about),
                    credit("1002001", 2399, Currency.CNY),
                ),
            ),
            actor_user_id=owed.grocer,
            now=NOW,
            today=DAY,
        )
    with pytest.raises(MerchantIsOwedTooLittle) as refused:
        await grant(owed, number)
    assert refused.value.details == {"owed_fen": 1, "payable_fen": 400}
    assert await owed.wallet(1) == 60


async def test_what_is_set_aside_does_not_fall_below_nothing(owed: World) -> None:
    """The treasurer released ¥3.00 of the ¥4.00; ¥1.60 cannot come out of the ¥1.00 left."""
    seq = await bought(owed)
    async with owed.engine.begin() as conn:
        released = JournalEntry(
            series=EntrySeries.MONEY,
            kind="manual",
            effective_on=DAY,
            narration="释放准备",
            lines=(
                debit("2301001", 300, Currency.CNY),
                credit("5104001", 300, Currency.CNY),
            ),
            source="test:release",
        )
        await post_entries(
            conn,
            [
                PostingCommand(
                    owed.estate_id, released, "release", prepared_by=owed.grocer,
                    approved_by=owed.cook,
                )
            ],
            posted_by=owed.grocer,
            today=DAY,
        )  # fmt: skip
    with pytest.raises(BalanceIsTooLow) as refused:
        await deduct(owed, seq, 2)
    assert refused.value.details == {"account_code": "2301001", "short": 60}
    assert (await owed.wallet(1), await owed.balance("2301001")) == (65, -100)


@pytest.mark.parametrize(
    "change, state",
    [
        ("money_seq = null, payable_fen = null", "posted"),
        ("payable_fen = payable_fen - 1", "posted"),
        ("restored_money_seq = money_seq, points_restored = points", "restored"),
    ],
)
async def test_the_database_keeps_the_money_with_the_points(
    owed: World, change: str, state: str
) -> None:
    number = await deduct(owed, await bought(owed), 2)
    await appeal(owed, number)
    with pytest.raises(DBAPIError, match=r"money of its points|check constraint|restored"):
        async with owed.engine.begin() as conn:
            await conn.execute(
                text(f"update points_deduction set {change}, state = :state"),
                {"state": state},
            )


async def test_no_points_are_taken_back_without_their_money(owed: World) -> None:
    seq = await bought(owed)
    async with owed.engine.connect() as conn:
        number = await deductions.propose_deduction(
            conn,
            Asked(seq, 1, "退货"),
            estate_id=owed.estate_id,
            actor_user_id=owed.cook,
            now=NOW,
        )
        this = {"estate_id": owed.estate_id, "points_deduction_id": number}
        found = await queries.lock_deduction(conn, **this)
        grant_of_it = await queries.grant_of(conn, estate_id=owed.estate_id, seq=seq)
        taken, money = await take(
            conn, found, grant_of_it, 1, None, actor_user_id=owed.grocer, today=DAY
        )
        assert money is None
        with pytest.raises(DBAPIError, match="money of its points"):
            await conn.execute(
                text("""update points_deduction set state = 'posted', decided_by = :by,
                        decided_at = :now, points = 1, deducted_on = :on, appeal_until = :until,
                        seq = :seq
                    where points_deduction_id = :number"""),
                {
                    "by": owed.grocer,
                    "now": NOW,
                    "on": DAY,
                    "until": DAY + timedelta(days=9),
                    "seq": taken,
                    "number": number,
                },
            )
