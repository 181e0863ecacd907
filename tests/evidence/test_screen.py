"""The screen of whole columns: the same bytes, parts put together, workers that end and tell."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.bookkeeping.canonical import recorded_text
from ledger.bookkeeping.merkle_log import Frontier
from ledger.db.session import create_engine
from ledger.evidence.database_verification import verify_database
from ledger.evidence.screen import books_in_doubt, merging, screening, stretch, subtrees
from ledger.evidence.screen.leaves import recorded_texts
from ledger.evidence.screen.workers import Snapshot, WorkerFailed, Workers
from tests.databases import Database
from tests.reporting import books


@pytest.fixture
async def estate(engine: AsyncEngine, owner_engine: AsyncEngine) -> books.Estate:
    async with owner_engine.begin() as conn:
        made = await books.make_estate(conn)
    async with engine.begin() as conn:
        await books.a_quarter(conn, made)
    return made


@pytest.fixture
def parts_of_four(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let four entries be the part of a long book."""
    for module in (stretch, screening, merging):
        monkeypatch.setattr(module, "PART_ENTRIES", 4)
    for module in (subtrees, merging, books_in_doubt):
        monkeypatch.setattr(module, "PART_LEVEL", 2)


async def screened(engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Tell whether the screen accepted the book, without the exact pass."""
    exact: list[str] = []

    async def run(self: Any, progress: Any) -> Any:
        exact.append(self.head.estate_code)
        return self.report

    monkeypatch.setattr("ledger.evidence.database_verification._Verification.run", run)
    async with engine.connect() as conn:
        await verify_database(conn, jobs=1)
    return not exact


async def edit(database: Database, sql: str) -> None:
    superuser = create_engine(database.superuser_url)
    async with superuser.begin() as conn:
        await conn.execute(text("set local session_replication_role = replica"))
        await conn.execute(text(sql))
    await superuser.dispose()


async def test_a_sound_book_is_not_read_twice(
    engine: AsyncEngine, estate: books.Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await screened(engine, monkeypatch)


async def test_lines_may_lie_in_another_order_than_they_were_written(
    engine: AsyncEngine,
    database: Database,
    estate: books.Estate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first line of each entry is moved behind its others."""
    await edit(database, "update entry_line set amount = amount where line_no = 1")
    async with engine.connect() as conn:
        first = (await conn.execute(text("select line_no from entry_line limit 1"))).scalar_one()
    assert first != 1
    assert await screened(engine, monkeypatch)


@pytest.mark.usefixtures("parts_of_four")
async def test_parts_of_a_long_book_are_put_together(
    engine: AsyncEngine, estate: books.Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await screened(engine, monkeypatch)


@pytest.mark.usefixtures("parts_of_four")
@pytest.mark.parametrize(
    "sql",
    [
        "update log_node set hash = sha256('x')",
        "delete from log_node",
        "update balance set posted = posted + 1 where version = 0",
        "update points_lot set points_left = points_left - 1 where points_left > 1",
        """alter table points_lot drop constraint points_lot_check;
            update points_lot set points_left = points_left + case
            when lot_id = (select min(lot_id) from points_lot) then -1 else 1 end
            where lot_id in (select min(lot_id) from points_lot group by account_id)""",
        "update entry_line set balance_after = balance_after + 1 where seq = 9 and line_no = 1",
        "update book set size = 16",
        "delete from entry_line where seq > 12; delete from journal_entry where seq > 12",
        "update journal_entry set number = number + 1000 where seq > 8",
    ],
)
async def test_what_is_wrong_across_parts_is_doubted(
    engine: AsyncEngine,
    database: Database,
    estate: books.Estate,
    monkeypatch: pytest.MonkeyPatch,
    sql: str,
) -> None:
    for statement in sql.split(";"):
        await edit(database, statement)
    assert not await screened(engine, monkeypatch)


async def test_two_workers_find_what_one_process_finds(
    engine: AsyncEngine, database: Database, estate: books.Estate
) -> None:
    for sql in ("select 1", "update entry_line set amount = amount + 1 where seq = 5"):
        await edit(database, sql)
        said = []
        for jobs in (0, 2):
            async with engine.connect() as conn:
                (report,) = await verify_database(conn, jobs=jobs)
            said.append(report.lines())
        assert said[0] == said[1]


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=40), st.integers(0, 3))
def test_joined_frontiers_are_those_of_the_whole_log(leaves: list[bytes], level: int) -> None:
    size = 1 << level
    whole = Frontier()
    for leaf in leaves:
        whole = whole.append(leaf)
    found = Frontier()
    for at in range(0, len(leaves), size):
        part = b"".join(leaves[at : at + size])
        found = subtrees.joined(found, subtrees.subtrees_of(part).frontier())
    assert found == whole


@given(st.integers(-(10**15), 10**16))
def test_moments_are_written_as_in_the_leaf(since: int) -> None:
    moment = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(microseconds=since)
    assert recorded_texts(np.array([since])) == [recorded_text(moment).encode()]


@dataclass(frozen=True)
class Asked:
    """A task for a worker of the tests."""

    what: str

    async def run(self, source: Any) -> Any:
        if self.what == "raise":
            raise ValueError("deliberately")
        if self.what == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        return sha256(self.what.encode()).hexdigest(), await source.fetchval("select 1")


@pytest.fixture
async def snapshot(engine: AsyncEngine) -> Any:
    async with engine.connect() as conn:
        await conn.execute(text("set transaction isolation level repeatable read, read only"))
        yield await books_in_doubt._snapshot(conn)


async def test_every_task_is_answered(snapshot: Snapshot) -> None:
    tasks = [Asked(str(number)) for number in range(5)]
    with Workers(snapshot, 2) as workers:
        answers = {task: answer async for task, answer in workers.answers(tasks)}
    assert answers == {task: (sha256(task.what.encode()).hexdigest(), 1) for task in tasks}


@pytest.mark.parametrize("what, said", [("raise", "deliberately"), ("die", "exit code -9")])
async def test_a_worker_that_fails_is_told(snapshot: Snapshot, what: str, said: str) -> None:
    with Workers(snapshot, 1) as workers, pytest.raises(WorkerFailed, match=said):
        async for _ in workers.answers([Asked(what)]):
            pass
    assert not any(process.is_alive() for process in workers._processes)


PARENT = """
import sys, time
from ledger.evidence.screen.workers import Snapshot, Workers

if __name__ == "__main__":
    workers = Workers(Snapshot({"host": sys.argv[1], "timeout": 60}, None, "none"), 1)
    print(workers._processes[0].pid, flush=True)
    time.sleep(60)
"""


def test_a_worker_ends_with_its_parent(tmp_path: Path) -> None:
    """The worker waits for a server that never answers; the parent is killed meanwhile."""
    import socket

    program = tmp_path / "parent.py"
    program.write_text(PARENT)
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(tmp_path / ".s.PGSQL.5432"))
        deaf.listen()
        parent = subprocess.Popen(
            [sys.executable, str(program), str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        connected, _ = deaf.accept()
        parent.kill()
        parent.wait()
        connected.close()
        parent.stdout.close()
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and Path(f"/proc/{worker}").exists():
            time.sleep(0.05)
        assert not Path(f"/proc/{worker}").exists()
