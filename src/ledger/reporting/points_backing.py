"""What stands behind the points at the end of a statement: owed, set aside, and the ratio.

What counts is what decides whether more may be issued (docs/adr/0031): 积分兑付准备, and of each
fund grant what adopted budgets pledge of it, less what was spent of it on redemptions, never more
than is left of it, and nothing after its last day. Amounts in fen, as of the last day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledger.bookkeeping.account import AccountType
from ledger.points.budgets.rules import RESERVE, coverage, keeps_the_floor
from ledger.reporting.movements import CLOSING, Chart, Movement, Range, is_fund_account

REDEMPTIONS = "5104"
"""The accounts below it are what redeemed points cost."""


@dataclass(frozen=True, slots=True)
class Pledge:
    """What the adopted version of one budget names of a fund grant, in fen."""

    points_budget_id: int
    version: int
    fund_grant_id: int
    fen: int


@dataclass(frozen=True, slots=True)
class PledgedFrom:
    """A grant that budgets pledge of, as the public reads it."""

    fund_grant_id: int
    source_title: str
    purpose: str
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class BackingGrant:
    """A fund grant behind the points; `counted_fen` is what of it counts.

    `expires_on` is a day as `2026-06-30`, or None.
    """

    fund_grant_id: int
    source_title: str
    purpose: str
    expires_on: str | None
    pledged_fen: int
    redeemed_fen: int
    left_fen: int
    counted_fen: int
    pledges: list[Pledge]


@dataclass(frozen=True, slots=True)
class Ratio:
    """An exact fraction in lowest terms."""

    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class PointsBacking:
    """`coverage` is None where nothing is owed, `keeps_floor` where the rules have no floor."""

    outstanding: int
    rate_fen_per_point: int
    outstanding_fen: int
    reserve_fen: int
    grants: list[BackingGrant]
    backing_fen: int
    coverage: Ratio | None
    floor_percent: int | None
    keeps_floor: bool | None


def points_backing(
    chart: Chart,
    movements: Sequence[Movement],
    months: Range,
    *,
    outstanding: int,
    rate_fen_per_point: int,
    floor_percent: int | None,
    pledges: Sequence[tuple[PledgedFrom, Pledge]],
) -> PointsBacking:
    """Build the lines of `months`; `pledges` are those of adopted budgets, by grant."""
    until = [movement for movement in movements if months.ends_after(movement)]
    reserve = -sum(m.signed for m in until if m.account_code == RESERVE)
    by_grant: dict[int, tuple[PledgedFrom, list[Pledge]]] = {}
    for source, pledge in pledges:
        by_grant.setdefault(source.fund_grant_id, (source, []))[1].append(pledge)
    grants = [
        _grant(chart, until, source, of_it, on=months.last.last_day)
        for _, (source, of_it) in sorted(by_grant.items())
    ]
    backing = max(0, reserve) + sum(grant.counted_fen for grant in grants)
    owed = outstanding * rate_fen_per_point
    ratio = coverage(backing, owed)
    return PointsBacking(
        outstanding=outstanding,
        rate_fen_per_point=rate_fen_per_point,
        outstanding_fen=owed,
        reserve_fen=reserve,
        grants=grants,
        backing_fen=backing,
        coverage=None if ratio is None else Ratio(ratio.numerator, ratio.denominator),
        floor_percent=floor_percent,
        keeps_floor=None
        if floor_percent is None
        else keeps_the_floor(backing, owed, floor_percent=floor_percent),
    )


def _grant(
    chart: Chart,
    movements: Sequence[Movement],
    source: PledgedFrom,
    pledges: list[Pledge],
    *,
    on: date,
) -> BackingGrant:
    own = [m for m in movements if m.fund_grant_id == source.fund_grant_id]
    redeemed = sum(
        m.signed for m in own if m.account_code.startswith(REDEMPTIONS) and m.nature != CLOSING
    )
    left = -sum(
        m.signed
        for m in own
        if chart[m.account_code].type in (AccountType.INCOME, AccountType.EXPENSE)
        or is_fund_account(chart[m.account_code])
    )
    pledged = sum(pledge.fen for pledge in pledges)
    is_over = source.expires_on is not None and source.expires_on < on
    return BackingGrant(
        fund_grant_id=source.fund_grant_id,
        source_title=source.source_title,
        purpose=source.purpose,
        expires_on=source.expires_on.isoformat() if source.expires_on else None,
        pledged_fen=pledged,
        redeemed_fen=redeemed,
        left_fen=left,
        counted_fen=0 if is_over else max(0, min(pledged - redeemed, left)),
        pledges=pledges,
    )
