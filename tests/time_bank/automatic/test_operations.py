"""Deposits that make themselves: from a day on, up to the cap, once, and what lies beyond it."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.time_bank.automatic.operations import choose_automatic_deposit, deposit_by_clock
from ledger.time_bank.automatic.queries import DepositWish, wish_of
from ledger.time_bank.operations import deposit_minutes
from ledger.time_bank.rules import DepositWishReachesBack
from tests.certificates.conftest import TODAY, Volunteers, found_volunteers, serve
from tests.certificates.test_operations import faults
from tests.databases import Database
from tests.posting.town import stands_at
from tests.time_bank.test_operations import cap_at

# Two days after the sample's second service: both of them were before.
NOW = datetime(2026, 7, 4, 2, tzinfo=UTC)
FROM = date(2026, 7, 4)


@pytest.fixture
async def volunteers(engine: AsyncEngine) -> Volunteers:
    """`me` served 150 and 100 minutes before anything was chosen."""
    return await found_volunteers(engine)


async def choose(volunteers: Volunteers, wish: DepositWish, *, now: datetime = NOW) -> None:
    async with volunteers.engine.begin() as conn:
        await choose_automatic_deposit(
            conn,
            wish,
            estate_id=volunteers.estate_id,
            resident_id=volunteers.me,
            actor_user_id=volunteers.town.treasurer,
            now=now,
        )


async def clock(volunteers: Volunteers) -> int:
    async with volunteers.engine.begin() as conn:
        return await deposit_by_clock(
            conn,
            estate_id=volunteers.estate_id,
            actor_user_id=volunteers.town.treasurer,
            today=TODAY,
        )


async def serve_again(volunteers: Volunteers, day: date, minutes: int) -> None:
    async with volunteers.engine.begin() as conn:
        await serve(conn, volunteers.town, volunteers.me, on=day, minutes=minutes, starts=time(14))


async def stand(volunteers: Volunteers) -> tuple[int, int, int]:
    """Hours served, saved, and in the pool."""
    engine, wallet = volunteers.engine, volunteers.town.wallet()
    return (
        -await stands_at(engine, "M2101", wallet),
        -await stands_at(engine, "M2102", wallet),
        -await stands_at(engine, "M2301"),
    )


async def told(volunteers: Volunteers) -> list[tuple[str, Any]]:
    async with volunteers.engine.connect() as conn:
        rows = await conn.execute(
            text("select template, args from message where template like 'time_bank%'"
                 " order by message_id")
        )  # fmt: skip
        return [(row.template, row.args["hours"]) for row in rows]


async def test_what_is_served_from_the_day_on_is_deposited_once(
    volunteers: Volunteers, tmp_path: Path
) -> None:
    await choose(volunteers, DepositWish(True, FROM, False))
    assert await clock(volunteers) == 0
    await serve_again(volunteers, FROM, 90)
    assert await clock(volunteers) == 1
    assert await clock(volunteers) == 0
    # The two services before are left for a tap.
    assert await stand(volunteers) == (340, 90, 0)
    assert await told(volunteers) == [("time_bank_deposited", "1.5 小时")]
    async with volunteers.engine.begin() as conn:
        moved = await deposit_minutes(
            conn, estate_id=volunteers.estate_id, resident_id=volunteers.me,
            actor_user_id=volunteers.town.treasurer, today=TODAY,
        )  # fmt: skip
    assert moved.minutes == 250
    await choose(volunteers, DepositWish(False, FROM, False))
    await serve_again(volunteers, FROM + timedelta(days=1), 60)
    assert await clock(volunteers) == 0
    assert await faults(volunteers.engine, tmp_path) == []


@pytest.mark.parametrize("donates", [False, True])
async def test_beyond_the_cap_only_what_was_chosen_is_given(
    volunteers: Volunteers, database: Database, tmp_path: Path, donates: bool
) -> None:
    await cap_at(database, 100)
    await choose(volunteers, DepositWish(True, FROM, donates))
    await serve_again(volunteers, FROM, 90)
    await serve_again(volunteers, FROM + timedelta(days=1), 60)
    assert await clock(volunteers) == 1
    # Full without a wish to give: nobody is looked at again and again.
    assert await clock(volunteers) == 0
    assert await stand(volunteers) == (400, 100, 50 if donates else 0)
    assert [template for template, _ in await told(volunteers)] == [
        "time_bank_deposited",
        *(["time_bank_excess_given"] if donates else []),
    ]
    assert await faults(volunteers.engine, tmp_path) == []


async def test_two_clocks_and_a_tap_at_once_deposit_once(volunteers: Volunteers) -> None:
    await choose(volunteers, DepositWish(True, FROM, True))
    await serve_again(volunteers, FROM, 90)
    await asyncio.gather(*(clock(volunteers) for _ in range(4)))
    assert (await stand(volunteers))[1:] == (90, 0)
    assert len(await told(volunteers)) == 1


async def test_the_day_lies_ahead_or_was_chosen_before(volunteers: Volunteers) -> None:
    with pytest.raises(DepositWishReachesBack):
        await choose(volunteers, DepositWish(True, FROM - timedelta(days=1), False))
    await choose(volunteers, DepositWish(True, FROM, False))
    later = NOW + timedelta(days=30)
    # Other wishes may change while the day stays.
    await choose(volunteers, DepositWish(True, FROM, True), now=later)
    await choose(volunteers, DepositWish(False, FROM, False), now=later)
    with pytest.raises(DepositWishReachesBack):
        await choose(volunteers, DepositWish(True, FROM, False), now=later)
    async with volunteers.engine.connect() as conn:
        kept = await wish_of(conn, estate_id=volunteers.estate_id, resident_id=volunteers.me)
    assert kept == DepositWish(False, FROM, False)
