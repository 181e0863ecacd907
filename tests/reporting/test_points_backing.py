"""What stands behind the points, computed by hand."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.bookkeeping.period import Month
from ledger.reporting.movements import CLOSING, Movement, Range
from ledger.reporting.points_backing import (
    Pledge,
    PledgedFrom,
    PointsBacking,
    Ratio,
    points_backing,
)
from tests.golden.test_practice_case import chart

QUARTER = Range(Month(2026, 4), Month(2026, 6))
CHART = chart()
START_UP = PledgedFrom(1, "财政补贴", "启动资金", None)
SUMMER = PledgedFrom(2, "群团联筹", "暑期托管", date(2026, 6, 30))


def moved(
    code: str, month: int, fen: int, *, grant: int | None = None, nature: str = ""
) -> Movement:
    """Return a movement of a debit-positive amount."""
    return Movement(code, month, max(fen, 0), max(-fen, 0), 1, nature, grant)


def backing(
    *movements: Movement,
    pledges: tuple[tuple[PledgedFrom, Pledge], ...] = (),
    outstanding: int = 300,
    floor: int | None = 30,
) -> PointsBacking:
    return points_backing(
        CHART,
        movements,
        QUARTER,
        outstanding=outstanding,
        rate_fen_per_point=100,
        floor_percent=floor,
        pledges=pledges,
    )


def test_the_reserve_at_the_end_counts_and_what_came_later_does_not() -> None:
    found = backing(moved("2301001", 202604, -7_000), moved("2301001", 202607, -9_000))
    assert (found.outstanding_fen, found.reserve_fen, found.backing_fen) == (30_000, 7_000, 7_000)
    assert found.coverage == Ratio(7, 30)
    assert found.keeps_floor is False


def test_a_grant_counts_what_is_pledged_less_what_was_redeemed() -> None:
    # 20,000 given, 5,000 of it pledged, 2,000 redeemed and 1,000 spent on something else.
    found = backing(
        moved("3102001", 202603, -20_000, grant=1),
        moved("5104001", 202605, 2_000, grant=1),
        moved("5103", 202606, 1_000, grant=1),
        # The books of June are closed: what was spent stays spent.
        moved("5104001", 202606, -2_000, grant=1, nature=CLOSING),
        moved("3102001", 202606, 2_000, grant=1, nature=CLOSING),
        moved("5104001", 202607, 9_000, grant=1),
        pledges=((START_UP, Pledge(3, 1, 1, 4_000)), (START_UP, Pledge(4, 2, 1, 1_000))),
    )
    [grant] = found.grants
    assert (grant.pledged_fen, grant.redeemed_fen, grant.left_fen) == (5_000, 2_000, 17_000)
    assert grant.counted_fen == found.backing_fen == 3_000
    assert found.coverage == Ratio(1, 10)


def test_no_more_of_a_grant_counts_than_is_left_of_it_and_nothing_after_its_last_day() -> None:
    money = (
        moved("3102001", 202604, -1_000, grant=1),
        moved("3102002", 202604, -8_000, grant=2),
    )
    pledges = ((START_UP, Pledge(3, 1, 1, 4_000)), (SUMMER, Pledge(4, 1, 2, 8_000)))
    assert [each.counted_fen for each in backing(*money, pledges=pledges).grants] == [1_000, 8_000]
    over = PledgedFrom(2, "群团联筹", "暑期托管", date(2026, 6, 29))
    found = backing(*money, pledges=(pledges[0], (over, pledges[1][1])))
    assert [grant.counted_fen for grant in found.grants] == [1_000, 0]


@pytest.mark.parametrize(
    "fen, keeps",
    [(8_999, False), (9_000, True), (30_000, True)],
)
def test_the_floor_is_kept_to_the_fen(fen: int, keeps: bool) -> None:
    assert backing(moved("2301001", 202604, -fen)).keeps_floor is keeps
    assert backing(moved("2301001", 202604, -fen), floor=None).keeps_floor is None


def test_where_nothing_is_owed_there_is_no_ratio() -> None:
    found = backing(moved("2301001", 202604, -500), outstanding=0)
    assert (found.coverage, found.keeps_floor, found.backing_fen) == (None, True, 500)
