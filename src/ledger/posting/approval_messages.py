"""Who is told of a prepared entry: those who may approve it, then the one who prepared it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.identity.permissions import Permission
from ledger.messages.operations import put_messages, users_with_roles
from ledger.messages.outbox import NewMessage
from ledger.messages.words import yuan_words
from ledger.posting.prepared_queries import PreparedEntry


async def tell_approvers(
    conn: AsyncConnection,
    entries: Sequence[PreparedEntry],
    *,
    estate_id: int,
    preparer: int,
    today: date,
) -> None:
    """Tell everybody else who may approve that entries wait; many at once are one message."""
    if not entries:
        return
    roles = [role.value for role in Permission.APPROVE_ENTRIES.roles]
    approvers = await users_with_roles(conn, estate_id=estate_id, roles=roles, today=today)
    first, last = entries[0].prepared_entry_id, entries[-1].prepared_entry_id
    total_fen = sum(entry.total_fen for entry in entries)
    await put_messages(
        conn,
        [
            NewMessage(
                estate_id=estate_id,
                template="entry_waits",
                key=f"entry_waits:{first}-{last}:{user_id}",
                args={"count": str(len(entries)), "amount": yuan_words(total_fen)},
                user_id=user_id,
                link=f"/ui/desk/entries/{first}" if first == last else "",
            )
            for user_id in approvers
            if user_id != preparer
        ],
    )


async def tell_preparers(
    conn: AsyncConnection, entries: Sequence[PreparedEntry], *, estate_id: int, template: str
) -> None:
    """Tell preparers what became of their entries: `entry_approved` or `entry_rejected`."""
    of_preparer: dict[int, list[PreparedEntry]] = {}
    for entry in entries:
        of_preparer.setdefault(entry.prepared_by, []).append(entry)
    messages = []
    for user_id, own in of_preparer.items():
        first, last = own[0].prepared_entry_id, own[-1].prepared_entry_id
        total = yuan_words(sum(entry.total_fen for entry in own))
        messages.append(
            NewMessage(
                estate_id=estate_id,
                template=template,
                key=f"{template}:{first}-{last}",
                args={"count": str(len(own)), "amount": total},
                user_id=user_id,
                link=f"/ui/desk/entries/{first}" if len(own) == 1 else "",
            )
        )
    await put_messages(conn, messages)
