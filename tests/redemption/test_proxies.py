"""Family shows somebody's code: within a daily limit, recorded for whom and by whom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from ledger.db.ids import new_digits
from ledger.redemption import pay_codes, queries
from ledger.redemption.counter_batch import ProxyLimitIsReached
from ledger.redemption.pay_codes import PayCodeIsNotValid
from ledger.redemption.payloads import RedemptionEventView, RedemptionView
from tests.redemption.world import AGREED, DAY, World

MOTHER, DAUGHTER = 0, 1


async def agree(world: World, points_a_day: int = 30) -> int:
    async with world.engine.begin() as conn:
        paper = await conn.scalar(
            text("""insert into personal_paper (estate_id, filename, media_type, size_bytes,
                    content_sealed, uploaded_by)
                values (:estate_id, '委托书.pdf', 'application/pdf', 1, 'x', :user)
                returning personal_paper_id"""),
            {"estate_id": world.estate_id, "user": world.cook},
        )
        proxy_id: int = await conn.scalar(
            text("""insert into family_proxy (estate_id, resident_id, proxy_resident_id, relation,
                    personal_paper_id, daily_points_max, starts_on, ends_on, asked_by)
                values (:estate_id, :mother, :daughter, 'child', :paper, :points, :starts_on,
                    '2099-12-31', :cook)
                returning family_proxy_id"""),
            {
                "estate_id": world.estate_id,
                "mother": world.residents[MOTHER],
                "daughter": world.residents[DAUGHTER],
                "paper": paper,
                "points": points_a_day,
                "starts_on": date(2026, 1, 1),
                "cook": world.cook,
            },
        )
        await conn.execute(AGREED, {"user_id": world.grocer})
    return proxy_id


async def show(world: World, proxy_id: int) -> str:
    async with world.engine.begin() as conn:
        issued = await pay_codes.issue_pay_code(
            conn,
            estate_id=world.estate_id,
            resident_id=world.residents[MOTHER],
            user_id=world.users[DAUGHTER],
            random_digits=new_digits(17),
            family_proxy_id=proxy_id,
        )
    return issued.digits


async def eat(world: World, digits: str, lunches: int, key: str, on: date = DAY) -> RedemptionView:
    """Redeem lunches of ten points each."""
    return await world.submit(
        digits, world.lines(S007=lunches), key=key, user_id=world.cook, today=on
    )


async def test_a_daughter_spends_her_mothers_points(world: World) -> None:
    proxy_id = await agree(world)
    done = await eat(world, await show(world, proxy_id), 2, "a")
    assert await world.wallet(MOTHER) == 60 - done.points == 40
    assert await world.wallet(DAUGHTER) == 60
    async with world.engine.connect() as conn:
        (told,) = await queries.redemptions_since(
            conn, world.estate_id, world.residents[MOTHER], after=0
        )
        line = (
            await conn.execute(
                text("""select actor_user_id, object, details from audit_line
                    where action = 'redeem_as_proxy'""")
            )
        ).one()
    assert RedemptionEventView.of(told).proxy_masked == "王*"
    assert (line.actor_user_id, line.object) == (
        world.users[DAUGHTER],
        f"redemption:{done.redemption_id}",
    )
    assert line.details == {
        "for_resident_id": world.residents[MOTHER],
        "family_proxy_id": proxy_id,
        "points": done.points,
    }


async def test_her_own_redemption_names_no_proxy(world: World) -> None:
    await agree(world)
    await eat(world, await world.show_code(MOTHER), 2, "own")
    assert await world.count("audit_line", "action = 'redeem_as_proxy'") == 0


async def test_the_limit_is_for_a_day_and_for_all_codes(world: World) -> None:
    proxy_id = await agree(world, points_a_day=20)
    await eat(world, await show(world, proxy_id), 1, "a")
    with pytest.raises(ProxyLimitIsReached) as refused:
        await eat(world, await show(world, proxy_id), 2, "b")
    assert refused.value.details == {"points_left": 10, "points_needed": 20}
    # Her mother is not held to it, and tomorrow is another day.
    await eat(world, await world.show_code(MOTHER), 1, "c")
    await eat(world, await show(world, proxy_id), 1, "d")
    await eat(world, await show(world, proxy_id), 2, "e", DAY + timedelta(days=1))
    assert await world.wallet(MOTHER) == 10


async def test_a_withdrawn_agreement_ends_the_code_that_is_shown(world: World) -> None:
    proxy_id = await agree(world)
    digits = await show(world, proxy_id)
    async with world.engine.begin() as conn:
        await conn.execute(
            text("update family_proxy set withdrawn_at = now(), withdrawn_by = :user"),
            {"user": world.cook},
        )
    with pytest.raises(PayCodeIsNotValid):
        await eat(world, digits, 1, "late")
    assert await world.wallet(MOTHER) == 60
