"""Migrations against real servers: ours, and one of an operator's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
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
    assert await migrate.upgrade(url) is True
    assert await migrate.upgrade(url) is False


async def test_programs_that_migrate_at_once_do_it_one_after_the_other(
    fresh: EmbeddedPostgres,
) -> None:
    await run_sql(fresh.url(user="postgres"), "CREATE DATABASE race OWNER ledger_owner")
    await asyncio.gather(*(migrate.upgrade(fresh.url("race")) for _ in range(4)))
    assert await migrate.upgrade(fresh.url("race")) is False


@pytest.fixture
async def without_roles(fresh: EmbeddedPostgres) -> AsyncIterator[str]:
    """The URL of the superuser of a server that has not the service's roles."""
    superuser = fresh.url(user="postgres")
    roles = ("ledger_service", "ledger_installation")
    await run_sql(superuser, *(f"ALTER ROLE {each} RENAME TO aside_{each}" for each in roles))
    yield superuser
    await run_sql(
        superuser,
        "DROP DATABASE IF EXISTS town WITH (FORCE)",
        "DROP ROLE IF EXISTS ledger_installation, ledger_service",
        "DROP ROLE IF EXISTS town",
        *(f"ALTER ROLE aside_{each} RENAME TO {each}" for each in roles),
    )


async def roles_of(settings: Settings) -> list[str]:
    """Return as whom the service answers requests and does what belongs to no estate."""
    found = []
    for make in (session.service_engine, session.installation_engine):
        engine = make(settings, pool_size=1)
        await session.refuse_unusable_service(engine)
        async with engine.connect() as conn:
            for statement in ("SELECT 1", "RESET ROLE"):
                await conn.execute(text(statement))
                found.append((await conn.execute(text("SELECT current_user"))).scalar_one())
        await engine.dispose()
    return found


EACH_ROLE_TWICE = ["ledger_service"] * 2 + ["ledger_installation"] * 2


async def test_an_operators_own_user_gets_the_services_roles(
    fresh: EmbeddedPostgres, without_roles: str
) -> None:
    await run_sql(without_roles, "CREATE ROLE town LOGIN CREATEROLE")
    await run_sql(without_roles, "CREATE DATABASE town OWNER town")
    url = fresh.url("town", "town")
    assert await migrate.upgrade(url) is True
    assert await roles_of(Settings(database_url=SecretStr(url))) == EACH_ROLE_TWICE


async def test_a_server_from_before_the_second_role_gets_it(
    fresh: EmbeddedPostgres, without_roles: str
) -> None:
    await run_sql(
        without_roles,
        "CREATE ROLE town LOGIN CREATEROLE",
        "CREATE ROLE ledger_service NOLOGIN NOINHERIT",
        "GRANT ledger_service TO town WITH ADMIN OPTION",
    )
    await run_sql(without_roles, "CREATE DATABASE town OWNER town")
    url = fresh.url("town", "town")
    assert await migrate.upgrade(url) is True
    assert await roles_of(Settings(database_url=SecretStr(url))) == EACH_ROLE_TWICE


async def test_the_embedded_servers_owner_gets_the_roles_although_it_may_not_make_them(
    fresh: EmbeddedPostgres, without_roles: str
) -> None:
    await run_sql(without_roles, "CREATE ROLE ledger_service LOGIN NOINHERIT")
    await run_sql(without_roles, "CREATE DATABASE town OWNER ledger_owner")
    assert await migrate.upgrade(fresh.url("town")) is True
    service = SecretStr(fresh.url("town", "ledger_service"))
    settings = Settings(database_url=SecretStr(fresh.url("town")), service_database_url=service)
    assert await roles_of(settings) == EACH_ROLE_TWICE


async def test_a_service_that_its_owner_cannot_become_is_said_in_words(
    fresh: EmbeddedPostgres, without_roles: str
) -> None:
    """The role is there and may log in, but the owner's login is no member of it."""
    await run_sql(
        without_roles,
        "CREATE ROLE town LOGIN CREATEROLE",
        "CREATE ROLE ledger_service LOGIN",
        "CREATE ROLE ledger_installation NOLOGIN",
        "GRANT ledger_installation TO ledger_service WITH INHERIT FALSE, SET TRUE",
    )
    await run_sql(without_roles, "CREATE DATABASE town OWNER town")
    url = fresh.url("town", "town")
    assert await migrate.upgrade(url) is True
    with pytest.raises(DatabaseUnusable, match="GRANT ledger_service TO"):
        await roles_of(Settings(database_url=SecretStr(url)))


async def test_a_user_who_may_not_make_roles_is_told_what_to_ask_for(
    fresh: EmbeddedPostgres, without_roles: str
) -> None:
    await run_sql(without_roles, "CREATE ROLE town LOGIN")
    with pytest.raises(DatabaseUnusable, match="CREATE ROLE ledger_service NOLOGIN"):
        await migrate.upgrade(fresh.url("postgres", "town"))


async def test_a_server_that_is_too_old_is_refused_in_words(
    fresh: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    # There is one version of the server here, so the boundary is moved instead of the server.
    monkeypatch.setattr(session, "SERVER_VERSION_MIN", 990000)
    with pytest.raises(DatabaseUnusable, match="需要 18 或更新版本"):
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
