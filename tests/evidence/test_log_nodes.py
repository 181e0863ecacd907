"""The stored subtrees: written by posting, rebuilt by the migration, enough for every proof."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.merkle_log import (
    NodeAt,
    complete_subtrees,
    consistency_spans,
    inclusion_proof,
    inclusion_spans,
    root_from_inclusion,
    root_of,
)
from ledger.db import migrate
from ledger.db.sql_file import execute_sql_beside
from ledger.evidence.database_verification import verify_database
from ledger.evidence.log_queries import read_nodes
from tests.reporting import books


@pytest.fixture
async def estate(engine: AsyncEngine, owner_engine: AsyncEngine) -> books.Estate:
    async with owner_engine.begin() as conn:
        made = await books.make_estate(conn)
    async with engine.begin() as conn:
        await books.a_quarter(conn, made)
    return made


async def leaves_of(conn: AsyncConnection) -> list[bytes]:
    rows = await conn.execute(text("select leaf_hash from journal_entry order by seq"))
    return list(rows.scalars())


async def stored(conn: AsyncConnection) -> list[tuple[Any, ...]]:
    rows = await conn.execute(text("select * from log_node order by 1, 2, 3"))
    return [tuple(row) for row in rows]


async def test_posting_keeps_the_subtrees_of_every_fourth_level(
    engine: AsyncEngine, estate: books.Estate
) -> None:
    async with engine.connect() as conn:
        leaves = await leaves_of(conn)
        found = {NodeAt(row[1], row[2]): row[3] for row in await stored(conn)}
    assert len(leaves) == 17
    assert found == {
        NodeAt(level, index): root_of(leaves[index << level : (index + 1) << level])
        for level in range(4, 6, 4)
        for index in range(17 >> level)
    }


async def test_every_proof_is_read_from_the_book(engine: AsyncEngine, estate: books.Estate) -> None:
    async with engine.connect() as conn:
        leaves = await leaves_of(conn)
        for size in range(1, 18):
            spans = [
                span
                for number in range(size)
                for span in [*inclusion_spans(number, size), *consistency_spans(number, size)]
            ]
            wanted = {node for span in spans for node in complete_subtrees(span)}
            nodes = await read_nodes(conn, estate.estate_id, wanted)
            assert nodes.keys() == wanted
            for index in range(size):
                proof = inclusion_proof(nodes.__getitem__, index=index, size=size)
                root = root_from_inclusion(leaves[index], index=index, size=size, proof=proof)
                assert root == root_of(leaves[:size])


async def test_the_migration_gives_old_books_the_same_subtrees(
    engine: AsyncEngine, owner_engine: AsyncEngine, estate: books.Estate
) -> None:
    """The book is put back to what it was before the migrations, which then run again."""
    async with engine.connect() as conn:
        written = await stored(conn)
    assert written
    migration = str(Path(migrate.migrations_dir()) / "versions" / "0006_log_nodes.py")
    async with owner_engine.begin() as conn:
        await conn.execute(text("drop table log_node"))
        await conn.run_sync(lambda connection: execute_sql_beside(migration, connection))
        # What 0011 leaves of it.
        await conn.execute(text("alter table log_node disable trigger append_only"))
        await conn.execute(text("delete from log_node where level % 4 <> 0"))
        await conn.execute(text("alter table log_node enable trigger append_only"))
        # And of its types 0038.
        await conn.execute(
            text("""alter table log_node
                alter column estate_id type int, alter column node_index type int""")
        )
        # And what 0015 gives to every table of estates.
        await conn.execute(text("select secure_estate_rows('log_node'), share_service_rights()"))
    async with engine.connect() as conn:
        assert await stored(conn) == written
        (report,) = await verify_database(conn)
    assert report.is_unaltered, report.lines()


@pytest.mark.parametrize(
    "sql",
    ["update log_node set hash = sha256('x')", "delete from log_node", "truncate log_node"],
)
async def test_the_owner_cannot_change_the_log(
    owner_engine: AsyncEngine, estate: books.Estate, sql: str
) -> None:
    async with owner_engine.connect() as conn:
        with pytest.raises(DBAPIError, match="append-only"):
            await conn.execute(text(sql))
