"""红字冲销: cancel a posted money entry by another one, approved like any other.

财会〔2024〕12号 §21(3): a posted entry is never edited or deleted.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.currency import EntrySeries
from ledger.bookkeeping.entry import reverse
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.posting import reversal_queries
from ledger.posting.prepared_entries import EntryDraft, prepare_entry, serialise_preparing
from ledger.posting.prepared_queries import PreparedEntry
from ledger.posting.rules import EntryIsAlreadyReversed

REVERSIBLE_KINDS = frozenset(
    {"opening", "cash_book", "manual", "fund_grant", "adjusting", "closing"}
)
"""Kinds whose only record is the entry itself; the others also moved stock, lots or hours."""


class EntryBelongsToAnotherFeature(Refusal):
    """The entry is one half of something: lots, hours, goods or a merchant hang on it."""

    code = "entry_belongs_to_another_feature"


class ReversalMayNotBeReversed(Refusal):
    """A reversal is not taken back: what it cancelled by mistake is entered anew."""

    code = "reversal_may_not_be_reversed"


class ReversalIsBeforeItsEntry(Refusal):
    code = "reversal_is_before_its_entry"
    status = 400


async def prepare_reversal(
    conn: AsyncConnection,
    *,
    estate_id: int,
    seq: int,
    reason: str,
    effective_on: date,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> PreparedEntry:
    """Prepare the 红字冲销 of a posted money entry, to be approved like any other entry.

    `effective_on` is in an open period, not before the entry's own date; a correction to a closed
    period falls into the open one and points back (domain.md §2.3). Raises `ObjectIsNotHere`,
    `ReversalMayNotBeReversed`, `EntryBelongsToAnotherFeature`, `EntryIsAlreadyReversed`,
    `ReversalIsBeforeItsEntry`, and what `prepare_entries` raises.
    """
    found = await reversal_queries.posted_entry(conn, estate_id, seq)
    if found is None:
        raise ObjectIsNotHere("这张凭证", seq=seq)
    entry, printed = found
    if entry.reverses_seq is not None:
        raise ReversalMayNotBeReversed(
            f"凭证 {printed} 本身是冲销凭证，不能再冲销；冲错了，请按原来的内容重新填制一张凭证。",
            seq=seq,
            reverses_seq=entry.reverses_seq,
        )
    if entry.series is not EntrySeries.MONEY or entry.kind not in REVERSIBLE_KINDS:
        raise EntryBelongsToAnotherFeature(
            f"凭证 {printed} 由别的业务自动生成，不能在这里冲销；请在原来的业务里更正。",
            seq=seq,
            kind=entry.kind,
        )
    # Two requests for one entry wait for each other here; the second then sees the first.
    await serialise_preparing(conn, estate_id)
    earlier = await reversal_queries.reversal_of(conn, estate_id, seq)
    if earlier is not None:
        where = f"见 {earlier.entry_no}" if earlier.entry_no else "冲销凭证正在等待审核或记账"
        raise EntryIsAlreadyReversed(
            f"凭证 {printed} 已经冲销过（{where}），不能再次冲销。",
            seq=seq,
            entry_no=earlier.entry_no,
            prepared_entry_id=earlier.prepared_entry_id,
        )
    if effective_on < entry.effective_on:
        raise ReversalIsBeforeItsEntry(
            f"冲销日期不能早于原凭证的日期 {entry.effective_on.isoformat()}，请改日期。",
            effective_on=effective_on.isoformat(),
        )
    reversal = reverse(entry, seq=seq, entry_no=printed, on=effective_on, reason=reason)
    return await prepare_entry(
        conn,
        estate_id=estate_id,
        draft=EntryDraft(
            kind=reversal.kind,
            effective_on=reversal.effective_on,
            narration=reversal.narration,
            lines=reversal.lines,
            source=reversal.source,
            reverses_seq=seq,
        ),
        actor_user_id=actor_user_id,
        now=now,
        today=today,
    )
