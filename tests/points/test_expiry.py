"""Expiry batch by batch, and grace for what comes back after the last day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.points import expiry, queries
from ledger.points.expiry import expire_lots, expire_some
from ledger.points.operations import points_available
from ledger.points.rules import OpenLot, PointsAreTooFew, choose_lots
from tests.points.estate import SmallEstate, grant, make_estate
from tests.points.test_lot_restoration import JULY, take_back
from tests.points.test_operations import check_everything, give, lots_left, spend

AFTER = JULY + timedelta(days=1)


@pytest.fixture
def conn(module_conn: AsyncConnection) -> AsyncConnection:
    """All that these tests do is rolled back, so they share a database."""
    return module_conn


async def with_grace(conn: AsyncConnection, days: int) -> SmallEstate:
    """An estate whose rules give grace from June on."""
    estate = await make_estate(conn)
    await conn.execute(
        text("""insert into rule_version (estate_id, version, name, effective_on, source, body)
            select estate_id, 2, name, '2026-06-01', source, body || jsonb_build_object(
                'version', 2, 'effective_on', '2026-06-01', 'points',
                body -> 'points' || jsonb_build_object('refund_grace_days', cast(:days as int)))
            from rule_version"""),
        {"days": days},
    )
    return estate


async def available(conn: AsyncConnection, estate: SmallEstate, on: date) -> int:
    return await points_available(
        conn, estate_id=estate.estate_id, resident_id=estate.residents[0], today=on
    )


async def expire(conn: AsyncConnection, estate: SmallEstate, on: date) -> int:
    run = await expire_lots(
        conn, estate_id=estate.estate_id, today=on, actor_user_id=estate.organiser
    )
    return run.points


async def test_a_refund_after_the_last_day_can_be_spent_within_its_grace(
    conn: AsyncConnection,
) -> None:
    estate = await with_grace(conn, 30)
    await give(conn, estate, grant(estate, 10, key="g", expires_on=JULY))
    seq = await spend(conn, estate, 8, key="s")
    # What was left on the last day ends; what comes back later has thirty days.
    assert await expire(conn, estate, AFTER) == 2
    await take_back(conn, estate, seq, 5, key="r1", on=AFTER)
    last = AFTER + timedelta(days=30)
    assert [await available(conn, estate, day) for day in (AFTER, last)] == [5, 5]
    assert await available(conn, estate, last + timedelta(days=1)) == 0
    [ends] = await queries.next_expiry(
        conn, estate_id=estate.estate_id, resident_id=estate.residents[0], today=AFTER
    )
    assert (ends.expires_on, ends.points) == (last, 5)
    assert await expire(conn, estate, last) == 0
    # A second refund lengthens it, and never shortens.
    later = AFTER + timedelta(days=10)
    await take_back(conn, estate, seq, 1, key="r2", on=later)
    assert await available(conn, estate, last + timedelta(days=10)) == 6
    assert await expire(conn, estate, last + timedelta(days=11)) == 6
    assert await lots_left(conn, estate) == []
    assert await conn.scalar(text("select expires_on from points_lot")) == JULY
    await check_everything(conn, estate)


@pytest.mark.parametrize("days, on, points", [(0, AFTER, 0), (30, JULY, 3)])
async def test_no_grace_without_a_rule_and_none_is_needed_on_the_last_day(
    conn: AsyncConnection, days: int, on: date, points: int
) -> None:
    estate = await with_grace(conn, days)
    await give(conn, estate, grant(estate, 10, key="g", expires_on=JULY))
    seq = await spend(conn, estate, 8, key="s")
    await expire(conn, estate, on)
    await take_back(conn, estate, seq, 1, key="r1", on=on)
    assert await available(conn, estate, on) == points
    assert await conn.scalar(text("select grace_until from points_lot")) is None


async def test_nobody_gives_grace_past_the_program(conn: AsyncConnection) -> None:
    estate = await with_grace(conn, 30)
    await give(conn, estate, grant(estate, 10, key="g", expires_on=JULY))
    for statement, said in (
        ("update points_lot set grace_until = '2099-01-01'", "gets no grace"),
        ("update points_lot set grace_until = expires_on", "check constraint"),
    ):
        with pytest.raises(DBAPIError, match=said):
            async with conn.begin_nested():
                await conn.execute(text(statement))
    seq = await spend(conn, estate, 8, key="s")
    await take_back(conn, estate, seq, on=AFTER)
    with pytest.raises(DBAPIError, match="does not become shorter"):
        async with conn.begin_nested():
            await conn.execute(text("update points_lot set grace_until = grace_until - 1"))


async def test_a_batch_takes_so_many_wallets_and_the_next_goes_on(
    conn: AsyncConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expiry, "EXPIRY_BATCH_WALLETS", 2)
    estate = await make_estate(conn)
    for resident in range(3):
        for number in range(2):
            key = f"g{resident}{number}"
            await give(conn, estate, grant(estate, 5, key=key, resident=resident, expires_on=JULY))
    said = []
    while True:
        batch = await expire_some(
            conn, estate_id=estate.estate_id, today=AFTER, actor_user_id=estate.organiser
        )
        if batch.is_done:
            break
        said.append((batch.lots, batch.points))
    assert said == [(4, 20), (2, 10)]
    await check_everything(conn, estate)


lots = st.lists(
    st.builds(
        OpenLot,
        lot_id=st.integers(1, 10**6),
        granted_on=st.dates(date(2025, 1, 1), date(2026, 6, 30)),
        expires_on=st.none() | st.dates(date(2026, 6, 1), date(2027, 6, 30)),
        points_left=st.integers(1, 50),
    ),
    unique_by=lambda lot: lot.lot_id,
    max_size=8,
)


@given(lots, st.integers(1, 200), st.dates(date(2026, 6, 1), date(2027, 6, 30)))
def test_what_is_spent_would_have_ended_first(
    held: list[OpenLot], points: int, today: date
) -> None:
    total = sum(lot.points_left for lot in held)
    by_id = {lot.lot_id: lot for lot in held}
    spendable = sum(
        lot.points_left for lot in held if lot.expires_on is None or lot.expires_on >= today
    )
    if points > spendable:
        with pytest.raises(PointsAreTooFew):
            choose_lots(held, points=points, available=total, today=today)
        return
    uses = choose_lots(held, points=points, available=total, today=today)
    assert sum(use.points for use in uses) == points
    taken = {use.lot_id: use.points for use in uses}
    for lot in held:
        # A lot that still has points left ends no sooner than any lot that was touched.
        if taken.get(lot.lot_id, 0) < lot.points_left and (
            lot.expires_on is None or lot.expires_on >= today
        ):
            ends = lot.expires_on or date.max
            assert all((by_id[used].expires_on or date.max) <= ends for used in taken)
