"""A book that nobody touched verifies; what a superuser touched is found and named."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.evidence.database_verification import verify_database
from ledger.evidence.report import ExitCode
from tests.reporting import books


@pytest.fixture
async def estate(engine: AsyncEngine, owner_engine: AsyncEngine) -> books.Estate:
    async with owner_engine.begin() as conn:
        made = await books.make_estate(conn)
    async with engine.begin() as conn:
        await books.a_quarter(conn, made)
    return made


async def test_an_untouched_book_verifies(engine: AsyncEngine, estate: books.Estate) -> None:
    seen: list[tuple[int, int]] = []
    async with engine.connect() as conn:
        (report,) = await verify_database(conn, progress=lambda *step: seen.append(step))
        root = await conn.scalar(text("select root_hash from book"))
    assert report.lines()[0].endswith("没有发现改动。"), report.lines()
    assert report.exit_code is ExitCode.UNALTERED
    assert report.root_hash == root
    assert report.entries_checked == report.size == seen[-1][0] == 17
