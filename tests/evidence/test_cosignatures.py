"""Cosignatures: taken only from registered witnesses, kept for ever, held against the book."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.canonical import canonical_json, leaf_bytes
from ledger.bookkeeping.merkle_log import EMPTY_ROOT, Frontier, NodeAt, leaf_hash
from ledger.db.session import create_engine
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.evidence.checkpoint_text import Checkpoint
from ledger.evidence.database_verification import verify_database
from ledger.evidence.log_queries import CheckpointRow
from ledger.evidence.operations import DAILY, make_checkpoint
from ledger.evidence.queries import entry_pages
from ledger.evidence.report import Report
from ledger.evidence.sealer import Sealer
from ledger.evidence.signed_note import SignedNote, VerifierKey, signed_by
from ledger.evidence.witnesses.checks import Memory, WitnessClaims
from ledger.evidence.witnesses.operations import (
    WITNESSES_MAX,
    accept_cosignatures,
    register_witness,
    withdraw_witness,
)
from ledger.evidence.witnesses.queries import cosigned_note, first_to_reach, witnesses_of
from ledger.settings import Settings
from tests.databases import Database
from tests.evidence.witnessing import TestWitness
from tests.reporting import books

NOW = datetime(2026, 7, 5, 2, 0, tzinfo=UTC)
SEEN = NOW + timedelta(minutes=30)


@dataclass
class World:
    """A book with a checkpoint, a registered witness, and the means to go on."""

    engine: AsyncEngine
    estate: books.Estate
    sealer: Sealer
    witness: TestWitness
    witness_id: int
    row: CheckpointRow

    async def take(self, note: str, *, now: datetime = SEEN) -> bool:
        async with self.engine.begin() as conn:
            (accepted,) = await accept_cosignatures(
                conn, estate_id=self.estate.estate_id, note=note, now=now
            )
        return accepted.is_new

    async def refused(self, note: str) -> str:
        with pytest.raises(Refusal) as refusal:
            await self.take(note)
        return refusal.value.code

    async def grow(self) -> CheckpointRow:
        """Add an entry and sign the new head."""
        async with self.engine.begin() as conn:
            await books.post(
                conn, self.estate, books.income(self.estate, "2026-07-01", "4301001", 100, "停车费")
            )
            return await make_checkpoint(
                conn, estate_id=self.estate.estate_id, sealer=self.sealer, now=NOW, reason=DAILY
            )

    async def verified(self, claims: WitnessClaims | None = None) -> Report:
        async with self.engine.connect() as conn:
            (report,) = await verify_database(conn, sealer=self.sealer, claims=claims)
        return report


@pytest.fixture
async def world(engine: AsyncEngine, owner_engine: AsyncEngine, tmp_path: Path) -> World:
    sealer = Sealer.of(Settings(data_dir=tmp_path))
    witness = TestWitness()
    async with owner_engine.begin() as conn:
        estate = await books.make_estate(conn)
    async with engine.begin() as conn:
        await books.a_quarter(conn, estate)
        row = await make_checkpoint(
            conn, estate_id=estate.estate_id, sealer=sealer, now=NOW, reason=DAILY
        )
        registered = await register_witness(
            conn,
            estate_id=estate.estate_id,
            name=" 凤凰社区居委会 ",
            verifier_key=str(witness.verifier_key),
            actor_user_id=estate.committee,
        )
    return World(engine, estate, sealer, witness, registered.witness_id, row)


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
        with pytest.raises(Refusal, match="停用"):
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


async def as_superuser(database: Database, *statements: str) -> None:
    engine = create_engine(database.superuser_url)
    try:
        async with engine.begin() as conn:
            await conn.execute(text("set local session_replication_role = replica"))
            for sql in statements:
                await conn.execute(text(sql))
    finally:
        await engine.dispose()


async def rewrite(world: World, database: Database, *, narration: str) -> None:
    """Rewrite the history: another narration, every hash after it, every signature of the book.

    Whoever does this has the superuser's password, the key file and this program.
    """
    engine = create_engine(database.superuser_url)
    async with engine.begin() as conn:
        await conn.execute(text("set local session_replication_role = replica"))
        await conn.execute(
            text("update journal_entry set narration = :said where seq = 5"), {"said": narration}
        )
        frontier, roots = Frontier(), [EMPTY_ROOT]
        nodes: dict[NodeAt, bytes] = {}
        async for page in entry_pages(conn, world.estate.estate_id):
            for kept in page:
                leaf = leaf_hash(leaf_bytes(kept.fields))
                frontier, completed = frontier.grown(leaf)
                nodes.update(completed)
                roots.append(frontier.root())
                await conn.execute(
                    text("update journal_entry set leaf_hash = :leaf where seq = :seq"),
                    {"leaf": leaf, "seq": kept.fields["seq"]},
                )
        for level, index in await conn.execute(text("select level, node_index from log_node")):
            await conn.execute(
                text("update log_node set hash = :hash where level = :at and node_index = :index"),
                {"hash": nodes[NodeAt(level, index)], "at": level, "index": index},
            )
        await conn.execute(
            text("update book set frontier = :frontier, root_hash = :root"),
            {"frontier": frontier.to_bytes(), "root": frontier.root()},
        )
        rows = (await conn.execute(text("select checkpoint_id, size, note from checkpoint"))).all()
        for row in rows:
            said = Checkpoint.parse(SignedNote.parse(row.note).text)
            note = world.sealer.seal(replace(said, root_hash=roots[row.size]))
            await conn.execute(
                text("""update checkpoint set root_hash = :root, note = :note
                    where checkpoint_id = :id"""),
                {"root": roots[row.size], "note": str(note), "id": row.checkpoint_id},
            )
        await _keep_the_fingerprint(conn, world.estate.estate_id)
    await engine.dispose()


async def _keep_the_fingerprint(conn: AsyncConnection, estate_id: int) -> None:
    """Rewrite what older schemas kept beside the leaf."""
    kept_there = await conn.scalar(
        text("""select exists (select from information_schema.columns
            where table_name = 'journal_entry' and column_name = 'fingerprint')""")
    )
    if not kept_there:
        return
    beside = ("estate", "seq", "number", "recorded_at", "posted_by", "key")
    async for page in entry_pages(conn, estate_id):
        for kept in page:
            said = {name: value for name, value in kept.fields.items() if name not in beside}
            await conn.execute(
                text("update journal_entry set fingerprint = :hash where seq = :seq"),
                {"hash": sha256(canonical_json(said).encode()).digest(), "seq": kept.fields["seq"]},
            )


WITHOUT_A_TRACE = (
    "delete from cosignature",
    "delete from witness",
    "delete from audit_line where action like 'witness%'",
)


def memory_of(world: World) -> Memory:
    said = world.row.checkpoint
    return Memory("居委会", said.origin, "2026-07-05", said.size, said.root_hash)


def keys_of(world: World) -> WitnessClaims:
    return WitnessClaims(keys=(world.witness.verifier_key,))


async def test_a_full_rewrite_agrees_with_itself_and_not_with_the_witness(
    world: World, database: Database
) -> None:
    await world.take(world.witness.cosigned(world.row, SEEN))
    await world.grow()
    for claims in (keys_of(world), WitnessClaims(memories=(memory_of(world),))):
        assert (await world.verified(claims)).is_unaltered
        assert claims.unmet() is None
    await rewrite(world, database, narration="3栋外墙翻新")

    # The cosignature still lies in the database: it is of another text.
    codes = {fault.code for fault in (await world.verified()).faults}
    assert codes == {"cosignature_is_forged"}

    # So it is taken away, and with it everything that tells of the witness.
    await as_superuser(database, *WITHOUT_A_TRACE)
    assert (await world.verified()).is_unaltered, "the book agrees with itself"

    # The witness's own file names the rewrite, and where it lies.
    claims = WitnessClaims(memories=(memory_of(world),))
    report = await world.verified(claims)
    (fault,) = report.faults
    size = world.row.checkpoint.size
    assert (fault.code, fault.field) == ("witness_differs", "root_hash")
    assert fault.where.startswith(f"第 1 至 {size} 笔（见证方 居委会")
    assert fault.expected == world.row.checkpoint.root_hash.hex()

    # And so does its key alone: nothing in the book bears its signature.
    claims = keys_of(world)
    assert (await world.verified(claims)).is_unaltered
    unmet = claims.unmet()
    assert unmet is not None
    assert [fault.code for fault in unmet.faults] == ["witness_is_missing"]


async def test_a_rewrite_lies_between_what_two_witnesses_saw(
    world: World, database: Database
) -> None:
    early = WitnessClaims(
        memories=(
            Memory("物业", "sxy/ledger/sxy", "2026-07-01", 4, await root_at(world, 4)),
            memory_of(world),
        )
    )
    await rewrite(world, database, narration="3栋外墙翻新")
    (fault,) = (await world.verified(early)).faults
    assert fault.where.startswith(f"第 5 至 {world.row.checkpoint.size} 笔")


async def root_at(world: World, size: int) -> bytes:
    frontier = Frontier()
    async with world.engine.connect() as conn:
        for leaf in (
            await conn.execute(
                text("select leaf_hash from journal_entry where seq <= :size order by seq"),
                {"size": size},
            )
        ).scalars():
            frontier = frontier.append(leaf)
    return frontier.root()


async def test_a_book_that_lost_its_end_is_not_what_the_witness_saw(world: World) -> None:
    said = world.row.checkpoint
    longer = Memory("居委会", said.origin, "2026-07-05", said.size + 3, bytes(32))
    (fault,) = (await world.verified(WitnessClaims(memories=(longer,)))).faults
    assert (fault.code, "不见了" in fault.sentence) == ("witness_differs", True)
    other = Memory("居委会", "host/ledger/other", "2026-07-05", 1, bytes(32))
    claims = WitnessClaims(memories=(other,))
    assert (await world.verified(claims)).is_unaltered
    unmet = claims.unmet()
    assert unmet is not None
    assert [fault.code for fault in unmet.faults] == ["witness_knows_another_book"]


def test_signing_another_text_with_a_witnesss_name_is_no_cosignature() -> None:
    witness = TestWitness()
    line = signed_by("a\n", name=witness.name, key=witness.key)
    note = SignedNote("a\n", (line,))
    assert note.signers([witness.verifier_key]) == []
    assert note.signers([VerifierKey.of(witness.name, witness.key)])
