"""The book as an hledger journal that `hledger check --strict` accepts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from ledger.reporting.movements import Chart
from ledger.reporting.plain_text import Positions, one_line, postings

_TYPES = {"Assets": "A", "Liabilities": "L", "Equity": "E", "Income": "R", "Expenses": "X"}


def header(title: str) -> Iterator[str]:
    """Yield the lines that come first: what this is, and the three commodities."""
    yield f"; {one_line(title)}"
    yield "; 钱 CNY（元），积分 PTS（分），服务时长 MIN（分钟）；红字冲销写成带符号的金额。"
    yield ""
    yield "commodity 1000.00 CNY"
    yield "commodity 1000. PTS"
    yield "commodity 1000. MIN"
    yield ""


def accounts(positions: Positions) -> Iterator[str]:
    """Yield a declaration for every account; strict checking refuses any other."""
    for name in sorted(positions.names):
        yield f"account {name}  ; type:{_TYPES[name.partition(':')[0]]}"
    yield ""


def transaction(chart: Chart, fields: Mapping[str, Any]) -> Iterator[str]:
    """Yield one entry."""
    description = _safe(fields["narration"])
    yield f"{fields['effective_on']} * ({fields['number']}) {description}"
    yield f"    ; seq:{fields['seq']}, kind:{fields['kind']}"
    for name, amount, narration in postings(chart, fields):
        yield f"    {name}  {amount}" + (f"  ; {_safe(narration)}" if narration else "")
    yield ""


def assertions(positions: Positions) -> Iterator[str]:
    """Yield two transactions that move nothing and assert the opening and closing balances."""
    days = (
        (positions.months.first.first_day - timedelta(days=1), "期初", positions.opening),
        (positions.months.last.last_day, "期末", positions.closing),
    )
    for day, title, balances in days:
        yield from _assertion(positions, day, title, balances)


def _assertion(
    positions: Positions, day: date, title: str, balances: Mapping[str, int]
) -> Iterator[str]:
    if not balances:
        return
    yield f"{day.isoformat()} * {title}余额核对"
    for name, amount in positions.asserted(balances):
        currency = positions.names[name]
        zero = "0.00 CNY" if currency == "CNY" else f"0 {currency}"
        yield f"    {name}  {zero} = {amount}"
    yield ""


def _safe(text: str) -> str:
    """Keep what hledger would read as a comment or as a payee's end."""
    return one_line(text).replace(";", "；").replace("|", "｜")
