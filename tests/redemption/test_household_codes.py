"""A household's account at the counter: used by whom it allows, written down by whom."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ledger.db.ids import new_digits
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.estates.people.household_spenders import (
    HouseholdIsMissing,
    SpenderIsNotFit,
    allow_spender,
    end_spender,
    stay_of,
)
from ledger.estates.people.operations import (
    HouseholdHoldsPoints,
    choose_head,
    move_in,
    move_out,
    open_household,
)
from ledger.evidence.database_verification import verify_database
from ledger.own_data.operations import PointsAreLeft, ask_deletion
from ledger.points.households.operations import give_points_back, put_points_in
from ledger.points.rules import PointsAreTooFew
from ledger.redemption import pay_codes, queries
from ledger.redemption.pay_codes import PayCodeIsNotValid
from ledger.redemption.payloads import RedemptionEventView, RedemptionView
from tests.redemption.world import DAY, NOW, World

HEAD, SPOUSE = 0, 1


async def settle(world: World) -> tuple[int, list[int]]:
    """Let two residents live together; return the household and the numbers of their stays."""
    async with world.engine.begin() as conn:
        dwelling_id = await conn.scalar(
            text("""select coalesce(min(dwelling_id), 0) from dwelling where estate_id = :e"""),
            {"e": world.estate_id},
        )
        if not dwelling_id:
            dwelling_id = await conn.scalar(
                text("""insert into dwelling (estate_id, building_no, entrance_no, room_no,
                        area_hundredths, resident_count)
                    values (:e, '1', '1', '0101', 9000, 2) returning dwelling_id"""),
                {"e": world.estate_id},
            )
        common: dict[str, Any] = {"estate_id": world.estate_id, "on": date(2026, 1, 1)}
        household_id = await open_household(
            conn,
            **common,
            dwelling_id=dwelling_id,
            head_resident_id=world.residents[HEAD],
            tenure="owner",
            actor_user_id=world.cook,
        )
        await move_in(
            conn,
            **common,
            household_id=household_id,
            resident_id=world.residents[SPOUSE],
            relation="spouse",
            actor_user_id=world.cook,
        )
        stays = [
            await stay_of(conn, estate_id=world.estate_id, resident_id=resident_id, today=DAY)
            for resident_id in world.residents[:2]
        ]
    return household_id, [stay.household_member_id for stay in stays]


async def put_in(world: World, who: int, points: int, key: str = "k") -> None:
    async with world.engine.begin() as conn:
        await put_points_in(
            conn,
            estate_id=world.estate_id,
            resident_id=world.residents[who],
            points=points,
            idempotency_key=key,
            actor_user_id=world.users[who],
            today=DAY,
        )


async def allow(world: World, household_id: int, member_id: int) -> None:
    async with world.engine.begin() as conn:
        await allow_spender(
            conn,
            estate_id=world.estate_id,
            household_id=household_id,
            household_member_id=member_id,
            actor_user_id=world.users[HEAD],
            now=NOW,
            today=DAY,
        )


async def leave(world: World, member_id: int) -> None:
    async with world.engine.begin() as conn:
        await move_out(
            conn,
            estate_id=world.estate_id,
            household_member_id=member_id,
            on=DAY,
            actor_user_id=world.cook,
        )


async def show(world: World, household_id: int, who: int) -> str:
    async with world.engine.begin() as conn:
        issued = await pay_codes.issue_pay_code(
            conn,
            estate_id=world.estate_id,
            resident_id=world.residents[who],
            user_id=world.users[who],
            random_digits=new_digits(17),
            household_id=household_id,
        )
    return issued.digits


async def eat(world: World, digits: str, lunches: int, key: str) -> RedemptionView:
    """Redeem lunches of ten points each."""
    return await world.submit(digits, world.lines(S007=lunches), key=key, user_id=world.cook)


async def household_wallet(world: World, household_id: int) -> int:
    return -await world.balance("P2102", f"household:{household_id}")


async def check_books(world: World) -> None:
    async with world.engine.connect() as conn:
        [report] = await verify_database(conn, estate_id=world.estate_id)
    assert report.is_unaltered, report.lines()


async def test_the_spouse_eats_from_the_households_account(world: World) -> None:
    household_id, (_, spouse) = await settle(world)
    await put_in(world, HEAD, 40)
    await allow(world, household_id, spouse)
    done = await eat(world, await show(world, household_id, SPOUSE), 2, "a")
    assert (done.points, await household_wallet(world, household_id)) == (20, 20)
    assert (await world.wallet(HEAD), await world.wallet(SPOUSE)) == (20, 60)
    async with world.engine.connect() as conn:
        (told,) = await queries.redemptions_since(
            conn, world.estate_id, world.residents[SPOUSE], after=0
        )
        line = (
            await conn.execute(
                text("""select actor_user_id, details from audit_line
                    where action = 'redeem_for_household'""")
            )
        ).one()
    assert RedemptionEventView.of(told).from_household
    assert told.balance_after == 20
    assert line.actor_user_id == world.users[SPOUSE]
    assert line.details == {
        "household_id": household_id,
        "by_resident_id": world.residents[SPOUSE],
        "points": 20,
    }
    await check_books(world)


async def test_who_used_it_is_sealed_with_the_entry(world: World) -> None:
    household_id, _ = await settle(world)
    await put_in(world, HEAD, 40)
    await eat(world, await show(world, household_id, HEAD), 1, "a")
    assert (
        await world.value(
            """select l.narration from entry_line l join account a using (estate_id, account_id)
            where l.estate_id = :estate_id and a.code = 'P2102' and l.side = 1"""
        )
        == f"使用人 {world.residents[HEAD]} 号"
    )


async def test_it_pays_no_more_than_is_in_it(world: World) -> None:
    household_id, _ = await settle(world)
    await put_in(world, HEAD, 15)
    with pytest.raises(PointsAreTooFew):
        await eat(world, await show(world, household_id, HEAD), 2, "a")
    assert (await household_wallet(world, household_id), await world.wallet(HEAD)) == (15, 45)


async def test_whom_nobody_allowed_cannot_pay(world: World) -> None:
    household_id, _ = await settle(world)
    await put_in(world, HEAD, 40)
    with pytest.raises(PayCodeIsNotValid):
        await eat(world, await show(world, household_id, SPOUSE), 1, "a")


async def test_an_ended_allowance_ends_the_code_that_is_shown(world: World) -> None:
    household_id, (_, spouse) = await settle(world)
    await put_in(world, HEAD, 40)
    await allow(world, household_id, spouse)
    digits = await show(world, household_id, SPOUSE)
    async with world.engine.begin() as conn:
        await end_spender(
            conn,
            estate_id=world.estate_id,
            household_id=household_id,
            household_member_id=spouse,
            actor_user_id=world.users[HEAD],
            now=NOW,
            today=DAY,
        )
    with pytest.raises(PayCodeIsNotValid):
        await eat(world, digits, 1, "a")


async def test_who_leaves_loses_it_at_once_and_leaves_the_points_behind(world: World) -> None:
    household_id, (_, spouse) = await settle(world)
    await put_in(world, SPOUSE, 30)
    await allow(world, household_id, spouse)
    digits = await show(world, household_id, SPOUSE)
    await leave(world, spouse)
    with pytest.raises(PayCodeIsNotValid):
        await eat(world, digits, 1, "a")
    with pytest.raises(HouseholdIsMissing):
        await put_in(world, SPOUSE, 1, key="late")
    assert (await household_wallet(world, household_id), await world.wallet(SPOUSE)) == (30, 30)
    await check_books(world)


async def test_the_database_lets_nobody_pay_who_has_left(world: World) -> None:
    household_id, (_, spouse) = await settle(world)
    await put_in(world, HEAD, 40)
    done = await eat(world, await show(world, household_id, HEAD), 1, "a")
    forged = text("""
        insert into redemption (estate_id, resident_id, merchant_id, points, balance_after,
            to_be_settled, rate_fen_per_point, cost_fen, code_digest, points_seq, money_seq,
            by_user, at, effective_on, household_id)
        select estate_id, :spouse, merchant_id, points, balance_after, to_be_settled,
            rate_fen_per_point, cost_fen, :digest, points_seq, money_seq, by_user, at,
            effective_on, household_id
        from redemption where redemption_id = :redemption_id
    """)
    digits = await show(world, household_id, SPOUSE)
    with pytest.raises(DBAPIError) as refused:
        async with world.engine.begin() as conn:
            await conn.execute(
                forged,
                {
                    "spouse": world.residents[SPOUSE],
                    "digest": world.digest(digits),
                    "redemption_id": done.redemption_id,
                },
            )
    assert getattr(refused.value.orig, "sqlstate", None) == "LG026"
    # With an allowance it passes this check, and the next one finds that the entry is another's.
    await allow(world, household_id, spouse)
    with pytest.raises(DBAPIError) as refused:
        async with world.engine.begin() as conn:
            await conn.execute(
                forged,
                {
                    "spouse": world.residents[SPOUSE],
                    "digest": world.digest(digits),
                    "redemption_id": done.redemption_id,
                },
            )
    assert getattr(refused.value.orig, "sqlstate", None) != "LG026"


async def test_a_household_does_not_end_with_points(world: World) -> None:
    household_id, (head, spouse) = await settle(world)
    await put_in(world, HEAD, 20)
    await put_in(world, SPOUSE, 10, key="s")
    await leave(world, spouse)
    with pytest.raises(HouseholdHoldsPoints):
        await leave(world, head)
    async with world.engine.begin() as conn:
        shares = await give_points_back(
            conn,
            estate_id=world.estate_id,
            household_id=household_id,
            idempotency_key="back",
            actor_user_id=world.cook,
            today=DAY,
        )
    # What the spouse left behind is the head's now.
    assert [(share.resident_id, share.points) for share in shares] == [(world.residents[HEAD], 30)]
    assert (await world.wallet(HEAD), await world.wallet(SPOUSE)) == (70, 50)
    await leave(world, head)
    assert await household_wallet(world, household_id) == 0
    with pytest.raises(ObjectIsNotHere):
        async with world.engine.begin() as conn:
            await give_points_back(
                conn,
                estate_id=world.estate_id,
                household_id=household_id,
                idempotency_key="again",
                actor_user_id=world.cook,
                today=DAY,
            )
    await check_books(world)


async def test_the_last_of_a_household_is_not_forgotten_before_its_points_are_gone(
    world: World,
) -> None:
    household_id, (_, spouse) = await settle(world)
    await put_in(world, HEAD, 20)
    me: dict[str, Any] = {
        "estate_id": world.estate_id,
        "resident_id": world.residents[HEAD],
        "donates_points": True,
        "actor_user_id": world.users[HEAD],
        "now": NOW,
    }
    await leave(world, spouse)
    with pytest.raises(PointsAreLeft, match="家庭账户"):
        async with world.engine.begin() as conn:
            await ask_deletion(conn, **me)
    async with world.engine.begin() as conn:
        await give_points_back(
            conn,
            estate_id=world.estate_id,
            household_id=household_id,
            idempotency_key="back",
            actor_user_id=world.cook,
            today=DAY,
        )
        await ask_deletion(conn, **me)


async def test_another_head_takes_over(world: World) -> None:
    household_id, (head, spouse) = await settle(world)
    async with world.engine.begin() as conn:
        await choose_head(
            conn,
            estate_id=world.estate_id,
            household_id=household_id,
            household_member_id=spouse,
        )
        now = [
            await stay_of(conn, estate_id=world.estate_id, resident_id=resident_id, today=DAY)
            for resident_id in world.residents[:2]
        ]
    assert [(stay.is_head, stay.may_spend) for stay in now] == [(False, False), (True, True)]
    with pytest.raises(SpenderIsNotFit):
        await allow(world, household_id, spouse)
    with pytest.raises(ObjectIsNotHere):
        await allow(world, household_id, head + 999)


async def test_twenty_at_once_take_no_point_twice(world: World) -> None:
    household_id, (_, spouse) = await settle(world)
    await put_in(world, HEAD, 5)
    await allow(world, household_id, spouse)
    answers = await asyncio.gather(
        *(put_in(world, n % 2, 7, key=f"p{n}") for n in range(20)), return_exceptions=True
    )
    refused = [each for each in answers if isinstance(each, Refusal)]
    assert all(isinstance(each, PointsAreTooFew) for each in refused)
    moved = 5 + 7 * (20 - len(refused))
    # 55 of one are seven times seven, 60 of the other eight times.
    assert (len(refused), moved) == (5, 110)
    assert await household_wallet(world, household_id) == moved
    assert (await world.wallet(HEAD), await world.wallet(SPOUSE)) == (6, 4)
    codes = [await show(world, household_id, n % 2) for n in range(6)]
    eaten = await asyncio.gather(
        *(eat(world, digits, 4, f"e{n}") for n, digits in enumerate(codes)), return_exceptions=True
    )
    assert [type(each).__name__ for each in eaten].count("RedemptionView") == 2
    assert await household_wallet(world, household_id) == moved - 80
    await check_books(world)
