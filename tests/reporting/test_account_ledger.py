"""明细账 from running balances says what adding up every line would say, page by page."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.entry import credit, debit
from ledger.bookkeeping.period import Month
from ledger.reporting.account_ledger import account_ledger
from ledger.reporting.movements import Range
from tests.reporting import books

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
INCOME = ("4301001", "4301002", "4301003")


@pytest.fixture
async def estate(engine: AsyncEngine, owner_engine: AsyncEngine) -> books.Estate:
    """A book whose entries bear days in no order, with two openings in its first month."""
    async with owner_engine.begin() as conn:
        made = await books.make_estate(conn, first="2026-01")
    chance = random.Random(7)
    commands = []
    for number in range(150):
        on = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days + 1))
        # The rare account moves in a few entries of one month.
        code = INCOME[2] if number in (40, 90, 91) else INCOME[chance.randrange(2)]
        commands.append(
            books.income(made, on.isoformat(), code, chance.randrange(1, 900), f"{number}")
        )
    for day, fen in (("2026-01-20", 5_000), ("2026-01-31", 70)):
        commands.insert(
            chance.randrange(len(commands)),
            books.money(
                made, day, "期初", debit(books.BANK, fen, Currency.CNY),
                credit(INCOME[0], fen, Currency.CNY), kind="opening",
            ),
        )  # fmt: skip
    async with engine.begin() as conn:
        await books.post(conn, made, *commands)
    return made


async def added_up(
    conn: AsyncConnection, estate_id: int, code: str, months: Range
) -> tuple[int, list[tuple[date, int, int, int]]]:
    """Return the opening, and every line's day, seq, number and balance, by plain addition."""
    rows = await conn.execute(
        text("""select e.effective_on, l.seq, l.line_no, l.side * l.amount, e.kind = 'opening'
            from entry_line l join journal_entry e using (estate_id, seq)
            join account a using (estate_id, account_id)
            where l.estate_id = :estate_id and a.code like :code || '%'
            order by 1, 2, 3"""),
        {"estate_id": estate_id, "code": code},
    )
    first, last = months.first.first_day, months.last.last_day
    mine = [row for row in rows if row[0] <= last]
    balance = opening = sum(row[3] for row in mine if row[0] < first or row[4])
    lines = []
    for on, seq, line_no, amount, is_opening in mine:
        if on >= first and not is_opening:
            balance += amount
            lines.append((on, seq, line_no, balance))
    return opening, lines


@pytest.mark.parametrize("code", [books.BANK, "4301", INCOME[0], INCOME[2]])
@pytest.mark.parametrize(
    "first, last", [("2025-11", "2026-01"), ("2026-01", "2026-06"), ("2026-03", "2026-03"),
                        ("2026-06", "2026-06"), ("2026-04", "2026-08")],
)  # fmt: skip
@pytest.mark.parametrize("limit", [1, 6, 200])
async def test_pages_say_what_addition_says(
    engine: AsyncEngine, estate: books.Estate, code: str, first: str, last: str, limit: int
) -> None:
    months = Range(Month.parse(first), Month.parse(last))
    async with engine.connect() as conn:
        opening, expected = await added_up(conn, estate.estate_id, code, months)
        seen: list[tuple[date, int, int, int]] = []
        after = None
        while True:
            page = await account_ledger(
                conn, estate_id=estate.estate_id, account_code=code, months=months, after=after,
                limit=limit,
            )  # fmt: skip
            assert page.opening == opening
            assert page.closing == (expected[-1][3] if expected else opening)
            seen += [
                (row.line.on, row.line.seq, row.line.line_no, row.balance) for row in page.rows
            ]
            if len(page.rows) < limit:
                break
            after = page.rows[-1].key
    assert seen == expected


async def test_a_page_after_the_last_day_is_empty(
    engine: AsyncEngine, estate: books.Estate
) -> None:
    months = Range(Month(2026, 3), Month(2026, 3))
    async with engine.connect() as conn:
        page = await account_ledger(
            conn, estate_id=estate.estate_id, account_code=books.BANK, months=months,
            after=("2026-05-01", 3, 1), limit=5,
        )  # fmt: skip
    assert page.rows == []
