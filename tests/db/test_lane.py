"""Writes that share a database transaction: who is in which batch, what a fault does to whom."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.db.lane import ATTEMPTS, POSTPONED, BatchMustBeRepeated, Lane, Postponed
from ledger.errors import ObjectIsNotHere, Refusal, ServiceIsBusy

INSERT = text("insert into kept (number) values (:number)")


class Work:
    """Keeps numbers in a table. Odd ones are refused, negative ones poison their batch, and large
    ones are postponed once."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.insistent: list[int] = []
        self.has_begun = asyncio.Event()
        self.faults: list[str] = []
        """What to raise instead of working, one for each batch to come."""

    async def __call__(
        self, conn: AsyncConnection, commands: Sequence[int], *, insistent: int
    ) -> list[str | Refusal | Postponed]:
        self.batches.append(list(commands))
        self.insistent.append(insistent)
        self.has_begun.set()
        await conn.execute(text("select 1"))
        if self.faults:
            fault = self.faults.pop(0)
            if fault == "repeat":
                raise BatchMustBeRepeated
            await conn.execute(text(f"do $$ begin raise sqlstate '{fault}'; end $$"))
        answers: list[str | Refusal | Postponed] = []
        for position, number in enumerate(commands):
            if number >= 1000 and position >= insistent:
                answers.append(POSTPONED)
                continue
            if number % 2:
                answers.append(ObjectIsNotHere("奇数", number=number))
                continue
            # A negative number offends a check.
            await conn.execute(INSERT, {"number": number})
            answers.append(f"kept {number}")
        return answers


@pytest.fixture
async def kept(owner_engine: AsyncEngine) -> AsyncEngine:
    async with owner_engine.begin() as conn:
        await conn.execute(text("create table kept (number int check (number >= 0))"))
    return owner_engine


async def rows(engine: AsyncEngine) -> list[int]:
    async with engine.connect() as conn:
        return list((await conn.execute(text("select number from kept order by 1"))).scalars())


async def answers_of(lane: Lane[int, str], *numbers: int) -> list[str]:
    """Submit all at once; a refusal or an error is answered with its name."""
    found = await asyncio.gather(*map(lane.submit, numbers), return_exceptions=True)
    return [each if isinstance(each, str) else type(each).__name__ for each in found]


async def test_what_comes_while_a_batch_runs_is_the_next_batch(kept: AsyncEngine) -> None:
    work = Work()
    lane = Lane(kept, work)
    first = asyncio.create_task(lane.submit(0))
    await work.has_begun.wait()
    assert await answers_of(lane, 2, 4, 6) == ["kept 2", "kept 4", "kept 6"]
    assert await first == "kept 0"
    assert work.batches == [[0], [2, 4, 6]]
    assert (lane.metrics.batches, lane.metrics.commands, lane.metrics.largest_batch) == (2, 4, 3)


async def test_a_refusal_is_an_answer_and_harms_nobody(kept: AsyncEngine) -> None:
    lane = Lane(kept, Work())
    assert await answers_of(lane, 2, 3, 4) == ["kept 2", "ObjectIsNotHere", "kept 4"]
    assert await rows(kept) == [2, 4]


async def test_a_poisoned_command_hurts_only_itself(kept: AsyncEngine) -> None:
    lane = Lane(kept, Work())
    numbers = [0, 2, 4, 6, -8, 10, 12, 13]
    answers = await answers_of(lane, *numbers)
    assert answers == [
        *("kept 0", "kept 2", "kept 4", "kept 6"),
        *("IntegrityError", "kept 10", "kept 12", "ObjectIsNotHere"),
    ]
    assert await rows(kept) == [0, 2, 4, 6, 10, 12]
    assert lane.metrics.bisections == 3


@pytest.mark.parametrize("fault", ["40001", "40P01", "repeat"])
async def test_a_batch_that_met_another_is_run_again(kept: AsyncEngine, fault: str) -> None:
    work = Work()
    work.faults = [fault, fault]
    lane = Lane(kept, work)
    assert await answers_of(lane, 2, 4) == ["kept 2", "kept 4"]
    assert work.batches == [[2, 4]] * 3
    assert lane.metrics.retries == {fault: 2}
    assert await rows(kept) == [2, 4]


async def test_a_batch_is_not_run_again_for_ever(kept: AsyncEngine) -> None:
    work = Work()
    work.faults = ["40P01"] * ATTEMPTS
    with pytest.raises(DBAPIError):
        await Lane(kept, work).submit(2)
    assert len(work.batches) == ATTEMPTS
    assert await rows(kept) == []


async def test_too_many_are_asked_to_come_back(kept: AsyncEngine) -> None:
    lane = Lane(kept, Work(), waiting_max=3)
    answers = await answers_of(lane, 0, 2, 4, 6, 8)
    assert answers == ["kept 0", "kept 2", "kept 4", "ServiceIsBusy", "ServiceIsBusy"]
    assert lane.metrics.refused_for_load == 2
    assert lane.depth == 0


async def test_a_batch_is_bounded(kept: AsyncEngine) -> None:
    work = Work()
    await answers_of(Lane(kept, work, batch_max=2), 0, 2, 4, 6, 8)
    assert [len(batch) for batch in work.batches] == [2, 2, 1]


async def test_a_lost_connection_is_no_answer_to_anybody(
    kept: AsyncEngine, engine: AsyncEngine
) -> None:
    async def lose(
        conn: AsyncConnection, commands: Sequence[int], *, insistent: int
    ) -> list[str | Refusal]:
        await conn.execute(text("select pg_terminate_backend(pg_backend_pid())"))
        raise AssertionError("the connection is gone")

    with pytest.raises(ServiceIsBusy):
        await Lane(kept, lose).submit(2)


async def test_who_gives_up_does_not_undo_his_command(kept: AsyncEngine) -> None:
    lane = Lane(kept, Work())
    impatient = asyncio.create_task(lane.submit(2))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await answers_of(lane, 4) == ["kept 4"]
    await lane.close()
    # He may have given up before his batch began; nobody else may notice.
    assert await rows(kept) in ([4], [2, 4])


async def test_closing_waits_for_what_was_submitted(kept: AsyncEngine) -> None:
    lane = Lane(kept, Work())
    tasks = [asyncio.create_task(lane.submit(number)) for number in (0, 2, 4)]
    await asyncio.sleep(0)
    await lane.close()
    assert [task.result() for task in tasks] == ["kept 0", "kept 2", "kept 4"]


async def test_what_is_postponed_heads_the_next_batch_and_insists(kept: AsyncEngine) -> None:
    work = Work()
    lane = Lane(kept, work)
    assert await answers_of(lane, 1000, 2, 1002) == ["kept 1000", "kept 2", "kept 1002"]
    assert work.batches == [[1000, 2, 1002], [1000, 1002]]
    assert work.insistent == [0, 2]
    assert lane.metrics.postponed == 2


async def test_insisting_survives_bisection(kept: AsyncEngine) -> None:
    lane = Lane(kept, Work())
    answers = await answers_of(lane, 1000, -2, 1002, 4)
    assert answers == ["kept 1000", "IntegrityError", "kept 1002", "kept 4"]
    assert await rows(kept) == [4, 1000, 1002]
