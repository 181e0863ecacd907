"""Certificates: asked for on the phone or with the desk's help, verified by anybody."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.certificates import pages, queries
from ledger.certificates.estate_records.routes import export_estate_services
from ledger.certificates.operations import Asking, holder_of, issue_certificate
from ledger.certificates.paper import paper_pdf
from ledger.certificates.payloads import (
    CertificateTime,
    CertificateTimeWithReason,
    CertificateView,
    ChildView,
    OwnCertificatesView,
    ServicesExport,
    ServiceToExport,
)
from ledger.certificates.queries import Certificate
from ledger.certificates.rules import (
    CertificateHolderWasAltered,
    CertifiedService,
    check_time,
    hours_in_two_decimals,
    with_stars,
)
from ledger.db.ids import new_token, now_utc, today_in_china
from ledger.db.session import scope
from ledger.errors import ObjectIsNotHere
from ledger.estates.people.payloads import WithReason
from ledger.estates.people.routes import log_reading
from ledger.estates.queries import rule_profile
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.reporting.list_exports import Cell, Columns, ExportFormat, exported
from ledger.settings import Settings
from ledger.web.idempotency import Once, key_of
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

__all__ = ["export_estate_services"]

E = "/api/v1/estates/{estate_id:int}"
TOKEN_BYTES = 16
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_PUBLIC_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "x-robots-tag": "noindex",
}
_EXPORT_COLUMNS: Columns = (
    ("日期", 12), ("服务内容", 30), ("服务类型", 14), ("组织者", 18), ("时长（分钟）", 12),
    ("时长（小时）", 12), ("累计星级", 10), ("凭证序号", 10),
)  # fmt: skip

Day = Annotated[date | None, QueryParameter(description="含当天；不写就是全部")]


async def _pdf(
    conn: AsyncConnection, certificate: Certificate, settings: Settings
) -> Response[Any]:
    holder = holder_of(conn, certificate)
    address = f"{settings.base_url}/p/certificates/{certificate.token}"
    pdf = await asyncio.to_thread(paper_pdf, certificate, holder, address=address)
    name = quote(f"志愿服务记录证明 {certificate.number}.pdf")
    return Response(
        pdf,
        media_type="application/pdf",
        headers={
            "content-disposition": f"inline; filename*=UTF-8''{name}",
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        },
    )


# One's own --------------------------------------------------------------------------------------


@get(f"{E}/me/certificates", guards=[may(Permission.ASK_OWN_CERTIFICATES)], tags=["me"])
async def list_own_certificates(
    estate_id: FromPath[int], actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection]
) -> OwnCertificatesView:
    """我和我孩子的志愿服务证明，从新到旧。"""
    resident_id = resident_of(actor)
    children = await queries.children_of(
        conn, estate_id=estate_id, resident_id=resident_id, today=today_in_china()
    )
    rows = await queries.certificates_of(
        conn,
        estate_id=estate_id,
        resident_ids=[resident_id, *(child.resident_id for child in children)],
    )
    return OwnCertificatesView(
        items=[CertificateView.of(row) for row in rows],
        own_resident_id=resident_id,
        children=[ChildView.of(child) for child in children],
    )


async def _issue(conn: AsyncConnection, actor: Actor, asking: Asking) -> CertificateView:
    now = now_utc()
    certificate = await issue_certificate(
        conn,
        asking,
        estate_id=actor.estate_id,
        actor_user_id=actor.user_id,
        token=new_token(TOKEN_BYTES),
        salt=new_token(TOKEN_BYTES),
        now=now,
        today=today_in_china(now),
    )
    return CertificateView.of(certificate)


@post(f"{E}/me/certificates", guards=[may(Permission.ASK_OWN_CERTIFICATES)], tags=["me"])
async def issue_own_certificate(
    estate_id: FromPath[int],
    data: JSONBody[CertificateTime],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[CertificateView]:
    """开具自己的志愿服务记录证明，免费。"""
    asking = Asking(resident_of(actor), data.from_on, data.to_on, "self")

    async def work() -> CertificateView:
        return await _issue(conn, actor, asking)

    return await once(conn, data, work)


@post(
    f"{E}/me/children/{{child_resident_id:int}}/certificates",
    guards=[may(Permission.ASK_OWN_CERTIFICATES)],
    tags=["me"],
)
async def issue_childs_certificate(
    estate_id: FromPath[int],
    child_resident_id: FromPath[int],
    data: JSONBody[CertificateTime],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[CertificateView]:
    """以监护人身份为未满 14 岁的孩子开具证明。"""
    guardian_id = resident_of(actor)
    asking = Asking(child_resident_id, data.from_on, data.to_on, "guardian", guardian_id)

    async def work() -> CertificateView:
        return await _issue(conn, actor, asking)

    return await once(conn, data, work)


@get(
    f"{E}/me/certificates/{{certificate_id:int}}/paper",
    guards=[may(Permission.ASK_OWN_CERTIFICATES)],
    tags=["me"],
    media_type="application/pdf",
)
async def read_own_paper(
    estate_id: FromPath[int],
    certificate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """自己的（或孩子的）证明，PDF，可以打印盖章。"""
    resident_id = resident_of(actor)
    certificate = await queries.read_certificate(
        conn, estate_id=estate_id, certificate_id=certificate_id
    )
    children = await queries.children_of(
        conn, estate_id=estate_id, resident_id=resident_id, today=today_in_china()
    )
    if certificate.resident_id not in {resident_id, *(child.resident_id for child in children)}:
        raise ObjectIsNotHere("这份证明")
    return await _pdf(conn, certificate, settings)


@get(
    f"{E}/me/service-records/export",
    guards=[may(Permission.READ_OWN_SERVICE)],
    tags=["me"],
    media_type="application/octet-stream",
)
async def export_own_services(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    as_: Annotated[
        Literal["csv", "xlsx", "json"], QueryParameter(name="as", description="文件格式")
    ] = "csv",
    from_on: Day = None,
    to_on: Day = None,
) -> Response[Any]:
    """我已核实的志愿服务记录，一个文件；列的含义见 docs/volunteer-records.md。"""
    resident_id = resident_of(actor)
    check_time(from_on, to_on)
    services = await queries.services_to_certify(
        conn, estate_id=estate_id, resident_id=resident_id, from_on=from_on, to_on=to_on
    )
    profile = await rule_profile(conn, estate_id, on=today_in_china())
    rows = with_stars(services, profile.recognition)
    title = "志愿服务记录"
    if as_ != "json":
        return await exported(title, _EXPORT_COLUMNS, _cells(rows), as_=ExportFormat(as_))
    minutes = sum(service.service_minutes for service in services)
    body = ServicesExport(
        volunteer_no=f"{resident_id:08d}",
        service_minutes=minutes,
        hours=hours_in_two_decimals(minutes),
        stars=rows[-1][1] if rows else 0,
        star_source=profile.recognition.star_source,
        services=[ServiceToExport.of(service, stars=stars) for service, stars in rows],
    )
    return Response(
        body.model_dump_json().encode(),
        media_type="application/octet-stream",
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{quote(title)}.json",
            "cache-control": "no-store",
        },
    )


async def _cells(
    rows: Sequence[tuple[CertifiedService, int]],
) -> AsyncIterator[Sequence[Cell]]:
    for service, stars in rows:
        yield [
            service.on.isoformat(),
            service.activity,
            service.service_type,
            service.organiser,
            service.service_minutes,
            hours_in_two_decimals(service.service_minutes),
            stars,
            service.seq,
        ]


# The desk ---------------------------------------------------------------------------------------


@get(f"{E}/certificates", guards=[may(Permission.READ_CERTIFICATES)], tags=["certificates"])
async def list_certificates(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
    q: Annotated[str, QueryParameter(max_length=40, description="编号或姓名的一部分")] = "",
) -> Page[CertificateView]:
    """小区开具过的证明，从新到旧；姓名已脱敏。"""
    key = decode_cursor(after, int)
    rows = await queries.certificates(
        conn, estate_id=estate_id, q=q, before=key[0] if key else None, limit=limit + 1
    )
    return page_of(
        rows, limit=limit, key=lambda row: (row.certificate_id,), item=CertificateView.of
    )


@post(
    f"{E}/people/{{resident_id:int}}/certificates",
    guards=[may(Permission.ISSUE_CERTIFICATES)],
    tags=["certificates"],
)
async def issue_certificate_for(
    estate_id: FromPath[int],
    resident_id: FromPath[int],
    data: JSONBody[CertificateTimeWithReason],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[CertificateView]:
    """当面替不用手机的居民开具证明，要写理由。"""
    asking = Asking(resident_id, data.from_on, data.to_on, "staff")

    async def work() -> CertificateView:
        issued = await _issue(conn, actor, asking)
        await log_reading(
            conn,
            actor,
            action="issue_certificate_for",
            object_=f"resident:{resident_id}",
            reason=data.reason,
        )
        return issued

    return await once(conn, data, work)


@post(
    f"{E}/certificates/{{certificate_id:int}}/papers",
    guards=[may(Permission.ISSUE_CERTIFICATES)],
    tags=["certificates"],
    status_code=200,
    media_type="application/pdf",
)
async def print_certificate(
    request: Request[Any, Any, Any],
    estate_id: FromPath[int],
    certificate_id: FromPath[int],
    data: JSONBody[WithReason],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """打印一份证明（写着全名），要写理由。"""
    key_of(request)
    certificate = await queries.read_certificate(
        conn, estate_id=estate_id, certificate_id=certificate_id
    )
    await log_reading(
        conn,
        actor,
        action="print_certificate",
        object_=f"certificate:{certificate_id}",
        reason=data.reason,
    )
    return await _pdf(conn, certificate, settings)


# Anybody ----------------------------------------------------------------------------------------


@get(
    "/p/certificates/{token:str}",
    exclude_from_auth=True,
    guards=[may(Permission.READ_PUBLISHED)],
    include_in_schema=False,
)
async def verify_certificate(
    token: FromPath[str],
    conn: NamedDependency[AsyncConnection],
    name: Annotated[str | None, QueryParameter(max_length=40)] = None,
) -> Response[str]:
    """Whether the certificate on a paper is genuine and still stands."""
    certificate = None
    if _TOKEN.fullmatch(token):
        # The code on the paper tells the estate; what is read after that is read as its row.
        await scope(conn, estates="*")
        certificate = await queries.certificate_of_token(conn, token)
    if certificate is None:
        page, status = pages.not_here_page("这个地址没有志愿服务证明。"), 404
    else:
        await scope(conn, estates=certificate.estate_id)
        try:
            sealed = certificate.holder_sealed
            holder = holder_of(conn, certificate) if sealed is not None else None
        except CertificateHolderWasAltered:
            page, status = pages.not_here_page("这份证明的姓名与开具时不符，不能验真。"), 409
        else:
            written = name.strip() if name is not None else None
            page = pages.certificate_page(certificate, holder, written_name=written)
            status = 200
    return Response(
        page,
        status_code=status,
        media_type="text/html; charset=utf-8",
        headers=_PUBLIC_HEADERS,
    )
