"""How much of what a fact earns still fits: caps by day, week, month, year and lifetime. Pure.

A week runs from Monday, months and years are the calendar's. What was booked first counts first:
a fact that is booked late finds what others of its span have left. Points that were taken back as
an error count no longer, nor do those of a correction: what is booked afterwards finds their room.
What the person had spent of them before, and keeps, does count. Nothing is booked anew by itself;
points that an appeal gives back count again, and take nothing from what used their room meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from ledger.estates.rule_profile import Caps


class Span(StrEnum):
    """A span of time in which points are counted, from the shortest to the longest."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    LIFETIME = "lifetime"

    @property
    def chinese_title(self) -> str:
        return _TITLES[self]

    def first_day(self, day: date) -> date:
        """Return the first day of the span that holds `day`."""
        match self:
            case Span.DAY:
                return day
            case Span.WEEK:
                return day - timedelta(days=day.weekday())
            case Span.MONTH:
                return day.replace(day=1)
            case Span.YEAR:
                return day.replace(month=1, day=1)
            case Span.LIFETIME:
                return date.min


_TITLES = {
    Span.DAY: "每天",
    Span.WEEK: "每周",
    Span.MONTH: "每月",
    Span.YEAR: "每年",
    Span.LIFETIME: "累计",
}


@dataclass(slots=True)
class Tally:
    """What one person has earned so far: points by span, and how often by service type."""

    points: Counter[tuple[Span, date]] = field(default_factory=Counter)
    times: Counter[tuple[str, Span, date]] = field(default_factory=Counter)

    def add(self, day: date, points: int, *, service_type: str = "", times: int = 1) -> None:
        """Count points that a fact of this day earned; a fact that earned nothing counts not."""
        if points <= 0:
            return
        for span in Span:
            first = span.first_day(day)
            self.points[span, first] += points
            if service_type:
                self.times[service_type, span, first] += times

    def points_of(self, span: Span, day: date) -> int:
        return self.points[span, span.first_day(day)]

    def times_of(self, service_type: str, span: Span, day: date) -> int:
        return self.times[service_type, span, span.first_day(day)]

    def copy(self) -> Tally:
        return Tally(self.points.copy(), self.times.copy())


@dataclass(frozen=True, slots=True)
class Capped:
    """What is left of points after the caps, and which cap cut them; None where none did."""

    points: int
    cut_by: Span | None = None


def capped(full: int, *, caps: Caps, tally: Tally, on: date) -> Capped:
    """Return how much of `full` still fits under every cap on this day.

    Of several caps that leave the same, the one of the shortest span is named.
    """
    points, cut_by = full, None
    for span, cap in caps_of(caps):
        room = max(0, cap - tally.points_of(span, on))
        if room < points:
            points, cut_by = room, span
    return Capped(points, cut_by)


def caps_of(caps: Caps) -> Iterator[tuple[Span, int]]:
    """Return the caps that there are, those of short spans first."""
    for span in Span:
        cap: int | None = getattr(caps, span.value)
        if cap is not None:
            yield span, cap


def counted_from(spans: Iterable[Span], days: Iterable[date]) -> date:
    """Return the first day whose facts may matter for facts of these days; `days` is not empty."""
    wanted = list(spans) or [Span.DAY]
    return min(span.first_day(day) for day in days for span in wanted)
