"""今日: gathers the facts, and lets the page of the caller's role choose from them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.db.ids import CHINA
from ledger.identity.roles import Role
from ledger.reporting import today_queries
from ledger.reporting.findings import count_findings
from ledger.reporting.fund_statement import fund_statement
from ledger.reporting.income_statement import income_statement
from ledger.reporting.monthly import monthly_movement
from ledger.reporting.movements import Range
from ledger.reporting.payloads import DeskTodayView
from ledger.reporting.points_statement import points_statement
from ledger.reporting.queries import (
    BookHealth,
    book_health,
    chart_by_code,
    grants_of,
    movements_through,
    waiting_of,
)
from ledger.reporting.today_facts import DeskFacts
from ledger.reporting.today_pages import QUESTIONS, start_page

CHART_MONTHS = 12

COUNTS_FINDINGS = frozenset({Role.TREASURER, Role.SUPERVISOR, Role.AUDITOR})
"""Whose question findings belong to; for the others they are not counted."""


async def desk_today(
    conn: AsyncConnection,
    *,
    estate_id: int,
    user_id: int,
    roles: frozenset[Role],
    wanted: Role | None,
    now: datetime,
    rate_fen_per_point: int,
) -> DeskTodayView:
    """Return the start page of the wanted role where the caller holds it, or of their first.

    Figures are those of the newest month that has entries, so that a quiet month does not show
    an empty page.
    """
    held = [role for role in QUESTIONS if role in roles] or [Role.OPERATOR]
    role = wanted if wanted in held else held[0]
    health = await book_health(conn, estate_id)
    book_from = Month.from_number(health.first_month)
    month = min(Month.of(now.astimezone(CHINA).date()), _newest(health))
    first = _months_back(month, book_from)
    quarter = await today_queries.quarter_standing(
        conn, estate_id, book_from=book_from, newest=max(month, book_from)
    )
    chart = await chart_by_code(conn, estate_id)
    movements = await movements_through(conn, estate_id, month)
    alone = Range(month, month)
    facts = DeskFacts(
        month=month,
        now=now,
        waiting=await waiting_of(conn, estate_id, user_id=user_id),
        health=health,
        quarter=quarter,
        money=income_statement(chart, movements, alone),
        quarter_money=income_statement(chart, movements, Range(quarter.first, quarter.last)),
        funds=fund_statement(chart, movements, await grants_of(conn, estate_id), alone),
        points=points_statement(chart, movements, alone, rate_fen_per_point=rate_fen_per_point),
        monthly=monthly_movement(chart, movements, Range(first, month)),
        entries=await today_queries.entries_by_month(conn, estate_id, first=first, last=month),
        minutes=await today_queries.minutes_by_month(conn, estate_id, first=first, last=month),
        attendance=await today_queries.attendance(conn, estate_id, month),
        seal=await today_queries.seal_standing(conn, estate_id),
        approvals=await today_queries.waiting_approvals(conn, estate_id, user_id=user_id),
        findings=(await count_findings(conn, estate_id, now) if role in COUNTS_FINDINGS else []),
    )
    return start_page(role, facts)


def _newest(health: BookHealth) -> Month:
    return Month.from_number(health.last_month or health.first_month)


def _months_back(month: Month, book_from: Month) -> Month:
    first = month
    for _ in range(CHART_MONTHS - 1):
        first = first.previous()
    return min(max(first, book_from), month)
