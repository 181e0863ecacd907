"""Cosignatures: taken only from registered witnesses, kept for ever, held against the book."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.errors import ObjectIsNotHere, Refusal
from ledger.evidence.checkpoint_text import Checkpoint
from ledger.evidence.log_queries import CheckpointRow
from ledger.evidence.operations import DAILY
from ledger.evidence.signed_note import SignedNote, VerifierKey, signed_by
from ledger.evidence.witnesses.operations import (
    WITNESSES_MAX,
    WitnessHasEnded,
    register_witness,
    withdraw_witness,
)
from ledger.evidence.witnesses.queries import cosigned_note, first_to_reach, witnesses_of
from tests.databases import Database
from tests.evidence.witnessing import NOW, SEEN, TestWitness, World, as_superuser, make_world


@pytest.fixture
async def world(engine: AsyncEngine, owner_engine: AsyncEngine, tmp_path: Path) -> World:
    return await make_world(engine, owner_engine, tmp_path)


async def test_a_cosignature_is_taken_once_and_shown_behind_the_books_own(world: World) -> None:
    note = world.witness.cosigned(world.row, SEEN)
    assert await world.take(note)
    assert not await world.take(note), "the same once more"
    later = world.witness.cosigned(world.row, SEEN + timedelta(minutes=1))
    assert not await world.take(later), "one signature for one checkpoint"
    async with world.engine.connect() as conn:
        assert str(await cosigned_note(conn, world.row)) == note
        (witness,) = await witnesses_of(conn, world.estate.estate_id)
    keys = [*world.sealer.verifier_keys("sxy/ledger/sxy"), world.witness.verifier_key]
    assert SignedNote.parse(note).signers(keys) == keys
    assert (witness.name, witness.last_cosigned_at) == ("凤凰社区居委会", SEEN)
    assert witness.last_size == world.row.checkpoint.size


async def test_what_is_not_a_registered_witnesss_signature_is_refused(world: World) -> None:
    note = world.witness.cosigned(world.row, SEEN)
    stranger = TestWitness()
    impostor = TestWitness(name=world.witness.name)
    other = Checkpoint("sxy/ledger/sxy", world.row.checkpoint.size, bytes(32)).text
    foreign = CheckpointRow(1, 1, str(world.sealer.sign(other, origin="o")), NOW, DAILY)
    assert await world.refused("nonsense") == "cosignature_is_malformed"
    assert await world.refused("a\n\n— a b\n") == "cosignature_is_malformed"
    assert await world.refused(world.witness.cosigned(foreign, SEEN)) == "checkpoint_is_not_ours"
    assert await world.refused(world.row.note) == "cosignature_has_no_witness"
    assert await world.refused(stranger.cosigned(world.row, SEEN)) == "cosignature_has_no_witness"
    assert await world.refused(impostor.cosigned(world.row, SEEN)) == "cosignature_has_no_witness"
    signed = SignedNote.parse(note)
    last = signed.signatures[-1]
    broken = type(last)(last.name, last.key_id, last.signature[:-1] + b"x")
    forged = str(SignedNote(signed.text, (broken,)))
    assert await world.refused(forged) == "cosignature_is_forged"
    for at in (NOW - timedelta(hours=1), SEEN + timedelta(hours=1)):
        assert (
            await world.refused(world.witness.cosigned(world.row, at)) == "witness_clock_is_wrong"
        )


async def test_registering_and_ending_a_witness(world: World) -> None:
    estate_id, committee = world.estate.estate_id, world.estate.committee

    async def refused(key: str, *, estate: int = estate_id) -> str:
        async with world.engine.begin() as conn:
            with pytest.raises(Refusal) as refusal:
                await register_witness(
                    conn, estate_id=estate, name="x", verifier_key=key, actor_user_id=committee
                )
        return refusal.value.code

    assert await refused("nonsense") == "witness_key_is_wrong"
    (own,) = world.sealer.verifier_keys("sxy/ledger/sxy")
    assert await refused(str(own)) == "witness_key_is_wrong"
    assert await refused(str(world.witness.verifier_key)) == "witness_is_known"
    fresh = str(TestWitness().verifier_key)
    assert await refused(fresh, estate=999) == ObjectIsNotHere.code
    assert await world.take(world.witness.cosigned(world.row, SEEN))
    async with world.engine.begin() as conn:
        end = partial(
            withdraw_witness, conn, estate_id=estate_id, witness_id=world.witness_id,
            actor_user_id=committee, now=SEEN,
        )  # fmt: skip
        ended = await end()
        with pytest.raises(WitnessHasEnded):
            await end()
        for _ in range(WITNESSES_MAX - 1):
            await register_witness(
                conn, estate_id=estate_id, name="x", actor_user_id=committee,
                verifier_key=str(TestWitness().verifier_key),
            )  # fmt: skip
    assert ended.withdrawn_at == SEEN
    assert await refused(fresh) == "witnesses_are_too_many"
    row = await world.grow()
    assert await world.refused(world.witness.cosigned(row, SEEN)) == "cosignature_has_no_witness"
    # What it signed before stays good, and the tables agree with the log of acts.
    assert (await world.verified()).is_unaltered


async def test_a_notice_shows_the_first_signature_that_reaches_it(world: World) -> None:
    estate_id, size = world.estate.estate_id, world.row.checkpoint.size
    row = await world.grow()
    async with world.engine.connect() as conn:
        assert await first_to_reach(conn, estate_id, size) == []
    await world.take(world.witness.cosigned(row, SEEN))
    later = await world.grow()
    await world.take(world.witness.cosigned(later, SEEN))
    async with world.engine.connect() as conn:
        (found,) = await first_to_reach(conn, estate_id, size)
        assert await first_to_reach(conn, estate_id, size + 3) == []
    assert (found.witness, found.size) == ("凤凰社区居委会", size + 1)


@pytest.mark.parametrize("table", ["witness", "witness_withdrawal", "cosignature"])
@pytest.mark.parametrize("act", ["delete from {}", "truncate {} cascade",
                                 "update {} set estate_id = 2"])  # fmt: skip
async def test_what_was_witnessed_stays(
    owner_engine: AsyncEngine, world: World, table: str, act: str
) -> None:
    async with owner_engine.connect() as conn:
        with pytest.raises(DBAPIError, match="append-only"):
            await conn.execute(text(act.format(table)))


ATTACKS = {
    "a witness's name": ("update witness set name = '物业公司'", "witness_was_altered"),
    "a witness's key": (
        "update witness set verifier_key = 'x+00000000+AA=='", "witness_was_altered",
    ),
    "a witness is put in": (
        "insert into witness (estate_id, name, verifier_key) select estate_id, '街道',"
        " 'x+00000000+AA==' from witness",
        "witness_was_altered",
    ),
    "a witness is taken away": ("delete from witness", "witness_was_altered"),
    "a withdrawal is put in": (
        "insert into witness_withdrawal select estate_id, witness_id, now() from witness",
        "witness_was_altered",
    ),
    "a signature": ("update cosignature set signature = sha512('x')", "cosignature_is_forged"),
    "a time": (
        "update cosignature set cosigned_at = cosigned_at + interval '1 day'",
        "cosignature_is_forged",
    ),
    "the signed checkpoint": (
        "update checkpoint set note = replace(note, 'time 2026', 'time 2025')",
        "cosignature_is_forged",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
async def test_a_superusers_edit_is_named(world: World, database: Database, name: str) -> None:
    await world.take(world.witness.cosigned(world.row, SEEN))
    report = await world.verified()
    assert report.is_unaltered
    assert "见证方 凤凰社区居委会" in "".join(report.lines())
    sql, code = ATTACKS[name]
    await as_superuser(database, sql)
    assert code in {fault.code for fault in (await world.verified()).faults}


def test_signing_another_text_with_a_witnesss_name_is_no_cosignature() -> None:
    witness = TestWitness()
    line = signed_by("a\n", name=witness.name, key=witness.key)
    note = SignedNote("a\n", (line,))
    assert note.signers([witness.verifier_key]) == []
    assert note.signers([VerifierKey.of(witness.name, witness.key)])
