"""States, plans, series, places and the waiting list, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.volunteering.activities.rules import (
    FOURS,
    NEXT_STATES,
    SERIES_DAYS_MAX,
    ActivityPlanIsImpossible,
    ActivityState,
    ActivityStateForbids,
    CancellingIsTooLate,
    CapacityIsBelowSignUps,
    Place,
    Repeats,
    SeriesHasNoDays,
    SignUpIsOver,
    check_cancelling,
    check_capacity,
    check_not_past,
    check_sign_up_time,
    check_step,
    check_times,
    place_of,
    promoted,
    series_days,
)
from tests.volunteering.activities.planning import ENDS, STARTS, times

MINUTE = timedelta(minutes=1)


def test_the_states_follow_each_other() -> None:
    path = ["draft", "open", "running", "confirmed", "closed"]
    for before, after in pairwise(path):
        check_step(ActivityState(before), ActivityState(after))
    for state in ActivityState:
        for other in set(ActivityState) - NEXT_STATES[state]:
            with pytest.raises(ActivityStateForbids):
                check_step(state, other)
    # Once people have come, it is not called off any more.
    assert ActivityState.CANCELLED not in NEXT_STATES[ActivityState.RUNNING]


@pytest.mark.parametrize(
    "changed, field",
    [
        ({"hours": 0}, "ends_at"),
        # From 9:00 to one minute past midnight.
        ({"hours": 15 + 1 / 60}, "ends_at"),
        ({"cancel_before": -MINUTE}, "cancel_until"),
    ],
)
def test_times_that_no_activity_keeps(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(ActivityPlanIsImpossible) as refused:
        check_times(times(**changed))
    fields: Any = refused.value.details["fields"]
    assert [each["field"] for each in fields] == [field]


def test_an_activity_that_is_over_is_not_announced() -> None:
    check_not_past(times(), now=ENDS - MINUTE)
    with pytest.raises(ActivityPlanIsImpossible):
        check_not_past(times(), now=ENDS)


def test_a_day_is_a_day_in_china() -> None:
    late = times(datetime(2026, 7, 11, 17, 0, tzinfo=UTC), hours=1)
    assert late.held_on == date(2026, 7, 12)
    moved = late.moved_to(date(2026, 8, 1))
    assert moved.starts_at == datetime(2026, 7, 31, 17, 0, tzinfo=UTC)
    assert moved.starts_at - moved.cancel_until == late.starts_at - late.cancel_until


@pytest.mark.parametrize(
    "repeats, first, last, days",
    [
        ("weekly", "2026-07-04", "2026-07-25", ["07-04", "07-11", "07-18", "07-25"]),
        ("monthly", "2026-07-15", "2026-09-30", ["07-15", "08-15", "09-15"]),
        # A month without a 31st is left out.
        ("monthly", "2026-08-31", "2026-10-31", ["08-31", "10-31"]),
        ("fours", "2026-07-05", "2026-08-14", ["07-14", "07-24", "08-04", "08-14"]),
        ("weekly", "2026-07-04", "2026-07-04", ["07-04"]),
    ],
)
def test_the_days_of_a_series(repeats: str, first: str, last: str, days: list[str]) -> None:
    found = series_days(
        Repeats(repeats), first_on=date.fromisoformat(first), last_on=date.fromisoformat(last)
    )
    assert [f"{day:%m-%d}" for day in found] == days


@given(
    repeats=st.sampled_from(Repeats),
    first=st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    length=st.integers(-3, 370),
)
def test_a_series_keeps_to_its_days(repeats: Repeats, first: date, length: int) -> None:
    last = first + timedelta(days=length)
    try:
        days = series_days(repeats, first_on=first, last_on=last)
    except SeriesHasNoDays:
        # Nothing in it, or more than a year: only 逢四 may have no day within ten days.
        assert length < 0 or length > 366 or (repeats is Repeats.FOURS and length < 11)
        return
    assert days == sorted(set(days))
    assert first <= days[0] <= days[-1] <= last
    assert len(days) <= SERIES_DAYS_MAX
    if repeats is Repeats.WEEKLY:
        assert {day.weekday() for day in days} == {first.weekday()}
    elif repeats is Repeats.MONTHLY:
        assert {day.day for day in days} == {first.day}
    else:
        assert {day.day for day in days} <= set(FOURS)


@given(
    taken=st.integers(0, 30),
    capacity=st.none() | st.integers(1, 30),
    waiting=st.lists(st.integers(1, 999), unique=True),
)
def test_who_waits_longest_moves_up_and_no_place_is_given_twice(
    taken: int, capacity: int | None, waiting: list[int]
) -> None:
    moving = promoted(waiting, taken=taken, capacity=capacity)
    assert moving == waiting[: len(moving)]
    if capacity is None:
        assert moving == waiting
        assert place_of(taken=taken, capacity=None) is Place.SIGNED_UP
        return
    assert taken + len(moving) <= max(taken, capacity)
    # No place stays free while somebody waits.
    if len(moving) < len(waiting):
        assert place_of(taken=taken + len(moving), capacity=capacity) is Place.WAITING


def test_signing_up_ends_with_its_deadline_and_is_for_open_activities() -> None:
    check_sign_up_time(ActivityState.OPEN, sign_up_until=STARTS, now=STARTS)
    with pytest.raises(SignUpIsOver):
        check_sign_up_time(ActivityState.OPEN, sign_up_until=STARTS, now=STARTS + MINUTE)
    for state in set(ActivityState) - {ActivityState.OPEN, ActivityState.RUNNING}:
        with pytest.raises(ActivityStateForbids):
            check_sign_up_time(state, sign_up_until=STARTS, now=STARTS - MINUTE)


def test_cancelling_has_a_deadline_for_places_only() -> None:
    check_cancelling(Place.SIGNED_UP, cancel_until=STARTS, now=STARTS)
    check_cancelling(Place.WAITING, cancel_until=STARTS, now=STARTS + MINUTE)
    with pytest.raises(CancellingIsTooLate):
        check_cancelling(Place.SIGNED_UP, cancel_until=STARTS, now=STARTS + MINUTE)


def test_nobody_loses_a_place_to_a_smaller_room() -> None:
    check_capacity(3, taken=3)
    check_capacity(None, taken=300)
    with pytest.raises(CapacityIsBelowSignUps):
        check_capacity(2, taken=3)
