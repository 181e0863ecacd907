"""Forgeries that keep the books in agreement with themselves: only what was signed tells."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.canonical import leaf_bytes
from ledger.bookkeeping.merkle_log import Frontier, NodeAt, leaf_hash
from ledger.db.session import create_engine
from ledger.evidence.database_verification import verify_database
from ledger.evidence.operations import DAILY, make_checkpoint
from ledger.evidence.queries import entry_pages
from ledger.evidence.report import Report
from ledger.evidence.sealer import Sealer
from ledger.settings import Settings
from tests.databases import Database
from tests.invariants.populated import NOW, Populated, populate


@pytest.fixture
async def forger(database: Database) -> AsyncIterator[AsyncEngine]:
    """An engine of somebody with the superuser's password."""
    engine = create_engine(database.superuser_url, pool_size=1)
    yield engine
    await engine.dispose()


@pytest.fixture
def sealer(tmp_path_factory: pytest.TempPathFactory) -> Sealer:
    return Sealer.of(Settings(data_dir=tmp_path_factory.mktemp("keys")))


@pytest.fixture
async def made(engine: AsyncEngine, sealer: Sealer) -> Populated:
    return await populate(engine, sealer)


async def verified(engine: AsyncEngine, sealer: Sealer | None = None) -> Report:
    async with engine.connect() as conn:
        (report,) = await verify_database(conn, sealer=sealer)
    return report


async def hash_again(conn: AsyncConnection, estate_id: int) -> None:
    """Compute every leaf, every kept subtree and the head of a book from what stands there now."""
    frontier = Frontier()
    nodes: dict[NodeAt, bytes] = {}
    async for page in entry_pages(conn, estate_id):
        for kept in page:
            leaf = leaf_hash(leaf_bytes(kept.fields))
            frontier, completed = frontier.grown(leaf)
            nodes.update(completed)
            await conn.execute(
                text("update journal_entry set leaf_hash = :leaf where seq = :seq"),
                {"leaf": leaf, "seq": kept.fields["seq"]},
            )
    kept_nodes = (await conn.execute(text("select level, node_index from log_node"))).all()
    for level, index in kept_nodes:
        await conn.execute(
            text("update log_node set hash = :hash where level = :level and node_index = :index"),
            {"hash": nodes[NodeAt(level, index)], "level": level, "index": index},
        )
    await conn.execute(
        text("update book set size = :size, frontier = :frontier, root_hash = :root"),
        {"size": frontier.size, "frontier": frontier.to_bytes(), "root": frontier.root()},
    )


async def test_a_book_that_was_hashed_again_is_not_what_was_signed(
    made: Populated, engine: AsyncEngine, forger: AsyncEngine, sealer: Sealer
) -> None:
    async with forger.begin() as conn:
        await conn.execute(text("set local session_replication_role = replica"))
        await conn.execute(
            text("update journal_entry set narration = '3栋外墙翻新' where narration like '3栋%'")
        )
        await hash_again(conn, made.estate.estate_id)
    report = await verified(engine, sealer)
    # Entries, leaves, subtrees and head agree; the checkpoints and the publications do not.
    codes = {fault.code for fault in report.faults}
    assert codes == {"checkpoint_differs", "witness_differs"}, report.lines()
    assert any("检查点" in fault.where for fault in report.faults)
    assert any("公示" in fault.where for fault in report.faults)


async def test_a_tail_that_was_cut_off_cleanly_is_missed_by_what_was_signed(
    made: Populated, engine: AsyncEngine, forger: AsyncEngine, sealer: Sealer
) -> None:
    """The last entry goes with its lines, balances, number, paper and place in the log."""
    async with engine.begin() as conn:
        await make_checkpoint(
            conn, estate_id=made.estate.estate_id, sealer=sealer, now=NOW, reason=DAILY
        )
    async with forger.begin() as conn:
        await conn.execute(text("set local session_replication_role = replica"))
        last = await conn.scalar(text("select max(seq) from journal_entry"))
        for sql in (
            """update balance b set posted = b.posted - l.side * l.amount, version = b.version - 1
                from entry_line l where l.seq = :last and l.account_id = b.account_id""",
            """update entry_number n set last_number = n.last_number - 1 from journal_entry e
                where e.seq = :last and e.series = n.series and e.fiscal_month = n.fiscal_month""",
            "delete from prepared_entry where seq = :last",
            "delete from entry_line where seq = :last",
            "delete from journal_entry where seq = :last",
        ):
            await conn.execute(text(sql), {"last": last})
        await hash_again(conn, made.estate.estate_id)
    report = await verified(engine, sealer)
    assert report.size == last - 1
    assert "checkpoint_differs" in {fault.code for fault in report.faults}
    assert any(f"第 {last} 笔" in fault.where for fault in report.faults), report.lines()


async def test_an_attachment_replaced_with_its_digest_is_named_by_the_entry(
    made: Populated, engine: AsyncEngine, forger: AsyncEngine
) -> None:
    async with forger.begin() as conn:
        await conn.execute(text("set local session_replication_role = replica"))
        await conn.execute(
            text("""update source_document set content = 'another invoice',
                sha256 = sha256('another invoice'), size_bytes = length('another invoice')
                where filename = '发票.pdf'""")
        )
    report = await verified(engine)
    missing = [fault for fault in report.faults if fault.code == "document_is_missing"]
    assert len(missing) == 1
    assert "记-202605-0001" in missing[0].where
