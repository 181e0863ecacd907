"""Who may appeal against what, until when, and who answers; decided without a database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from ledger.errors import Refusal

APPEAL_WITHIN = timedelta(days=30)
"""From when a record came to say what it says, or from the day of the activity.

No law names the days; these are longer than the month after which somebody reads a statement."""


class ServiceAppealIsTooLate(Refusal):
    code = "service_appeal_is_too_late"


class AppealIsWaiting(Refusal):
    """One at a time; nothing is lost while it waits."""

    code = "appeal_is_waiting"


class AppealWasAnswered(Refusal):
    """What was refused is not asked again as long as the record says the same."""

    code = "appeal_was_answered"


class ServiceIsRecorded(Refusal):
    """There is a record of this person: the appeal is about that one."""

    code = "service_is_recorded"


class AppealDoesNotFit(Refusal):
    """A missing check-out is claimed of a record without one, a longer stay of one with times."""

    code = "appeal_does_not_fit"


class AppealIsAnswered(Refusal):
    code = "appeal_is_answered"


class ConfirmerMayNotAnswer(Refusal):
    """Whose word an appeal is about does not answer it."""

    code = "confirmer_may_not_answer"


class LateAdditionNeedsDocument(Refusal):
    """A record that is added more than a week later needs a paper (domain.md §2.8)."""

    code = "late_addition_needs_document"
    status = 400


class Claim(StrEnum):
    LONGER = "longer"
    MISSING_CHECK_OUT = "missing_check_out"
    NOT_RECORDED = "not_recorded"

    @property
    def chinese_title(self) -> str:
        return _CLAIMS[self]


_CLAIMS = {
    Claim.LONGER: "时长记少了",
    Claim.MISSING_CHECK_OUT: "漏了签退",
    Claim.NOT_RECORDED: "没有记上",
}


class AppealState(StrEnum):
    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"

    @property
    def chinese_title(self) -> str:
        return _STATES[self]


_STATES = {
    AppealState.WAITING: "等答复",
    AppealState.GRANTED: "已同意",
    AppealState.REFUSED: "没有同意",
}


@dataclass(frozen=True, slots=True)
class Times:
    """When the volunteer says to have been there, or when the one who answers finds so."""

    came: time
    gone: time


def check_in_time(since: date, *, today: date) -> None:
    """Raise `ServiceAppealIsTooLate`."""
    if today - since > APPEAL_WITHIN:
        raise ServiceAppealIsTooLate(
            f"申诉要在 {APPEAL_WITHIN.days} 天内提出，现在已经过了；确有错误，请到服务台说明。"
        )


def may_be_appealed(since: date, *, today: date, is_waiting: bool) -> bool:
    """Tell whether the page offers an appeal."""
    return not is_waiting and today - since <= APPEAL_WITHIN


def check_claim(claim: Claim, *, has_check_out: bool) -> None:
    """Raise `AppealDoesNotFit` for a record."""
    if claim is Claim.NOT_RECORDED:
        raise AppealDoesNotFit("这次服务已经有记录，请选“时长记少了”或“漏了签退”。")
    if claim is Claim.MISSING_CHECK_OUT and has_check_out:
        raise AppealDoesNotFit("这条记录有签退时间；觉得时间不对，请选“时长记少了”。")


def check_answerer(user_id: int, *, involved: Collection[int]) -> None:
    """Raise `ConfirmerMayNotAnswer`."""
    if user_id in involved:
        raise ConfirmerMayNotAnswer(
            "这条记录是您登记、核实的，或者名单是您确认的，要由另一位负责人答复。"
        )
