"""The chart of accounts of an estate."""

from __future__ import annotations

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.chart.payloads import ChartAccountView, ChartView
from ledger.chart.queries import chart_of
from ledger.identity.guards import may
from ledger.identity.permissions import Permission


@get("/api/v1/estates/{estate_id:int}/chart", guards=[may(Permission.READ_CHART)], tags=["books"])
async def read_chart(estate_id: FromPath[int], conn: NamedDependency[AsyncConnection]) -> ChartView:
    """科目表。"""
    return ChartView(
        accounts=[
            ChartAccountView(
                code=row.code,
                name=row.name,
                type=row.type.value,
                currency=row.currency,
                normal_side=row.normal_side,
                is_postable=row.is_postable,
                parent_code=row.parent_code,
                dimensions=list(row.required_dimensions),
            )
            for row in await chart_of(conn, estate_id)
        ]
    )
