"""The engine on a real PostgreSQL: order, idempotency, refusals, reversals, closed months."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.canonical import entry_no
from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.entry import credit, debit
from ledger.bookkeeping.period import Month, PeriodIsClosed
from ledger.bookkeeping.reversal import EntryIsAlreadyReversed, reverse
from ledger.db.session import create_engine
from ledger.errors import IdempotencyKeyWasUsed, Refusal
from ledger.posting.operations import PostedEntry, PostingCommand, post_entries
from ledger.posting.periods import close_period
from ledger.posting.rules import (
    BookIsNotOpened,
)
from tests.conftest import Database
from tests.posting.town import (
    DAY,
    TODAY,
    Town,
    check_books,
    checksums,
    entry,
    found_town,
    giving,
    income,
    post,
    rows,
    scalar,
    serving,
    spending,
    stands_at,
    town_of,
    until_somebody_waits,
    using,
)

PATIENCE_S = 30


async def test_an_entry_is_written_with_everything_it_says(conn: AsyncConnection) -> None:
    town = await found_town(conn)
    documents = (b"\2" * 32, b"\1" * 32, b"\2" * 32)
    said = replace(
        income(88_00), source="import:3", rule_version="shuxiangyuan/1", documents=documents
    )
    (posted,) = await town.post(conn, town.command(said, "k"))
    assert (posted.seq, posted.entry_no, posted.is_replay) == (1, "记-202606-0001", False)
    (row,) = await rows(
        conn,
        """select series, fiscal_month, number, kind, effective_on, narration, source,
            rule_version, documents, prepared_by, approved_by, posted_by, reverses_seq,
            idempotency_key, line_count from journal_entry""",
    )
    assert row == (
        "记", 202606, 1, "cash_book", DAY, "端午活动", "import:3", "shuxiangyuan/1",
        [*documents], town.treasurer, town.committee, town.treasurer, None, "k", 2,
    )  # fmt: skip
    assert await rows(
        conn,
        """select line_no, code, side, amount, l.currency, balance_after, account_version
        from entry_line l join account a using (estate_id, account_id) order by line_no""",
    ) == [
        (1, "1002001", 1, 88_00, "CNY", 88_00, 1),
        (2, "4301001", -1, 88_00, "CNY", -88_00, 1),
    ]
    await check_books(conn, town.estates)


async def test_an_entry_stores_nothing_twice_and_reads_as_it_was_said(
    conn: AsyncConnection,
) -> None:
    """A key is stored without the source it begins with, a list of nothing in no bytes."""
    town = await found_town(conn)
    said = {
        "order:7:MONEY": ("order:7", ":MONEY"),
        "order:7": ("order:7", "order:7"),
        "order:77:MONEY": ("order:7", "order:77:MONEY"),
        ":MONEY": ("", "=:MONEY"),
        "::": ("order:7", "=::"),
        "=k": ("", "==k"),
        "=:MONEY": ("order:7", "==:MONEY"),
        "k": ("", "k"),
    }
    commands = [
        town.command(replace(income(1_00), source=source), key) for key, (source, _) in said.items()
    ]
    await town.post(conn, *commands)
    assert await rows(
        conn, "select idempotency_key, source, own_key from journal_entry order by seq"
    ) == [(key, source, stored) for key, (source, stored) in said.items()]
    assert await rows(conn, "select distinct documents, papers from journal_entry") == [([], None)]
    assert await rows(conn, "select distinct narration, note from entry_line") == [("", None)]
    assert all(each.is_replay for each in await town.post(conn, *commands))
    await check_books(conn, town.estates)


async def test_an_empty_batch_does_nothing(conn: AsyncConnection) -> None:
    assert await post_entries(conn, [], posted_by=1, today=TODAY) == []


async def test_many_at_once_leave_no_gap_and_no_deadlock(engine: AsyncEngine) -> None:
    """20 tasks post batches into three books, accounts in any order, wallets opened on the way."""
    town = await town_of(engine, estates=3)
    chance = random.Random(20260618)

    def commands_of(task: int) -> list[list[PostingCommand]]:
        batches = []
        for batch in range(5):
            commands = []
            for number in range(chance.randint(1, 4)):
                estate = chance.choice(town.estates)
                wallet = town.wallet(chance.randrange(3), estate)
                on = date(2026, chance.choice([5, 6]), 18)
                said = chance.choice(
                    [
                        income(7_00, on=on),
                        giving(5, on=on),
                        serving(60, wallet, on=on),
                        entry(
                            credit("4301005", 300, Currency.CNY),
                            debit("1002003", 100, Currency.CNY),
                            debit("1001", 200, Currency.CNY),
                        ),
                    ]
                )
                key = f"{task}:{batch}:{number}"
                commands.append(town.command(said, key, estate=estate))
            batches.append(commands)
        return batches

    async def work(batches: list[list[PostingCommand]]) -> list[PostedEntry]:
        return [done for commands in batches for done in await post(engine, town, *commands)]

    async with asyncio.timeout(PATIENCE_S):
        done = await asyncio.gather(*(work(commands_of(task)) for task in range(20)))
    posted = [each for of_task in done for each in of_task]
    assert not any(each.is_replay for each in posted)
    async with engine.connect() as conn:
        await check_books(conn, town.estates)
        journal = await rows(
            conn, "select estate_id, seq, series, fiscal_month, number from journal_entry"
        )
    answered = {(each.estate_id, each.seq, each.entry_no) for each in posted}
    assert answered == {
        (estate, seq, entry_no(series, Month.from_number(month), number))
        for estate, seq, series, month, number in journal
    }
    assert len(answered) == len(posted)


async def test_one_key_at_once_is_one_entry(engine: AsyncEngine) -> None:
    town = await town_of(engine)
    command = town.command(income(5_00), "once")
    async with asyncio.timeout(PATIENCE_S):
        done = await asyncio.gather(*(post(engine, town, command) for _ in range(10)))
    assert sorted(each.is_replay for (each,) in done) == [False] + [True] * 9
    assert {(each.seq, each.entry_no) for (each,) in done} == {(1, "记-202606-0001")}
    assert await stands_at(engine, "1002001") == 5_00


async def test_one_key_for_two_entries_is_refused(
    engine: AsyncEngine, owner_engine: AsyncEngine
) -> None:
    town = await town_of(engine)
    await post(engine, town, town.command(income(5_00), "once"))
    before = await checksums(owner_engine)
    with pytest.raises(IdempotencyKeyWasUsed):
        await post(engine, town, town.command(income(5_01), "once"))
    assert await checksums(owner_engine) == before


async def test_a_known_key_that_comes_twice_in_one_batch_is_a_replay_twice(
    engine: AsyncEngine,
) -> None:
    town = await town_of(engine)
    command = town.command(income(5_00), "once")
    (first,) = await post(engine, town, command)
    again = replace(first, is_replay=True)
    assert await post(engine, town, command, command) == [again, again]


async def test_keys_belong_to_their_estate(engine: AsyncEngine) -> None:
    town = await town_of(engine, estates=2)
    one, two = town.estates
    done = await post(
        engine,
        town,
        town.command(income(5_00), "same", estate=one),
        town.command(income(5_00), "same", estate=two),
    )
    assert [(each.estate_id, each.seq, each.is_replay) for each in done] == [
        (one, 1, False),
        (two, 1, False),
    ]


REFUSED = {
    "floor": lambda town: town.command(spending(1), "bad"),
    "wallet": lambda town: town.command(using(6, town.wallet()), "bad"),
    "account": lambda town: town.command(income(5, into="7777"), "bad"),
    "group": lambda town: town.command(income(5, into="1002"), "bad"),
    "dimension": lambda town: town.command(income(5, into="2209004"), "bad"),
    "future": lambda town: town.command(income(5, on=date(2026, 7, 1)), "bad"),
    "early": lambda town: town.command(income(5, on=date(2025, 12, 31)), "bad"),
    "key": lambda town: town.command(income(6), "good"),
    "people": lambda town: replace(
        town.command(income(5), "bad"), approved_by=town.treasurer
    ),
    "approval": lambda town: replace(town.command(income(5), "bad"), approved_by=None),
    "estate": lambda town: replace(town.command(income(5), "bad"), estate_id=town.estate + 99),
    "resident": lambda town: town.command(serving(5, "resident:999999"), "bad"),
    "reversal": lambda town: town.command(
        reverse(income(5), seq=99, entry_no="x", on=DAY, reason="y"), "bad"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
async def settled(
    module_database: Database,
) -> AsyncIterator[tuple[AsyncEngine, AsyncEngine, Town]]:
    """A town with one entry, the service's engine and the owner's; nothing may change in it."""
    service = create_engine(module_database.service_url, pool_size=2)
    owner = create_engine(module_database.owner_url, pool_size=1)
    town = await town_of(service)
    await post(service, town, town.command(serving(5, town.wallet()), "good"))
    yield service, owner, town
    await service.dispose()
    await owner.dispose()


@pytest.mark.parametrize("name", REFUSED)
async def test_a_refused_batch_leaves_every_row_as_it_was(
    settled: tuple[AsyncEngine, AsyncEngine, Town], name: str
) -> None:
    """The bad command stands last, behind good ones that would open an account and a month."""
    service, owner, town = settled
    before = await checksums(owner)
    with pytest.raises(Refusal):
        await post(
            service,
            town,
            town.command(serving(9, town.wallet(1), on=date(2026, 3, 1)), "also good"),
            REFUSED[name](town),
        )
    assert await checksums(owner) == before


async def test_a_book_that_was_never_opened_is_named(engine: AsyncEngine) -> None:
    town = await town_of(engine)
    with pytest.raises(BookIsNotOpened):
        await post(engine, town, REFUSED["estate"](town))


async def test_the_order_is_that_of_the_lock_and_not_of_the_clock(engine: AsyncEngine) -> None:
    """A database transaction that began earlier and posts later gets the later place and time."""
    town = await town_of(engine)
    async with engine.begin() as early:
        began = await scalar(early, "select now()")
        (first,) = await post(engine, town, town.command(income(1), "late beginner"))
        (second,) = await town.post(early, town.command(income(2), "early beginner"))
    assert (first.seq, second.seq) == (1, 2)
    async with engine.connect() as conn:
        times = await rows(conn, "select recorded_at from journal_entry order by seq")
    assert began < times[0][0] < times[1][0]


async def test_a_whole_quarter_in_one_batch(engine: AsyncEngine) -> None:
    town = await town_of(engine)
    commands = [
        town.command(income(n + 1, on=date(2026, 4 + n % 3, 1 + n % 28)), f"k{n}")
        for n in range(600)
    ]
    done = await post(engine, town, *commands)
    assert [each.seq for each in done] == list(range(1, 601))
    assert await stands_at(engine, "1002001") == sum(range(1, 601))
    again = await post(engine, town, *commands)
    assert again == [replace(each, is_replay=True) for each in done]
    async with engine.connect() as conn:
        await check_books(conn, town.estates)


async def test_an_entry_and_its_reversal_may_come_in_one_batch(engine: AsyncEngine) -> None:
    town = await town_of(engine)
    said = income(5_00)
    red = reverse(said, seq=1, entry_no="记-202606-0001", on=TODAY, reason="重复")
    await post(engine, town, town.command(said, "k"), town.command(red, "r"))
    assert await stands_at(engine, "1002001") == 0
    with pytest.raises(EntryIsAlreadyReversed):
        await post(engine, town, town.command(red, "again"))
    async with engine.connect() as conn:
        await check_books(conn, town.estates)


async def test_a_reversal_is_consumed_once_at_once(engine: AsyncEngine) -> None:
    town = await town_of(engine)
    said = income(5_00)
    await post(engine, town, town.command(said, "k"), town.command(income(100_00), "other"))
    red = reverse(said, seq=1, entry_no="记-202606-0001", on=TODAY, reason="重复")

    async def work(task: int) -> bool:
        try:
            await post(engine, town, town.command(red, f"r{task}"))
        except EntryIsAlreadyReversed:
            return False
        return True

    async with asyncio.timeout(PATIENCE_S):
        done = await asyncio.gather(*(work(task) for task in range(8)))
    assert done.count(True) == 1
    assert await stands_at(engine, "1002001") == 100_00


async def test_a_closed_month_takes_nothing_even_from_one_who_waits_for_it(
    engine: AsyncEngine, owner_engine: AsyncEngine
) -> None:
    town = await town_of(engine)
    may = date(2026, 5, 18)
    async with owner_engine.begin() as conn:
        await conn.execute(text("update book set first_month = 202605"))
    async with engine.connect() as closing, engine.connect() as watcher:
        await close_period(
            closing,
            estate_id=town.estate,
            month=Month(2026, 5),
            actor_user_id=town.treasurer,
            now=await scalar(closing, "select now()"),
            today=TODAY,
        )
        waiting = asyncio.create_task(post(engine, town, town.command(income(1, on=may), "k")))
        await until_somebody_waits(watcher)
        await closing.commit()
        async with asyncio.timeout(PATIENCE_S):
            with pytest.raises(PeriodIsClosed, match="2026年5月已经结账"):
                await waiting
    (next_month,) = await post(engine, town, town.command(income(1), "k2"))
    assert next_month.seq == 1
