"""Pure decisions about points: what service and sorting earn, when lots expire, which are spent.

Points are whole numbers; days are calendar days in China. A lot may be spent up to and including
the day it expires on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ledger.bookkeeping.period import Month
from ledger.errors import Refusal

SOURCE_TITLES: Mapping[str, str] = {
    "P1101": "志愿服务",
    "P1102": "绿色账户",
    "P1103": "人居环境与移风易俗",
    "P1104": "消费累积",
    "P1105": "表彰",
    "P1109": "期初积分",
    "P2301": "公益池",
}
"""What lots come from: the accounts that issue (domain.md §3), and the pool, which gives back."""

OUTSTANDING_CODES = ("P2101", "P2102", "P2103", "P2104", "P2301")
"""Wallets, holds and the pool: points that can still be spent."""
REDEEMED_CODES = ("P2201", "P3101", "P3104")
"""Handed over at a counter: awaiting settlement, settled, or goods of the estate's own store."""


class PointsAreTooFew(Refusal):
    """The wallet cannot pay: holds and lots past their day do not count."""

    code = "points_are_too_few"


class PointsMustBePositive(Refusal):
    code = "points_must_be_positive"
    status = 400


class PointsSourceIsUnknown(Refusal):
    code = "points_source_is_unknown"
    status = 400


class MonthsAreOutOfOrder(Refusal):
    code = "months_are_out_of_order"
    status = 400


@dataclass(frozen=True, slots=True)
class OpenLot:
    """What is left of one grant.

    `expires_on` is the last day of use, None for no expiry; `spendable_from` the first one, None
    for at once: until then the points stand in a public notice (公示期).
    """

    lot_id: int
    granted_on: date
    expires_on: date | None
    points_left: int
    spendable_from: date | None = None


@dataclass(frozen=True, slots=True)
class LotUse:
    """How many points one entry takes from one lot."""

    lot_id: int
    points: int


def service_points(
    service_minutes: int, *, points_per_hour: int, quality_percent: int, group_percent: int = 100
) -> int:
    """Return the points for one service: full hours only, times both factors, rounded down once.

    150 minutes at 1 point an hour, 100 % for the type and 100 % for the group earn 2.
    """
    hours = service_minutes // 60
    return hours * points_per_hour * quality_percent * group_percent // 10_000


def expiry_day(granted_on: date, *, months: int | None) -> date | None:
    """Return the last day of the month that stands `months` after the grant, None for never."""
    if months is None:
        return None
    count = granted_on.year * 12 + granted_on.month - 1 + months
    return Month(count // 12, count % 12 + 1).last_day


def is_spendable(lot: OpenLot, *, today: date) -> bool:
    """Tell whether the lot has points left, its first day has come, its last has not passed."""
    return (
        lot.points_left > 0
        and not is_in_notice(lot, today=today)
        and (lot.expires_on is None or lot.expires_on >= today)
    )


def is_in_notice(lot: OpenLot, *, today: date) -> bool:
    """Tell whether the lot's points still stand in a public notice and cannot be spent yet."""
    return lot.spendable_from is not None and lot.spendable_from > today


def in_spending_order(lots: Iterable[OpenLot]) -> list[OpenLot]:
    """Return the lots nearest expiry first, then oldest, those without expiry last."""
    return sorted(
        lots,
        key=lambda lot: (
            lot.expires_on is None,
            lot.expires_on or date.max,
            lot.granted_on,
            lot.lot_id,
        ),
    )


def choose_lots(
    lots: Sequence[OpenLot], *, points: int, available: int, today: date
) -> tuple[LotUse, ...]:
    """Return which lots pay `points`, in spending order.

    `available` is the wallet's balance less its holds. Raises `PointsMustBePositive`, or
    `PointsAreTooFew` with what the holder can spend today.
    """
    if points <= 0:
        raise PointsMustBePositive("积分数必须大于零，请核对后重试。", points=points)
    spendable = [lot for lot in in_spending_order(lots) if is_spendable(lot, today=today)]
    can_spend = spendable_points(lots, available=available, today=today)
    if points > can_spend:
        raise PointsAreTooFew(
            f"积分不够：可用 {can_spend} 分，需要 {points} 分。请减少兑换的物品。",
            points_available=can_spend,
            points_needed=points,
        )
    uses: list[LotUse] = []
    missing = points
    for lot in spendable:
        taken = min(lot.points_left, missing)
        uses.append(LotUse(lot.lot_id, taken))
        missing -= taken
        if missing == 0:
            break
    return tuple(uses)


def spendable_points(lots: Iterable[OpenLot], *, available: int, today: date) -> int:
    """Return what can be spent today: unexpired lots, but never more than the balance allows.

    Expired lots still stand in the balance until the daily expiry entry, so they may cover a
    hold, but not a purchase. Lots in a notice cover neither: what was held must be there to spend.
    """
    spendable = in_notice = 0
    for lot in lots:
        if is_in_notice(lot, today=today):
            in_notice += lot.points_left
        elif is_spendable(lot, today=today):
            spendable += lot.points_left
    return max(0, min(spendable, available - in_notice))


def hours_text(service_minutes: int) -> str:
    """Write minutes as hours the way people say them: 150 → `2.5 小时`, 117 → `1.95 小时`."""
    hours = (Decimal(service_minutes) / 60).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    text = f"{hours:f}".rstrip("0").rstrip(".")
    return f"{text} 小时"


def source_title(source_code: str) -> str:
    """Return what earned the points in words; raises `PointsSourceIsUnknown`."""
    title = SOURCE_TITLES.get(source_code)
    if title is None:
        raise PointsSourceIsUnknown(
            f"积分来源 {source_code} 不在规则里，请联系运维核对规则档案。", source_code=source_code
        )
    return title
