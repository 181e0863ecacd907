"""明细账: the lines of one account in date order, with the balance after each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.chart.queries import ChartRow
from ledger.posting.point_in_time import DatedSum, sum_dated_by
from ledger.posting.point_in_time_queries import BookHead, book_head
from ledger.reporting import ledger_queries as queries
from ledger.reporting.ledger_queries import LedgerKey, LedgerLine
from ledger.reporting.movements import Range
from ledger.reporting.queries import chart_by_code

_DAY = timedelta(days=1)


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


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Lines that follow one another, and what the accounts stood at before the first month."""

    opening: int
    rows: list[LedgerRow]


@dataclass(frozen=True, slots=True)
class AskedRange:
    """Some accounts of an estate and some months, as the book stood at `head`."""

    estate_id: int
    account_ids: tuple[int, ...]
    head: BookHead
    months: Range

    async def dated_by(self, conn: AsyncConnection, day: date) -> DatedSum:
        """Return what the accounts stood at when all that is dated by `day` was counted."""
        return await sum_dated_by(
            conn,
            estate_id=self.estate_id,
            account_ids=self.account_ids,
            head=self.head,
            day=day,
        )

    async def openings_from(self, conn: AsyncConnection, day: date) -> int:
        """Return what the range's openings brought that bear this day or a later one.

        They count before the first line of the range, whatever day they bear.
        """
        first_month = self.head.first_month
        if not self.months.first <= first_month <= self.months.last:
            return 0
        return await queries.openings(
            conn, self.estate_id, self.account_ids, self.head, first_day=max(
                day, first_month.first_day
            ), last_day=first_month.last_day,
        )  # fmt: skip


async def ledger_page(
    conn: AsyncConnection, asked: AskedRange, after: LedgerKey, *, limit: int
) -> LedgerPage:
    """Return up to `limit` lines after a place, each with the balance that it left.

    Balances start from the running balance that a line carries: nothing is summed from the
    beginning, and of the range no more than the day on which the page begins.
    """
    months, first_day = asked.months, asked.months.first.first_day
    before = await asked.dated_by(conn, first_day - _DAY)
    opening = before.balance + await asked.openings_from(conn, first_day)
    balance = opening
    if after[0] >= first_day:
        day = min(after[0], months.last.last_day)
        balance = (await asked.dated_by(conn, day - _DAY)).balance
        balance += await asked.openings_from(conn, day)
        balance += await queries.moved_on_day(
            conn, asked.estate_id, asked.account_ids, asked.head,
            through=after if after[0] == day else (day, asked.head.size + 1, 0),
        )  # fmt: skip
    lines = await queries.ledger_lines(
        conn,
        asked.estate_id,
        asked.account_ids,
        asked.head,
        months,
        after,
        through_seq=before.through_seq,
        later_lines=before.later_lines,
        limit=limit,
    )
    return LedgerPage(opening, with_balances(balance, lines))


async def ledger_pages(
    conn: AsyncConnection, asked: AskedRange, *, limit: int
) -> AsyncIterator[LedgerPage]:
    """Yield all lines of the range, `limit` at a time; the first page may be empty."""
    after = queries.BEFORE_EVERYTHING
    page = await ledger_page(conn, asked, after, limit=limit)
    yield page
    while len(page.rows) == limit:
        last = page.rows[-1].line
        page = await ledger_page(conn, asked, (last.on, last.seq, last.line_no), limit=limit)
        yield page


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
    head = await book_head(conn, estate_id)
    if head is None:
        return AccountLedger(chart[account_code], 0, 0, [])
    asked = AskedRange(estate_id, await queries.account_ids(conn, estate_id, codes), head, months)
    page = await ledger_page(conn, asked, _key_of(after), limit=limit)
    closing = await asked.dated_by(conn, months.last.last_day)
    return AccountLedger(chart[account_code], page.opening, closing.balance, page.rows)


def _key_of(after: tuple[str, int, int] | None) -> LedgerKey:
    if after is None:
        return queries.BEFORE_EVERYTHING
    try:
        return (date.fromisoformat(after[0]), after[1], after[2])
    except ValueError:
        return queries.BEFORE_EVERYTHING
