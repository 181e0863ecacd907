"""反结账: one person asks to open a closed month again, with a reason; another one grants it.

A month that comes back takes adjustments only, and is closed again like any other. What was
published never comes back (`disclosure.period_checks`): it is corrected in an open month.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month, PeriodState
from ledger.errors import ObjectIsNotHere
from ledger.posting.period_queries import list_periods
from ledger.posting.period_rules import (
    PeriodSummary,
    ReopeningIsAlreadyRequested,
    ReopeningRequest,
    check_decision,
    check_withdrawal,
    period_of,
)
from ledger.posting.periods import change_period, lock_months, reopening_blocked_by

_INSERT = text("""
    insert into reopening_request (estate_id, fiscal_month, reason, requested_by, requested_at)
    values (:estate_id, :month, :reason, :actor, :now)
""")

_MONTH_OF = text("""
    select fiscal_month from reopening_request
    where estate_id = :estate_id and reopening_request_id = :id
""")

_LOCK = text("""
    select reopening_request_id, fiscal_month, state, reason, requested_by from reopening_request
    where estate_id = :estate_id and reopening_request_id = :id for no key update
""")

_DECIDE = text("""
    update reopening_request
    set state = :state, decided_by = :actor, decided_at = :now, answer = :answer
    where estate_id = :estate_id and reopening_request_id = :id
""")


async def request_reopening(
    conn: AsyncConnection,
    *,
    estate_id: int,
    month: Month,
    reason: str,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> PeriodSummary:
    """Ask another person to open a closed month again.

    Raises `BookIsNotOpened`, `ObjectIsNotHere`, what keeps the month closed
    (`period_rules.reopening_refusals`, then the features' checks) or
    `ReopeningIsAlreadyRequested`, in this order.
    """
    periods = await lock_months(conn, estate_id=estate_id, month=month, today=today)
    for refusal in await reopening_blocked_by(conn, estate_id, periods, month):
        raise refusal
    waiting = period_of(periods, month).reopening_request_id
    if waiting is not None:
        raise ReopeningIsAlreadyRequested(
            f"{month.title}已经有人申请重新打开，正在等待另一位委员办理。",
            month=str(month),
            reopening_request_id=waiting,
        )
    await conn.execute(
        _INSERT,
        {
            "estate_id": estate_id,
            "month": month.number,
            "reason": reason,
            "actor": actor_user_id,
            "now": now,
        },
    )
    return await _standing(conn, estate_id, month, today)


async def grant_reopening(
    conn: AsyncConnection,
    *,
    estate_id: int,
    reopening_request_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> PeriodSummary:
    """Open the month for adjustments, as another person asked (I8).

    Raises `ObjectIsNotHere`, `ReopeningIsDecided`, `RequesterMayNotDecide`, or what keeps the
    month closed by now, in this order.
    """
    request, periods = await _locked(conn, estate_id, reopening_request_id, today)
    check_decision(request, actor_user_id=actor_user_id)
    for refusal in await reopening_blocked_by(conn, estate_id, periods, request.month):
        raise refusal
    await _decide(conn, estate_id, request, "granted", actor_user_id, now)
    return await change_period(
        conn,
        estate_id=estate_id,
        month=request.month,
        to_state=PeriodState.ADJUSTING,
        reason=request.reason,
        actor_user_id=actor_user_id,
        now=now,
        today=today,
        reopening_request_id=reopening_request_id,
    )


async def decline_reopening(
    conn: AsyncConnection,
    *,
    estate_id: int,
    reopening_request_id: int,
    answer: str,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> PeriodSummary:
    """Leave the month closed, and say why.

    Raises `ObjectIsNotHere`, `ReopeningIsDecided` or `RequesterMayNotDecide`, in this order.
    """
    request, _ = await _locked(conn, estate_id, reopening_request_id, today)
    check_decision(request, actor_user_id=actor_user_id)
    await _decide(conn, estate_id, request, "declined", actor_user_id, now, answer)
    return await _standing(conn, estate_id, request.month, today)


async def withdraw_reopening(
    conn: AsyncConnection,
    *,
    estate_id: int,
    reopening_request_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> PeriodSummary:
    """Take one's own request back.

    Raises `ObjectIsNotHere`, `ReopeningIsDecided` or `OnlyTheRequesterWithdraws`, in this order.
    """
    request, _ = await _locked(conn, estate_id, reopening_request_id, today)
    check_withdrawal(request, actor_user_id=actor_user_id)
    await _decide(conn, estate_id, request, "withdrawn", actor_user_id, now)
    return await _standing(conn, estate_id, request.month, today)


async def _locked(
    conn: AsyncConnection, estate_id: int, reopening_request_id: int, today: date
) -> tuple[ReopeningRequest, list[PeriodSummary]]:
    """Lock the book and the month, then the request."""
    ids = {"estate_id": estate_id, "id": reopening_request_id}
    number = (await conn.execute(_MONTH_OF, ids)).scalar_one_or_none()
    if number is None:
        raise ObjectIsNotHere("这份申请", reopening_request_id=reopening_request_id)
    periods = await lock_months(
        conn, estate_id=estate_id, month=Month.from_number(number), today=today
    )
    row = (await conn.execute(_LOCK, ids)).one()
    request = ReopeningRequest(
        reopening_request_id=row.reopening_request_id,
        month=Month.from_number(row.fiscal_month),
        state=row.state,
        reason=row.reason,
        requested_by=row.requested_by,
    )
    return request, periods


async def _decide(
    conn: AsyncConnection,
    estate_id: int,
    request: ReopeningRequest,
    state: str,
    actor_user_id: int,
    now: datetime,
    answer: str = "",
) -> None:
    await conn.execute(
        _DECIDE,
        {
            "estate_id": estate_id,
            "id": request.reopening_request_id,
            "state": state,
            "actor": actor_user_id,
            "now": now,
            "answer": answer,
        },
    )


async def _standing(
    conn: AsyncConnection, estate_id: int, month: Month, today: date
) -> PeriodSummary:
    return period_of(await list_periods(conn, estate_id=estate_id, today=today), month)
