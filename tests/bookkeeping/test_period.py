"""Months: arithmetic, reading, and what may be posted into them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given

from ledger.bookkeeping.period import (
    DateIsBeforeTheBook,
    DateIsInTheFuture,
    Month,
    MonthIsNotReadable,
    PeriodIsAdjusting,
    PeriodIsClosed,
    PeriodIsNotAdjusting,
    PeriodState,
    booking_day,
    check_postable,
)
from ledger.errors import Refusal
from tests.bookkeeping.strategies import days


@given(days)
def test_a_day_lies_in_its_month(day: date) -> None:
    month = Month.of(day)
    assert month.first_day <= day <= month.last_day
    assert month.last_day + timedelta(days=1) == month.next().first_day
    assert month.next().previous() == month
    assert month.previous() < month < month.next()
    assert Month.from_number(month.number) == month == Month.parse(str(month))


@pytest.mark.parametrize(
    "text, last_day",
    [
        ("2026-02", date(2026, 2, 28)),
        ("2028-02", date(2028, 2, 29)),
        ("2100-02", date(2100, 2, 28)),
        ("2026-12", date(2026, 12, 31)),
        ("1900-01", date(1900, 1, 31)),
        ("2999-12", date(2999, 12, 31)),
    ],
)
def test_months_end_where_the_calendar_says(text: str, last_day: date) -> None:
    assert Month.parse(text).last_day == last_day


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-4", "26-04", "2026-00", "2026-13", "2026/04", "2026-04-01", " 2026-04",
     "2026-04 ", "-026-04", "+026-04", "2026-+4", "二〇二六-04", "２０２６-04", "2026-٠٤",
     "0000-04", "0001-01", "1899-12", "3000-01", "9999-12"],
)  # fmt: skip
def test_what_is_no_month_is_refused_in_words(text: str) -> None:
    with pytest.raises(MonthIsNotReadable, match="2026-04") as caught:
        Month.parse(text)
    assert caught.value.status == 400


def test_months_through_a_year_end() -> None:
    months = Month.parse("2025-11").through(Month.parse("2026-02"))
    assert [str(month) for month in months] == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert Month(2026, 4).through(Month(2026, 4)) == [Month(2026, 4)]
    assert Month(2026, 4).through(Month(2026, 3)) == []


def test_quarters() -> None:
    assert Month(2026, 5).quarter == (Month(2026, 4), Month(2026, 6))
    assert Month(2026, 12).quarter == (Month(2026, 10), Month(2026, 12))
    assert [Month(2026, n).quarter_title[-4:] for n in (1, 4, 9, 12)] == [
        "第一季度", "第二季度", "第三季度", "第四季度",
    ]  # fmt: skip


def test_what_is_booked_late_goes_to_its_own_day_or_to_today() -> None:
    day, today = date(2026, 6, 18), date(2026, 7, 5)
    assert booking_day(day, closed_months={202605}, today=today) == day
    assert booking_day(day, closed_months={202605, 202606}, today=today) == today


def test_how_a_month_is_written() -> None:
    assert (str(Month(2026, 4)), Month(2026, 4).number) == ("2026-04", 202604)
    assert Month(2026, 4).title == "2026年4月"


TODAY = date(2026, 6, 18)

OPEN, ADJUSTING, CLOSED = PeriodState

# day, kind, state, first month of the book, refusal
POSTABLE: list[tuple[date, str, PeriodState, Month, type[Refusal] | None]] = [
    (TODAY, "manual", OPEN, Month(2026, 1), None),
    (date(2026, 1, 1), "manual", OPEN, Month(2026, 1), None),
    (date(2025, 12, 31), "manual", OPEN, Month(2026, 1), DateIsBeforeTheBook),
    (date(2026, 6, 19), "manual", OPEN, Month(2026, 1), DateIsInTheFuture),
    (TODAY, "manual", CLOSED, Month(2026, 1), PeriodIsClosed),
    # A month in adjustment takes what closing it needs, and 结转 is taken nowhere else.
    (date(2026, 5, 31), "adjusting", ADJUSTING, Month(2026, 1), None),
    (date(2026, 5, 31), "closing", ADJUSTING, Month(2026, 1), None),
    (date(2026, 5, 31), "reversal", ADJUSTING, Month(2026, 1), None),
    (date(2026, 5, 31), "manual", ADJUSTING, Month(2026, 1), PeriodIsAdjusting),
    (date(2026, 5, 31), "redemption", ADJUSTING, Month(2026, 1), PeriodIsAdjusting),
    (date(2026, 5, 31), "service_points", ADJUSTING, Month(2026, 1), PeriodIsAdjusting),
    (date(2026, 5, 31), "adjusting", OPEN, Month(2026, 1), None),
    (date(2026, 5, 31), "closing", OPEN, Month(2026, 1), PeriodIsNotAdjusting),
    (date(2026, 5, 31), "closing", CLOSED, Month(2026, 1), PeriodIsClosed),
    # The documented order when several are true.
    (date(2026, 7, 1), "manual", CLOSED, Month(2026, 8), DateIsBeforeTheBook),
    (date(2026, 7, 1), "manual", CLOSED, Month(2026, 1), DateIsInTheFuture),
]


@pytest.mark.parametrize("day, kind, state, first_month, refusal", POSTABLE)
def test_what_may_be_posted_into_a_month(
    day: date, kind: str, state: PeriodState, first_month: Month, refusal: type[Refusal] | None
) -> None:
    def check() -> None:
        check_postable(day, kind=kind, state=state, first_month=first_month, today=TODAY)

    if refusal is None:
        check()
    else:
        with pytest.raises(refusal):
            check()


def test_the_refusal_says_what_to_do_instead() -> None:
    with pytest.raises(PeriodIsClosed, match=r"2026年5月已经结账.*请把更正记在未结账的月份"):
        check_postable(
            date(2026, 5, 2),
            kind="manual",
            state=PeriodState.CLOSED,
            first_month=Month(2026, 1),
            today=TODAY,
        )
