"""Opening a book, and reading its chart over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.merkle_log import EMPTY_ROOT
from ledger.bookkeeping.period import Month
from ledger.chart.operations import open_book
from ledger.chart.queries import chart_of
from ledger.chart.seed import seed_chart
from tests.posting.town import FIRST_MONTH, found_town, rows, serving
from tests.web.online import Online, people_of, running


@pytest.fixture
def conn(module_conn: AsyncConnection) -> AsyncConnection:
    """All that these tests do is rolled back, so they share a database."""
    return module_conn


async def test_a_book_opens_with_the_whole_chart_and_nothing_in_it(conn: AsyncConnection) -> None:
    town = await found_town(conn)
    assert await rows(conn, "select first_month, size, frontier, root_hash from book") == [
        (FIRST_MONTH.number, 0, b"", EMPTY_ROOT)
    ]
    chart = await chart_of(conn, town.estate)
    assert [(row.code, row.name, row.type, row.is_postable, row.parent_code) for row in chart] == [
        (seed.code, seed.name, seed.type, seed.is_postable, seed.parent_code)
        for seed in seed_chart()
    ]
    assert await rows(
        conn, "select count(*), sum(abs(posted)), sum(held), sum(version) from balance"
    ) == [(len(chart), 0, 0, 0)]


async def test_opening_again_changes_nothing(conn: AsyncConnection) -> None:
    town = await found_town(conn)
    before = await rows(conn, "select * from account order by account_id")
    await open_book(conn, estate_id=town.estate, first_month=Month(2020, 1))
    assert await rows(conn, "select * from account order by account_id") == before
    assert await rows(conn, "select first_month from book") == [(FIRST_MONTH.number,)]


async def test_wallets_are_not_rows_of_the_chart(conn: AsyncConnection) -> None:
    town = await found_town(conn)
    await town.post(conn, town.command(serving(5, town.wallet()), "k"))
    codes = [row.code for row in await chart_of(conn, town.estate)]
    assert codes == sorted({seed.code for seed in seed_chart()})


@pytest.mark.parametrize(
    "code, side", [("1001", "debit"), ("1502", "credit"), ("4101", "credit"), ("P2101", "credit")]
)
async def test_the_normal_side_is_told(conn: AsyncConnection, code: str, side: str) -> None:
    town = await found_town(conn)
    (row,) = [row for row in await chart_of(conn, town.estate) if row.code == code]
    assert row.normal_side == side


async def test_the_chart_over_http(engine: AsyncEngine, tmp_path: Path) -> None:
    town = await people_of(engine)
    async with running(engine, tmp_path) as app:
        online = Online(app, engine, town)
        browser = await online.signed_in("treasurer")
        answer = await browser.get(f"{online.estate}/chart")
    accounts = {each["code"]: each for each in answer.json()["accounts"]}
    assert accounts["2202001"] == {
        "code": "2202001",
        "name": "应付商户积分结算款",
        "type": "liability",
        "currency": "CNY",
        "normal_side": "credit",
        "is_postable": True,
        "parent_code": "2202",
        "dimensions": ["merchant"],
    }
    assert list(accounts) == sorted(accounts)
