"""Pure decisions about activities: their states, their plans, and who gets a place.

Moments are aware; only the server's clock counts. Days are days in China.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

from dateutil.rrule import MONTHLY, WEEKLY, rrule

from ledger.errors import JsonValue, Refusal

CHINA = timezone(timedelta(hours=8))
"""China keeps one time, without summer time, since 1991."""
SERIES_DAYS_MAX = 60
"""A year of 逢四, or of weeks."""
SERIES_LENGTH_MAX = timedelta(days=366)
FOURS = (4, 14, 24)
CAPACITY_MAX = 2000
CANCEL_BEFORE = timedelta(hours=12)
"""Until when somebody may cancel, where the organiser says nothing else."""


class ActivityStateForbids(Refusal):
    """What is asked for belongs to another state of the activity."""

    code = "activity_state_forbids"


class ActivityPlanIsImpossible(Refusal):
    code = "activity_plan_is_impossible"
    status = 400


class SeriesHasNoDays(Refusal):
    """Nothing, or too much, lies between the first and the last day of a series."""

    code = "series_has_no_days"
    status = 400


class SignUpIsOver(Refusal):
    code = "sign_up_is_over"


class SignedUpAlready(Refusal):
    """The same person once for one activity."""

    code = "signed_up_already"


class ActivitiesOverlap(Refusal):
    """The same person signed up for something else at that time."""

    code = "activities_overlap"


class GuardianHasNotAgreed(Refusal):
    """Below fourteen a guardian agrees first (个人信息保护法 §31)."""

    code = "guardian_has_not_agreed"


class CancellingIsTooLate(Refusal):
    """After the deadline only the organiser takes somebody off the list."""

    code = "cancelling_is_too_late"


class CapacityIsBelowSignUps(Refusal):
    """Nobody who has a place loses it because the room has become smaller."""

    code = "capacity_is_below_sign_ups"


class ActivityState(StrEnum):
    """From the draft to the books; a confirmed activity closes when its last record is posted."""

    DRAFT = "draft"
    OPEN = "open"
    RUNNING = "running"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def chinese_title(self) -> str:
        return _TITLES[self]


_TITLES = {
    ActivityState.DRAFT: "草稿",
    ActivityState.OPEN: "报名中",
    ActivityState.RUNNING: "进行中",
    ActivityState.CONFIRMED: "待核实",
    ActivityState.CLOSED: "已结束",
    ActivityState.CANCELLED: "已取消",
}

NEXT_STATES: dict[ActivityState, frozenset[ActivityState]] = {
    ActivityState.DRAFT: frozenset({ActivityState.OPEN, ActivityState.CANCELLED}),
    ActivityState.OPEN: frozenset({ActivityState.RUNNING, ActivityState.CANCELLED}),
    ActivityState.RUNNING: frozenset({ActivityState.CONFIRMED}),
    ActivityState.CONFIRMED: frozenset({ActivityState.CLOSED}),
    ActivityState.CLOSED: frozenset(),
    ActivityState.CANCELLED: frozenset(),
}


class Repeats(StrEnum):
    """How a series comes again."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    FOURS = "fours"

    @property
    def chinese_title(self) -> str:
        return {
            Repeats.WEEKLY: "每周",
            Repeats.MONTHLY: "每月",
            Repeats.FOURS: "逢四（4、14、24 日）",
        }[self]


class Place(StrEnum):
    """What somebody who signs up gets."""

    SIGNED_UP = "signed_up"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Times:
    """When an activity is planned, and until when one may sign up and cancel."""

    starts_at: datetime
    ends_at: datetime
    sign_up_until: datetime
    cancel_until: datetime

    @property
    def held_on(self) -> date:
        return self.starts_at.astimezone(CHINA).date()

    def moved_to(self, day: date) -> Times:
        """Return the same hours on another day, and the deadlines as long before."""
        shift = timedelta(days=(day - self.held_on).days)
        return Times(
            self.starts_at + shift,
            self.ends_at + shift,
            self.sign_up_until + shift,
            self.cancel_until + shift,
        )


def check_step(state: ActivityState, to: ActivityState) -> None:
    """Raise `ActivityStateForbids` unless the one state follows the other."""
    if to not in NEXT_STATES[state]:
        raise ActivityStateForbids(
            f"这个活动{state.chinese_title}，不能改为{to.chinese_title}，请刷新页面看现在的状态。",
            state=state.value,
        )


def check_state(state: ActivityState, *allowed: ActivityState, to_do: str) -> None:
    """Raise `ActivityStateForbids`; `to_do` is what was asked for, in Chinese."""
    if state not in allowed:
        titles = "、".join(each.chinese_title for each in allowed)
        raise ActivityStateForbids(
            f"活动{titles}时才能{to_do}，这个活动{state.chinese_title}。", state=state.value
        )


def check_times(times: Times) -> None:
    """Raise `ActivityPlanIsImpossible` for times that no activity could keep."""
    faults: list[JsonValue] = []
    if times.ends_at <= times.starts_at:
        faults.append({"field": "ends_at", "message": "结束要晚于开始"})
    elif times.ends_at.astimezone(CHINA).date() != times.held_on:
        faults.append({"field": "ends_at", "message": "开始和结束要在同一天"})
    if times.sign_up_until > times.ends_at:
        faults.append({"field": "sign_up_until", "message": "报名截止不能晚于活动结束"})
    if times.cancel_until > times.starts_at:
        faults.append({"field": "cancel_until", "message": "取消截止不能晚于活动开始"})
    if faults:
        raise ActivityPlanIsImpossible("活动的时间不对，请按提示改正。", fields=faults)


def check_not_past(times: Times, *, now: datetime) -> None:
    """Raise `ActivityPlanIsImpossible` for an activity that is over before it is announced."""
    if times.ends_at <= now:
        raise ActivityPlanIsImpossible(
            "活动的时间已经过去，不能发布；已经办过的活动请用补录。",
            fields=[{"field": "starts_at", "message": "时间已经过去"}],
        )


def series_days(repeats: Repeats, *, first_on: date, last_on: date) -> list[date]:
    """Return the days of a series from its first to its last, both included.

    每月 keeps the first day's number and leaves out months without it. Raises `SeriesHasNoDays`.
    """
    if last_on < first_on or last_on - first_on > SERIES_LENGTH_MAX:
        raise SeriesHasNoDays(
            "系列的最后一天要在第一天之后、一年之内，请改正。",
            fields=[{"field": "last_on", "message": "要在第一天之后、一年之内"}],
        )
    # Calendar days have no hour and no zone; the library wants moments.
    begin = datetime(first_on.year, first_on.month, first_on.day)  # noqa: DTZ001
    end = datetime(last_on.year, last_on.month, last_on.day)  # noqa: DTZ001
    if repeats is Repeats.WEEKLY:
        found = rrule(WEEKLY, dtstart=begin, until=end)
    elif repeats is Repeats.MONTHLY:
        found = rrule(MONTHLY, dtstart=begin, until=end)
    else:
        found = rrule(MONTHLY, bymonthday=FOURS, dtstart=begin, until=end)
    days = [moment.date() for moment in found]
    if not 1 <= len(days) <= SERIES_DAYS_MAX:
        raise SeriesHasNoDays(
            f"这个系列有 {len(days)} 天，要在 1 到 {SERIES_DAYS_MAX} 天之间，请改日期。",
            fields=[{"field": "last_on", "message": "请改日期"}],
        )
    return days


def check_sign_up_time(state: ActivityState, *, sign_up_until: datetime, now: datetime) -> None:
    """Raise `ActivityStateForbids` or `SignUpIsOver`."""
    check_state(state, ActivityState.OPEN, ActivityState.RUNNING, to_do="报名")
    if now > sign_up_until:
        raise SignUpIsOver("报名已经截止；还想参加请直接联系组织者。")


def place_of(*, taken: int, capacity: int | None) -> Place:
    """Return what the next one gets: a place, or a place on the waiting list."""
    return Place.SIGNED_UP if capacity is None or taken < capacity else Place.WAITING


def promoted(waiting: Sequence[int], *, taken: int, capacity: int | None) -> list[int]:
    """Return who moves up from the waiting list, in its order."""
    if capacity is None:
        return list(waiting)
    return list(waiting[: max(0, capacity - taken)])


def check_capacity(capacity: int | None, *, taken: int) -> None:
    """Raise `CapacityIsBelowSignUps`."""
    if capacity is not None and capacity < taken:
        raise CapacityIsBelowSignUps(
            f"已有 {taken} 人报上名，名额不能少于 {taken}。",
            fields=[{"field": "capacity", "message": f"不能少于 {taken}"}],
        )


def check_cancelling(place: Place, *, cancel_until: datetime, now: datetime) -> None:
    """Raise `CancellingIsTooLate`; who only waits may leave the list at any time."""
    if place is Place.SIGNED_UP and now > cancel_until:
        raise CancellingIsTooLate(
            "已经过了取消的时间，名额空出来别人也来不及参加；确实来不了请联系组织者。"
        )
