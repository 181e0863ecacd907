"""The time rules: a test for each line of the volunteers' manual, and what holds for all times."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.db.ids import CHINA
from ledger.volunteering.attendance.rules import (
    START_BEFORE,
    ActivityIsNotDue,
    CheckInIsTooLate,
    TimesAreOutsideThePlan,
    check_coming,
    check_due,
    check_within_plan,
    credit,
)
from tests.volunteering.activities.planning import ENDS, STARTS

MANUAL = Path(__file__).parents[3] / "docs" / "志愿者手册.md"
HEADING = "| 情况 | 签到 | 签退 | 计时从 | 计时到 | 分钟 |"
NOTHING = {"无", "待补"}


def documented() -> list[list[str]]:
    """The rows of the manual's table."""
    table = MANUAL.read_text("utf-8").split(HEADING, 1)[1].split("\n\n", 1)[0]
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.strip().splitlines()[1:]
    ]


ROWS = documented()


def moment(written: str) -> datetime | None:
    """What counts of `10:30、10:55` is the first."""
    if written in NOTHING:
        return None
    day = STARTS.astimezone(CHINA).date()
    return datetime.combine(day, time.fromisoformat(written.split("、")[0]), CHINA)


@pytest.mark.parametrize("row", ROWS, ids=[row[0].split("：")[0] for row in ROWS])
def test_a_line_of_the_manual(row: list[str]) -> None:
    _, came, left, since, until, minutes = row
    came_at = moment(came)
    assert came_at is not None
    counted = credit(starts_at=STARTS, ends_at=ENDS, came_at=came_at, left_at=moment(left))
    if minutes == "0":
        assert counted is None
        assert (since, until) == ("无", "无")
        return
    assert counted is not None
    assert counted.counts_from == moment(since)
    assert counted.counts_until == moment(until)
    assert counted.service_minutes == (None if minutes == "待补" else int(minutes))


def test_the_manual_has_every_case() -> None:
    said = " ".join(row[0] for row in ROWS)
    for case in ("早到", "迟到", "早走", "晚走", "没有签退", "重复签到", "重复签退"):
        assert case in said


seconds = st.integers(-4 * 3600, 8 * 3600)


@given(came=seconds, stayed=st.none() | st.integers(0, 8 * 3600), length=st.integers(1, 480))
def test_nobody_is_given_more_than_was_planned_or_served(
    came: int, stayed: int | None, length: int
) -> None:
    ends = STARTS + timedelta(minutes=length)
    came_at = STARTS + timedelta(seconds=came)
    left_at = None if stayed is None else came_at + timedelta(seconds=stayed)
    counted = credit(starts_at=STARTS, ends_at=ends, came_at=came_at, left_at=left_at)
    if counted is None:
        return
    assert STARTS <= counted.counts_from < ends
    if left_at is None:
        assert (counted.counts_until, counted.service_minutes) == (None, None)
        return
    assert counted.counts_until is not None
    assert counted.service_minutes is not None
    assert 0 < counted.service_minutes <= length
    assert counted.counts_until <= min(ends, left_at)
    # Seconds are cut off, at most one minute each time.
    assert counted.service_minutes * 60 < (left_at - came_at).total_seconds() + 60


@given(came=seconds, later=st.integers(0, 3600), stayed=st.integers(0, 3600))
def test_who_comes_later_is_never_given_more(came: int, later: int, stayed: int) -> None:
    def minutes(start: int) -> int:
        counted = credit(
            starts_at=STARTS,
            ends_at=ENDS,
            came_at=STARTS + timedelta(seconds=start),
            left_at=STARTS + timedelta(seconds=came + later + stayed),
        )
        return 0 if counted is None else counted.service_minutes or 0

    assert minutes(came + later) <= minutes(came)


def test_signing_in_is_opened_on_the_day() -> None:
    check_due(starts_at=STARTS, ends_at=ENDS, now=STARTS - START_BEFORE)
    for now in (STARTS - START_BEFORE - timedelta(seconds=1), ENDS):
        with pytest.raises(ActivityIsNotDue):
            check_due(starts_at=STARTS, ends_at=ENDS, now=now)
    check_coming(ends_at=ENDS, now=ENDS - timedelta(seconds=1))
    with pytest.raises(CheckInIsTooLate):
        check_coming(ends_at=ENDS, now=ENDS)


@pytest.mark.parametrize(
    "since, until, fits",
    [("09:00", "11:00", True), ("09:10", None, True), ("08:59", "10:00", False),
     ("09:00", "11:01", False)],
)  # fmt: skip
def test_what_is_filled_in_by_hand_keeps_to_the_plan(
    since: str, until: str | None, fits: bool
) -> None:
    def check() -> None:
        check_within_plan(
            time.fromisoformat(since),
            time.fromisoformat(until) if until else None,
            planned_from=time(9),
            planned_until=time(11),
        )

    if fits:
        check()
    else:
        with pytest.raises(TimesAreOutsideThePlan):
            check()


assert datetime(2026, 7, 11, 1, tzinfo=UTC) == STARTS, "the manual's example begins at 9:00"
