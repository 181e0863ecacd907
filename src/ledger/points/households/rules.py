"""Whose a household's points are when they go back (docs/adr/0027): decided without a database.

What somebody put in and what is left of it goes back to them, with its source and its last day.
What came from somebody who has left, or was given to the household as one, goes to its head.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.errors import Refusal
from ledger.points.lot_transfer import LotMove, LotOfNature, move_all


class HouseholdHasNoPoints(Refusal):
    """There is nothing in the account that could go back today."""

    code = "household_has_no_points"


class HouseholdHasNoHead(Refusal):
    """Points of somebody who has left go to the head, and there is none."""

    code = "household_has_no_head"


@dataclass(frozen=True, slots=True)
class ContributedLot:
    """An open lot of a household's account; `resident_id` put it in, None where nobody did."""

    lot: LotOfNature
    resident_id: int | None


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What one person gets back."""

    resident_id: int
    moves: tuple[LotMove, ...]

    @property
    def points(self) -> int:
        return sum(move.points for move in self.moves)


def give_back(
    lots: Sequence[ContributedLot],
    *,
    members: Collection[int],
    head_resident_id: int | None,
    today: date,
) -> list[GivenBack]:
    """Return what goes back to whom, by resident; lots past their last day go nowhere.

    Raises `HouseholdHasNoPoints`, `HouseholdHasNoHead`.
    """
    shares: dict[int, list[LotOfNature]] = {}
    for each in lots:
        if not move_all([each.lot], today=today):
            continue
        heir = head_resident_id
        if each.resident_id is not None and each.resident_id in members:
            heir = each.resident_id
        if heir is None:
            raise HouseholdHasNoHead(
                "这一户现在没有户主，迁出的家人留下的积分没有人接收，请先到服务台登记户主。"
            )
        shares.setdefault(heir, []).append(each.lot)
    if not shares:
        raise HouseholdHasNoPoints("家庭账户里没有可以退回的积分。")
    return [
        GivenBack(resident_id, move_all(share, today=today))
        for resident_id, share in sorted(shares.items())
    ]
