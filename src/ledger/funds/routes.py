"""小区共享发展金 over HTTP."""

from __future__ import annotations

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.funds import queries
from ledger.funds.payloads import FundGrantsView, FundGrantView
from ledger.identity.guards import may
from ledger.identity.permissions import Permission


@get(
    "/api/v1/estates/{estate_id:int}/fund-grants",
    guards=[may(Permission.READ_BOOKS)],
    tags=["funds"],
)
async def list_fund_grants(
    estate_id: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> FundGrantsView:
    """发展金各项：到账、已用、余额。"""
    grants = await queries.fund_grants(conn, estate_id)
    return FundGrantsView(items=[FundGrantView.of(grant) for grant in grants])
