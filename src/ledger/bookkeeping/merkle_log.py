"""An append-only log with RFC 6962 hashing: entry n of a book is leaf n - 1 of its tree.

Sizes and indices count leaves; hashes are 32 raw bytes of SHA-256.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Hash the bytes of one leaf (RFC 6962 §2.1: prefix 0x00)."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into their parent (RFC 6962 §2.1: prefix 0x01)."""
    return sha256(b"\x01" + left + right).digest()


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
        subtrees = list(self.subtrees)
        subtrees.append(hash_of_leaf)
        size = self.size
        while size & 1:
            right = subtrees.pop()
            subtrees[-1] = node_hash(subtrees[-1], right)
            size >>= 1
        return Frontier(self.size + 1, tuple(subtrees))

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


def _split(size: int) -> int:
    """Return the largest power of two smaller than `size` (RFC 6962 §2.1)."""
    return 1 << ((size - 1).bit_length() - 1)


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return the root hash over leaf hashes in order."""
    frontier = Frontier()
    for each in hashes:
        frontier = frontier.append(each)
    return frontier.root()


def inclusion_proof(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """Return the audit path of leaf `index` (0-based), lowest sibling first (RFC 6962 §2.1.1).

    Raises IndexError when there is no such leaf.
    """
    if not 0 <= index < len(hashes):
        raise IndexError(index)
    if len(hashes) == 1:
        return []
    middle = _split(len(hashes))
    if index < middle:
        return [*inclusion_proof(hashes[:middle], index), root_of(hashes[middle:])]
    return [*inclusion_proof(hashes[middle:], index - middle), root_of(hashes[:middle])]


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
