"""红字冲销 on the real database."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.entry import EntryIsNotBalanced
from ledger.bookkeeping.period import Month, PeriodIsClosed
from ledger.bookkeeping.reversal import (
    EntryIsAlreadyReversed,
    ReversalMayNotBeReversed,
    ReversalTakesTooMuch,
)
from ledger.bookkeeping.reversal import reverse as reversed_
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.posting.approval import reject_prepared_entry
from ledger.posting.periods import close_period
from ledger.posting.prepared_queries import PreparedEntry
from ledger.posting.reversals import (
    ReversalIsBeforeItsEntry,
    entry_to_reverse,
    prepare_reversal,
)
from tests.funds.estate import NOW, TODAY, SmallEstate, open_estate
from tests.posting.steps import approve, balance_of, post, posted
from tests.posting.town import TODAY as TOWN_TODAY
from tests.posting.town import check_books, income, stands_at, town_of


async def reverse(
    conn: AsyncConnection,
    estate: SmallEstate,
    seq: int,
    on: date = TODAY,
    amounts: dict[int, int] | None = None,
) -> PreparedEntry:
    return await prepare_reversal(
        conn,
        estate_id=estate.estate_id,
        seq=seq,
        reason="类别填错",
        effective_on=on,
        amounts=amounts,
        actor_user_id=estate.treasurer,
        now=NOW,
        today=TODAY,
    )


async def test_a_reversal_is_red_approved_and_consumed_once(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    entry = await posted(conn, estate)
    assert entry.seq is not None
    reversal = await reverse(conn, estate, entry.seq)
    assert (reversal.state, reversal.kind, reversal.reverses_seq) == (
        "prepared",
        "reversal",
        entry.seq,
    )
    assert [line.line.amount for line in reversal.lines] == [-900_000, -900_000]
    assert reversal.narration == "冲销 记-202607-0001：类别填错"
    # One that waits for approval counts, too.
    with pytest.raises(EntryIsAlreadyReversed):
        await reverse(conn, estate, entry.seq)
    await approve(conn, estate, reversal)
    done = await post(conn, estate, reversal)
    assert await balance_of(conn, estate, "1002001") == 0
    with pytest.raises(EntryIsAlreadyReversed) as refused:
        await reverse(conn, estate, entry.seq)
    assert refused.value.details["entry_no"] == done.entry_no
    assert done.seq is not None
    with pytest.raises(ReversalMayNotBeReversed) as final:
        await reverse(conn, estate, done.seq)
    assert final.value.details == {"seq": done.seq, "reverses_seq": entry.seq}


async def test_a_reversal_that_was_sent_back_leaves_the_way_free(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    entry = await posted(conn, estate)
    assert entry.seq is not None
    reversal = await reverse(conn, estate, entry.seq)
    await reject_prepared_entry(
        conn,
        estate_id=estate.estate_id,
        prepared_entry_id=reversal.prepared_entry_id,
        reason="原凭证没有错",
    )
    assert (await reverse(conn, estate, entry.seq)).state == "prepared"


async def test_a_closed_month_is_corrected_in_the_open_one(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    entry = await posted(conn, estate, on=date(2026, 1, 20))
    assert entry.seq is not None
    await close_period(
        conn,
        estate_id=estate.estate_id,
        month=Month(2026, 1),
        actor_user_id=estate.treasurer,
        now=NOW,
        today=TODAY,
    )
    with pytest.raises(ReversalIsBeforeItsEntry):
        await reverse(conn, estate, entry.seq, date(2026, 1, 19))
    with pytest.raises(PeriodIsClosed):
        await reverse(conn, estate, entry.seq, date(2026, 1, 31))
    reversal = await reverse(conn, estate, entry.seq, date(2026, 2, 1))
    await approve(conn, estate, reversal)
    assert (await post(conn, estate, reversal)).entry_no == "记-202602-0001"


async def test_an_entry_that_is_not_there_has_no_reversal(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    with pytest.raises(ObjectIsNotHere):
        await reverse(conn, estate, 1)


async def test_two_requests_for_one_reversal_make_one(engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        estate = await open_estate(conn)
        entry = await posted(conn, estate)
    seq = entry.seq
    assert seq is not None

    async def try_to_reverse() -> str:
        try:
            async with engine.begin() as conn:
                await reverse(conn, estate, seq)
        except Refusal as refusal:
            return refusal.code
        return "done"

    outcomes = await asyncio.gather(*(try_to_reverse() for _ in range(6)))
    assert sorted(outcomes) == ["done"] + ["entry_is_already_reversed"] * 5


async def test_an_entry_is_taken_back_part_by_part(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    entry = await posted(conn, estate)
    assert entry.seq is not None
    first = await reverse(conn, estate, entry.seq, amounts={1: 300_000, 2: 300_000})
    assert [line.line.amount for line in first.lines] == [-300_000, -300_000]
    assert first.narration == "部分冲销 记-202607-0001：类别填错"
    # What waits for approval counts; line 2 has 600 000 left.
    with pytest.raises(ReversalTakesTooMuch) as refused:
        await reverse(conn, estate, entry.seq, amounts={1: 600_000, 2: 600_001})
    assert refused.value.details == {"line": 2, "left": 600_000, "asked": 600_001}
    with pytest.raises(EntryIsNotBalanced):
        await reverse(conn, estate, entry.seq, amounts={1: 2, 2: 1})
    with pytest.raises(ObjectIsNotHere):
        await reverse(conn, estate, entry.seq, amounts={3: 1})
    await approve(conn, estate, first)
    await post(conn, estate, first)
    assert await balance_of(conn, estate, "1002001") == 600_000
    found = await entry_to_reverse(conn, estate_id=estate.estate_id, seq=entry.seq)
    assert found.left == (600_000, 600_000)
    # Without amounts, all that is left.
    rest = await reverse(conn, estate, entry.seq)
    assert [line.line.amount for line in rest.lines] == [-600_000, -600_000]
    await approve(conn, estate, rest)
    last = await post(conn, estate, rest)
    assert await balance_of(conn, estate, "1002001") == 0
    with pytest.raises(EntryIsAlreadyReversed) as final:
        await reverse(conn, estate, entry.seq, amounts={1: 1, 2: 1})
    assert final.value.details["entry_no"] == last.entry_no


async def test_a_part_that_was_sent_back_can_be_taken_again(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    entry = await posted(conn, estate)
    assert entry.seq is not None
    part = await reverse(conn, estate, entry.seq, amounts={1: 800_000, 2: 800_000})
    await reject_prepared_entry(
        conn,
        estate_id=estate.estate_id,
        prepared_entry_id=part.prepared_entry_id,
        reason="金额不对",
    )
    again = await reverse(conn, estate, entry.seq, amounts={1: 900_000, 2: 900_000})
    assert again.total_fen == -900_000


async def test_parts_that_are_posted_at_once_never_pass_the_entry(engine: AsyncEngine) -> None:
    """Reversals that come from several places compete under the book's lock."""
    town = await town_of(engine)
    said = income(10_00)
    async with engine.begin() as conn:
        await town.post(conn, town.command(said, "k"), town.command(income(100_00), "other"))

    async def take(task: int) -> str:
        red = reversed_(said, seq=1, entry_no="x", on=TOWN_TODAY, reason="y", amounts=(3_00, 3_00))
        try:
            async with engine.begin() as conn:
                await town.post(conn, town.command(red, f"r{task}"))
        except Refusal as refusal:
            return refusal.code
        return "done"

    outcomes = await asyncio.gather(*(take(task) for task in range(6)))
    assert sorted(outcomes) == ["done"] * 3 + ["reversal_takes_too_much"] * 3
    assert await stands_at(engine, "1002001") == 101_00
    async with engine.connect() as conn:
        await check_books(conn, town.estates)
