"""The file of a shop's receipts over HTTP, for its shopkeeper: handed in, looked at, registered.

The office hands in files of any merchant where it imports all others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from litestar import Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, MultipartBody, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc, today_in_china
from ledger.errors import ObjectIsNotHere, PermissionIsMissing
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.intake import operations, queries
from ledger.intake.documents import safe_filename
from ledger.intake.operations import PreviewedImport
from ledger.intake.payloads import Booking, ImportView, PreviewRowView
from ledger.intake.routes import UNREADABLE
from ledger.intake.source_file import SourceFile
from ledger.redemption.purchases.importing import PurchasesImporter
from ledger.web.idempotency import Once
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

E = "/api/v1/estates/{estate_id:int}"
ALL = f"{E}/counter/purchase-files"
ONE = f"{ALL}/{{import_id:int}}"


@dataclass
class ReceiptsUpload:
    """本店收银机导出的小票。"""

    file: UploadFile


def _importer_of(actor: Actor) -> PurchasesImporter:
    if actor.merchant_id is None:
        raise PermissionIsMissing
    return PurchasesImporter(merchant_id=actor.merchant_id)


async def _own(conn: AsyncConnection, actor: Actor, import_id: int) -> PreviewedImport:
    """Return one's own file and what it would do now; raises `ObjectIsNotHere` for any other."""
    importer = _importer_of(actor)
    batch = await queries.read_import(conn, actor.estate_id, import_id)
    if batch is None or batch.kind != importer.kind or batch.uploaded_by != actor.user_id:
        raise ObjectIsNotHere("这次导入")
    return await operations.preview_import(
        conn, estate_id=actor.estate_id, import_id=import_id, importer=importer
    )


def _view(found: PreviewedImport) -> ImportView:
    return ImportView.of(found.batch, kind_title=found.preview.title, preview=found.preview)


@post(
    ALL,
    guards=[may(Permission.REGISTER_PURCHASES)],
    tags=["counter"],
    exception_handlers=UNREADABLE,
)
async def upload_receipts(
    estate_id: FromPath[int],
    data: MultipartBody[ReceiptsUpload],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ImportView]:
    """上传本店的小票文件并预览；这一步不登记。"""
    importer = _importer_of(actor)
    file = SourceFile.of(safe_filename(data.file.filename), await data.file.read())

    async def work() -> ImportView:
        return _view(
            await operations.upload_import(
                conn,
                estate_id=estate_id,
                kind=importer.kind,
                file=file,
                actor_user_id=actor.user_id,
                importer=importer,
            )
        )

    return await once(conn, {"filename": file.filename, "sha256": file.sha256.hex()}, work)


@get(ONE, guards=[may(Permission.REGISTER_PURCHASES)], tags=["counter"])
async def read_receipts(
    estate_id: FromPath[int],
    import_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> ImportView:
    """本店的一次小票文件和它现在的预览。"""
    return _view(await _own(conn, actor, import_id))


@get(f"{ONE}/rows", guards=[may(Permission.REGISTER_PURCHASES)], tags=["counter"])
async def list_receipt_rows(
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
    rows = [
        row
        for row in sorted((await _own(conn, actor, import_id)).preview.rows, key=lambda r: r.row_no)
        if (status is None or row.status == status) and (key is None or row.row_no > key[0])
    ]
    return page_of(
        rows[: limit + 1],
        limit=limit,
        key=lambda row: (row.row_no,),
        item=PreviewRowView.of,
    )


@post(f"{ONE}/book", guards=[may(Permission.REGISTER_PURCHASES)], tags=["counter"], status_code=200)
async def book_receipts(
    estate_id: FromPath[int],
    import_id: FromPath[int],
    data: JSONBody[Booking],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ImportView]:
    """登记文件里新的小票和勾选的存疑行；登记过的自动跳过，等小区确认以后到账。"""
    await _own(conn, actor, import_id)

    async def work() -> ImportView:
        await operations.book_import(
            conn,
            estate_id=estate_id,
            import_id=import_id,
            accepted_rows=frozenset(data.accepted_rows),
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
            importer=_importer_of(actor),
        )
        return _view(await _own(conn, actor, import_id))

    return await once(conn, data, work, status=200)


receipt_files = Router(
    path="/",
    route_handlers=[upload_receipts, read_receipts, list_receipt_rows, book_receipts],
)
