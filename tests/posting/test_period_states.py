"""开始结账, 结转, 结账 on the real database: what a month takes in each state."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.period import (
    Month,
    PeriodIsAdjusting,
    PeriodIsClosed,
    PeriodIsNotAdjusting,
    PeriodState,
)
from ledger.errors import Refusal
from ledger.posting.approval import approve_prepared_entries, post_prepared_entries
from ledger.posting.period_queries import list_periods, trace_of
from ledger.posting.period_rules import (
    ClosingEntryIsWaiting,
    EarlierPeriodIsOpen,
    LaterPeriodIsClosed,
    NothingToCarryForward,
    PeriodHasNotEnded,
    PeriodHasUnpostedEntries,
    PeriodIsAlreadyAdjusting,
    PeriodIsAlreadyClosed,
    YearIsNotCarriedForward,
)
from ledger.posting.periods import read_standing
from ledger.posting.prepared_queries import PreparedEntry, list_prepared
from ledger.posting.reversals import prepare_reversal
from ledger.reporting.income_statement import income_statement
from ledger.reporting.movements import Range
from ledger.reporting.queries import chart_by_code, movements_through
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
from tests.posting.months import NEXT_YEAR, adjust, carry_forward, close, resume

JANUARY, FEBRUARY, DECEMBER = Month(2026, 1), Month(2026, 2), Month(2026, 12)
INCOME = yuan("1002001", "4301005", 900_000)
EXPENSE = yuan("5103", "1002001", 250_000)


async def post_all(conn: AsyncConnection, estate: SmallEstate, *, today: date) -> list[str]:
    waiting = await list_prepared(conn, estate.estate_id, state="prepared", limit=500)
    ids = [each.prepared_entry_id for each in waiting]
    await approve_prepared_entries(
        conn,
        estate_id=estate.estate_id,
        prepared_entry_ids=ids,
        actor_user_id=estate.committee,
        now=NOW,
    )
    outcomes = await post_prepared_entries(
        conn,
        estate_id=estate.estate_id,
        prepared_entry_ids=ids,
        actor_user_id=estate.treasurer,
        now=NOW,
        today=today,
    )
    return [each.outcome for each in outcomes]


async def a_year(conn: AsyncConnection) -> SmallEstate:
    """Return an estate with some income and expense, and eleven closed months."""
    estate = await open_estate(conn)
    await prepare(conn, estate, draft(INCOME, on=date(2026, 3, 9)))
    await prepare(conn, estate, draft(EXPENSE, on=date(2026, 6, 8)))
    await approve_and_post_all(conn, estate)
    for month in JANUARY.through(Month(2026, 11)):
        await close(conn, estate, month, today=NEXT_YEAR)
    return estate


async def surplus(conn: AsyncConnection, estate: SmallEstate) -> tuple[int, int, int, int]:
    """Return income, expense, other changes and closing of the year's 收支表."""
    statement = income_statement(
        await chart_by_code(conn, estate.estate_id),
        await movements_through(conn, estate.estate_id, DECEMBER, currency=Currency.CNY),
        Range(JANUARY, DECEMBER),
    )
    return (
        statement.income_total_fen,
        statement.expense_total_fen,
        statement.other_changes_fen,
        statement.closing_fen,
    )


async def stands_at(conn: AsyncConnection, estate: SmallEstate, *codes: str) -> list[int]:
    rows = await conn.execute(
        text("""select b.posted from account a join balance b using (estate_id, account_id)
            where a.estate_id = :estate and a.code = any(:codes) order by a.code"""),
        {"estate": estate.estate_id, "codes": list(codes)},
    )
    return list(rows.scalars())


async def test_a_month_in_adjustment_takes_adjustments_only(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    found = await adjust(conn, estate, JANUARY)
    assert found.state is PeriodState.ADJUSTING
    with pytest.raises(PeriodIsAdjusting):
        await prepare(conn, estate, draft(INCOME, on=date(2026, 1, 31)))
    await prepare(conn, estate, draft(INCOME, on=date(2026, 1, 31), kind="adjusting"))
    # The next month goes on meanwhile.
    await prepare(conn, estate, draft(INCOME, on=date(2026, 2, 1)))
    assert await post_all(conn, estate, today=TODAY) == ["done", "done"]
    assert (await close(conn, estate, JANUARY)).state is PeriodState.CLOSED
    with pytest.raises(PeriodIsClosed):
        await prepare(conn, estate, draft(INCOME, on=date(2026, 1, 31), kind="adjusting"))


async def test_an_adjustment_is_approved_by_another(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    await adjust(conn, estate, JANUARY)
    entry = await prepare(conn, estate, draft(INCOME, on=date(2026, 1, 31), kind="adjusting"))
    [outcome] = await approve_prepared_entries(
        conn,
        estate_id=estate.estate_id,
        prepared_entry_ids=[entry.prepared_entry_id],
        actor_user_id=estate.treasurer,
        now=NOW,
    )
    assert outcome.outcome == "preparer_may_not_approve"


async def test_an_entry_is_corrected_in_a_month_in_adjustment(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    await prepare(conn, estate, draft(INCOME, on=date(2026, 1, 9)))
    await approve_and_post_all(conn, estate)
    await adjust(conn, estate, JANUARY)
    await prepare_reversal(
        conn,
        estate_id=estate.estate_id,
        seq=1,
        reason="类别填错",
        effective_on=date(2026, 1, 31),
        actor_user_id=estate.treasurer,
        now=NOW,
        today=TODAY,
    )
    assert await post_all(conn, estate, today=TODAY) == ["done"]
    assert await stands_at(conn, estate, "4301005") == [0]


@pytest.mark.parametrize(
    "before, month, refusal",
    [
        ((), FEBRUARY, EarlierPeriodIsOpen),
        ((), Month(2026, 7), PeriodHasNotEnded),
        ((JANUARY,), JANUARY, PeriodIsAlreadyAdjusting),
    ],
)
async def test_when_adjusting_cannot_begin(
    conn: AsyncConnection, before: tuple[Month, ...], month: Month, refusal: type[Refusal]
) -> None:
    estate = await open_estate(conn)
    for each in before:
        await adjust(conn, estate, each)
    with pytest.raises(refusal):
        await adjust(conn, estate, month)


async def test_a_closed_month_is_not_adjusted_without_asking(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    await close(conn, estate, JANUARY)
    for step in (adjust, resume):
        with pytest.raises(PeriodIsAlreadyClosed):
            await step(conn, estate, JANUARY)


async def test_what_waits_is_settled_before_the_month_is_adjusted(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    await prepare(conn, estate, draft(INCOME, on=date(2026, 1, 31)))
    with pytest.raises(PeriodHasUnpostedEntries):
        await adjust(conn, estate, JANUARY)


async def test_a_month_may_go_back_to_ordinary_business(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    with pytest.raises(PeriodIsNotAdjusting):
        await resume(conn, estate, JANUARY)
    await adjust(conn, estate, JANUARY)
    await adjust(conn, estate, FEBRUARY)
    with pytest.raises(LaterPeriodIsClosed):
        await resume(conn, estate, JANUARY)
    await resume(conn, estate, FEBRUARY)
    assert (await resume(conn, estate, JANUARY)).state is PeriodState.OPEN
    trace = await trace_of(conn, estate.estate_id, JANUARY)
    assert [(each.change_no, each.to_state.value, each.reason) for each in trace] == [
        (1, "adjusting", ""),
        (4, "open", "点错了月份"),
    ]
    await prepare(conn, estate, draft(INCOME, on=date(2026, 1, 31)))


async def test_a_year_is_carried_forward_before_it_is_closed(conn: AsyncConnection) -> None:
    estate = await a_year(conn)
    before = await surplus(conn, estate)
    with pytest.raises(YearIsNotCarriedForward):
        await close(conn, estate, DECEMBER, today=NEXT_YEAR)
    with pytest.raises(PeriodIsNotAdjusting):
        await carry_forward(conn, estate, DECEMBER, today=NEXT_YEAR)
    await adjust(conn, estate, DECEMBER, today=NEXT_YEAR)
    prepared = await carry_forward(conn, estate, DECEMBER, today=NEXT_YEAR)
    assert [(each.kind, each.narration, each.total_fen) for each in prepared] == [
        ("closing", "结转收入（截至2026年12月末）", 900_000),
        ("closing", "结转支出（截至2026年12月末）", 250_000),
    ]
    # A second click finds what the first one made.
    with pytest.raises(ClosingEntryIsWaiting) as refused:
        await carry_forward(conn, estate, DECEMBER, today=NEXT_YEAR)
    assert refused.value.details["prepared_entry_id"] == prepared[0].prepared_entry_id
    assert await post_all(conn, estate, today=NEXT_YEAR) == ["done", "done"]
    assert await stands_at(conn, estate, "3101001", "4301005", "5103") == [-650_000, 0, 0]
    # 结转 is neither income nor expense: the statement says what it said before.
    assert await surplus(conn, estate) == before == (900_000, 250_000, 0, 650_000)
    with pytest.raises(NothingToCarryForward):
        await carry_forward(conn, estate, DECEMBER, today=NEXT_YEAR)
    assert (await close(conn, estate, DECEMBER, today=NEXT_YEAR)).state is PeriodState.CLOSED


async def test_only_what_is_left_is_carried_again(conn: AsyncConnection) -> None:
    estate = await a_year(conn)
    await adjust(conn, estate, DECEMBER, today=NEXT_YEAR)
    await carry_forward(conn, estate, DECEMBER, today=NEXT_YEAR)
    await post_all(conn, estate, today=NEXT_YEAR)
    late = draft(yuan("5103", "1002001", 40_000), on=date(2026, 12, 31), kind="adjusting")
    await prepare(conn, estate, late, today=NEXT_YEAR)
    await post_all(conn, estate, today=NEXT_YEAR)
    standing = await read_standing(
        conn, estate_id=estate.estate_id, month=DECEMBER, today=NEXT_YEAR
    )
    assert [each.code for each in standing.closing_blocked_by] == ["year_is_not_carried_forward"]
    assert [each.total for each in standing.carrying] == [40_000]
    [again] = await carry_forward(conn, estate, DECEMBER, today=NEXT_YEAR)
    assert again.total_fen == 40_000
    await post_all(conn, estate, today=NEXT_YEAR)
    assert await surplus(conn, estate) == (900_000, 290_000, 0, 610_000)
    await close(conn, estate, DECEMBER, today=NEXT_YEAR)


async def test_what_was_carried_forward_is_taken_back_by_the_same_rules(
    conn: AsyncConnection,
) -> None:
    estate = await a_year(conn)
    await adjust(conn, estate, DECEMBER, today=NEXT_YEAR)
    await carry_forward(conn, estate, DECEMBER, today=NEXT_YEAR)
    await post_all(conn, estate, today=NEXT_YEAR)
    standing = await read_standing(
        conn, estate_id=estate.estate_id, month=DECEMBER, today=NEXT_YEAR
    )
    for each in standing.closing_entries:
        assert each.seq is not None
        taken_back: PreparedEntry = await prepare_reversal(
            conn,
            estate_id=estate.estate_id,
            seq=each.seq,
            reason="漏记一笔，先取消结转",
            effective_on=date(2026, 12, 31),
            actor_user_id=estate.treasurer,
            now=NOW,
            today=NEXT_YEAR,
        )
        assert taken_back.kind == "closing"
    await post_all(conn, estate, today=NEXT_YEAR)
    assert await stands_at(conn, estate, "3101001", "4301005", "5103") == [0, -900_000, 250_000]
    assert await surplus(conn, estate) == (900_000, 250_000, 0, 650_000)
    assert len(await carry_forward(conn, estate, DECEMBER, today=NEXT_YEAR)) == 2


async def test_any_month_may_be_carried_forward(conn: AsyncConnection) -> None:
    """账结法: month by month; the year then has nothing left but its last month."""
    estate = await open_estate(conn)
    await prepare(conn, estate, draft(INCOME, on=date(2026, 1, 9)))
    await approve_and_post_all(conn, estate)
    await adjust(conn, estate, JANUARY)
    await carry_forward(conn, estate, JANUARY)
    await post_all(conn, estate, today=TODAY)
    assert await stands_at(conn, estate, "3101001", "4301005") == [-900_000, 0]
    await close(conn, estate, JANUARY)


async def test_two_clicks_at_once_carry_forward_once(engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        estate = await open_estate(conn)
        await prepare(conn, estate, draft(INCOME, on=date(2026, 1, 9)))
        await approve_and_post_all(conn, estate)
        await adjust(conn, estate, JANUARY)

    async def click() -> str:
        try:
            async with engine.begin() as conn:
                await carry_forward(conn, estate, JANUARY)
        except ClosingEntryIsWaiting:
            return "known"
        return "prepared"

    assert sorted(await asyncio.gather(*(click() for _ in range(4)))) == [
        "known", "known", "known", "prepared",
    ]  # fmt: skip


async def test_posting_and_closing_at_once_leave_no_entry_behind_the_closing(
    engine: AsyncEngine,
) -> None:
    """Either an entry is in the month before it is closed, or it is refused."""
    async with engine.begin() as conn:
        estate = await open_estate(conn)
    for round_ in range(4):
        month = Month(2026, 1 + round_)
        async with engine.begin() as conn:
            for _ in range(3):
                await prepare(conn, estate, draft(INCOME, on=month.last_day))
            waiting = await list_prepared(conn, estate.estate_id, state="prepared", limit=10)
            await approve_prepared_entries(
                conn,
                estate_id=estate.estate_id,
                prepared_entry_ids=[each.prepared_entry_id for each in waiting],
                actor_user_id=estate.committee,
                now=NOW,
            )

        async def post_one(prepared_entry_id: int) -> str:
            async with engine.begin() as conn:
                [outcome] = await post_prepared_entries(
                    conn,
                    estate_id=estate.estate_id,
                    prepared_entry_ids=[prepared_entry_id],
                    actor_user_id=estate.treasurer,
                    now=NOW,
                    today=TODAY,
                )
            return outcome.outcome

        async def try_to_close(month: Month = month) -> str:
            for _ in range(50):
                try:
                    async with engine.begin() as conn:
                        await close(conn, estate, month)
                except PeriodHasUnpostedEntries:
                    await asyncio.sleep(0.01)
                else:
                    return "closed"
            return "held up"

        outcomes = await asyncio.gather(
            *(post_one(each.prepared_entry_id) for each in waiting), try_to_close()
        )
        assert outcomes == ["done", "done", "done", "closed"]
        async with engine.connect() as conn:
            [change] = await trace_of(conn, estate.estate_id, month)
            last_seq = await conn.scalar(text("select max(seq) from journal_entry"))
        assert change.book_size == last_seq == 3 * (round_ + 1)
    async with engine.connect() as conn:
        found = await list_periods(conn, estate_id=estate.estate_id, today=TODAY)
    assert [each.entries for each in found[:4]] == [3, 3, 3, 3]
