"""Reads that share a round trip: who asks when, what a read takes, and what a fault does."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.batched_reads import BatchedReads, fetch
from ledger.db.session import create_engine
from ledger.errors import ServiceIsBusy
from tests.conftest import Database


class Table:
    """What is read: it answers when `go` is called, with what stands in it then."""

    def __init__(self) -> None:
        self.rows = {number: f"row {number}" for number in range(100)}
        self.batches: list[list[int]] = []
        self._gates: list[asyncio.Event] = []

    async def read(self, keys: Sequence[int]) -> Mapping[int, str]:
        self.batches.append(list(keys))
        gate = asyncio.Event()
        self._gates.append(gate)
        await gate.wait()
        if -1 in keys:
            raise OSError("the database is away")
        return {key: self.rows[key] for key in keys if key in self.rows}

    async def go(self) -> None:
        """Let the read that runs be answered, and let everybody hear it."""
        self._gates.pop(0).set()
        await settle()


async def settle() -> None:
    for _ in range(8):
        await asyncio.sleep(0)


def ask(reads: BatchedReads[int, str], *keys: int) -> list[asyncio.Task[str | None]]:
    return [asyncio.create_task(reads.of(key)) for key in keys]


async def test_a_lone_question_is_asked_at_once() -> None:
    table = Table()
    (asker,) = ask(BatchedReads(table.read), 7)
    await settle()
    assert table.batches == [[7]]
    await table.go()
    assert asker.result() == "row 7"


async def test_what_comes_during_a_read_goes_into_the_next_one_together() -> None:
    table = Table()
    reads = BatchedReads(table.read)
    first = ask(reads, 1)
    await settle()
    later = ask(reads, 5, 3, 5, 999)
    await settle()
    assert table.batches == [[1]]
    await table.go()
    assert table.batches == [[1], [5, 3, 999]]
    await table.go()
    assert [asker.result() for asker in first + later] == [
        "row 1", "row 5", "row 3", "row 5", None,
    ]  # fmt: skip


async def test_an_answer_is_never_older_than_its_question() -> None:
    """The same key, asked while it is being read, is read again."""
    table = Table()
    reads = BatchedReads(table.read)
    before = ask(reads, 1)
    await settle()
    after = ask(reads, 1)
    await settle()
    await table.go()
    table.rows[1] = "changed"
    await table.go()
    assert (before[0].result(), after[0].result()) == ("row 1", "changed")
    # Nothing is kept for a question that comes later.
    later = ask(reads, 1)
    await settle()
    await table.go()
    assert table.batches == [[1]] * 3
    assert later[0].result() == "changed"


async def test_a_read_takes_no_more_than_it_may_and_the_rest_in_order() -> None:
    table = Table()
    reads = BatchedReads(table.read, keys_max=3)
    askers = ask(reads, *range(8))
    await settle()
    for _ in range(4):
        await table.go()
    assert table.batches == [[0], [1, 2, 3], [4, 5, 6], [7]]
    assert [asker.result() for asker in askers] == [f"row {number}" for number in range(8)]


async def test_a_full_queue_asks_to_come_back_and_then_takes_questions_again() -> None:
    table = Table()
    reads = BatchedReads(table.read, waiting_max=2)
    askers = ask(reads, 1, 2, 3, 4)
    await settle()
    with pytest.raises(ServiceIsBusy):
        askers[3].result()
    await table.go()
    again = ask(reads, 4)
    await settle()
    await table.go()
    await table.go()
    assert [asker.result() for asker in askers[:3] + again] == ["row 1", "row 2", "row 3", "row 4"]


async def test_a_fault_reaches_those_of_its_read_and_nobody_else() -> None:
    table = Table()
    reads = BatchedReads(table.read)
    first = ask(reads, 1)
    await settle()
    failing = ask(reads, 2, -1)
    await settle()
    await table.go()
    afterwards = ask(reads, 3)
    await settle()
    await table.go()
    for asker in failing:
        with pytest.raises(OSError, match="away"):
            asker.result()
    await table.go()
    assert (first[0].result(), afterwards[0].result()) == ("row 1", "row 3")


async def test_who_gives_up_is_not_asked_for_and_takes_nobody_along() -> None:
    table = Table()
    reads = BatchedReads(table.read)
    reading = ask(reads, 1, 1)
    await settle()
    waiting = ask(reads, 2, 3)
    await settle()
    reading[0].cancel()
    waiting[0].cancel()
    await settle()
    await table.go()
    await table.go()
    assert table.batches == [[1], [1, 3]]
    assert (reading[1].result(), waiting[1].result()) == ("row 1", "row 3")


async def test_two_hundred_at_once_are_two_round_trips(engine: AsyncEngine) -> None:
    asked = []

    async def squares(keys: Sequence[int]) -> Mapping[int, int]:
        asked.append(len(keys))
        found = await fetch(engine, "select n, n * n from unnest($1::bigint[]) n", keys)
        return dict(found)

    reads = BatchedReads(squares)
    answers = await asyncio.gather(*(reads.of(n) for n in range(200)))
    assert answers == [n * n for n in range(200)]
    assert asked == [1, 199]


async def test_a_connection_that_breaks_is_said_to_be_busy_and_replaced(
    database: Database,
) -> None:
    small = create_engine(database.service_url, pool_size=1)
    # The installation's role sees nothing of other server processes and ends none.
    superuser = create_engine(database.superuser_url, pool_size=1)
    [(pid,)] = await fetch(small, "select pg_backend_pid()")
    asleep = "select wait_event = 'PgSleep' from pg_stat_activity where pid = $1"
    sleeping = asyncio.create_task(fetch(small, "select pg_sleep(30)"))
    async with asyncio.timeout(10):
        while await fetch(superuser, asleep, pid) != [(True,)]:
            pass
    await fetch(superuser, "select pg_terminate_backend($1)", pid)
    with pytest.raises(ServiceIsBusy):
        await sleeping
    [(other,)] = await fetch(small, "select pg_backend_pid()")
    assert other != pid
    await small.dispose()
    await superuser.dispose()
