"""Quiet hours, back-off and the protection from floods, as tables."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from ledger.db.ids import CHINA
from ledger.messages.rules import (
    ATTEMPTS_MAX,
    LONGEST_WAIT,
    Wishes,
    end_of_quiet_hours,
    wait_after_failure,
    wait_for_calm,
)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    "at, ends",
    [
        (local(18, 20, 59), None),
        (local(18, 21), local(19, 8)),
        (local(18, 23, 59), local(19, 8)),
        (local(19, 0), local(19, 8)),
        (local(19, 7, 59), local(19, 8)),
        (local(19, 8), None),
        (local(30, 22), datetime(2026, 7, 1, 8, tzinfo=CHINA)),
    ],
)
def test_quiet_hours_go_over_midnight(at: datetime, ends: datetime | None) -> None:
    assert end_of_quiet_hours(at, Wishes()) == ends


@pytest.mark.parametrize(
    "at, ends",
    [
        (local(18, 12, 59), None),
        (local(18, 13), local(18, 15)),
        (local(18, 14, 59), local(18, 15)),
        (local(18, 15), None),
    ],
)
def test_quiet_hours_within_a_day(at: datetime, ends: datetime | None) -> None:
    assert end_of_quiet_hours(at, Wishes(quiet_from=time(13), quiet_until=time(15))) == ends


def test_the_same_time_twice_means_no_quiet_hours() -> None:
    always = Wishes(quiet_from=time(8), quiet_until=time(8))
    assert [end_of_quiet_hours(local(18, hour), always) for hour in range(24)] == [None] * 24


def test_waits_double_to_six_hours_and_cover_most_of_a_day() -> None:
    waits = [wait_after_failure(attempts) for attempts in range(1, ATTEMPTS_MAX)]
    assert waits[:4] == [timedelta(seconds=each) for each in (30, 60, 120, 240)]
    assert all(wait <= LONGEST_WAIT for wait in waits)
    assert timedelta(hours=4) < sum(waits, timedelta(0)) < timedelta(days=2)
    assert wait_after_failure(10_000) == LONGEST_WAIT


@pytest.mark.parametrize(
    "hour, day, urgent, wait",
    [
        (0, 0, False, None),
        (3, 9, False, None),
        (4, 4, False, timedelta(minutes=30)),
        (0, 10, False, timedelta(hours=6)),
        (4, 10, True, None),
        (30, 30, True, timedelta(hours=1)),
    ],
)
def test_nobody_is_flooded(hour: int, day: int, urgent: bool, wait: timedelta | None) -> None:
    assert wait_for_calm(sent_last_hour=hour, sent_last_day=day, is_urgent=urgent) == wait


def test_a_person_chooses_the_channels() -> None:
    wishes = Wishes(sms=False)
    assert [wishes.wants(channel) for channel in ("sms", "wechat")] == [False, True]
