"""Public pages: no login, no script, no person's name; and the same figures as JSON."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import today_in_china
from ledger.db.session import scope
from ledger.disclosure import queries
from ledger.disclosure.masking import name_masker
from ledger.disclosure.payloads import (
    AttachedDocumentView,
    CorrectionView,
    PublicDisclosureView,
    SealView,
    checkpoint_of,
)
from ledger.disclosure.public import pages
from ledger.disclosure.public.poster import poster_pdf
from ledger.disclosure.queries import Correction, DisclosureDocument, DisclosureRow
from ledger.errors import ObjectIsNotHere
from ledger.estates.queries import enter_estate_of_code, read_estate
from ledger.evidence.operations import for_disclosure
from ledger.evidence.proofs import Seal, seal_for
from ledger.evidence.sealer import Sealer
from ledger.evidence.witnesses.payloads import CosignatureView
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.reporting.queries import chart_by_code
from ledger.settings import Settings
from ledger.volunteering.honours.board import board_of

LINE_ENTRIES_MAX = 500
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_HTML = "text/html; charset=utf-8"
_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
# What the browser shows by itself; anything else is only handed over as a file.
_SHOWN_INLINE = frozenset({"application/pdf", "image/png", "image/jpeg"})


def _page(html: str, *, status: int = 200) -> Response[str]:
    headers = _HEADERS | {"cache-control": "no-cache"}
    return Response(html, status_code=status, media_type=_HTML, headers=headers)


def _not_here() -> Response[str]:
    return _page(pages.not_here_page("这个地址没有公示。"), status=404)


async def _find(
    conn: AsyncConnection, token: str
) -> tuple[DisclosureRow, list[DisclosureDocument]] | None:
    if not _TOKEN.fullmatch(token):
        return None
    # The address tells the estate; what is read after that is read as a row of that estate.
    await scope(conn, estates="*")
    try:
        row = await queries.public_disclosure(conn, token)
    except ObjectIsNotHere:
        return None
    await scope(conn, estates=row.estate_id)
    documents = await queries.documents_of(conn, row.estate_id, [row.disclosure_id])
    return row, documents[row.disclosure_id]


async def _corrections(conn: AsyncConnection, row: DisclosureRow) -> list[Correction]:
    mask = name_masker(await queries.resident_names(conn, row.estate_id))
    found = await queries.corrections_of(conn, row)
    return [replace(each, reason=mask(each.reason)) for each in found]


def _address(settings: Settings, row: DisclosureRow) -> str:
    return f"{settings.base_url}/d/{row.token}"


async def _seal(conn: AsyncConnection, row: DisclosureRow, settings: Settings) -> Seal | None:
    return await seal_for(
        conn,
        estate_id=row.estate_id,
        reason=for_disclosure(row.disclosure_id),
        sealer=Sealer.of(settings),
    )


def _seal_view(seal: Seal | None) -> SealView | None:
    if seal is None:
        return None
    witnesses = [CosignatureView.of(each) for each in seal.witnessed]
    return SealView(note=seal.note, public_key=seal.public_key, witnesses=witnesses)


@get(
    "/d/public.css",
    exclude_from_auth=True,
    guards=[may(Permission.READ_PUBLISHED)],
    include_in_schema=False,
)
async def public_style() -> Response[str]:
    """The style of the public pages."""
    headers = {"cache-control": "public, max-age=300", "x-content-type-options": "nosniff"}
    return Response(pages.style_sheet(), media_type="text/css; charset=utf-8", headers=headers)


@get(
    "/p/{estate_code:str}",
    exclude_from_auth=True,
    guards=[may(Permission.READ_PUBLISHED)],
    include_in_schema=False,
)
async def public_estate(
    estate_code: FromPath[str], conn: NamedDependency[AsyncConnection]
) -> Response[str]:
    """What an estate has published."""
    estate_id = await enter_estate_of_code(conn, estate_code)
    if estate_id is None:
        return _page(pages.not_here_page("没有这个小区。"), status=404)
    estate = await read_estate(conn, estate_id)
    rows = await queries.public_disclosures(conn, estate_id)
    return _page(pages.estate_page(estate.name, estate_code, rows))


@get(
    "/p/{estate_code:str}/honours",
    exclude_from_auth=True,
    guards=[may(Permission.READ_PUBLISHED)],
    include_in_schema=False,
)
async def public_honours(
    estate_code: FromPath[str], conn: NamedDependency[AsyncConnection]
) -> Response[str]:
    """The board of honours: who agreed to be named there, as they agree at this moment."""
    estate_id = await enter_estate_of_code(conn, estate_code)
    if estate_id is None:
        return _page(pages.not_here_page("没有这个小区。"), status=404)
    estate = await read_estate(conn, estate_id)
    today = today_in_china()
    board = await board_of(conn, estate_id=estate_id, today=today)
    answer = _page(pages.honours_page(estate.name, estate_code, board, today=today))
    # A name that was withdrawn is nowhere a moment later, not in a browser's store either.
    answer.headers["cache-control"] = "no-store"
    return answer


@get(
    "/d/{name:str}",
    exclude_from_auth=True,
    guards=[may(Permission.READ_PUBLISHED)],
    include_in_schema=False,
)
async def public_page(
    name: FromPath[str],
    conn: NamedDependency[AsyncConnection],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """One disclosure as a page, or with `.pdf` behind its token as the printed notice."""
    token = name.removesuffix(".pdf")
    found = await _find(conn, token)
    if found is None:
        return _not_here()
    row, documents = found
    corrections = await _corrections(conn, row)
    address = _address(settings, row)
    seal = await _seal(conn, row, settings)
    if name == token:
        page = pages.disclosure_page(row, documents, corrections, address=address, seal=seal)
        return _page(page)
    pdf = await asyncio.to_thread(
        poster_pdf, row, documents, corrections, address=address, seal=seal
    )
    disposition = f"inline; filename*=UTF-8''{quote(row.title)}.pdf"
    return Response(
        pdf,
        media_type="application/pdf",
        headers={"content-disposition": disposition, "cache-control": "no-cache"},
    )


@get(
    "/d/{token:str}/line/{account_code:str}",
    exclude_from_auth=True,
    guards=[may(Permission.READ_PUBLISHED)],
    include_in_schema=False,
)
async def public_line(
    token: FromPath[str], account_code: FromPath[str], conn: NamedDependency[AsyncConnection]
) -> Response[str]:
    """The entries behind a line of a published table."""
    found = await _find(conn, token)
    if found is None:
        return _not_here()
    row, _ = found
    shown = {line["code"] for line in row.figures["trial_balance"]["rows"] if line["is_postable"]}
    account = (await chart_by_code(conn, row.estate_id)).get(account_code)
    if account is None or account_code not in shown:
        return _not_here()
    entries = await queries.entries_behind_line(
        conn,
        row,
        account_code,
        sign=1 if account.normal_side == "debit" else -1,
        limit=LINE_ENTRIES_MAX + 1,
    )
    mask = name_masker(await queries.resident_names(conn, row.estate_id))
    return _page(
        pages.line_page(
            row,
            account=(account.code, account.name),
            entries=entries[:LINE_ENTRIES_MAX],
            mask=mask,
            is_cut=len(entries) > LINE_ENTRIES_MAX,
        )
    )


@get(
    "/d/{token:str}/documents/{document_id:int}",
    exclude_from_auth=True,
    guards=[may(Permission.READ_PUBLISHED)],
    include_in_schema=False,
)
async def public_document(
    token: FromPath[str], document_id: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> Response[Any]:
    """The original bytes of an attached document."""
    found = await _find(conn, token)
    if found is None:
        return _not_here()
    try:
        filename, media_type, content = await queries.attached_content(conn, found[0], document_id)
    except ObjectIsNotHere:
        return _not_here()
    is_shown = media_type in _SHOWN_INLINE
    kind = "inline" if is_shown else "attachment"
    return Response(
        content,
        media_type=media_type if is_shown else "application/octet-stream",
        headers={
            "content-disposition": f"{kind}; filename*=UTF-8''{quote(filename)}",
            "x-content-type-options": "nosniff",
            "content-security-policy": "sandbox; default-src 'none'",
        },
    )


@get(
    "/api/v1/public/disclosures/{token:str}",
    exclude_from_auth=True,
    guards=[may(Permission.READ_PUBLISHED)],
    tags=["public"],
    security=[{}],
)
async def public_json(
    token: FromPath[str],
    conn: NamedDependency[AsyncConnection],
    settings: NamedDependency[Settings],
) -> PublicDisclosureView:
    """公开的一期公示（JSON），不需要登录。"""
    found = await _find(conn, token)
    if found is None:
        raise ObjectIsNotHere("这期公示")
    row, documents = found
    newer, older = row.superseded_by_token, row.supersedes_token
    corrections = await _corrections(conn, row)
    return PublicDisclosureView.model_validate(
        {
            "estate_name": row.estate_name,
            "number": row.number,
            "title": row.title,
            "from_month": str(row.first),
            "to_month": str(row.last),
            "state": row.state,
            "published_at": row.published_at,
            "figures": row.figures,
            "documents": [AttachedDocumentView.of(document) for document in documents],
            "checkpoint": checkpoint_of(row),
            "seal": _seal_view(await _seal(conn, row, settings)),
            "corrections": [CorrectionView.model_validate(each) for each in corrections],
            "supersedes_url": f"{settings.base_url}/d/{older}" if older else None,
            "superseded_by_url": f"{settings.base_url}/d/{newer}" if newer else None,
        }
    )
