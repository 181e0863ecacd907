"""Holds narrow what can leave an account and end exactly once."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.balance import BalanceIsTooLow
from ledger.errors import IdempotencyKeyWasUsed, ObjectIsNotHere, Refusal
from ledger.posting.holds import (
    HoldHasEnded,
    HoldIsTooSmall,
    capture_hold,
    expire_holds,
    place_hold,
    void_hold,
)
from ledger.posting.operations import PostedEntry, lock_accounts
from tests.posting.town import (
    TODAY,
    Town,
    check_books,
    found_town,
    income,
    rows,
    scalar,
    serving,
    spending,
    until_somebody_waits,
    using,
)

LATER = datetime.now(UTC) + timedelta(hours=1)
EARLIER = datetime.now(UTC) - timedelta(seconds=1)
PATIENCE_S = 20


@pytest.fixture
def conn(module_conn: AsyncConnection) -> AsyncConnection:
    """All that these tests do is rolled back, so they share a database."""
    return module_conn


async def rich_town(conn: AsyncConnection, *, minutes: int = 60) -> Town:
    """A town whose first resident has minutes, and whose bank has money."""
    town = await found_town(conn, estates=2)
    await town.post(
        conn,
        town.command(serving(minutes, town.wallet()), "earn"),
        town.command(income(500_00), "rent"),
    )
    return town


async def hold(
    conn: AsyncConnection,
    town: Town,
    amount: int,
    *,
    key: str = "h",
    expires_at: datetime = LATER,
    account: tuple[str, str] | None = None,
) -> int:
    return await place_hold(
        conn,
        estate_id=town.estate,
        account=account or ("M2102", town.wallet()),
        amount=amount,
        expires_at=expires_at,
        purpose="lunch",
        placed_by=town.treasurer,
        idempotency_key=key,
    )


async def capture(
    conn: AsyncConnection, town: Town, hold_id: int, amount: int, *, key: str = "capture"
) -> PostedEntry:
    return await capture_hold(
        conn,
        hold_id=hold_id,
        command=town.command(using(amount, town.wallet()), key),
        posted_by=town.treasurer,
        today=TODAY,
    )


async def void(conn: AsyncConnection, town: Town, hold_id: int, *, key: str = "void") -> bool:
    return await void_hold(
        conn,
        estate_id=town.estate,
        hold_id=hold_id,
        voided_by=town.treasurer,
        idempotency_key=key,
    )


async def left(conn: AsyncConnection, town: Town) -> int:
    account = ("M2102", town.wallet())
    return (await lock_accounts(conn, town.estate, [account]))[account].available


async def state_of(conn: AsyncConnection, hold_id: int) -> tuple[str, int, int | None]:
    found = await rows(
        conn, "select state, captured, captured_seq from hold where hold_id = :h", h=hold_id
    )
    return found[0]


async def test_a_hold_narrows_and_a_void_widens(conn: AsyncConnection) -> None:
    town = await rich_town(conn)
    hold_id = await hold(conn, town, 40)
    assert await left(conn, town) == 20
    assert await void(conn, town, hold_id) is False
    assert await left(conn, town) == 60
    assert await state_of(conn, hold_id) == ("void", 0, None)


async def test_holds_add_up_and_the_last_point_can_be_held(conn: AsyncConnection) -> None:
    town = await rich_town(conn)
    await hold(conn, town, 40, key="a")
    await hold(conn, town, 20, key="b")
    assert await left(conn, town) == 0
    with pytest.raises(BalanceIsTooLow) as caught:
        await hold(conn, town, 7, key="c")
    assert caught.value.details == {"account_code": "M2102", "short": 7}
    assert "还差 7 分钟" in caught.value.sentence


async def test_money_that_is_short_is_told_in_yuan(conn: AsyncConnection) -> None:
    town = await rich_town(conn)
    with pytest.raises(BalanceIsTooLow, match=r"还差 0\.50 元"):
        await hold(conn, town, 500_50, account=("1002001", ""))


async def test_what_is_held_cannot_be_spent(conn: AsyncConnection) -> None:
    town = await rich_town(conn)
    await hold(conn, town, 40)
    with pytest.raises(BalanceIsTooLow):
        await town.post(conn, town.command(using(21, town.wallet()), "x"))
    await town.post(conn, town.command(using(20, town.wallet()), "y"))
    await hold(conn, town, 499_00, account=("1002001", ""), key="money")
    with pytest.raises(BalanceIsTooLow):
        await town.post(conn, town.command(spending(1_01), "z"))


@pytest.mark.parametrize("taken", [40, 25])
async def test_a_capture_takes_what_the_entry_says_and_frees_the_rest(
    conn: AsyncConnection, taken: int
) -> None:
    town = await rich_town(conn)
    hold_id = await hold(conn, town, 40)
    posted = await capture(conn, town, hold_id, taken)
    assert await left(conn, town) == 60 - taken
    assert await state_of(conn, hold_id) == ("captured", taken, posted.seq)
    assert await scalar(conn, "select sum(held) from balance") == 0
    await check_books(conn, town.estates)


async def test_a_capture_of_all_there_is_needs_no_more(conn: AsyncConnection) -> None:
    town = await rich_town(conn)
    await capture(conn, town, await hold(conn, town, 60), 60)
    assert await left(conn, town) == 0


async def test_a_capture_takes_no_more_than_was_held(conn: AsyncConnection) -> None:
    town = await rich_town(conn)
    hold_id = await hold(conn, town, 40)
    with pytest.raises(HoldIsTooSmall) as caught:
        await capture(conn, town, hold_id, 41)
    assert caught.value.details == {"held": 40, "taken": 41}
    assert await left(conn, town) == 20


async def test_a_capture_must_take_from_the_held_account(conn: AsyncConnection) -> None:
    town = await rich_town(conn)
    hold_id = await hold(conn, town, 40)
    with pytest.raises(HoldIsTooSmall):
        await capture_hold(
            conn,
            hold_id=hold_id,
            command=town.command(serving(5, town.wallet()), "wrong way"),
            posted_by=town.treasurer,
            today=TODAY,
        )
    with pytest.raises(HoldIsTooSmall):
        await capture_hold(
            conn,
            hold_id=hold_id,
            command=town.command(spending(5), "elsewhere"),
            posted_by=town.treasurer,
            today=TODAY,
        )


ENDINGS = ["void", "capture", "expire"]


async def end(conn: AsyncConnection, town: Town, hold_id: int, how: str, key: str) -> None:
    if how == "void":
        await void(conn, town, hold_id, key=key)
    elif how == "capture":
        await capture(conn, town, hold_id, 10, key=key)
    else:
        await conn.execute(text("update hold set expires_at = now() - interval '1 second'"))
        assert await expire_holds(conn, estate_id=town.estate) == 1


@pytest.mark.parametrize("first", ENDINGS)
async def test_a_hold_ends_once(conn: AsyncConnection, first: str) -> None:
    town = await rich_town(conn)
    hold_id = await hold(conn, town, 40)
    await end(conn, town, hold_id, first, "first")
    available = await left(conn, town)
    for again in ("void", "capture"):
        with pytest.raises(HoldHasEnded):
            await end(conn, town, hold_id, again, "again")
    assert await expire_holds(conn, estate_id=town.estate) == 0
    assert await left(conn, town) == available == (50 if first == "capture" else 60)


async def test_the_databases_clock_ends_a_hold_and_not_the_sweeper(conn: AsyncConnection) -> None:
    town = await rich_town(conn)
    hold_id = await hold(conn, town, 40, expires_at=EARLIER)
    with pytest.raises(HoldHasEnded):
        await capture(conn, town, hold_id, 40)
    with pytest.raises(HoldHasEnded):
        await void(conn, town, hold_id)
    assert await left(conn, town) == 20
    assert await expire_holds(conn, estate_id=town.estate) == 1
    assert await left(conn, town) == 60
    assert await state_of(conn, hold_id) == ("expired", 0, None)


async def test_only_holds_out_of_time_expire_and_only_here(conn: AsyncConnection) -> None:
    town = await rich_town(conn)
    await hold(conn, town, 10, key="a")
    await hold(conn, town, 20, key="b")
    await hold(conn, town, 30_00, key="c", account=("1002001", ""))
    await hold(conn, town, 5, key="d")
    await conn.execute(text("update hold set expires_at = now() where idempotency_key <> 'd'"))
    assert await expire_holds(conn, estate_id=town.estates[1]) == 0
    assert await expire_holds(conn, estate_id=town.estate) == 3
    assert await rows(conn, "select held from balance where held <> 0") == [(5,)]


async def test_sweepers_at_once_give_back_once(engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        town = await rich_town(conn)
        for number in range(5):
            await hold(conn, town, 10, key=f"h{number}")
        await hold(conn, town, 10, key="in time")
        await conn.execute(
            text("update hold set expires_at = now() where idempotency_key <> 'in time'")
        )

    async def sweep() -> int:
        async with engine.begin() as conn:
            return await expire_holds(conn, estate_id=town.estate)

    # All of them have seen the holds before the first may end them.
    async with engine.begin() as holder, engine.connect() as watcher:
        await lock_accounts(holder, town.estate, [("M2102", town.wallet())])
        sweeping = [asyncio.create_task(sweep()) for _ in range(4)]
        await until_somebody_waits(watcher, count=4)
        await holder.rollback()
        async with asyncio.timeout(PATIENCE_S):
            done = await asyncio.gather(*sweeping)
    assert sorted(done) == [0, 0, 0, 5]
    async with engine.connect() as conn:
        assert await left(conn, town) == 50


async def test_one_key_is_one_hold(conn: AsyncConnection) -> None:
    town = await rich_town(conn)
    first = await hold(conn, town, 40)
    assert await hold(conn, town, 40) == first
    assert await left(conn, town) == 20
    with pytest.raises(IdempotencyKeyWasUsed):
        await hold(conn, town, 39)
    with pytest.raises(IdempotencyKeyWasUsed):
        await hold(conn, town, 40, account=("M2102", town.wallet(1)))


async def test_another_estates_hold_is_not_here(conn: AsyncConnection) -> None:
    town = await rich_town(conn)
    hold_id = await hold(conn, town, 40)
    other = replace(town, estates=town.estates[1:])
    for where, missing in ((other, hold_id), (town, hold_id + 1)):
        with pytest.raises(ObjectIsNotHere):
            await void(conn, where, missing, key=f"void {where.estate}")


async def test_captures_at_once_are_one(engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        town = await rich_town(conn)
        hold_id = await hold(conn, town, 40)

    async def work(task: int) -> bool:
        try:
            async with engine.begin() as conn:
                if task % 3:
                    await capture(conn, town, hold_id, 40, key=f"c{task}")
                else:
                    await void(conn, town, hold_id, key=f"v{task}")
        except HoldHasEnded:
            return False
        return True

    async with asyncio.timeout(PATIENCE_S):
        done = await asyncio.gather(*(work(task) for task in range(12)))
    assert done.count(True) == 1
    async with engine.connect() as conn:
        assert await left(conn, town) == (20 if done.index(True) % 3 else 60)
        assert await scalar(conn, "select sum(held) from balance") == 0


@pytest.mark.parametrize("how", ["void", "expire"])
async def test_ending_a_hold_waits_for_the_account_before_it_takes_the_hold(
    engine: AsyncEngine, how: str
) -> None:
    """Or a capture, which has the account and wants the hold, would wait for it in a circle."""
    async with engine.begin() as conn:
        town = await rich_town(conn)
        hold_id = await hold(conn, town, 40)
        if how == "expire":
            await conn.execute(text("update hold set expires_at = now() - interval '1 second'"))
    async with engine.begin() as holder, engine.connect() as watcher:
        await lock_accounts(holder, town.estate, [("M2102", town.wallet())])

        async def work() -> None:
            async with engine.begin() as conn:
                if how == "void":
                    await void(conn, town, hold_id)
                else:
                    await expire_holds(conn, estate_id=town.estate)

        waiting = asyncio.create_task(work())
        await until_somebody_waits(watcher)
        free = await rows(watcher, "select hold_id from hold for update skip locked")
        await watcher.rollback()
        await holder.rollback()
        async with asyncio.timeout(PATIENCE_S):
            await waiting
    assert free == [(hold_id,)]


async def test_holds_against_a_piggy_bank(conn: AsyncConnection) -> None:
    """Whatever is asked: available = posted - open holds, and never below nothing."""
    town = await rich_town(conn, minutes=300)
    chance = random.Random(6962)
    wallet, open_holds = 300, dict[int, int]()
    seen = set()
    for number in range(150):
        move = chance.choice(["place", "place", "void", "capture", "spend", "earn"])
        amount = chance.randint(1, 60)
        free = wallet - sum(open_holds.values())
        some = chance.choice([*open_holds]) if open_holds else 0
        expected: type[Refusal] | None = None
        if move in ("place", "spend") and amount > free:
            expected = BalanceIsTooLow
        elif move in ("void", "capture") and not some:
            expected = ObjectIsNotHere
        elif move == "capture" and amount > open_holds[some]:
            expected = HoldIsTooSmall
        refused: type[Refusal] | None = None
        try:
            if move == "place":
                open_holds[await hold(conn, town, amount, key=f"h{number}")] = amount
            elif move == "void":
                await void(conn, town, some, key=f"v{number}")
                del open_holds[some]
            elif move == "capture":
                await capture(conn, town, some, amount, key=f"c{number}")
                del open_holds[some]
                wallet -= amount
            elif move == "spend":
                await town.post(conn, town.command(using(amount, town.wallet()), f"s{number}"))
                wallet -= amount
            else:
                await town.post(conn, town.command(serving(amount, town.wallet()), f"e{number}"))
                wallet += amount
        except Refusal as refusal:
            refused = type(refusal)
        seen.add((move, refused))
        assert refused is expected
        assert await left(conn, town) == wallet - sum(open_holds.values()) >= 0
    await check_books(conn, town.estates)
    assert len(seen) == 10, "a kind of move was never tried"
