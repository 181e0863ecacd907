"""An append-only log with RFC 6962 hashing: entry n of a book is leaf n - 1 of its tree.

Sizes and indices count leaves; hashes are 32 raw bytes of SHA-256.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Hash the bytes of one leaf (RFC 6962 §2.1: prefix 0x00)."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into their parent (RFC 6962 §2.1: prefix 0x01)."""
    return sha256(b"\x01" + left + right).digest()


class NodeAt(NamedTuple):
    """The place of a complete subtree: 2**level leaves from leaf node_index * 2**level on."""

    level: int
    node_index: int


STORED_EVERY = 4
"""Subtrees are stored at every fourth level: those between are at most 15 hashes away, and a
book keeps one row for fifteen entries instead of one for each."""


def stored_parts(node: NodeAt) -> list[NodeAt]:
    """Return the stored subtrees, or the leaves, that a complete subtree is made of, in order."""
    above = node.level % STORED_EVERY
    first = node.node_index << above
    return [NodeAt(node.level - above, first + part) for part in range(1 << above)]


NodeReader = Callable[[NodeAt], bytes]
"""Gives the hash of a complete subtree; level 0 are the leaves."""


@dataclass(frozen=True, slots=True)
class Frontier:
    """The roots of the complete subtrees of a tree of `size` leaves, largest first.

    It is all that is needed to append, so a book keeps it beside its head: at most 63 hashes
    however long the log has become.
    """

    size: int = 0
    subtrees: tuple[bytes, ...] = ()

    def append(self, hash_of_leaf: bytes) -> Frontier:
        """Return the frontier after one more leaf."""
        return self.grown(hash_of_leaf)[0]

    def grown(self, hash_of_leaf: bytes) -> tuple[Frontier, list[tuple[NodeAt, bytes]]]:
        """Return the frontier after one more leaf, and the subtrees that it completes.

        The subtrees lie above the leaf, lowest first; there are none after an odd leaf, and on
        average one.
        """
        subtrees = list(self.subtrees)
        subtrees.append(hash_of_leaf)
        completed = []
        size, level = self.size, 0
        while size & 1:
            right = subtrees.pop()
            subtrees[-1] = node_hash(subtrees[-1], right)
            size >>= 1
            level += 1
            completed.append((NodeAt(level, size), subtrees[-1]))
        return Frontier(self.size + 1, tuple(subtrees)), completed

    def root(self) -> bytes:
        """Return the root hash of the tree."""
        if not self.subtrees:
            return EMPTY_ROOT
        root = self.subtrees[-1]
        for left in reversed(self.subtrees[:-1]):
            root = node_hash(left, root)
        return root

    def to_bytes(self) -> bytes:
        return b"".join(self.subtrees)

    @classmethod
    def from_bytes(cls, size: int, stored: bytes) -> Frontier:
        """Read what `to_bytes` wrote; raises ValueError when the length does not fit the size."""
        if len(stored) != 32 * size.bit_count():
            raise ValueError(f"a frontier of {size} leaves needs {size.bit_count()} hashes")
        return cls(size, tuple(stored[at : at + 32] for at in range(0, len(stored), 32)))


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return the root hash over leaf hashes in order."""
    frontier = Frontier()
    for each in hashes:
        frontier = frontier.append(each)
    return frontier.root()


def _split(size: int) -> int:
    """Return the largest power of two smaller than `size` (RFC 6962 §2.1)."""
    return 1 << ((size - 1).bit_length() - 1)


# A proof is a list of hashes over ranges of leaves. A range that ends where the tree ends need
# not be a complete subtree; it falls into at most 63 of them.


def inclusion_spans(index: int, size: int) -> list[range]:
    """Return the ranges whose hashes are the audit path of a leaf, lowest first.

    RFC 6962 §2.1.1; `index` counts from 0. Raises IndexError when there is no such leaf.
    """
    if not 0 <= index < size:
        raise IndexError(index)
    spans = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            spans.append(range(middle, end))
            end = middle
        else:
            spans.append(range(start, middle))
            start = middle
    return spans[::-1]


def consistency_spans(old_size: int, size: int) -> list[range]:
    """Return the ranges whose hashes prove that a tree of `old_size` leaves grew to `size`.

    RFC 6962 §2.1.2, lowest first. An empty old tree, and the same tree, need no hashes. Raises
    IndexError when the old tree is larger than the new one.
    """
    if not 0 <= old_size <= size:
        raise IndexError(old_size)
    if old_size in (0, size):
        return []
    spans = []
    start, end = 0, size
    while end != old_size:
        middle = start + _split(end - start)
        if old_size <= middle:
            spans.append(range(middle, end))
            end = middle
        else:
            spans.append(range(start, middle))
            start = middle
    # The verifier has the old root, which is this subtree's hash when it begins at the first leaf.
    return [range(start, end), *spans[::-1]] if start else spans[::-1]


def complete_subtrees(span: range) -> list[NodeAt]:
    """Return the complete subtrees that a proof's range falls into, leftmost and largest first."""
    found = []
    start = span.start
    while start < span.stop:
        level = (span.stop - start).bit_length() - 1
        found.append(NodeAt(level, start >> level))
        start += 1 << level
    return found


def span_hash(span: range, read: NodeReader) -> bytes:
    """Return the Merkle tree hash over a range of leaves from its complete subtrees."""
    return Frontier(len(span), tuple(read(node) for node in complete_subtrees(span))).root()


def inclusion_proof(read: NodeReader, *, index: int, size: int) -> list[bytes]:
    """Return the audit path of leaf `index` (0-based) in a tree of `size`, lowest sibling first.

    Reads O(log size) nodes. Raises IndexError when there is no such leaf.
    """
    return [span_hash(span, read) for span in inclusion_spans(index, size)]


def consistency_proof(read: NodeReader, *, old_size: int, size: int) -> list[bytes]:
    """Return the proof that the tree of `size` leaves begins with the one of `old_size`.

    Reads O(log size) nodes. Raises IndexError when the old tree is larger than the new one.
    """
    return [span_hash(span, read) for span in consistency_spans(old_size, size)]


def root_from_inclusion(
    hash_of_leaf: bytes, *, index: int, size: int, proof: Sequence[bytes]
) -> bytes | None:
    """Return the root that an audit path leads to, or None when its shape is wrong.

    RFC 9162 §2.1.3.2; compare the answer with the root of a checkpoint you trust.
    """
    if not 0 <= index < size:
        return None
    node, last, root = index, size - 1, hash_of_leaf
    for sibling in proof:
        if last == 0:
            return None
        if node & 1 or node == last:
            root = node_hash(sibling, root)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            root = node_hash(root, sibling)
        node >>= 1
        last >>= 1
    return root if last == 0 else None


def root_from_consistency(
    old_root: bytes, *, old_size: int, size: int, proof: Sequence[bytes]
) -> bytes | None:
    """Return the root of the tree of `size` that the proof builds over the old tree.

    None when the proof does not lead to `old_root` or its shape is wrong; compare the answer
    with the root of the newer checkpoint. RFC 9162 §2.1.4.2. Every tree begins with the empty
    one, so `old_size` 0 has no proof and gives None.
    """
    if not 0 < old_size <= size:
        return None
    if old_size == size:
        return old_root if not proof else None
    hashes = list(proof)
    if old_size & (old_size - 1) == 0:
        hashes.insert(0, old_root)
    if not hashes:
        return None
    node, last = old_size - 1, size - 1
    while node & 1:
        node >>= 1
        last >>= 1
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            new = node_hash(new, sibling)
        node >>= 1
        last >>= 1
    return new if last == 0 and old == old_root else None
