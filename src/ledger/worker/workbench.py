"""What a job works with, and who it acts as."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.db.ids import today_in_china
from ledger.messages.delivery import Deliverer
from ledger.settings import Settings

WORKER_LOGIN = "worker"


@dataclass(frozen=True, slots=True)
class Workbench:
    """The database, the ways out of the program, and the clock."""

    engine: AsyncEngine
    settings: Settings
    deliverer: Deliverer
    clock: Callable[[], datetime]

    @property
    def now(self) -> datetime:
        return self.clock()

    @property
    def today(self) -> date:
        """The business date in China."""
        return today_in_china(self.now)


async def worker_user(conn: AsyncConnection) -> int:
    """Return the user in whose name the worker writes entries; nobody can sign in as it."""
    await conn.execute(
        text("""insert into app_user (login, display_name, password_hash, is_disabled, kind)
            values (:login, '定时任务', null, true, 'machine')
            on conflict (login) do nothing"""),
        {"login": WORKER_LOGIN},
    )
    found = await conn.execute(
        text("select user_id from app_user where login = :login"), {"login": WORKER_LOGIN}
    )
    return int(found.scalar_one())


async def estates_with_books(conn: AsyncConnection) -> list[int]:
    """Return the estates that keep a book, in order."""
    return list((await conn.execute(text("select estate_id from book order by 1"))).scalars())
