"""Draft, publish, discard, attach. What is published is frozen with the head of the book.

Lock order: the disclosure's row, then the book's head, as everywhere the book is locked last.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import bindparam

from ledger.audit_log.operations import write_audit_line
from ledger.bookkeeping.canonical import recorded_text
from ledger.bookkeeping.period import Month
from ledger.db.ids import new_token, today_in_china
from ledger.disclosure import queries
from ledger.disclosure.figures import compute_figures
from ledger.disclosure.queries import DisclosureRow
from ledger.disclosure.rules import (
    DisclosureDraftExists,
    DisclosureIsNotADraft,
    DocumentIsAlreadyAttached,
    FiguresHaveChanged,
    check_changes,
    check_closed,
    check_months,
    check_publisher,
    numbered,
    title_of,
)
from ledger.errors import ObjectIsNotHere
from ledger.estates.queries import read_estate
from ledger.evidence.publications import NO_PREVIOUS, record_fields, record_hash
from ledger.intake.operations import check_not_personal
from ledger.messages.operations import put_messages, residents_with_logins
from ledger.messages.outbox import NewMessage
from ledger.messages.templates import VALUE_LENGTH_MAX
from ledger.reporting.movements import Range

TOKEN_BYTES = 16

# Waits for another draft of the same months that is not committed yet, and gives way to it.
_INSERT = text("""
    insert into disclosure (estate_id, number, title, token, from_month, to_month, figures,
        prepared_by, prepared_at)
    values (:estate_id, :number, :title, :token, :first, :last, :figures, :actor, :now)
    on conflict (estate_id, from_month, to_month, state) where state in ('draft', 'published')
        do nothing
    returning disclosure_id
""").bindparams(bindparam("figures", type_=JSONB))

_LOCK = text("""
    select state from disclosure
    where estate_id = :estate_id and disclosure_id = :disclosure_id for update
""")

_LOCK_BOOK = text("""
    select size, root_hash from book where estate_id = :estate_id for no key update
""")

_SUPERSEDE = text("""
    update disclosure set state = 'superseded', superseded_by_id = :newer
    where estate_id = :estate_id and disclosure_id = :older
""")

_PUBLISH = text("""
    update disclosure set state = 'published', number = :number, title = :title,
        published_by = :published_by, published_at = :now, publication_no = :publication_no,
        checkpoint_size = :checkpoint_size, checkpoint_root = :root, record_hash = :record_hash,
        supersedes_id = :supersedes
    where estate_id = :estate and disclosure_id = :disclosure_id
""")

_ATTACH = text("""
    insert into disclosure_document (estate_id, disclosure_id, document_id, title, attached_by,
        attached_at)
    values (:estate_id, :disclosure_id, :document_id, :title, :actor, :now)
    on conflict do nothing
    returning 1
""")


async def draft_disclosure(
    conn: AsyncConnection,
    *,
    estate_id: int,
    first: Month,
    last: Month,
    actor_user_id: int,
    now: datetime,
) -> DisclosureRow:
    """Compute a disclosure for the committee to look at; residents do not see it.

    Raises `ObjectIsNotHere` (no book), `DisclosureMonthsAreWrong` or `DisclosureDraftExists`.
    """
    estate = await read_estate(conn, estate_id)
    if estate.first_month is None:
        raise ObjectIsNotHere("这个小区的账簿")
    check_months(first, last, first_of_book=Month.from_number(estate.first_month))
    await _refuse_second_draft(conn, estate_id, first, last)
    earlier, _ = await queries.published_before(conn, estate_id, first, last)
    figures = await compute_figures(conn, estate_id, Range(first, last))
    disclosure_id: int | None = (
        await conn.execute(
            _INSERT,
            {
                "estate_id": estate_id,
                "number": numbered(first, last, earlier=earlier),
                "title": title_of(estate.name, first, last, earlier=earlier),
                "token": new_token(TOKEN_BYTES),
                "first": first.number,
                "last": last.number,
                "figures": figures,
                "actor": actor_user_id,
                "now": now,
            },
        )
    ).scalar_one_or_none()
    if disclosure_id is None:
        await _refuse_second_draft(conn, estate_id, first, last)
    assert disclosure_id is not None
    return await queries.read_disclosure(conn, estate_id, disclosure_id)


async def _refuse_second_draft(
    conn: AsyncConnection, estate_id: int, first: Month, last: Month
) -> None:
    known = await queries.draft_for(conn, estate_id, first, last)
    if known is not None:
        raise DisclosureDraftExists(
            "这几个月已有一份公示草稿，请打开它，或先作废再重新生成。", disclosure_id=known
        )


async def publish_disclosure(
    conn: AsyncConnection,
    *,
    estate_id: int,
    disclosure_id: int,
    actor_user_id: int,
    now: datetime,
) -> DisclosureRow:
    """Freeze a draft with the book's head; it supersedes what was valid for the same months.

    Raises `ObjectIsNotHere`, `DisclosureIsNotADraft`, `PreparerMayNotPublish`,
    `PeriodIsStillOpen`, `FiguresHaveChanged` or `DisclosureChangesNothing`, in this order.
    """
    await _lock_draft(conn, estate_id, disclosure_id)
    draft = await queries.read_disclosure(conn, estate_id, disclosure_id)
    check_publisher(prepared_by=draft.prepared_by, actor_user_id=actor_user_id)
    head = (await conn.execute(_LOCK_BOOK, {"estate_id": estate_id})).one()
    check_closed(
        draft.first.through(draft.last),
        await queries.period_states(conn, estate_id, draft.first, draft.last),
    )
    figures = await compute_figures(conn, estate_id, Range(draft.first, draft.last))
    if _plain(figures) != draft.figures:
        raise FiguresHaveChanged("草稿生成之后账簿又有变动，请财务委员作废草稿，重新生成后再发布。")
    earlier, older = await queries.published_before(conn, estate_id, draft.first, draft.last)
    if older is not None:
        await _check_changes(conn, draft, older)
    previous = await queries.last_publication(conn, estate_id)
    record: dict[str, Any] = {
        "estate": estate_id,
        "disclosure_id": disclosure_id,
        "number": numbered(draft.first, draft.last, earlier=earlier),
        "title": title_of(draft.estate_name, draft.first, draft.last, earlier=earlier),
        "token": draft.token,
        "from_month": draft.from_month,
        "to_month": draft.to_month,
        "figures": draft.figures,
        "prepared_by": draft.prepared_by,
        "published_by": actor_user_id,
        "published_at": recorded_text(now),
        "publication_no": previous[0] + 1 if previous else 1,
        "checkpoint_size": head.size,
        "checkpoint_root": head.root_hash.hex(),
        "supersedes": older,
    }
    fields = record_fields(record)
    hashed = record_hash(fields, previous=previous[1] if previous else NO_PREVIOUS)
    if older is not None:
        await conn.execute(
            _SUPERSEDE, {"estate_id": estate_id, "older": older, "newer": disclosure_id}
        )
    await conn.execute(
        _PUBLISH, fields | {"now": now, "root": head.root_hash, "record_hash": hashed}
    )
    # `ledger verify` looks for every publication that this line remembers.
    await write_audit_line(
        conn,
        estate_id=estate_id,
        actor_user_id=actor_user_id,
        action="disclosure_published",
        outcome="done",
        object_=f"disclosure:{disclosure_id}",
        details={"number": fields["number"], "record_hash": hashed.hex()},
    )
    await _tell_residents(conn, record, today=today_in_china(now))
    return await queries.read_disclosure(conn, estate_id, disclosure_id)


async def _tell_residents(
    conn: AsyncConnection, published: Mapping[str, Any], *, today: date
) -> None:
    estate_id, number = published["estate"], published["disclosure_id"]
    residents = await residents_with_logins(conn, estate_id=estate_id, today=today)
    await put_messages(
        conn,
        [
            NewMessage(
                estate_id=estate_id,
                template="disclosure_published",
                key=f"disclosure_published:{number}:{resident_id}",
                args={"title": str(published["title"])[:VALUE_LENGTH_MAX]},
                resident_id=resident_id,
                link=f"/d/{published['token']}",
            )
            for resident_id in residents
        ],
    )


async def _check_changes(conn: AsyncConnection, draft: DisclosureRow, older_id: int) -> None:
    older = await queries.read_disclosure(conn, draft.estate_id, older_id)
    assert older.checkpoint_size is not None
    corrections = await queries.corrections_of(conn, draft)
    check_changes(
        # A table that disclosures did not have then is no correction of one of them.
        is_same=draft.figures == {**draft.figures, **older.figures},
        corrections_from=corrections[-1].seq if corrections else None,
        published_size=older.checkpoint_size,
        number=older.number,
    )


async def discard_draft(
    conn: AsyncConnection, *, estate_id: int, disclosure_id: int
) -> DisclosureRow:
    """Drop a draft. Raises `ObjectIsNotHere` or `DisclosureIsNotADraft`."""
    await _lock_draft(conn, estate_id, disclosure_id)
    await conn.execute(
        text("""update disclosure set state = 'discarded'
            where estate_id = :estate_id and disclosure_id = :disclosure_id"""),
        {"estate_id": estate_id, "disclosure_id": disclosure_id},
    )
    return await queries.read_disclosure(conn, estate_id, disclosure_id)


async def attach_document(
    conn: AsyncConnection,
    *,
    estate_id: int,
    disclosure_id: int,
    document_id: int,
    title: str,
    actor_user_id: int,
    now: datetime,
) -> DisclosureRow:
    """Attach a document to a draft or a valid disclosure; it changes no figure.

    An audit report often arrives after publication, so it may be attached then; the page says
    when. Raises `ObjectIsNotHere`, `DisclosureIsNotADraft` (superseded or discarded) or
    `DocumentIsAlreadyAttached`.
    """
    ids = {"estate_id": estate_id, "disclosure_id": disclosure_id}
    state = (await conn.execute(_LOCK, ids)).scalar_one_or_none()
    if state is None:
        raise ObjectIsNotHere("这期公示")
    if state not in ("draft", "published"):
        raise DisclosureIsNotADraft("这期公示已被更正或作废，不能再附文件。", state=state)
    exists = await conn.scalar(
        text("""select exists (select from source_document
            where estate_id = :estate_id and document_id = :document_id)"""),
        {"estate_id": estate_id, "document_id": document_id},
    )
    if not exists:
        raise ObjectIsNotHere("这份文件")
    await check_not_personal(conn, estate_id, [document_id])
    attached = await conn.execute(
        _ATTACH,
        ids | {"document_id": document_id, "title": title, "actor": actor_user_id, "now": now},
    )
    if attached.first() is None:
        raise DocumentIsAlreadyAttached("这份文件已经附在这期公示上，不必再附。")
    return await queries.read_disclosure(conn, estate_id, disclosure_id)


async def _lock_draft(conn: AsyncConnection, estate_id: int, disclosure_id: int) -> None:
    ids = {"estate_id": estate_id, "disclosure_id": disclosure_id}
    state = (await conn.execute(_LOCK, ids)).scalar_one_or_none()
    if state is None:
        raise ObjectIsNotHere("这期公示")
    if state != "draft":
        raise DisclosureIsNotADraft("这期公示已经发布或作废，不能再改动。", state=state)


def _plain(figures: dict[str, Any]) -> Any:
    """Return the figures as the database gives them back."""
    return msgspec.json.decode(msgspec.json.encode(figures))
