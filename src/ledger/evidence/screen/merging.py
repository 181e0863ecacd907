"""Putting the parts of a book together again, in their order, whichever came first."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ledger.bookkeeping.merkle_log import Frontier, NodeAt, node_hash
from ledger.evidence.screen.chains import Ledger
from ledger.evidence.screen.entry_rules import has_repeats
from ledger.evidence.screen.lot_rules import Shelf
from ledger.evidence.screen.streams import Whole
from ledger.evidence.screen.stretch import PART_ENTRIES, BookPart
from ledger.evidence.screen.subtrees import PART_LEVEL, is_kept, joined

SERIES = ("记", "积", "时", "?")
"""As the columns number them; the last is none of them and is always in doubt."""


@dataclass(slots=True)
class Merged:
    """What all parts of one book came to."""

    estate_id: int
    entries: int = 0
    frontier: Frontier = field(default_factory=Frontier)
    last_numbers: dict[tuple[str, int], int] = field(default_factory=dict)
    reversals: list[tuple[int, int]] = field(default_factory=list)
    documents: set[str] = field(default_factory=set)
    doubts: list[str] = field(default_factory=list)
    is_complete: bool = False
    part_roots: list[bytes] = field(default_factory=list)
    """Of the parts of a long book that are whole."""
    _waiting: dict[int, BookPart] = field(default_factory=dict)
    _next: int = 0
    _ledger: Ledger | None = None
    _keys: list[Whole] = field(default_factory=list)
    _shelf: Shelf | None = None

    def take(self, part: BookPart) -> None:
        """Take a part; those before it may still be to come."""
        self._waiting[part.position] = part
        while not self.is_complete and self._next in self._waiting:
            self._join(self._waiting.pop(self._next))
            self._next += 1

    def _join(self, part: BookPart) -> None:
        self.doubts += part.doubts
        self.entries += part.entries
        self.reversals += part.reversals
        self.documents |= part.documents
        if part.entries == PART_ENTRIES and not part.is_whole:
            self.part_roots += part.frontier.subtrees
        self.frontier = joined(self.frontier, part.frontier)
        for series, month, first, last in part.numbers:
            slot = (SERIES[series], month)
            if slot[0] == "?" or first != self.last_numbers.get(slot, 0) + 1:
                self.doubts.append("number")
            self.last_numbers[slot] = last
        if part.keys is not None:
            self._keys.append(part.keys)
        if part.chains is not None:
            self._follow(part)
        if part.shelf is not None:
            self._put_on_shelf(part.shelf, part.owed)
        if part.is_last:
            self.is_complete = True
            if self._keys and has_repeats(np.concatenate(self._keys)):
                self.doubts.append("key")
            self._keys.clear()

    def upper_nodes(self) -> dict[NodeAt, bytes]:
        """Return the nodes above the parts that the book must keep."""
        nodes: dict[NodeAt, bytes] = {}
        level, hashes = PART_LEVEL, self.part_roots
        while len(hashes) > 1:
            level += 1
            hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes) - 1, 2)]
            if is_kept(level):
                nodes |= {NodeAt(level, index): each for index, each in enumerate(hashes)}
        return nodes

    def _put_on_shelf(self, shelf: Shelf, owed: Whole | None) -> None:
        if self._shelf is None:
            self._shelf = shelf
        else:
            self._shelf.take(shelf)
        if owed is not None:
            if len(self._shelf.unexplained()):
                self.doubts.append("lot_left")
            if (self._shelf.left != owed).any():
                self.doubts.append("wallet")
            self._shelf = None

    def _follow(self, part: BookPart) -> None:
        assert part.chains is not None
        if self._ledger is None:
            self._ledger = Ledger.empty(part.accounts)
        if len(self._ledger.follow(part.chains)):
            self.doubts.append("chain")
        if part.ledger is not None and len(self._ledger.differs(part.ledger)):
            self.doubts.append("balance")
