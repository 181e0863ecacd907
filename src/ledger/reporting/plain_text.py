"""What the plain-text journals share: account names that both programs accept, and amounts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.entry import format_minor
from ledger.reporting.movements import Chart, Range

ROOTS = {
    "asset": "Assets",
    "liability": "Liabilities",
    "equity": "Equity",
    "income": "Income",
    "expense": "Expenses",
    "issued": "Equity",
    "holding": "Liabilities",
    "retired": "Equity",
}
"""Account types as the five roots; points and minutes stand against those who may claim them."""

_NOT_IN_A_NAME = re.compile(r"[^\w]+")


def account_name(chart: Chart, code: str, holder: str = "") -> str:
    """Return `Assets:1002001-银行存款-公共收益专户`, with a part for the holder where one is."""
    title = _NOT_IN_A_NAME.sub("-", chart[code].name.replace("_", "-")).strip("-")
    name = f"{ROOTS[chart[code].type.value]}:{code}-{title}"
    if holder:
        name += ":" + _NOT_IN_A_NAME.sub("-", holder.capitalize())
    return name


def amount_text(amount: int, currency: str) -> str:
    """Return `1800.00 CNY` or `-44 PTS`; red amounts and credits carry a sign."""
    return f"{format_minor(amount, Currency(currency))} {currency}"


def one_line(text: str) -> str:
    """Return the text without line breaks or runs of blanks, which both programs give meaning."""
    return " ".join(text.split())


@dataclass(slots=True)
class Positions:
    """Balances by account name at the opening and the end of a range, from the entries alone."""

    chart: Chart
    months: Range
    first_day: date | None = None
    names: dict[str, str] = field(default_factory=dict)
    """Account name → its currency, every account that an entry names."""
    opening: dict[str, int] = field(default_factory=dict)
    closing: dict[str, int] = field(default_factory=dict)

    def add(self, fields: Mapping[str, Any]) -> None:
        """Take an entry's leaf."""
        day = date.fromisoformat(fields["effective_on"])
        self.first_day = day if self.first_day is None else min(day, self.first_day)
        for line in fields["lines"]:
            name = account_name(self.chart, line["account"], line["holder"])
            self.names[name] = line["currency"]
            signed = line["amount"] if line["side"] == "debit" else -line["amount"]
            if day < self.months.first.first_day:
                self.opening[name] = self.opening.get(name, 0) + signed
            if day <= self.months.last.last_day:
                self.closing[name] = self.closing.get(name, 0) + signed

    def asserted(self, balances: Mapping[str, int]) -> Iterable[tuple[str, str]]:
        """Yield account names in order with the amount that a program is to find."""
        for name in sorted(balances):
            yield name, amount_text(balances[name], self.names[name])


def postings(chart: Chart, fields: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    """Yield account name, signed amount and narration for each line of an entry's leaf."""
    for line in fields["lines"]:
        signed = line["amount"] if line["side"] == "debit" else -line["amount"]
        yield (
            account_name(chart, line["account"], line["holder"]),
            amount_text(signed, line["currency"]),
            one_line(line["narration"]),
        )
