"""Reads of the witnesses of a book and of what they cosigned."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.evidence.log_queries import CheckpointRow
from ledger.evidence.signed_note import NoteSignature, SignedNote, VerifierKey

_WITNESSES = text("""
    select w.witness_id, w.name, w.verifier_key, x.withdrawn_at, last.cosigned_at, last.size
    from witness w
    left join witness_withdrawal x using (estate_id, witness_id)
    left join lateral (
        select c.cosigned_at, k.size
        from cosignature c join checkpoint k using (estate_id, checkpoint_id)
        where c.estate_id = w.estate_id and c.witness_id = w.witness_id
        order by c.checkpoint_id desc limit 1
    ) last on true
    where w.estate_id = :estate_id
    order by w.witness_id
""")

_COSIGNATURES = """
    select c.checkpoint_id, k.size, w.name, w.verifier_key, c.cosigned_at, c.signature
    from cosignature c
    join witness w using (estate_id, witness_id)
    join checkpoint k using (estate_id, checkpoint_id)
    where c.estate_id = :estate_id
"""
_OF_CHECKPOINT = text(
    _COSIGNATURES + " and c.checkpoint_id = :checkpoint_id order by c.cosigned_at, c.witness_id"
)
_OF_BOOK = text(_COSIGNATURES + " order by c.checkpoint_id, c.witness_id")
# The first that reaches the size: what a notice shows of a witness does not change any more.
_REACHING = text("""
    select distinct on (c.witness_id) c.checkpoint_id, k.size, w.name, w.verifier_key,
        c.cosigned_at, c.signature
    from cosignature c
    join witness w using (estate_id, witness_id)
    join checkpoint k using (estate_id, checkpoint_id)
    where c.estate_id = :estate_id and k.size >= :size
    order by c.witness_id, c.checkpoint_id
""")
_CHECKPOINTS_OF_SIZE = text("""
    select estate_id, checkpoint_id, note, made_at, reason from checkpoint
    where estate_id = :estate_id and size = :size order by checkpoint_id desc
""")


@dataclass(frozen=True, slots=True)
class Witness:
    """One who may cosign a book; `last_size` is how far they have seen it."""

    witness_id: int
    name: str
    verifier_key: str
    withdrawn_at: datetime | None
    last_cosigned_at: datetime | None
    last_size: int | None

    @property
    def key(self) -> VerifierKey:
        return VerifierKey.parse(self.verifier_key)


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A witness's signature under one checkpoint, of `size` entries; the time is theirs."""

    checkpoint_id: int
    size: int
    witness: str
    verifier_key: str
    cosigned_at: datetime
    signature: bytes

    @property
    def note_signature(self) -> NoteSignature:
        """The signature as a line of the note; raises `NoteIsMalformed` for a broken key."""
        key = VerifierKey.parse(self.verifier_key)
        seconds = int(self.cosigned_at.astimezone(UTC).timestamp())
        return NoteSignature(key.name, key.key_id, struct.pack(">Q", seconds) + self.signature)


async def witnesses_of(conn: AsyncConnection, estate_id: int) -> list[Witness]:
    """Return the witnesses of a book in the order of their registration."""
    rows = await conn.execute(_WITNESSES, {"estate_id": estate_id})
    return [Witness(*row) for row in rows]


async def cosignatures_of_book(conn: AsyncConnection, estate_id: int) -> list[Cosignature]:
    """Return every cosignature of a book, in the order of its checkpoints."""
    rows = await conn.execute(_OF_BOOK, {"estate_id": estate_id})
    return [Cosignature(*row) for row in rows]


async def cosignatures_of(conn: AsyncConnection, row: CheckpointRow) -> list[Cosignature]:
    """Return the cosignatures of one checkpoint, earliest first."""
    rows = await conn.execute(
        _OF_CHECKPOINT, {"estate_id": row.estate_id, "checkpoint_id": row.checkpoint_id}
    )
    return [Cosignature(*found) for found in rows]


async def first_to_reach(conn: AsyncConnection, estate_id: int, size: int) -> list[Cosignature]:
    """Return each witness's first cosignature of a book that had at least `size` entries.

    A later checkpoint continues the earlier ones, which its witness has checked.
    """
    rows = await conn.execute(_REACHING, {"estate_id": estate_id, "size": size})
    return [Cosignature(*found) for found in rows]


async def checkpoints_of_size(
    conn: AsyncConnection, estate_id: int, size: int
) -> list[CheckpointRow]:
    """Return what the book signed at this size, latest first."""
    rows = await conn.execute(_CHECKPOINTS_OF_SIZE, {"estate_id": estate_id, "size": size})
    return [CheckpointRow(*row) for row in rows]


def with_cosignatures(row: CheckpointRow, cosignatures: Sequence[Cosignature]) -> SignedNote:
    """Return a checkpoint's note with its cosignatures behind the book's own signature."""
    return row.signed.with_signatures(each.note_signature for each in cosignatures)


async def cosigned_note(conn: AsyncConnection, row: CheckpointRow) -> SignedNote:
    """Return a checkpoint's note with every cosignature that it has."""
    return with_cosignatures(row, await cosignatures_of(conn, row))
