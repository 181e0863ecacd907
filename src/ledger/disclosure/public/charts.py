"""Bar charts as inline SVG: the axis starts at zero, and every bar carries its figure.

The same facts stand in a table beside each chart, so the picture is hidden from screen readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ledger.disclosure.public.words import yuan

WIDTH = 640
_LABEL_WIDTH = 190
_VALUE_WIDTH = 110
_ROW_HEIGHT = 30
_BAR_HEIGHT = 16


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its amount in fen, and the class that gives its colour."""

    label: str
    amount_fen: int
    kind: str


def bars(items: Sequence[Bar]) -> str:
    """Return horizontal bars; a negative amount runs to the left of zero."""
    if not items:
        return ""
    largest = max(*(item.amount_fen for item in items), 0)
    smallest = min(*(item.amount_fen for item in items), 0)
    span = (largest - smallest) or 1
    room = WIDTH - _LABEL_WIDTH - _VALUE_WIDTH
    zero = _LABEL_WIDTH + room * -smallest // span
    height = _ROW_HEIGHT * len(items) + 8
    drawn = []
    for at, item in enumerate(items):
        top = at * _ROW_HEIGHT + 6
        length = room * abs(item.amount_fen) // span
        left = zero if item.amount_fen >= 0 else zero - length
        middle = top + _BAR_HEIGHT - 3
        drawn.append(
            f'<text class="label" x="{_LABEL_WIDTH - 8}" y="{middle}" text-anchor="end">'
            f"{escape(item.label)}</text>"
            f'<rect class="{item.kind}" x="{left}" y="{top}" width="{length}" '
            f'height="{_BAR_HEIGHT}"/>'
            f'<text class="value" x="{zero + max(length, 0) + 6}" y="{middle}">'
            f"{yuan(item.amount_fen)}</text>"
        )
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" aria-hidden="true" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(drawn)}'
        f'<line class="axis" x1="{zero}" x2="{zero}" y1="0" y2="{height}"/></svg>'
    )


@dataclass(frozen=True, slots=True)
class MonthPair:
    """Income and expense of one month in fen."""

    month: str
    income_fen: int
    expense_fen: int


_CHART_HEIGHT = 240
_BASE = 200
_TOP = 24


def month_bars(months: Sequence[MonthPair]) -> str:
    """Return a pair of upright bars for each month, income beside expense."""
    if not months:
        return ""
    largest = max(*(max(m.income_fen, m.expense_fen) for m in months), 1)
    step = WIDTH // len(months)
    width = min(step // 3, 60)
    drawn = []
    for at, month in enumerate(months):
        middle = at * step + step // 2
        for kind, amount, left in (
            ("income", month.income_fen, middle - width - 2),
            ("expense", month.expense_fen, middle + 2),
        ):
            length = (_BASE - _TOP) * max(amount, 0) // largest
            drawn.append(
                f'<rect class="{kind}" x="{left}" y="{_BASE - length}" width="{width}" '
                f'height="{length}"/>'
                f'<text class="value" x="{left + width // 2}" y="{_BASE - length - 6}" '
                f'text-anchor="middle">{yuan(amount, short=True)}</text>'
            )
        drawn.append(
            f'<text class="label" x="{middle}" y="{_BASE + 20}" text-anchor="middle">'
            f"{escape(month.month)}</text>"
        )
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {_CHART_HEIGHT}" aria-hidden="true" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(drawn)}'
        f'<line class="axis" x1="0" x2="{WIDTH}" y1="{_BASE}" y2="{_BASE}"/></svg>'
    )
