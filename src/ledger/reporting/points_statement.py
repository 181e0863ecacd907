"""积分发行与核销表: points issued, redeemed, expired and outstanding, and what they are worth.

The identity I9 holds at every moment: Σ issued = Σ wallets + holds + awaiting settlement + pool
+ Σ retired (domain.md §3).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ledger.bookkeeping.account import AccountType
from ledger.bookkeeping.currency import Currency
from ledger.points.rules import OUTSTANDING_CODES, REDEEMED_CODES
from ledger.reporting.movements import Chart, Movement, Range

EXPIRED_CODE = "P3102"
CORRECTED_CODE = "P3103"
SERVED_CODE = "M1101"


@dataclass(frozen=True, slots=True)
class PointsBySource:
    code: str
    title: str
    points: int


@dataclass(frozen=True, slots=True)
class PointsStatement:
    """Points in whole points, service in minutes, `rate_fen_per_point` as of the last day.

    closing = opening + issued - redeemed - expired - corrected.
    """

    opening_outstanding: int
    issued: int
    redeemed: int
    expired: int
    corrected: int
    closing_outstanding: int
    awaiting_settlement: int
    by_source: list[PointsBySource]
    service_minutes: int
    rate_fen_per_point: int
    outstanding_fen: int
    identity_holds: bool


def points_statement(
    chart: Chart, movements: Sequence[Movement], months: Range, *, rate_fen_per_point: int
) -> PointsStatement:
    """Build the statement of `months`."""
    points = [m for m in movements if chart[m.account_code].currency == Currency.PTS.value]
    own = [movement for movement in points if months.holds(movement)]
    opening = _held(points, OUTSTANDING_CODES, months.opens_with)
    closing = _held(points, OUTSTANDING_CODES, months.ends_after)
    by_source = [
        PointsBySource(code, chart[code].name.removeprefix("发放-"), issued)
        for code in sorted({movement.account_code for movement in own})
        if chart[code].type is AccountType.ISSUED
        and (issued := sum(m.signed for m in own if m.account_code == code))
    ]
    issued = sum(source.points for source in by_source)
    redeemed = _held(own, REDEEMED_CODES)
    expired = _held(own, (EXPIRED_CODE,))
    corrected = _held(own, (CORRECTED_CODE,))
    ever_issued, ever_kept = _two_sides(chart, points, months)
    moves = issued - redeemed - expired - corrected
    return PointsStatement(
        opening_outstanding=opening,
        issued=issued,
        redeemed=redeemed,
        expired=expired,
        corrected=corrected,
        closing_outstanding=closing,
        awaiting_settlement=_held(points, ("P2201",), months.ends_after),
        by_source=by_source,
        service_minutes=sum(
            m.signed for m in movements if m.account_code == SERVED_CODE and months.holds(m)
        ),
        rate_fen_per_point=rate_fen_per_point,
        outstanding_fen=closing * rate_fen_per_point,
        identity_holds=ever_issued == ever_kept and closing == opening + moves,
    )


def _every(movement: Movement) -> bool:
    return True


def _held(
    movements: Sequence[Movement],
    codes: tuple[str, ...],
    wanted: Callable[[Movement], bool] = _every,
) -> int:
    """Return the credit balance that the wanted movements leave on the codes."""
    return -sum(m.signed for m in movements if m.account_code in codes and wanted(m))


def _two_sides(chart: Chart, points: Sequence[Movement], months: Range) -> tuple[int, int]:
    """Return all points ever issued, and all that are held, wait or have ended their life."""
    issued = kept = 0
    for movement in points:
        if not months.ends_after(movement):
            continue
        if chart[movement.account_code].type is AccountType.ISSUED:
            issued += movement.signed
        else:
            kept -= movement.signed
    return issued, kept
