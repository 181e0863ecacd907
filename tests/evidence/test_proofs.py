"""Proofs that the service hands out, checked with the one shipped file and nothing else."""

from __future__ import annotations

import asyncio
import base64
import importlib.util
import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.bookkeeping.merkle_log import root_from_consistency, root_of
from ledger.evidence.checkpoint_text import Checkpoint
from ledger.evidence.operations import DAILY, make_checkpoint
from ledger.evidence.proofs import EntryAwaitsCheckpoint, consistency_between, entry_proof
from ledger.evidence.sealer import Sealer
from ledger.evidence.signed_note import NoteSignature, SignedNote
from ledger.settings import Settings
from tests.evidence.witnessing import TestWitness, cosign_online
from tests.live_server import Caller, LiveServer, assert_problem
from tests.reporting import books

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "docs" / "verify_proof.py"
EVIDENCE = ("canonical", "leaf_hash", "index", "size", "path", "checkpoint", "witnesses")
MUTATIONS = 1000


WITNESS = TestWitness()


def shipped_verifier() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_proof", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFIER = shipped_verifier()


@pytest.fixture
async def resident(live_server: LiveServer) -> AsyncIterator[Caller]:
    async with live_server.signed_in("resident01") as (caller,):
        yield caller


@pytest.fixture
async def witness(live_server: LiveServer) -> TestWitness:
    """One who is registered by the committee and has signed the latest checkpoint."""
    async with live_server.signed_in("committee") as (committee,):
        return await cosign_online(committee, WITNESS)


async def own_seqs(resident: Caller) -> list[int]:
    return [item["seq"] for item in await resident.read_all("me/points")]


async def a_proof(resident: Caller) -> dict[str, Any]:
    return await resident.read(f"me/entries/{(await own_seqs(resident))[-1]}/proof")


async def test_every_entry_of_a_resident_is_proven(resident: Caller) -> None:
    signed = (await a_proof(resident))["size"]
    seqs = [seq for seq in await own_seqs(resident) if seq <= signed]
    assert seqs
    for seq in seqs[:20]:
        proof = await resident.read(f"me/entries/{seq}/proof")
        proven = VERIFIER.verify(json.dumps(proof).encode(), proof["public_key"])
        assert proven["entry"]["seq"] == seq
        assert len(proof["path"]) <= proof["size"].bit_length()


async def test_nobody_sees_an_entry_that_is_not_theirs(
    live_server: LiveServer, resident: Caller
) -> None:
    mine = set(await own_seqs(resident))
    size = (await a_proof(resident))["size"]
    foreign = [seq for seq in range(1, size + 1) if seq not in mine]
    # Bookings of money, minutes of others, points of others.
    for seq in [*foreign[:3], *foreign[-3:], size + 1000, 0, 2**63]:
        answer = await resident.get(f"me/entries/{seq}/proof")
        found = answer.json().get("canonical", "")
        holder = f'"resident:{resident.grant["resident_id"]}"'
        if answer.status_code == 200:
            # Their own hours are theirs too.
            assert holder in found
        else:
            assert_problem(answer, 404, "object_is_not_here")
    async with live_server.signed_in("treasurer") as (treasurer,):
        answer = await treasurer.get(f"me/entries/{min(mine)}/proof")
        assert_problem(answer, 403, "permission_is_missing")


async def test_the_shipped_file_runs_by_itself(resident: Caller, tmp_path: Path) -> None:
    proof = await a_proof(resident)
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof, ensure_ascii=False), "utf-8")
    # -I: neither this program nor the user's own modules can be imported by accident.
    command = [sys.executable, "-I", str(SCRIPT), str(file), "--key"]
    done = await asyncio.to_thread(
        subprocess.run, [*command, proof["public_key"]], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "核对通过" in done.stdout.decode()
    stranger = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    refused = await asyncio.to_thread(
        subprocess.run, [*command, stranger], capture_output=True, check=False
    )
    assert refused.returncode == 1
    assert "未通过" in refused.stdout.decode()


async def test_a_reader_may_ask_for_a_witness(resident: Caller, witness: TestWitness) -> None:
    proof = await a_proof(resident)
    raw, key = json.dumps(proof).encode(), proof["public_key"]
    wanted = str(witness.verifier_key)
    assert VERIFIER.verify(raw, key, [wanted])["witnesses"] == [wanted]
    with pytest.raises(VERIFIER.NotProven, match="the witness did not sign"):
        VERIFIER.verify(raw, key, [str(TestWitness().verifier_key)])
    # A signature that nobody is named for, and a name that nobody signed for.
    bare = {name: value for name, value in proof.items() if name != "witnesses"}
    unsigned = proof | {"checkpoint": str(SignedNote(*_without_witnesses(proof["checkpoint"])))}
    for wrong in (bare, unsigned):
        with pytest.raises(VERIFIER.NotProven):
            VERIFIER.verify(json.dumps(wrong).encode(), key)
    # A proof of the first version of the program, which knew no witnesses.
    del unsigned["witnesses"]
    assert VERIFIER.verify(json.dumps(unsigned).encode(), key)["witnesses"] == []


def _without_witnesses(note: str) -> tuple[str, tuple[NoteSignature, ...]]:
    parsed = SignedNote.parse(note)
    return parsed.text, parsed.signatures[:1]


def spans_of(raw: bytes, proof: dict[str, Any]) -> list[tuple[int, int]]:
    """Return where the values of the evidence fields stand in the bytes of the file."""
    spans = []
    for name in EVIDENCE:
        value = json.dumps(proof[name], ensure_ascii=False).encode()
        start = raw.index(f'"{name}": '.encode()) + len(f'"{name}": ')
        assert raw[start : start + len(value)] == value
        if name in {"path", "witnesses"}:
            # What stands in the quotes; brackets, commas and blanks between them are JSON's.
            spans += [
                (start + match.start(1), start + match.end(1))
                for match in re.finditer(rb'"([^"]+)"', value)
            ]
        else:
            quoted = value.startswith(b'"')
            spans.append((start + quoted, start + len(value) - quoted))
    return spans


async def test_no_changed_byte_of_a_proof_is_accepted(
    resident: Caller, witness: TestWitness
) -> None:
    proof = await a_proof(resident)
    assert len(proof["path"]) > 3
    assert proof["witnesses"] == [str(witness.verifier_key)]
    raw = json.dumps(proof, ensure_ascii=False).encode()
    VERIFIER.verify(raw, proof["public_key"])
    spans = spans_of(raw, proof)
    chance = random.Random(20260705)
    accepted = []
    for _ in range(MUTATIONS):
        # Each field is hit as often as the others, however short it is.
        start, end = chance.choice(spans)
        at = chance.randrange(start, end)
        mutated = bytearray(raw)
        mutated[at] = chance.choice([b for b in range(256) if b != raw[at]])
        try:
            VERIFIER.verify(bytes(mutated), proof["public_key"])
        except VERIFIER.NotProven:
            continue
        accepted.append((at, bytes(raw[at - 20 : at + 20]), mutated[at]))
    assert accepted == []


@pytest.mark.skipif(shutil.which("openssl") is None, reason="optional: there is no openssl here")
async def test_openssl_checks_the_signature_as_well(resident: Caller) -> None:
    proof = await a_proof(resident)
    note = SignedNote.parse(proof["checkpoint"])
    key = base64.b64decode(proof["public_key"].split("+", 2)[2])[1:]
    signature = note.signatures[0].signature

    def checks(signed: bytes) -> bool:
        return bool(VERIFIER.openssl_verifies(key, signed, note.text.encode()))

    assert await asyncio.to_thread(checks, signature)
    assert not await asyncio.to_thread(checks, signature[:-1] + bytes([signature[-1] ^ 1]))


async def test_anybody_reads_the_checkpoint_and_sees_the_book_grow(
    live_server: LiveServer, resident: Caller
) -> None:
    code = "shuxiangyuan"
    async with live_server.http() as http:
        answer = await http.get(f"/api/v1/public/estates/{code}/checkpoint")
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        note = SignedNote.parse(answer.text)
        head = Checkpoint.parse(note.text)
        assert (await a_proof(resident))["checkpoint"] == answer.text
        address = f"/api/v1/public/estates/{code}/consistency"
        found = await http.get(address, params={"from": 100, "to": head.size})
        body = found.json()
        assert (body["origin"], body["old_size"], body["size"]) == (head.origin, 100, head.size)
        assert len(body["proof"]) <= 2 * head.size.bit_length()
        for query, status, problem in (
            ({"from": 2, "to": 1}, 400, "sizes_are_out_of_order"),
            ({"from": 1, "to": head.size + 1}, 404, "object_is_not_here"),
            ({"from": -1, "to": 1}, 400, "request_is_malformed"),
            ({"from": 1, "to": 2**63}, 400, "request_is_malformed"),
            ({"from": 1}, 400, "request_is_malformed"),
        ):
            assert_problem(await http.get(address, params=query), status, problem)
        for path in ("nowhere/checkpoint", "nowhere/consistency?from=0&to=0"):
            answer = await http.get(f"/api/v1/public/estates/{path}")
            assert_problem(answer, 404, "object_is_not_here")


async def test_every_size_of_a_book_is_proven_to_continue_every_smaller_one(
    engine: AsyncEngine, owner_engine: AsyncEngine, tmp_path: Path
) -> None:
    async with owner_engine.begin() as conn:
        estate = await books.make_estate(conn)
    async with engine.begin() as conn:
        await books.a_quarter(conn, estate)
        await make_checkpoint(
            conn,
            estate_id=estate.estate_id,
            sealer=Sealer.of(Settings(data_dir=tmp_path)),
            now=datetime(2026, 7, 5, tzinfo=UTC),
            reason=DAILY,
        )
        rows = await conn.execute(text("select leaf_hash from journal_entry order by seq"))
        leaves = list(rows.scalars())
        for size in range(1, len(leaves) + 1):
            for old_size in range(1, size + 1):
                origin, proof = await consistency_between(
                    conn, estate_id=estate.estate_id, old_size=old_size, size=size
                )
                grown = root_from_consistency(
                    root_of(leaves[:old_size]), old_size=old_size, size=size, proof=proof
                )
                assert grown == root_of(leaves[:size])
    assert origin == "sxy/ledger/sxy"


async def test_an_entry_newer_than_the_last_checkpoint_waits(
    engine: AsyncEngine, owner_engine: AsyncEngine, tmp_path: Path
) -> None:
    sealer = Sealer.of(Settings(data_dir=tmp_path))
    async with owner_engine.begin() as conn:
        estate = await books.make_estate(conn)
    async with engine.begin() as conn:
        await books.a_quarter(conn, estate)
        found = await conn.execute(
            text("""select l.seq, cast(split_part(a.holder, ':', 2) as bigint)
                from entry_line l join account a using (estate_id, account_id)
                where a.holder <> '' order by l.seq limit 1""")
        )
        seq, resident_id = found.one()
        with pytest.raises(EntryAwaitsCheckpoint):
            await entry_proof(
                conn,
                estate_id=estate.estate_id,
                resident_id=resident_id,
                seq=seq,
                sealer=sealer,
            )
