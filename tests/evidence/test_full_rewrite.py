"""A whole history rewritten and signed again: only a witness can tell, and it does."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.canonical import canonical_json, leaf_bytes
from ledger.bookkeeping.merkle_log import EMPTY_ROOT, Frontier, NodeAt, leaf_hash
from ledger.db.session import create_engine
from ledger.evidence.checkpoint_text import Checkpoint
from ledger.evidence.queries import entry_pages
from ledger.evidence.signed_note import SignedNote
from ledger.evidence.witnesses.checks import Memory, WitnessClaims
from tests.databases import Database
from tests.evidence.witnessing import SEEN, World, as_superuser, make_world


@pytest.fixture
async def world(engine: AsyncEngine, owner_engine: AsyncEngine, tmp_path: Path) -> World:
    return await make_world(engine, owner_engine, tmp_path)


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
