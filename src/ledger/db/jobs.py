"""The queue of jobs (pgqueuer, schema `jobs`): what is done later is put with what is done now.

A job is a row that the caller's database transaction adds: it exists exactly if the transaction is
committed. The worker takes it, and takes it again if it died over it (ADR 0025).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.qb import (
    QueryBuilderEnvironment,
    QueryQueueBuilder,
    QuerySchedulerBuilder,
)
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.settings import DBSettings
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

SCHEMA = "jobs"
"""Where migration 0019 put the tables of pgqueuer."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job for the worker's function `name`; with `once_key` one of its kind waits at a time."""

    name: str
    payload: bytes | None = None
    after: timedelta = timedelta(0)
    once_key: str | None = None


@cache
def _settings() -> DBSettings:
    return DBSettings(db_schema=SCHEMA)


async def job_queries(conn: AsyncConnection) -> Queries:
    """Return pgqueuer's statements on the connection behind `conn`."""
    driver = (await conn.get_raw_connection()).driver_connection
    assert driver is not None
    return Queries(
        AsyncpgDriver(driver),
        qbe=QueryBuilderEnvironment(_settings()),
        qbq=QueryQueueBuilder(_settings()),
        qbs=QuerySchedulerBuilder(_settings()),
    )


async def put_jobs(conn: AsyncConnection, jobs: Sequence[NewJob]) -> None:
    """Add jobs in the caller's database transaction; one with a waiting twin is left out."""
    if not jobs:
        return
    # The adapter begins a database transaction at the first statement that it sees itself, and the
    # library's statements pass it by.
    await conn.execute(text("select 1"))
    queries = await job_queries(conn)
    await queries.enqueue(
        [job.name for job in jobs],
        [job.payload for job in jobs],
        [0] * len(jobs),
        [job.after for job in jobs],
        [job.once_key for job in jobs],
        on_conflict="skip",
    )
