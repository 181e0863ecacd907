"""What coming and going is worth: the time rules of domain.md §5. Pure.

Moments are the server's; service is counted in whole minutes of the planned time:

early      before the planned start nothing counts
late       counted from arrival
left early counted until the check-out
stayed on  nothing after the planned end counts
no check-out   nothing counts until somebody has looked; at most until the planned end
repeated   the first check-in and the first check-out count, whatever comes later
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from ledger.errors import Refusal

START_BEFORE = timedelta(hours=2)
"""How long before the planned start the organiser may open signing in."""


class ActivityIsNotDue(Refusal):
    """Signing in is opened on the day, not before."""

    code = "activity_is_not_due"


class MarkedAlready(Refusal):
    """Once for each person and direction; the first one counts."""

    code = "marked_already"


class CheckInIsMissing(Refusal):
    """Nobody leaves before coming."""

    code = "check_in_is_missing"


class CheckInIsTooLate(Refusal):
    """After the planned end nobody comes any more."""

    code = "check_in_is_too_late"


class NoPlaceIsFree(Refusal):
    """Who comes without having signed up needs a place that nobody else has."""

    code = "no_place_is_free"


class NobodyMarksThemselves(Refusal):
    """An organiser who serves signs in by the code, or another organiser ticks them off."""

    code = "nobody_marks_themselves"


class TimesAreOutsideThePlan(Refusal):
    """By hand, too, nothing counts before the planned start or after the planned end."""

    code = "times_are_outside_the_plan"
    status = 400


@dataclass(frozen=True, slots=True)
class Credit:
    """What counts of somebody's presence: from, until (None: to be looked at), and minutes."""

    counts_from: datetime
    counts_until: datetime | None
    service_minutes: int | None


def credit(
    *,
    starts_at: datetime,
    ends_at: datetime,
    came_at: datetime,
    left_at: datetime | None,
) -> Credit | None:
    """Return what counts, or None when nothing of the planned time was served.

    Seconds are cut off at both ends.
    """
    counts_from = max(_minute(came_at), starts_at)
    if counts_from >= ends_at:
        return None
    if left_at is None:
        return Credit(counts_from, None, None)
    counts_until = min(_minute(left_at), ends_at)
    minutes = int((counts_until - counts_from) / timedelta(minutes=1))
    return Credit(counts_from, counts_until, minutes) if minutes > 0 else None


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def check_due(*, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Raise `ActivityIsNotDue` unless signing in may be opened now."""
    if now < starts_at - START_BEFORE:
        raise ActivityIsNotDue("还没到时间：活动开始前两小时起才能打开签到。")
    if now >= ends_at:
        raise ActivityIsNotDue("活动的时间已经过去，不能再打开签到；已经办过的请用补录。")


def check_coming(*, ends_at: datetime, now: datetime) -> None:
    """Raise `CheckInIsTooLate`."""
    if now >= ends_at:
        raise CheckInIsTooLate("活动计划的时间已经结束，不能再签到；有疑问请找组织者。")


def check_within_plan(
    checked_in: time, checked_out: time | None, *, planned_from: time, planned_until: time
) -> None:
    """Raise `TimesAreOutsideThePlan`; all four are wall-clock times of the activity's day."""
    if checked_in < planned_from or (checked_out is not None and checked_out > planned_until):
        raise TimesAreOutsideThePlan(
            f"这个活动计划 {planned_from:%H:%M}–{planned_until:%H:%M}，"
            "补的时间不能早于开始、晚于结束。",
            fields=[{"field": "checked_out", "message": "要在活动计划的时间之内"}],
        )
