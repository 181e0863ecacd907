"""Databases of the tests' own, copied from a template on the run's PostgreSQL."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from ledger.db.embedded import DATABASE, OWNER_ROLE, SERVICE_ROLE, SUPERUSER_ROLE, EmbeddedPostgres

SERVER_DIR_VARIABLE = "LEDGER_TEST_SERVER_DIR"
"""Names the folder of the run's server, which ends with the run; see tests/conftest.py."""

SHARED_MEMORY = Path("/dev/shm")
SHARED_MEMORY_FREE_MIN = 4 * 2**30

_database_numbers = itertools.count(1)


def new_server_dir() -> str:
    """Make the folder of a run's server: in memory, where there is enough of it.

    Each database is a thousand files that are written, hardly read, and removed again: on a disk
    that costs four times what it costs in memory. What a killed run left there is removed; its
    server, should it still run, notices and ends.
    """
    folder = None
    with suppress(OSError):
        for left in SHARED_MEMORY.glob("ledger-tests-*-*"):
            pid = left.name.split("-")[2]
            if pid.isdigit() and not (Path("/proc") / pid).exists():
                shutil.rmtree(left, ignore_errors=True)
        if shutil.disk_usage(SHARED_MEMORY).free >= SHARED_MEMORY_FREE_MIN:
            folder = SHARED_MEMORY
    return tempfile.mkdtemp(prefix=f"ledger-tests-{os.getpid()}-", dir=folder)


@dataclass(frozen=True)
class Database:
    """A database of the test's own, with a URL for each role that may connect."""

    name: str
    owner_url: str
    service_url: str
    superuser_url: str


@contextmanager
def fresh_database(postgres: EmbeddedPostgres, *, template: str = DATABASE) -> Iterator[Database]:
    """Copy the template for the length of a block; by default it is migrated and empty of data."""
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{next(_database_numbers)}"
    as_superuser(
        postgres,
        # As files: through the log every page would be written twice.
        f"CREATE DATABASE {name} OWNER {OWNER_ROLE} TEMPLATE {template} STRATEGY file_copy",
    )
    try:
        yield Database(
            name=name,
            owner_url=postgres.url(name, OWNER_ROLE),
            service_url=postgres.url(name, SERVICE_ROLE),
            superuser_url=postgres.url(name, SUPERUSER_ROLE),
        )
    finally:
        as_superuser(postgres, f"DROP DATABASE {name} WITH (FORCE)")


def as_superuser(postgres: EmbeddedPostgres, statement: str, *, database: str = "postgres") -> None:
    """Run one statement outside every database transaction."""

    async def execute() -> None:
        conn = await asyncpg.connect(
            host=str(postgres.socket_folder), port=5432, user=SUPERUSER_ROLE, database=database
        )
        try:
            await conn.execute(statement)
        finally:
            await conn.close()

    asyncio.run(execute())
