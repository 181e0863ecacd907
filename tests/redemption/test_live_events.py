"""The resident's phone hears of a redemption: at once, only its own, over a broken connection."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.session import create_engine
from ledger.redemption.live_events import (
    STREAMS_PER_RESIDENT,
    LiveEvents,
    LiveStreamsAreTooMany,
)
from tests.redemption.world import World


@asynccontextmanager
async def listening(service: AsyncEngine) -> AsyncIterator[LiveEvents]:
    engine = create_engine(service.url.render_as_string(hide_password=False), pool_size=1)
    live_events = LiveEvents(engine)
    task = asyncio.create_task(live_events.listen())
    async with asyncio.timeout(5):
        await live_events.is_listening.wait()
    try:
        yield live_events
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await engine.dispose()


async def test_a_redemption_wakes_its_own_resident_only(world: World) -> None:
    # Two processes, as behind two workers.
    async with listening(world.engine) as one, listening(world.engine) as two:
        mine = one.subscribe(world.estate_id, world.residents[0])
        also_mine = two.subscribe(world.estate_id, world.residents[0])
        neighbours = one.subscribe(world.estate_id, world.residents[1])
        elsewhere = one.subscribe(world.estate_id + 1, world.residents[0])
        await world.submit(await world.show_code(0), world.lines(S001=1), key="k")
        assert await mine.wait(1.0)
        assert await also_mine.wait(1.0)
        assert not await neighbours.wait(0.1)
        assert not await elsewhere.wait(0.1)
        assert not await mine.wait(0.1)


async def test_a_redemption_that_is_rolled_back_wakes_nobody(world: World) -> None:
    async with listening(world.engine) as live_events:
        mine = live_events.subscribe(world.estate_id, world.residents[0])
        with pytest.raises(Exception, match="积分不够"):
            await world.submit(await world.show_code(0), world.lines(S001=9), key="k")
        assert not await mine.wait(0.2)


async def test_the_listener_comes_back_after_its_connection_is_cut(
    world: World, owner_engine: AsyncEngine
) -> None:
    async with listening(world.engine) as live_events:
        mine = live_events.subscribe(world.estate_id, world.residents[0])
        async with world.engine.begin() as conn:
            # Only as the login itself does one see, and may one end, its other connections.
            await conn.execute(text("set local role none"))
            cut = await conn.execute(
                text("""select count(pg_terminate_backend(pid)) from pg_stat_activity
                    where datname = current_database() and query like 'LISTEN%'""")
            )
            assert cut.scalar_one() == 1
        await asyncio.sleep(0.1)
        # Redeemed while nobody listens: the stream is woken when the listener is back.
        await world.submit(await world.show_code(0), world.lines(S001=1), key="k")
        assert await mine.wait(5.0)
        await world.submit(await world.show_code(0), world.lines(S003=1), key="k2")
        assert await mine.wait(1.0)


async def test_streams_are_counted_and_forgotten(world: World) -> None:
    live_events = LiveEvents(world.engine)
    streams = [live_events.subscribe(1, 2) for _ in range(STREAMS_PER_RESIDENT)]
    with pytest.raises(LiveStreamsAreTooMany):
        live_events.subscribe(1, 2)
    live_events.subscribe(1, 3)
    live_events.unsubscribe(1, 2, streams.pop())
    assert live_events.open_streams(1, 2) == STREAMS_PER_RESIDENT - 1
    # A stream that was dropped without being closed is forgotten, too.
    streams.clear()
    gc.collect()
    assert live_events.open_streams(1, 2) == 0
    live_events.unsubscribe(9, 9, live_events.subscribe(9, 9))
    assert live_events.open_streams(9, 9) == 0


async def test_a_strange_notification_harms_nobody(world: World) -> None:
    async with listening(world.engine) as live_events:
        mine = live_events.subscribe(world.estate_id, world.residents[0])
        async with world.engine.begin() as conn:
            for payload in ("", "x", ":", "1:", "1:2:3", "九:九", "9" * 4000):
                await conn.execute(
                    text("select pg_notify('ledger_redemption', :payload)"), {"payload": payload}
                )
        assert not await mine.wait(0.2)
        await world.submit(await world.show_code(0), world.lines(S001=1), key="k")
        assert await mine.wait(1.0)
