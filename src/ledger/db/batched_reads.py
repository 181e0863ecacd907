"""Questions that share a round trip: what is asked while one read runs, the next one answers.

No timer and no memory. A question is put to the database after it was asked, so an answer is never
older than its question; a lone question goes out at once, and a busy process asks for many at a
time without waiting for more to come.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.errors import ServiceIsBusy

KEYS_MAX = 256
"""How many keys one read takes at most."""
WAITING_MAX = 4096
"""How many may wait; whoever comes then is asked to come back later."""

Key = TypeVar("Key")
Answer = TypeVar("Answer")
_Waiting = tuple[Key, "asyncio.Future[Answer | None]"]

# The connection broke or the server is going away: the same question is welcome a moment later.
_PASSING = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,
    OSError,
)


class BatchedReads(Generic[Key, Answer]):
    """Collects keys while a read runs and then reads them all in one call.

    `read` gets different keys in the order in which they were first asked, and returns what it
    found; what is missing there is answered with None. Answers are shared between those who ask
    the same, so they must not be changed.
    """

    def __init__(
        self,
        read: Callable[[Sequence[Key]], Coroutine[Any, Any, Mapping[Key, Answer]]],
        *,
        keys_max: int = KEYS_MAX,
        waiting_max: int = WAITING_MAX,
    ) -> None:
        self._read = read
        self._keys_max = keys_max
        self._waiting_max = waiting_max
        self._waiting: list[_Waiting[Key, Answer]] = []
        self._reading: asyncio.Task[Mapping[Key, Answer]] | None = None
        self.questions = 0
        self.reads = 0

    @property
    def waiting(self) -> int:
        """How many wait for the read that runs to end."""
        return len(self._waiting)

    async def of(self, key: Key) -> Answer | None:
        """Return what stands under the key now, or None.

        Raises `ServiceIsBusy` when too many wait, and whatever the read raised.
        """
        if len(self._waiting) >= self._waiting_max:
            raise ServiceIsBusy
        asker: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((key, asker))
        self.questions += 1
        if self._reading is None:
            self._begin()
        return await asker

    def _begin(self) -> None:
        batch = self._waiting[: self._keys_max]
        del self._waiting[: self._keys_max]
        keys = list(dict.fromkeys(key for key, _ in batch))
        self.reads += 1
        self._reading = asyncio.get_running_loop().create_task(self._read(keys))
        self._reading.add_done_callback(partial(self._answer, batch))

    def _answer(
        self, batch: list[_Waiting[Key, Answer]], done: asyncio.Task[Mapping[Key, Answer]]
    ) -> None:
        self._reading = None
        # Whoever has given up meanwhile need not be asked for.
        self._waiting = [waiting for waiting in self._waiting if not waiting[1].done()]
        if self._waiting:
            self._begin()
        error = asyncio.CancelledError() if done.cancelled() else done.exception()
        for key, asker in batch:
            if asker.done():
                continue
            if error is None:
                asker.set_result(done.result().get(key))
            elif isinstance(error, asyncio.CancelledError):
                asker.cancel()
            else:
                asker.set_exception(error)


async def fetch(engine: AsyncEngine, sql: str, *arguments: object) -> list[Any]:
    """Return the rows of one SELECT, prepared once for each connection, in one round trip.

    `sql` has the driver's own parameters, $1 and so on. Raises `ServiceIsBusy` when the connection
    breaks.
    """
    async with engine.connect() as conn:
        driver = (await conn.get_raw_connection()).driver_connection
        assert driver is not None
        try:
            rows: list[Any] = await driver.fetch(sql, *arguments)
        except _PASSING as error:
            await conn.invalidate()
            raise ServiceIsBusy from error
    return rows
