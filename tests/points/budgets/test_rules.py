"""Budgets and coverage: nothing passes a budget or the floor, and what fits is never refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.estates.rule_profile import RuleBook, RuleProfile, shipped_profile
from ledger.points.budgets.operations import NewBudget
from ledger.points.budgets.rules import (
    NO_BUDGET,
    AdoptedBudget,
    BudgetKind,
    CoverageWouldFallBelowTheFloor,
    Issue,
    IssuingRoom,
    NoPointsBudgetIsAdopted,
    Permit,
    PledgedGrant,
    PointsBudgetIsUsedUp,
    SourceIsNotInTheBudget,
    Standing,
    Withheld,
    coverage,
    keeps_the_floor,
    percent_text,
    points_that_fit,
)

IN_MAY = date(2026, 5, 20)
SHIPPED = shipped_profile("shuxiangyuan", 1)


def rules(floor: int | None, *, rate_fen: int = 100) -> RuleBook:
    points = {"rate_fen": rate_fen, "coverage_floor_percent": floor}
    said = SHIPPED.model_dump() | {"points": points}
    return RuleBook((RuleProfile.model_validate(said),))


def quarter(limits: Mapping[str, int], *, day: date = IN_MAY, budget_id: int = 1) -> AdoptedBudget:
    new = NewBudget.of_quarter(day)
    return AdoptedBudget(budget_id, new.kind, new.name, new.starts_on, new.ends_on, limits)


def campaign(limits: Mapping[str, int], *activities: int, budget_id: int = 9) -> AdoptedBudget:
    return AdoptedBudget(
        budget_id,
        BudgetKind.CAMPAIGN,
        "端午邻里节",
        date(2026, 6, 1),
        date(2026, 6, 30),
        limits,
        frozenset(activities),
    )


def issue(points: int, *, source: str = "P1101", on: date = IN_MAY, **more: int) -> Issue:
    return Issue(source, points, on, **more)


def test_without_a_budget_and_a_floor_everything_may_be_issued() -> None:
    room = IssuingRoom(rules=rules(None))
    assert room.asks_nothing
    assert room.take(issue(10**9)) == NO_BUDGET


def test_a_budget_is_used_up_to_the_last_point_and_no_further() -> None:
    room = IssuingRoom(budgets=[quarter({"P1101": 10})], used={(1, "P1101"): 4})
    assert room.take(issue(6)) == Permit(1)
    with pytest.raises(PointsBudgetIsUsedUp) as refused:
        room.take(issue(1))
    assert "还剩 0 分" in refused.value.sentence
    assert refused.value.details["points_left"] == 0


def test_what_is_too_much_is_refused_whole_and_a_smaller_one_after_it_still_fits() -> None:
    room = IssuingRoom(budgets=[quarter({"P1101": 5})])
    assert isinstance(room.settle(issue(6)), Withheld)
    assert room.settle(issue(5)) == Permit(1)


def test_a_source_that_the_budget_does_not_name_issues_nothing() -> None:
    room = IssuingRoom(budgets=[quarter({"P1101": 5})])
    with pytest.raises(SourceIsNotInTheBudget):
        room.take(issue(1, source="P1105"))


@pytest.mark.parametrize(
    "on, is_free", [(date(2026, 3, 31), True), (date(2026, 4, 1), False), (date(2026, 7, 1), None)]
)
def test_from_the_first_quarter_with_a_budget_on_every_day_needs_one(
    on: date, is_free: bool | None
) -> None:
    room = IssuingRoom(budgets=[quarter({"P1101": 5})])
    if is_free is None:
        with pytest.raises(NoPointsBudgetIsAdopted, match="2026年第三季度"):
            room.take(issue(1, on=on))
    else:
        assert room.take(issue(1, on=on)) == (NO_BUDGET if is_free else Permit(1))


def test_points_taken_over_from_before_the_book_ask_no_budget() -> None:
    room = IssuingRoom(budgets=[quarter({})], rules=rules(1000))
    assert room.take(issue(500, source="P1109")) == NO_BUDGET
    assert room.take(issue(500, source="P2301")) == NO_BUDGET


def test_a_campaign_pays_for_its_activities_and_awards_and_the_quarter_for_the_rest() -> None:
    room = IssuingRoom(budgets=[quarter({"P1101": 5}), campaign({"P1101": 3}, 12)])
    assert room.take(issue(1, activity_id=12)) == Permit(9)
    assert room.take(issue(1, campaign_id=9)) == Permit(9)
    assert room.take(issue(1, activity_id=13)) == Permit(1)
    with pytest.raises(PointsBudgetIsUsedUp, match="专项“端午邻里节”预算"):
        room.take(issue(2, activity_id=12))
    with pytest.raises(NoPointsBudgetIsAdopted, match="这个专项"):
        room.take(issue(1, campaign_id=77))


def test_a_campaign_alone_lets_the_rest_of_the_estate_issue_freely() -> None:
    room = IssuingRoom(budgets=[campaign({"P1101": 3}, 12)])
    assert room.take(issue(100)) == NO_BUDGET


def test_below_the_floor_nothing_is_issued_and_at_the_floor_it_is() -> None:
    room = IssuingRoom(standing=Standing(900, 40_000), rules=rules(40))
    assert room.take(issue(100)) == NO_BUDGET
    with pytest.raises(CoverageWouldFallBelowTheFloor) as refused:
        room.take(issue(1))
    assert "39.9%，低于规则规定的 40%" in refused.value.sentence


def test_an_expired_grant_backs_nothing_and_money_brought_along_counts() -> None:
    standing = Standing(0, 0, [PledgedGrant(10_000, date(2026, 5, 19)), PledgedGrant(100)])
    assert standing.backing_fen(date(2026, 5, 19)) == 10_100
    room = IssuingRoom(standing=standing, rules=rules(100))
    assert isinstance(room.settle(issue(2)), Withheld)
    assert room.settle(issue(2, brings_fen=100)) == NO_BUDGET
    assert isinstance(room.settle(issue(1)), Withheld)


def test_a_preview_moves_its_own_copy_forward() -> None:
    room = IssuingRoom(budgets=[quarter({"P1101": 5})])
    room.copy().take(issue(5))
    assert room.take(issue(5)) == Permit(1)


@given(
    limit=st.integers(0, 200),
    floor=st.none() | st.integers(0, 200),
    rate_fen=st.integers(0, 300),
    reserve_fen=st.integers(0, 40_000),
    outstanding=st.integers(0, 300),
    asked=st.lists(st.integers(1, 40), max_size=30),
)
def test_what_is_permitted_keeps_the_budget_and_the_floor_and_what_is_refused_would_not(
    limit: int,
    floor: int | None,
    rate_fen: int,
    reserve_fen: int,
    outstanding: int,
    asked: list[int],
) -> None:
    room = IssuingRoom(
        budgets=[quarter({"P1101": limit})],
        standing=Standing(outstanding, reserve_fen),
        rules=rules(floor, rate_fen=rate_fen),
    )
    issued = 0
    for points in asked:
        owed = Fraction((outstanding + issued + points) * rate_fen)
        fits = issued + points <= limit and (
            floor is None or owed == 0 or Fraction(reserve_fen) / owed >= Fraction(floor, 100)
        )
        assert (room.settle(issue(points)) == Permit(1)) is fits
        issued += points if fits else 0
    assert issued <= limit


@given(
    backing_fen=st.integers(0, 10**12),
    outstanding=st.integers(0, 10**7),
    rate_fen=st.integers(0, 1000),
    floor=st.integers(0, 300),
)
def test_coverage_is_exact(backing_fen: int, outstanding: int, rate_fen: int, floor: int) -> None:
    owed = outstanding * rate_fen
    ratio = coverage(backing_fen, owed)
    kept = keeps_the_floor(backing_fen, owed, floor_percent=floor)
    if ratio is None:
        assert kept
        assert percent_text(ratio) == "不适用"
        return
    assert kept is (ratio >= Fraction(floor, 100))
    shown = Fraction(percent_text(ratio).rstrip("%")) / 100
    assert shown <= ratio < shown + Fraction(1, 1000)
    more = points_that_fit(
        backing_fen, outstanding=outstanding, rate_fen=rate_fen, floor_percent=floor
    )
    if more is None:
        assert floor == 0
    elif kept:
        most = (outstanding + more) * rate_fen
        assert keeps_the_floor(backing_fen, most, floor_percent=floor)
        assert not keeps_the_floor(backing_fen, most + rate_fen, floor_percent=floor)
    else:
        assert more == 0


def test_a_ratio_is_never_shown_as_more_than_it_is() -> None:
    assert percent_text(Fraction(1)) == "100.0%"
    assert percent_text(Fraction(999_999, 1_000_000)) == "99.9%"
    assert percent_text(Fraction(7, 2)) == "350.0%"


@given(st.dates(date(1999, 1, 1), date(2998, 12, 31)))
def test_a_quarter_is_three_whole_months(day: date) -> None:
    new = NewBudget.of_quarter(day)
    assert new.starts_on <= day <= new.ends_on
    assert (new.starts_on.day, (new.ends_on + timedelta(days=1)).day) == (1, 1)
    assert NewBudget.of_quarter(new.ends_on) == NewBudget.of_quarter(new.starts_on) == new
