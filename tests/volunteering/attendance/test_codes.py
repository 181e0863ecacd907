"""The rotating code: whose it is, how long it lives, and how it may be written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.volunteering.attendance.codes import (
    STEP_SECONDS,
    CheckInCodeIsNotValid,
    Direction,
    check_in_code,
    code_address,
    in_groups,
    read_code,
    seconds_left,
    step_of,
)

KEY = b"a key of the tests"
NOW = datetime(2026, 7, 11, 1, 0, 5, tzinfo=UTC)


def code(direction: Direction = Direction.IN, *, at: datetime = NOW, activity_id: int = 12) -> str:
    return check_in_code(
        KEY, estate_id=1, activity_id=activity_id, step=step_of(at), direction=direction
    )


def read(given: str, *, at: datetime = NOW, key: bytes = KEY, estate_id: int = 1) -> Direction:
    return read_code(key, given, estate_id=estate_id, activity_id=12, now=at).direction


@given(age=st.integers(-90, 150), start=st.integers(0, STEP_SECONDS - 1))
def test_a_code_lives_from_its_half_minute_to_the_end_of_the_next(age: int, start: int) -> None:
    shown_at = NOW.replace(second=0) + timedelta(seconds=start)
    given = code(at=shown_at)
    is_alive = (
        step_of(shown_at) <= step_of(shown_at + timedelta(seconds=age)) <= (step_of(shown_at) + 1)
    )
    if is_alive:
        assert read(given, at=shown_at + timedelta(seconds=age)) is Direction.IN
    else:
        with pytest.raises(CheckInCodeIsNotValid):
            read(given, at=shown_at + timedelta(seconds=age))


def test_each_code_is_one_activitys_estates_directions_and_keys() -> None:
    assert read(code(Direction.IN)) is Direction.IN
    assert read(code(Direction.OUT)) is Direction.OUT
    assert code(Direction.IN) != code(Direction.OUT)
    for other, options in (
        (code(activity_id=13), {}),
        (code(), {"key": b"another key"}),
        (code(), {"estate_id": 2}),
    ):
        with pytest.raises(CheckInCodeIsNotValid):
            read(other, **options)


@pytest.mark.parametrize(
    "write",
    [
        in_groups,
        lambda digits: f" {digits}\n",
        lambda digits: f"{digits[:4]}-{digits[4:]}",
        lambda digits: digits.translate({ord("0") + n: ord("０") + n for n in range(10)}),
        lambda digits: code_address("https://estate.example", activity_id=12, code=digits),
    ],
)
def test_a_code_may_be_written_as_people_and_scanners_do(write: Callable[[str], str]) -> None:
    assert read(write(code())) is Direction.IN


@pytest.mark.parametrize(
    "given", ["", "1234567", "123456789", "1234567a", "https://x/?c=", "?c=12"]
)
def test_what_is_no_code(given: str) -> None:
    with pytest.raises(CheckInCodeIsNotValid):
        read(given)


def test_the_countdown_ends_with_the_code() -> None:
    assert seconds_left(NOW) == 25
    assert seconds_left(NOW + timedelta(seconds=24)) == 1
    assert seconds_left(NOW + timedelta(seconds=25)) == STEP_SECONDS
    assert code(at=NOW + timedelta(seconds=24)) == code()
    assert code(at=NOW + timedelta(seconds=25)) != code()
