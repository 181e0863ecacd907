"""收支表: income, expense and surplus of the public revenue, and where the money stands.

小区共享发展金 has its own statement, so lines that name a grant are left out here; entries that
only carry a year's result forward (结转) are neither income nor expense.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.bookkeeping.account import AccountType
from ledger.reporting.movements import (
    CLOSING,
    Chart,
    Movement,
    Range,
    StatementLine,
    lines_by_account,
)

SURPLUS_CODES = ("3101", "3201")
"""公共收益与工作经费结余, 以前年度调整: what the income and expense accounts close into."""
BANK_CODES = ("1001", "1002", "1009")
"""现金与银行存款, 扫码收款待清算."""


@dataclass(frozen=True, slots=True)
class IncomeStatement:
    """Amounts in fen. closing = opening + surplus + other changes (distribution, adjustment)."""

    income: list[StatementLine]
    expense: list[StatementLine]
    income_total_fen: int
    expense_total_fen: int
    surplus_fen: int
    opening_fen: int
    other_changes_fen: int
    closing_fen: int
    bank_lines: list[StatementLine]


def _result_movements(
    chart: Chart, movements: Sequence[Movement], kind: AccountType
) -> list[Movement]:
    return [
        movement
        for movement in movements
        if chart[movement.account_code].type is kind
        and movement.fund_grant_id is None
        and movement.nature != CLOSING
    ]


def _is_of_public_revenue(chart: Chart, movement: Movement) -> bool:
    account = chart[movement.account_code]
    if account.type in (AccountType.INCOME, AccountType.EXPENSE):
        return movement.fund_grant_id is None
    return account.type is AccountType.EQUITY and account.code.startswith(SURPLUS_CODES)


def income_statement(chart: Chart, movements: Sequence[Movement], months: Range) -> IncomeStatement:
    """Build the statement of `months`; `movements` reach back to the first entry of the book."""
    own = [movement for movement in movements if months.holds(movement)]
    income = lines_by_account(chart, _result_movements(chart, own, AccountType.INCOME), sign=-1)
    expense = lines_by_account(chart, _result_movements(chart, own, AccountType.EXPENSE), sign=1)
    income_total = sum(line.amount_fen for line in income)
    expense_total = sum(line.amount_fen for line in expense)
    public = [movement for movement in movements if _is_of_public_revenue(chart, movement)]
    opening = -sum(movement.signed for movement in public if months.opens_with(movement))
    closing = -sum(movement.signed for movement in public if months.ends_after(movement))
    surplus = income_total - expense_total
    return IncomeStatement(
        income=income,
        expense=expense,
        income_total_fen=income_total,
        expense_total_fen=expense_total,
        surplus_fen=surplus,
        opening_fen=opening,
        other_changes_fen=closing - opening - surplus,
        closing_fen=closing,
        bank_lines=lines_by_account(
            chart,
            [
                movement
                for movement in movements
                if months.ends_after(movement) and movement.account_code.startswith(BANK_CODES)
            ],
            sign=1,
        ),
    )
