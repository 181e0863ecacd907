"""结账: end the ordinary business of a month, carry its result forward, and close it.

Lock order: the book's head, then the period; a posting under way takes them in the same order,
and a preparing one shares the period, so nothing slips into a month that is being closed. The
state of a month follows its trace (`period_change`), which the database keeps append-only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.audit_log.operations import write_audit_line
from ledger.bookkeeping.entry import JournalEntry
from ledger.bookkeeping.period import Month, PeriodIsNotAdjusting, PeriodState
from ledger.errors import Refusal
from ledger.posting.entries import Leftover, closing_entries
from ledger.posting.period_checks import refusals_of_features
from ledger.posting.period_queries import (
    ClosingEntry,
    PeriodChange,
    ReopeningView,
    closing_entries_of,
    grant_accounts,
    leftovers_of,
    list_periods,
    reopening_requests,
    trace_of,
)
from ledger.posting.period_rules import (
    ClosingEntryIsWaiting,
    NothingToCarryForward,
    PeriodSummary,
    check_adjustable,
    check_resumable,
    closing_refusals,
    period_of,
    reopening_refusals,
)
from ledger.posting.prepared_entries import EntryDraft, prepare_entries, serialise_preparing
from ledger.posting.prepared_queries import WAITING, PreparedEntry

_LOCK_BOOK = text("select 1 from book where estate_id = :estate_id for no key update")

_OPEN_PERIOD = text("""
    insert into period (estate_id, fiscal_month) values (:estate_id, :month)
    on conflict (estate_id, fiscal_month) do nothing
""")

_LOCK_PERIOD = text("""
    select 1 from period where estate_id = :estate_id and fiscal_month = :month for no key update
""")

# The database fills in the state before, the number, the size of the book and the hash, and
# moves the month.
_CHANGE = text("""
    insert into period_change (estate_id, fiscal_month, to_state, reason, changed_by, changed_at,
        reopening_request_id)
    values (:estate_id, :month, :to_state, :reason, :actor, :now, :reopening_request_id)
    returning change_no, record_hash
""")


@dataclass(frozen=True, slots=True)
class PeriodStanding:
    """A month with all that the desk shows: what blocks the next steps, 结转, requests, trace.

    `carrying` are the 结转凭证 that would be prepared now.
    """

    period: PeriodSummary
    closing_blocked_by: list[Refusal]
    reopening_blocked_by: list[Refusal]
    carrying: list[JournalEntry]
    closing_entries: list[ClosingEntry]
    requests: list[ReopeningView]
    trace: list[PeriodChange]


async def read_standing(
    conn: AsyncConnection, *, estate_id: int, month: Month, today: date
) -> PeriodStanding:
    """Return how a month stands; raises `BookIsNotOpened` or `ObjectIsNotHere`."""
    periods = await list_periods(conn, estate_id=estate_id, today=today)
    period = period_of(periods, month)
    carrying: list[JournalEntry] = []
    closing: list[Refusal] = []
    reopening: list[Refusal] = []
    if period.state is PeriodState.CLOSED:
        reopening = await reopening_blocked_by(conn, estate_id, periods, month)
    else:
        leftovers = await leftovers_of(conn, estate_id, month)
        carrying = closing_entries(
            month, leftovers, grant_accounts=await grant_accounts(conn, estate_id)
        )
        closing = closing_refusals(periods, month, today=today, left_fen=_held(leftovers))
        closing += await refusals_of_features(conn, estate_id=estate_id, month=month, step="close")
    return PeriodStanding(
        period=period,
        closing_blocked_by=closing,
        reopening_blocked_by=reopening,
        carrying=carrying,
        closing_entries=await closing_entries_of(conn, estate_id, month),
        requests=await reopening_requests(conn, estate_id, month),
        trace=await trace_of(conn, estate_id, month),
    )


async def lock_months(
    conn: AsyncConnection, *, estate_id: int, month: Month, today: date
) -> list[PeriodSummary]:
    """Lock the book and one of its months; return all months as they stand then.

    Raises `BookIsNotOpened` or `ObjectIsNotHere`.
    """
    await conn.execute(_LOCK_BOOK, {"estate_id": estate_id})
    period_of(await list_periods(conn, estate_id=estate_id, today=today), month)
    values = {"estate_id": estate_id, "month": month.number}
    await conn.execute(_OPEN_PERIOD, values)
    await conn.execute(_LOCK_PERIOD, values)
    # Read again: whoever shared the period before us may have prepared an entry meanwhile.
    return await list_periods(conn, estate_id=estate_id, today=today)


async def reopening_blocked_by(
    conn: AsyncConnection, estate_id: int, periods: list[PeriodSummary], month: Month
) -> list[Refusal]:
    """Return all that keeps a month from being opened again."""
    return reopening_refusals(periods, month) + await refusals_of_features(
        conn, estate_id=estate_id, month=month, step="reopen"
    )


async def change_period(
    conn: AsyncConnection,
    *,
    estate_id: int,
    month: Month,
    to_state: PeriodState,
    reason: str,
    actor_user_id: int,
    now: datetime,
    today: date,
    reopening_request_id: int | None = None,
) -> PeriodSummary:
    """Append to the trace of a locked month, whose state follows, and return how it stands."""
    change = (
        await conn.execute(
            _CHANGE,
            {
                "estate_id": estate_id,
                "month": month.number,
                "to_state": to_state.value,
                "reason": reason,
                "actor": actor_user_id,
                "now": now,
                "reopening_request_id": reopening_request_id,
            },
        )
    ).one()
    # `ledger verify` looks for every change that this line remembers.
    await write_audit_line(
        conn,
        estate_id=estate_id,
        actor_user_id=actor_user_id,
        action="period_changed",
        outcome="done",
        object_=f"period_change:{change.change_no}",
        details={
            "month": str(month),
            "to_state": to_state.value,
            "record_hash": change.record_hash.hex(),
        },
    )
    return period_of(await list_periods(conn, estate_id=estate_id, today=today), month)


async def begin_adjusting(
    conn: AsyncConnection,
    *,
    estate_id: int,
    month: Month,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> PeriodSummary:
    """End the ordinary business of a month: it takes adjustments, reversals and 结转 from now on.

    Raises what `lock_months` and `period_rules.check_adjustable` raise.
    """
    periods = await lock_months(conn, estate_id=estate_id, month=month, today=today)
    check_adjustable(periods, month, today=today)
    return await change_period(
        conn,
        estate_id=estate_id,
        month=month,
        to_state=PeriodState.ADJUSTING,
        reason="",
        actor_user_id=actor_user_id,
        now=now,
        today=today,
    )


async def resume_period(
    conn: AsyncConnection,
    *,
    estate_id: int,
    month: Month,
    reason: str,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> PeriodSummary:
    """Take ordinary business again in a month that was never closed, for a reason.

    Raises what `lock_months` and `period_rules.check_resumable` raise.
    """
    periods = await lock_months(conn, estate_id=estate_id, month=month, today=today)
    check_resumable(periods, month)
    return await change_period(
        conn,
        estate_id=estate_id,
        month=month,
        to_state=PeriodState.OPEN,
        reason=reason,
        actor_user_id=actor_user_id,
        now=now,
        today=today,
    )


async def prepare_closing_entries(
    conn: AsyncConnection,
    *,
    estate_id: int,
    month: Month,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> list[PreparedEntry]:
    """Prepare the 结转凭证 of a month in adjustment; another person approves them.

    What was carried forward before is not carried again: only what is left since. Raises
    `BookIsNotOpened`, `ObjectIsNotHere`, `PeriodIsNotAdjusting`, `ClosingEntryIsWaiting` or
    `NothingToCarryForward`, in this order, and what `prepare_entries` raises.
    """
    period = period_of(await list_periods(conn, estate_id=estate_id, today=today), month)
    if period.state is not PeriodState.ADJUSTING:
        raise PeriodIsNotAdjusting(
            f"{month.title}不在结账中，不能结转；请先开始结账。", month=str(month)
        )
    # Two requests wait for each other here; the second then sees what the first prepared.
    await serialise_preparing(conn, estate_id)
    for each in await closing_entries_of(conn, estate_id, month):
        if each.state in WAITING:
            raise ClosingEntryIsWaiting(
                f"{month.title}的结转凭证已经生成，正在等待审核或记账；要重新生成，请先退回它。",
                month=str(month),
                prepared_entry_id=each.prepared_entry_id,
            )
    entries = closing_entries(
        month,
        await leftovers_of(conn, estate_id, month),
        grant_accounts=await grant_accounts(conn, estate_id),
    )
    if not entries:
        raise NothingToCarryForward(
            f"{month.title}末收入和支出科目都没有余额，不必结转。", month=str(month)
        )
    drafts = [
        EntryDraft(
            kind=entry.kind,
            effective_on=entry.effective_on,
            narration=entry.narration,
            lines=entry.lines,
            source=entry.source,
        )
        for entry in entries
    ]
    return await prepare_entries(
        conn, estate_id=estate_id, drafts=drafts, actor_user_id=actor_user_id, now=now, today=today
    )


async def close_period(
    conn: AsyncConnection,
    *,
    estate_id: int,
    month: Month,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> PeriodSummary:
    """Close a month: nothing is posted into it unless two people open it again.

    Raises what `lock_months` raises, then the first of `period_rules.closing_refusals`, then the
    first of the features' checks.
    """
    periods = await lock_months(conn, estate_id=estate_id, month=month, today=today)
    leftovers = await leftovers_of(conn, estate_id, month) if month.month == 12 else []
    refusals = closing_refusals(periods, month, today=today, left_fen=_held(leftovers))
    refusals += await refusals_of_features(conn, estate_id=estate_id, month=month, step="close")
    for refusal in refusals:
        raise refusal
    return await change_period(
        conn,
        estate_id=estate_id,
        month=month,
        to_state=PeriodState.CLOSED,
        reason="",
        actor_user_id=actor_user_id,
        now=now,
        today=today,
    )


def _held(leftovers: list[Leftover]) -> int:
    return sum(abs(each.amount_fen) for each in leftovers)
