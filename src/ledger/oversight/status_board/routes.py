"""状态板 over HTTP."""

from __future__ import annotations

from typing import Annotated

from litestar import Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc, today_in_china
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.region_routes import provide_conn_above
from ledger.identity.role_queries import region
from ledger.oversight.status_board import queries
from ledger.oversight.status_board.payloads import EstateStandingView, StatusTotalsView
from ledger.web.paging import After, Page, decode_cursor, page_of

R = "/api/v1/regions/{region_id:int}"
# Each line's exceptions are found anew.
FewAtATime = Annotated[int, QueryParameter(ge=1, le=50, description="每页条数")]
OnlyMissing = Annotated[bool, QueryParameter(description="只看到期还没有公示的小区")]
OnlyUnaudited = Annotated[bool, QueryParameter(description="只看最近一期公示没有附审计报告的小区")]


@get(f"{R}/status-totals", guards=[may(Permission.READ_STATUS_BOARD)], tags=["regions"])
async def read_status_totals(
    region_id: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> StatusTotalsView:
    """这个地区的小区有多少已公示、未公示、附了审计报告。"""
    place = await region(conn, region_id)
    totals = await queries.totals_below(conn, region_id, today=today_in_china())
    return StatusTotalsView.of(region_id, place.path, totals)


@get(f"{R}/status-board", guards=[may(Permission.READ_STATUS_BOARD)], tags=["regions"])
async def read_status_board(
    region_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    only_missing: OnlyMissing = False,
    only_unaudited: OnlyUnaudited = False,
    limit: FewAtATime = 20,
    after: After = None,
) -> Page[EstateStandingView]:
    """这个地区的小区：公示、审计、例外；不含任何个人信息。"""
    key = decode_cursor(after, int)
    rows = await queries.standings_below(
        conn,
        region_id,
        only_missing=only_missing,
        only_unaudited=only_unaudited,
        after=key[0] if key else 0,
        limit=limit + 1,
        now=now_utc(),
        today=today_in_china(),
    )
    return page_of(rows, limit=limit, key=lambda row: (row.estate_id,), item=EstateStandingView.of)


ROUTER = Router(
    path="/",
    dependencies={"conn": Provide(provide_conn_above)},
    route_handlers=[read_status_totals, read_status_board],
)
