"""共享发展金表: for each grant what was there, came in, went out and is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.bookkeeping.account import AccountType
from ledger.reporting.movements import CLOSING, Chart, Movement, Range, is_fund_account

ANONYMOUS = "匿名"
"""What stands in the place of a donor who wants no name."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant as the statement names it; `donor` is masked by the caller where it must be."""

    fund_grant_id: int
    source_title: str
    donor: str
    purpose: str
    is_refundable: bool


@dataclass(frozen=True, slots=True)
class FundRow:
    """One grant; amounts in fen, closing = opening + received - spent."""

    fund_grant_id: int
    source_title: str
    donor: str
    purpose: str
    opening_fen: int
    received_fen: int
    spent_fen: int
    closing_fen: int
    is_refundable: bool


@dataclass(frozen=True, slots=True)
class FundTotals:
    opening_fen: int
    received_fen: int
    spent_fen: int
    closing_fen: int


@dataclass(frozen=True, slots=True)
class FundStatement:
    rows: list[FundRow]
    totals: FundTotals


def _flows(chart: Chart, movement: Movement, *, is_refundable: bool) -> tuple[int, int]:
    """Return what the movement adds to a grant and what it takes, in fen.

    A grant stands on its fund account (净资产 or, refundable, 负债). Income and expense lines
    that name a grant belong to it too. Refundable money that was spent is released from the
    liability into income: the two lines cancel, nothing was received and nothing spent twice.
    """
    account = chart[movement.account_code]
    if is_fund_account(account):
        return movement.credits, movement.debits
    if account.type is AccountType.INCOME:
        return (0, movement.signed) if is_refundable else (-movement.signed, 0)
    if account.type is AccountType.EXPENSE:
        return 0, movement.signed
    return 0, 0


def fund_statement(
    chart: Chart,
    movements: Sequence[Movement],
    grants: Mapping[int, Grant],
    months: Range,
) -> FundStatement:
    """Build the statement of `months`, a row for every grant that had money or moved."""
    sums: dict[int, list[int]] = {}
    for movement in movements:
        if movement.fund_grant_id is None or not months.ends_after(movement):
            continue
        # 结转 gives back to each grant's account what it takes from its income and expense.
        if movement.nature == CLOSING:
            continue
        grant = grants[movement.fund_grant_id]
        received, spent = _flows(chart, movement, is_refundable=grant.is_refundable)
        row = sums.setdefault(movement.fund_grant_id, [0, 0, 0])
        if months.opens_with(movement):
            row[0] += received - spent
        else:
            row[1] += received
            row[2] += spent
    rows = [
        FundRow(
            fund_grant_id=grant_id,
            source_title=grants[grant_id].source_title,
            donor=grants[grant_id].donor,
            purpose=grants[grant_id].purpose,
            opening_fen=opening,
            received_fen=received,
            spent_fen=spent,
            closing_fen=opening + received - spent,
            is_refundable=grants[grant_id].is_refundable,
        )
        for grant_id, (opening, received, spent) in sorted(sums.items())
        if opening or received or spent
    ]
    return FundStatement(
        rows,
        FundTotals(
            opening_fen=sum(row.opening_fen for row in rows),
            received_fen=sum(row.received_fen for row in rows),
            spent_fen=sum(row.spent_fen for row in rows),
            closing_fen=sum(row.closing_fen for row in rows),
        ),
    )
