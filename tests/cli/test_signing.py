"""Books are signed each day by the running service or by command; to ask twice signs once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.ids import now_utc
from ledger.evidence.key_rotation import rotate_keys
from ledger.evidence.operations import DAILY, make_checkpoint, make_daily_checkpoint
from ledger.evidence.sealer import Sealer
from ledger.messages.delivery import Deliverer
from ledger.settings import Settings
from ledger.worker.jobs import sign_books
from ledger.worker.workbench import Workbench
from tests.conftest import personal_data_keys
from tests.databases import Database
from tests.reporting import books

NOON = datetime(2026, 7, 5, 4, 0, tzinfo=UTC)


@pytest.fixture
async def estate(engine: AsyncEngine, owner_engine: AsyncEngine) -> books.Estate:
    async with owner_engine.begin() as conn:
        made = await books.make_estate(conn)
    async with engine.begin() as conn:
        await books.a_quarter(conn, made)
    return made


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    return Settings.model_validate(
        {
            "data_dir": tmp_path,
            "database_url": database.owner_url,
            "service_database_url": database.service_url,
        }
    )


async def test_a_book_is_signed_when_it_is_due(
    engine: AsyncEngine, estate: books.Estate, settings: Settings
) -> None:
    async def sign(at: datetime) -> bool:
        async with engine.begin() as conn:
            row, is_new = await make_daily_checkpoint(
                conn, estate_id=estate.estate_id, sealer=Sealer.of(settings), now=at
            )
            size = await conn.scalar(text("select size from book"))
        assert row.checkpoint.size == size or not is_new
        return is_new

    async def grow() -> None:
        async with engine.begin() as conn:
            await books.post(
                conn, estate, books.income(estate, "2026-07-01", "4301001", 100, "停车费")
            )

    assert await sign(NOON), "never signed"
    assert not await sign(NOON)
    assert not await sign(NOON + timedelta(hours=11)), "nothing new today"
    assert await sign(NOON + timedelta(hours=12, seconds=1)), "another day in China"
    at = NOON + timedelta(hours=14)
    await grow()
    assert await sign(at), "grown"
    await grow()
    assert not await sign(at + timedelta(minutes=59)), "a moment ago"
    assert await sign(at + timedelta(hours=1))
    rotate_keys(settings, now=at)
    assert await sign(at + timedelta(hours=1)), "another key"
    assert not await sign(at + timedelta(hours=1))


async def test_a_publication_counts_as_todays_signature(
    engine: AsyncEngine, estate: books.Estate, settings: Settings
) -> None:
    sealer, estate_id = Sealer.of(settings), estate.estate_id
    async with engine.begin() as conn:
        made = await make_checkpoint(
            conn, estate_id=estate_id, sealer=sealer, now=NOON, reason="period:2026-04"
        )
        later = NOON + timedelta(hours=2)
        assert await make_daily_checkpoint(conn, estate_id=estate_id, sealer=sealer, now=later) == (
            made,
            False,
        )


async def test_the_job_signs_every_book_once(
    engine: AsyncEngine, owner_engine: AsyncEngine, estate: books.Estate, settings: Settings
) -> None:
    async with owner_engine.begin() as conn:
        await books.make_estate(conn, code="other")
    bench = Workbench(
        engine, settings, Deliverer({}, personal_data_keys(), settings.base_url), now_utc
    )
    assert await sign_books(bench) == "签名 2 本"
    assert await sign_books(bench) == "签名 0 本"
    async with engine.connect() as conn:
        rows = await conn.execute(text("select estate_id, reason from checkpoint order by 1"))
        assert [reason for _, reason in rows] == [DAILY, DAILY]
