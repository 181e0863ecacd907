"""The books that the benchmark writes past the triggers are books that verification accepts."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from benchmarks import books, city
from benchmarks.city import City
from benchmarks.imports import events_file
from benchmarks.loads import HOT_ESTATE, HOT_MERCHANT, purchases, transfers
from benchmarks.reads import sizes_of
from benchmarks.stage import QUICK, Stage
from ledger.bookkeeping.account import Side
from ledger.db.embedded import EmbeddedPostgres
from ledger.db.ids import today_in_china
from ledger.db.session import create_engine
from ledger.evidence.database_verification import verify_database
from ledger.evidence.report import Report
from ledger.redemption.codes import read_pay_code
from tests.databases import Database, fresh_database

WHERE = City(estates=2, residents=5)


async def _verified(database: Database) -> list[Report]:
    engine = create_engine(database.owner_url, pool_size=2)
    async with engine.connect() as conn:
        reports = await verify_database(conn)
    await engine.dispose()
    return reports


async def _count(database: Database, query: str) -> int:
    conn = await asyncpg.connect(database.superuser_url.replace("+asyncpg", ""))
    try:
        found: int = await conn.fetchval(query)
        return found
    finally:
        await conn.close()


@pytest.mark.parametrize("lines", [None, [1_000, 1_000]], ids=["opening", "history"])
def test_verification_accepts_what_was_written(
    postgres: EmbeddedPostgres, lines: list[int] | None
) -> None:
    stage = Stage(postgres, QUICK, quiet=True)
    with fresh_database(postgres) as database:

        async def fill() -> list[Report]:
            await city.build(stage, database.name, WHERE)
            await books.write(stage, database.name, WHERE, lines)
            return await _verified(database)

        reports = asyncio.run(fill())
        written = asyncio.run(_count(database, "select count(*) from journal_entry"))
        lots = asyncio.run(_count(database, "select count(*) from points_lot"))
    assert [report.faults for report in reports] == [[], []]
    assert sum(report.entries_checked for report in reports) == written
    assert written >= (sum(lines) // 2 if lines else WHERE.wallets + WHERE.estates)
    assert lots >= WHERE.wallets


def test_the_largest_book_has_a_fifth_of_all_lines() -> None:
    sizes = sizes_of(10_000_000, 200)
    assert sum(sizes) == 10_000_000
    assert sizes[0] == pytest.approx(2_000_000, rel=0.001)
    assert len(set(sizes[1:])) == 1


def test_transfers_stay_in_one_estate_and_nine_of_ten_are_hot() -> None:
    asked = transfers(City(50, 10), hot=True, seed=1, today=today_in_china())
    commands = [next(asked) for _ in range(1_000)]
    hot = [
        command
        for command in commands
        if command.entry.lines[1].dimensions.merchant_id == HOT_MERCHANT
    ]
    assert 850 < len(hot) < 950
    assert {command.estate_id for command in hot} == {HOT_ESTATE}
    assert len({command.idempotency_key for command in commands}) == 1_000
    for command in commands:
        payer = next(line for line in command.entry.lines if line.side is Side.DEBIT)
        resident_id = int(payer.holder.removeprefix("resident:"))
        assert resident_id in City(50, 10).residents_of(command.estate_id)


def test_purchases_are_at_the_residents_own_estate_with_readable_codes() -> None:
    where = City(50, 10)
    found = purchases(where, hot=False, count=500, seed=1)
    assert len({purchase.digits for purchase in found}) == 500
    for purchase in found:
        assert read_pay_code(purchase.digits) == purchase.digits
        assert purchase.merchant_id in where.merchants_of(purchase.estate_id)
        assert purchase.resident_id in where.residents_of(purchase.estate_id)
        assert purchase.item_id in where.items_of(purchase.merchant_id)


def test_the_feed_has_each_event_once() -> None:
    lines = events_file(City(1, 20), 1, 300, run=1).content.decode().splitlines()
    assert len({line.split(",")[0] for line in lines[1:]}) == 300
