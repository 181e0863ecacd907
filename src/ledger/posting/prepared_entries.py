"""制单: money entries that people prepare, for another to approve (`approval`) before posting.

An entry is validated when it is prepared, by a dry run of the engine's own rules, so that what
waits for approval can be posted. Its content never changes afterwards (the database says so too).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.balance import Balance
from ledger.bookkeeping.currency import EntrySeries
from ledger.bookkeeping.entry import EntryLine, JournalEntry
from ledger.bookkeeping.period import Month, check_within_the_book
from ledger.errors import JsonValue, ObjectIsNotHere, Refusal
from ledger.intake.operations import check_not_personal
from ledger.posting import prepared_queries, queries
from ledger.posting.approval_messages import tell_approvers
from ledger.posting.entry_checks import run_entry_checks
from ledger.posting.prepared_queries import PreparedEntry, line_to_json
from ledger.posting.rules import OpenBatch, PostingCommand


class SourceRowIsKnown(Refusal):
    """The same row of a file was prepared before and not sent back."""

    code = "source_row_is_known"


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """What a preparer says; `source_key` is the identity of the row of a file it came from.

    `flags` are remarks for the approver, each with `code` and `message`.
    """

    kind: str
    effective_on: date
    narration: str
    lines: tuple[EntryLine, ...]
    counterparty: str = ""
    document_no: str = ""
    source: str = ""
    source_key: str | None = None
    document_ids: tuple[int, ...] = ()
    flags: tuple[dict[str, JsonValue], ...] = ()
    import_id: int | None = None
    reverses_seq: int | None = None


_SOMEBODY_ELSE = 0
"""Nobody's user id: in a dry run the approval that is still to come is taken for granted."""

_SERIALISE = text("select pg_advisory_xact_lock(hashtextextended('prepared_entry', :estate_id))")

_OPEN_PERIODS = text("""
    insert into period (estate_id, fiscal_month)
    select :estate_id, month from unnest(cast(:months as int[])) as month
    on conflict (estate_id, fiscal_month) do nothing
""")

_INSERT = text("""
    insert into prepared_entry (estate_id, kind, effective_on, narration, counterparty,
        document_no, source, source_key, lines, total_fen, document_ids, flags, import_id,
        reverses_seq, prepared_by, prepared_at)
    select :estate_id, d.kind, d.effective_on, d.narration, d.counterparty, d.document_no,
        d.source, d.source_key, d.lines, d.total_fen,
        array(select i::bigint from jsonb_array_elements_text(d.document_ids)
            with ordinality as x (i, position) order by position),
        d.flags, d.import_id, d.reverses_seq, :prepared_by, :prepared_at
    from jsonb_to_recordset(cast(:drafts as jsonb)) as d (position int, kind text,
        effective_on date, narration text, counterparty text, document_no text, source text,
        source_key text, lines jsonb, total_fen bigint, document_ids jsonb, flags jsonb,
        import_id bigint, reverses_seq bigint)
    order by d.position
    returning prepared_entry_id
""").bindparams(bindparam("drafts", type_=JSONB))


async def prepare_entry(
    conn: AsyncConnection,
    *,
    estate_id: int,
    draft: EntryDraft,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> PreparedEntry:
    """Prepare one entry; see `prepare_entries`."""
    prepared = await prepare_entries(
        conn,
        estate_id=estate_id,
        drafts=[draft],
        actor_user_id=actor_user_id,
        now=now,
        today=today,
    )
    return prepared[0]


async def prepare_entries(
    conn: AsyncConnection,
    *,
    estate_id: int,
    drafts: Sequence[EntryDraft],
    actor_user_id: int,
    now: datetime,
    today: date,
) -> list[PreparedEntry]:
    """Validate the drafts as journal entries and store them, in order, to wait for approval.

    Raises the refusals of `bookkeeping.entry` and `posting.rules` (floors are left to posting),
    `PeriodIsClosed` and its like, `SourceRowIsKnown`, `ObjectIsNotHere` for a document that is
    not there, and those of the features' entry checks.
    """
    if not drafts:
        return []
    wanted = sorted({document_id for draft in drafts for document_id in draft.document_ids})
    documents = await prepared_queries.attached_documents(conn, estate_id, wanted)
    if len(documents) < len(wanted):
        raise ObjectIsNotHere("所附的原始凭证文件")
    await check_not_personal(conn, estate_id, wanted)
    entries = [
        _journal_entry(draft, tuple(documents[each].sha256 for each in draft.document_ids))
        for draft in drafts
    ]
    await _dry_run(conn, estate_id=estate_id, entries=entries, actor=actor_user_id, today=today)
    await _refuse_known_rows(conn, estate_id, drafts)
    await run_entry_checks(conn, estate_id=estate_id, entries=entries, stage="prepare")
    rows = await conn.execute(
        _INSERT,
        {
            "estate_id": estate_id,
            "drafts": _stored_json(drafts, entries),
            "prepared_by": actor_user_id,
            "prepared_at": now,
        },
    )
    ids = sorted(rows.scalars().all())
    found = await prepared_queries.read_prepared(conn, estate_id, ids)
    await tell_approvers(
        conn,
        [found[each] for each in ids],
        estate_id=estate_id,
        preparer=actor_user_id,
        today=today,
    )
    return [found[each] for each in ids]


def _journal_entry(draft: EntryDraft, digests: tuple[bytes, ...]) -> JournalEntry:
    return JournalEntry(
        series=EntrySeries.MONEY,
        kind=draft.kind,
        effective_on=draft.effective_on,
        narration=draft.narration,
        lines=draft.lines,
        source=draft.source,
        documents=digests,
        reverses_seq=draft.reverses_seq,
    )


async def _dry_run(
    conn: AsyncConnection,
    *,
    estate_id: int,
    entries: Sequence[JournalEntry],
    actor: int,
    today: date,
) -> None:
    """Let the engine decide the entries with floors left out, and write nothing."""
    book = await prepared_queries.book_head(conn, estate_id)
    for entry in entries:
        check_within_the_book(entry.effective_on, first_month=book.first_month, today=today)
    originals = [(estate_id, e.reverses_seq) for e in entries if e.reverses_seq is not None]
    for (_, seq), original in (await queries.read_reversible(conn, originals)).items():
        book.reversible[seq] = original
    months = sorted({Month.of(entry.effective_on).number for entry in entries})
    # The rows must be there to be shared: a period that is being closed waits for us, or we for it.
    await conn.execute(_OPEN_PERIODS, {"estate_id": estate_id, "months": months})
    book.period_states = await prepared_queries.share_period_states(conn, estate_id, months)
    keys = {(estate_id, line.account_code, line.holder) for e in entries for line in e.lines}
    found = await queries.read_accounts(conn, sorted(keys))
    accounts = {
        key: replace(item, account=replace(item.account, floor=None)) for key, item in found.items()
    }
    commands = [
        PostingCommand(
            estate_id, entry, f"dry run:{position}", prepared_by=actor, approved_by=_SOMEBODY_ELSE
        )
        for position, entry in enumerate(entries)
    ]
    OpenBatch(
        books={estate_id: book},
        accounts=accounts,
        balances={item.account.account_id: Balance() for item in accounts.values()},
        recorded_at=datetime.combine(today, datetime.min.time()),
        today=today,
    ).post(commands, posted_by=actor)


async def serialise_preparing(conn: AsyncConnection, estate_id: int) -> None:
    """Let one request at a time prepare what may exist only once; the others wait and see it."""
    await conn.execute(_SERIALISE, {"estate_id": estate_id})


async def _refuse_known_rows(
    conn: AsyncConnection, estate_id: int, drafts: Sequence[EntryDraft]
) -> None:
    keys = [draft.source_key for draft in drafts if draft.source_key is not None]
    if not keys:
        return
    await serialise_preparing(conn, estate_id)
    known = await prepared_queries.known_source_keys(conn, estate_id, keys)
    repeated = len(set(keys)) < len(keys)
    if known or repeated:
        prepared_entry_id = next((entry_id for entry_id, _ in known.values()), None)
        raise SourceRowIsKnown(
            "这一行已经制过单，不能重复制单；请查看原来的凭证。",
            prepared_entry_id=prepared_entry_id,
        )


def _stored_json(drafts: Sequence[EntryDraft], entries: Sequence[JournalEntry]) -> Any:
    return [
        {
            "position": position,
            "kind": draft.kind,
            "effective_on": draft.effective_on.isoformat(),
            "narration": draft.narration,
            "counterparty": draft.counterparty,
            "document_no": draft.document_no,
            "source": draft.source,
            "source_key": draft.source_key,
            "lines": [line_to_json(line) for line in draft.lines],
            "total_fen": entry.total,
            "document_ids": list(draft.document_ids),
            "flags": list(draft.flags),
            "import_id": draft.import_id,
            "reverses_seq": draft.reverses_seq,
        }
        for position, (draft, entry) in enumerate(zip(drafts, entries, strict=True))
    ]
