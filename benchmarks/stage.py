"""The server that everything is measured on: our own embedded one, durable, in a folder of its own.

Data sets are databases that stay between runs; a comment on each says of which schema and size it
is, and one that does not fit is made again.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import asyncpg

from ledger.db.embedded import OWNER_ROLE, SERVICE_ROLE, SUPERUSER_ROLE, EmbeddedPostgres
from ledger.db.migrate import migrations_dir, upgrade

GENERATION = "6"
"""Raise it when a generator makes other data than before."""
MUST_BE_ON = ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large a run is. Seconds are of one measurement; a round has one of Y and one of ours."""

    rounds: int = 3
    seconds: float = 10
    warm_up_seconds: float = 2
    pgbench_scale: int = 50
    callers: int = 256
    processes: int = 2
    city_estates: int = 1_819
    city_residents: int = 600
    small_residents: int = 1_000
    many_lines: int = 10_000_000
    few_lines: int = 10_000
    many_estates: int = 200
    import_rows: int = 20_000
    storage_operations: int = 20_000
    dry_run_records: int = 100_000


FULL = Sizes()
QUICK = Sizes(
    rounds=3,
    seconds=1.5,
    warm_up_seconds=0.5,
    pgbench_scale=2,
    city_estates=20,
    city_residents=100,
    small_residents=100,
    many_lines=100_000,
    few_lines=2_000,
    many_estates=8,
    import_rows=1_000,
    storage_operations=2_000,
    dry_run_records=2_000,
)


class StageIsUnfit(Exception):
    """The server or what was measured on it does not allow a figure."""


class Stage:
    """The running server; `say` writes progress for the person who waits."""

    def __init__(self, server: EmbeddedPostgres, sizes: Sizes, *, quiet: bool = False) -> None:
        self.server = server
        self.sizes = sizes
        self._quiet = quiet
        self._began = time.monotonic()
        self._warm: set[str] = set()

    def say(self, text: str) -> None:
        if not self._quiet:
            minutes, seconds = divmod(int(time.monotonic() - self._began), 60)
            print(f"[{minutes:02d}:{seconds:02d}] {text}", file=sys.stderr, flush=True)

    @property
    def folder(self) -> Path:
        return self.server.data_dir

    def owner_url(self, database: str) -> str:
        return self.server.url(database, OWNER_ROLE)

    def service_url(self, database: str) -> str:
        return self.server.url(database, SERVICE_ROLE)

    def address(self, database: str, user: str = SUPERUSER_ROLE) -> dict[str, Any]:
        """Return the arguments of `asyncpg.connect`; what a spawned process is given."""
        return {
            "host": str(self.server.socket_folder),
            "port": 5432,
            "user": user,
            "database": database,
        }

    @asynccontextmanager
    async def superuser(self, database: str = "postgres") -> AsyncIterator[Any]:
        conn = await asyncpg.connect(**self.address(database))
        try:
            yield conn
        finally:
            await conn.close()

    async def check(self) -> str:
        """Return what the server is; raises `StageIsUnfit` when it may lose what it confirmed."""
        async with self.superuser() as conn:
            for name in MUST_BE_ON:
                value = await conn.fetchval("select current_setting($1)", name)
                if value != "on":
                    raise StageIsUnfit(f"{name} is {value}: figures of such a server mean nothing")
            version: str = await conn.fetchval("show server_version")
        return f"PostgreSQL {version}, {', '.join(f'{name} on' for name in MUST_BE_ON)}"

    async def settle(self) -> None:
        """Let the last measurement's vacuum end, so that it is not charged to the next.

        There is no checkpoint between measurements: after one, every page is written whole into
        the log when it first changes, and a round of seconds would measure little else.
        """
        async with self.superuser() as conn:
            for _ in range(60):
                if not await conn.fetchval(
                    """select exists (select from pg_stat_activity
                        where backend_type = 'autovacuum worker')"""
                ):
                    return
                await asyncio.sleep(0.5)

    async def prewarm(self, name: str) -> None:
        """Read a database into memory, as after a restart it would be by its first busy hour."""
        if name in self._warm:
            return
        async with self.superuser(name) as conn:
            await conn.execute("create extension if not exists pg_prewarm")
            await conn.execute(
                """select pg_prewarm(c.oid) from pg_class c
                    where c.relkind in ('r', 'i') and c.relpersistence = 'p'
                        and c.relnamespace <> 'pg_catalog'::regnamespace"""
            )
        self._warm.add(name)

    async def database(
        self, name: str, made_of: str, fill: Callable[[str], Awaitable[None]], *, books: bool = True
    ) -> str:
        """Return the name of a database that `fill` has filled, by this run or an earlier one.

        With `books` it has the program's schema before it is filled.
        """
        schema = _schema() if books else "none"
        label = f"schema {schema}, generation {GENERATION}, {made_of}"
        async with self.superuser() as conn:
            found = await conn.fetchval(
                "select shobj_description(oid, 'pg_database') from pg_database where datname = $1",
                name,
            )
            if found == label:
                await self.prewarm(name)
                return name
            self.say(f"making {name}: {made_of}")
            await conn.execute(f"drop database if exists {name} with (force)")
            await conn.execute(f"create database {name} owner {OWNER_ROLE}")
        if books:
            await upgrade(self.owner_url(name))
        await fill(name)
        async with self.superuser(name) as conn:
            await conn.execute("vacuum (analyze)")
            await conn.execute(f"comment on database {name} is '{label}'")
            # Everything is on disk before anything is measured.
            await conn.execute("checkpoint")
        await self.prewarm(name)
        return name


def _schema() -> str:
    """Return what tells this program's schema from any other: a digest of its migrations."""
    digest = sha256()
    for path in sorted((migrations_dir() / "versions").glob("*.sql")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
