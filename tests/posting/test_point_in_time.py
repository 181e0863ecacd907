"""Balances as of a seq, a moment and a day, against sums over the whole journal."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.entry import JournalEntry
from ledger.bookkeeping.period import DateIsBeforeTheBook, DateIsInTheFuture
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.posting import point_in_time, point_in_time_queries, queries
from ledger.posting.point_in_time import (
    BalanceAt,
    MomentHasNoTimeZone,
    MomentIsBeforeTheBook,
    MomentIsInTheFuture,
    OnePointInTimeIsAsked,
    SeqIsBeyondTheBook,
    balance_as_of,
)
from ledger.posting.rules import BookIsNotOpened
from tests.posting.town import (
    TODAY,
    Town,
    found_town,
    income,
    rows,
    scalar,
    serving,
    spending,
    town_of,
    until_somebody_waits,
)

BANK, FEES, COSTS = "1002001", "4301001", "5103"


async def ask(conn: AsyncConnection, town: Town, code: str = BANK, **asked: object) -> BalanceAt:
    return await balance_as_of(
        conn,
        estate_id=town.estate,
        account_code=code,
        today=TODAY,
        **asked,  # type: ignore[arg-type]
    )


async def lines_of(conn: AsyncConnection, town: Town) -> list[tuple[object, ...]]:
    return await rows(
        conn,
        """select e.seq, e.recorded_at, e.effective_on, a.code, a.holder, l.side * l.amount
        from entry_line l join journal_entry e using (estate_id, seq)
        join account a using (estate_id, account_id) where l.estate_id = :e""",
        e=town.estate,
    )


def entries_on(days: Sequence[date], seed: int, town: Town) -> list[JournalEntry]:
    chance = random.Random(seed)
    return [
        chance.choice(
            [
                income(chance.randint(100_00, 900_00), on=day),
                spending(chance.randint(1, 9_00), on=day),
                serving(chance.randint(1, 90), town.wallet(chance.randrange(3)), on=day),
            ]
        )
        for day in days
    ]


async def keep_book(conn: AsyncConnection, days: Sequence[date], seed: int) -> Town:
    """Keep a book whose entries bear these business dates, in batches of one to four."""
    town = await found_town(conn)
    await town.post(conn, town.command(income(9_999_99, on=date(2026, 1, 1)), "first"))
    commands = [
        town.command(entry, f"k{number}")
        for number, entry in enumerate(entries_on(days, seed, town))
    ]
    chance = random.Random(seed)
    while commands:
        size = chance.randint(1, 4)
        await town.post(conn, *commands[:size])
        commands = commands[size:]
    return town


async def check_every_point(conn: AsyncConnection, town: Town) -> None:
    lines = await lines_of(conn, town)
    size = max(int(line[0]) for line in lines)  # type: ignore[call-overload]
    moments = {line[0]: line[1] for line in lines}
    asked: list[tuple[str, str | None]] = [
        (BANK, None), (FEES, None), (COSTS, None), ("M2102", None), ("M2102", town.wallet(1)),
        ("1002", None),
    ]  # fmt: skip
    for code, holder in asked:
        if holder is not None and all(line[4] != holder for line in lines):
            continue
        own = [
            line for line in lines
            if str(line[3]).startswith(code) and holder in (None, line[4])
        ]  # fmt: skip
        for seq in range(1, size + 1):
            found = await ask(conn, town, code, holder=holder, seq=seq)
            assert found.balance == sum(line[5] for line in own if line[0] <= seq)  # type: ignore[misc, operator]
            assert (found.through_seq, found.book_size) == (seq, size)
            moment = moments[seq]
            found = await ask(conn, town, code, holder=holder, recorded_at=moment)
            assert found.balance == sum(line[5] for line in own if line[1] <= moment)  # type: ignore[misc, operator]
        for back in range(0, 180, 7):
            day = TODAY - timedelta(days=back)
            expected = sum(line[5] for line in own if line[2] <= day)  # type: ignore[misc, operator]
            for few in (0, 500):
                point_in_time.FEW_LINES = few
                found = await ask(conn, town, code, holder=holder, effective_on=day)
                assert found.balance == expected, (code, holder, day, few)


@pytest.fixture(autouse=True)
def _both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    # check_every_point looks both ways; the module gets its own figure back.
    monkeypatch.setattr(point_in_time, "FEW_LINES", point_in_time.FEW_LINES)


@pytest.mark.parametrize("disorder", [0, 3, 40, 200])
async def test_every_answer_equals_the_sum(conn: AsyncConnection, disorder: int) -> None:
    chance = random.Random(disorder)
    spread = [
        date(2026, 1, 1) + timedelta(days=min(180, max(0, 5 * n + chance.randint(-disorder, 0))))
        for n in range(36)
    ]
    await check_every_point(conn, await keep_book(conn, spread, seed=disorder))


async def test_what_cannot_be_answered_is_refused(conn: AsyncConnection) -> None:
    town = await found_town(conn)
    now = datetime.now(UTC)
    with pytest.raises(MomentIsBeforeTheBook):
        await ask(conn, town, recorded_at=now - timedelta(minutes=1))
    with pytest.raises(SeqIsBeyondTheBook):
        await ask(conn, town, seq=1)
    assert (await ask(conn, town, effective_on=TODAY)).balance == 0
    await town.post(conn, town.command(income(5_00), "k"))
    refused: list[tuple[type[Refusal], dict[str, object]]] = [
        (OnePointInTimeIsAsked, {}),
        (OnePointInTimeIsAsked, {"seq": 1, "effective_on": TODAY}),
        (SeqIsBeyondTheBook, {"seq": 0}),
        (SeqIsBeyondTheBook, {"seq": 2}),
        (MomentIsInTheFuture, {"recorded_at": now + timedelta(hours=1)}),
        (MomentIsBeforeTheBook, {"recorded_at": now - timedelta(hours=1)}),
        (MomentHasNoTimeZone, {"recorded_at": now.replace(tzinfo=None)}),
        (DateIsBeforeTheBook, {"effective_on": date(2025, 12, 31)}),
        (DateIsInTheFuture, {"effective_on": TODAY + timedelta(days=1)}),
        (ObjectIsNotHere, {"seq": 1, "code": "9999"}),
        (ObjectIsNotHere, {"seq": 1, "code": "M2102", "holder": "resident:999"}),
    ]
    for refusal, asked in refused:
        with pytest.raises(refusal):
            await ask(conn, town, **asked)  # type: ignore[arg-type]
    with pytest.raises(BookIsNotOpened):
        await balance_as_of(conn, estate_id=999, account_code=BANK, seq=1, today=TODAY)
    assert (await ask(conn, town, seq=1)).balance == 5_00
    assert (await ask(conn, town, COSTS, seq=1)).balance == 0


async def test_a_moment_waits_for_the_entry_that_is_being_posted(engine: AsyncEngine) -> None:
    town = await town_of(engine)
    async with engine.connect() as writer, engine.connect() as reader, engine.connect() as watch:
        await town.post(writer, town.command(income(5_00), "k1"))
        recorded_at = await scalar(
            writer, "select recorded_at from journal_entry where estate_id = :e", e=town.estate
        )
        question = asyncio.create_task(ask(reader, town, recorded_at=recorded_at))
        await until_somebody_waits(watch)
        await writer.commit()
        assert (await question).balance == 5_00
        await reader.rollback()
        await town.post(writer, town.command(income(7_00), "k2"))
        await writer.commit()
        # What was answered once is answered so for ever.
        assert (await ask(reader, town, recorded_at=recorded_at)).balance == 5_00


async def test_an_answer_is_of_one_state_of_the_book(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entries that are posted between two statements of a question do not touch its answer."""
    town = await town_of(engine)
    async with engine.begin() as conn:
        await town.post(
            conn,
            town.command(income(5_00, on=date(2026, 5, 1)), "k1"),
            town.command(income(7_00, on=date(2026, 6, 1)), "k2"),
            town.command(income(9_00, on=date(2026, 5, 2)), "k3"),
        )
    first_seq_after = point_in_time_queries.first_seq_after

    async def slowly(*args: object, **named: object) -> int | None:
        found = await first_seq_after(*args, **named)  # type: ignore[arg-type]
        async with engine.begin() as conn:
            late = town.command(income(1_00, on=date(2026, 5, 3)), "k4")
            await town.post(conn, late)
        return found

    monkeypatch.setattr(point_in_time_queries, "first_seq_after", slowly)
    for few, fen, size in ((0, 14_00, 3), (500, 15_00, 4)):
        monkeypatch.setattr(point_in_time, "FEW_LINES", few)
        async with engine.connect() as conn:
            asked = await ask(conn, town, effective_on=date(2026, 5, 31))
        assert (asked.balance, asked.book_size) == (fen, size)


async def test_late_entries_are_found_by_ranges_of_an_index(conn: AsyncConnection) -> None:
    """No plan of the three questions reads the journal from end to end."""
    town = await keep_book(conn, [TODAY - timedelta(days=n % 30) for n in range(60)], seed=1)
    await conn.execute(text("set local enable_seqscan = off"))
    ids = await rows(conn, "select account_id from account where code = :c", c=BANK)
    shared = {"estate_id": town.estate, "account_ids": [ids[0][0]], "size": 61, "seq": 5}
    day = {"day": TODAY, "month": 202606, "last_day": TODAY}
    for statement, values in (
        (point_in_time_queries._BALANCES_AT, shared),
        (point_in_time_queries._LAST_SEQ_RECORDED_BY, shared | {"moment": datetime.now(UTC)}),
        (point_in_time_queries._FIRST_SEQ_AFTER, shared | day),
        (point_in_time_queries._LATE_BY_ENTRY, shared | day),
    ):
        named = {k: v for k, v in values.items() if f":{k}" in statement.text}
        plan = await rows(conn, f"explain {statement.text}", **named)
        read_whole = [line for (line,) in plan if "Seq Scan on entry_line" in line
            or "Seq Scan on journal_entry" in line]  # fmt: skip
        assert read_whole == []


async def test_time_goes_forward_with_seq_when_the_clock_steps_back(
    engine: AsyncEngine, owner_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = await town_of(engine)
    async with engine.begin() as conn:
        await town.post(conn, town.command(income(5_00), "k1"))
    async with owner_engine.begin() as conn:
        # As if the clock had been an hour fast and was set right.
        await conn.execute(text("alter table journal_entry disable trigger append_only"))
        await conn.execute(
            text("update journal_entry set recorded_at = recorded_at + interval '1 hour'")
        )
        await conn.execute(text("alter table journal_entry enable trigger append_only"))
    async with engine.begin() as conn:
        await town.post(conn, town.command(income(7_00), "k2"))
        moments = await rows(conn, "select recorded_at from journal_entry order by seq")
        assert moments[0] == moments[1]
    async with owner_engine.begin() as conn:
        await conn.execute(text("alter table journal_entry disable trigger append_only"))
        await conn.execute(
            text("""update journal_entry set recorded_at = recorded_at + interval '1 hour'
                where seq = 2""")
        )
        await conn.execute(text("alter table journal_entry enable trigger append_only"))
    # The database lets nobody record an entry before its predecessor, not even an engine that
    # trusts the clock.
    monkeypatch.setattr(
        queries,
        "_RECORDED_AT",
        text("""select clock_timestamp()
            where cast(:estate_ids as bigint[]) <> '{}' and cast(:sizes as bigint[]) <> '{}'"""),
    )
    async with engine.connect() as conn:
        with pytest.raises(DBAPIError, match="is recorded before its predecessor"):
            await town.post(conn, town.command(income(9_00), "k3"))
