"""Pure decisions about service: how long it lasted, whether it counts, and who may confirm it.

Times are wall-clock times in China on the day of the activity, cut to the minute. A service lasts
from its check-in up to, and not including, its check-out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from ledger.bookkeeping.period import Month
from ledger.errors import Refusal

LATE_AFTER = timedelta(days=7)
"""What comes later than this needs more than two people's word (domain.md §2.8)."""


class CheckOutIsNotAfterCheckIn(Refusal):
    code = "check_out_is_not_after_check_in"
    status = 400


class ServiceRecordIsVerified(Refusal):
    """A verified record is in the books; it is corrected there, never changed here."""

    code = "service_record_is_verified"


class ServiceRecordIsIncomplete(Refusal):
    code = "service_record_is_incomplete"


class SamePersonMayNotVerify(Refusal):
    """Hours that somebody filled in by hand need a second person (domain.md §2.8)."""

    code = "same_person_may_not_verify"


class VolunteerMayNotConfirm(Refusal):
    """The person who served cannot be the one who confirms the service."""

    code = "volunteer_may_not_confirm"


class ServiceTimesOverlap(Refusal):
    """One person cannot serve in two places at once."""

    code = "service_times_overlap"


class CompletionIsEmpty(Refusal):
    code = "completion_is_empty"
    status = 400


class WaitingReason(StrEnum):
    """Why a record waits in the queue and gives nothing yet."""

    CHECK_OUT_IS_MISSING = "check_out_is_missing"
    CONFIRMER_IS_MISSING = "confirmer_is_missing"
    TIMES_OVERLAP = "times_overlap"
    PERIOD_IS_CLOSED = "period_is_closed"

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, for the organiser."""
        return _WAITING_SENTENCES[self]


_WAITING_SENTENCES = {
    WaitingReason.CHECK_OUT_IS_MISSING: "没有签退时间，请补齐。",
    WaitingReason.CONFIRMER_IS_MISSING: "没有核实人，请补齐。",
    WaitingReason.TIMES_OVERLAP: "与同一人的另一条服务记录时间重叠，请核对后更正时间。",
    WaitingReason.PERIOD_IS_CLOSED: "所属月份已结账或正在结账，核实后记在核实当天。",
}
COMPLETED_SENTENCE = "已补齐，等待另一位负责人核实。"
READY_SENTENCE = "等待另一位负责人核实。"


@dataclass(frozen=True, slots=True)
class ServiceSpan:
    """One person's presence on one day; a span without check-out overlaps nothing."""

    resident_id: int
    served_on: date
    checked_in: time
    checked_out: time | None

    def overlaps(self, other: ServiceSpan) -> bool:
        """Tell whether the same person would have been in two places at one time."""
        return (
            self.resident_id == other.resident_id
            and self.served_on == other.served_on
            and self.checked_out is not None
            and other.checked_out is not None
            and self.checked_in < other.checked_out
            and other.checked_in < self.checked_out
        )

    def first_clash(self, others: Iterable[ServiceSpan]) -> ServiceSpan | None:
        """Return the first of these that it overlaps, or None."""
        return next((other for other in others if self.overlaps(other)), None)


@dataclass(frozen=True, slots=True)
class People:
    """Who touched a record: user ids of the importer and of the one who completed it by hand."""

    recorded_by: int
    completed_by: int | None


def comes_late(day: date, *, today: date) -> bool:
    """Tell whether service of a day is written down so late that it needs a paper and a third."""
    return today - day > LATE_AFTER


def to_the_minute(moment: time) -> time:
    """Cut seconds off: minutes are the unit of service."""
    return moment.replace(second=0, microsecond=0)


def service_minutes(checked_in: time, checked_out: time) -> int:
    """Return whole minutes from check-in to check-out; raises `CheckOutIsNotAfterCheckIn`."""
    minutes = checked_out.hour * 60 + checked_out.minute - checked_in.hour * 60 - checked_in.minute
    if minutes <= 0:
        raise CheckOutIsNotAfterCheckIn(
            f"签退 {checked_out:%H:%M} 不晚于签到 {checked_in:%H:%M}，请核对时间。",
            fields=[{"field": "checked_out", "message": "签退要晚于签到"}],
        )
    return minutes


def missing_parts(checked_out: time | None, confirmer: str | None) -> tuple[WaitingReason, ...]:
    """Return what a record lacks before anybody may verify it."""
    reasons = []
    if checked_out is None:
        reasons.append(WaitingReason.CHECK_OUT_IS_MISSING)
    if not confirmer:
        reasons.append(WaitingReason.CONFIRMER_IS_MISSING)
    return tuple(reasons)


def first_overlaps(spans: Sequence[ServiceSpan], *, verified: Sequence[ServiceSpan]) -> list[bool]:
    """Tell for each span whether it overlaps a verified one or an earlier span that was taken.

    Of two new spans that overlap, the first in order is taken and the second is not.
    """
    taken: dict[tuple[int, date], list[ServiceSpan]] = {}
    for span in verified:
        taken.setdefault((span.resident_id, span.served_on), []).append(span)
    answers = []
    for span in spans:
        others = taken.setdefault((span.resident_id, span.served_on), [])
        clashes = any(span.overlaps(other) for other in others)
        if not clashes:
            others.append(span)
        answers.append(clashes)
    return answers


def check_confirmer(*, confirmer: str, volunteer: str) -> None:
    """Raise `VolunteerMayNotConfirm` when somebody confirms their own service."""
    if confirmer == volunteer:
        raise VolunteerMayNotConfirm(
            "核实人不能是志愿者本人，请填写另一位在场的人。",
            fields=[{"field": "confirmer", "message": "不能是志愿者本人"}],
        )


def check_verifier(people: People, *, verifier_user_id: int) -> None:
    """Raise `SamePersonMayNotVerify` for whoever brought the record in or completed it."""
    if verifier_user_id in (people.recorded_by, people.completed_by):
        raise SamePersonMayNotVerify("这条记录由您导入或补齐，要由另一位组织者或业委会委员核实。")


def source_key(
    *, served_on: date, activity: str, service_type: str, resident_id: int, checked_in: time
) -> str:
    """Return a record's identity across files: who came when to what."""
    day, moment = served_on.isoformat(), checked_in.strftime("%H:%M")
    return f"{day}|{activity}|{service_type}|{resident_id}|{moment}"


def is_before_the_book(day: date, first_month: Month) -> bool:
    """Tell whether a day lies before the first month of the book."""
    return Month.of(day) < first_month
