"""A resident's own points, and the estate's points as a whole."""

from __future__ import annotations

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.db.ids import today_in_china
from ledger.estates.queries import read_estate, rule_profile
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.points import queries, statements
from ledger.points.awards.routes import awards
from ledger.points.budgets.routes import points_budgets
from ledger.points.deductions.routes import deductions
from ledger.points.gifts.routes import gifts
from ledger.points.households.routes import household_points
from ledger.points.notices import latest_notice
from ledger.points.payloads import HistoryView, LotsView, LotView, SummaryView, WalletView
from ledger.points.rules import MonthsAreOutOfOrder
from ledger.points.teams.routes import team_points
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

__all__ = [
    "awards",
    "deductions",
    "gifts",
    "household_points",
    "list_my_lots",
    "list_my_points",
    "points_budgets",
    "read_points_summary",
    "read_wallet",
    "team_points",
]

E = "/api/v1/estates/{estate_id:int}"
LATEST_SHOWN = 5
MONTHS_MAX = 120


@get(f"{E}/me/wallet", guards=[may(Permission.READ_OWN_POINTS)], tags=["me"])
async def read_wallet(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> WalletView:
    """我的余额、即将到期的积分和最近几笔。"""
    resident_id = resident_of(actor)
    return WalletView.of(
        await queries.wallet_balance(conn, estate_id=estate_id, resident_id=resident_id),
        service_count=await queries.services_counted(
            conn, estate_id=estate_id, resident_id=resident_id
        ),
        display_name=actor.display_name,
        estate_name=(await read_estate(conn, estate_id)).name,
        expiring=await queries.next_expiry(
            conn, estate_id=estate_id, resident_id=resident_id, today=today_in_china()
        ),
        latest=await queries.points_history(
            conn,
            estate_id=estate_id,
            resident_id=resident_id,
            before_seq=None,
            limit=LATEST_SHOWN,
        ),
        in_notice=await queries.in_notice(
            conn, estate_id=estate_id, resident_id=resident_id, today=today_in_china()
        ),
        notice=await latest_notice(conn, estate_id=estate_id),
    )


@get(f"{E}/me/points", guards=[may(Permission.READ_OWN_POINTS)], tags=["me"])
async def list_my_points(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
) -> Page[HistoryView]:
    """我的积分明细，从新到旧。"""
    key = decode_cursor(after, int)
    rows = await queries.points_history(
        conn,
        estate_id=estate_id,
        resident_id=resident_of(actor),
        before_seq=key[0] if key else None,
        limit=limit + 1,
    )
    return page_of(rows, limit=limit, key=lambda line: (line.seq,), item=HistoryView.of)


@get(f"{E}/me/lots", guards=[may(Permission.READ_OWN_POINTS)], tags=["me"])
async def list_my_lots(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> LotsView:
    """我的积分批次，按使用的先后排列。"""
    lots = await queries.lots_of_resident(conn, estate_id=estate_id, resident_id=resident_of(actor))
    return LotsView(items=[LotView.of(lot) for lot in lots])


@get(f"{E}/points/summary", guards=[may(Permission.READ_POINTS_SUMMARY)], tags=["points"])
async def read_points_summary(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    from_month: Annotated[
        str, QueryParameter(name="from", max_length=7, description="第一个月，如 2026-04")
    ],
    to_month: Annotated[
        str, QueryParameter(name="to", max_length=7, description="最后一个月，如 2026-06")
    ],
) -> SummaryView:
    """积分发行、核销、到期与结存，按来源和月份。"""
    first, last = Month.parse(from_month), Month.parse(to_month)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if not 1 <= months <= MONTHS_MAX:
        raise MonthsAreOutOfOrder("起止月份请从早到晚填写，最多十年。")
    # What was outstanding at the end of the span is worth what the rules of that day say.
    profile = await rule_profile(conn, estate_id, on=min(last.last_day, today_in_china()))
    summary = await statements.points_summary(conn, estate_id=estate_id, first=first, last=last)
    return SummaryView.of(summary, rate_fen_per_point=profile.points.rate_fen)
