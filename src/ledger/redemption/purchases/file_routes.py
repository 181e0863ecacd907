"""The file of a shop's receipts over HTTP, for its shopkeeper: handed in, looked at, registered.

The office hands in files of any merchant where it imports all others.
"""

from __future__ import annotations

from dataclasses import dataclass

from litestar import Response, Router, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, MultipartBody
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
from ledger.redemption.purchases.payloads import ReceiptFileView
from ledger.web.idempotency import Once

E = "/api/v1/estates/{estate_id:int}"
ALL = f"{E}/counter/purchase-files"
ROWS_SHOWN = 500
FIRST = ("doubtful", "refused", "new", "known", "waiting")
"""Rows that somebody must look at stand first."""


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


def _view(found: PreviewedImport) -> ReceiptFileView:
    rows = sorted(found.preview.rows, key=lambda row: (FIRST.index(row.status), row.row_no))
    return ReceiptFileView(
        file=ImportView.of(found.batch, kind_title=found.preview.title, preview=found.preview),
        rows=[PreviewRowView.of(row) for row in rows[:ROWS_SHOWN]],
    )


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
) -> Response[ReceiptFileView]:
    """上传本店的小票文件并预览；这一步不登记。"""
    importer = _importer_of(actor)
    file = SourceFile.of(safe_filename(data.file.filename), await data.file.read())

    async def work() -> ReceiptFileView:
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


@post(
    f"{ALL}/{{import_id:int}}/book",
    guards=[may(Permission.REGISTER_PURCHASES)],
    tags=["counter"],
    status_code=200,
)
async def book_receipts(
    estate_id: FromPath[int],
    import_id: FromPath[int],
    data: JSONBody[Booking],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ReceiptFileView]:
    """登记文件里新的小票和勾选的存疑行；登记过的自动跳过，等小区确认以后到账。"""
    await _own(conn, actor, import_id)

    async def work() -> ReceiptFileView:
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
    route_handlers=[upload_receipts, book_receipts],
)
