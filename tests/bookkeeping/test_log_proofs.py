"""Proofs from stored subtrees against RFC 6962's recursive definitions and the CT vectors."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.bookkeeping.merkle_log import (
    EMPTY_ROOT,
    Frontier,
    NodeAt,
    complete_subtrees,
    consistency_proof,
    consistency_spans,
    inclusion_proof,
    inclusion_spans,
    leaf_hash,
    root_from_consistency,
    root_from_inclusion,
)
from tests.bookkeeping.test_merkle_log import LEAVES, ROOTS, mth

LARGEST = 200
ENTRIES = [f"entry {number}".encode() for number in range(LARGEST)]


def largest_power_below(size: int) -> int:
    k = 1
    while k * 2 < size:
        k *= 2
    return k


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n]) as RFC 6962 §2.1.1 defines it."""
    if len(leaves) == 1:
        return []
    k = largest_power_below(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: Sequence[bytes], *, whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b) as RFC 6962 §2.1.2 defines it."""
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = largest_power_below(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole=whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], whole=False), mth(leaves[:k])]


class Log:
    """A log as a book keeps it: leaves, complete subtrees and a frontier."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.nodes: dict[NodeAt, bytes] = {}
        self.reads = 0
        frontier = Frontier()
        for index, leaf in enumerate(leaves):
            self.nodes[NodeAt(0, index)] = leaf_hash(leaf)
            frontier, completed = frontier.grown(leaf_hash(leaf))
            for at, found in completed:
                assert at not in self.nodes, "a subtree is completed once"
                self.nodes[at] = found

    def read(self, at: NodeAt) -> bytes:
        self.reads += 1
        return self.nodes[at]


LOG = Log(ENTRIES)
VECTORS = Log(LEAVES)


@pytest.mark.parametrize("size", range(LARGEST + 1))
def test_an_append_stores_exactly_the_complete_subtrees(size: int) -> None:
    stored = Log(ENTRIES[:size]).nodes
    expected = {
        NodeAt(level, index): mth(ENTRIES[index << level : (index + 1) << level])
        for level in range(9)
        for index in range(size >> level)
    }
    assert stored == expected


@given(st.lists(st.integers(1, 20), max_size=12))
def test_appending_in_batches_completes_the_same_subtrees(batches: list[int]) -> None:
    size = sum(batches)
    frontier, found = Frontier(), dict[NodeAt, bytes]()
    leaves = iter(range(size))
    for batch in batches:
        frontier = Frontier.from_bytes(frontier.size, frontier.to_bytes())
        for _ in range(batch):
            frontier, completed = frontier.grown(leaf_hash(str(next(leaves)).encode()))
            found.update(completed)
    whole = Log([str(leaf).encode() for leaf in range(size)]).nodes
    assert found == {at: each for at, each in whole.items() if at.level}


@pytest.mark.parametrize("size", range(1, LARGEST + 1, 3))
def test_inclusion_is_the_path_of_the_definition(size: int) -> None:
    root = mth(ENTRIES[:size])
    for index in range(size):
        LOG.reads = 0
        proof = inclusion_proof(LOG.read, index=index, size=size)
        assert LOG.reads <= 2 * size.bit_length()
        assert proof == path(index, ENTRIES[:size])
        leaf = leaf_hash(ENTRIES[index])
        assert root_from_inclusion(leaf, index=index, size=size, proof=proof) == root


@given(st.integers(1, LARGEST), st.data())
def test_consistency_is_the_proof_of_the_definition(size: int, data: st.DataObject) -> None:
    old_size = data.draw(st.integers(1, size), label="old size")
    LOG.reads = 0
    proof = consistency_proof(LOG.read, old_size=old_size, size=size)
    assert LOG.reads <= 2 * size.bit_length()
    assert proof == subproof(old_size, ENTRIES[:size], whole=True)
    old_root = mth(ENTRIES[:old_size])
    grown = root_from_consistency(old_root, old_size=old_size, size=size, proof=proof)
    assert grown == mth(ENTRIES[:size])


def test_every_pair_of_small_sizes_is_consistent() -> None:
    for size in range(1, 65):
        for old_size in range(1, size + 1):
            proof = consistency_proof(LOG.read, old_size=old_size, size=size)
            assert proof == subproof(old_size, ENTRIES[:size], whole=True)
            assert root_from_consistency(
                mth(ENTRIES[:old_size]), old_size=old_size, size=size, proof=proof
            ) == mth(ENTRIES[:size])


@given(st.integers(2, LARGEST), st.data())
def test_a_mutated_consistency_proof_fails(size: int, data: st.DataObject) -> None:
    old_size = data.draw(st.integers(1, size - 1), label="old size")
    proof = consistency_proof(LOG.read, old_size=old_size, size=size)
    old_root, root = mth(ENTRIES[:old_size]), mth(ENTRIES[:size])
    position = data.draw(st.integers(0, len(proof) - 1), label="position")
    mutation = data.draw(st.sampled_from(["bit", "drop", "repeat", "add", "old root"]))
    if mutation == "bit":
        bit = data.draw(st.integers(0, 255), label="bit")
        proof[position] = (int.from_bytes(proof[position]) ^ (1 << bit)).to_bytes(32)
    elif mutation == "drop":
        del proof[position]
    elif mutation == "repeat":
        proof.insert(position, proof[position])
    elif mutation == "add":
        proof.append(EMPTY_ROOT)
    else:
        old_root = leaf_hash(old_root)
    assert root_from_consistency(old_root, old_size=old_size, size=size, proof=proof) != root


@given(st.integers(1, LARGEST - 1), st.integers(0, LARGEST))
def test_a_rewritten_past_has_no_proof(size: int, altered: int) -> None:
    altered %= size
    other = [*ENTRIES[:altered], b"another entry", *ENTRIES[altered + 1 :]]
    fork = Log(other)
    proof = consistency_proof(fork.read, old_size=size, size=LARGEST)
    forked_root = mth([*other, *ENTRIES[len(other) :]])
    old_root = mth(ENTRIES[:size])
    grown = root_from_consistency(old_root, old_size=size, size=LARGEST, proof=proof)
    assert grown != forked_root


VECTOR_PATHS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
VECTOR_PROOFS = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


@pytest.mark.parametrize("index, size", VECTOR_PATHS)
def test_known_audit_paths(index: int, size: int) -> None:
    proof = inclusion_proof(VECTORS.read, index=index, size=size)
    assert [each.hex() for each in proof] == VECTOR_PATHS[index, size]


@pytest.mark.parametrize("old_size, size", VECTOR_PROOFS)
def test_known_consistency_proofs(old_size: int, size: int) -> None:
    proof = [bytes.fromhex(each) for each in VECTOR_PROOFS[old_size, size]]
    assert consistency_proof(VECTORS.read, old_size=old_size, size=size) == proof
    old_root = bytes.fromhex(ROOTS[old_size])
    grown = root_from_consistency(old_root, old_size=old_size, size=size, proof=proof)
    assert grown is not None
    assert grown.hex() == ROOTS[size]


def test_a_proof_in_a_large_log_names_few_subtrees() -> None:
    size = 10**12 + 12345
    for spans in (inclusion_spans(size // 3, size), consistency_spans(size // 3, size)):
        nodes = [node for span in spans for node in complete_subtrees(span)]
        assert len(nodes) <= 2 * size.bit_length()


def test_the_empty_tree_is_proven_by_nothing() -> None:
    assert consistency_proof(LOG.read, old_size=0, size=9) == []
    assert root_from_consistency(EMPTY_ROOT, old_size=0, size=9, proof=[]) is None


@pytest.mark.parametrize("old_size, size", [(-1, 3), (4, 3), (1, 0)])
def test_a_log_does_not_shrink(old_size: int, size: int) -> None:
    with pytest.raises(IndexError):
        consistency_spans(old_size, size)
    assert root_from_consistency(EMPTY_ROOT, old_size=old_size, size=size, proof=[]) is None
