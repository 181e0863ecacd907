"""The promises B1 to B11, and how rounds become figures. Pure: no clock, no database."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Part:
    """One figure that a bar is made of, and the limit that it must keep."""

    name: str
    limit: float
    at_least: bool = True

    def holds(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit

    def margin(self, value: float) -> float:
        """Return how far the figure is on the good side: 1 is exactly at the limit."""
        if self.at_least:
            return value / self.limit
        return self.limit / value if value else float("inf")

    @property
    def rule(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}"


@dataclass(frozen=True, slots=True)
class Bar:
    """A promise; it holds when every part of it does."""

    code: str
    title: str
    parts: tuple[Part, ...]


BARS = (
    Bar("B1", "plain transfers, 256 callers, uniform ÷ Y", (Part("uniform", 2.5),)),
    Bar("B2", "plain transfers, 90 % on one merchant ÷ Y", (Part("hot", 3.0),)),
    Bar(
        "B3",
        "full redemptions in the engine, 256 callers ÷ Y",
        (Part("uniform", 1.5), Part("hot", 1.5)),
    ),
    Bar("B4", "full redemptions over HTTP, 256 connections ÷ Y", (Part("rate", 0.8),)),
    Bar(
        "B5",
        "p99 of a redemption at 64 connections ÷ Y's mean latency",
        (Part("p99", 10, at_least=False),),
    ),
    Bar("B6", "B3 in a city ÷ in one small book", (Part("rate", 0.8),)),
    Bar(
        "B7",
        "reading at 10 million lines ÷ at 10 thousand, in time",
        (
            Part("balance", 2, at_least=False),
            Part("first statement page", 2, at_least=False),
            Part("balance as of a date", 2, at_least=False),
        ),
    ),
    Bar(
        "B8",
        "ledger verify, lines per second ÷ Y, within 1 GiB",
        (Part("rate", 100), Part("peak MiB", 1024, at_least=False)),
    ),
    Bar("B9", "file import of grants, rows per second ÷ Y", (Part("rate", 4),)),
    Bar(
        "B10",
        "bytes on disk, indexes included",
        (Part("per transfer", 600, at_least=False), Part("per redemption", 1500, at_least=False)),
    ),
    Bar(
        "B11",
        "dry run of rules over 100,000 service records ÷ reading them, in time",
        (Part("time", 10, at_least=False),),
    ),
)

BARS_BY_CODE: Mapping[str, Bar] = {bar.code: bar for bar in BARS}


@dataclass(frozen=True, slots=True)
class Figure:
    """What a run found for one bar: a value for each part, and remarks for the reader."""

    bar: Bar
    values: Mapping[str, float]
    notes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return all(part.holds(self.values[part.name]) for part in self.bar.parts)

    @property
    def weakest(self) -> Part:
        """The part that is nearest to its limit, or furthest beyond it."""
        return min(self.bar.parts, key=lambda part: part.margin(self.values[part.name]))

    def as_json(self) -> dict[str, object]:
        weakest = self.weakest
        return {
            "value": round(self.values[weakest.name], 4),
            "bar": weakest.limit,
            "holds": self.holds,
            "parts": {
                part.name: {
                    "value": round(self.values[part.name], 4),
                    "bar": part.limit,
                    "holds": part.holds(self.values[part.name]),
                }
                for part in self.bar.parts
            },
        }


def ratio_of_rounds(measured: Sequence[float], yardstick: Sequence[float]) -> float:
    """Return the median over the rounds of measured ÷ yardstick, each round by itself.

    A machine that slows down slows both halves of a round, so the ratio of a round is what
    survives. Raises ValueError when the rounds do not pair.
    """
    return median(m / y for m, y in zip(measured, yardstick, strict=True))


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that at least `percent` of the values do not exceed."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(0, int(rank) - 1)]


def as_json(figures: Sequence[Figure]) -> str:
    """Return what benchmarks/out.json holds."""
    found = {figure.bar.code: figure.as_json() for figure in figures}
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a table for people, the remarks below it."""
    rows = [("", "what", "part", "value", "bar", "")]
    for figure in figures:
        for number, part in enumerate(figure.bar.parts):
            value = figure.values[part.name]
            rows.append(
                (
                    figure.bar.code if number == 0 else "",
                    figure.bar.title if number == 0 else "",
                    part.name,
                    f"{value:.2f}" if value < 100 else f"{value:,.0f}",
                    part.rule,
                    "holds" if part.holds(value) else "FAILS",
                )
            )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.rjust(width) if column == 3 else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    notes = [f"{figure.bar.code}: {note}" for figure in figures for note in figure.notes]
    return "\n".join([*lines, "", *notes] if notes else lines)
