"""The forecast: every point is redeemed once, expires once, or is still there at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from ledger.bookkeeping.period import Month
from ledger.points.budgets.forecast import ForecastMonth, forecast, mean_of, shared_out

APRIL = Month(2026, 4)
YEAR = APRIL.through(Month(2027, 3))


MAY = Month(2026, 5)
SERVED, SORTED, HONOURED = "P1101", "P1102", "P1105"


def all_served(ending: Mapping[Month | None, int]) -> dict[Month | None, dict[str, int]]:
    return {month: {SERVED: points} for month, points in ending.items()}


def test_what_is_spent_in_time_does_not_expire() -> None:
    ending = all_served({APRIL: 10, MAY: 10, None: 5})
    found = forecast(ending, monthly=Fraction(8), months=YEAR[:3])
    assert found == [
        ForecastMonth(APRIL, 10, 8, 2, 15, {SERVED: 8}, {SERVED: 2}),
        ForecastMonth(MAY, 10, 8, 2, 5, {SERVED: 8}, {SERVED: 2}),
        ForecastMonth(Month(2026, 6), 0, 5, 0, 0, {SERVED: 5}, {}),
    ]


def test_each_source_gives_its_share_of_what_ends_in_one_month() -> None:
    """By hand, 7 points a month, of points whose last day is in April, in May, or never.

    April: 6 + 3 + 1 = 10 end, and 7 of them are redeemed: 4.2, 2.1 and 0.7 of them in proportion,
    that is 4, 2 and 0, and the seventh where the remainder is largest. 2 and 1 expire.
    May: 2 + 2 = 4 end and are all redeemed; the other 3 come out of what never ends, 8 and 4: two
    thirds and one third of them.
    June: nothing ends; 7 of 6 and 3: 4 2/3 and 2 1/3 make 4 and 2, and the last one goes to the
    larger remainder.
    """
    found = forecast(
        {
            APRIL: {SERVED: 6, SORTED: 3, HONOURED: 1},
            MAY: {SERVED: 2, SORTED: 2},
            None: {SERVED: 8, HONOURED: 4},
        },
        monthly=Fraction(7),
        months=YEAR[:3],
    )
    assert [(each.redeemed_by_source, each.expired_by_source) for each in found] == [
        ({SERVED: 4, SORTED: 2, HONOURED: 1}, {SERVED: 2, SORTED: 1}),
        ({SERVED: 4, SORTED: 2, HONOURED: 1}, {}),
        ({SERVED: 5, HONOURED: 2}, {}),
    ]
    assert [each.outstanding for each in found] == [16, 9, 2]


def test_what_ends_after_the_months_to_come_is_redeemed_in_the_order_of_its_last_day_too() -> None:
    """By hand, 12 points in April, the only month asked for, in which nothing ends.

    All 9 that end in May go first; the other 3 come out of what ends in June, 6 and 3 of it: two
    thirds and one third. What never ends is not touched.
    """
    [april] = forecast(
        {
            None: {HONOURED: 20},
            Month(2026, 6): {SERVED: 6, HONOURED: 3},
            MAY: {SORTED: 9},
        },
        monthly=Fraction(12),
        months=YEAR[:1],
    )
    assert april == ForecastMonth(APRIL, 0, 12, 0, 26, {SORTED: 9, SERVED: 2, HONOURED: 1}, {})


def test_of_equal_remainders_the_lower_code_gives() -> None:
    assert shared_out(1, {HONOURED: 1, SERVED: 1}) == {SERVED: 1}
    assert shared_out(0, {SERVED: 3}) == shared_out(0, {}) == {}


@given(
    held=st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 10**9), min_size=1),
    data=st.data(),
)
def test_shares_are_whole_and_within_one_of_the_exact_part(
    held: dict[str, int], data: st.DataObject
) -> None:
    total = sum(held.values())
    points = data.draw(st.integers(0, total))
    given_away = shared_out(points, held)
    assert sum(given_away.values()) == points
    for source, has in held.items():
        share = given_away.get(source, 0)
        assert 0 <= share <= has
        assert abs(share * total - points * has) < max(1, total)


def test_a_mean_that_is_no_whole_number_is_made_up_for_over_the_months() -> None:
    found = forecast(all_served({None: 100}), monthly=mean_of([1, 0, 4]), months=YEAR[:6])
    assert [each.redeemed for each in found] == [1, 2, 2, 1, 2, 2]
    assert sum(each.redeemed for each in found) == 10


def test_what_should_have_ended_before_ends_in_the_first_month() -> None:
    found = forecast(all_served({Month(2025, 12): 7}), monthly=mean_of([]), months=YEAR)
    assert (found[0].last_day_in_month, found[0].expired, found[0].outstanding) == (7, 7, 0)


@given(
    ending=st.dictionaries(
        st.none() | st.builds(Month, st.integers(2025, 2028), st.integers(1, 12)),
        st.dictionaries(st.sampled_from([SERVED, SORTED, HONOURED, ""]), st.integers(0, 500)),
        max_size=20,
    ),
    redeemed=st.lists(st.integers(0, 300), max_size=6),
)
def test_nothing_is_lost_and_nothing_counted_twice(
    ending: dict[Month | None, dict[str, int]], redeemed: list[int]
) -> None:
    left = Counter[str]()
    for held in ending.values():
        left.update(held)
    total, monthly = left.total(), mean_of(redeemed)
    found = forecast(ending, monthly=monthly, months=YEAR)
    gone = 0
    for place, each in enumerate(found, start=1):
        assert min(each.redeemed, each.expired, each.outstanding) >= 0
        assert each.expired <= each.last_day_in_month
        gone += each.redeemed + each.expired
        assert each.outstanding == total - gone
        assert sum(month.redeemed for month in found[:place]) <= monthly * place
        assert each.redeemed == sum(each.redeemed_by_source.values())
        assert each.expired == sum(each.expired_by_source.values())
        left.subtract(each.redeemed_by_source)
        left.subtract(each.expired_by_source)
    assert [each.month for each in found] == YEAR
    assert min(left.values(), default=0) >= 0
