"""What a correction moves, and from where it is taken back; without a database."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.volunteering.corrections.rules import (
    CorrectionChangesNothing,
    PointsMove,
    PointsOfRecordWait,
    Portion,
    Presence,
    Standing,
    check_change,
    newest_first,
    points_move,
)
from ledger.volunteering.rules import CheckOutIsNotAfterCheckIn

few = st.integers(0, 1000)


def standing(minutes: int = 120, points: int = 2, *, points_wait: bool = False) -> Standing:
    return Standing(minutes, points, time(9), time(11), 0, points_wait=points_wait)


def test_presence_in_whole_minutes() -> None:
    assert Presence(None, None).minutes == 0
    assert Presence(time(9), time(11, 30)).minutes == 150
    with pytest.raises(CheckOutIsNotAfterCheckIn):
        _ = Presence(time(9), time(9)).minutes


def test_what_may_be_changed() -> None:
    with pytest.raises(CorrectionChangesNothing):
        check_change(standing(), Presence(time(10), time(12)))
    check_change(standing(points_wait=True), Presence(time(9), time(12)))
    with pytest.raises(PointsOfRecordWait):
        check_change(standing(points_wait=True), Presence(time(9), time(10)))


@pytest.mark.parametrize(
    "to_minutes, due, there, moved",
    [
        (180, 3, 2, PointsMove(1)),
        # A cap that others filled meanwhile takes nothing away.
        (180, 1, 2, PointsMove(0)),
        (60, 1, 2, PointsMove(-1)),
        (60, 1, 0, PointsMove(0, 1)),
        (0, 0, 1, PointsMove(-1, 1)),
        (119, 2, 2, PointsMove(0)),
    ],
)
def test_points_that_move(to_minutes: int, due: int, there: int, moved: PointsMove) -> None:
    assert points_move(standing(), to_minutes=to_minutes, points_due=due, points_there=there) == (
        moved
    )


@given(minutes=few, points=few, to_minutes=few, due=few, there=few)
def test_more_minutes_never_cost_and_fewer_never_bring(
    minutes: int, points: int, to_minutes: int, due: int, there: int
) -> None:
    move = points_move(
        standing(minutes, points), to_minutes=to_minutes, points_due=due, points_there=there
    )
    if to_minutes > minutes:
        assert move.points >= 0
        assert move.left == 0
    else:
        assert 0 <= -move.points <= min(there, points)
        # What goes back and what is left behind are what was too much.
        assert move.left - move.points == max(0, points - due)


@given(st.lists(st.integers(1, 500), max_size=6), few)
def test_the_newest_goes_back_first(amounts: list[int], wanted: int) -> None:
    there = [Portion(seq, amount) for seq, amount in enumerate(amounts, start=1)]
    taken = newest_first(wanted, there)
    assert sum(each.amount for each in taken) == min(wanted, sum(amounts))
    assert [each.seq for each in taken] == sorted((each.seq for each in taken), reverse=True)
    # Only the last one that is touched may keep something.
    for each in taken[:-1]:
        assert each.amount == amounts[each.seq - 1]
