"""Stars and spans, without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ledger.estates.rule_profile import STAR_HOURS, RecognitionRules
from ledger.volunteering.standing.rules import (
    ServedDay,
    Span,
    next_level,
    reached_on,
    span_days,
    star_levels,
)

LEVELS = star_levels(STAR_HOURS)
DAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    "minutes, following",
    [
        (0, 1),
        (100 * 60 - 1, 1),
        (100 * 60, 2),
        (300 * 60, 3),
        (600 * 60, 4),
        (1000 * 60, 5),
        (1500 * 60 - 1, 5),
        (1500 * 60, None),
    ],
)
def test_stars_by_the_hours_of_the_ministry(minutes: int, following: int | None) -> None:
    level = next_level(LEVELS, minutes)
    assert (level.stars if level else None) == following


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 720)), max_size=40))
def test_a_star_is_reached_on_the_day_of_the_service_that_completes_it(
    served: list[tuple[int, int]],
) -> None:
    services = [ServedDay(DAY + timedelta(days=day), minutes) for day, minutes in served]
    for needed in (60, 600, 6000):
        day = reached_on(services, needed)
        if day is None:
            assert sum(each.minutes for each in services) < needed
        else:
            assert sum(each.minutes for each in services if each.on <= day) >= needed
            assert sum(each.minutes for each in services if each.on < day) < needed


def test_a_span_ends_today() -> None:
    today = date(2026, 7, 11)
    assert span_days(Span.MONTH, today) == (date(2026, 7, 1), today)
    assert span_days(Span.YEAR, today) == (date(2026, 1, 1), today)
    assert span_days(Span.YEAR, date(2026, 1, 31)) == (date(2026, 1, 1), date(2026, 1, 31))


@pytest.mark.parametrize("hours", [[], [100, 100], [300, 100], [0, 100], [-1]])
def test_each_star_needs_more_than_the_one_before(hours: list[int]) -> None:
    with pytest.raises(ValidationError):
        RecognitionRules.model_validate({"star_hours": hours})
