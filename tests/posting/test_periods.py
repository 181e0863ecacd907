"""结账 on the real database."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.period import Month, PeriodIsClosed, PeriodState
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.posting.approval import reject_prepared_entry
from ledger.posting.period_queries import list_periods
from ledger.posting.period_rules import (
    EarlierPeriodIsOpen,
    PeriodHasNotEnded,
    PeriodHasUnpostedEntries,
    PeriodIsAlreadyClosed,
    PeriodSummary,
)
from ledger.posting.periods import close_period
from tests.funds.estate import (
    NOW,
    TODAY,
    SmallEstate,
    approve_and_post_all,
    draft,
    open_estate,
    prepare,
    yuan,
)

INCOME = yuan("1002001", "4301005", 900_000)


async def close(conn: AsyncConnection, estate: SmallEstate, month: Month) -> PeriodSummary:
    return await close_period(
        conn,
        estate_id=estate.estate_id,
        month=month,
        actor_user_id=estate.treasurer,
        now=NOW,
        today=TODAY,
    )


async def test_the_list_goes_from_the_first_month_to_this_one(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    await prepare(conn, estate, draft(INCOME, on=date(2026, 2, 3)))
    await approve_and_post_all(conn, estate)
    await prepare(conn, estate, draft(INCOME, on=date(2026, 2, 4)))
    periods = await list_periods(conn, estate_id=estate.estate_id, today=TODAY)
    assert [str(period.month) for period in periods] == [
        "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07",
    ]  # fmt: skip
    assert {period.state for period in periods} == {PeriodState.OPEN}
    assert (periods[1].entries, periods[1].unposted) == (1, 1)


async def test_months_close_in_order_and_say_who_and_when(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    with pytest.raises(EarlierPeriodIsOpen) as refused:
        await close(conn, estate, Month(2026, 2))
    assert refused.value.details["month"] == "2026-01"
    closed = await close(conn, estate, Month(2026, 1))
    assert closed.state is PeriodState.CLOSED
    assert (closed.closed_by_name, closed.closed_at) == ("财务委员", NOW)
    with pytest.raises(PeriodIsAlreadyClosed):
        await close(conn, estate, Month(2026, 1))
    await close(conn, estate, Month(2026, 2))


async def test_what_still_waits_keeps_a_month_open(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    entry = await prepare(conn, estate, draft(INCOME, on=date(2026, 1, 31)))
    with pytest.raises(PeriodHasUnpostedEntries) as refused:
        await close(conn, estate, Month(2026, 1))
    assert refused.value.details["unposted"] == 1
    await reject_prepared_entry(
        conn,
        estate_id=estate.estate_id,
        prepared_entry_id=entry.prepared_entry_id,
        reason="记错月份",
    )
    await close(conn, estate, Month(2026, 1))


@pytest.mark.parametrize(
    "month, refusal",
    [
        (Month(2026, 7), PeriodHasNotEnded),
        (Month(2025, 12), ObjectIsNotHere),
        (Month(2026, 8), ObjectIsNotHere),
    ],
)
async def test_months_that_cannot_be_closed(
    conn: AsyncConnection, month: Month, refusal: type[Refusal]
) -> None:
    estate = await open_estate(conn)
    with pytest.raises(refusal):
        await close(conn, estate, month)


async def test_nothing_slips_into_a_month_while_it_is_closed(engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        estate = await open_estate(conn)

    async def try_to_prepare() -> str:
        try:
            async with engine.begin() as conn:
                await prepare(conn, estate, draft(INCOME, on=date(2026, 1, 31)))
        except PeriodIsClosed:
            return "too late"
        return "prepared"

    async def try_to_close() -> str:
        try:
            async with engine.begin() as conn:
                await close(conn, estate, Month(2026, 1))
        except PeriodHasUnpostedEntries:
            return "held up"
        return "closed"

    for _ in range(3):
        *prepared, closed = await asyncio.gather(
            *(try_to_prepare() for _ in range(4)), try_to_close()
        )
        # Either all entries came first and the month stays open, or none came in at all.
        if closed == "closed":
            assert set(prepared) == {"too late"}
            break
        assert "prepared" in prepared
    async with engine.connect() as conn:
        periods = await list_periods(conn, estate_id=estate.estate_id, today=TODAY)
    assert (periods[0].state is PeriodState.CLOSED) == (periods[0].unposted == 0)
