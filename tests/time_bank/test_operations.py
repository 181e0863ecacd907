"""Depositing, giving, donating and forging in a real database."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.bookkeeping.balance import BalanceIsTooLow
from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import credit, debit
from ledger.db.embedded import SUPERUSER_ROLE, EmbeddedPostgres
from ledger.estates.people.operations import move_in, open_household
from ledger.time_bank import operations, queries
from ledger.time_bank.rules import (
    NothingBeyondTheCap,
    NothingToDeposit,
    TakerIsNoRelative,
    TimeBankIsFull,
)
from tests.certificates.conftest import TODAY, Volunteers, found_volunteers, serve
from tests.certificates.test_operations import faults, reverse
from tests.databases import Database
from tests.posting.town import entry, stands_at


@pytest.fixture
async def volunteers(engine: AsyncEngine) -> Volunteers:
    """`me` served 150 and 100 minutes and lives with the second resident."""
    found = await found_volunteers(engine)
    mate = found.town.residents[found.estate_id][1]
    async with engine.begin() as conn:
        dwelling = await conn.scalar(
            text("""insert into dwelling (estate_id, building_no, entrance_no, room_no,
                    area_hundredths, resident_count)
                values (:e, '3', '1', '0101', 8000, 2) returning dwelling_id"""),
            {"e": found.estate_id},
        )
        who: dict[str, Any] = {
            "estate_id": found.estate_id,
            "on": date(2026, 1, 1),
            "actor_user_id": found.town.treasurer,
        }
        household = await open_household(
            conn, **who, dwelling_id=dwelling, head_resident_id=found.me, tenure="owner"
        )
        await move_in(conn, **who, household_id=household, resident_id=mate, relation="spouse")
    return found


def ids(volunteers: Volunteers, who: int = 0) -> dict[str, Any]:
    return {
        "estate_id": volunteers.estate_id,
        "resident_id": volunteers.town.residents[volunteers.estate_id][who],
        "actor_user_id": volunteers.town.treasurer,
        "today": TODAY,
    }


async def deposit(volunteers: Volunteers) -> operations.Moved:
    async with volunteers.engine.begin() as conn:
        return await operations.deposit_minutes(conn, **ids(volunteers))


async def give(volunteers: Volunteers, minutes: int, *, to: int, key: str = "k") -> None:
    async with volunteers.engine.begin() as conn:
        said = ids(volunteers)
        await operations.give_minutes(
            conn,
            estate_id=volunteers.estate_id,
            giver_id=said["resident_id"],
            taker_id=volunteers.town.residents[volunteers.estate_id][to],
            minutes=minutes,
            idempotency_key=key,
            actor_user_id=said["actor_user_id"],
            today=TODAY,
        )


async def saved(volunteers: Volunteers, who: int = 0) -> int:
    return -await stands_at(volunteers.engine, "M2102", volunteers.town.wallet(who))


async def served(volunteers: Volunteers) -> int:
    return -await stands_at(volunteers.engine, "M2101", volunteers.town.wallet())


async def cap_at(database: Database, minutes: int) -> None:
    """Let the estate's rules allow so many minutes in a lifetime."""
    conn = await asyncpg.connect(
        host=database.superuser_url.partition("host=")[2].partition("&")[0],
        port=5432, user=SUPERUSER_ROLE, database=database.name,
    )  # fmt: skip
    try:
        await conn.execute("set session_replication_role = replica")
        await conn.execute(
            """update rule_version set body = jsonb_set(body, '{time_bank}',
                jsonb_build_object('minutes_lifetime_max', $1::int))""",
            minutes,
        )
    finally:
        await conn.close()


async def test_hours_served_stay_whatever_is_done_with_them(
    volunteers: Volunteers, tmp_path: Path
) -> None:
    assert (await deposit(volunteers)).minutes == 250
    with pytest.raises(NothingToDeposit):
        await deposit(volunteers)
    await give(volunteers, 90, to=1)
    async with volunteers.engine.begin() as conn:
        await operations.donate_minutes(conn, **ids(volunteers), minutes=60, idempotency_key="d")
    assert (await saved(volunteers), await saved(volunteers, 1)) == (100, 90)
    assert -await stands_at(volunteers.engine, "M2301") == 60
    assert await served(volunteers) == 250
    # What is deposited is certified all the same.
    assert (await volunteers.issue()).service_minutes == 250
    async with volunteers.engine.connect() as conn:
        rows = await queries.movements_of(
            conn, estate_id=volunteers.estate_id, resident_id=volunteers.me, before=None, limit=9
        )
    assert [row.minutes for row in rows] == [-60, -90, 100, 150]
    assert await faults(volunteers.engine, tmp_path) == []


async def test_nobody_gives_what_they_do_not_have_or_to_strangers(
    volunteers: Volunteers,
) -> None:
    await deposit(volunteers)
    with pytest.raises(BalanceIsTooLow):
        await give(volunteers, 251, to=1)
    with pytest.raises(TakerIsNoRelative):
        await give(volunteers, 10, to=2)
    assert await saved(volunteers) == 250


async def test_gifts_at_once_never_exceed_what_is_there(volunteers: Volunteers) -> None:
    await deposit(volunteers)
    done = await asyncio.gather(
        *(give(volunteers, 40, to=1, key=f"gift {number}") for number in range(10)),
        return_exceptions=True,
    )
    assert sum(each is None for each in done) == 6
    assert all(each is None or isinstance(each, BalanceIsTooLow) for each in done)
    assert (await saved(volunteers), await saved(volunteers, 1)) == (10, 240)


async def test_deposits_at_once_are_one(volunteers: Volunteers, tmp_path: Path) -> None:
    done = await asyncio.gather(*(deposit(volunteers) for _ in range(6)), return_exceptions=True)
    assert sum(isinstance(each, operations.Moved) for each in done) == 1
    assert sum(isinstance(each, NothingToDeposit) for each in done) == 5
    assert await saved(volunteers) == 250
    assert await faults(volunteers.engine, tmp_path) == []


async def test_beyond_the_cap_one_can_only_donate(
    volunteers: Volunteers, database: Database, tmp_path: Path
) -> None:
    await cap_at(database, 200)
    async with volunteers.engine.begin() as conn:
        with pytest.raises(NothingBeyondTheCap):
            await operations.donate_excess(conn, **ids(volunteers))
    assert (await deposit(volunteers)).minutes == 200
    with pytest.raises(TimeBankIsFull):
        await deposit(volunteers)
    # What was given away does not make room again: the cap is a lifetime's.
    await give(volunteers, 200, to=1)
    with pytest.raises(TimeBankIsFull):
        await deposit(volunteers)
    async with volunteers.engine.begin() as conn:
        assert (await operations.donate_excess(conn, **ids(volunteers))).minutes == 50
    assert -await stands_at(volunteers.engine, "M2301") == 50
    assert await served(volunteers) == 250
    # A higher cap lets the next service in again.
    await cap_at(database, 230)
    async with volunteers.engine.begin() as conn:
        await serve(conn, volunteers.town, volunteers.me, on=TODAY - timedelta(days=1), minutes=60)
    assert (await deposit(volunteers)).minutes == 30
    assert await faults(volunteers.engine, tmp_path) == []


async def test_a_corrected_service_is_deposited_as_corrected(volunteers: Volunteers) -> None:
    async with volunteers.engine.connect() as conn:
        seq = await conn.scalar(
            text("select minutes_seq from service_record where service_minutes = 100")
        )
    await reverse(volunteers, seq, 40)
    assert (await deposit(volunteers)).minutes == 210
    assert await served(volunteers) == 210


async def test_the_engine_lets_nothing_out_of_the_hours_served(volunteers: Volunteers) -> None:
    wallet = volunteers.town.wallet()
    taken = entry(
        debit("M2101", 10, Currency.MIN, holder=wallet),
        credit("M3101", 10, Currency.MIN),
        series=EntrySeries.MINUTES,
        kind="service_minutes",
    )
    async with volunteers.engine.connect() as conn:
        with pytest.raises(DBAPIError) as refused:
            await volunteers.town.post(conn, volunteers.town.command(taken, "shrink"))
        assert getattr(refused.value.orig, "sqlstate", "") == "LG051"


async def test_a_deposit_of_minutes_that_nobody_served_is_refused(
    volunteers: Volunteers,
) -> None:
    await deposit(volunteers)
    for change in ("from_minute + minutes, 1", "0, 500", "from_minute + minutes + 5, 1"):
        async with volunteers.engine.connect() as conn:
            with pytest.raises(DBAPIError):
                await conn.execute(
                    text(f"""insert into time_bank_deposit (estate_id, service_record_id,
                            from_minute, minutes, resident_id, to_pool, seq)
                        select estate_id, service_record_id, {change}, resident_id, false, 1
                        from time_bank_deposit limit 1""")
                )


async def test_verification_names_forged_deposits(
    volunteers: Volunteers, database: Database, postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    await deposit(volunteers)
    conn = await asyncpg.connect(
        host=str(postgres.socket_folder), port=5432, user=SUPERUSER_ROLE, database=database.name
    )
    try:
        await conn.execute("set session_replication_role = replica")
        await conn.execute("create temp table kept as table time_bank_deposit")
        for attack, named in (
            (
                "update time_bank_deposit set minutes = 90 where minutes = 100",
                "time_bank_deposit_differs minutes",
            ),
            ("update time_bank_deposit set to_pool = true", "time_bank_deposit_differs to_pool"),
            (
                "delete from time_bank_deposit where minutes = 100",
                "time_bank_deposit_is_missing source",
            ),
        ):
            await conn.execute(attack)
            assert named in await faults(volunteers.engine, tmp_path), attack
            await conn.execute("delete from time_bank_deposit")
            await conn.execute("insert into time_bank_deposit select * from kept")
        assert await faults(volunteers.engine, tmp_path) == []
    finally:
        await conn.close()
