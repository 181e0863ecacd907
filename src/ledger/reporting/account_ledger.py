"""明细账: the lines of one account in date order, with the balance after each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.chart.queries import ChartRow
from ledger.reporting import journal_queries as queries
from ledger.reporting.journal_queries import LedgerKey, LedgerLine
from ledger.reporting.movements import Range
from ledger.reporting.queries import chart_by_code


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line with the balance after it, in minor units, debit-positive."""

    line: LedgerLine
    balance: int

    @property
    def debit(self) -> int:
        return self.line.amount if self.line.side > 0 else 0

    @property
    def credit(self) -> int:
        return self.line.amount if self.line.side < 0 else 0

    @property
    def key(self) -> tuple[str, int, int]:
        """The row's place in the ledger, as a page cursor holds it."""
        return (self.line.on.isoformat(), self.line.seq, self.line.line_no)


@dataclass(frozen=True, slots=True)
class AccountLedger:
    """A page of an account's ledger; `rows` may hold one more than was asked for."""

    account: ChartRow
    opening: int
    closing: int
    rows: list[LedgerRow]


def with_balances(opening: int, lines: list[LedgerLine]) -> list[LedgerRow]:
    """Add the running balance to lines in order."""
    rows = []
    balance = opening
    for line in lines:
        balance += line.side * line.amount
        rows.append(LedgerRow(line, balance))
    return rows


async def account_ledger(
    conn: AsyncConnection,
    *,
    estate_id: int,
    account_code: str,
    months: Range,
    after: tuple[str, int, int] | None,
    limit: int,
) -> AccountLedger:
    """Return up to `limit` lines after a place; a parent account shows all its children's lines.

    Raises `ObjectIsNotHere` for an unknown code.
    """
    chart = await chart_by_code(conn, estate_id)
    codes = queries.descendants(chart, account_code)
    key = _key_of(after)
    opening, before, closing = await queries.ledger_sums(conn, estate_id, codes, months, key)
    lines = await queries.ledger_lines(conn, estate_id, codes, months, key, limit=limit)
    return AccountLedger(
        chart[account_code], opening, closing, with_balances(opening + before, lines)
    )


def _key_of(after: tuple[str, int, int] | None) -> LedgerKey:
    if after is None:
        return queries.BEFORE_EVERYTHING
    try:
        return (date.fromisoformat(after[0]), after[1], after[2])
    except ValueError:
        return queries.BEFORE_EVERYTHING
