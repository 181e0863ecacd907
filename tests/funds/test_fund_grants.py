"""Spending of a grant: never more than was given, never too late, never for something else."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.entry import Dimensions, credit, debit
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.funds.queries import FundGrant, fund_grants
from ledger.funds.rules import (
    FundGrantHasExpired,
    FundGrantIsForAnotherPurpose,
    FundGrantIsKeptElsewhere,
    FundGrantIsMissing,
    FundGrantIsNotCharged,
    FundGrantIsOverspent,
    FundGrantIsRepurposed,
    PublicRevenueNamesAGrant,
)
from ledger.intake.operations import book_import
from ledger.posting.approval import reject_prepared_entry
from ledger.posting.prepared_entries import EntryDraft
from ledger.posting.reversals import prepare_reversal
from tests.funds.estate import (
    NOW,
    TODAY,
    SmallEstate,
    approve_and_post_all,
    draft,
    open_estate,
    prepare,
    sample,
    upload,
    yuan,
)

LATE = datetime(2027, 1, 2, tzinfo=UTC)


async def estate_with_grants(conn: AsyncConnection) -> SmallEstate:
    """An estate whose sample grants are posted."""
    estate = await open_estate(conn)
    uploaded = await upload(conn, estate, "fund_grants", sample("development_fund_grants.csv"))
    await book_import(
        conn,
        estate_id=estate.estate_id,
        import_id=uploaded.batch.import_id,
        accepted_rows=frozenset(),
        actor_user_id=estate.treasurer,
        now=NOW,
        today=TODAY,
    )
    # The designation of public revenue needs no bank, so the fund's own account carries the rest.
    assert set(await approve_and_post_all(conn, estate)) == {"done"}
    return estate


async def grant_for(conn: AsyncConnection, estate: SmallEstate, purpose: str) -> FundGrant:
    grants = {grant.purpose: grant for grant in await fund_grants(conn, estate.estate_id)}
    return grants[purpose]


async def test_spending_is_what_the_posted_lines_say(conn: AsyncConnection) -> None:
    estate = await estate_with_grants(conn)
    grant = await grant_for(conn, estate, "重阳敬老")
    lines = yuan("5103", "1002002", 10_000_00, fund_grant_id=grant.fund_grant_id)
    await prepare(conn, estate, draft(lines))
    assert (await grant_for(conn, estate, "重阳敬老")).spent_fen == 0
    await approve_and_post_all(conn, estate)
    grant = await grant_for(conn, estate, "重阳敬老")
    assert (grant.spent_fen, grant.balance_fen) == (10_000_00, 20_000_00)


async def test_what_waits_counts_against_the_next(conn: AsyncConnection) -> None:
    estate = await estate_with_grants(conn)
    grant_id = (await grant_for(conn, estate, "重阳敬老")).fund_grant_id
    await prepare(conn, estate, draft(yuan("5103", "1002002", 30_000_00, fund_grant_id=grant_id)))
    with pytest.raises(FundGrantIsOverspent) as refused:
        await prepare(conn, estate, draft(yuan("5103", "1002002", 1, fund_grant_id=grant_id)))
    assert refused.value.code == "fund_grant_is_overspent"
    assert refused.value.details == {
        "fund_grant_id": grant_id, "left_fen": 0, "wanted_fen": 1,
    }  # fmt: skip


async def test_an_expired_grant_pays_nothing_more(conn: AsyncConnection) -> None:
    estate = await estate_with_grants(conn)
    grant_id = (await grant_for(conn, estate, "暑期托管")).fund_grant_id
    lines = yuan("5106", "1002002", 100, fund_grant_id=grant_id)
    await prepare(conn, estate, draft(lines, on=date(2026, 12, 31)), today=date(2027, 1, 2))
    with pytest.raises(FundGrantHasExpired):
        await prepare(conn, estate, draft(lines, on=date(2027, 1, 1)), today=date(2027, 1, 2))


@pytest.mark.parametrize("account_code", ["5301001", "5201", "5401", "5101001", "5108"])
async def test_a_grant_pays_no_allowances_taxes_or_fees(
    conn: AsyncConnection, account_code: str
) -> None:
    estate = await estate_with_grants(conn)
    grant_id = (await grant_for(conn, estate, "启动资金")).fund_grant_id
    with pytest.raises(FundGrantIsForAnotherPurpose):
        await prepare(
            conn, estate, draft(yuan(account_code, "1002002", 100, fund_grant_id=grant_id))
        )


async def test_the_funds_account_pays_nothing_that_names_no_grant(conn: AsyncConnection) -> None:
    estate = await estate_with_grants(conn)
    grant_id = (await grant_for(conn, estate, "重阳敬老")).fund_grant_id
    with pytest.raises(FundGrantIsMissing):
        await prepare(conn, estate, draft(yuan("5103", "1002002", 100)))
    # What the bank takes by itself, a move between accounts, and a debt that a grant's expense
    # made name none.
    for account_code in ("5401", "1002001", "2202002"):
        await prepare(conn, estate, draft(yuan(account_code, "1002002", 100)))
    # Another account may pay the rest, but not more than it pays.
    shared = (
        *yuan("5103", "1002002", 100, fund_grant_id=grant_id),
        *yuan("5301002", "1002001", 50),
    )
    await prepare(conn, estate, draft(shared))
    too_much = (
        *yuan("5103", "1002002", 100, fund_grant_id=grant_id),
        *yuan("5301002", "1002002", 1),
        *yuan("5301002", "1002001", 50),
    )
    with pytest.raises(FundGrantIsMissing):
        await prepare(conn, estate, draft(too_much))


async def test_a_grant_that_only_the_bank_line_names_is_not_charged(conn: AsyncConnection) -> None:
    estate = await estate_with_grants(conn)
    grant_id = (await grant_for(conn, estate, "重阳敬老")).fund_grant_id
    named = Dimensions(fund_grant_id=grant_id)
    expense = debit("5103", 100, Currency.CNY)
    for bank in ("1002001", "1001"):
        lines = (expense, credit(bank, 100, Currency.CNY, dimensions=named))
        with pytest.raises(FundGrantIsNotCharged):
            await prepare(conn, estate, draft(lines))
    both = (
        debit("5103", 100, Currency.CNY, dimensions=named),
        credit("1002002", 100, Currency.CNY, dimensions=named),
    )
    await prepare(conn, estate, draft(both))
    await approve_and_post_all(conn, estate)
    assert (await grant_for(conn, estate, "重阳敬老")).spent_fen == 100


async def test_a_grants_account_names_only_grants_that_are_kept_there(
    conn: AsyncConnection,
) -> None:
    estate = await estate_with_grants(conn)
    grant_id = (await grant_for(conn, estate, "小区治理")).fund_grant_id
    with pytest.raises(FundGrantIsKeptElsewhere) as refused:
        await prepare(conn, estate, draft(yuan("3102001", "1002002", 100, fund_grant_id=grant_id)))
    assert refused.value.details["account_code"] == "3102001"
    await prepare(conn, estate, draft(yuan("3102002", "1002002", 100, fund_grant_id=grant_id)))


async def test_a_payable_that_names_a_grant_hides_no_spending(conn: AsyncConnection) -> None:
    estate = await estate_with_grants(conn)
    grant_id = (await grant_for(conn, estate, "小区治理")).fund_grant_id
    named = Dimensions(fund_grant_id=grant_id)

    def owed(amount_fen: int) -> EntryDraft:
        lines = yuan("5103", "2202002", amount_fen, fund_grant_id=grant_id)
        return draft((lines[0], replace(lines[1], dimensions=named)))

    with pytest.raises(FundGrantIsOverspent):
        await prepare(conn, estate, owed(20_000_01))
    await prepare(conn, estate, owed(5_000_00))
    with pytest.raises(FundGrantIsOverspent):
        await prepare(conn, estate, owed(15_000_01))
    await approve_and_post_all(conn, estate)
    # It was spent when it was owed; paying the debt spends nothing more.
    paid = (*yuan("2202002", "1002002", 5_000_00), *yuan("5103", "1002002", 1))
    with pytest.raises(FundGrantIsNotCharged):
        await prepare(conn, estate, draft((replace(paid[0], dimensions=named), *paid[1:2])))
    await prepare(conn, estate, draft(paid[:2]))
    await approve_and_post_all(conn, estate)
    grant = await grant_for(conn, estate, "小区治理")
    assert (grant.spent_fen, grant.returned_fen, grant.balance_fen) == (5_000_00, 0, 15_000_00)


async def test_a_grant_becomes_no_surplus_no_other_income_and_no_other_grant(
    conn: AsyncConnection,
) -> None:
    estate = await estate_with_grants(conn)
    own = (await grant_for(conn, estate, "小区治理")).fund_grant_id
    refundable = (await grant_for(conn, estate, "暑期托管")).fund_grant_id
    other = Dimensions(fund_grant_id=(await grant_for(conn, estate, "启动资金")).fund_grant_id)
    moved = yuan("3102002", "3102001", 100, fund_grant_id=own)
    for lines in (
        yuan("3102002", "3101001", 100, fund_grant_id=own),
        yuan("3102002", "2202002", 100, fund_grant_id=own),
        yuan("4101", "3101001", 100, fund_grant_id=own),
        yuan("2209004", "4101", 100, fund_grant_id=refundable),
        (moved[0], replace(moved[1], dimensions=other)),
        # What the bank pays goes to a supplier, not to the donor.
        (*yuan("3102002", "3101001", 100, fund_grant_id=own), *yuan("5103", "1002001", 100)),
    ):
        with pytest.raises(FundGrantIsRepurposed):
            await prepare(conn, estate, draft(lines))
    # Back to the donor by the bank, beside something else that the bank pays.
    back = (
        *yuan("3102002", "1002002", 100, fund_grant_id=own),
        *yuan("5103", "1002002", 30, fund_grant_id=own),
    )
    await prepare(conn, estate, draft(back))
    await approve_and_post_all(conn, estate)
    grant = await grant_for(conn, estate, "小区治理")
    assert (grant.spent_fen, grant.returned_fen, grant.balance_fen) == (30, 100, 20_000_00 - 130)


async def test_public_revenue_stays_the_owners_until_they_designate_it(
    conn: AsyncConnection,
) -> None:
    estate = await estate_with_grants(conn)
    own = Dimensions(fund_grant_id=(await grant_for(conn, estate, "小区治理")).fund_grant_id)
    bank, parking = yuan("1002001", "4301001", 100)
    with pytest.raises(PublicRevenueNamesAGrant):
        await prepare(conn, estate, draft((bank, replace(parking, dimensions=own))))


async def test_a_grant_that_is_not_there_pays_nothing(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    with pytest.raises(ObjectIsNotHere):
        await prepare(conn, estate, draft(yuan("5103", "1002002", 100, fund_grant_id=12345)))


async def test_refundable_money_becomes_income_when_it_is_spent(conn: AsyncConnection) -> None:
    estate = await estate_with_grants(conn)
    grant_id = (await grant_for(conn, estate, "暑期托管")).fund_grant_id
    named = Dimensions(fund_grant_id=grant_id)
    release = (
        debit("5106", 4_000_00, Currency.CNY, dimensions=named),
        credit("1002002", 4_000_00, Currency.CNY),
        debit("2209004", 4_000_00, Currency.CNY, dimensions=named),
        credit("4101", 4_000_00, Currency.CNY, dimensions=named),
    )
    await prepare(conn, estate, draft(release))
    await approve_and_post_all(conn, estate)
    grant = await grant_for(conn, estate, "暑期托管")
    assert (grant.spent_fen, grant.returned_fen) == (4_000_00, 0)
    assert grant.balance_fen == 6_000_00
    # The rest goes back to the donor, and no more than the rest.
    for amount_fen, refusal in ((6_000_01, FundGrantIsOverspent), (6_000_00, None)):
        refund = draft(yuan("2209004", "1002002", amount_fen, fund_grant_id=grant_id))
        if refusal is None:
            await prepare(conn, estate, refund)
        else:
            with pytest.raises(refusal):
                await prepare(conn, estate, refund)
    await approve_and_post_all(conn, estate)
    grant = await grant_for(conn, estate, "暑期托管")
    assert (grant.spent_fen, grant.returned_fen) == (4_000_00, 6_000_00), "a refund is not spent"
    assert grant.balance_fen == grant.amount_fen - 10_000_00 == 0


async def test_a_spent_grant_cannot_be_reversed_away(conn: AsyncConnection) -> None:
    estate = await estate_with_grants(conn)
    grant = await grant_for(conn, estate, "重阳敬老")
    seq = (
        await conn.execute(
            text("select seq from journal_entry where source = :source"),
            {"source": f"fund_grant:{grant.fund_grant_id}"},
        )
    ).scalar_one()
    await prepare(
        conn, estate, draft(yuan("5103", "1002002", 1, fund_grant_id=grant.fund_grant_id))
    )
    await approve_and_post_all(conn, estate)
    with pytest.raises(FundGrantIsOverspent):
        await prepare_reversal(
            conn,
            estate_id=estate.estate_id,
            seq=seq,
            reason="记错",
            effective_on=TODAY,
            actor_user_id=estate.treasurer,
            now=NOW,
            today=TODAY,
        )


async def test_a_grant_that_was_sent_back_is_gone_and_may_come_again(
    conn: AsyncConnection,
) -> None:
    estate = await open_estate(conn)
    file = sample("development_fund_grants.csv")

    async def book() -> int:
        uploaded = await upload(conn, estate, "fund_grants", file)
        result = await book_import(
            conn,
            estate_id=estate.estate_id,
            import_id=uploaded.batch.import_id,
            accepted_rows=frozenset(),
            actor_user_id=estate.treasurer,
            now=NOW,
            today=TODAY,
        )
        return result.booked

    assert await book() == 5
    grant = await grant_for(conn, estate, "重阳敬老")
    await reject_prepared_entry(
        conn,
        estate_id=estate.estate_id,
        prepared_entry_id=grant.prepared_entry_id,
        reason="协议没有附上",
    )
    assert len(await fund_grants(conn, estate.estate_id)) == 4
    assert await book() == 1
    assert len(await fund_grants(conn, estate.estate_id)) == 5


async def test_an_anonymous_donor_is_not_named_in_the_books(conn: AsyncConnection) -> None:
    estate = await estate_with_grants(conn)
    grant = await grant_for(conn, estate, "暑期托管")
    assert (grant.donor, grant.is_anonymous) == ("某国企", True)
    narration = (
        await conn.execute(
            text("select narration from journal_entry where source = :source"),
            {"source": f"fund_grant:{grant.fund_grant_id}"},
        )
    ).scalar_one()
    assert narration == "预存活动经费：匿名出资方，用于暑期托管"


async def test_two_treasurers_cannot_spend_the_same_money(engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        estate = await estate_with_grants(conn)
        grant_id = (await grant_for(conn, estate, "重阳敬老")).fund_grant_id

    async def spend() -> str:
        try:
            async with engine.begin() as conn:
                lines = yuan("5103", "1002002", 20_000_00, fund_grant_id=grant_id)
                await prepare(conn, estate, draft(lines))
        except Refusal as refusal:
            return refusal.code
        return "done"

    outcomes = await asyncio.gather(*(spend() for _ in range(5)))
    assert sorted(outcomes) == ["done"] + ["fund_grant_is_overspent"] * 4


async def test_the_database_keeps_grants_as_they_were_made(conn: AsyncConnection) -> None:
    await estate_with_grants(conn)
    for statement in ("update fund_grant set amount_fen = 1", "delete from fund_grant"):
        with pytest.raises(DBAPIError):
            async with conn.begin_nested():
                await conn.execute(text(statement))


async def test_the_database_refuses_overspending_that_gets_past_the_rule(
    conn: AsyncConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate = await estate_with_grants(conn)
    grant_id = (await grant_for(conn, estate, "重阳敬老")).fund_grant_id
    # With every check of the program taken away, the books still refuse.
    monkeypatch.setattr("ledger.posting.entry_checks.entry_checks", tuple)
    lines = yuan("5103", "1002002", 30_000_01, fund_grant_id=grant_id)
    await prepare(conn, estate, replace(draft(lines), narration="超支"))
    with pytest.raises(DBAPIError) as refused:
        await approve_and_post_all(conn, estate)
    assert "would be overspent" in str(refused.value)
