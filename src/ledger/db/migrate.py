"""Brings a database to the newest schema, or tells which one it has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db import DatabaseUnusable
from ledger.db.embedded import INSTALLATION_ROLE, OWNER_ROLE, SERVICE_ROLE, SUPERUSER_ROLE
from ledger.db.session import create_engine, refuse_old_server

if TYPE_CHECKING:
    from alembic.config import Config

# Programs that start at the same time migrate one after the other. Any number will do, so long as
# it stays the same for ever.
MIGRATION_LOCK = 4_817_201_506
# A migration that waits longer than this for a table gives up, instead of making every request
# queue behind it.
LOCK_TIMEOUT = "10s"


async def upgrade(url: str) -> bool:
    """Migrate the database at `url` to the newest revision; tell whether anything was done.

    Each migration is a transaction of its own. The service's roles are made where they are missing.
    Raises `DatabaseUnusable` if the server cannot be reached, is too old, or lacks a right.
    """
    engine = create_engine(url, pool_size=1)
    try:
        async with engine.connect() as conn:
            await refuse_old_server(conn)
            await _ensure_roles(conn)
            if await _revision(conn) == _head():
                return False
            await conn.execute(text("SELECT pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
            await conn.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
            # Alembic opens and commits its own transactions.
            await conn.commit()
            await conn.run_sync(_run_migrations)
            # The connection ends here, and with it the lock.
            await conn.invalidate()
    except (OSError, DBAPIError) as error:
        raise_unreachable(error)
        raise
    finally:
        await engine.dispose()
    return True


async def count_rows(url: str) -> None:
    """Let the planner know what a bulk load has brought.

    The server would find out by itself within a minute or two; until then it takes tables of ten
    thousand rows for empty, and a sum over them may read each once for every row of another.
    """
    engine = create_engine(url, pool_size=1)
    try:
        async with engine.begin() as conn:
            await conn.execute(text("ANALYZE"))
    finally:
        await engine.dispose()


def migrations_dir() -> Path:
    """Return the folder of the migrations: in the installed package, or in the checkout."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "migrations", package.parents[1] / "migrations"):
        if (folder / "env.py").is_file():
            return folder
    raise FileNotFoundError("migrations/env.py is neither in the package nor beside src/")


def alembic_config() -> Config:
    """Return Alembic's configuration; `[tool.alembic]` in pyproject.toml says the same."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_dir()).replace("%", "%%"))
    return config


def raise_unreachable(error: BaseException) -> None:
    """Raise `DatabaseUnusable` if `error` means that there is no server to talk to."""
    code = getattr(getattr(error, "orig", None), "sqlstate", None)
    if isinstance(error, OSError):
        raise DatabaseUnusable(
            f"连不上数据库 ({error.strerror or error})。"
            "请检查 LEDGER_DATABASE_URL 的主机和端口, 以及数据库是否已启动。"
        ) from error
    if code in {"28P01", "28000", "3D000"}:
        raise DatabaseUnusable(
            "数据库拒绝了连接: 用户名、口令或数据库名不对。请检查 LEDGER_DATABASE_URL。"
        ) from error


def _head() -> str | None:
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def _run_migrations(connection: Connection) -> None:
    from alembic import command

    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.execute(text("SELECT share_service_rights()"))
    connection.commit()


async def _revision(conn: AsyncConnection) -> str | None:
    exists = await conn.scalar(text("SELECT to_regclass('alembic_version') IS NOT NULL"))
    if not exists:
        return None
    found: str | None = await conn.scalar(text("SELECT version_num FROM alembic_version"))
    return found


async def _ensure_roles(conn: AsyncConnection) -> None:
    """Make the two roles of the service where they are missing, and let the service become both.

    The embedded server's owner may not make roles; there its superuser does it, who may connect
    through the same socket. Raises `DatabaseUnusable` if nobody here may.
    """
    if await _roles_are_usable(conn):
        return
    try:
        await _make_roles(conn)
        await conn.commit()
    except ProgrammingError as error:
        await conn.rollback()
        url = conn.engine.url
        if url.username == OWNER_ROLE and str(url.query.get("host", "")).startswith("/"):
            superuser = create_engine(
                url.set(username=SUPERUSER_ROLE).render_as_string(hide_password=False), pool_size=1
            )
            try:
                async with superuser.begin() as as_superuser:
                    await _make_roles(as_superuser)
                return
            except DBAPIError:
                pass
            finally:
                await superuser.dispose()
        raise DatabaseUnusable(
            "当前数据库用户没有建立角色的权限。请让数据库管理员执行: "
            f"CREATE ROLE {SERVICE_ROLE} NOLOGIN; CREATE ROLE {INSTALLATION_ROLE} NOLOGIN; "
            f"GRANT {INSTALLATION_ROLE} TO {SERVICE_ROLE} WITH INHERIT FALSE, SET TRUE; "
            f"GRANT {SERVICE_ROLE} TO 本程序的数据库用户; (已经有的角色不必再建。)"
        ) from error


async def _roles_are_usable(conn: AsyncConnection) -> bool:
    usable = await conn.scalar(
        text(
            "SELECT count(*) = 2 AND bool_and(CASE rolname"
            " WHEN :service THEN rolcanlogin OR pg_has_role(current_user, oid, 'SET')"
            " ELSE pg_has_role((SELECT oid FROM pg_roles WHERE rolname = :service), oid, 'SET')"
            " END) FROM pg_roles WHERE rolname IN (:service, :installation)"
        ),
        {"service": SERVICE_ROLE, "installation": INSTALLATION_ROLE},
    )
    return bool(usable)


async def _make_roles(conn: AsyncConnection) -> None:
    found = await conn.execute(
        text("SELECT rolname FROM pg_roles WHERE rolname = any(:roles)"),
        {"roles": [SERVICE_ROLE, INSTALLATION_ROLE]},
    )
    known = set(found.scalars())
    for role in (SERVICE_ROLE, INSTALLATION_ROLE):
        if role not in known:
            await conn.execute(text(f"CREATE ROLE {role} NOLOGIN NOINHERIT"))
    await conn.execute(
        text(f"GRANT {INSTALLATION_ROLE} TO {SERVICE_ROLE} WITH INHERIT FALSE, SET TRUE")
    )
    if not await conn.scalar(
        text("SELECT rolcanlogin OR pg_has_role(current_user, oid, 'SET')"
             " FROM pg_roles WHERE rolname = :role"),
        {"role": SERVICE_ROLE},
    ):  # fmt: skip
        await conn.execute(text(f"GRANT {SERVICE_ROLE} TO CURRENT_USER"))
