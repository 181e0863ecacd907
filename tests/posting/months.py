"""Steps with the months of a small estate, by its treasurer unless said otherwise."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.posting import periods, reopening
from ledger.posting.period_rules import PeriodSummary
from ledger.posting.prepared_queries import PreparedEntry
from tests.funds.estate import NOW, TODAY, SmallEstate

NEXT_YEAR = date(2027, 1, 10)
REASON = "1月物业代收停车费漏记"


async def close(
    conn: AsyncConnection,
    estate: SmallEstate,
    month: Month,
    *,
    today: date = TODAY,
    now: datetime = NOW,
) -> PeriodSummary:
    return await periods.close_period(
        conn,
        estate_id=estate.estate_id,
        month=month,
        actor_user_id=estate.treasurer,
        now=now,
        today=today,
    )


async def adjust(
    conn: AsyncConnection, estate: SmallEstate, month: Month, *, today: date = TODAY
) -> PeriodSummary:
    return await periods.begin_adjusting(
        conn,
        estate_id=estate.estate_id,
        month=month,
        actor_user_id=estate.treasurer,
        now=NOW,
        today=today,
    )


async def resume(conn: AsyncConnection, estate: SmallEstate, month: Month) -> PeriodSummary:
    return await periods.resume_period(
        conn,
        estate_id=estate.estate_id,
        month=month,
        reason="点错了月份",
        actor_user_id=estate.treasurer,
        now=NOW,
        today=TODAY,
    )


async def carry_forward(
    conn: AsyncConnection, estate: SmallEstate, month: Month, *, today: date = TODAY
) -> list[PreparedEntry]:
    return await periods.prepare_closing_entries(
        conn,
        estate_id=estate.estate_id,
        month=month,
        actor_user_id=estate.treasurer,
        now=NOW,
        today=today,
    )


async def ask_to_reopen(
    conn: AsyncConnection, estate: SmallEstate, month: Month, *, by: int | None = None
) -> int:
    """Return the id of the request."""
    found = await reopening.request_reopening(
        conn,
        estate_id=estate.estate_id,
        month=month,
        reason=REASON,
        actor_user_id=by or estate.treasurer,
        now=NOW,
        today=TODAY,
    )
    assert found.reopening_request_id is not None
    return found.reopening_request_id


async def grant(
    conn: AsyncConnection, estate: SmallEstate, request_id: int, *, by: int | None = None
) -> PeriodSummary:
    return await reopening.grant_reopening(
        conn,
        estate_id=estate.estate_id,
        reopening_request_id=request_id,
        actor_user_id=by or estate.committee,
        now=NOW,
        today=TODAY,
    )
