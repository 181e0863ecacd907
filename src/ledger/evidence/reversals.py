"""红字冲销 of a replayed book: together they never pass their original, line by line (I10).

A reversal of the whole is recognised by the digest of its original's lines. For the others the
originals are read once more, at the end; there are few of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.evidence.entry_fields import EntryFields, LineFields

if TYPE_CHECKING:
    from ledger.evidence.replay import Replay

LineKey = tuple[str, str, str, int, int | None]
"""What a line of a reversal repeats: account, holder, currency, side, fund grant."""


def _key(line: LineFields) -> LineKey:
    return (line.account, line.holder, line.currency, line.side, line.fund_grant)


@dataclass(slots=True)
class Reversals:
    """The reversals of a book in order, by the entry that they name."""

    _of: dict[int, list[EntryFields]] = field(default_factory=dict)
    _recognised: set[int] = field(default_factory=set)
    _are: set[int] = field(default_factory=set)

    def see(self, replay: Replay, entry: EntryFields, *, mirrored: bool) -> None:
        """Take a reversal; `mirrored` when its lines are the original's with amounts negated."""
        assert entry.reverses is not None
        self._are.add(entry.seq)
        if entry.reverses in self._are:
            replay.fault(
                entry, "reversal_is_wrong", "红字冲销指向的本身是冲销凭证。",
                field="reverses", found=entry.reverses,
            )  # fmt: skip
            return
        self._of.setdefault(entry.reverses, []).append(entry)
        if mirrored:
            self._recognised.add(entry.reverses)

    @property
    def originals_wanted(self) -> list[int]:
        """The entries whose lines must be read again, by seq."""
        return sorted(
            seq for seq, found in self._of.items() if len(found) > 1 or seq not in self._recognised
        )

    def finish(self, replay: Replay, originals: Iterable[EntryFields]) -> None:
        """Hold the reversals of each of these entries to its lines."""
        for original in originals:
            left: dict[LineKey, int] = defaultdict(int)
            for line in original.lines:
                left[_key(line)] += line.amount
            for reversal in self._of.get(original.seq, ()):
                self._take(replay, original, reversal, left)

    def _take(
        self, replay: Replay, original: EntryFields, reversal: EntryFields, left: dict[LineKey, int]
    ) -> None:
        where = f"原凭证第 {original.seq} 笔"
        was_used_up = not any(left.values())
        for number, line in enumerate(reversal.lines, start=1):
            key = _key(line)
            if key not in left or line.amount >= 0:
                replay.fault(
                    reversal, "reversal_is_wrong",
                    f"红字冲销的第 {number} 条分录不是原凭证的科目和相反的金额。",
                    field=f"lines[{number}]", found=where,
                )  # fmt: skip
                continue
            if was_used_up or left[key] + line.amount < 0:
                replay.fault(
                    reversal, "entry_is_reversed_twice", "几次冲销合计超过了原凭证的分录。",
                    field=f"lines[{number}].amount", expected=-left[key], found=line.amount,
                )  # fmt: skip
            left[key] = max(0, left[key] + line.amount)
