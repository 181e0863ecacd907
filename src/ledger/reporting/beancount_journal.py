"""The book as a Beancount journal that `bean-check` accepts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from ledger.reporting.movements import Chart
from ledger.reporting.plain_text import Positions, one_line, postings


def header(title: str, positions: Positions, *, opened_on: date) -> Iterator[str]:
    """Yield options, commodities and the opening of every account."""
    yield f'option "title" {_quoted(title)}'
    yield 'option "operating_currency" "CNY"'
    yield ""
    first = min(opened_on, positions.first_day or opened_on).isoformat()
    for commodity, name in (("CNY", "人民币元"), ("PTS", "积分"), ("MIN", "服务分钟")):
        yield f"{first} commodity {commodity}"
        yield f"  name: {_quoted(name)}"
    yield ""
    for name in sorted(positions.names):
        yield f"{first} open {name} {positions.names[name]}"
    yield ""


def transaction(chart: Chart, fields: Mapping[str, Any]) -> Iterator[str]:
    """Yield one entry."""
    yield f"{fields['effective_on']} * {_quoted(fields['narration'])}"
    yield f"  entry: {_quoted(fields['number'])}"
    yield f"  seq: {fields['seq']}"
    yield f"  kind: {_quoted(fields['kind'])}"
    for name, amount, narration in postings(chart, fields):
        yield f"  {name}  {amount}"
        if narration:
            yield f"    narration: {_quoted(narration)}"
    yield ""


def assertions(positions: Positions) -> Iterator[str]:
    """Yield balance assertions; Beancount checks them at the beginning of the day they bear."""
    opening_day = positions.months.first.first_day
    closing_day = positions.months.last.last_day + timedelta(days=1)
    for day, balances in ((opening_day, positions.opening), (closing_day, positions.closing)):
        for name, amount in positions.asserted(balances):
            yield f"{day.isoformat()} balance {name}  {amount}"
    yield ""


def _quoted(text: str) -> str:
    escaped = one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
