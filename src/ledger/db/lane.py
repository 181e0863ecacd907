"""Natural batching of writes: what arrives while one batch is being committed is the next batch.

A lane has one batch in flight and no timer: a lone command goes out at once, a busy hour fills
the batches by itself. A batch is one database transaction, decided and written by one call
whatever its size, so a hundred commands cost a few round trips and one commit. Each caller gets
an outcome of his own. The figures behind this are in docs/performance.md.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.db.ids import jitter
from ledger.errors import Refusal, ServiceIsBusy

BATCH_MAX = 512
"""More in one batch makes everybody in it wait longer and saves nothing any more."""
WAITING_MAX = 4096
"""How many may wait; whoever comes then is asked to come back later."""
ATTEMPTS = 6

SERIALIZATION_FAILURE = "40001"
DEADLOCK_DETECTED = "40P01"

Command = TypeVar("Command")
Outcome = TypeVar("Outcome")
_Command = TypeVar("_Command", contravariant=True)
_Outcome = TypeVar("_Outcome", covariant=True)


class Postponed:
    """What a batch answers a command whose turn has not come: something it needs is taken."""


POSTPONED = Postponed()


class BatchMustBeRepeated(Exception):
    """Another process decided something that this batch built on; the next attempt will see it."""


class Work(Protocol[_Command, _Outcome]):
    """Locks, decides in arrival order and writes a batch in the transaction that it is given.

    It answers each command with its outcome, its refusal, or `POSTPONED`. The first `insistent`
    commands were postponed before and must wait for what they need; the others may be postponed
    rather than wait for another batch.
    """

    async def __call__(
        self, conn: AsyncConnection, commands: Sequence[_Command], /, *, insistent: int
    ) -> Sequence[_Outcome | Refusal | Postponed]: ...


@dataclass(slots=True)
class LaneMetrics:
    """What a lane has done since the program began."""

    commands: int = 0
    batches: int = 0
    largest_batch: int = 0
    bisections: int = 0
    refused_for_load: int = 0
    postponed: int = 0
    retries: Counter[str] = field(default_factory=Counter)
    """By SQLSTATE, or `repeat` where the batch itself asked for it."""


class Lane(Generic[Command, Outcome]):
    """Collects commands while a batch runs and then runs them all in one database transaction.

    A refusal is an outcome like any other: it does not undo the batch. What is postponed heads the
    next batch, so that two processes work on different books at a time, and wait only in turn.
    Whatever `work` raises undoes the batch: a deadlock or a serialization failure is tried again,
    anything else is looked for by halves, so that a poisoned command hurts only itself.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        work: Work[Command, Outcome],
        *,
        batch_max: int = BATCH_MAX,
        waiting_max: int = WAITING_MAX,
    ) -> None:
        self._engine = engine
        self._work = work
        self._batch_max = batch_max
        self._waiting_max = waiting_max
        self._postponed: list[tuple[Command, asyncio.Future[Outcome]]] = []
        self._waiting: list[tuple[Command, asyncio.Future[Outcome]]] = []
        self._running: asyncio.Task[None] | None = None
        self.metrics = LaneMetrics()

    @property
    def depth(self) -> int:
        """How many commands wait for the batch in flight."""
        return len(self._postponed) + len(self._waiting)

    async def submit(self, command: Command) -> Outcome:
        """Return the command's outcome when it is committed.

        Raises its refusal, `ServiceIsBusy` when too many wait or the database went away, or what
        the command alone made `work` raise. A caller that gives up does not undo the command.
        """
        if len(self._waiting) >= self._waiting_max:
            self.metrics.refused_for_load += 1
            raise ServiceIsBusy
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((command, answer))
        if self._running is None:
            self._running = asyncio.get_running_loop().create_task(self._run())
        return await answer

    async def close(self) -> None:
        """Return when everything that was submitted is answered."""
        while self._running is not None:
            await asyncio.wait([self._running])

    async def _run(self) -> None:
        try:
            while self._postponed or self._waiting:
                first = [waiting for waiting in self._postponed if not waiting[1].done()]
                room = max(0, self._batch_max - len(first))
                batch = [waiting for waiting in self._waiting[:room] if not waiting[1].done()]
                del self._waiting[:room]
                self._postponed = []
                await self._settle(first + batch, insistent=len(first))
        finally:
            self._running = None

    async def _settle(
        self, batch: Sequence[tuple[Command, asyncio.Future[Outcome]]], *, insistent: int
    ) -> None:
        """Run a batch and answer everybody in it; never raises."""
        if not batch:
            return
        try:
            outcomes = await self._commit([command for command, _ in batch], insistent)
        except Exception as error:  # noqa: BLE001 - it is the caller's, and is handed to him
            if len(batch) == 1 or isinstance(error, ServiceIsBusy):
                for _, answer in batch:
                    _refuse(answer, error)
                return
            self.metrics.bisections += 1
            middle = len(batch) // 2
            await self._settle(batch[:middle], insistent=min(insistent, middle))
            await self._settle(batch[middle:], insistent=max(0, insistent - middle))
            return
        for waiting, outcome in zip(batch, outcomes, strict=True):
            answer = waiting[1]
            if isinstance(outcome, Postponed):
                self.metrics.postponed += 1
                self._postponed.append(waiting)
            elif isinstance(outcome, Refusal):
                _refuse(answer, outcome)
            elif not answer.done():
                answer.set_result(outcome)

    async def _commit(
        self, commands: list[Command], insistent: int
    ) -> Sequence[Outcome | Refusal | Postponed]:
        attempt = 1
        while True:
            try:
                async with self._engine.begin() as conn:
                    outcomes = await self._work(conn, commands, insistent=insistent)
            except BatchMustBeRepeated:
                reason = "repeat"
                if attempt == ATTEMPTS:
                    raise
            except DBAPIError as error:
                if error.connection_invalidated:
                    raise ServiceIsBusy from error
                reason = getattr(error.orig, "sqlstate", None) or ""
                if reason not in (SERIALIZATION_FAILURE, DEADLOCK_DETECTED) or attempt == ATTEMPTS:
                    raise
            except OSError as error:
                raise ServiceIsBusy from error
            else:
                self.metrics.batches += 1
                self.metrics.commands += len(commands)
                self.metrics.largest_batch = max(self.metrics.largest_batch, len(commands))
                return outcomes
            self.metrics.retries[reason] += 1
            # Two processes that met once must not meet again in step.
            await asyncio.sleep(jitter(0.01 * attempt))
            attempt += 1


def _refuse(answer: asyncio.Future[Any], error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)
        # A caller that gave up must not make the program complain of an unread error.
        answer.exception()
