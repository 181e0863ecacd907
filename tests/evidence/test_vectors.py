"""docs/vectors/evidence.json: what a stranger's verifier must come to, and ours does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.bookkeeping.canonical import canonical_json
from ledger.bookkeeping.merkle_log import (
    Frontier,
    NodeAt,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_from_consistency,
    root_from_inclusion,
)
from ledger.evidence.checkpoint_text import Checkpoint
from ledger.evidence.key_history import Handover
from ledger.evidence.sealer import Sealer
from ledger.evidence.signed_note import SignedNote, VerifierKey, cosigned_by
from ledger.evidence.witness_request import WitnessRequest

FILE = Path(__file__).resolve().parents[2] / "docs" / "vectors" / "evidence.json"
VECTORS: dict[str, Any] = json.loads(FILE.read_text("utf-8"))


def key_of(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(VECTORS[name]))


@pytest.fixture(scope="module")
def nodes() -> dict[NodeAt, bytes]:
    found: dict[NodeAt, bytes] = {}
    frontier = Frontier()
    assert frontier.root().hex() == VECTORS["roots_by_size"][0]
    for index, entry in enumerate(VECTORS["entries"]):
        assert canonical_json(json.loads(entry)) == entry
        leaf = leaf_hash(f"ledger-entry/v1\n{entry}".encode())
        assert leaf.hex() == VECTORS["leaf_hashes"][index]
        found[NodeAt(0, index)] = leaf
        frontier, completed = frontier.grown(leaf)
        found.update(completed)
        assert frontier.root().hex() == VECTORS["roots_by_size"][index + 1]
    return found


def test_proofs(nodes: dict[NodeAt, bytes]) -> None:
    roots = [bytes.fromhex(root) for root in VECTORS["roots_by_size"]]
    for each in VECTORS["inclusion"]:
        index, size = each["index"], each["size"]
        path = [bytes.fromhex(text) for text in each["path"]]
        assert inclusion_proof(nodes.__getitem__, index=index, size=size) == path
        leaf = nodes[NodeAt(0, index)]
        assert root_from_inclusion(leaf, index=index, size=size, proof=path) == roots[size]
    for each in VECTORS["consistency"]:
        old_size, size = each["from"], each["to"]
        proof = [bytes.fromhex(text) for text in each["proof"]]
        assert consistency_proof(nodes.__getitem__, old_size=old_size, size=size) == proof
        grown = root_from_consistency(roots[old_size], old_size=old_size, size=size, proof=proof)
        assert grown == roots[size]


def test_signatures() -> None:
    note = SignedNote.parse(VECTORS["checkpoint"])
    checkpoint = Checkpoint.parse(note.text)
    assert checkpoint.root_hash.hex() == VECTORS["roots_by_size"][checkpoint.size]
    assert Sealer((key_of("log_private_key"),)).seal(checkpoint) == note
    log = VerifierKey.parse(VECTORS["log_public_key"])
    witness = VerifierKey.parse(VECTORS["witness_public_key"])
    cosigned = SignedNote.parse(VECTORS["cosigned_checkpoint"])
    assert cosigned.signers([witness, log]) == [log, witness]
    made = cosigned_by(
        note.text,
        name=witness.name,
        key=key_of("witness_private_key"),
        seconds=cosigned.signatures[1].cosigned_at,
    )
    assert note.with_signatures([made]) == cosigned


def test_what_a_witness_is_asked() -> None:
    request = WitnessRequest.parse(VECTORS["witness_request"])
    assert str(request) == VECTORS["witness_request"]
    assert str(request.note) == VECTORS["checkpoint"]
    said = Checkpoint.parse(request.note.text)
    roots = [bytes.fromhex(root) for root in VECTORS["roots_by_size"]]
    grown = root_from_consistency(
        roots[request.old_size], old_size=request.old_size, size=said.size, proof=request.proof
    )
    assert grown == said.root_hash


def test_a_handover_of_keys() -> None:
    old, new = key_of("log_private_key"), key_of("next_private_key")
    handover = Handover.parse(VECTORS["key_handover"])
    assert handover == Handover.make(old, new, handover.at)
    assert (handover.old, handover.new) == tuple(
        key.public_key().public_bytes_raw() for key in (old, new)
    )
