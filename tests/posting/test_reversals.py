"""红字冲销 on the real database."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.period import Month, PeriodIsClosed
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.posting.approval import reject_prepared_entry
from ledger.posting.periods import close_period
from ledger.posting.prepared_queries import PreparedEntry
from ledger.posting.reversals import (
    ReversalIsBeforeItsEntry,
    ReversalMayNotBeReversed,
    prepare_reversal,
)
from ledger.posting.rules import EntryIsAlreadyReversed
from tests.funds.estate import NOW, TODAY, SmallEstate, open_estate
from tests.posting.steps import approve, balance_of, post, posted


async def reverse(
    conn: AsyncConnection, estate: SmallEstate, seq: int, on: date = TODAY
) -> PreparedEntry:
    return await prepare_reversal(
        conn,
        estate_id=estate.estate_id,
        seq=seq,
        reason="类别填错",
        effective_on=on,
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
