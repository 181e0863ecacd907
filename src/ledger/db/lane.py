"""Natural batching of writes: what arrives while one batch is being committed is the next batch.

A lane has one batch in flight and no timer: a lone command goes out at once, a busy hour fills
the batches by itself. A batch is one database transaction, decided and written by one call
whatever its size, so a hundred commands cost a few round trips and one commit. Each caller gets
an outcome of his own. The figures behind this are in docs/performance.md.
"""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

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


def calm_collector() -> None:
    """Let the garbage collector look at what a batch leaves behind seldom; called once at start.

    A batch makes thousands of short-lived objects without cycles, and the collector would look
    at all of them, and at all that the program has loaded, again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


class BatchMustBeRepeated(Exception):
    """Another process decided something that this batch built on; the next attempt will see it."""


@dataclass(slots=True)
class LaneMetrics:
    """What a lane has done since the program began."""

    commands: int = 0
    batches: int = 0
    largest_batch: int = 0
    bisections: int = 0
    refused_for_load: int = 0
    retries: Counter[str] = field(default_factory=Counter)
    """By SQLSTATE, or `repeat` where the batch itself asked for it."""


class Lane(Generic[Command, Outcome]):
    """Collects commands while a batch runs and then runs them all in one database transaction.

    `work` locks, decides in arrival order and writes in the transaction that it is given; it
    returns, for each command in order, the outcome or the refusal. A refusal is an outcome like
    any other: it does not undo the batch. Whatever `work` raises undoes the batch: a deadlock or
    a serialization failure is tried again, anything else is looked for by halves, so that a
    poisoned command hurts only itself.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        work: Callable[[AsyncConnection, Sequence[Command]], Awaitable[list[Outcome | Refusal]]],
        *,
        batch_max: int = BATCH_MAX,
        waiting_max: int = WAITING_MAX,
    ) -> None:
        self._engine = engine
        self._work = work
        self._batch_max = batch_max
        self._waiting_max = waiting_max
        self._waiting: list[tuple[Command, asyncio.Future[Outcome]]] = []
        self._running: asyncio.Task[None] | None = None
        self.metrics = LaneMetrics()

    @property
    def depth(self) -> int:
        """How many commands wait for the batch in flight."""
        return len(self._waiting)

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
            while self._waiting:
                batch = self._waiting[: self._batch_max]
                del self._waiting[: self._batch_max]
                await self._settle([waiting for waiting in batch if not waiting[1].done()])
        finally:
            self._running = None

    async def _settle(self, batch: Sequence[tuple[Command, asyncio.Future[Outcome]]]) -> None:
        """Run a batch and answer everybody in it; never raises."""
        if not batch:
            return
        try:
            outcomes = await self._commit([command for command, _ in batch])
        except Exception as error:  # noqa: BLE001 - it is the caller's, and is handed to him
            if len(batch) == 1 or isinstance(error, ServiceIsBusy):
                for _, answer in batch:
                    _refuse(answer, error)
                return
            self.metrics.bisections += 1
            middle = len(batch) // 2
            await self._settle(batch[:middle])
            await self._settle(batch[middle:])
            return
        for (_, answer), outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, Refusal):
                _refuse(answer, outcome)
            elif not answer.done():
                answer.set_result(outcome)

    async def _commit(self, commands: list[Command]) -> list[Outcome | Refusal]:
        attempt = 1
        while True:
            try:
                async with self._engine.begin() as conn:
                    outcomes = await self._work(conn, commands)
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
