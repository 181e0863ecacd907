"""The file of an estate's services over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.certificates.estate_records.payloads import (
    COLUMNS,
    EstateExportBody,
    EstateServicesExport,
    EstateServiceToExport,
)
from ledger.certificates.estate_records.queries import estate_records
from ledger.certificates.rules import check_time, hours_in_two_decimals
from ledger.estates.people.routes import log_reading
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.reporting.list_exports import Cell, ExportFormat, exported
from ledger.web.idempotency import key_of

TITLE = "全小区志愿服务记录"


@post(
    "/api/v1/estates/{estate_id:int}/service-records/export",
    guards=[may(Permission.EXPORT_SERVICE_RECORDS)],
    tags=["service records"],
    status_code=200,
    media_type="application/octet-stream",
)
async def export_estate_services(
    request: Request[Any, Any, Any],
    estate_id: FromPath[int],
    data: JSONBody[EstateExportBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> Response[Any]:
    """全小区已核实的志愿服务记录，一个文件，写着全名；要写理由，记入操作日志。"""
    key_of(request)
    check_time(data.from_on, data.to_on)
    await log_reading(
        conn,
        actor,
        action="export_estate_services",
        object_=f"estate:{estate_id}",
        reason=data.reason,
    )
    if data.file_format != "json":
        cells = _cells(conn, estate_id, data.from_on, data.to_on)
        return await exported(TITLE, COLUMNS, cells, as_=ExportFormat(data.file_format))
    services = [
        EstateServiceToExport.of(row)
        async for row in estate_records(
            conn, estate_id=estate_id, from_on=data.from_on, to_on=data.to_on
        )
    ]
    minutes = sum(service.service_minutes for service in services)
    body = EstateServicesExport(
        service_minutes=minutes, hours=hours_in_two_decimals(minutes), services=services
    )
    return Response(
        body.model_dump_json().encode(),
        media_type="application/octet-stream",
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{quote(TITLE)}.json",
            "cache-control": "no-store",
        },
    )


async def _cells(
    conn: AsyncConnection, estate_id: int, from_on: date | None, to_on: date | None
) -> AsyncIterator[Sequence[Cell]]:
    async for row in estate_records(conn, estate_id=estate_id, from_on=from_on, to_on=to_on):
        yield EstateServiceToExport.of(row).cells()
