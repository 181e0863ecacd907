"""红字冲销: take back a posted money entry or a part of it, by an entry approved like any other.

财会〔2024〕12号 §21(3): a posted entry is never edited or deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.currency import EntrySeries
from ledger.bookkeeping.entry import JournalEntry, format_minor
from ledger.bookkeeping.reversal import (
    EntryIsAlreadyReversed,
    ReversalMayNotBeReversed,
    ReversalTakesTooMuch,
    ReversibleEntry,
    reverse,
)
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.posting import reversal_queries
from ledger.posting.prepared_entries import EntryDraft, prepare_entry, serialise_preparing
from ledger.posting.prepared_queries import PreparedEntry, account_names
from ledger.posting.queries import read_reversible

REVERSIBLE_KINDS = frozenset(
    {"opening", "cash_book", "manual", "fund_grant", "adjusting", "closing"}
)
"""Kinds whose only record is the entry itself; the others also moved stock, lots or hours."""


class EntryBelongsToAnotherFeature(Refusal):
    """The entry is one half of something: lots, hours, goods or a merchant hang on it."""

    code = "entry_belongs_to_another_feature"


class ReversalIsBeforeItsEntry(Refusal):
    code = "reversal_is_before_its_entry"
    status = 400


@dataclass(frozen=True, slots=True)
class EntryToReverse:
    """A posted entry with its printed number and what can still be taken back of each line.

    `left` counts what waits for approval as taken; it is in minor units, in the lines' order.
    `account_names` are by code, as the chart has them today.
    """

    entry: JournalEntry
    entry_no: str
    left: tuple[int, ...]
    account_names: Mapping[str, str]


async def entry_to_reverse(conn: AsyncConnection, *, estate_id: int, seq: int) -> EntryToReverse:
    """Return a posted money entry that can be taken back here, in whole or in part.

    Raises `ObjectIsNotHere`, `ReversalMayNotBeReversed`, `EntryBelongsToAnotherFeature` or
    `EntryIsAlreadyReversed`, in this order.
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
    original: ReversibleEntry = (await read_reversible(conn, [(estate_id, seq)]))[estate_id, seq]
    if not original.is_used_up:
        for lines in await reversal_queries.waiting_reversals(conn, estate_id, seq):
            original = original.after(lines)
    if original.is_used_up:
        await _refuse_second(conn, estate_id, seq, printed)
    names = await account_names(conn, estate_id, sorted({x.account_code for x in entry.lines}))
    return EntryToReverse(entry, printed, original.left, names)


async def _refuse_second(conn: AsyncConnection, estate_id: int, seq: int, printed: str) -> None:
    earlier = await reversal_queries.last_reversal_of(conn, estate_id, seq)
    where = f"见 {earlier.entry_no}" if earlier.entry_no else "冲销凭证正在等待审核或记账"
    raise EntryIsAlreadyReversed(
        f"凭证 {printed} 已经全部冲销过（{where}），不能再次冲销。",
        seq=seq,
        entry_no=earlier.entry_no,
        prepared_entry_id=earlier.prepared_entry_id,
    )


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
    amounts: Mapping[int, int] | None = None,
) -> PreparedEntry:
    """Prepare the 红字冲销 of a posted money entry, to be approved like any other entry.

    `amounts` says, by the number of the line, how much of it is taken back, in minor units; lines
    that it does not name stay. Without it all that is left is taken back.

    `effective_on` is in an open period, not before the entry's own date; a correction to a closed
    period falls into the open one and points back (domain.md §2.3). Raises what
    `entry_to_reverse` raises, `ObjectIsNotHere` for a line, `ReversalTakesTooMuch`,
    `ReversalIsBeforeItsEntry`, and what `prepare_entries` raises.
    """
    # Two requests for one entry wait for each other here; the second then sees the first.
    await serialise_preparing(conn, estate_id)
    original = await entry_to_reverse(conn, estate_id=estate_id, seq=seq)
    entry, printed = original.entry, original.entry_no
    taken = original.left if amounts is None else _amounts_taken(original, amounts)
    if effective_on < entry.effective_on:
        raise ReversalIsBeforeItsEntry(
            f"冲销日期不能早于原凭证的日期 {entry.effective_on.isoformat()}，请改日期。",
            effective_on=effective_on.isoformat(),
        )
    reversal = reverse(
        entry, seq=seq, entry_no=printed, on=effective_on, reason=reason, amounts=taken
    )
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


def _amounts_taken(original: EntryToReverse, amounts: Mapping[int, int]) -> tuple[int, ...]:
    """Return what is taken back of each line; refuses a line that is not there, or too much."""
    lines = original.entry.lines
    for number, amount in sorted(amounts.items()):
        if not 1 <= number <= len(lines):
            raise ObjectIsNotHere(f"第 {number} 条分录", line=number)
        line, left = lines[number - 1], original.left[number - 1]
        if amount > left:
            raise ReversalTakesTooMuch(
                f"第 {number} 条分录（科目 {line.account_code}）还能冲销 "
                f"{format_minor(left, line.currency)}，不能冲销 "
                f"{format_minor(amount, line.currency)}，请改小金额。",
                line=number,
                left=left,
                asked=amount,
            )
    return tuple(amounts.get(number, 0) for number in range(1, len(lines) + 1))
