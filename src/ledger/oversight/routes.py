"""例外清单 over HTTP."""

from __future__ import annotations

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.oversight import queries
from ledger.oversight.audit_search.routes import (
    export_audit_log as export_audit_log,
)
from ledger.oversight.audit_search.routes import (
    list_audit_actions as list_audit_actions,
)
from ledger.oversight.audit_search.routes import (
    search_audit_log as search_audit_log,
)
from ledger.oversight.payloads import ExceptionsView, ExceptionView
from ledger.oversight.status_board import routes as status_board


@get(
    "/api/v1/estates/{estate_id:int}/exceptions",
    guards=[may(Permission.READ_EXCEPTIONS)],
    tags=["oversight"],
)
async def list_exceptions(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    days: Annotated[
        int, QueryParameter(ge=0, le=365, description="制单后超过几天没有记账算久")
    ] = queries.WAITING_DAYS_MAX,
) -> ExceptionsView:
    """例外清单：从凭证、待审凭证、操作记录、最近导入的流水账和近三个月的服务、转赠算出。"""
    found = await queries.exceptions(conn, estate_id, now=now_utc(), days_max=days)
    return ExceptionsView(items=[ExceptionView.of(each) for each in found])


STATUS_BOARD = status_board.ROUTER
