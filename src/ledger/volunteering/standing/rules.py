"""Pure decisions about stars and ranks: hours alone, never points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class StarLevel:
    """So many stars need so many recognised minutes in a lifetime."""

    stars: int
    minutes_needed: int


@dataclass(frozen=True, slots=True)
class ServedDay:
    """Minutes of one verified service, less what was reversed of it."""

    on: date
    minutes: int


class Span(StrEnum):
    """Over which time a leaderboard counts."""

    MONTH = "month"
    YEAR = "year"

    @property
    def chinese_title(self) -> str:
        return "本月" if self is Span.MONTH else "今年"


class ShownAs(StrEnum):
    """How somebody wishes to stand on the leaderboard."""

    NOT = "not"
    BUILDING = "building"
    NAME = "name"

    @property
    def chinese_title(self) -> str:
        return {
            ShownAs.NOT: "不上榜",
            ShownAs.BUILDING: "只写楼栋",
            ShownAs.NAME: "写姓氏和楼栋",
        }[self]


def star_levels(star_hours: Sequence[int]) -> list[StarLevel]:
    """Return the levels of a profile's hours, one star first."""
    return [StarLevel(stars, hours * 60) for stars, hours in enumerate(star_hours, start=1)]


def next_level(levels: Sequence[StarLevel], minutes: int) -> StarLevel | None:
    """Return the next star, None where there is none above."""
    return next((level for level in levels if level.minutes_needed > minutes), None)


def reached_on(services: Sequence[ServedDay], minutes_needed: int) -> date | None:
    """Return the day of the service with which the minutes were reached, None if they are not.

    Days count, not bookings: what is verified late counts on the day on which it was served.
    """
    total = 0
    for service in sorted(services, key=lambda each: each.on):
        total += service.minutes
        if total >= minutes_needed:
            return service.on
    return None


def span_days(span: Span, today: date) -> tuple[date, date]:
    """Return the first and the last day that a leaderboard of today counts."""
    first = today.replace(day=1)
    return (first if span is Span.MONTH else first.replace(month=1)), today
