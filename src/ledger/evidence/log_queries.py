"""Reads of a book's log: its stored subtrees, the leaves below them, and what was signed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.merkle_log import STORED_EVERY, NodeAt, root_of, stored_parts
from ledger.evidence.checkpoint_text import Checkpoint
from ledger.evidence.signed_note import SignedNote

_CHECKPOINTS = """
    select estate_id, checkpoint_id, note, made_at, reason from checkpoint
    where estate_id = :estate_id
"""
_LATEST = text(_CHECKPOINTS + " order by checkpoint_id desc limit 1")
_OF_BOOK = text(_CHECKPOINTS + " order by checkpoint_id")
_FOR_REASON = text(_CHECKPOINTS + " and reason = :reason order by checkpoint_id desc limit 1")
_HEADS_SIGNED = text("""
    select checkpoint_id, size, root_hash, note from checkpoint
    where estate_id = :estate_id order by size, checkpoint_id
""")

# Each level is one range of the primary key.
_COMPLETED = text(f"""
    select n.level, n.node_index, n.hash
    from generate_series({STORED_EVERY}, 60, {STORED_EVERY}) as of_level (level)
    join log_node n on n.estate_id = :estate_id and n.level = of_level.level
        and n.node_index >= (cast(:old_size as bigint) >> of_level.level)
        and n.node_index < (cast(:size as bigint) >> of_level.level)
    where (cast(:size as bigint) >> of_level.level) > 0
""")  # noqa: S608

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


_TOUCHES_RESIDENT = text("""
    select exists (
        select from entry_line l
        join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
        where l.estate_id = :estate_id and l.seq = cast(:seq as bigint) and a.holder = :holder)
""")


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """A signed checkpoint as kept; `reason` says what it was made for."""

    estate_id: int
    checkpoint_id: int
    note: str
    made_at: datetime
    reason: str

    @property
    def signed(self) -> SignedNote:
        return SignedNote.parse(self.note)

    @property
    def checkpoint(self) -> Checkpoint:
        return Checkpoint.parse(self.signed.text)


@dataclass(frozen=True, slots=True)
class SignedHead:
    """What a checkpoint's row says beside its note; the verifier compares the two."""

    checkpoint_id: int
    size: int
    root_hash: bytes
    note: str


async def latest_checkpoint(conn: AsyncConnection, estate_id: int) -> CheckpointRow | None:
    """Return what the book signed last, or None."""
    row = (await conn.execute(_LATEST, {"estate_id": estate_id})).one_or_none()
    return CheckpointRow(*row) if row is not None else None


async def checkpoint_for(
    conn: AsyncConnection, estate_id: int, reason: str
) -> CheckpointRow | None:
    """Return the checkpoint that was made for this reason last, or None."""
    found = await conn.execute(_FOR_REASON, {"estate_id": estate_id, "reason": reason})
    row = found.one_or_none()
    return CheckpointRow(*row) if row is not None else None


async def checkpoints_of_book(conn: AsyncConnection, estate_id: int) -> list[CheckpointRow]:
    """Return everything that the book signed, in the order of signing."""
    rows = await conn.execute(_OF_BOOK, {"estate_id": estate_id})
    return [CheckpointRow(*row) for row in rows]


async def heads_signed(conn: AsyncConnection, estate_id: int) -> list[SignedHead]:
    """Return every head that the book signed, smallest first."""
    rows = await conn.execute(_HEADS_SIGNED, {"estate_id": estate_id})
    return [SignedHead(*row) for row in rows]


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
    parts = {node: stored_parts(node) for node in set(wanted)}
    nodes = sorted({part for of_node in parts.values() for part in of_node})
    rows = await conn.execute(
        _NODES,
        {
            "estate_id": estate_id,
            "levels": [node.level for node in nodes if node.level],
            "indexes": [node.node_index for node in nodes if node.level],
            "seqs": [node.node_index + 1 for node in nodes if not node.level],
        },
    )
    stored = {NodeAt(row[0], row[1]): row[2] for row in rows}
    return {node: root_of([stored[part] for part in of_node]) for node, of_node in parts.items()}


async def touches_resident(
    conn: AsyncConnection, estate_id: int, *, seq: int, resident_id: int
) -> bool:
    """Tell whether a line of the entry is on an account of this resident."""
    values = {"estate_id": estate_id, "seq": seq, "holder": f"resident:{resident_id}"}
    return bool(await conn.scalar(_TOUCHES_RESIDENT, values))
