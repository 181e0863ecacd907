"""Engines and URLs: who connects to the database, as which role, and which estates' rows it sees.

Every database transaction of the service says whose rows it is about (migration 0015): those of the
estates it names, or, where an act belongs to no estate, those of the whole installation. A
transaction of a request that says nothing sees no estate's rows.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

import asyncpg
import msgspec
from sqlalchemy import event, make_url, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from ledger.db import DatabaseUnusable
from ledger.db.embedded import INSTALLATION_ROLE, OWNER_ROLE, SERVICE_ROLE, EmbeddedPostgres
from ledger.db.personal_data import ENGINE_OPTION, PersonalDataKeys

if TYPE_CHECKING:
    from ledger.settings import Settings

SERVER_VERSION_MIN = 180000
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


Estates = Literal["*"] | int | Iterable[int]
"""Whose rows a database transaction is about: of some estates, or "*", the whole installation."""


class ScopedConnection(asyncpg.Connection):  # type: ignore[misc]  # it has no types
    """Says what a database transaction may see in the same round trip that begins it."""

    next_scope = ""

    async def execute(self, query: str, *args: object, timeout: float | None = None) -> str:
        if self.next_scope and query.startswith("BEGIN"):
            query, self.next_scope = f"{query}{self.next_scope}", ""
        status: str = await super().execute(query, *args, timeout=timeout)
        return status


def _encode_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def create_engine(
    url: str,
    *,
    pool_size: int = 10,
    role: str | None = None,
    personal_data: PersonalDataKeys | None = None,
) -> AsyncEngine:
    """Return an engine of at most `pool_size` connections; it connects when first used.

    Operations find the keys of personal data through their connection (`personal_data_of`).

    With `role` every connection acts as that role from its first statement on, and RESET ROLE
    leads back to it; without one the service's own login acts for the whole installation.
    Statements begin a transaction, which the caller commits or rolls back.
    """
    if role is None and make_url(normalised_url(url)).username == SERVICE_ROLE:
        role = INSTALLATION_ROLE
    settings = SESSION_SETTINGS | ({"role": role} if role else {})
    engine = create_async_engine(
        normalised_url(url),
        pool_size=pool_size,
        max_overflow=0,
        json_serializer=_encode_json,
        json_deserializer=msgspec.json.decode,
        # Names, codes and amounts must not stand in an error, which ends up in the log.
        hide_parameters=True,
        execution_options={ENGINE_OPTION: personal_data},
        connect_args={
            "server_settings": settings,
            "timeout": 15,
            "connection_class": ScopedConnection,
        },
    )
    event.listen(engine.sync_engine, "handle_error", _forget_row)
    event.listen(engine.sync_engine, "checkin", _remember_use)
    event.listen(engine.sync_engine, "checkout", _refuse_broken)
    return engine


async def scope(conn: AsyncConnection, *, estates: Estates, actor: int | None = None) -> None:
    """Set whose rows the rest of the database transaction sees and writes, and who acts in it.

    Costs no round trip where the transaction has not begun. It holds until the transaction ends.
    """
    driver = (await conn.get_raw_connection()).driver_connection
    assert isinstance(driver, ScopedConnection)
    statements = _scope_statements(estates, actor)
    if driver.is_in_transaction():
        await driver.execute(statements)
    else:
        driver.next_scope = statements


def _scope_statements(estates: Estates, actor: int | None) -> str:
    who = "" if actor is None else str(int(actor))
    if estates == "*":
        return f"SET LOCAL ROLE {INSTALLATION_ROLE};SET LOCAL ledger.actor = '{who}';"
    assert not isinstance(estates, str)
    named = ",".join(
        str(int(each)) for each in ([estates] if isinstance(estates, int) else estates)
    )
    return (
        f"SET LOCAL ROLE {SERVICE_ROLE};SET LOCAL ledger.estates = '{named}';"
        f"SET LOCAL ledger.actor = '{who}';"
    )


@contextlib.asynccontextmanager
async def in_estates(
    engine: AsyncEngine, estates: int | Iterable[int], *, actor: int | None = None
) -> AsyncIterator[AsyncConnection]:
    """Open a database transaction about these estates; it is committed at the end of the block."""
    async with engine.begin() as conn:
        await scope(conn, estates=estates, actor=actor)
        yield conn


@contextlib.asynccontextmanager
async def in_installation(
    engine: AsyncEngine, *, actor: int | None = None
) -> AsyncIterator[AsyncConnection]:
    """Open a database transaction for an act that belongs to no estate, or to all of them.

    tests/db/test_row_security.py lists the places that may.
    """
    async with engine.begin() as conn:
        await scope(conn, estates="*", actor=actor)
        yield conn


def _remember_use(driver: Any, record: ConnectionPoolEntry) -> None:
    if driver is not None and driver.driver_connection is not None:
        driver.driver_connection.next_scope = ""
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
    """Return the engine of requests: it sees the rows of the estates that a transaction names.

    Its role can append to the journal and nothing more; see `scope`.
    """
    keys = PersonalDataKeys.open(settings.secrets_dir)
    return create_engine(
        service_url(settings), pool_size=pool_size, role=SERVICE_ROLE, personal_data=keys
    )


def installation_engine(settings: Settings, *, pool_size: int = 10) -> AsyncEngine:
    """Return the engine of lanes, background work and commands: the same rights, every estate."""
    keys = PersonalDataKeys.open(settings.secrets_dir)
    return create_engine(
        service_url(settings), pool_size=pool_size, role=INSTALLATION_ROLE, personal_data=keys
    )


def engine_of_requests(installation: AsyncEngine, *, pool_size: int = 10) -> AsyncEngine:
    """Return the engine of requests to the database that `installation` is connected to."""
    url = installation.url.render_as_string(hide_password=False)
    keys = installation.sync_engine.get_execution_options().get(ENGINE_OPTION)
    return create_engine(url, pool_size=pool_size, role=SERVICE_ROLE, personal_data=keys)


async def refuse_unusable_service(engine: AsyncEngine) -> None:
    """Raise `DatabaseUnusable` if the service cannot act in its roles."""
    try:
        async with in_estates(engine, ()) as conn:
            await conn.execute(text("SELECT 1"))
            await scope(conn, estates="*")
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) not in {"22023", "42501"}:
            raise
        raise DatabaseUnusable(
            f"服务的数据库账号不能以角色 {SERVICE_ROLE} 和 {INSTALLATION_ROLE} 工作。"
            f"请让数据库管理员执行: GRANT {SERVICE_ROLE} TO 本程序的数据库用户; "
            f"GRANT {INSTALLATION_ROLE} TO {SERVICE_ROLE} WITH INHERIT FALSE, SET TRUE; "
            "或用 LEDGER_SERVICE_DATABASE_URL 给出服务自己的账号。"
        ) from error


@contextlib.contextmanager
def running_database(settings: Settings) -> Iterator[EmbeddedPostgres | None]:
    """Keep the embedded server up while the block runs; do nothing for an external database."""
    if settings.database_url is not None:
        yield None
        return
    with EmbeddedPostgres(settings.postgres_dir) as server:
        yield server


async def refuse_old_server(conn: AsyncConnection) -> None:
    """Raise `DatabaseUnusable` if the server is older than PostgreSQL 18."""
    found = int((await conn.execute(text("SHOW server_version_num"))).scalar_one())
    if found < SERVER_VERSION_MIN:
        raise DatabaseUnusable(
            f"数据库是 PostgreSQL {found // 10000}, 本程序需要 18 或更新版本。"
            "请升级数据库, 或去掉 LEDGER_DATABASE_URL 改用自带的数据库。"
        )
