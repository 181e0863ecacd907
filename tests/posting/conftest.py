"""Books to be attacked with raw SQL."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.session import create_engine
from tests.conftest import Database
from tests.posting.town import Town, found_town, income, serving


@pytest.fixture(scope="module")
async def engines(module_database: Database) -> AsyncIterator[dict[str, AsyncEngine]]:
    found = {
        "service": create_engine(module_database.service_url, pool_size=2),
        "owner": create_engine(module_database.owner_url, pool_size=2),
    }
    yield found
    for engine in found.values():
        await engine.dispose()


@pytest.fixture(scope="module")
async def town(engines: dict[str, AsyncEngine]) -> Town:
    """Two estates; the first has three entries, the last of them points to a resident."""
    async with engines["service"].begin() as conn:
        town = await found_town(conn, estates=2)
        await town.post(
            conn,
            town.command(income(500_00), "k1"),
            town.command(income(7_00), "k2"),
            town.command(serving(60, town.wallet()), "k3"),
            town.command(income(1_00), "k1", estate=town.estates[1]),
        )
        await conn.execute(
            text("insert into audit_line (action, outcome) values ('sign_in', 'done')")
        )
        await conn.execute(
            text("""insert into source_document (estate_id, sha256, filename, media_type,
                size_bytes, content, uploaded_by)
                values (:e, sha256('x'), 'x.pdf', 'application/pdf', 1, 'x', :u)"""),
            {"e": town.estate, "u": town.treasurer},
        )
    return town
