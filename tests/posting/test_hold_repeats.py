"""Holds asked for twice, at once, and on the edge of their time."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.balance import BalanceIsTooLow
from ledger.bookkeeping.entry import EntryAmountIsOutOfRange
from ledger.errors import IdempotencyKeyWasUsed, Refusal
from ledger.posting.holds import HoldHasEnded, capture_hold, expire_holds, place_hold
from ledger.posting.operations import PostedEntry
from ledger.posting.rules import AccountIsUnknown
from tests.posting.test_holds import (
    EARLIER,
    LATER,
    PATIENCE_S,
    capture,
    hold,
    left,
    rich_town,
    state_of,
    void,
)
from tests.posting.town import (
    TODAY,
    check_books,
    checksums,
    rows,
    scalar,
    until_somebody_waits,
    using,
)


@pytest.fixture
def conn(module_conn: AsyncConnection) -> AsyncConnection:
    """All that these tests do is rolled back, so they share a database."""
    return module_conn


# The same again ----------------------------------------------------------------------------------


async def test_the_same_capture_again_is_answered_with_its_entry(conn: AsyncConnection) -> None:
    town = await rich_town(conn)
    hold_id = await hold(conn, town, 40)
    first = await capture(conn, town, hold_id, 25)
    again = await capture(conn, town, hold_id, 25)
    assert again == replace(first, is_replay=True)
    assert await left(conn, town) == 35
    assert await state_of(conn, hold_id) == ("captured", 25, first.seq)
    await check_books(conn, town.estates)


async def test_a_captures_key_stands_for_one_capture(conn: AsyncConnection) -> None:
    """Another amount, another hold, an entry that was posted without a hold: the key is used."""
    town = await rich_town(conn)
    one, two = await hold(conn, town, 20, key="one"), await hold(conn, town, 20, key="two")
    await capture(conn, town, one, 15, key="k")
    with pytest.raises(IdempotencyKeyWasUsed):
        await capture(conn, town, one, 14, key="k")
    with pytest.raises(IdempotencyKeyWasUsed):
        await capture(conn, town, two, 15, key="k")
    await town.post(conn, town.command(using(5, town.wallet()), "plain"))
    with pytest.raises(IdempotencyKeyWasUsed):
        await capture(conn, town, two, 5, key="plain")
    assert await state_of(conn, two) == ("open", 0, None)
    assert await left(conn, town) == 60 - 15 - 20 - 5


async def test_another_capture_of_an_ended_hold_is_refused(conn: AsyncConnection) -> None:
    town = await rich_town(conn)
    hold_id = await hold(conn, town, 40)
    await capture(conn, town, hold_id, 25)
    with pytest.raises(HoldHasEnded):
        await capture(conn, town, hold_id, 25, key="another")


async def test_the_same_void_again_changes_nothing(conn: AsyncConnection) -> None:
    town = await rich_town(conn)
    hold_id, other = await hold(conn, town, 40), await hold(conn, town, 10, key="other")
    assert await void(conn, town, hold_id, key="v") is False
    assert await void(conn, town, hold_id, key="v") is True
    assert await left(conn, town) == 50
    with pytest.raises(IdempotencyKeyWasUsed):
        await void(conn, town, other, key="v")
    with pytest.raises(HoldHasEnded):
        await void(conn, town, hold_id, key="w")
    assert await rows(
        conn, "select object, outcome from audit_line where action = 'void_hold'"
    ) == [(f"hold:{hold_id}", "done")]


@pytest.mark.parametrize(
    "said", [{"amount": 39}, {"purpose": "dinner"}, {"expires_at": LATER + timedelta(hours=1)}]
)
async def test_a_holds_key_stands_for_all_that_was_said(
    conn: AsyncConnection, said: dict[str, object]
) -> None:
    town = await rich_town(conn)
    first = await hold(conn, town, 40)
    assert await hold(conn, town, 40) == first
    asked: dict[str, object] = {"amount": 40, "purpose": "lunch", "expires_at": LATER} | said
    with pytest.raises(IdempotencyKeyWasUsed):
        await place_hold(
            conn,
            estate_id=town.estate,
            account=("M2102", town.wallet()),
            placed_by=town.treasurer,
            idempotency_key="h",
            **asked,  # type: ignore[arg-type]
        )
    assert await left(conn, town) == 20


async def test_a_hold_that_ended_is_still_the_answer_to_its_key(conn: AsyncConnection) -> None:
    town = await rich_town(conn)
    hold_id = await hold(conn, town, 40)
    await void(conn, town, hold_id)
    assert await hold(conn, town, 40) == hold_id
    assert await left(conn, town) == 60


# Time --------------------------------------------------------------------------------------------


async def test_what_ran_out_of_time_does_not_stand_in_the_way_of_a_new_hold(
    conn: AsyncConnection,
) -> None:
    town = await rich_town(conn)
    stale = await hold(conn, town, 40, key="stale", expires_at=EARLIER)
    fresh = await hold(conn, town, 30, key="fresh")
    assert await state_of(conn, stale) == ("expired", 0, None)
    assert await left(conn, town) == 30
    with pytest.raises(BalanceIsTooLow):
        await hold(conn, town, 31, key="more")
    assert await expire_holds(conn, estate_id=town.estate) == 0
    await capture(conn, town, fresh, 30)
    await check_books(conn, town.estates)


@pytest.mark.parametrize("how", ["capture", "void"])
async def test_the_clock_is_read_after_the_wait_for_the_hold(engine: AsyncEngine, how: str) -> None:
    """Who began in time and got the hold too late is too late."""
    async with engine.begin() as conn:
        town = await rich_town(conn)
        hold_id = await hold(conn, town, 40)
        await conn.execute(
            text("update hold set expires_at = clock_timestamp() + interval '1 second'")
        )
    async with engine.begin() as holder, engine.connect() as watcher:
        await holder.execute(text("select 1 from hold for update"))

        async def work() -> None:
            async with engine.begin() as conn:
                if how == "capture":
                    await capture(conn, town, hold_id, 40)
                else:
                    await void(conn, town, hold_id)

        waiting = asyncio.create_task(work())
        await until_somebody_waits(watcher)
        await holder.execute(text("select pg_sleep(1.1)"))
        await holder.rollback()
        async with asyncio.timeout(PATIENCE_S):
            with pytest.raises(HoldHasEnded):
                await waiting
    async with engine.connect() as conn:
        assert await state_of(conn, hold_id) == ("open", 0, None)


# At once -----------------------------------------------------------------------------------------


async def test_one_capture_at_once_is_one_entry(engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        town = await rich_town(conn)
        hold_id = await hold(conn, town, 40)

    async def work() -> PostedEntry:
        async with engine.begin() as conn:
            return await capture(conn, town, hold_id, 40)

    async with asyncio.timeout(PATIENCE_S):
        done = await asyncio.gather(*(work() for _ in range(8)))
    assert sorted(each.is_replay for each in done) == [False] + [True] * 7
    assert len({(each.seq, each.entry_no) for each in done}) == 1
    async with engine.connect() as conn:
        assert await left(conn, town) == 20
        await check_books(conn, town.estates)


async def test_one_void_at_once_is_one(engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        town = await rich_town(conn)
        hold_id = await hold(conn, town, 40)

    async def work() -> bool:
        async with engine.begin() as conn:
            return await void(conn, town, hold_id)

    async with asyncio.timeout(PATIENCE_S):
        repeats = await asyncio.gather(*(work() for _ in range(8)))
    assert sorted(repeats) == [False] + [True] * 7
    async with engine.connect() as conn:
        assert await left(conn, town) == 60


async def test_one_key_for_two_accounts_at_once_is_one_hold(engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        town = await rich_town(conn)

    async def work(account: tuple[str, str]) -> bool:
        try:
            async with engine.begin() as conn:
                await hold(conn, town, 10, account=account)
        except IdempotencyKeyWasUsed:
            return False
        return True

    accounts = [("M2102", town.wallet()), ("1002001", "")] * 4
    async with asyncio.timeout(PATIENCE_S):
        done = await asyncio.gather(*(work(account) for account in accounts))
    assert sorted(done) == [False] * 4 + [True] * 4
    async with engine.connect() as conn:
        assert await scalar(conn, "select sum(held) from balance") == 10
        assert await scalar(conn, "select count(*) from hold") == 1


async def test_captures_sweepers_and_new_holds_at_once(engine: AsyncEngine) -> None:
    """Twenty holds on the edge of their time: each is captured or expired, and nothing is lost."""
    async with engine.begin() as conn:
        town = await rich_town(conn, minutes=200)
        ids = [await hold(conn, town, 10, key=f"h{number}") for number in range(20)]
        await conn.execute(
            text("update hold set expires_at = clock_timestamp() + interval '40 ms' * hold_id")
        )

    async def take(number: int, hold_id: int) -> str:
        try:
            async with engine.begin() as conn:
                await capture(conn, town, hold_id, 10, key=f"c{number}")
        except HoldHasEnded:
            return "expired"
        return "captured"

    async def sweep() -> int:
        async with engine.begin() as conn:
            return await expire_holds(conn, estate_id=town.estate)

    async with asyncio.timeout(PATIENCE_S):
        await asyncio.sleep(0.3)
        done = await asyncio.gather(
            *(take(number, hold_id) for number, hold_id in enumerate(ids)),
            *(sweep() for _ in range(4)),
        )
        await asyncio.sleep(1)
        await sweep()
    captured = done.count("captured")
    async with engine.connect() as conn:
        ended = dict(await rows(conn, "select state, count(*) from hold group by state"))
        assert ended == {
            state: count
            for state, count in (("captured", captured), ("expired", 20 - captured))
            if count
        }
        assert await scalar(conn, "select sum(held) from balance") == 0
        assert await left(conn, town) == 200 - 10 * captured
        await check_books(conn, town.estates)


# Refusals ----------------------------------------------------------------------------------------


async def test_the_order_of_a_holds_refusals(conn: AsyncConnection) -> None:
    """docs/refusals.md, "Holds": each call has the fault of its row and of the rows below."""
    town = await rich_town(conn)
    hold_id = await hold(conn, town, 40)
    ended = await hold(conn, town, 10, key="ended")
    await capture(conn, town, ended, 10, key="used")

    async def refusal(asked: object) -> type[Refusal]:
        with pytest.raises(Refusal) as caught:
            await asked  # type: ignore[misc]
        return caught.type

    nobody = ("M2102", "resident:999999")
    assert await refusal(hold(conn, town, 0, account=nobody)) is EntryAmountIsOutOfRange
    assert await refusal(hold(conn, town, 99, account=nobody)) is AccountIsUnknown
    assert await refusal(hold(conn, town, 99)) is IdempotencyKeyWasUsed
    assert await refusal(hold(conn, town, 99, key="new")) is BalanceIsTooLow

    def captured(which: int, wallet: str, key: str) -> object:
        return capture_hold(
            conn,
            hold_id=which,
            command=town.command(using(99, wallet), key),
            posted_by=town.treasurer,
            today=TODAY,
        )

    unknown = hold_id + 99
    assert await refusal(captured(unknown, "resident:999999", "used")) is AccountIsUnknown
    assert (await refusal(captured(unknown, town.wallet(), "used"))).code == "object_is_not_here"
    assert await refusal(captured(ended, town.wallet(), "used")) is IdempotencyKeyWasUsed
    assert await refusal(captured(ended, town.wallet(), "new")) is HoldHasEnded
    assert (await refusal(captured(hold_id, town.wallet(), "new"))).code == "hold_is_too_small"
    assert await void(conn, town, hold_id, key="v") is False
    assert await refusal(void(conn, town, unknown, key="v")) is IdempotencyKeyWasUsed


async def test_a_refused_verb_leaves_every_row_as_it_was(
    engine: AsyncEngine, owner_engine: AsyncEngine
) -> None:
    async with engine.begin() as conn:
        town = await rich_town(conn)
        hold_id = await hold(conn, town, 40)
        stale = await hold(conn, town, 10, key="stale")
        await conn.execute(
            text("update hold set expires_at = now() where idempotency_key = 'stale'")
        )
    before = await checksums(owner_engine)

    async def refused(verb: str) -> None:
        async with engine.begin() as conn:
            if verb == "place":
                await hold(conn, town, 99, key="new")
            elif verb == "capture":
                await capture(conn, town, hold_id, 41)
            elif verb == "void":
                await void(conn, town, stale)

    for verb in ("place", "capture", "void"):
        with pytest.raises(Refusal):
            await refused(verb)
        assert await checksums(owner_engine) == before
