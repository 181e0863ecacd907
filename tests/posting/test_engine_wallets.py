"""Accounts that many hold, on a real PostgreSQL: opened once, locked in order, spent once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.balance import BalanceIsTooLow
from ledger.errors import Refusal
from ledger.posting.operations import lock_accounts
from ledger.posting.rules import (
    AccountIsNotPostable,
    AccountIsUnknown,
)
from tests.posting.town import (
    check_books,
    found_town,
    income,
    post,
    rows,
    serving,
    stands_at,
    town_of,
    until_somebody_waits,
    using,
)

PATIENCE_S = 30


async def test_one_wallet_is_opened_once(engine: AsyncEngine) -> None:
    town = await town_of(engine)
    wallet = town.wallet()
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.gather(
            *(post(engine, town, town.command(serving(3, wallet), f"k{n}")) for n in range(10))
        )
    assert await stands_at(engine, "M2102", wallet) == -30
    async with engine.connect() as conn:
        (account,) = await rows(
            conn,
            """select w.name, w.currency, w.type, w.is_postable, w.floor, w.per_holder
            from account w where w.code = 'M2102' and w.holder <> ''""",
        )
        assert account == ("时间银行-居民", "MIN", "holding", True, 0, "resident")


async def test_wallets_opened_in_opposite_orders_do_not_deadlock(engine: AsyncEngine) -> None:
    town = await town_of(engine)
    there = [serving(1, town.wallet(n)) for n in range(3)]

    async def work(task: int) -> None:
        order = there if task % 2 else there[::-1]
        await post(
            engine,
            town,
            *(town.command(said, f"{task}:{n}") for n, said in enumerate(order)),
        )

    async with asyncio.timeout(PATIENCE_S):
        await asyncio.gather(*(work(task) for task in range(10)))
    async with engine.connect() as conn:
        await check_books(conn, town.estates)


async def test_nobody_holds_a_balance_while_waiting_for_anothers_new_wallet(
    engine: AsyncEngine,
) -> None:
    """Both wait for the book before anything else, or they could wait for each other."""
    town = await town_of(engine)
    await post(engine, town, town.command(serving(5, town.wallet(0)), "k"))
    wanted = [("M2102", town.wallet(0)), ("M2102", town.wallet(1))]
    async with engine.connect() as opener, engine.connect() as second, engine.connect() as other:
        await lock_accounts(opener, town.estate, wanted[1:])
        waiting = asyncio.create_task(lock_accounts(second, town.estate, wanted))
        await until_somebody_waits(other)
        free = await rows(
            other,
            """select b.account_id from balance b join account a using (estate_id, account_id)
            where a.holder = :wallet for no key update of b skip locked""",
            wallet=town.wallet(0),
        )
        assert len(free) == 1
        await other.rollback()
        await opener.commit()
        async with asyncio.timeout(PATIENCE_S):
            assert set(await waiting) == set(wanted)


HOLDERS = [
    ("M2102", "resident:999999", AccountIsUnknown),
    ("M2102", "resident:0", AccountIsUnknown),
    ("M2102", "merchant:1", AccountIsUnknown),
    ("M2102", "", AccountIsNotPostable),
    ("M2301", "resident:1", AccountIsUnknown),
]


@pytest.mark.parametrize("code, holder, refusal", HOLDERS)
async def test_a_holder_must_fit_its_account(
    conn: AsyncConnection, code: str, holder: str, refusal: type[Refusal]
) -> None:
    town = await found_town(conn)
    said = serving(5, holder)
    said = replace(said, lines=(said.lines[0], replace(said.lines[1], account_code=code)))
    with pytest.raises(refusal):
        await town.post(conn, town.command(said, "k"))


async def test_a_resident_of_another_estate_has_no_wallet_here(conn: AsyncConnection) -> None:
    town = await found_town(conn, estates=2)
    stranger = town.wallet(0, town.estates[1])
    with pytest.raises(AccountIsUnknown):
        await town.post(conn, town.command(serving(5, stranger), "k"))
    with pytest.raises(AccountIsUnknown):
        await lock_accounts(conn, town.estate, [("M2102", stranger)])


async def test_a_wallet_is_spent_once(engine: AsyncEngine) -> None:
    """50 minutes and 20 tasks that want 5 each: ten get them."""
    town = await town_of(engine)
    wallet = town.wallet()
    await post(engine, town, town.command(serving(50, wallet), "earn"))

    async def spend(task: int) -> bool:
        try:
            await post(engine, town, town.command(using(5, wallet), f"spend{task}"))
        except BalanceIsTooLow:
            return False
        return True

    async with asyncio.timeout(PATIENCE_S):
        done = await asyncio.gather(*(spend(task) for task in range(20)))
    assert done.count(True) == 10
    assert await stands_at(engine, "M2102", wallet) == 0
    async with engine.connect() as conn:
        await check_books(conn, town.estates)


async def test_lock_accounts_says_what_is_left(engine: AsyncEngine) -> None:
    town = await town_of(engine)
    await post(
        engine,
        town,
        town.command(serving(50, town.wallet()), "e"),
        town.command(income(9_00), "i"),
    )
    keys = [("M2102", town.wallet()), ("1002001", ""), ("M2102", town.wallet(1))]
    async with engine.connect() as conn:
        locked = await lock_accounts(conn, town.estate, keys)
    assert [locked[key].available for key in keys] == [50, 9_00, 0]
