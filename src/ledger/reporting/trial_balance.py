"""科目余额表: opening, movement and closing of every account, rolled up to its parents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.bookkeeping.currency import Currency
from ledger.reporting.movements import Chart, Movement, Range


@dataclass(frozen=True, slots=True)
class TrialBalanceRow:
    """One account; opening and closing are debit-positive, amounts in minor units."""

    code: str
    name: str
    level: int
    is_postable: bool
    normal_side: str
    opening: int
    debits: int
    credits: int
    closing: int


@dataclass(frozen=True, slots=True)
class TrialBalanceTotals:
    """Sums over the postable accounts, each side for itself."""

    opening_debit: int
    opening_credit: int
    debits: int
    credits: int
    closing_debit: int
    closing_credit: int


@dataclass(frozen=True, slots=True)
class TrialBalance:
    rows: list[TrialBalanceRow]
    totals: TrialBalanceTotals

    @property
    def is_balanced(self) -> bool:
        """Tell whether debits equal credits at the opening, in the movement and at the end."""
        totals = self.totals
        return (
            totals.opening_debit == totals.opening_credit
            and totals.debits == totals.credits
            and totals.closing_debit == totals.closing_credit
        )


def ancestry(chart: Chart, code: str) -> list[str]:
    """Return the code and its parents, the account itself first."""
    codes = [code]
    while (parent := chart[codes[-1]].parent_code) is not None:
        codes.append(parent)
    return codes


def trial_balance(
    chart: Chart, movements: Sequence[Movement], months: Range, *, currency: Currency
) -> TrialBalance:
    """Build the trial balance of one currency; accounts that never moved have no row."""
    sums: dict[str, list[int]] = {}
    for movement in movements:
        if chart[movement.account_code].currency != currency.value:
            continue
        if not months.ends_after(movement):
            continue
        is_opening = months.opens_with(movement)
        for code in ancestry(chart, movement.account_code):
            row = sums.setdefault(code, [0, 0, 0])
            if is_opening:
                row[0] += movement.signed
            else:
                row[1] += movement.debits
                row[2] += movement.credits
    rows = [
        TrialBalanceRow(
            code=code,
            name=chart[code].name,
            level=len(ancestry(chart, code)),
            is_postable=chart[code].is_postable,
            normal_side=chart[code].normal_side,
            opening=opening,
            debits=came,
            credits=went,
            closing=opening + came - went,
        )
        for code, (opening, came, went) in sorted(sums.items())
        if opening or came or went
    ]
    return TrialBalance(rows, _totals([row for row in rows if row.is_postable]))


def _totals(rows: Sequence[TrialBalanceRow]) -> TrialBalanceTotals:
    return TrialBalanceTotals(
        opening_debit=sum(max(row.opening, 0) for row in rows),
        opening_credit=sum(max(-row.opening, 0) for row in rows),
        debits=sum(row.debits for row in rows),
        credits=sum(row.credits for row in rows),
        closing_debit=sum(max(row.closing, 0) for row in rows),
        closing_credit=sum(max(-row.closing, 0) for row in rows),
    )
