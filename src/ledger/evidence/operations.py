"""Sign the head of a book and keep what was signed.

Lock order: the book's head, taken last as everywhere.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.evidence.checkpoint_text import Checkpoint, checkpoint_at
from ledger.evidence.log_queries import CheckpointRow, latest_checkpoint
from ledger.evidence.sealer import Sealer

DAILY = "daily"

_LOCK_BOOK = text("""
    select b.size, b.root_hash, e.code
    from book b join estate e using (estate_id)
    where b.estate_id = :estate_id
    for no key update of b
""")

_INSERT = text("""
    insert into checkpoint (estate_id, size, root_hash, note, made_at, reason)
    values (:estate_id, :size, :root_hash, :note, :made_at, :reason)
    returning checkpoint_id
""")


def for_disclosure(disclosure_id: int) -> str:
    """Return the reason of the checkpoint that a publication makes."""
    return f"disclosure:{disclosure_id}"


def for_period(month: str) -> str:
    """Return the reason of the checkpoint that closing a month (`2026-04`) makes."""
    return f"period:{month}"


async def make_checkpoint(
    conn: AsyncConnection, *, estate_id: int, sealer: Sealer, now: datetime, reason: str
) -> CheckpointRow:
    """Sign the book's present head and keep it, in the caller's database transaction.

    The book keeps the origin of its first checkpoint, because witnesses know it by that. Raises
    `ObjectIsNotHere` when the estate has no book.
    """
    head = (await conn.execute(_LOCK_BOOK, {"estate_id": estate_id})).one_or_none()
    if head is None:
        raise ObjectIsNotHere("这个小区的账簿")
    last = await latest_checkpoint(conn, estate_id)
    origin = last.checkpoint.origin if last is not None else sealer.origin_of(head.code)
    checkpoint: Checkpoint = checkpoint_at(
        origin, size=head.size, root_hash=head.root_hash, made_at=now
    )
    note = sealer.seal(checkpoint)
    values = {
        "estate_id": estate_id,
        "size": head.size,
        "root_hash": head.root_hash,
        "note": str(note),
        "made_at": now,
        "reason": reason,
    }
    checkpoint_id: int = (await conn.execute(_INSERT, values)).scalar_one()
    return CheckpointRow(estate_id, checkpoint_id, str(note), now, reason)
