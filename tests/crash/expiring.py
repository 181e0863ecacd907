"""Runs the worker's job of expiry again and again, in processes that die where they are told to.

`python -m tests.crash.expiring DATABASE_URL DATA_DIR YYYY-MM-DD WALLETS` imports the program once
and then starts a process for each line `BOUNDARY COUNT` that it reads: it kills itself when it
comes to that boundary for that time. `never 0` runs to the end, unless somebody else kills it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.db.personal_data import PersonalDataKeys
from ledger.db.session import create_engine
from ledger.messages.delivery import Deliverer
from ledger.points import expiry
from ledger.settings import Settings
from ledger.worker import jobs
from ledger.worker.workbench import Workbench


class Boundary(StrEnum):
    """Where a batch can be cut off."""

    CHOSEN = "chosen"
    """The wallets are chosen, and nothing is locked."""
    LOCKED = "locked"
    POSTED = "posted"
    """The entries are written; the line of the log is not."""
    LOGGED = "logged"
    COMMITTING = "committing"
    """Everything is written, and COMMIT is not said."""
    COMMITTED = "committed"
    NEVER = "never"

    def batches_done(self, count: int) -> int:
        """Return how many batches are whole when a process dies here for the `count`-th time."""
        if self in (Boundary.COMMITTING, Boundary.COMMITTED):
            # Two transactions come before the first batch: one looks for the estates, one ends
            # holds.
            return max(0, count - (3 if self is Boundary.COMMITTING else 2))
        return count - 1


class Fate:
    """Kills this process at a boundary."""

    def __init__(self, boundary: Boundary, count: int) -> None:
        self.boundary, self.count = boundary, count
        self.reached: Counter[Boundary] = Counter()

    def reach(self, boundary: Boundary) -> None:
        self.reached[boundary] += 1
        if boundary is self.boundary and self.reached[boundary] == self.count:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(
        self,
        work: Callable[..., Awaitable[Any]],
        *,
        before: Boundary | None = None,
        after: Boundary,
    ) -> Callable[..., Awaitable[Any]]:
        async def watched(*arguments: Any, **options: Any) -> Any:
            if before is not None:
                self.reach(before)
            answer = await work(*arguments, **options)
            self.reach(after)
            return answer

        return watched

    def watch(self, engine: AsyncEngine) -> None:
        """Put the boundaries around what the job calls."""
        job: Any = jobs
        batch: Any = expiry
        batch.lock_accounts = self.around(
            batch.lock_accounts, before=Boundary.CHOSEN, after=Boundary.LOCKED
        )
        batch.post_spends = self.around(batch.post_spends, after=Boundary.POSTED)
        job.write_audit_line = self.around(job.write_audit_line, after=Boundary.LOGGED)
        event.listen(engine.sync_engine, "commit", lambda _conn: self.reach(Boundary.COMMITTING))
        in_installation = job.in_installation

        @asynccontextmanager
        async def watched(engine: AsyncEngine, **options: Any) -> AsyncIterator[AsyncConnection]:
            async with in_installation(engine, **options) as conn:
                yield conn
            self.reach(Boundary.COMMITTED)

        job.in_installation = watched


async def expire(url: str, data_dir: Path, today: date, fate: Fate) -> str:
    keys = PersonalDataKeys.open(data_dir / "secrets")
    engine = create_engine(url, pool_size=2, personal_data=keys)
    fate.watch(engine)
    noon = datetime.combine(today, time(4), UTC)
    bench = Workbench(engine, Settings(data_dir=data_dir), Deliverer({}, keys, ""), lambda: noon)
    said = await jobs.expire_points(bench)
    await engine.dispose()
    return said


def main(url: str, data_dir: Path, today: date, wallets: int) -> None:
    expiry.EXPIRY_BATCH_WALLETS = wallets
    for line in iter(sys.stdin.readline, ""):
        boundary, count = line.split()
        pid = os.fork()
        if pid == 0:
            fate = Fate(Boundary(boundary), int(count))
            print(os.getpid(), flush=True)
            print(asyncio.run(expire(url, data_dir, today, fate)), flush=True)
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        print(f"ended {os.waitstatus_to_exitcode(status)}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), date.fromisoformat(sys.argv[3]), int(sys.argv[4]))
