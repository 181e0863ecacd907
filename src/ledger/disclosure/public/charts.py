"""Bar charts as inline SVG: the axis starts at zero, and every bar carries its figure.

They are drawn as wide as a small phone, so that the words in them stay readable there. The same
facts stand in a table beside each chart, so the picture is hidden from screen readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ledger.disclosure.public.words import yuan

WIDTH = 340


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label and its amount in fen."""

    label: str
    amount_fen: int


_ROW_HEIGHT = 42
_BAR_TOP = 22
_BAR_HEIGHT = 12


def scale_of(*groups: Sequence[Bar]) -> tuple[int, int]:
    """Return the least and the largest amount to draw, zero between, for charts side by side."""
    amounts = [bar.amount_fen for group in groups for bar in group]
    return min([0, *amounts]), max([0, *amounts])


def bars(items: Sequence[Bar], *, kind: str, scale: tuple[int, int]) -> str:
    """Return lying bars with label and figure above each; a negative amount runs left of zero.

    `kind` is the class that gives the colour: `income` or `expense`.
    """
    if not items:
        return ""
    smallest, largest = scale
    span = (largest - smallest) or 1
    zero = WIDTH * -smallest // span
    height = _ROW_HEIGHT * len(items)
    drawn = []
    for at, item in enumerate(items):
        top = at * _ROW_HEIGHT
        length = WIDTH * abs(item.amount_fen) // span
        left = zero if item.amount_fen >= 0 else zero - length
        drawn.append(
            f'<text class="label" x="4" y="{top + 16}">{escape(item.label)}</text>'
            f'<text class="value" x="{WIDTH}" y="{top + 16}" text-anchor="end">'
            f"{yuan(item.amount_fen)}</text>"
            f'<rect class="{kind}" x="{left}" y="{top + _BAR_TOP}" width="{length}" '
            f'height="{_BAR_HEIGHT}"/>'
        )
    return _svg(height, "".join(drawn) + _axis(zero, zero, 0, height))


@dataclass(frozen=True, slots=True)
class MonthPair:
    """Income and expense of one month in fen."""

    month: str
    income_fen: int
    expense_fen: int


_MONTH_HEIGHT = 200
_BASE = 170
_TOP = 20
_MONTHS_WITH_FIGURES = 3


def month_bars(months: Sequence[MonthPair]) -> str:
    """Return upright bars, income beside expense; many months carry their figures in the table."""
    if not months:
        return ""
    largest = max(1, *(amount for m in months for amount in (m.income_fen, m.expense_fen)))
    step = WIDTH // len(months)
    width = min(step * 2 // 5, 50)
    drawn = []
    for at, month in enumerate(months):
        middle = at * step + step // 2
        for kind, amount, left in (
            ("income", month.income_fen, middle - width - 1),
            ("expense", month.expense_fen, middle + 1),
        ):
            length = (_BASE - _TOP) * max(amount, 0) // largest
            drawn.append(
                f'<rect class="{kind}" x="{left}" y="{_BASE - length}" width="{width}" '
                f'height="{length}"/>'
            )
            if len(months) <= _MONTHS_WITH_FIGURES:
                drawn.append(
                    f'<text class="value" x="{left + width // 2}" y="{_BASE - length - 5}" '
                    f'text-anchor="middle">{yuan(amount, short=True)}</text>'
                )
        drawn.append(
            f'<text class="label" x="{middle}" y="{_BASE + 20}" text-anchor="middle">'
            f"{escape(month.month)}</text>"
        )
    return _svg(_MONTH_HEIGHT, "".join(drawn) + _axis(0, WIDTH, _BASE, _BASE))


def _svg(height: int, content: str) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" aria-hidden="true" '
        f'xmlns="http://www.w3.org/2000/svg">{content}</svg>'
    )


def _axis(x1: int, x2: int, y1: int, y2: int) -> str:
    return f'<line class="axis" x1="{x1}" x2="{x2}" y1="{y1}" y2="{y2}"/>'
