"""Uploads, previews and bookings of files, and the store of original documents, over HTTP."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, MultipartBody, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc, today_in_china
from ledger.errors import ObjectIsNotHere, PermissionIsMissing, Refusal
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import BOOKS, Actor, Role
from ledger.intake import operations, queries
from ledger.intake.documents import download_headers, safe_filename
from ledger.intake.importer import Importer, discover_importers, importer_of_kind
from ledger.intake.payloads import (
    Booking,
    ImportKindsView,
    ImportKindView,
    ImportView,
    PreviewRowView,
    StoredDocumentView,
)
from ledger.intake.source_file import SourceFile
from ledger.web.idempotency import Once
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of
from ledger.web.problems import on_refusal, on_unexpected

E = "/api/v1/estates/{estate_id:int}"

IMPORTS_OF: Mapping[str, frozenset[Role]] = {
    "import_estate_data": frozenset({Role.OPERATOR, Role.COMMITTEE, Role.TREASURER}),
    "import_service_data": frozenset({Role.ORGANISER}),
    "import_money": frozenset({Role.TREASURER}),
    "import_purchases": frozenset({Role.ORGANISER, Role.TREASURER, Role.COMMITTEE}),
}
"""Which roles an importer's permission stands for."""


class UploadIsUnreadable(Refusal):
    """A form field says that it is text in an encoding, and is not."""

    code = "upload_is_unreadable"
    status = 400


def _on_unreadable_field(request: Request[Any, Any, Any], _: Exception) -> Response[Any]:
    # The framework decodes the form's text fields before the handler runs.
    return on_refusal(
        request, UploadIsUnreadable("上传的内容不完整或文字编码有误，请刷新页面后重新选择文件。")
    )


# An encoding that nobody knows is a LookupError; so is a KeyError, which would be ours.
UNREADABLE: MutableMapping[int | type[Exception], Any] = {
    UnicodeDecodeError: _on_unreadable_field,
    LookupError: _on_unreadable_field,
    KeyError: on_unexpected,
    IndexError: on_unexpected,
}


@dataclass
class ImportUpload:
    """要导入的文件和它的种类。"""

    kind: str
    file: UploadFile


@dataclass
class DocumentUpload:
    """一份原始凭证。"""

    file: UploadFile


def may_import(importer: Importer, actor: Actor) -> bool:
    """Tell whether the actor may upload and book this kind."""
    return bool(actor.roles & IMPORTS_OF[importer.permission])


def _may_read(importer: Importer, actor: Actor) -> bool:
    return may_import(importer, actor) or bool(actor.roles & set(BOOKS))


async def _source_file(upload: UploadFile) -> SourceFile:
    return SourceFile.of(safe_filename(upload.filename), await upload.read())


@get(f"{E}/import-kinds", guards=[may(Permission.IMPORT_FILES)], tags=["imports"])
async def list_import_kinds(
    estate_id: FromPath[int], actor: NamedDependency[Actor]
) -> ImportKindsView:
    """可以导入的文件种类和应有的列。"""
    return ImportKindsView(
        items=[
            ImportKindView.of(importer)
            for importer in discover_importers().values()
            if may_import(importer, actor)
        ]
    )


@post(
    f"{E}/imports",
    guards=[may(Permission.IMPORT_FILES)],
    tags=["imports"],
    exception_handlers=UNREADABLE,
)
async def upload_import(
    estate_id: FromPath[int],
    data: MultipartBody[ImportUpload],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ImportView]:
    """上传文件并预览；这一步不入账。"""
    importer = importer_of_kind(data.kind)
    if not may_import(importer, actor):
        raise PermissionIsMissing
    file = await _source_file(data.file)

    async def work() -> ImportView:
        uploaded = await operations.upload_import(
            conn, estate_id=estate_id, kind=data.kind, file=file, actor_user_id=actor.user_id
        )
        return ImportView.of(uploaded.batch, kind_title=importer.title, preview=uploaded.preview)

    said = {"kind": data.kind, "filename": file.filename, "sha256": file.sha256.hex()}
    return await once(conn, said, work)


@get(f"{E}/imports", guards=[may(Permission.IMPORT_FILES)], tags=["imports"])
async def list_imports(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
) -> Page[ImportView]:
    """导入记录，从新到旧，不带预览。"""
    importers = discover_importers()
    key = decode_cursor(after, int)
    rows = await queries.list_imports(
        conn,
        estate_id,
        kinds=[kind for kind, importer in importers.items() if _may_read(importer, actor)],
        after=key[0] if key else None,
        limit=limit + 1,
    )
    return page_of(
        rows,
        limit=limit,
        key=lambda batch: (batch.import_id,),
        item=lambda batch: ImportView.of(batch, kind_title=importers[batch.kind].title),
    )


async def _readable(
    conn: AsyncConnection, actor: Actor, import_id: int
) -> operations.PreviewedImport:
    previewed = await operations.preview_import(
        conn, estate_id=actor.estate_id, import_id=import_id
    )
    if not _may_read(importer_of_kind(previewed.batch.kind), actor):
        raise ObjectIsNotHere("这次导入")
    return previewed


@get(f"{E}/imports/{{import_id:int}}", guards=[may(Permission.IMPORT_FILES)], tags=["imports"])
async def read_import(
    estate_id: FromPath[int],
    import_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> ImportView:
    """一次导入和它现在的预览：从保存的原始文件重新算出。"""
    found = await _readable(conn, actor, import_id)
    return ImportView.of(found.batch, kind_title=found.preview.title, preview=found.preview)


@get(f"{E}/imports/{{import_id:int}}/rows", guards=[may(Permission.IMPORT_FILES)], tags=["imports"])
async def list_import_rows(
    estate_id: FromPath[int],
    import_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
    status: Annotated[
        Literal["new", "known", "doubtful", "refused", "waiting"] | None,
        QueryParameter(description="只看一种状态的行"),
    ] = None,
) -> Page[PreviewRowView]:
    """预览的各行和理由。"""
    key = decode_cursor(after, int)
    found = await _readable(conn, actor, import_id)
    rows = [
        row
        for row in sorted(found.preview.rows, key=lambda row: row.row_no)
        if (status is None or row.status == status) and (key is None or row.row_no > key[0])
    ]
    return page_of(
        rows[: limit + 1],
        limit=limit,
        key=lambda row: (row.row_no,),
        item=PreviewRowView.of,
    )


@post(
    f"{E}/imports/{{import_id:int}}/book",
    guards=[may(Permission.IMPORT_FILES)],
    tags=["imports"],
    status_code=200,
)
async def book_import(
    estate_id: FromPath[int],
    import_id: FromPath[int],
    data: JSONBody[Booking],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ImportView]:
    """入账：新的行和勾选接受的存疑行；已入过的行自动跳过。"""
    batch = await queries.read_import(conn, estate_id, import_id)
    if batch is None or not _may_read(importer_of_kind(batch.kind), actor):
        raise ObjectIsNotHere("这次导入")
    importer = importer_of_kind(batch.kind)
    if not may_import(importer, actor):
        raise PermissionIsMissing

    async def work() -> ImportView:
        await operations.book_import(
            conn,
            estate_id=estate_id,
            import_id=import_id,
            accepted_rows=frozenset(data.accepted_rows),
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        after = await operations.preview_import(conn, estate_id=estate_id, import_id=import_id)
        return ImportView.of(after.batch, kind_title=importer.title, preview=after.preview)

    return await once(conn, data, work, status=200)


@post(
    f"{E}/documents",
    guards=[may(Permission.HAND_IN_DOCUMENTS)],
    tags=["documents"],
    exception_handlers=UNREADABLE,
)
async def upload_document(
    estate_id: FromPath[int],
    data: MultipartBody[DocumentUpload],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[StoredDocumentView]:
    """保存一份原始凭证：原样保存，同样的内容只存一份。"""
    file = await _source_file(data.file)

    async def work() -> StoredDocumentView:
        document = await operations.store_document(
            conn, estate_id=estate_id, file=file, actor_user_id=actor.user_id
        )
        return StoredDocumentView.of(document)

    return await once(conn, {"filename": file.filename, "sha256": file.sha256.hex()}, work)


@get(
    f"{E}/documents/{{document_id:int}}/content",
    guards=[may(Permission.READ_DOCUMENTS)],
    tags=["documents"],
    media_type="application/octet-stream",
)
async def download_document(
    estate_id: FromPath[int],
    document_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
) -> Response[bytes]:
    """下载原始文件，一个字节也不改；住户名册有个人信息，不能下载。"""
    document = await queries.read_document(conn, estate_id, document_id)
    if document is None:
        raise ObjectIsNotHere("这份文件")
    await operations.check_not_personal(conn, estate_id, [document_id])
    return Response(
        await queries.document_content(conn, estate_id, document_id),
        media_type=document.media_type,
        headers=download_headers(document.filename),
    )
