"""Caps: nobody earns more than a cap in any span, and nothing is cut that would have fitted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.estates.rule_profile import Caps, Frequency, RuleProfile, shipped_profile
from ledger.points.caps import Span, Tally, capped, caps_of, counted_from
from ledger.points.earning import limited_service_award, service_award, sorting_award

DAY = date(2026, 6, 18)
"""A Thursday."""
SHIPPED = shipped_profile("shuxiangyuan", 1)


@pytest.mark.parametrize(
    "span, first, last",
    [
        (Span.DAY, DAY, DAY),
        (Span.WEEK, date(2026, 6, 15), date(2026, 6, 21)),
        (Span.MONTH, date(2026, 6, 1), date(2026, 6, 30)),
        (Span.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_span_is_the_calendars(span: Span, first: date, last: date) -> None:
    assert span.first_day(first) == span.first_day(DAY) == span.first_day(last) == first
    assert span.first_day(first - timedelta(days=1)) != first
    assert span.first_day(last + timedelta(days=1)) != first


def test_a_lifetime_has_one_span() -> None:
    assert Span.LIFETIME.first_day(DAY) == Span.LIFETIME.first_day(date(1999, 1, 1))


@pytest.mark.parametrize(
    "caps, before, points, cut_by",
    [
        ({}, 99, 5, None),
        ({"day": 5}, 0, 5, None),
        ({"day": 5}, 1, 4, Span.DAY),
        ({"day": 5}, 9, 0, Span.DAY),
        ({"week": 10}, 7, 3, Span.WEEK),
        ({"day": 5, "month": 6}, 4, 1, Span.DAY),
        ({"day": 5, "month": 5}, 4, 1, Span.DAY),
        ({"year": 4, "lifetime": 3}, 1, 2, Span.LIFETIME),
        ({"lifetime": 0}, 0, 0, Span.LIFETIME),
    ],
)
def test_the_cap_that_leaves_least_is_named(
    caps: dict[str, int], before: int, points: int, cut_by: Span | None
) -> None:
    tally = Tally()
    tally.add(DAY, before)
    left = capped(5, caps=Caps(**caps), tally=tally, on=DAY)
    assert (left.points, left.cut_by) == (points, cut_by)


some_caps = st.builds(
    Caps,
    **{span.value: st.none() | st.integers(0, 40) for span in Span},
)
facts = st.lists(
    st.tuples(st.dates(date(2025, 12, 20), date(2026, 2, 10)), st.integers(0, 12)), max_size=40
)


@given(some_caps, facts)
def test_no_span_holds_more_than_its_cap_and_a_cut_fills_it(
    caps: Caps, earned: list[tuple[date, int]]
) -> None:
    tally, granted = Tally(), []
    for day, full in earned:
        left = capped(full, caps=caps, tally=tally, on=day)
        assert 0 <= left.points <= full
        tally.add(day, left.points)
        granted.append((day, left.points))
        if left.cut_by is not None:
            # What was cut would not have fitted: that span is full now.
            assert left.points < full
            assert tally.points_of(left.cut_by, day) >= dict(caps_of(caps))[left.cut_by]
        else:
            assert left.points == full
    for span, cap in caps_of(caps):
        sums: dict[date, int] = {}
        for day, points in granted:
            sums[span.first_day(day)] = sums.get(span.first_day(day), 0) + points
        assert max(sums.values(), default=0) <= cap


@given(some_caps, facts, st.dates(date(2025, 12, 20), date(2026, 2, 10)))
def test_facts_before_the_first_that_counts_change_nothing(
    caps: Caps, earned: list[tuple[date, int]], on: date
) -> None:
    first = counted_from([span for span, _ in caps_of(caps)], [on])
    all_of_them, those_that_count = Tally(), Tally()
    for day, points in earned:
        all_of_them.add(day, points)
        if day >= first:
            those_that_count.add(day, points)
    assert capped(9, caps=caps, tally=all_of_them, on=on) == capped(
        9, caps=caps, tally=those_that_count, on=on
    )


def rules(**service: object) -> RuleProfile:
    return SHIPPED.model_copy(update={"service": SHIPPED.service.model_copy(update=service)})


def test_a_type_earns_as_often_as_its_frequency_says() -> None:
    profile = rules(frequency={"助老": Frequency(times=2, per="week")})
    worth = service_award(profile, service_type="助老", service_minutes=180, on=DAY)
    tally, points = Tally(), []
    for day in (DAY, DAY, DAY, DAY + timedelta(days=3), DAY + timedelta(days=4)):
        award = limited_service_award(
            worth, profile, service_type="助老", served_on=day, tally=tally
        )
        tally.add(day, award.points, service_type="助老")
        points.append(award.points)
    # Thursday three times, Sunday of the same week, Monday of the next.
    assert points == [3, 3, 0, 0, 3]
    again = limited_service_award(worth, profile, service_type="助老", served_on=DAY, tally=tally)
    assert again.cut_text == "（助老每周计 2 次，应得 3 分，计 0 分）"
    other = limited_service_award(worth, profile, service_type="托幼", served_on=DAY, tally=tally)
    assert (other.points, other.cut_text) == (3, "")


@pytest.mark.parametrize(
    "groups, points",
    [((), 4), (("老年",), 6), (("学生",), 2), (("学生", "老年"), 6), (("别的",), 4)],
)
def test_of_several_groups_the_highest_factor_counts(groups: tuple[str, ...], points: int) -> None:
    profile = rules(group_percent={"老年": 150, "学生": 50})
    award = service_award(profile, service_type="助老", service_minutes=240, on=DAY, groups=groups)
    assert award.points == points


def test_a_cut_says_why_there_are_three_points_and_not_five() -> None:
    tally = Tally()
    tally.add(DAY, 5)
    award = sorting_award(SHIPPED, category="有害", tally=tally, on=DAY)
    assert (award.points, award.points_cut) == (3, 2)
    assert award.cut_text == "（每天最多 8 分，应得 5 分，计 3 分）"
