"""Reads of a book's log: the complete subtrees that are stored, and the leaves below them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.merkle_log import NodeAt

# Each level is one range of the primary key.
_COMPLETED = text("""
    select n.level, n.node_index, n.hash
    from generate_series(1, 62) as of_level (level)
    join log_node n on n.estate_id = :estate_id and n.level = of_level.level
        and n.node_index >= (cast(:old_size as bigint) >> of_level.level)
        and n.node_index < (cast(:size as bigint) >> of_level.level)
    where (cast(:size as bigint) >> of_level.level) > 0
""")

_BEYOND = text("""
    select level, node_index from log_node
    where estate_id = :estate_id and node_index >= (cast(:size as bigint) >> level)
    order by level, node_index
""")

_NODES = text("""
    select wanted.level, wanted.node_index, n.hash
    from unnest(cast(:levels as smallint[]), cast(:indexes as bigint[]))
        as wanted (level, node_index)
    join log_node n on n.estate_id = :estate_id and n.level = wanted.level
        and n.node_index = wanted.node_index
    union all
    select 0, e.seq - 1, e.leaf_hash
    from journal_entry e
    where e.estate_id = :estate_id and e.seq = any(cast(:seqs as bigint[]))
""")


async def completed_nodes(
    conn: AsyncConnection, estate_id: int, *, old_size: int, size: int
) -> dict[NodeAt, bytes]:
    """Return the stored subtrees that a log completed while it grew from `old_size` to `size`."""
    rows = await conn.execute(
        _COMPLETED, {"estate_id": estate_id, "old_size": old_size, "size": size}
    )
    return {NodeAt(row.level, row.node_index): row.hash for row in rows}


async def nodes_beyond(conn: AsyncConnection, estate_id: int, size: int) -> list[NodeAt]:
    """Return the stored subtrees that a log of `size` leaves does not have."""
    rows = await conn.execute(_BEYOND, {"estate_id": estate_id, "size": size})
    return [NodeAt(row.level, row.node_index) for row in rows]


async def read_nodes(
    conn: AsyncConnection, estate_id: int, wanted: Iterable[NodeAt]
) -> dict[NodeAt, bytes]:
    """Return the hashes of complete subtrees and leaves, in one round trip."""
    nodes = sorted(set(wanted))
    rows = await conn.execute(
        _NODES,
        {
            "estate_id": estate_id,
            "levels": [node.level for node in nodes if node.level],
            "indexes": [node.node_index for node in nodes if node.level],
            "seqs": [node.node_index + 1 for node in nodes if not node.level],
        },
    )
    return {NodeAt(row[0], row[1]): row[2] for row in rows}
