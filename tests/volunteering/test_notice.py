"""Points of services that no two codes clocked stand in a notice; minutes count at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.evidence.record_comparisons import record_faults
from ledger.points.operations import points_available
from ledger.points.queries import in_notice, wallet_balance
from ledger.volunteering.attendance.codes import Direction
from tests.points.awards.test_operations import with_rules
from tests.points.estate import TODAY, SmallEstate, make_estate
from tests.volunteering.activities.planning import ENDS, STARTS
from tests.volunteering.attendance import attending
from tests.volunteering.corrections.correcting import booked, correct, there
from tests.volunteering.test_verification import bring_in

SHEET = "2026-07-04,清洁楼道,邻里活动,张三,1栋1单元0101,09:00,11:00,志愿队,栋长"


@pytest.fixture
def conn(module_conn: AsyncConnection) -> AsyncConnection:
    """All that these tests do is rolled back, so they share a database."""
    return module_conn


async def available(conn: AsyncConnection, estate: SmallEstate, days: int) -> int:
    return await points_available(
        conn,
        estate_id=estate.estate_id,
        resident_id=estate.residents[0],
        today=TODAY + timedelta(days=days),
    )


async def test_a_paper_list_waits_out_its_notice(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    await with_rules(conn, notice_days=5, month=30)
    await bring_in(conn, estate, SHEET)
    mine = {"estate_id": estate.estate_id, "resident_id": estate.residents[0]}
    balance = await wallet_balance(conn, **mine)
    assert (balance.points, balance.service_minutes) == (2, 120)
    [waiting] = await in_notice(conn, **mine, today=TODAY)
    assert (waiting.points, waiting.spendable_from) == (2, TODAY + timedelta(days=5))
    assert [await available(conn, estate, days) for days in (4, 5)] == [0, 2]
    assert await record_faults(conn, estate.estate_id) == []


async def test_minutes_that_a_correction_adds_wait_out_their_notice_too(
    conn: AsyncConnection,
) -> None:
    estate = await make_estate(conn)
    record = await booked(conn, estate)
    await with_rules(conn, notice_days=5, month=30)
    await correct(conn, estate, record, there("08:00", "12:00"))
    [waiting] = await in_notice(
        conn, estate_id=estate.estate_id, resident_id=estate.residents[0], today=TODAY
    )
    assert (waiting.points, waiting.spendable_from) == (2, TODAY + timedelta(days=5))
    assert [await available(conn, estate, days) for days in (0, 5)] == [2, 4]
    assert await record_faults(conn, estate.estate_id) == []


async def test_without_a_notice_in_the_rules_points_are_there_at_once(
    conn: AsyncConnection,
) -> None:
    estate = await make_estate(conn)
    await bring_in(conn, estate, SHEET)
    mine = {"estate_id": estate.estate_id, "resident_id": estate.residents[0]}
    assert await in_notice(conn, **mine, today=TODAY) == []
    assert await available(conn, estate, 0) == 2


async def test_two_codes_are_clock_enough_and_a_list_is_not(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    await with_rules(conn, notice_days=5, month=30)
    coded, ticked, _ = estate.residents
    activity_id = await attending.running(conn, estate, coded, ticked)
    for way, at in ((Direction.IN, STARTS), (Direction.OUT, ENDS)):
        await attending.scan(conn, estate, activity_id, coded, way, at)
        await attending.tick(conn, estate, activity_id, ticked, way, at)
    await attending.finish(conn, estate, activity_id)
    for record in await attending.waiting(conn, estate):
        await attending.verify(conn, estate, record, by=estate.committee)
    waiting = [
        sum(
            each.points
            for each in await in_notice(
                conn, estate_id=estate.estate_id, resident_id=who, today=attending.TODAY
            )
        )
        for who in (coded, ticked)
    ]
    assert waiting == [0, 2]
