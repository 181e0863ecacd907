"""Live events: a committed redemption reaches the resident's open pages within a second.

The redemption's own database transaction notifies PostgreSQL, which tells one listener in each
server process, and the listener wakes the resident's streams. A notification carries only whom it
concerns; a stream then reads what is new to it, so that a lost notification, a broken connection
or a late reconnect loses nothing and shows nobody another's redemption.
"""

from __future__ import annotations

import asyncio
import contextlib
import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol, TypeVar

import asyncpg
import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.session import create_engine
from ledger.errors import Refusal
from ledger.redemption.batch_writing import CHANNEL

STREAMS_PER_RESIDENT = 6
PROBE_SECONDS = 20.0
"""How long a dead connection to the database may go unnoticed."""
RECONNECT_SECONDS = 1.0

_log = structlog.get_logger("ledger.live_events")

Resident = tuple[int, int]
"""Estate id and resident id."""


class LiveStreamsAreTooMany(Refusal):
    """A resident has more pages open than anybody looks at."""

    code = "live_streams_are_too_many"
    status = 429

    def __init__(self) -> None:
        super().__init__("打开的页面太多，请关掉几个再试；积分到账不受影响。", retry_after=60)


class Subscription:
    """One open stream of a resident; it is woken when there may be something new."""

    def __init__(self) -> None:
        self._is_woken = asyncio.Event()

    def wake(self) -> None:
        self._is_woken.set()

    async def wait(self, seconds: float) -> bool:
        """Return True when woken, False when the time has passed."""
        try:
            async with asyncio.timeout(seconds):
                await self._is_woken.wait()
        except TimeoutError:
            return False
        self._is_woken.clear()
        return True


class LiveEvents:
    """One process's ear to the database, and the streams that it wakes."""

    def __init__(self, engine: AsyncEngine) -> None:
        """`engine` is the listener's own: a listening connection is never given back."""
        self._engine = engine
        # Weak, so that a stream which was dropped without being closed is forgotten, too.
        self._streams: dict[Resident, weakref.WeakSet[Subscription]] = {}
        self.is_listening = asyncio.Event()

    def open_streams(self, estate_id: int, resident_id: int) -> int:
        """Return how many streams of a resident this process holds."""
        return len(self._streams.get((estate_id, resident_id), ()))

    def subscribe(self, estate_id: int, resident_id: int) -> Subscription:
        """Open a stream; raises `LiveStreamsAreTooMany`. `unsubscribe` ends it."""
        streams = self._streams.setdefault((estate_id, resident_id), weakref.WeakSet())
        if len(streams) >= STREAMS_PER_RESIDENT:
            raise LiveStreamsAreTooMany
        subscription = Subscription()
        streams.add(subscription)
        return subscription

    def unsubscribe(self, estate_id: int, resident_id: int, subscription: Subscription) -> None:
        streams = self._streams.get((estate_id, resident_id))
        if streams is None:
            return
        streams.discard(subscription)
        if not streams:
            del self._streams[estate_id, resident_id]

    async def listen(self) -> None:
        """Listen until cancelled, over every restart of the database."""
        while True:
            try:
                await self._listen_once()
            except (OSError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError) as e:
                _log.warning("listener lost the database", error=type(e).__name__)
            self.is_listening.clear()
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen_once(self) -> None:
        async with self._engine.connect() as conn:
            driver = (await conn.get_raw_connection()).driver_connection
            assert driver is not None
            is_lost = asyncio.Event()
            driver.add_termination_listener(lambda _: is_lost.set())
            await driver.add_listener(CHANNEL, self._hear)
            try:
                self.is_listening.set()
                # What was redeemed while nobody listened.
                self._wake_all()
                while not is_lost.is_set():
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(PROBE_SECONDS):
                            await is_lost.wait()
                            return
                    await driver.execute("select 1", timeout=PROBE_SECONDS)
            finally:
                await conn.invalidate()

    def _hear(self, _driver: object, _pid: int, _channel: str, payload: object) -> None:
        estate_id, _, resident_id = str(payload).partition(":")
        if estate_id.isdigit() and resident_id.isdigit():
            for subscription in self._streams.get((int(estate_id), int(resident_id)), ()):
                subscription.wake()

    def _wake_all(self) -> None:
        for streams in list(self._streams.values()):
            for subscription in streams:
                subscription.wake()


class _App(Protocol):
    """What the hook needs of the application; the web framework stays at the edge."""

    @property
    def state(self) -> Any: ...


class _AppConfig(Protocol):
    @property
    def lifespan(self) -> list[Callable[[Any], AbstractAsyncContextManager[Any]]]: ...


Config = TypeVar("Config", bound=_AppConfig)


def on_app_init(app_config: Config) -> Config:
    """Hook of the application: listen while it runs; `app.state.live_events` is the listener."""
    app_config.lifespan.append(_listening)
    return app_config


@asynccontextmanager
async def _listening(app: _App) -> AsyncIterator[None]:
    # After the application's own lifespan, which put the engine there.
    service: AsyncEngine = app.state.engine
    engine = create_engine(service.url.render_as_string(hide_password=False), pool_size=1)
    live_events = LiveEvents(engine)
    app.state.live_events = live_events
    listener = asyncio.create_task(live_events.listen())
    try:
        yield
    finally:
        listener.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listener
        await engine.dispose()
