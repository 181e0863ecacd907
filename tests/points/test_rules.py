"""What service earns, when lots expire, and in which order they are spent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.points.rules import (
    OpenLot,
    PointsAreTooFew,
    PointsMustBePositive,
    PointsSourceIsUnknown,
    choose_lots,
    expiry_day,
    hours_text,
    in_spending_order,
    service_points,
    source_title,
    spendable_points,
)

TODAY = date(2026, 7, 5)


def lot(
    lot_id: int, points: int, expires_on: date | None, granted_on: str = "2026-04-04"
) -> OpenLot:
    return OpenLot(lot_id, date.fromisoformat(granted_on), expires_on, points)


@pytest.mark.parametrize(
    "minutes, per_hour, quality, points",
    [
        (150, 1, 100, 2),
        (120, 1, 100, 2),
        (119, 1, 100, 1),
        (59, 1, 100, 0),
        (0, 1, 100, 0),
        (150, 2, 100, 4),
        (180, 1, 150, 4),
        (60, 1, 80, 0),
        (600, 1, 80, 8),
    ],
)
def test_full_hours_earn_points_rounded_down(
    minutes: int, per_hour: int, quality: int, points: int
) -> None:
    assert service_points(minutes, points_per_hour=per_hour, quality_percent=quality) == points
    assert points == service_points(
        minutes, points_per_hour=per_hour, quality_percent=100, group_percent=quality
    )


def test_both_factors_are_rounded_once() -> None:
    """Rounded twice, an hour at half the points for one and a half of the group would be none."""
    assert service_points(240, points_per_hour=1, quality_percent=50, group_percent=150) == 3
    assert service_points(60, points_per_hour=1, quality_percent=50, group_percent=200) == 1


@pytest.mark.parametrize(
    "granted, months, last_day",
    [
        ("2026-04-04", 24, "2028-04-30"),
        ("2026-12-31", 12, "2027-12-31"),
        ("2026-02-28", 24, "2028-02-29"),
        ("2026-06-11", 0, "2026-06-30"),
        ("2026-11-30", 1, "2026-12-31"),
    ],
)
def test_points_expire_at_the_end_of_a_month(granted: str, months: int, last_day: str) -> None:
    found = expiry_day(date.fromisoformat(granted), months=months)
    assert found == date.fromisoformat(last_day)


def test_points_without_a_term_never_expire() -> None:
    assert expiry_day(TODAY, months=None) is None


@pytest.mark.parametrize(
    "minutes, text",
    [(150, "2.5 小时"), (120, "2 小时"), (117, "1.95 小时"), (118, "1.97 小时"), (600, "10 小时")],
)
def test_hours_are_said_as_people_say_them(minutes: int, text: str) -> None:
    assert hours_text(minutes) == text


def test_an_unknown_source_has_no_title() -> None:
    assert source_title("P1102") == "绿色账户"
    with pytest.raises(PointsSourceIsUnknown):
        source_title("P9999")


def test_nearest_expiry_goes_first_then_oldest_and_without_expiry_last() -> None:
    lots = [
        lot(1, 5, None),
        lot(2, 5, date(2027, 6, 30)),
        lot(3, 5, date(2027, 4, 30), "2026-04-09"),
        lot(4, 5, date(2027, 4, 30), "2026-04-02"),
    ]
    assert [each.lot_id for each in in_spending_order(lots)] == [4, 3, 2, 1]
    uses = choose_lots(lots, points=12, available=20, today=TODAY)
    assert [(use.lot_id, use.points) for use in uses] == [(4, 5), (3, 5), (2, 2)]


def test_the_last_day_still_counts_and_the_next_does_not() -> None:
    lots = [lot(1, 5, TODAY), lot(2, 5, TODAY - timedelta(days=1))]
    uses = choose_lots(lots, points=5, available=10, today=TODAY)
    assert [use.lot_id for use in uses] == [1]
    with pytest.raises(PointsAreTooFew) as refused:
        choose_lots(lots, points=6, available=10, today=TODAY)
    assert refused.value.details == {"points_available": 5, "points_needed": 6}
    assert "可用 5 分" in refused.value.sentence


def test_held_points_cannot_be_spent() -> None:
    with pytest.raises(PointsAreTooFew):
        choose_lots([lot(1, 10, None)], points=8, available=7, today=TODAY)


@pytest.mark.parametrize("points", [0, -1])
def test_a_spend_is_positive(points: int) -> None:
    with pytest.raises(PointsMustBePositive):
        choose_lots([lot(1, 10, None)], points=points, available=10, today=TODAY)


lots_of_a_wallet = st.lists(
    st.builds(
        OpenLot,
        lot_id=st.integers(1, 10_000),
        granted_on=st.dates(date(2025, 1, 1), TODAY),
        expires_on=st.none() | st.dates(date(2026, 1, 1), date(2028, 12, 31)),
        points_left=st.integers(0, 60),
    ),
    max_size=12,
    unique_by=lambda each: each.lot_id,
)


@given(lots_of_a_wallet, st.integers(1, 300), st.integers(0, 100))
def test_a_spend_takes_exactly_its_points_or_nothing(
    lots: list[OpenLot], points: int, held: int
) -> None:
    available = sum(each.points_left for each in lots) - held
    can_spend = spendable_points(lots, available=available, today=TODAY)
    if points > can_spend:
        with pytest.raises(PointsAreTooFew):
            choose_lots(lots, points=points, available=available, today=TODAY)
        return
    uses = choose_lots(lots, points=points, available=available, today=TODAY)
    left = {each.lot_id: each for each in lots}
    assert sum(use.points for use in uses) == points
    assert len({use.lot_id for use in uses}) == len(uses)
    for use in uses:
        used = left[use.lot_id]
        assert 0 < use.points <= used.points_left
        assert used.expires_on is None or used.expires_on >= TODAY


@given(lots_of_a_wallet, st.integers(1, 300))
def test_no_lot_is_touched_while_a_nearer_one_has_points(lots: list[OpenLot], points: int) -> None:
    available = sum(each.points_left for each in lots)
    if points > spendable_points(lots, available=available, today=TODAY):
        return
    uses = choose_lots(lots, points=points, available=available, today=TODAY)
    by_id = {each.lot_id: each for each in lots}
    # Every lot but the last that was used is empty afterwards, and the used ones stand first.
    assert all(use.points == by_id[use.lot_id].points_left for use in uses[:-1])
    order = [
        each.lot_id
        for each in in_spending_order(lots)
        if each.points_left and (each.expires_on is None or each.expires_on >= TODAY)
    ]
    assert [use.lot_id for use in uses] == order[: len(uses)]


@given(lots_of_a_wallet, st.integers(0, 50), st.integers(0, 50))
def test_two_spends_use_the_same_lots_as_one(lots: list[OpenLot], first: int, second: int) -> None:
    """Splitting a purchase neither wins nor loses points that expire."""
    available = sum(each.points_left for each in lots)
    if not first or not second:
        return
    if first + second > spendable_points(lots, available=available, today=TODAY):
        return
    once = choose_lots(lots, points=first + second, available=available, today=TODAY)
    used = choose_lots(lots, points=first, available=available, today=TODAY)
    taken = {use.lot_id: use.points for use in used}
    rest = [
        OpenLot(
            each.lot_id,
            each.granted_on,
            each.expires_on,
            each.points_left - taken.get(each.lot_id, 0),
        )
        for each in lots
    ]
    for use in choose_lots(rest, points=second, available=available - first, today=TODAY):
        taken[use.lot_id] = taken.get(use.lot_id, 0) + use.points
    assert taken == {use.lot_id: use.points for use in once}
