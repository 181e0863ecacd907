"""审核与记账: a second person approves, then the entry is posted; or it is sent back.

Lock order: prepared entries by id, then what a feature's check locks, then the engine's locks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.audit_log.operations import write_audit_line
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.posting import prepared_queries
from ledger.posting.approval_messages import tell_preparers
from ledger.posting.entry_checks import run_entry_checks
from ledger.posting.operations import post_entries
from ledger.posting.prepared_queries import PreparedEntry, PreparedState
from ledger.posting.rules import PostingCommand, PreparerMayNotApprove


class PreparedEntryIsNotWaiting(Refusal):
    """Only an entry that waits for approval can be approved."""

    code = "prepared_entry_is_not_waiting"


class PreparedEntryIsNotApproved(Refusal):
    """Only an approved entry can be posted, and only once."""

    code = "prepared_entry_is_not_approved"


class PreparedEntryIsDone(Refusal):
    """An entry that was posted or sent back cannot be sent back."""

    code = "prepared_entry_is_done"


@dataclass(frozen=True, slots=True)
class ItemOutcome:
    """How one item of a bulk request ended: `done`, or a refusal's code and sentence."""

    prepared_entry_id: int
    outcome: str
    detail: str | None = None


_APPROVE = text("""
    update prepared_entry set state = 'approved', approved_by = :actor, approved_at = :now
    where estate_id = :estate_id and prepared_entry_id = :id
""")

# Letting go of the key lets the corrected row of the same file come in.
_REJECT = text("""
    update prepared_entry set state = 'rejected', rejected_reason = :reason, source_key = null
    where estate_id = :estate_id and prepared_entry_id = :id
""")

_POSTED = text("""
    update prepared_entry p set state = 'posted', seq = w.seq, posted_by = :actor, posted_at = :now
    from unnest(cast(:ids as bigint[]), cast(:seqs as bigint[])) as w (prepared_entry_id, seq)
    where p.estate_id = :estate_id and p.prepared_entry_id = w.prepared_entry_id
""")


async def _locked(conn: AsyncConnection, estate_id: int, prepared_entry_id: int) -> PreparedEntry:
    await prepared_queries.lock_prepared(conn, estate_id, [prepared_entry_id])
    found = await prepared_queries.read_prepared(conn, estate_id, [prepared_entry_id])
    if prepared_entry_id not in found:
        raise ObjectIsNotHere("这张待审凭证", prepared_entry_id=prepared_entry_id)
    return found[prepared_entry_id]


async def _reread(conn: AsyncConnection, estate_id: int, prepared_entry_id: int) -> PreparedEntry:
    found = await prepared_queries.read_prepared(conn, estate_id, [prepared_entry_id])
    return found[prepared_entry_id]


_STATE_TITLES: dict[PreparedState, str] = {
    "prepared": "待审核",
    "approved": "已审核",
    "posted": "已记账",
    "rejected": "已退回",
}


async def approve_prepared_entry(
    conn: AsyncConnection,
    *,
    estate_id: int,
    prepared_entry_id: int,
    actor_user_id: int,
    now: datetime,
) -> PreparedEntry:
    """Approve an entry that somebody else prepared (I8).

    Raises `ObjectIsNotHere`, `PreparedEntryIsNotWaiting` or `PreparerMayNotApprove`, in this
    order.
    """
    entry = await _approve(
        conn,
        estate_id=estate_id,
        prepared_entry_id=prepared_entry_id,
        actor_user_id=actor_user_id,
        now=now,
    )
    await tell_preparers(conn, [entry], estate_id=estate_id, template="entry_approved")
    return entry


async def _approve(
    conn: AsyncConnection,
    *,
    estate_id: int,
    prepared_entry_id: int,
    actor_user_id: int,
    now: datetime,
) -> PreparedEntry:
    entry = await _locked(conn, estate_id, prepared_entry_id)
    if entry.state != "prepared":
        raise PreparedEntryIsNotWaiting(
            f"这张凭证{_STATE_TITLES[entry.state]}，不能再审核；请刷新列表。",
            prepared_entry_id=prepared_entry_id,
            state=entry.state,
        )
    if entry.prepared_by == actor_user_id:
        raise PreparerMayNotApprove(
            "制单人不能审核自己的凭证，请另一位有权的人审核。", prepared_entry_id=prepared_entry_id
        )
    await conn.execute(
        _APPROVE,
        {"estate_id": estate_id, "id": prepared_entry_id, "actor": actor_user_id, "now": now},
    )
    return await _reread(conn, estate_id, prepared_entry_id)


async def reject_prepared_entry(
    conn: AsyncConnection, *, estate_id: int, prepared_entry_id: int, reason: str
) -> PreparedEntry:
    """Send an entry back before it is posted; it stays in the list with the reason.

    Raises `ObjectIsNotHere` or `PreparedEntryIsDone`.
    """
    entry = await _locked(conn, estate_id, prepared_entry_id)
    if entry.state not in prepared_queries.WAITING:
        raise PreparedEntryIsDone(
            f"这张凭证{_STATE_TITLES[entry.state]}，不能退回；已记账的请用冲销更正。",
            prepared_entry_id=prepared_entry_id,
            state=entry.state,
        )
    await conn.execute(_REJECT, {"estate_id": estate_id, "id": prepared_entry_id, "reason": reason})
    await tell_preparers(conn, [entry], estate_id=estate_id, template="entry_rejected")
    return await _reread(conn, estate_id, prepared_entry_id)


async def post_prepared_entry(
    conn: AsyncConnection,
    *,
    estate_id: int,
    prepared_entry_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> PreparedEntry:
    """Post an approved entry, once.

    Raises `ObjectIsNotHere`, `PreparedEntryIsNotApproved` and whatever the engine refuses.
    """
    entry = await _locked(conn, estate_id, prepared_entry_id)
    _check_approved(entry)
    await _post(conn, [entry], actor_user_id=actor_user_id, now=now, today=today)
    return await _reread(conn, estate_id, prepared_entry_id)


def _check_approved(entry: PreparedEntry) -> None:
    if entry.state != "approved":
        raise PreparedEntryIsNotApproved(
            f"这张凭证{_STATE_TITLES[entry.state]}，只有已审核、未记账的凭证才能记账。",
            prepared_entry_id=entry.prepared_entry_id,
            state=entry.state,
        )


async def _post(
    conn: AsyncConnection,
    entries: Sequence[PreparedEntry],
    *,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> None:
    """Post locked, approved entries of one estate in one batch, in the order of their dates."""
    ordered = sorted(entries, key=lambda each: (each.effective_on, each.prepared_entry_id))
    estate_id = ordered[0].estate_id
    journal_entries = [each.journal_entry() for each in ordered]
    await run_entry_checks(conn, estate_id=estate_id, entries=journal_entries, stage="post")
    commands = [
        PostingCommand(
            estate_id=estate_id,
            entry=entry,
            idempotency_key=f"prepared:{each.prepared_entry_id}",
            prepared_by=each.prepared_by,
            approved_by=each.approved_by,
        )
        for each, entry in zip(ordered, journal_entries, strict=True)
    ]
    posted = await post_entries(conn, commands, posted_by=actor_user_id, today=today)
    await conn.execute(
        _POSTED,
        {
            "estate_id": estate_id,
            "ids": [each.prepared_entry_id for each in ordered],
            "seqs": [each.seq for each in posted],
            "actor": actor_user_id,
            "now": now,
        },
    )


async def approve_prepared_entries(
    conn: AsyncConnection,
    *,
    estate_id: int,
    prepared_entry_ids: Sequence[int],
    actor_user_id: int,
    now: datetime,
) -> list[ItemOutcome]:
    """Approve each entry on its own; one that is refused does not hold up the others."""
    await prepared_queries.lock_prepared(conn, estate_id, prepared_entry_ids)
    outcomes, approved = [], []
    for prepared_entry_id in dict.fromkeys(prepared_entry_ids):
        try:
            entry = await _approve(
                conn,
                estate_id=estate_id,
                prepared_entry_id=prepared_entry_id,
                actor_user_id=actor_user_id,
                now=now,
            )
        except Refusal as refusal:
            # Its checks come before its write, so there is nothing to undo.
            await _note_refused_approval(conn, estate_id, prepared_entry_id, actor_user_id, refusal)
            outcomes.append(ItemOutcome(prepared_entry_id, refusal.code, refusal.sentence))
        else:
            approved.append(entry)
            outcomes.append(ItemOutcome(prepared_entry_id, "done"))
    await tell_preparers(conn, approved, estate_id=estate_id, template="entry_approved")
    return outcomes


async def _note_refused_approval(
    conn: AsyncConnection,
    estate_id: int,
    prepared_entry_id: int,
    actor_user_id: int,
    refusal: Refusal,
) -> None:
    """Keep an attempt to approve one's own entry: the supervisory board asks for them."""
    if isinstance(refusal, PreparerMayNotApprove):
        await write_audit_line(
            conn,
            estate_id=estate_id,
            actor_user_id=actor_user_id,
            action="approve_prepared_entry",
            outcome=refusal.code,
            object_=f"prepared_entry:{prepared_entry_id}",
        )


async def post_prepared_entries(
    conn: AsyncConnection,
    *,
    estate_id: int,
    prepared_entry_ids: Sequence[int],
    actor_user_id: int,
    now: datetime,
    today: date,
) -> list[ItemOutcome]:
    """Post the approved entries in one batch; if the batch is refused, each one on its own."""
    ids = list(dict.fromkeys(prepared_entry_ids))
    await prepared_queries.lock_prepared(conn, estate_id, ids)
    found = await prepared_queries.read_prepared(conn, estate_id, ids)
    outcomes: dict[int, ItemOutcome] = {}
    approved: list[PreparedEntry] = []
    for prepared_entry_id in ids:
        try:
            if prepared_entry_id not in found:
                raise ObjectIsNotHere("这张待审凭证", prepared_entry_id=prepared_entry_id)
            _check_approved(found[prepared_entry_id])
            approved.append(found[prepared_entry_id])
        except Refusal as refusal:
            outcomes[prepared_entry_id] = ItemOutcome(
                prepared_entry_id, refusal.code, refusal.sentence
            )
    approved.sort(key=lambda each: (each.effective_on, each.prepared_entry_id))
    refused_together = await _try_posting(conn, approved, actor_user_id, now, today)
    for entry in approved:
        refused: Refusal | None = None
        if refused_together is not None:
            refused = await _try_posting(conn, [entry], actor_user_id, now, today)
        outcomes[entry.prepared_entry_id] = (
            ItemOutcome(entry.prepared_entry_id, "done")
            if refused is None
            else ItemOutcome(entry.prepared_entry_id, refused.code, refused.sentence)
        )
    return [outcomes[prepared_entry_id] for prepared_entry_id in ids]


async def _try_posting(
    conn: AsyncConnection,
    entries: Sequence[PreparedEntry],
    actor_user_id: int,
    now: datetime,
    today: date,
) -> Refusal | None:
    """Post in a savepoint; return the refusal, with nothing written, or None."""
    if not entries:
        return None
    try:
        async with conn.begin_nested():
            await _post(conn, entries, actor_user_id=actor_user_id, now=now, today=today)
    except Refusal as refusal:
        return refusal
    return None
