"""The log against the vectors of Certificate Transparency and against RFC 6962's own words."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.bookkeeping.merkle_log import (
    EMPTY_ROOT,
    Frontier,
    NodeAt,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_from_inclusion,
    root_of,
)

# The leaves of the Certificate Transparency test vectors, and the roots over the first n of them.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(9))
def test_known_roots(size: int) -> None:
    assert root_of([leaf_hash(leaf) for leaf in LEAVES[:size]]).hex() == ROOTS[size]


def mth(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash as RFC 6962 §2.1 defines it, word by word."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def leaves_of(size: int) -> list[bytes]:
    return [f"entry {number}".encode() for number in range(size)]


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_the_frontier_keeps_the_root_of_the_definition(leaves: list[bytes]) -> None:
    frontier = Frontier()
    for size, leaf in enumerate(leaves):
        assert frontier.size == size
        assert len(frontier.subtrees) == size.bit_count()
        frontier = frontier.append(leaf_hash(leaf))
    assert frontier.root() == mth(leaves)


@given(st.integers(0, 5000))
def test_any_size_by_appending_equals_any_size_at_once(size: int) -> None:
    hashes = [leaf_hash(leaf) for leaf in leaves_of(size)]
    # What a book stores between two entries loses nothing.
    half = size // 2
    stored = root_and_bytes(hashes[:half])
    frontier = Frontier.from_bytes(half, stored[1])
    assert frontier.root() == stored[0]
    for each in hashes[half:]:
        frontier = frontier.append(each)
    assert frontier.root() == mth(leaves_of(size))


def proof_of(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of a leaf, from the subtrees that appending completes."""
    nodes = {NodeAt(0, number): each for number, each in enumerate(hashes)}
    frontier = Frontier()
    for each in hashes:
        frontier, completed = frontier.grown(each)
        nodes.update(completed)
    return inclusion_proof(nodes.__getitem__, index=index, size=len(hashes))


def root_and_bytes(hashes: Sequence[bytes]) -> tuple[bytes, bytes]:
    frontier = Frontier()
    for each in hashes:
        frontier = frontier.append(each)
    return frontier.root(), frontier.to_bytes()


def test_an_empty_log_has_the_hash_of_nothing() -> None:
    assert Frontier().root() == EMPTY_ROOT == sha256(b"").digest()
    assert Frontier.from_bytes(0, b"") == Frontier()


@pytest.mark.parametrize(
    "size, length", [(0, 32), (1, 0), (1, 31), (1, 33), (1, 64), (3, 32), (7, 64), (8, 64)]
)
def test_a_frontier_that_does_not_fit_its_size_is_not_read(size: int, length: int) -> None:
    with pytest.raises(ValueError, match=f"a frontier of {size} leaves"):
        Frontier.from_bytes(size, b"x" * length)


def test_leaves_and_nodes_cannot_be_mistaken_for_each_other() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)


@pytest.mark.parametrize("size", range(1, 41))
def test_every_leaf_has_a_proof_and_no_other_leaf_has_it(size: int) -> None:
    hashes = [leaf_hash(leaf) for leaf in leaves_of(size)]
    root = root_of(hashes)
    for index in range(size):
        proof = proof_of(hashes, index)
        assert len(proof) <= (size - 1).bit_length()
        assert root_from_inclusion(hashes[index], index=index, size=size, proof=proof) == root
        stranger = leaf_hash(b"not in the log")
        assert root_from_inclusion(stranger, index=index, size=size, proof=proof) != root


@given(st.data())
def test_a_mutated_proof_fails(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 40), label="size")
    index = data.draw(st.integers(0, size - 1), label="index")
    hashes = [leaf_hash(leaf) for leaf in leaves_of(size)]
    root = root_of(hashes)
    proof = proof_of(hashes, index)
    shown = hashes[index]
    position = data.draw(st.integers(0, len(proof) - 1), label="position")
    mutation = data.draw(st.sampled_from(["bit", "drop", "repeat", "add", "swap", "index"]))
    if mutation == "bit":
        bit = data.draw(st.integers(0, 255), label="bit")
        proof[position] = (int.from_bytes(proof[position]) ^ (1 << bit)).to_bytes(32)
    elif mutation == "drop":
        del proof[position]
    elif mutation == "repeat":
        proof.insert(position, proof[position])
    elif mutation == "add":
        proof.append(EMPTY_ROOT)
    elif mutation == "swap":
        if len(proof) == 1:
            return
        other = (position + data.draw(st.integers(1, len(proof) - 1), label="by")) % len(proof)
        proof[position], proof[other] = proof[other], proof[position]
    else:
        index = (index + data.draw(st.integers(1, size - 1), label="shift")) % size
    assert root_from_inclusion(shown, index=index, size=size, proof=proof) != root


@pytest.mark.parametrize("index, size", [(-1, 3), (3, 3), (0, 0), (5, 3)])
def test_there_is_no_proof_for_a_leaf_that_is_not_there(index: int, size: int) -> None:
    hashes = [leaf_hash(leaf) for leaf in leaves_of(size)]
    with pytest.raises(IndexError):
        proof_of(hashes, index)
    assert root_from_inclusion(leaf_hash(b""), index=index, size=size, proof=[]) is None
