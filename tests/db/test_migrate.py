"""Migrations against real servers: ours, and one of an operator's own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from ledger.db import DatabaseUnusable, migrate, session
from ledger.db.embedded import EmbeddedPostgres
from ledger.settings import Settings
from tests.conftest import Database


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A server whose database "ledger" has no tables."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("fresh"), durable=False) as server:
        yield server


async def run_sql(url: str, *statements: str) -> None:
    # CREATE DATABASE does not run inside a transaction.
    engine = session.create_engine(url, pool_size=1).execution_options(isolation_level="AUTOCOMMIT")
    async with engine.connect() as conn:
        for statement in statements:
            await conn.execute(text(statement))
    await engine.dispose()


async def ask(url: str, query: str, role: str | None = None) -> object:
    engine = session.create_engine(url, pool_size=1, role=role)
    async with engine.connect() as conn:
        answer = (await conn.execute(text(query))).scalar_one()
    await engine.dispose()
    return answer


async def test_an_empty_database_is_migrated_once(fresh: EmbeddedPostgres) -> None:
    await run_sql(fresh.url(user="postgres"), "CREATE DATABASE once OWNER ledger_owner")
    url = fresh.url("once")
    assert await migrate.current(url) is None
    assert not await migrate.is_current(url)
    assert await migrate.upgrade(url) is True
    assert await migrate.is_current(url)
    assert await migrate.upgrade(url) is False


async def test_programs_that_migrate_at_once_do_it_one_after_the_other(
    fresh: EmbeddedPostgres,
) -> None:
    await run_sql(fresh.url(user="postgres"), "CREATE DATABASE race OWNER ledger_owner")
    await asyncio.gather(*(migrate.upgrade(fresh.url("race")) for _ in range(4)))
    assert await migrate.is_current(fresh.url("race"))


async def test_an_operators_own_user_gets_the_service_role(fresh: EmbeddedPostgres) -> None:
    await run_sql(
        fresh.url(user="postgres"),
        "ALTER ROLE ledger_service RENAME TO put_aside",
        "CREATE ROLE town LOGIN CREATEROLE",
    )
    await run_sql(fresh.url(user="postgres"), "CREATE DATABASE town OWNER town")
    try:
        url = fresh.url("town", "town")
        assert await migrate.upgrade(url) is True
        settings = Settings(database_url=SecretStr(url))
        engine = session.service_engine(settings, pool_size=1)
        async with engine.connect() as conn:
            assert (await conn.execute(text("SELECT current_user"))).scalar_one() == (
                "ledger_service"
            )
            await conn.execute(text("RESET ROLE"))
            assert (await conn.execute(text("SELECT current_user"))).scalar_one() == (
                "ledger_service"
            )
        await engine.dispose()
    finally:
        await run_sql(fresh.url(user="postgres"), "DROP DATABASE town WITH (FORCE)")
        await run_sql(
            fresh.url(user="postgres"),
            "DROP ROLE ledger_service",
            "DROP ROLE town",
            "ALTER ROLE put_aside RENAME TO ledger_service",
        )


async def test_a_user_who_may_not_make_roles_is_told_what_to_ask_for(
    fresh: EmbeddedPostgres,
) -> None:
    await run_sql(
        fresh.url(user="postgres"),
        "ALTER ROLE ledger_service RENAME TO put_aside",
        "CREATE ROLE village LOGIN",
    )
    try:
        with pytest.raises(DatabaseUnusable, match="CREATE ROLE ledger_service NOLOGIN"):
            await migrate.upgrade(fresh.url("postgres", "village"))
    finally:
        await run_sql(
            fresh.url(user="postgres"),
            "DROP ROLE village",
            "ALTER ROLE put_aside RENAME TO ledger_service",
        )


async def test_a_server_that_is_too_old_is_refused_in_words(
    fresh: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    # There is one version of the server here, so the boundary is moved instead of the server.
    monkeypatch.setattr(session, "SERVER_VERSION_MIN", 990000)
    with pytest.raises(DatabaseUnusable, match="需要 16 或更新版本"):
        await migrate.upgrade(fresh.url())


async def test_a_server_that_is_not_there_is_named_in_words(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match="连不上数据库"):
        await migrate.upgrade(f"postgresql://ledger@/ledger?host={tmp_path}")


async def test_a_database_that_is_not_there_is_named_in_words(fresh: EmbeddedPostgres) -> None:
    with pytest.raises(DatabaseUnusable, match="数据库名不对"):
        await migrate.upgrade(fresh.url("nowhere"))


@pytest.mark.parametrize("url", ["mysql://a@b/c", "sqlite:///books.db", "not a url"])
def test_another_kind_of_url_is_refused_in_words(url: str) -> None:
    with pytest.raises(DatabaseUnusable, match="LEDGER_DATABASE_URL"):
        session.normalised_url(url)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_every_spelling_of_postgresql_gets_our_driver(scheme: str) -> None:
    assert session.normalised_url(f"{scheme}://a:b%40@c:5433/d") == (
        "postgresql+asyncpg://a:b%40@c:5433/d"
    )


def test_passwords_never_show_in_a_repr() -> None:
    settings = Settings(database_url=SecretStr("postgresql://a:hunter2@c/d"))
    assert "hunter2" not in repr(settings) + str(settings)


async def test_the_service_connects_in_utc_and_reads_json(database: Database) -> None:
    assert await ask(database.service_url, "SHOW timezone") == "UTC"
    assert await ask(database.service_url, "SELECT jsonb_build_object('分', 1)") == {"分": 1}
