"""Engines and URLs: who connects to the database, as which role, with which session settings."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import asyncpg
import msgspec
from sqlalchemy import event, make_url, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from ledger.db import DatabaseUnusable
from ledger.db.embedded import OWNER_ROLE, SERVICE_ROLE, EmbeddedPostgres

if TYPE_CHECKING:
    from ledger.settings import Settings

SERVER_VERSION_MIN = 160000
IDLE_SECONDS_TRUSTED = 30
"""A connection that was in use so lately is not asked whether it still stands."""
SESSION_SETTINGS = {
    "application_name": "ledger",
    "timezone": "UTC",
    # A request that dies between two statements must not keep a book's lock.
    "idle_in_transaction_session_timeout": "60s",
    # Every statement is short; compiling them costs more than it saves.
    "jit": "off",
}


def _encode_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def create_engine(url: str, *, pool_size: int = 10, role: str | None = None) -> AsyncEngine:
    """Return an engine of at most `pool_size` connections; it connects when first used.

    With `role` every connection acts as that role from its first statement on, and RESET ROLE
    leads back to it. Statements begin a transaction, which the caller commits or rolls back.
    """
    settings = SESSION_SETTINGS | ({"role": role} if role else {})
    engine = create_async_engine(
        normalised_url(url),
        pool_size=pool_size,
        max_overflow=0,
        json_serializer=_encode_json,
        json_deserializer=msgspec.json.decode,
        # Names, codes and amounts must not stand in an error, which ends up in the log.
        hide_parameters=True,
        connect_args={"server_settings": settings, "timeout": 15},
    )
    event.listen(engine.sync_engine, "handle_error", _forget_row)
    event.listen(engine.sync_engine, "checkin", _remember_use)
    event.listen(engine.sync_engine, "checkout", _refuse_broken)
    return engine


def _remember_use(_driver: object, record: ConnectionPoolEntry) -> None:
    record.info["used_at"] = time.monotonic()


def _refuse_broken(driver: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """Find out that the server was restarted before a request does; the pool then connects again.

    A server that ends its connections is noticed at once and without asking. Only one that fell
    silent, behind a network that forgot the connection, has to be asked.
    """
    if driver.driver_connection.is_closed():
        raise DisconnectionError
    idle_seconds = time.monotonic() - record.info.get("used_at", math.inf)
    if idle_seconds > IDLE_SECONDS_TRUSTED:
        try:
            driver.ping()
        except (driver.dbapi.Error, OSError) as error:
            raise DisconnectionError from error


def _forget_row(context: ExceptionContext) -> None:
    # The server's detail quotes the key or the whole row that it refused.
    cause = context.original_exception.__cause__
    if isinstance(cause, asyncpg.PostgresError):
        cause.detail = None


def normalised_url(url: str) -> str:
    """Return `url` with our driver named; raises `DatabaseUnusable` if it is not PostgreSQL's."""
    try:
        parsed = make_url(url)
    except Exception as error:
        raise DatabaseUnusable(
            "LEDGER_DATABASE_URL 的写法不对, 应为 postgresql://用户:口令@主机:5432/数据库名。"
        ) from error
    if parsed.drivername not in {"postgres", "postgresql", "postgresql+asyncpg"}:
        raise DatabaseUnusable(
            f"LEDGER_DATABASE_URL 只支持 PostgreSQL, 不支持 {parsed.drivername}。"
        )
    return parsed.set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


def owner_url(settings: Settings) -> str:
    """Return the URL of the role that owns the tables and runs the migrations."""
    if settings.database_url is not None:
        return normalised_url(settings.database_url.get_secret_value())
    return EmbeddedPostgres(settings.postgres_dir).url(user=OWNER_ROLE)


def service_url(settings: Settings) -> str:
    """Return the URL with which the service connects; see `service_engine` for its role."""
    if settings.service_database_url is not None:
        return normalised_url(settings.service_database_url.get_secret_value())
    if settings.database_url is not None:
        return normalised_url(settings.database_url.get_secret_value())
    return EmbeddedPostgres(settings.postgres_dir).url(user=SERVICE_ROLE)


def service_engine(settings: Settings, *, pool_size: int = 10) -> AsyncEngine:
    """Return the engine of the service, whose role can append to the journal and nothing more."""
    shares_owner_login = settings.database_url is not None and settings.service_database_url is None
    role = SERVICE_ROLE if shares_owner_login else None
    return create_engine(service_url(settings), pool_size=pool_size, role=role)


@contextlib.contextmanager
def running_database(settings: Settings) -> Iterator[EmbeddedPostgres | None]:
    """Keep the embedded server up while the block runs; do nothing for an external database."""
    if settings.database_url is not None:
        yield None
        return
    with EmbeddedPostgres(settings.postgres_dir) as server:
        yield server


async def refuse_old_server(conn: AsyncConnection) -> None:
    """Raise `DatabaseUnusable` if the server is older than PostgreSQL 16."""
    found = int((await conn.execute(text("SHOW server_version_num"))).scalar_one())
    if found < SERVER_VERSION_MIN:
        raise DatabaseUnusable(
            f"数据库是 PostgreSQL {found // 10000}, 本程序需要 16 或更新版本。"
            "请升级数据库, 或去掉 LEDGER_DATABASE_URL 改用自带的数据库。"
        )
