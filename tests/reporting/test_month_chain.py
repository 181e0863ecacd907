"""Every month opens with what the one before closed with, on each way to read the books.

The book begins in January; the opening entry is dated the last day of March.
"""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.currency import LARGEST_AMOUNT, Currency
from ledger.bookkeeping.entry import credit, debit
from ledger.bookkeeping.period import Month
from ledger.disclosure.operations import draft_disclosure, publish_disclosure
from ledger.disclosure.queries import entries_behind_line
from ledger.evidence.database_verification import verify_database
from ledger.reporting.account_ledger import account_ledger
from ledger.reporting.audit_package import write_audit_package
from ledger.reporting.movements import Range
from ledger.reporting.queries import chart_by_code, movements_through
from ledger.reporting.trial_balance import trial_balance
from tests.reporting import books

MONTHS = Month(2026, 1).through(Month(2026, 6))
Balances = tuple[int, int]
"""Opening and closing of the bank account, in fen."""


@pytest.fixture
async def estate(engine: AsyncEngine, owner_engine: AsyncEngine) -> books.Estate:
    async with owner_engine.begin() as conn:
        made = await books.make_estate(conn, first="2026-01")
    async with engine.begin() as conn:
        await books.post(
            conn, made, books.income(made, "2026-02-10", "4301001", 180_000, "2月停车月租")
        )
        await books.a_quarter(conn, made)
    return made


async def on_the_screen(conn: AsyncConnection, estate_id: int, month: Month) -> Balances:
    months = Range(month, month)
    chart = await chart_by_code(conn, estate_id)
    movements = await movements_through(conn, estate_id, month)
    balance = trial_balance(chart, movements, months, currency=Currency.CNY)
    assert balance.is_balanced
    row = next((row for row in balance.rows if row.code == books.BANK), None)
    ledger = await account_ledger(
        conn, estate_id=estate_id, account_code=books.BANK, months=months, after=None, limit=100
    )
    if row is None:
        assert (ledger.opening, ledger.closing) == (0, 0)
    else:
        assert (ledger.opening, ledger.closing) == (row.opening, row.closing)
    assert (ledger.rows[-1].balance if ledger.rows else ledger.opening) == ledger.closing
    return ledger.opening, ledger.closing


def in_the_workbook(path: Path) -> Balances:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("科目余额表").to_python()
    row = next((row for row in rows if row[0] == books.BANK), None)
    if row is None:
        return 0, 0
    amounts = [float(str(row[at]) or 0) for at in range(3, 9)]
    opening, closing = (round((amounts[at] - amounts[at + 1]) * 100) for at in (0, 4))
    return opening, closing


def in_the_journal(text: str) -> Balances:
    found = {
        title: re.search(
            rf" {title}余额核对\n(?:    .*\n)*?    Assets:{books.BANK}.* = (.*) CNY", text
        )
        for title in ("期初", "期末")
    }
    opening, closing = (round(float(match[1]) * 100) if match else 0 for match in found.values())
    return opening, closing


async def test_each_month_opens_with_what_the_one_before_closed_with(
    engine: AsyncEngine, estate: books.Estate, tmp_path: Path
) -> None:
    seen: list[Balances] = []
    for month in MONTHS:
        path = tmp_path / f"{month}.zip"
        async with engine.connect() as conn:
            await write_audit_package(
                conn, estate_id=estate.estate_id, months=Range(month, month), path=path
            )
            seen.append(await on_the_screen(conn, estate.estate_id, month))
        with zipfile.ZipFile(path) as opened:
            opened.extract("books/books.xlsx", tmp_path)
            journal = opened.read("journals/book.journal").decode()
        assert in_the_workbook(tmp_path / "books/books.xlsx") == seen[-1], str(month)
        assert in_the_journal(journal) == seen[-1], str(month)
    for (_, closing), (opening, _) in pairwise(seen):
        assert opening == closing
    assert seen[2] == (180_000, 18_650_000), "the opening entry moves March"


async def test_a_published_quarter_with_a_late_opening_verifies(
    engine: AsyncEngine, estate: books.Estate
) -> None:
    now = datetime(2026, 7, 5, 1, 0, tzinfo=UTC)
    async with engine.begin() as conn:
        drafted = await draft_disclosure(
            conn, estate_id=estate.estate_id, first=Month(2026, 1), last=Month(2026, 3),
            actor_user_id=estate.treasurer, now=now,
        )  # fmt: skip
        await books.close(conn, estate, 202601, 202602, 202603)
        row = await publish_disclosure(
            conn, estate_id=estate.estate_id, disclosure_id=drafted.disclosure_id,
            actor_user_id=estate.committee, now=now,
        )  # fmt: skip
        behind = await entries_behind_line(conn, row, books.BANK, sign=1, limit=10)
    money = row.figures["income_statement"]
    assert (money["opening_fen"], money["other_changes_fen"]) == (0, 18_470_000)
    (bank,) = [line for line in row.figures["trial_balance"]["rows"] if line["code"] == books.BANK]
    assert sum(entry.amount_fen for entry in behind) == bank["debits"] - bank["credits"]
    async with engine.connect() as conn:
        (report,) = await verify_database(conn)
    assert report.is_unaltered, report.lines()
    assert report.disclosures_checked == 1


async def test_a_turnover_beyond_64_bits_is_still_a_trial_balance(
    engine: AsyncEngine, estate: books.Estate
) -> None:
    largest = (
        debit(books.BANK, LARGEST_AMOUNT, Currency.CNY),
        credit(books.BANK, LARGEST_AMOUNT, Currency.CNY),
    )
    entries = [books.money(estate, "2026-06-30", "来回", *largest * 4700) for _ in range(2)]
    async with engine.begin() as conn:
        await books.post(conn, estate, *entries)
        movements = await movements_through(conn, estate.estate_id, Month(2026, 6))
        assert max(movement.debits for movement in movements) >= 9400 * LARGEST_AMOUNT > 2**63
        chart = await chart_by_code(conn, estate.estate_id)
    june = Range(Month(2026, 6), Month(2026, 6))
    assert trial_balance(chart, movements, june, currency=Currency.CNY).is_balanced
