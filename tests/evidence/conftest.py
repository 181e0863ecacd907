from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.bookkeeping.period import Month
from ledger.reporting.audit_package import write_audit_package
from ledger.reporting.movements import Range
from tests.evidence.packages import SEALER
from tests.reporting import books

_built: list[bytes] = []


@pytest.fixture
def package(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A package of a published quarter; its database is needed only for the first test."""
    if not _built:
        _built.append(request.getfixturevalue("new_package").read_bytes())
    path = tmp_path / "package.zip"
    path.write_bytes(_built[0])
    return path


@pytest.fixture
async def new_package(engine: AsyncEngine, owner_engine: AsyncEngine, tmp_path: Path) -> Path:
    async with owner_engine.begin() as conn:
        estate = await books.make_estate(conn)
    async with engine.begin() as conn:
        await books.a_quarter(conn, estate)
        await books.close(conn, estate, 202604, 202605, 202606)
        await books.publish_quarter(conn, estate)
    path = tmp_path / "new.zip"
    async with engine.connect() as conn:
        await write_audit_package(
            conn, estate_id=estate.estate_id, months=Range(Month(2026, 4), Month(2026, 6)),
            path=path, sealer=SEALER,
        )  # fmt: skip
    return path
