"""The Merkle tree over a stretch of leaves, level by level, and the nodes that the book keeps."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from ledger.bookkeeping.merkle_log import STORED_EVERY, Frontier
from ledger.evidence.screen.streams import Table, Whole, column

HASH_BYTES = 32
PART_LEVEL = 17
"""Of the subtree over a whole part of a long book."""


def is_kept(level: int) -> bool:
    """Tell whether the book keeps the nodes of a level."""
    return level > 0 and level % STORED_EVERY == 0


@dataclass(frozen=True, slots=True)
class Subtrees:
    """The hashes of all complete subtrees over a run of leaves, lowest level first.

    The run begins at a multiple of the largest subtree's leaves.
    """

    levels: tuple[bytes, ...]

    def frontier(self) -> Frontier:
        """Return the frontier of a log that has these leaves alone."""
        size = len(self.levels[0]) // HASH_BYTES
        subtrees = []
        for level in reversed(range(len(self.levels))):
            if size >> level & 1:
                at = ((size >> level) - 1) * HASH_BYTES
                subtrees.append(self.levels[level][at : at + HASH_BYTES])
        return Frontier(size, tuple(subtrees))


def subtrees_of(leaves: bytes) -> Subtrees:
    """Hash a run of leaf hashes, 32 bytes each, into all complete subtrees above them."""
    levels = [leaves]
    while len(levels[-1]) >= 2 * HASH_BYTES:
        below = levels[-1]
        end = len(below) - len(below) % (2 * HASH_BYTES)
        levels.append(
            b"".join(
                [
                    sha256(b"\x01" + below[at : at + 2 * HASH_BYTES]).digest()
                    for at in range(0, end, 2 * HASH_BYTES)
                ]
            )
        )
    return Subtrees(tuple(levels))


def joined(left: Frontier, right: Frontier) -> Frontier:
    """Return the frontier of a log with the leaves of both.

    `left` has a multiple of the leaves of the largest subtree of `right`.
    """
    subtrees = list(left.subtrees)
    size = left.size
    at = right.size
    for each in right.subtrees:
        leaves = 1 << (at.bit_length() - 1)
        at -= leaves
        subtrees.append(each)
        size += leaves
        # Two subtrees of the same size become one, as when leaves are appended one by one.
        while size & (2 * leaves - 1) == 0:
            last = subtrees.pop()
            subtrees[-1] = sha256(b"\x01" + subtrees[-1] + last).digest()
            leaves *= 2
    return Frontier(size, tuple(subtrees))


def check_nodes(tree: Subtrees, kept: Table, *, before: int, is_whole: bool) -> bool:
    """Tell whether the nodes that a book keeps are those of its leaves, and no more.

    `before` leaves stand before the tree's. Of a part of a book, the nodes above the part's own
    are left aside.
    """
    levels = [level for level in range(1, len(tree.levels)) if is_kept(level)]
    if not is_whole:
        kept = kept[column(kept, "level") <= PART_LEVEL]
    expected_level, expected_index = [], []
    for level in levels:
        count = len(tree.levels[level]) // HASH_BYTES
        first = before >> level
        expected_level.append(np.full(count, level))
        expected_index.append(np.arange(first, first + count))
    return (
        np.ascontiguousarray(kept["hash"]).tobytes() == b"".join(tree.levels[at] for at in levels)
        and np.array_equal(column(kept, "level"), _one(expected_level))
        and np.array_equal(column(kept, "index"), _one(expected_index))
    )


def _one(arrays: list[Whole]) -> Whole:
    return np.concatenate(arrays) if arrays else np.zeros(0, np.int64)
