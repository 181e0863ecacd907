"""Reading stored files and import batches."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.intake.source_file import SourceFile


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A stored file without its bytes."""

    document_id: int
    filename: str
    media_type: str
    size_bytes: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class ImportBatch:
    """One upload of a file for import; `result` is what booking it came to, None before."""

    estate_id: int
    import_id: int
    kind: str
    document_id: int
    filename: str
    sha256: bytes
    size_bytes: int
    uploaded_by: int
    uploaded_by_name: str
    uploaded_at: datetime
    booked_at: datetime | None
    result: dict[str, Any] | None


_DOCUMENT = """
    select document_id, filename, media_type, size_bytes, sha256
    from source_document where estate_id = :estate_id
"""
_DOCUMENT_BY_ID = text(_DOCUMENT + " and document_id = :document_id")
_DOCUMENT_BY_DIGEST = text(_DOCUMENT + " and sha256 = :sha256")

_CONTENT = text("""
    select content from source_document
    where estate_id = :estate_id and document_id = :document_id
""")

_IMPORT = """
    select b.estate_id, b.import_id, b.kind, b.document_id, b.filename, d.sha256, d.size_bytes,
        b.uploaded_by, u.display_name as uploaded_by_name, b.uploaded_at, b.booked_at, b.result
    from import_batch b
    join source_document d using (estate_id, document_id)
    join app_user u on u.user_id = b.uploaded_by
    where b.estate_id = :estate_id
"""
_IMPORT_BY_ID = text(_IMPORT + " and b.import_id = :import_id")
_IMPORTS = text(
    _IMPORT
    + """ and b.kind = any(cast(:kinds as text[]))
    and (cast(:after as bigint) is null or b.import_id < :after)
    order by b.import_id desc limit :limit"""
)
# The batch that is being booked right now comes first: its row was marked before the importer ran.
_BATCH_OF_FILE = text(
    _IMPORT
    + """ and b.kind = :kind and d.sha256 = :sha256
    order by b.booked_at desc nulls last, b.import_id desc limit 1"""
)
_LOCK_IMPORT = text("""
    select 1 from import_batch
    where estate_id = :estate_id and import_id = :import_id for update
""")


def _document(row: Row[Any]) -> StoredDocument:
    return StoredDocument(row.document_id, row.filename, row.media_type, row.size_bytes, row.sha256)


async def read_document(
    conn: AsyncConnection, estate_id: int, document_id: int
) -> StoredDocument | None:
    """Return a document of this estate, or None."""
    values = {"estate_id": estate_id, "document_id": document_id}
    row = (await conn.execute(_DOCUMENT_BY_ID, values)).one_or_none()
    return _document(row) if row is not None else None


async def document_of_digest(
    conn: AsyncConnection, estate_id: int, sha256: bytes
) -> StoredDocument | None:
    """Return the document of this estate with these bytes, or None."""
    values = {"estate_id": estate_id, "sha256": sha256}
    row = (await conn.execute(_DOCUMENT_BY_DIGEST, values)).one_or_none()
    return _document(row) if row is not None else None


async def document_content(conn: AsyncConnection, estate_id: int, document_id: int) -> bytes:
    """Return the original bytes; the document is known to be there."""
    values = {"estate_id": estate_id, "document_id": document_id}
    content: bytes = (await conn.execute(_CONTENT, values)).scalar_one()
    return content


async def read_import(conn: AsyncConnection, estate_id: int, import_id: int) -> ImportBatch | None:
    """Return an import of this estate, or None."""
    values = {"estate_id": estate_id, "import_id": import_id}
    row = (await conn.execute(_IMPORT_BY_ID, values)).one_or_none()
    return ImportBatch(**row._mapping) if row is not None else None


async def lock_import(conn: AsyncConnection, estate_id: int, import_id: int) -> None:
    """Lock an import until the end of the database transaction."""
    await conn.execute(_LOCK_IMPORT, {"estate_id": estate_id, "import_id": import_id})


async def list_imports(
    conn: AsyncConnection,
    estate_id: int,
    *,
    kinds: list[str],
    after: int | None,
    limit: int,
) -> list[ImportBatch]:
    """Return a page of the imports of some kinds, newest first."""
    values = {"estate_id": estate_id, "kinds": kinds, "after": after, "limit": limit}
    rows = await conn.execute(_IMPORTS, values)
    return [ImportBatch(**row._mapping) for row in rows]


async def batch_of_file(
    conn: AsyncConnection, *, estate_id: int, kind: str, file: SourceFile
) -> ImportBatch | None:
    """Return the import under which a file is being booked, for an importer that must name it."""
    values = {"estate_id": estate_id, "kind": kind, "sha256": file.sha256}
    row = (await conn.execute(_BATCH_OF_FILE, values)).one_or_none()
    return ImportBatch(**row._mapping) if row is not None else None


async def personal_among(
    conn: AsyncConnection, estate_id: int, document_ids: Collection[int], *, kinds: list[str]
) -> bool:
    """Tell whether one of the documents was handed in as a file of one of these kinds."""
    return bool(
        await conn.scalar(
            text("""select exists (select from import_batch
                where estate_id = :estate_id and document_id = any(cast(:ids as bigint[]))
                    and kind = any(cast(:kinds as text[])))"""),
            {"estate_id": estate_id, "ids": list(document_ids), "kinds": kinds},
        )
    )
