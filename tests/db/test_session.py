"""What the engine does to every connection and to every error."""

from __future__ import annotations

import traceback
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.db import session
from ledger.db.embedded import SERVICE_ROLE
from ledger.db.session import create_engine
from tests.conftest import Database


@pytest.mark.parametrize(
    "statement",
    [
        "insert into region (level, name) values ('city', :name), ('city', :name)",
        "insert into region (level, name) values ('nowhere', :name)",
    ],
    ids=["the key that was there", "the row that failed"],
)
async def test_an_error_does_not_quote_what_was_written(
    conn: AsyncConnection, statement: str
) -> None:
    # In pieces, because a traceback shows this line.
    name = "-".join(["张三", "13800000000"])  # noqa: FLY002
    with pytest.raises(IntegrityError) as refused:
        await conn.execute(text(statement), {"name": name})
    # As the log would print it, causes and all.
    printed = "".join(traceback.format_exception(refused.value))
    assert "region" in printed
    assert name not in printed


# Connections that broke --------------------------------------------------------------------------


async def backend_of(engine: AsyncEngine) -> int:
    async with engine.connect() as conn:
        pid: int = (await conn.execute(text("select pg_backend_pid()"))).scalar_one()
        return pid


@pytest.fixture
async def single(database: Database) -> AsyncIterator[AsyncEngine]:
    """An engine of one connection, which every block takes again."""
    engine = create_engine(database.service_url, pool_size=1)
    yield engine
    await engine.dispose()


async def test_a_connection_is_used_again_and_not_asked_in_between(
    single: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(_connection: object) -> None:
        raise AssertionError("asked although it was in use a moment ago")

    monkeypatch.setattr(AsyncAdapt_asyncpg_connection, "ping", ask)
    assert {await backend_of(single) for _ in range(5)} == {await backend_of(single)}


async def test_a_connection_that_the_server_ended_is_replaced_before_a_request_notices(
    single: AsyncEngine, database: Database
) -> None:
    engine = create_engine(database.service_url, pool_size=1, role=SERVICE_ROLE)
    for _ in range(3):
        pid = await backend_of(single)
        async with engine.connect() as conn:
            # Returns when the process is gone.
            ended = text("select pg_terminate_backend(:pid, 10000)")
            assert (await conn.execute(ended, {"pid": pid})).scalar_one()
        assert await backend_of(single) != pid
    await engine.dispose()


async def test_a_connection_that_fell_silent_is_asked_and_replaced(
    single: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def no_answer(connection: AsyncAdapt_asyncpg_connection) -> None:
        asked.append(connection)
        raise TimeoutError("no answer")

    pid = await backend_of(single)
    with monkeypatch.context() as patch:
        patch.setattr(session, "IDLE_SECONDS_TRUSTED", -1.0)
        assert await backend_of(single) == pid
        patch.setattr(AsyncAdapt_asyncpg_connection, "ping", no_answer)
        other = await backend_of(single)
    assert (len(asked), other != pid) == (1, True)
    assert await backend_of(single) == other
