"""The statements as tables of movements: openings, closings, grants, red figures, identities."""

from __future__ import annotations

import pytest

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.period import Month
from ledger.reporting.fund_statement import Grant, fund_statement
from ledger.reporting.income_statement import income_statement
from ledger.reporting.monthly import monthly_movement
from ledger.reporting.movements import Movement, Range
from ledger.reporting.points_statement import points_statement
from ledger.reporting.trial_balance import trial_balance
from tests.golden.test_practice_case import chart

Q2 = Range(Month(2026, 4), Month(2026, 6))
BANK = "1002001"


def moved(
    code: str,
    month: int,
    debit: int = 0,
    credit: int = 0,
    *,
    nature: str = "",
    fund_grant_id: int | None = None,
) -> Movement:
    return Movement(code, month, debit, credit, 1, nature, fund_grant_id)


def test_an_opening_inside_the_range_is_an_opening() -> None:
    rows = [
        moved(BANK, 202604, 500, nature="opening"),
        moved("3101001", 202604, 0, 500, nature="opening"),
    ]
    statement = income_statement(chart(), rows, Q2)
    assert (statement.opening_fen, statement.closing_fen) == (500, 500)
    assert statement.other_changes_fen == 0
    bank = trial_balance(chart(), rows, Q2, currency=Currency.CNY).rows[0]
    assert (bank.opening, bank.debits, bank.closing) == (500, 0, 500)


def test_a_closing_entry_is_neither_income_nor_expense() -> None:
    rows = [
        moved("4301001", 202605, 0, 900),
        moved("4301001", 202606, 900, 0, nature="closing"),
        moved("3101001", 202606, 0, 900, nature="closing"),
    ]
    statement = income_statement(chart(), rows, Q2)
    assert statement.income_total_fen == 900
    assert (statement.surplus_fen, statement.closing_fen) == (900, 900)
    assert statement.other_changes_fen == 0
    after = income_statement(chart(), rows, Range(Month(2026, 7), Month(2026, 9)))
    assert (after.opening_fen, after.income, after.closing_fen) == (900, [], 900)


def test_what_names_a_grant_belongs_to_the_fund_and_not_to_public_revenue() -> None:
    rows = [
        moved("3102001", 202603, 0, 1000, fund_grant_id=7),
        moved("5106", 202605, 300, 0, fund_grant_id=7),
        moved("3102001", 202606, 200, 0, fund_grant_id=7),
        moved("3102001", 202606, -50, 0, fund_grant_id=7),
    ]
    grants = {7: Grant(7, "财政补贴", "县住建局", "启动资金", False)}
    statement = fund_statement(chart(), rows, grants, Q2)
    (row,) = statement.rows
    assert (row.opening_fen, row.received_fen) == (1000, 0)
    assert (row.spent_fen, row.closing_fen) == (450, 550)
    assert statement.totals.closing_fen == 550
    assert income_statement(chart(), rows, Q2).expense == []


def test_refundable_money_that_is_released_was_spent_once_and_not_received() -> None:
    rows = [
        moved("2209004", 202603, 0, 1000, fund_grant_id=4),
        moved("5106", 202605, 300, 0, fund_grant_id=4),
        moved("2209004", 202605, 300, 0, fund_grant_id=4),
        moved("4101", 202605, 0, 300, fund_grant_id=4),
    ]
    grants = {4: Grant(4, "预存活动经费", "某国企", "暑期托管", True)}
    (row,) = fund_statement(chart(), rows, grants, Q2).rows
    assert (row.opening_fen, row.received_fen) == (1000, 0)
    assert (row.spent_fen, row.closing_fen) == (300, 700)


def test_money_set_apart_from_public_revenue_is_another_change() -> None:
    rows = [
        moved("3101001", 202603, 0, 5000),
        moved("3101001", 202605, 1200, 0),
        moved("3102004", 202605, 0, 1200, fund_grant_id=1),
    ]
    statement = income_statement(chart(), rows, Q2)
    assert (statement.opening_fen, statement.surplus_fen) == (5000, 0)
    assert (statement.other_changes_fen, statement.closing_fen) == (-1200, 3800)


def test_red_figures_lower_the_turnover_they_cancel() -> None:
    rows = [moved("5102", 202604, 600), moved("5102", 202606, -600)]
    assert trial_balance(chart(), rows, Q2, currency=Currency.CNY).rows == []
    statement = income_statement(chart(), rows, Q2)
    assert [(line.amount_fen, line.entries) for line in statement.expense] == [(0, 2)]


def test_parents_are_the_sum_of_their_children_and_totals_count_children_once() -> None:
    rows = [
        moved("4301001", 202604, 0, 100), moved("4301002", 202604, 0, 20),
        moved(BANK, 202604, 120, 0),
    ]  # fmt: skip
    balance = trial_balance(chart(), rows, Q2, currency=Currency.CNY)
    by_code = {row.code: row for row in balance.rows}
    assert by_code["4301"].closing == -120
    assert (by_code["4301"].level, by_code["4301001"].level) == (1, 2)
    assert by_code["1002"].closing == 120
    assert (balance.totals.debits, balance.totals.credits) == (120, 120)
    assert balance.is_balanced


POINTS = [
    moved("P1109", 202603, 10, 0, nature="opening"),
    moved("P2101", 202603, 0, 10, nature="opening"),
    moved("P1101", 202604, 46, 0),
    moved("P2101", 202604, 0, 46),
    moved("P2101", 202605, 44, 0),
    moved("P2201", 202605, 0, 30),
    moved("P3104", 202605, 0, 14),
    moved("P2201", 202606, 30, 0),
    moved("P3101", 202606, 0, 30),
    moved("P2101", 202606, 3, 0),
    moved("P3102", 202606, 0, 3),
    moved("M1101", 202604, 150, 0),
]


def test_points_are_issued_redeemed_and_expire_once() -> None:
    statement = points_statement(chart(), POINTS, Q2, rate_fen_per_point=100)
    assert (statement.opening_outstanding, statement.issued) == (10, 46)
    # Settling with the merchant is not a second redemption.
    assert (statement.redeemed, statement.expired, statement.corrected) == (44, 3, 0)
    assert (statement.closing_outstanding, statement.awaiting_settlement) == (9, 0)
    assert statement.outstanding_fen == 900
    assert [(s.code, s.title, s.points) for s in statement.by_source] == [("P1101", "志愿服务", 46)]
    assert statement.service_minutes == 150
    assert statement.identity_holds


@pytest.mark.parametrize("lost", range(2, len(POINTS) - 1))
def test_the_identity_fails_when_one_side_is_lost(lost: int) -> None:
    rows = POINTS[:lost] + POINTS[lost + 1 :]
    assert not points_statement(chart(), rows, Q2, rate_fen_per_point=100).identity_holds


def test_months_add_up_to_the_range() -> None:
    rows = [
        moved("4301001", 202604, 0, 100), moved("4301001", 202606, 0, 50),
        moved("5102", 202605, 70), *POINTS,
    ]  # fmt: skip
    months = monthly_movement(chart(), rows, Q2)
    assert [month.month for month in months] == ["2026-04", "2026-05", "2026-06"]
    assert sum(month.income_fen for month in months) == 150
    assert sum(month.expense_fen for month in months) == 70
    assert [month.issued_points for month in months] == [46, 0, 0]
    assert [month.redeemed_points for month in months] == [0, 44, 0]


@pytest.mark.parametrize(
    "first, last, title",
    [
        ("2026-04", "2026-06", "2026年4月至6月"),
        ("2026-04", "2026-04", "2026年4月"),
        ("2025-11", "2026-01", "2025年11月至2026年1月"),
    ],
)
def test_a_range_has_a_name(first: str, last: str, title: str) -> None:
    assert Range(Month.parse(first), Month.parse(last)).title == title
