"""Month by month: income, expense, points issued and redeemed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.reporting.income_statement import income_statement
from ledger.reporting.movements import Chart, Movement, Range
from ledger.reporting.points_statement import points_statement


@dataclass(frozen=True, slots=True)
class MonthlyMovement:
    """One fiscal month (`2026-04`); money in fen, points in whole points."""

    month: str
    income_fen: int
    expense_fen: int
    issued_points: int
    redeemed_points: int


def monthly_movement(
    chart: Chart, movements: Sequence[Movement], months: Range
) -> list[MonthlyMovement]:
    """Return one row for each month of the range, with the statements' own definitions."""
    rows = []
    for month in months.first.through(months.last):
        alone = Range(month, month)
        own = [movement for movement in movements if movement.month == month.number]
        money = income_statement(chart, own, alone)
        points = points_statement(chart, own, alone, rate_fen_per_point=0)
        rows.append(
            MonthlyMovement(
                month=str(month),
                income_fen=money.income_total_fen,
                expense_fen=money.expense_total_fen,
                issued_points=points.issued,
                redeemed_points=points.redeemed,
            )
        )
    return rows
