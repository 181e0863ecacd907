"""积分批次: rebuilding what every lot holds, and comparing it with the wallets (I9, I14)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ledger.evidence.entry_fields import EntryFields
from ledger.evidence.replay import Replay
from ledger.evidence.report import Fault

WALLETS = ("P2101", "P2102", "P2103")
"""积分-居民, -家庭 and -团队: what is in them lies in lots. No two have a holder in common."""


@dataclass(frozen=True, slots=True)
class Lot:
    """One lot as kept: points granted by entry `granted_seq` to `holder`, and what is left."""

    lot_id: int
    holder: str
    granted_seq: int
    points_granted: int
    points_left: int


@dataclass(frozen=True, slots=True)
class LotUse:
    """Points that entry `seq` took from a lot; negative where a reversal gave them back."""

    seq: int
    lot_id: int
    points: int


@dataclass(slots=True)
class LotBook:
    """All lots and uses of a book; `check_entry` in the order of the entries, then `finish`."""

    lots: dict[int, Lot]
    _granted: dict[tuple[int, str], int] = field(default_factory=dict)
    _used: dict[tuple[int, str], int] = field(default_factory=dict)
    _taken: dict[int, int] = field(default_factory=dict)
    _uses: list[LotUse] = field(default_factory=list)
    _uses_of: dict[int, list[LotUse]] = field(default_factory=dict)
    _net: dict[tuple[int, int], int] = field(default_factory=dict)
    """(entry, lot) → points that it took and that its reversals did not give back."""

    @classmethod
    def of(cls, lots: Iterable[Lot], uses: Iterable[LotUse]) -> LotBook:
        book = cls({lot.lot_id: lot for lot in lots}, _uses=list(uses))
        for lot in book.lots.values():
            grant = (lot.granted_seq, lot.holder)
            book._granted[grant] = book._granted.get(grant, 0) + lot.points_granted
        for use in book._uses:
            book._taken[use.lot_id] = book._taken.get(use.lot_id, 0) + use.points
            holder = book.lots[use.lot_id].holder if use.lot_id in book.lots else "（无此批次）"
            taken = (use.seq, holder)
            book._used[taken] = book._used.get(taken, 0) + use.points
        return book

    def check_entry(self, replay: Replay, entry: EntryFields) -> None:
        """Compare the wallet lines of an entry with the lots it opened and used."""
        came: dict[str, int] = {}
        went: dict[str, int] = {}
        for line in entry.lines:
            if line.account in WALLETS:
                side = went if line.side > 0 else came
                side[line.holder] = side.get(line.holder, 0) + line.amount
        if entry.reverses is not None:
            self._check_reversal(replay, entry, entry.reverses, came, went)
            return
        for kept, moved, field_name, sentence in (
            (self._granted, came, "lots", "发放的积分与所开批次不符。"),
            (self._used, went, "lot_uses", "用去的积分与所扣批次不符。"),
        ):
            for holder, points in moved.items():
                claimed = kept.pop((entry.seq, holder), 0)
                if claimed != points:
                    replay.fault(
                        entry, "lots_differ", sentence,
                        field=f"{field_name}[{holder}]", expected=points, found=claimed,
                    )  # fmt: skip

    def _check_reversal(
        self,
        replay: Replay,
        entry: EntryFields,
        original: int,
        came: dict[str, int],
        went: dict[str, int],
    ) -> None:
        """Hold the lots of a reversal to those of its original: the same ones, and no more."""
        if not came and not went:
            return
        for holder in sorted(came.keys() | went.keys()):
            moved = went.get(holder, 0) - came.get(holder, 0)
            claimed = self._used.pop((entry.seq, holder), 0)
            if claimed != moved:
                replay.fault(
                    entry, "lots_differ", "冲销退回或收回的积分与批次记录不符。",
                    field=f"lot_uses[{holder}]", expected=moved, found=claimed,
                )  # fmt: skip
        if not self._uses_of:
            for use in self._uses:
                self._uses_of.setdefault(use.seq, []).append(use)
        taken = {use.lot_id: use.points for use in self._uses_of.get(original, ())}
        for use in self._uses_of.get(entry.seq, ()):
            lot = self.lots.get(use.lot_id)
            if use.points > 0:
                is_right = lot is not None and lot.granted_seq == original
            else:
                place = (original, use.lot_id)
                self._net[place] = self._net.get(place, taken.get(use.lot_id, 0)) + use.points
                is_right = self._net[place] >= 0
            if not is_right:
                replay.fault(
                    entry, "lots_differ",
                    "冲销动用的批次不是原凭证的批次，或超过了原凭证用去的积分。",
                    field=f"lot_uses[{use.lot_id}]", expected=taken.get(use.lot_id, 0),
                    found=-use.points,
                )  # fmt: skip

    @property
    def has_strays(self) -> bool:
        """Tell whether there are lots or uses that no entry so far has asked for."""
        return bool(self._granted or self._used)

    def finish(self, replay: Replay) -> None:
        """Compare lots with their uses, wallets with their lots, and name what stands alone."""
        for (seq, holder), points in sorted([*self._granted.items(), *self._used.items()]):
            replay.report.add(
                Fault(
                    code="lots_differ", where=f"第 {seq} 笔", seq=seq,
                    sentence="批次记录指向的凭证里没有这笔积分。",
                    field=holder, expected="0", found=str(points),
                )
            )  # fmt: skip
        left: dict[str, int] = {}
        for lot in self.lots.values():
            left[lot.holder] = left.get(lot.holder, 0) + lot.points_left
            expected = lot.points_granted - self._taken.get(lot.lot_id, 0)
            if expected != lot.points_left:
                replay.report.add(
                    Fault(
                        code="lot_differs", where=f"积分批次 {lot.lot_id}（{lot.holder}）",
                        sentence="剩余积分不等于发放减去使用。", field="points_left",
                        expected=str(expected), found=str(lot.points_left),
                    )
                )  # fmt: skip
        wallets = {
            holder: -state[0]
            for (code, holder), state in replay.balances.items()
            if code in WALLETS
        }
        for holder in sorted(wallets.keys() | left.keys()):
            if wallets.get(holder, 0) != left.get(holder, 0):
                replay.report.add(
                    Fault(
                        code="wallet_differs_from_lots", where=f"积分账户 {holder}",
                        sentence="各批次剩余之和不等于按凭证重算的余额。", field="points_left",
                        expected=str(wallets.get(holder, 0)), found=str(left.get(holder, 0)),
                    )
                )  # fmt: skip
