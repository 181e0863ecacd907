"""Words, times, states and addresses of requests for help, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.time_bank.help.rules import (
    HelpRequestIsInAnotherState,
    HelpState,
    HelpTimeIsWrong,
    HelpWordsTellTooMuch,
    Service,
    check_service,
    check_state,
    check_wanted,
    check_words,
    distance,
    may_see_address,
    minutes_paid,
)

NOW = datetime(2026, 7, 6, 2, 0, tzinfo=UTC)
DAY = date(2026, 7, 6)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    "words", ["打 13800138000", "我在0302", "３栋１单元", "2 号楼 门口", "电话028-1", "住 5室"]
)
def test_no_telephone_and_no_room_stands_in_the_words(words: str) -> None:
    with pytest.raises(HelpWordsTellTooMuch):
        check_words(words)


@pytest.mark.parametrize("words", ["想请人陪我去量血压", "买 2 斤青菜、10 个鸡蛋"])
def test_ordinary_words_may_stand(words: str) -> None:
    check_words(words)


def test_times_lie_ahead_and_not_too_far() -> None:
    check_wanted(NOW + HOUR, NOW + 3 * HOUR, now=NOW)
    check_wanted(NOW - HOUR, NOW + HOUR, now=NOW)
    for begins, ends in (
        (NOW - 2 * HOUR, NOW - HOUR),
        (NOW + HOUR, NOW + HOUR),
        (NOW + HOUR, NOW + 14 * HOUR),
        (NOW + timedelta(days=30), NOW + timedelta(days=31)),
    ):
        with pytest.raises(HelpTimeIsWrong):
            check_wanted(begins, ends, now=NOW)


def test_a_service_lies_between_acceptance_and_today_and_on_one_day() -> None:
    service = Service(DAY, time(14), 90)
    assert service.ended == time(15, 30)
    check_service(service, accepted_on=DAY, today=DAY)
    for wrong, accepted, today in (
        (service, DAY + timedelta(days=1), DAY + timedelta(days=2)),
        (service, DAY, DAY - timedelta(days=1)),
        (Service(DAY, time(23, 30), 30), DAY, DAY),
    ):
        with pytest.raises(HelpTimeIsWrong):
            check_service(wrong, accepted_on=accepted, today=today)


@given(st.sampled_from(HelpState), st.sets(st.sampled_from(HelpState), min_size=1))
def test_a_state_is_allowed_or_refused_in_words(state: HelpState, allowed: set[HelpState]) -> None:
    if state in allowed:
        check_state(state.value, *allowed)
    else:
        with pytest.raises(HelpRequestIsInAnotherState, match=state.chinese_title):
            check_state(state.value, *allowed)


@given(st.sampled_from(HelpState), st.booleans(), st.integers(-10 * 60, 10 * 60))
def test_the_dwelling_is_seen_by_the_volunteer_around_the_time_only(
    state: HelpState, is_volunteer: bool, minutes: int
) -> None:
    seen = may_see_address(
        state=state, is_volunteer=is_volunteer, wanted_from=NOW, wanted_to=NOW + HOUR,
        now=NOW + timedelta(minutes=minutes),
    )  # fmt: skip
    around = -120 <= minutes <= 180
    assert seen == (is_volunteer and state is HelpState.ACCEPTED and around)


@given(st.integers(15, 480), st.integers(1, 480))
def test_nobody_pays_more_than_was_held_or_served(held: int, served: int) -> None:
    paid = minutes_paid(held_minutes=held, served_minutes=served)
    assert 0 < paid <= min(held, served)


def test_buildings_are_as_far_apart_as_their_numbers() -> None:
    assert [distance("3", other) for other in ("3", "5", "1", "甲")] == [0, 2, 2, 10_000]
