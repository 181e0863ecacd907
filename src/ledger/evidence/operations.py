"""Sign the head of a book and keep what was signed.

Lock order: the book's head, taken last as everywhere.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import CHINA
from ledger.errors import ObjectIsNotHere
from ledger.evidence.checkpoint_text import Checkpoint, checkpoint_at
from ledger.evidence.log_queries import CheckpointRow, latest_checkpoint
from ledger.evidence.sealer import Sealer

DAILY = "daily"
GROWN_FOR = timedelta(hours=1)
"""So long an entry waits at most for a signature that covers it, where the service runs."""

_LOCK_BOOK = text("""
    select b.size, b.root_hash, e.code
    from book b join estate e using (estate_id)
    where b.estate_id = :estate_id
    for no key update of b
""")

_SIZE = text("select size from book where estate_id = :estate_id")

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
    head = await _lock_head(conn, estate_id)
    last = await latest_checkpoint(conn, estate_id)
    return await _sign(conn, head, last, estate_id, sealer, now, reason)


async def make_daily_checkpoint(
    conn: AsyncConnection, *, estate_id: int, sealer: Sealer, now: datetime
) -> tuple[CheckpointRow, bool]:
    """Sign the book's head if that is due, and return its latest checkpoint and whether it is new.

    Due is: never signed, not yet today in China, grown since an hour or longer ago, or signed with
    a key that was replaced. To call it again at once changes nothing. Raises `ObjectIsNotHere`.
    """
    last = await latest_checkpoint(conn, estate_id)
    if last is not None and not await _is_due(conn, last, sealer, now):
        return last, False
    head = await _lock_head(conn, estate_id)
    # Another process may have signed while this one waited.
    last = await latest_checkpoint(conn, estate_id)
    if last is not None and not await _is_due(conn, last, sealer, now):
        return last, False
    return await _sign(conn, head, last, estate_id, sealer, now, DAILY), True


async def _is_due(
    conn: AsyncConnection, last: CheckpointRow, sealer: Sealer, now: datetime
) -> bool:
    if last.made_at.astimezone(CHINA).date() < now.astimezone(CHINA).date():
        return True
    said = last.checkpoint
    newest = sealer.verifier_keys(said.origin)[0]
    if not any(each.is_of(newest) for each in last.signed.signatures):
        return True
    if now - last.made_at < GROWN_FOR:
        return False
    size = await conn.scalar(_SIZE, {"estate_id": last.estate_id})
    return bool(size != said.size)


async def _lock_head(conn: AsyncConnection, estate_id: int) -> Any:
    head = (await conn.execute(_LOCK_BOOK, {"estate_id": estate_id})).one_or_none()
    if head is None:
        raise ObjectIsNotHere("这个小区的账簿")
    return head


async def _sign(
    conn: AsyncConnection,
    head: Any,
    last: CheckpointRow | None,
    estate_id: int,
    sealer: Sealer,
    now: datetime,
    reason: str,
) -> CheckpointRow:
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
