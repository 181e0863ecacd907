"""A published case from practice comes out of the same statements that serve the sample estate.

A self-managed estate: income 82,636 = service fees 52,886 (267 households due, 179 paid) + road
parking 28,550 (78 vehicles) + rent 1,200; expense 71,828 = 53,600 + 4,318 + 8,747 + 4,316 + 847;
deficit brought forward 1,332; closing balance 9,476.
"""

from __future__ import annotations

from dataclasses import replace

from ledger.bookkeeping.account import AccountType
from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.period import Month
from ledger.chart.queries import ChartRow
from ledger.chart.seed import seed_chart
from ledger.reporting.income_statement import income_statement
from ledger.reporting.movements import Movement, Range
from ledger.reporting.trial_balance import trial_balance
from tests.golden.reports import income_text, matches, trial_text

BANK, SURPLUS = "1002001", "3101001"
HALF_YEAR = Range(Month(2024, 7), Month(2024, 12))
FIRST = 202407
INCOME = {"4301010": (5_288_600, 179), "4301002": (2_855_000, 78), "4301008": (120_000, 1)}
EXPENSE = {
    "5101001": 5_360_000,
    "5101002": 431_800,
    "5102": 874_700,
    "5101003": 431_600,
    "5301002": 84_700,
}


def chart() -> dict[str, ChartRow]:
    """The seed chart, with the one income account that a self-managed estate adds."""
    rows = {
        seed.code: ChartRow(
            account_id=number, code=seed.code, name=seed.name, currency=seed.currency.value,
            type=seed.type, is_contra=seed.is_contra, is_postable=seed.is_postable,
            parent_code=seed.parent_code, per_holder=seed.per_holder,
            required_dimensions=seed.required_dimensions,
        )
        for number, seed in enumerate(seed_chart(), start=1)
    }  # fmt: skip
    rows["4301010"] = replace(rows["4301009"], account_id=1000, code="4301010", name="自管服务费")
    return rows


def both(
    code: str, against: str, fen: int, entries: int = 1, *, nature: str = ""
) -> list[Movement]:
    """Movements of entries that debit `code` and credit `against`."""
    return [
        Movement(code, FIRST, fen, 0, entries, nature),
        Movement(against, FIRST, 0, fen, entries, nature),
    ]


def test_the_published_case_is_reproduced() -> None:
    deficit = both(SURPLUS, BANK, 133_200, nature="opening")
    movements = [*deficit]
    for code, (fen, entries) in INCOME.items():
        movements += both(BANK, code, fen, entries)
    for code, fen in EXPENSE.items():
        movements += both(code, BANK, fen)
    statement = income_statement(chart(), movements, HALF_YEAR)
    assert statement.income_total_fen == 8_263_600
    assert statement.expense_total_fen == 7_182_800
    assert statement.opening_fen == -133_200
    assert statement.other_changes_fen == 0
    assert statement.closing_fen == 947_600
    assert [line.amount_fen for line in statement.bank_lines] == [947_600]
    balance = trial_balance(chart(), movements, HALF_YEAR, currency=Currency.CNY)
    assert balance.is_balanced
    title = HALF_YEAR.title
    matches(
        "practice_case.txt",
        income_text(statement, title) + "\n" + trial_text(balance, title),
    )


def test_income_and_expense_of_the_chart_are_complete() -> None:
    """No income or expense account is left out of 收支表 by its code."""
    for row in chart().values():
        if not row.is_postable or row.currency != "CNY":
            continue
        movement = Movement(row.code, FIRST, 100, 0, 1)
        statement = income_statement(chart(), [movement], HALF_YEAR)
        shown = len(statement.income) + len(statement.expense)
        assert shown == (row.type in (AccountType.INCOME, AccountType.EXPENSE)), row.code
