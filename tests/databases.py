"""Databases of the tests' own, copied from a template on the run's PostgreSQL."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import asyncpg

from ledger.db.embedded import DATABASE, OWNER_ROLE, SERVICE_ROLE, SUPERUSER_ROLE, EmbeddedPostgres

_database_numbers = itertools.count(1)


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
    as_superuser(postgres, f"CREATE DATABASE {name} OWNER {OWNER_ROLE} TEMPLATE {template}")
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
