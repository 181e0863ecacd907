"""期间: when a month may be adjusted, closed and opened again, and who may say so.

The states of a book's months always stand in this order: closed, then adjusting, then open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ledger.bookkeeping.period import Month, PeriodIsNotAdjusting, PeriodState
from ledger.errors import ObjectIsNotHere, Refusal


class PeriodIsAlreadyClosed(Refusal):
    code = "period_is_already_closed"


class PeriodIsAlreadyAdjusting(Refusal):
    code = "period_is_already_adjusting"


class PeriodHasNotEnded(Refusal):
    """A month is closed when it is over."""

    code = "period_has_not_ended"


class EarlierPeriodIsOpen(Refusal):
    """Months are closed in order, so that opening balances stand."""

    code = "earlier_period_is_open"


class LaterPeriodIsClosed(Refusal):
    """Months are opened again from the last one backwards, for the same reason."""

    code = "later_period_is_closed"


class PeriodHasUnpostedEntries(Refusal):
    """Prepared or approved entries dated in the month would be shut out."""

    code = "period_has_unposted_entries"


class YearIsNotCarriedForward(Refusal):
    """会计年度 ends with 结转 (会计法 §11): income and expense begin the next one at nothing."""

    code = "year_is_not_carried_forward"


class PeriodWasClosedBefore(Refusal):
    """A month that was closed once takes adjustments, never ordinary business again."""

    code = "period_was_closed_before"


class PeriodIsNotClosed(Refusal):
    code = "period_is_not_closed"


class ReopeningIsAlreadyRequested(Refusal):
    code = "reopening_is_already_requested"


class RequesterMayNotDecide(Refusal):
    """Who asks to open a month again does not answer (I8)."""

    code = "requester_may_not_decide"


class OnlyTheRequesterWithdraws(Refusal):
    code = "only_the_requester_withdraws"


class ReopeningIsDecided(Refusal):
    """A request has one answer."""

    code = "reopening_is_decided"


class ClosingEntryIsWaiting(Refusal):
    """The 结转 of a month is prepared once; it waits for approval or posting."""

    code = "closing_entry_is_waiting"


class NothingToCarryForward(Refusal):
    code = "nothing_to_carry_forward"


@dataclass(frozen=True, slots=True)
class PeriodSummary:
    """One month: its state, how many entries it has, and how many still wait to be posted.

    `was_closed` says that it was closed at some time; `reopening_request_id` is the request that
    waits for an answer.
    """

    month: Month
    state: PeriodState
    entries: int
    unposted: int
    closed_by_name: str | None
    closed_at: datetime | None
    was_closed: bool
    reopening_request_id: int | None


@dataclass(frozen=True, slots=True)
class ReopeningRequest:
    """What somebody asks, as it stands under its lock."""

    reopening_request_id: int
    month: Month
    state: str
    reason: str
    requested_by: int


def period_of(periods: Sequence[PeriodSummary], month: Month) -> PeriodSummary:
    """Return one of the book's months; raises `ObjectIsNotHere`."""
    for each in periods:
        if each.month == month:
            return each
    raise ObjectIsNotHere(f"{month.title}的会计期间", month=str(month))


def check_adjustable(periods: Sequence[PeriodSummary], month: Month, *, today: date) -> None:
    """Raise unless the ordinary business of an open month may be ended.

    Raises `ObjectIsNotHere`, `PeriodIsAlreadyClosed`, `PeriodIsAlreadyAdjusting`,
    `PeriodHasNotEnded`, `EarlierPeriodIsOpen` or `PeriodHasUnpostedEntries`, in this order.
    """
    period = period_of(periods, month)
    _check_not_closed(period)
    if period.state is PeriodState.ADJUSTING:
        raise PeriodIsAlreadyAdjusting(
            f"{month.title}已经在结账，可以记调整和结转凭证。", month=str(month)
        )
    _check_ended(month, today)
    for each in periods:
        if each.month < month and each.state is PeriodState.OPEN:
            raise _earlier_is_open(each.month)
    for refusal in _unposted(period):
        raise refusal


def closing_refusals(
    periods: Sequence[PeriodSummary], month: Month, *, today: date, left_fen: int
) -> list[Refusal]:
    """Return all that keeps the month from being closed, the first to be settled first.

    `left_fen` is what income and expense still hold at its end, each account counted positive.
    The order is that of the checks: `PeriodIsAlreadyClosed`, `PeriodHasNotEnded`,
    `EarlierPeriodIsOpen`, `PeriodHasUnpostedEntries`, `YearIsNotCarriedForward`. Raises
    `ObjectIsNotHere`.
    """
    period = period_of(periods, month)
    if period.state is PeriodState.CLOSED:
        return [PeriodIsAlreadyClosed(f"{month.title}已经结账，不必再结。", month=str(month))]
    found: list[Refusal] = []
    if today <= month.last_day:
        found.append(_has_not_ended(month))
    earlier = [e for e in periods if e.month < month and e.state is not PeriodState.CLOSED]
    if earlier:
        found.append(_earlier_is_open(earlier[0].month))
    found += _unposted(period)
    if month.month == 12 and left_fen:
        found.append(
            YearIsNotCarriedForward(
                f"{month.year}年的收入和支出还没有结转，请先开始结账，生成结转凭证，审核并记账。",
                month=str(month),
            )
        )
    return found


def check_resumable(periods: Sequence[PeriodSummary], month: Month) -> None:
    """Raise unless a month in adjustment may take ordinary business again.

    Raises `ObjectIsNotHere`, `PeriodIsAlreadyClosed`, `PeriodIsNotAdjusting`,
    `PeriodWasClosedBefore`, `LaterPeriodIsClosed` or `PeriodHasUnpostedEntries`, in this order.
    """
    period = period_of(periods, month)
    _check_not_closed(period)
    if period.state is PeriodState.OPEN:
        raise PeriodIsNotAdjusting(f"{month.title}还没有开始结账。", month=str(month))
    if period.was_closed:
        raise PeriodWasClosedBefore(
            f"{month.title}结过账，重新打开后只能记调整凭证，不能恢复日常记账；办完请再结账。",
            month=str(month),
        )
    later = [e for e in periods if e.month > month and e.state is not PeriodState.OPEN]
    if later:
        raise LaterPeriodIsClosed(
            f"{later[-1].month.title}已经开始结账，请先恢复后面的月份。", month=str(later[-1].month)
        )
    for refusal in _unposted(period):
        raise refusal


def reopening_refusals(periods: Sequence[PeriodSummary], month: Month) -> list[Refusal]:
    """Return all that keeps a month from being opened again, the first to be settled first.

    `PeriodIsNotClosed`, then `LaterPeriodIsClosed`. Raises `ObjectIsNotHere`.
    """
    if period_of(periods, month).state is not PeriodState.CLOSED:
        return [PeriodIsNotClosed(f"{month.title}没有结账，不必重新打开。", month=str(month))]
    later = [e for e in periods if e.month > month and e.state is PeriodState.CLOSED]
    if not later:
        return []
    return [
        LaterPeriodIsClosed(
            f"{later[-1].month.title}也已结账；要从最后结账的月份起，一个月一个月往回打开。",
            month=str(later[-1].month),
        )
    ]


def check_decision(request: ReopeningRequest, *, actor_user_id: int) -> None:
    """Raise `ReopeningIsDecided` or `RequesterMayNotDecide` unless this person may answer."""
    _check_waiting(request)
    if request.requested_by == actor_user_id:
        raise RequesterMayNotDecide(
            "申请重新打开的人不能自己批准或驳回，请另一位业委会委员办理。",
            reopening_request_id=request.reopening_request_id,
        )


def check_withdrawal(request: ReopeningRequest, *, actor_user_id: int) -> None:
    """Raise `ReopeningIsDecided` or `OnlyTheRequesterWithdraws`."""
    _check_waiting(request)
    if request.requested_by != actor_user_id:
        raise OnlyTheRequesterWithdraws(
            "只有申请人能撤回申请；不同意请驳回。",
            reopening_request_id=request.reopening_request_id,
        )


_ANSWERS = {"granted": "已批准", "declined": "已驳回", "withdrawn": "已撤回"}


def _check_waiting(request: ReopeningRequest) -> None:
    if request.state != "waiting":
        raise ReopeningIsDecided(
            f"这份申请{_ANSWERS[request.state]}，不能再办；请刷新页面。",
            reopening_request_id=request.reopening_request_id,
            state=request.state,
        )


def _check_not_closed(period: PeriodSummary) -> None:
    if period.state is PeriodState.CLOSED:
        raise PeriodIsAlreadyClosed(
            f"{period.month.title}已经结账；要改，请申请重新打开。", month=str(period.month)
        )


def _has_not_ended(month: Month) -> Refusal:
    return PeriodHasNotEnded(f"{month.title}还没有结束，请在次月结账。", month=str(month))


def _check_ended(month: Month, today: date) -> None:
    if today <= month.last_day:
        raise _has_not_ended(month)


def _earlier_is_open(month: Month) -> Refusal:
    return EarlierPeriodIsOpen(f"{month.title}还没有结账，请先按月份顺序结账。", month=str(month))


def _unposted(period: PeriodSummary) -> list[Refusal]:
    if not period.unposted:
        return []
    return [
        PeriodHasUnpostedEntries(
            f"{period.month.title}还有 {period.unposted} 张凭证没有记账，请先审核记账或退回。",
            month=str(period.month),
            unposted=period.unposted,
        )
    ]
