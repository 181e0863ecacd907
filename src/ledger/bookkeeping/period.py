"""会计期间: calendar months, their states, and what may be posted into them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from ledger.errors import Refusal


class MonthIsNotReadable(Refusal):
    code = "month_is_not_readable"
    status = 400


class PeriodIsClosed(Refusal):
    """Nothing is posted into a closed period (I4)."""

    code = "period_is_closed"


class PeriodIsAdjusting(Refusal):
    """A month that is being closed takes adjustments only (I4)."""

    code = "period_is_adjusting"


class PeriodIsNotAdjusting(Refusal):
    """结转 belongs to a month whose ordinary business is over."""

    code = "period_is_not_adjusting"


class DateIsBeforeTheBook(Refusal):
    code = "date_is_before_the_book"


class DateIsInTheFuture(Refusal):
    code = "date_is_in_the_future"


class PeriodState(StrEnum):
    OPEN = "open"
    ADJUSTING = "adjusting"
    CLOSED = "closed"


ADJUSTING_KINDS = frozenset({"adjusting", "closing", "reversal"})
"""Kinds of entry that a month in adjustment takes; each needs a second person's approval."""

CLOSING_KIND = "closing"
"""结转: carries income and expense forward and is neither."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A fiscal month; `number` (202604) is how it is stored and compared."""

    year: int
    month: int

    @staticmethod
    @cache
    def of(day: date) -> Month:
        """Return the month of a day; a few days are asked for again and again."""
        return Month(day.year, day.month)

    @classmethod
    def from_number(cls, number: int) -> Month:
        return cls(number // 100, number % 100)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read `2026-04`, of the years 1900 to 2999; raises `MonthIsNotReadable`."""
        year, dash, month = text.partition("-")
        plain = dash and len(year) == 4 and len(month) == 2 and (year + month).isascii()
        # The calendar ends in the year 9999, and `last_day` looks one month further.
        if (
            plain
            and (year + month).isdigit()
            and 1900 <= int(year) <= 2999
            and 1 <= int(month) <= 12
        ):
            return cls(int(year), int(month))
        raise MonthIsNotReadable("月份请写成 2026-04 这样的格式。", given=text[:20])

    @property
    def number(self) -> int:
        return self.year * 100 + self.month

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return self.next().first_day - timedelta(days=1)

    @property
    def quarter(self) -> tuple[Month, Month]:
        """The first and the last month of the calendar quarter in which it lies."""
        first = Month(self.year, (self.month - 1) // 3 * 3 + 1)
        return first, first.next().next()

    @property
    def quarter_title(self) -> str:
        """Its quarter as people call it: `2026年第二季度`."""
        return f"{self.year}年第{'一二三四'[(self.month - 1) // 3]}季度"

    def next(self) -> Month:
        return Month(self.year + 1, 1) if self.month == 12 else Month(self.year, self.month + 1)

    def previous(self) -> Month:
        return Month(self.year - 1, 12) if self.month == 1 else Month(self.year, self.month - 1)

    def through(self, last: Month) -> list[Month]:
        """Return the months from this one to `last`, both included; none when `last` is earlier."""
        months = []
        month = self
        while month <= last:
            months.append(month)
            month = month.next()
        return months

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def title(self) -> str:
        return f"{self.year}年{self.month}月"


def booking_day(day: date, *, closed_months: Collection[int], today: date) -> date:
    """Return the business date of a late fact: its own day, or today if its month is closed.

    A correction to a closed period falls into the open one (domain.md §2.3).
    """
    return today if Month.of(day).number in closed_months else day


def check_postable(
    day: date, *, kind: str, state: PeriodState, first_month: Month, today: date
) -> None:
    """Raise unless an entry of this kind with this business date may be posted today.

    Raises `DateIsBeforeTheBook`, `DateIsInTheFuture`, `PeriodIsClosed`, `PeriodIsAdjusting` or
    `PeriodIsNotAdjusting`, in this order.
    """
    check_within_the_book(day, first_month=first_month, today=today)
    month = Month.of(day)
    if state is PeriodState.CLOSED:
        raise PeriodIsClosed(
            f"{month.title}已经结账，不能再记账；请把更正记在未结账的月份，并注明原凭证。",
            month=str(month),
        )
    if state is PeriodState.ADJUSTING and kind not in ADJUSTING_KINDS:
        raise PeriodIsAdjusting(
            f"{month.title}正在结账，只能记调整、冲销和结转凭证；日常业务请记在之后的月份。",
            month=str(month),
        )
    if state is PeriodState.OPEN and kind == CLOSING_KIND:
        raise PeriodIsNotAdjusting(
            f"{month.title}还没有开始结账，不能记结转凭证；请先开始结账。", month=str(month)
        )


def check_within_the_book(day: date, *, first_month: Month, today: date) -> None:
    """Raise `DateIsBeforeTheBook` or `DateIsInTheFuture` where the book has no such day yet."""
    if Month.of(day) < first_month:
        raise DateIsBeforeTheBook(
            f"账簿从{first_month.title}开始，不能记更早的业务，请核对日期。",
            effective_on=day.isoformat(),
        )
    if day > today:
        raise DateIsInTheFuture(
            f"业务日期 {day.isoformat()} 还没有到，请核对日期。", effective_on=day.isoformat()
        )
