"""财务公示 at the desk: draft, look, publish, and the audit package. Public pages: `public`."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

import anyio
from litestar import Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import File
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.audit_log.operations import write_audit_line
from ledger.bookkeeping.period import Month
from ledger.db.ids import now_utc
from ledger.db.session import in_estates
from ledger.disclosure import operations, queries
from ledger.disclosure.payloads import (
    DisclosureView,
    EntryBehindLineView,
    NewDisclosure,
    NewDisclosureDocument,
    Nothing,
    PublishedDisclosureView,
)
from ledger.disclosure.public.routes import (
    public_document,
    public_estate,
    public_honours,
    public_json,
    public_line,
    public_page,
    public_style,
)
from ledger.disclosure.queries import DisclosureRow
from ledger.errors import ObjectIsNotHere
from ledger.estates.masking import mask_counterparty
from ledger.evidence.operations import for_disclosure, make_checkpoint
from ledger.evidence.sealer import Sealer
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.reporting.audit_package import write_audit_package
from ledger.reporting.queries import chart_by_code
from ledger.reporting.routes import month_range
from ledger.settings import Settings
from ledger.web.idempotency import Once
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

__all__ = [
    "attach_disclosure_document",
    "discard_disclosure",
    "download_audit_package",
    "draft_disclosure",
    "list_disclosures",
    "list_published_disclosures",
    "public_document",
    "public_estate",
    "public_honours",
    "public_json",
    "public_line",
    "public_page",
    "public_style",
    "publish_disclosure",
    "read_disclosure",
    "read_disclosure_line",
]

E = "/api/v1/estates/{estate_id:int}"


async def _view(conn: AsyncConnection, row: DisclosureRow, settings: Settings) -> DisclosureView:
    documents = await queries.documents_of(conn, row.estate_id, [row.disclosure_id])
    return DisclosureView.of(row, documents[row.disclosure_id], base_url=settings.base_url)


@get(f"{E}/disclosures", guards=[may(Permission.READ_DISCLOSURES)], tags=["disclosure"])
async def list_disclosures(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    settings: NamedDependency[Settings],
    limit: Limit = 50,
    after: After = None,
) -> Page[DisclosureView]:
    """公示列表：新的在前，作废的草稿不列。"""
    key = decode_cursor(after, int)
    rows = await queries.list_disclosures(
        conn, estate_id, after=key[0] if key else None, limit=limit + 1
    )
    documents = await queries.documents_of(conn, estate_id, [row.disclosure_id for row in rows])
    return page_of(
        rows,
        limit=limit,
        key=lambda row: (row.disclosure_id,),
        item=lambda row: DisclosureView.of(
            row, documents[row.disclosure_id], base_url=settings.base_url
        ),
    )


@get(f"{E}/me/disclosures", guards=[may(Permission.LIST_PUBLISHED)], tags=["me"])
async def list_published_disclosures(
    estate_id: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> list[PublishedDisclosureView]:
    """小区已发布的公示，新的在前。"""
    rows = await queries.public_disclosures(conn, estate_id)
    documents = await queries.documents_of(conn, estate_id, [row.disclosure_id for row in rows])
    return [PublishedDisclosureView.of(row, documents[row.disclosure_id]) for row in rows]


@post(f"{E}/disclosures", guards=[may(Permission.DRAFT_DISCLOSURES)], tags=["disclosure"])
async def draft_disclosure(
    estate_id: FromPath[int],
    data: JSONBody[NewDisclosure],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    settings: NamedDependency[Settings],
    once: NamedDependency[Once],
) -> Response[DisclosureView]:
    """生成公示草稿：数字全部来自已记账的凭证。"""

    async def work() -> DisclosureView:
        row = await operations.draft_disclosure(
            conn,
            estate_id=estate_id,
            first=Month.parse(data.from_month),
            last=Month.parse(data.to_month),
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return await _view(conn, row, settings)

    return await once(conn, data, work)


@get(
    f"{E}/disclosures/{{disclosure_id:int}}",
    guards=[may(Permission.READ_DISCLOSURES)],
    tags=["disclosure"],
)
async def read_disclosure(
    estate_id: FromPath[int],
    disclosure_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    settings: NamedDependency[Settings],
) -> DisclosureView:
    """一期公示。"""
    row = await queries.read_disclosure(conn, estate_id, disclosure_id)
    return await _view(conn, row, settings)


@get(
    f"{E}/disclosures/{{disclosure_id:int}}/line",
    guards=[may(Permission.READ_DISCLOSURES)],
    tags=["disclosure"],
)
async def read_disclosure_line(
    estate_id: FromPath[int],
    disclosure_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    account_code: Annotated[str, QueryParameter(max_length=20, description="科目代码")],
    limit: Limit = 50,
    after: After = None,
) -> Page[EntryBehindLineView]:
    """一行数字背后的凭证。"""
    key = decode_cursor(after, str, int)
    row = await queries.read_disclosure(conn, estate_id, disclosure_id)
    account = (await chart_by_code(conn, estate_id)).get(account_code)
    if account is None:
        raise ObjectIsNotHere("这个科目")
    found = await queries.entries_behind_line(
        conn,
        row,
        account_code,
        sign=1 if account.normal_side == "debit" else -1,
        after=queries.after_key(key),
        limit=limit + 1,
    )
    return page_of(
        found,
        limit=limit,
        key=lambda entry: (entry.on.isoformat(), entry.seq),
        item=lambda entry: EntryBehindLineView(
            seq=entry.seq,
            entry_no=entry.entry_no,
            on=entry.on,
            narration=entry.narration,
            counterparty=mask_counterparty(entry.counterparty),
            documents=entry.documents,
            amount_fen=entry.amount_fen,
        ),
    )


@post(
    f"{E}/disclosures/{{disclosure_id:int}}/documents",
    guards=[may(Permission.DRAFT_DISCLOSURES)],
    tags=["disclosure"],
)
async def attach_disclosure_document(
    estate_id: FromPath[int],
    disclosure_id: FromPath[int],
    data: JSONBody[NewDisclosureDocument],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    settings: NamedDependency[Settings],
    once: NamedDependency[Once],
) -> Response[DisclosureView]:
    """附上文件（如审计报告），连同它的哈希一起公开。"""

    async def work() -> DisclosureView:
        row = await operations.attach_document(
            conn,
            estate_id=estate_id,
            disclosure_id=disclosure_id,
            document_id=data.document_id,
            title=data.title.strip(),
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return await _view(conn, row, settings)

    return await once(conn, data, work)


@post(
    f"{E}/disclosures/{{disclosure_id:int}}/publish",
    guards=[may(Permission.PUBLISH_DISCLOSURES)],
    tags=["disclosure"],
    status_code=200,
)
async def publish_disclosure(
    estate_id: FromPath[int],
    disclosure_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    settings: NamedDependency[Settings],
    once: NamedDependency[Once],
) -> Response[DisclosureView]:
    """发布：数字冻结，账簿的根哈希签名存证；同期的旧公示标为已更正。"""

    async def work() -> DisclosureView:
        now = now_utc()
        row = await operations.publish_disclosure(
            conn,
            estate_id=estate_id,
            disclosure_id=disclosure_id,
            actor_user_id=actor.user_id,
            now=now,
        )
        await make_checkpoint(
            conn,
            estate_id=estate_id,
            sealer=Sealer.of(settings),
            now=now,
            reason=for_disclosure(disclosure_id),
        )
        return await _view(conn, row, settings)

    return await once(conn, data, work, status=200)


@post(
    f"{E}/disclosures/{{disclosure_id:int}}/discard",
    guards=[may(Permission.DRAFT_DISCLOSURES)],
    tags=["disclosure"],
    status_code=200,
)
async def discard_disclosure(
    estate_id: FromPath[int],
    disclosure_id: FromPath[int],
    data: JSONBody[Nothing],
    conn: NamedDependency[AsyncConnection],
    settings: NamedDependency[Settings],
    once: NamedDependency[Once],
) -> Response[DisclosureView]:
    """作废草稿；已发布的不能作废，只能另发一期更正。"""

    async def work() -> DisclosureView:
        row = await operations.discard_draft(conn, estate_id=estate_id, disclosure_id=disclosure_id)
        return await _view(conn, row, settings)

    return await once(conn, data, work, status=200)


@contextlib.asynccontextmanager
async def _snapshot(engine: AsyncEngine, estate_id: int) -> AsyncIterator[AsyncConnection]:
    """Read everything of an estate at one moment, however long it takes."""
    async with in_estates(engine, estate_id) as conn:
        await conn.execute(text("set transaction isolation level repeatable read, read only"))
        yield conn


@get(
    f"{E}/audit-package",
    guards=[may(Permission.EXPORT_AUDIT_PACKAGE)],
    tags=["books"],
    media_type="application/zip",
)
async def download_audit_package(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    engine: NamedDependency[AsyncEngine],
    settings: NamedDependency[Settings],
    from_month: Annotated[str, QueryParameter(max_length=7, description="起始月份，如 2026-04")],
    to_month: Annotated[str, QueryParameter(max_length=7, description="截止月份，如 2026-06")],
) -> File:
    """下载审计数据包：全部凭证、账簿、附件和清单，可以离线核对。"""
    months = month_range(from_month, to_month)
    handle, name = tempfile.mkstemp(prefix="ledger-audit-", suffix=".zip")
    os.close(handle)
    path = Path(name)
    try:
        async with _snapshot(engine, estate_id) as conn:
            summary = await write_audit_package(
                conn, estate_id=estate_id, months=months, path=path, sealer=Sealer.of(settings)
            )
        async with in_estates(engine, estate_id, actor=actor.user_id) as conn:
            await write_audit_line(
                conn,
                estate_id=estate_id,
                actor_user_id=actor.user_id,
                action="download_audit_package",
                outcome="done",
                request_id=actor.request_id,
                address=actor.address,
                details={"months": months.title, "sha256": summary.sha256},
            )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return File(
        path=path,
        filename=summary.filename,
        media_type="application/zip",
        headers={"cache-control": "no-store", "x-content-sha256": summary.sha256},
        background=BackgroundTask(anyio.Path(path).unlink, missing_ok=True),
    )
