"""Points that move between wallets: a moved lot stays what it was, only its holder is another.

The rule, in the order of its sentences:

1. Points leave in the order in which they would be spent: nearest expiry first, then oldest.
2. What arrives keeps the source class, the rule version and the last day of what left. A gift is
   no way to keep points longer.
3. Lots that are alike in these three arrive as one lot, by one entry; so an entry never opens more
   than one lot, and a hundred small lots of one month are one line in the history.
4. Lots past their last day move nowhere, nor do those whose first day has not come, and neither
   does what a hold keeps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledger.points.rules import LotUse, OpenLot, choose_lots, in_spending_order, is_spendable


@dataclass(frozen=True, slots=True)
class LotNature:
    """What a lot keeps in whatever wallet it is; `expires_on` is its last day, None for never."""

    source_code: str
    rule_version: str
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class LotOfNature:
    """An open lot and what it keeps when it moves."""

    lot: OpenLot
    nature: LotNature


@dataclass(frozen=True, slots=True)
class LotMove:
    """Points of one nature that leave one or more lots and arrive as one new lot."""

    nature: LotNature
    uses: tuple[LotUse, ...]

    @property
    def points(self) -> int:
        return sum(use.points for use in self.uses)


def move_lots(
    lots: Sequence[LotOfNature], *, points: int, available: int, today: date
) -> tuple[LotMove, ...]:
    """Return which lots `points` leave, alike ones together, in the order of spending.

    `available` is the giving wallet's balance less its holds. Raises what `choose_lots` raises,
    then nothing moves.
    """
    uses = choose_lots([each.lot for each in lots], points=points, available=available, today=today)
    return group_uses(lots, uses)


def move_all(lots: Sequence[LotOfNature], *, today: date) -> tuple[LotMove, ...]:
    """Return the moves that take everything that can still be spent out of these lots."""
    open_lots = [each.lot for each in lots if each.lot.points_left > 0]
    uses = tuple(
        LotUse(lot.lot_id, lot.points_left)
        for lot in in_spending_order(open_lots)
        if is_spendable(lot, today=today)
    )
    return group_uses(lots, uses)


def group_uses(lots: Sequence[LotOfNature], uses: Sequence[LotUse]) -> tuple[LotMove, ...]:
    """Put the uses of lots of one nature together, in the order of the first of each."""
    natures = {each.lot.lot_id: each.nature for each in lots}
    groups: dict[LotNature, list[LotUse]] = {}
    for use in uses:
        groups.setdefault(natures[use.lot_id], []).append(use)
    return tuple(LotMove(nature, tuple(group)) for nature, group in groups.items())
