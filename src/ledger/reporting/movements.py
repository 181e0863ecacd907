"""What the statements are made of: debits and credits by account, month, nature and grant.

All statements are pure functions of the chart and of these sums, so that the same code serves
the screen, the published disclosure and the reproduction of a case from a textbook.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.bookkeeping.period import Month
from ledger.chart.queries import ChartRow

OPENING = "opening"
CLOSING = "closing"

Chart = Mapping[str, ChartRow]
"""The chart of one estate by account code."""


@dataclass(frozen=True, slots=True)
class Movement:
    """Sums of one account in one fiscal month, in minor units; red amounts count negative.

    `nature` is "closing" for entries of that kind, "opening" for opening entries of the book's
    first month, and empty for all others; `entries` counts the entries that hold such lines.
    An opening that is entered later moves its own month: the month before has closed without it.
    """

    account_code: str
    month: int
    debits: int
    credits: int
    entries: int
    nature: str = ""
    fund_grant_id: int | None = None

    @property
    def signed(self) -> int:
        """The change of a debit-positive balance."""
        return self.debits - self.credits


@dataclass(frozen=True, slots=True)
class Range:
    """Whole fiscal months, both ends included."""

    first: Month
    last: Month

    def holds(self, movement: Movement) -> bool:
        """Tell whether the movement is the range's own: in its months and not an opening."""
        return (
            self.first.number <= movement.month <= self.last.number and movement.nature != OPENING
        )

    def opens_with(self, movement: Movement) -> bool:
        """Tell whether the movement is behind the opening balance (期初).

        Openings of the book's first month count even where the range holds that month: they say
        what was there before the book. So every month opens with what the one before closed with.
        """
        return movement.month < self.first.number or (
            movement.nature == OPENING and movement.month <= self.last.number
        )

    def ends_after(self, movement: Movement) -> bool:
        """Tell whether the movement is behind the closing balance (期末)."""
        return movement.month <= self.last.number

    @property
    def title(self) -> str:
        """`2026年4月至6月`, `2025年11月至2026年1月` or `2026年4月`."""
        if self.first == self.last:
            return self.first.title
        if self.first.year == self.last.year:
            return f"{self.first.title}至{self.last.month}月"
        return f"{self.first.title}至{self.last.title}"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of a statement: an account, its amount in fen and the entries it opens to."""

    account_code: str
    title: str
    amount_fen: int
    entries: int


def is_fund_account(account: ChartRow) -> bool:
    """Tell whether the account keeps 小区共享发展金: every line of it names its grant."""
    return "fund_grant" in account.required_dimensions


def lines_by_account(
    chart: Chart, movements: Sequence[Movement], *, sign: int
) -> list[StatementLine]:
    """Add the movements up by account, in code order; `sign` -1 shows credits as positive."""
    amounts: dict[str, int] = {}
    entries: dict[str, int] = {}
    for movement in movements:
        code = movement.account_code
        amounts[code] = amounts.get(code, 0) + sign * movement.signed
        entries[code] = entries.get(code, 0) + movement.entries
    return [
        StatementLine(code, chart[code].name, amounts[code], entries[code])
        for code in sorted(amounts)
        if amounts[code] or entries[code]
    ]
