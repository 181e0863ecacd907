"""反结账: asked by one person, granted by another, and written down for ever."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.period import Month, PeriodIsAdjusting, PeriodState
from ledger.disclosure.operations import draft_disclosure, publish_disclosure
from ledger.disclosure.rules import PeriodIsPublished
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.posting.period_queries import reopening_requests, trace_of
from ledger.posting.period_rules import (
    LaterPeriodIsClosed,
    OnlyTheRequesterWithdraws,
    PeriodIsNotClosed,
    PeriodWasClosedBefore,
    ReopeningIsAlreadyRequested,
    ReopeningIsDecided,
    RequesterMayNotDecide,
)
from ledger.posting.periods import read_standing
from ledger.posting.reopening import decline_reopening, withdraw_reopening
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
from tests.posting.months import REASON, adjust, ask_to_reopen, close, grant, resume

JANUARY, FEBRUARY = Month(2026, 1), Month(2026, 2)
INCOME = yuan("1002001", "4301005", 120_000)


async def closed_estate(conn: AsyncConnection, *months: Month) -> SmallEstate:
    estate = await open_estate(conn)
    for month in months or (JANUARY,):
        await close(conn, estate, month)
    return estate


async def withdraw(conn: AsyncConnection, estate: SmallEstate, request_id: int, *, by: int) -> None:
    await withdraw_reopening(
        conn,
        estate_id=estate.estate_id,
        reopening_request_id=request_id,
        actor_user_id=by,
        now=NOW,
        today=TODAY,
    )


async def decline(conn: AsyncConnection, estate: SmallEstate, request_id: int, *, by: int) -> None:
    await decline_reopening(
        conn,
        estate_id=estate.estate_id,
        reopening_request_id=request_id,
        answer="金额不大，记在本月即可",
        actor_user_id=by,
        now=NOW,
        today=TODAY,
    )


async def test_two_people_open_a_month_and_it_is_closed_again(conn: AsyncConnection) -> None:
    estate = await closed_estate(conn)
    request = await ask_to_reopen(conn, estate, JANUARY)
    assert (await grant(conn, estate, request)).state is PeriodState.ADJUSTING
    # What comes back takes adjustments, not ordinary business.
    with pytest.raises(PeriodIsAdjusting):
        await prepare(conn, estate, draft(INCOME, on=date(2026, 1, 31)))
    with pytest.raises(PeriodWasClosedBefore):
        await resume(conn, estate, JANUARY)
    await prepare(conn, estate, draft(INCOME, on=date(2026, 1, 31), kind="adjusting"))
    assert await approve_and_post_all(conn, estate) == ["done"]
    await close(conn, estate, JANUARY)
    trace = await trace_of(conn, estate.estate_id, JANUARY)
    assert [
        (c.from_state.value, c.to_state.value, c.book_size, c.reason, c.requested_by_name,
         c.changed_by_name)
        for c in trace
    ] == [
        ("open", "closed", 0, "", None, "财务委员"),
        ("closed", "adjusting", 0, REASON, "财务委员", "业委会委员"),
        ("adjusting", "closed", 1, "", None, "财务委员"),
    ]  # fmt: skip
    lines = await conn.execute(
        text("select object from audit_line where action = 'period_changed' order by audit_line_id")
    )
    assert list(lines.scalars()) == ["period_change:1", "period_change:2", "period_change:3"]


async def test_who_asks_does_not_answer(conn: AsyncConnection) -> None:
    estate = await closed_estate(conn)
    request = await ask_to_reopen(conn, estate, JANUARY)
    with pytest.raises(RequesterMayNotDecide):
        await grant(conn, estate, request, by=estate.treasurer)
    with pytest.raises(RequesterMayNotDecide):
        await decline(conn, estate, request, by=estate.treasurer)
    with pytest.raises(OnlyTheRequesterWithdraws):
        await withdraw(conn, estate, request, by=estate.committee)


async def test_a_request_has_one_answer(conn: AsyncConnection) -> None:
    estate = await closed_estate(conn)
    request = await ask_to_reopen(conn, estate, JANUARY)
    with pytest.raises(ReopeningIsAlreadyRequested):
        await ask_to_reopen(conn, estate, JANUARY, by=estate.committee)
    await decline(conn, estate, request, by=estate.committee)
    with pytest.raises(ReopeningIsDecided, match="已驳回"):
        await grant(conn, estate, request)
    again = await ask_to_reopen(conn, estate, JANUARY)
    await withdraw(conn, estate, again, by=estate.treasurer)
    with pytest.raises(ReopeningIsDecided, match="已撤回"):
        await withdraw(conn, estate, again, by=estate.treasurer)
    found = await reopening_requests(conn, estate.estate_id, JANUARY)
    assert [(each.state, each.decided_by_name, each.answer) for each in found] == [
        ("declined", "业委会委员", "金额不大，记在本月即可"),
        ("withdrawn", "财务委员", ""),
    ]
    with pytest.raises(ObjectIsNotHere):
        await grant(conn, estate, 999)


@pytest.mark.parametrize(
    "month, refusal",
    [
        (JANUARY, LaterPeriodIsClosed),
        (Month(2026, 3), PeriodIsNotClosed),
        (Month(2025, 12), ObjectIsNotHere),
    ],
)
async def test_months_that_cannot_be_opened_again(
    conn: AsyncConnection, month: Month, refusal: type[Refusal]
) -> None:
    estate = await closed_estate(conn, JANUARY, FEBRUARY)
    with pytest.raises(refusal):
        await ask_to_reopen(conn, estate, month)


async def test_months_come_back_from_the_last_one(conn: AsyncConnection) -> None:
    estate = await closed_estate(conn, JANUARY, FEBRUARY)
    for month in (FEBRUARY, JANUARY):
        await grant(conn, estate, await ask_to_reopen(conn, estate, month))
    for month in (JANUARY, FEBRUARY):
        await close(conn, estate, month)


async def test_a_later_month_closed_meanwhile_keeps_the_request_waiting(
    conn: AsyncConnection,
) -> None:
    estate = await closed_estate(conn)
    request = await ask_to_reopen(conn, estate, JANUARY)
    await close(conn, estate, FEBRUARY)
    with pytest.raises(LaterPeriodIsClosed):
        await grant(conn, estate, request)


async def publish(conn: AsyncConnection, estate: SmallEstate, month: Month) -> None:
    made = await draft_disclosure(
        conn,
        estate_id=estate.estate_id,
        first=month,
        last=month,
        actor_user_id=estate.treasurer,
        now=NOW,
    )
    await publish_disclosure(
        conn,
        estate_id=estate.estate_id,
        disclosure_id=made.disclosure_id,
        actor_user_id=estate.committee,
        now=NOW,
    )


async def test_what_was_published_is_never_opened_again(conn: AsyncConnection) -> None:
    estate = await closed_estate(conn)
    request = await ask_to_reopen(conn, estate, JANUARY)
    await publish(conn, estate, JANUARY)
    # Asked before, published since: the grant comes too late.
    with pytest.raises(PeriodIsPublished, match="2026-01"):
        await grant(conn, estate, request)
    await withdraw(conn, estate, request, by=estate.treasurer)
    with pytest.raises(PeriodIsPublished):
        await ask_to_reopen(conn, estate, JANUARY)
    standing = await read_standing(conn, estate_id=estate.estate_id, month=JANUARY, today=TODAY)
    assert [each.code for each in standing.reopening_blocked_by] == ["period_is_published"]


async def test_publishing_and_reopening_at_once_do_not_both_succeed(engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        estate = await closed_estate(conn)
        request = await ask_to_reopen(conn, estate, JANUARY)
        made = await draft_disclosure(
            conn,
            estate_id=estate.estate_id,
            first=JANUARY,
            last=JANUARY,
            actor_user_id=estate.treasurer,
            now=NOW,
        )

    async def try_to_publish() -> str:
        try:
            async with engine.begin() as conn:
                await publish_disclosure(
                    conn,
                    estate_id=estate.estate_id,
                    disclosure_id=made.disclosure_id,
                    actor_user_id=estate.committee,
                    now=NOW,
                )
        except Refusal as refusal:
            return refusal.code
        return "published"

    async def try_to_grant() -> str:
        try:
            async with engine.begin() as conn:
                await grant(conn, estate, request)
        except Refusal as refusal:
            return refusal.code
        return "granted"

    outcomes = tuple(await asyncio.gather(try_to_publish(), try_to_grant()))
    assert outcomes in (
        ("published", "period_is_published"),
        ("period_is_still_open", "granted"),
    )


async def test_two_grants_at_once_open_it_once(engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        estate = await closed_estate(conn)
        request = await ask_to_reopen(conn, estate, JANUARY)

    async def try_to_grant() -> str:
        try:
            async with engine.begin() as conn:
                await grant(conn, estate, request)
        except Refusal as refusal:
            return refusal.code
        return "granted"

    outcomes = await asyncio.gather(*(try_to_grant() for _ in range(3)))
    assert sorted(outcomes) == ["granted", "reopening_is_decided", "reopening_is_decided"]


async def test_a_month_in_adjustment_needs_no_request(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    await adjust(conn, estate, JANUARY)
    with pytest.raises(PeriodIsNotClosed):
        await ask_to_reopen(conn, estate, JANUARY)
