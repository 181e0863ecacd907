"""The lots of locked wallets in memory: chosen, used, and written back together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from ledger.points.rules import LotUse, OpenLot, choose_lots


@dataclass(frozen=True, slots=True)
class WrittenUse:
    """What one entry took from one lot."""

    estate_id: int
    seq: int
    lot_id: int
    points: int


@dataclass(slots=True)
class LotShelf:
    """Open lots by wallet (account id), as locked and moved forward by what is used."""

    lots: dict[int, list[OpenLot]]
    uses: list[WrittenUse] = field(default_factory=list)

    def choose(
        self, account_id: int, *, points: int, available: int, today: date
    ) -> tuple[LotUse, ...]:
        """Return which lots pay; raises what `choose_lots` raises and changes nothing."""
        lots = self.lots.get(account_id, [])
        return choose_lots(lots, points=points, available=available, today=today)

    def use(self, estate_id: int, account_id: int, uses: tuple[LotUse, ...], *, seq: int) -> None:
        """Take the chosen points out of their lots for entry `seq`."""
        taken = {use.lot_id: use.points for use in uses}
        self.lots[account_id] = [
            replace(lot, points_left=lot.points_left - taken[lot.lot_id])
            if lot.lot_id in taken
            else lot
            for lot in self.lots[account_id]
        ]
        self.uses += [WrittenUse(estate_id, seq, use.lot_id, use.points) for use in uses]
