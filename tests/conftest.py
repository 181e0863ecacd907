"""Fixtures for all tests: one PostgreSQL for the whole run, a fresh database for who commits.

Skips: with LEDGER_FORBID_SKIPS=1 (continuous integration) a skipped test fails the run, unless
its reason begins with "optional:".
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.db import migrate
from ledger.db.embedded import EmbeddedPostgres
from ledger.db.personal_data import PersonalDataKeys
from ledger.db.session import create_engine
from tests.databases import SERVER_DIR_VARIABLE, fresh_database, new_server_dir
from tests.databases import Database as Database
from tests.profiles import SEED_VARIABLE, VARIABLE, chosen_profile, chosen_seed
from tests.quick_passwords import hash_quickly

pytest_plugins = ["tests.chromium", "tests.live_server"]

# A busy machine is not a fault of the code: no test is failed by the clock.
settings.register_profile(
    "ledger",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=chosen_profile().property_examples,
)
settings.load_profile("ledger")

# What a run of the tests takes from its environment.
KEPT_VARIABLES = {"LEDGER_FORBID_SKIPS", VARIABLE, SEED_VARIABLE}


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    if not _is_worker(config):
        # The operator's settings, above all the address of a real database, are not for tests.
        for name in [name for name in os.environ if name.startswith("LEDGER_")]:
            if name not in KEPT_VARIABLES:
                del os.environ[name]
        chosen_seed()
        # The workers of pytest-xdist inherit it.
        os.environ[SERVER_DIR_VARIABLE] = new_server_dir()
    hash_quickly()


def pytest_report_header() -> str:
    return f"profile: {chosen_profile().name}, {SEED_VARIABLE}={chosen_seed()}"


def pytest_unconfigure(config: pytest.Config) -> None:
    if not _is_worker(config):
        shutil.rmtree(os.environ.pop(SERVER_DIR_VARIABLE), ignore_errors=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run for skipped tests where nothing may be skipped."""
    if _is_worker(session.config) or os.environ.get("LEDGER_FORBID_SKIPS") != "1":
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    assert reporter is not None
    for report in reporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not reason.removeprefix("Skipped: ").startswith("optional:"):
            reporter.write_line(f"must not be skipped here: {report.nodeid}: {reason}", red=True)
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


# Fixtures whose tests commit, to a database of their own.
OWN_DATABASE = {"database", "engine", "owner_engine", "conn_owner"}


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """The run's PostgreSQL, shared by all workers; the last worker to end stops it.

    Its database "ledger" is migrated once and then only serves as the template of the others.
    """
    folder = Path(os.environ[SERVER_DIR_VARIABLE])
    with EmbeddedPostgres(folder, durable=False) as server:
        with (folder / "template.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            ready = folder / "template.ready"
            if not ready.exists():
                asyncio.run(migrate.upgrade(server.url()))
                ready.touch()
        yield server


@pytest.fixture
def database(postgres: EmbeddedPostgres) -> Iterator[Database]:
    with fresh_database(postgres) as database:
        yield database


@pytest.fixture(scope="module")
def module_database(postgres: EmbeddedPostgres) -> Iterator[Database]:
    """A database for the tests of one module, each of which rolls back what it does."""
    with fresh_database(postgres) as database:
        yield database


class SharedDatabase:
    """The database of all the tests of this process that roll back what they do."""

    def __init__(self, postgres: EmbeddedPostgres) -> None:
        self._postgres = postgres
        self._open = ExitStack()
        self._database: Database | None = None

    def take(self) -> Database:
        if self._database is None:
            self.drop()
            self._database = self._open.enter_context(fresh_database(self._postgres))
        return self._database

    def spoil(self, database: Database) -> None:
        """Somebody committed something: if it was to this one, the next test gets another."""
        if database is self._database:
            self._database = None

    def drop(self) -> None:
        self._open.close()


@pytest.fixture(scope="session")
def shared_database(postgres: EmbeddedPostgres) -> Iterator[SharedDatabase]:
    shared = SharedDatabase(postgres)
    yield shared
    shared.drop()


@pytest.fixture
def database_of_conn(request: pytest.FixtureRequest, shared_database: SharedDatabase) -> Database:
    """The test's own database where it asks for one, else the one that tests share."""
    if OWN_DATABASE & set(request.fixturenames):
        own: Database = request.getfixturevalue("database")
        return own
    return shared_database.take()


def personal_data_keys() -> PersonalDataKeys:
    """The keys of the run, shared by all workers."""
    return PersonalDataKeys.open(Path(os.environ[SERVER_DIR_VARIABLE]) / "secrets")


@pytest.fixture
async def engine(database: Database) -> AsyncIterator[AsyncEngine]:
    """An engine with the rights of the service: it can append to the books, never edit them."""
    engine = create_engine(database.service_url, personal_data=personal_data_keys())
    yield engine
    await engine.dispose()


@pytest.fixture
async def owner_engine(database: Database) -> AsyncIterator[AsyncEngine]:
    """An engine of the tables' owner, who is stopped by triggers only."""
    engine = create_engine(database.owner_url)
    yield engine
    await engine.dispose()


@pytest.fixture
async def conn(
    database_of_conn: Database, shared_database: SharedDatabase
) -> AsyncIterator[AsyncConnection]:
    """A connection of the service in an open transaction, as an operation gets it at the edge.

    Rolled back at the end; a test that needs several transactions takes `engine`.
    """
    engine = create_engine(database_of_conn.service_url, personal_data=personal_data_keys())
    event.listen(
        engine.sync_engine, "commit", lambda _conn: shared_database.spoil(database_of_conn)
    )
    async with engine.connect() as conn, conn.begin() as transaction:
        yield conn
        if transaction.is_active:
            await transaction.rollback()
    await engine.dispose()


@pytest.fixture
async def module_conn(module_database: Database) -> AsyncIterator[AsyncConnection]:
    """Like `conn`, on the database that the module's tests share; it costs them nothing."""
    engine = create_engine(
        module_database.service_url, pool_size=1, personal_data=personal_data_keys()
    )
    async with engine.connect() as conn, conn.begin() as transaction:
        yield conn
        if transaction.is_active:
            await transaction.rollback()
    await engine.dispose()


@pytest.fixture
async def conn_owner(owner_engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection of the tables' owner in an open transaction, rolled back at the end."""
    async with owner_engine.connect() as conn, conn.begin() as transaction:
        yield conn
        if transaction.is_active:
            await transaction.rollback()
