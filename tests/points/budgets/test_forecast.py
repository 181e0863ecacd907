"""The forecast: every point is redeemed once, expires once, or is still there at the end."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from ledger.bookkeeping.period import Month
from ledger.points.budgets.forecast import ForecastMonth, forecast, mean_of

APRIL = Month(2026, 4)
YEAR = APRIL.through(Month(2027, 3))


def test_what_is_spent_in_time_does_not_expire() -> None:
    found = forecast({APRIL: 10, Month(2026, 5): 10, None: 5}, monthly=Fraction(8), months=YEAR[:3])
    assert found == [
        ForecastMonth(APRIL, 10, 8, 2, 15),
        ForecastMonth(Month(2026, 5), 10, 8, 2, 5),
        ForecastMonth(Month(2026, 6), 0, 5, 0, 0),
    ]


def test_a_mean_that_is_no_whole_number_is_made_up_for_over_the_months() -> None:
    found = forecast({None: 100}, monthly=mean_of([1, 0, 4]), months=YEAR[:6])
    assert [each.redeemed for each in found] == [1, 2, 2, 1, 2, 2]
    assert sum(each.redeemed for each in found) == 10


def test_what_should_have_ended_before_ends_in_the_first_month() -> None:
    found = forecast({Month(2025, 12): 7}, monthly=mean_of([]), months=YEAR)
    assert (found[0].last_day_in_month, found[0].expired, found[0].outstanding) == (7, 7, 0)


@given(
    ending=st.dictionaries(
        st.none() | st.builds(Month, st.integers(2025, 2028), st.integers(1, 12)),
        st.integers(0, 500),
        max_size=20,
    ),
    redeemed=st.lists(st.integers(0, 300), max_size=6),
)
def test_nothing_is_lost_and_nothing_counted_twice(
    ending: dict[Month | None, int], redeemed: list[int]
) -> None:
    total, monthly = sum(ending.values()), mean_of(redeemed)
    found = forecast(ending, monthly=monthly, months=YEAR)
    gone = 0
    for place, each in enumerate(found, start=1):
        assert min(each.redeemed, each.expired, each.outstanding) >= 0
        assert each.expired <= each.last_day_in_month
        gone += each.redeemed + each.expired
        assert each.outstanding == total - gone
        assert sum(month.redeemed for month in found[:place]) <= monthly * place
    assert [each.month for each in found] == YEAR
