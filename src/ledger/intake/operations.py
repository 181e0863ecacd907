"""Keep a file's original bytes, preview an import, book it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import bindparam

from ledger.errors import ObjectIsNotHere, Refusal
from ledger.intake import queries
from ledger.intake.documents import media_type_of
from ledger.intake.importer import (
    BookingResult,
    Importer,
    Progress,
    discover_importers,
    importer_of_kind,
)
from ledger.intake.preview import Preview
from ledger.intake.queries import ImportBatch, StoredDocument
from ledger.intake.source_file import ReadingLimits, SourceFile, check_size


class ImportRowCannotBeAccepted(Refusal):
    """Only doubtful rows wait for somebody's word; `row_no` is not one of them."""

    code = "import_row_cannot_be_accepted"
    status = 400


class DocumentHoldsPersonalData(Refusal):
    """It was handed in as a list of people with their numbers, and goes nowhere else."""

    code = "document_holds_personal_data"
    status = 403


@dataclass(frozen=True, slots=True)
class PreviewedImport:
    """An import together with what booking it would do now."""

    batch: ImportBatch
    preview: Preview


_STORE = text("""
    insert into source_document (estate_id, sha256, filename, media_type, size_bytes, content,
        uploaded_by)
    values (:estate_id, :sha256, :filename, :media_type, :size_bytes, :content, :uploaded_by)
    on conflict (estate_id, sha256) do nothing
""")

_ADD_IMPORT = text("""
    insert into import_batch (estate_id, kind, document_id, filename, uploaded_by)
    values (:estate_id, :kind, :document_id, :filename, :uploaded_by)
    returning import_id
""")

_MARK_BOOKED = text("""
    update import_batch set booked_by = :actor, booked_at = :now
    where estate_id = :estate_id and import_id = :import_id
""")

_KEEP_RESULT = text("""
    update import_batch set result = :result
    where estate_id = :estate_id and import_id = :import_id
""").bindparams(bindparam("result", type_=JSONB))


async def store_document(
    conn: AsyncConnection, *, estate_id: int, file: SourceFile, actor_user_id: int
) -> StoredDocument:
    """Keep the original bytes; the same bytes are the same document, under its first name.

    Raises `FileIsEmpty` or `FileIsTooLarge`.
    """
    check_size(file, ReadingLimits())
    await conn.execute(
        _STORE,
        {
            "estate_id": estate_id,
            "sha256": file.sha256,
            "filename": file.filename,
            "media_type": media_type_of(file.filename, file.content),
            "size_bytes": len(file.content),
            "content": file.content,
            "uploaded_by": actor_user_id,
        },
    )
    document = await queries.document_of_digest(conn, estate_id, file.sha256)
    assert document is not None, "it was just stored, or stood there before"
    return document


async def upload_import(
    conn: AsyncConnection,
    *,
    estate_id: int,
    kind: str,
    file: SourceFile,
    actor_user_id: int,
    importer: Importer | None = None,
) -> PreviewedImport:
    """Keep the file and say what booking it would do; nothing is booked.

    `importer` is one of this kind that takes less than the kind's own, for somebody who may hand in
    only a part. Raises `ImportKindIsUnknown` and whatever makes the file unreadable; then nothing
    is kept.
    """
    importer = importer or importer_of_kind(kind)
    check_size(file, ReadingLimits())
    preview = await importer.preview(conn, estate_id=estate_id, file=file)
    document = await store_document(
        conn, estate_id=estate_id, file=file, actor_user_id=actor_user_id
    )
    values = {
        "estate_id": estate_id,
        "kind": kind,
        "document_id": document.document_id,
        "filename": file.filename,
        "uploaded_by": actor_user_id,
    }
    import_id: int = (await conn.execute(_ADD_IMPORT, values)).scalar_one()
    return PreviewedImport(await _import(conn, estate_id, import_id), preview)


async def _import(conn: AsyncConnection, estate_id: int, import_id: int) -> ImportBatch:
    batch = await queries.read_import(conn, estate_id, import_id)
    if batch is None:
        raise ObjectIsNotHere("这次导入", import_id=import_id)
    return batch


async def _stored_file(conn: AsyncConnection, batch: ImportBatch) -> SourceFile:
    content = await queries.document_content(conn, batch.estate_id, batch.document_id)
    return SourceFile(batch.filename, content, batch.sha256)


async def preview_import(
    conn: AsyncConnection, *, estate_id: int, import_id: int, importer: Importer | None = None
) -> PreviewedImport:
    """Say from the stored bytes what booking the import would do now."""
    batch = await _import(conn, estate_id, import_id)
    file = await _stored_file(conn, batch)
    importer = importer or importer_of_kind(batch.kind)
    preview = await importer.preview(conn, estate_id=estate_id, file=file)
    return PreviewedImport(batch, preview)


async def book_import(
    conn: AsyncConnection,
    *,
    estate_id: int,
    import_id: int,
    accepted_rows: frozenset[int],
    actor_user_id: int,
    now: datetime,
    today: date,
    progress: Progress | None = None,
    importer: Importer | None = None,
) -> BookingResult:
    """Book the new rows of an import and the doubtful ones that somebody accepted.

    The stored bytes are read again inside this database transaction. Booking again books only
    what was not booked before, so rows that were left doubtful can be accepted later. Raises
    `ObjectIsNotHere`, `ImportRowCannotBeAccepted`, and what the importer raises.
    """
    await queries.lock_import(conn, estate_id, import_id)
    batch = await _import(conn, estate_id, import_id)
    if accepted_rows:
        before = await preview_import(
            conn, estate_id=estate_id, import_id=import_id, importer=importer
        )
        _check_accepted(before.preview, accepted_rows)
    values = {"estate_id": estate_id, "import_id": import_id}
    await conn.execute(_MARK_BOOKED, values | {"actor": actor_user_id, "now": now})
    result = await (importer or importer_of_kind(batch.kind)).book(
        conn,
        estate_id=estate_id,
        file=await _stored_file(conn, batch),
        accepted_rows=accepted_rows,
        actor_user_id=actor_user_id,
        now=now,
        today=today,
        progress=progress,
    )
    if batch.result is not None:
        result = _after(batch.result, result)
    await conn.execute(_KEEP_RESULT, values | {"result": result.to_json()})
    return result


def _after(earlier: Mapping[str, Any], now: BookingResult) -> BookingResult:
    """Return both bookings of one file as one: what the first booked is not merely known now."""
    return replace(
        now,
        booked=earlier["booked"] + now.booked,
        skipped_known=max(now.skipped_known - earlier["booked"], 0),
        first_seq=earlier["first_seq"] or now.first_seq,
        last_seq=now.last_seq or earlier["last_seq"],
        notes=now.notes or tuple(earlier["notes"]),
    )


def _check_accepted(preview: Preview, accepted_rows: frozenset[int]) -> None:
    status_of = {row.row_no: row.status for row in preview.rows}
    for row_no in sorted(accepted_rows):
        # A row that was booked meanwhile is simply skipped; accepting it twice is no mistake.
        if status_of.get(row_no) not in ("doubtful", "known"):
            raise ImportRowCannotBeAccepted(
                f"第 {row_no} 行不是存疑的行，不能勾选接受；请刷新预览后重选。", row_no=row_no
            )


async def check_not_personal(
    conn: AsyncConnection, estate_id: int, document_ids: Collection[int]
) -> None:
    """Raise `DocumentHoldsPersonalData` if one of the documents is a list of people.

    Such a file stays as it was handed in, because entries and checks rest on its SHA-256. So it
    must not be taken out again by everybody who reads documents, attached to what is published, or
    cited by an entry, which would put it into every audit package.
    """
    if await queries.personal_among(conn, estate_id, document_ids, kinds=personal_kinds()):
        raise DocumentHoldsPersonalData(
            "这份文件是住户名册，里面有个人信息，不能下载、公示或作为凭证附件；"
            "需要原件请找当时提交的人。"
        )


def personal_kinds() -> list[str]:
    """Return the kinds of files that list people with their phone numbers."""
    return [
        kind
        for kind, importer in discover_importers().items()
        if any(column.key == "phone" for column in importer.columns)
    ]
