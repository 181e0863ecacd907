"""The sample estate's second quarter, as the published tables; a person can read the files."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.period import Month
from ledger.db.embedded import EmbeddedPostgres
from ledger.db.session import create_engine
from ledger.evidence.database_verification import verify_database
from ledger.reporting.fund_statement import fund_statement
from ledger.reporting.income_statement import income_statement
from ledger.reporting.monthly import monthly_movement
from ledger.reporting.movements import Chart, Movement, Range
from ledger.reporting.points_statement import points_statement
from ledger.reporting.queries import chart_by_code, grants_of, movements_through
from ledger.reporting.trial_balance import trial_balance
from tests.databases import Database, fresh_database
from tests.golden.reports import (
    fund_text,
    income_text,
    matches,
    monthly_text,
    points_text,
    trial_text,
)
from tests.live_server import SampleEstate

QUARTER = Range(Month(2026, 4), Month(2026, 6))
TITLE = f"书香苑 {QUARTER.title}"
RATE_FEN = 100

Books = tuple[Chart, list[Movement]]


@pytest.fixture(scope="module")
def sample(postgres: EmbeddedPostgres, sample_estate: SampleEstate) -> Iterator[Database]:
    with fresh_database(postgres, template=sample_estate.template) as database:
        yield database


@pytest.fixture
async def sample_conn(sample: Database) -> AsyncIterator[AsyncConnection]:
    engine = create_engine(sample.service_url, pool_size=1)
    async with engine.connect() as conn:
        yield conn
    await engine.dispose()


async def estate_of(conn: AsyncConnection) -> int:
    found: int = (await conn.execute(text("select estate_id from book"))).scalar_one()
    return found


@pytest.fixture
async def quarter(sample_conn: AsyncConnection) -> Books:
    estate_id = await estate_of(sample_conn)
    movements = await movements_through(sample_conn, estate_id, QUARTER.last)
    return await chart_by_code(sample_conn, estate_id), movements


async def test_income_statement(quarter: Books) -> None:
    statement = income_statement(*quarter, QUARTER)
    matches("sample_income_statement.txt", income_text(statement, TITLE))
    # The cash book's own totals where they are right: every receipt is booked.
    assert statement.income_total_fen == 12_308_162
    assert statement.opening_fen == 18_470_000


async def test_fund_statement(quarter: Books, sample_conn: AsyncConnection) -> None:
    grants = await grants_of(sample_conn, await estate_of(sample_conn))
    statement = fund_statement(*quarter, grants, QUARTER)
    matches("sample_fund_statement.txt", fund_text(statement, TITLE))


async def test_points_statement(quarter: Books) -> None:
    statement = points_statement(*quarter, QUARTER, rate_fen_per_point=RATE_FEN)
    matches("sample_points_statement.txt", points_text(statement, TITLE))
    assert statement.identity_holds


async def test_trial_balance(quarter: Books) -> None:
    balance = trial_balance(*quarter, QUARTER, currency=Currency.CNY)
    matches("sample_trial_balance.txt", trial_text(balance, TITLE))
    for currency in Currency:
        assert trial_balance(*quarter, QUARTER, currency=currency).is_balanced


async def test_monthly_movement(quarter: Books) -> None:
    matches("sample_monthly.txt", monthly_text(monthly_movement(*quarter, QUARTER), TITLE))


async def test_what_was_published_is_what_the_books_say(sample_conn: AsyncConnection) -> None:
    """Two computations agree: the statements, and the verifier's own from the entries."""
    (report,) = await verify_database(sample_conn)
    assert report.is_unaltered, report.lines()
    assert report.disclosures_checked == 1
