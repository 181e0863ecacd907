"""积分有没有钱兑换: the lines that residents read, and the sentence that says it at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ledger.disclosure.public.words import count, yuan
from ledger.points.budgets.rules import percent_text


@dataclass(frozen=True, slots=True)
class BackingLine:
    """One amount in fen beside another; what is owed is drawn apart from what is set aside."""

    title: str
    amount_fen: int
    is_owed: bool = False


def backing_lines(backing: Mapping[str, Any]) -> list[BackingLine]:
    """Return what is owed, then each sum that is set aside for it, of frozen figures."""
    return [
        BackingLine("期末积分折合", backing["outstanding_fen"], is_owed=True),
        BackingLine("积分兑付准备", max(0, backing["reserve_fen"])),
        *(
            BackingLine(f"共享发展金：{grant['purpose']}", grant["counted_fen"])
            for grant in backing["grants"]
        ),
    ]


def coverage_text(backing: Mapping[str, Any]) -> str:
    """Write the ratio with one decimal, rounded down, and the exact fraction it comes from."""
    ratio = backing["coverage"]
    if ratio is None:
        return percent_text(None)
    exact = Fraction(ratio["numerator"], ratio["denominator"])
    return f"{percent_text(exact)}（{count(exact.numerator)}／{count(exact.denominator)}）"


def backing_sentence(backing: Mapping[str, Any]) -> str:
    """Say in one sentence whether everybody could redeem what they have."""
    points, owed = backing["outstanding"], backing["outstanding_fen"]
    if points <= 0:
        return "期末居民手中没有未用的积分，不需要留钱。"
    if owed <= 0:
        return f"期末居民手中有 {count(points)} 分没有用，规则没有规定每分折合多少钱。"
    begins = f"期末居民手中有 {count(points)} 分没有用，折合 ¥{yuan(owed)}；"
    set_aside = backing["backing_fen"]
    if set_aside <= 0:
        covered = "还没有专门为它留出钱"
    elif set_aside >= owed:
        covered = f"专门为它留出的钱有 ¥{yuan(set_aside)}，全部拿来兑换也够"
    else:
        part = percent_text(Fraction(set_aside, owed))
        covered = f"专门为它留出的钱有 ¥{yuan(set_aside)}，够兑换其中的 {part}"
    return f"{begins}{covered}{_floor_clause(backing)}。"


def _floor_clause(backing: Mapping[str, Any]) -> str:
    floor = backing["floor_percent"]
    if floor is None:
        return ""
    if backing["keeps_floor"]:
        return f"，没有低于规则规定的 {floor}%"
    return f"，低于规则规定的 {floor}%，补足以前不再发放新的积分"
