"""今日: each role starts at its question, with the answer and what waits for it (domain.md §1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.identity.roles import Role
from ledger.reporting.fund_statement import FundStatement, fund_statement
from ledger.reporting.income_statement import IncomeStatement, income_statement
from ledger.reporting.monthly import MonthlyMovement, monthly_movement
from ledger.reporting.movements import Range
from ledger.reporting.payloads import ChartView, DeskTodayView, FigureView, SeriesView, WaitingView
from ledger.reporting.points_statement import PointsStatement, points_statement
from ledger.reporting.queries import (
    BookHealth,
    Waiting,
    book_health,
    chart_by_code,
    grants_of,
    movements_through,
    waiting_of,
)

CHART_MONTHS = 6

QUESTIONS = {
    Role.TREASURER: "这个季度能公示了吗？每一笔都打得开吗？",
    Role.COMMITTEE: "我要审批的是什么？",
    Role.SUPERVISOR: "哪些支出没有审批、没有票据或者被拆开？",
    Role.AUDITOR: "账在这里；能证明没有改过吗？",
    Role.ORGANISER: "谁来了，谁来确认？",
    Role.OPERATOR: "系统是否正常？",
}
"""Roles of the desk, in the order in which one is chosen for somebody who holds several."""

HREFS = {
    "imports": "/ui/desk/imports",
    "prepared": "/ui/desk/entries?state=prepared",
    "approved": "/ui/desk/entries?state=approved",
    "service_records": "/ui/desk/service-records",
    "disclosures": "/ui/desk/disclosures",
    "exceptions": "/ui/desk/exceptions",
    "periods": "/ui/desk/periods",
    "trial_balance": "/ui/desk/books/trial-balance",
    "journal": "/ui/desk/books/journal",
    "funds": "/ui/desk/fund-grants",
    "points": "/ui/desk/points",
    "audit_package": "/ui/desk/audit-package",
    "health": "/ui/desk/health",
}
"""Pages of the desk that a figure or a count opens; a test holds them against the desk's routes."""


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """All that the start pages are made of; pure pages choose from it."""

    month: Month
    waiting: Waiting
    health: BookHealth
    money: IncomeStatement
    funds: FundStatement
    points: PointsStatement
    monthly: Sequence[MonthlyMovement]


async def desk_today(
    conn: AsyncConnection,
    *,
    estate_id: int,
    user_id: int,
    roles: frozenset[Role],
    today: date,
    rate_fen_per_point: int,
) -> DeskTodayView:
    """Return the start page of the caller's first desk role.

    Figures are those of the newest month that has entries, so that a quiet month does not show
    an empty page.
    """
    health = await book_health(conn, estate_id)
    month = min(Month.of(today), Month.from_number(health.last_month or health.first_month))
    chart = await chart_by_code(conn, estate_id)
    movements = await movements_through(conn, estate_id, month)
    alone = Range(month, month)
    facts = DeskFacts(
        month=month,
        waiting=await waiting_of(conn, estate_id, user_id=user_id),
        health=health,
        money=income_statement(chart, movements, alone),
        funds=fund_statement(chart, movements, await grants_of(conn, estate_id), alone),
        points=points_statement(chart, movements, alone, rate_fen_per_point=rate_fen_per_point),
        monthly=monthly_movement(chart, movements, Range(_months_back(month, health), month)),
    )
    role = next((role for role in QUESTIONS if role in roles), Role.OPERATOR)
    return start_page(role, facts)


def _months_back(month: Month, health: BookHealth) -> Month:
    first = month
    for _ in range(CHART_MONTHS - 1):
        first = first.previous()
    return max(first, Month.from_number(health.first_month))


def start_page(role: Role, facts: DeskFacts) -> DeskTodayView:
    """Choose what a role sees first."""
    choose = {
        Role.TREASURER: _treasurer,
        Role.COMMITTEE: _committee,
        Role.SUPERVISOR: _supervisor,
        Role.AUDITOR: _auditor,
        Role.ORGANISER: _organiser,
        Role.OPERATOR: _operator,
    }[role]
    figures, waiting, charts = choose(facts)
    return DeskTodayView(
        role=role.value,
        question=QUESTIONS[role],
        figures=figures,
        waiting=waiting,
        charts=charts,
    )


_Page = tuple[list[FigureView], list[WaitingView], list[ChartView]]


def _treasurer(facts: DeskFacts) -> _Page:
    return (
        _money_figures(facts),
        [
            _waits("imports", "导入后还没入账", facts.waiting.imports),
            _waits("approved", "已审核，等您记账", facts.waiting.approved),
            _waits("exceptions", "带提示的凭证", facts.waiting.flagged),
            _waits("disclosures", "公示草稿", facts.waiting.drafts),
        ],
        [_money_chart(facts)],
    )


def _committee(facts: DeskFacts) -> _Page:
    return (
        [
            FigureView(
                key="prepared_fen", title="待审批金额合计", value=facts.waiting.prepared_fen,
                unit="fen", href=HREFS["prepared"],
            ),
            *_money_figures(facts),
        ],
        [
            _waits("prepared", "待您审批的凭证", facts.waiting.prepared),
            _waits("service_records", "待核实的服务", facts.waiting.service_records),
            _waits("disclosures", "待您发布的公示", facts.waiting.drafts),
            _waits("periods", "待您办理的重新打开申请", facts.waiting.reopenings),
        ],
        [_money_chart(facts)],
    )  # fmt: skip


def _supervisor(facts: DeskFacts) -> _Page:
    return (
        _money_figures(facts),
        [
            _waits("exceptions", "带提示的凭证", facts.waiting.flagged),
            _waits("prepared", "未审批的凭证", facts.waiting.prepared),
            _waits("service_records", "未核实的服务", facts.waiting.service_records),
        ],
        [_money_chart(facts), _points_chart(facts)],
    )


def _auditor(facts: DeskFacts) -> _Page:
    return (
        [_entries_figure(facts), *_money_figures(facts)],
        [_waits("exceptions", "带提示的凭证", facts.waiting.flagged)],
        [_money_chart(facts)],
    )


def _organiser(facts: DeskFacts) -> _Page:
    month = f"{facts.month.month}月"
    return (
        [
            FigureView(
                key="service_minutes", title=f"{month}服务时长", unit="minutes",
                value=facts.points.service_minutes, href=HREFS["service_records"],
            ),
            FigureView(
                key="issued", title=f"{month}发放积分", unit="points",
                value=facts.points.issued, href=HREFS["points"],
            ),
            FigureView(
                key="outstanding", title="居民手中积分", unit="points",
                value=facts.points.closing_outstanding, href=HREFS["points"],
            ),
        ],
        [
            _waits("service_records", "待核实的服务", facts.waiting.service_records),
            _waits("imports", "导入后还没入账", facts.waiting.imports),
        ],
        [_points_chart(facts)],
    )  # fmt: skip


def _operator(facts: DeskFacts) -> _Page:
    return (
        [
            _entries_figure(facts, href=HREFS["health"]),
            FigureView(
                key="database_bytes", title="数据库大小（MB）", unit="rows",
                value=facts.health.database_bytes // 1_000_000, href=HREFS["health"],
            ),
        ],
        [_waits("imports", "导入后还没入账", facts.waiting.imports)],
        [],
    )  # fmt: skip


def _waits(key: str, title: str, count: int) -> WaitingView:
    return WaitingView(key=key, title=title, count=count, href=HREFS[key])


def _entries_figure(facts: DeskFacts, *, href: str | None = None) -> FigureView:
    return FigureView(
        key="entries", title="账簿里的凭证", value=facts.health.size, unit="rows",
        href=href or HREFS["journal"],
    )  # fmt: skip


def _money_figures(facts: DeskFacts) -> list[FigureView]:
    month = f"{facts.month.month}月"
    bank = sum(line.amount_fen for line in facts.money.bank_lines)
    return [
        FigureView(
            key="bank_fen", title="银行与现金", value=bank, unit="fen",
            href=HREFS["trial_balance"],
        ),
        FigureView(
            key="income_fen", title=f"{month}公共收益收入", unit="fen",
            value=facts.money.income_total_fen, href=HREFS["trial_balance"],
        ),
        FigureView(
            key="expense_fen", title=f"{month}支出", unit="fen",
            value=facts.money.expense_total_fen, href=HREFS["trial_balance"],
        ),
        FigureView(
            key="fund_fen", title="小区共享发展金余额", unit="fen",
            value=facts.funds.totals.closing_fen, href=HREFS["funds"],
        ),
    ]  # fmt: skip


def _money_chart(facts: DeskFacts) -> ChartView:
    return ChartView(
        key="money_by_month",
        title="每月收入与支出",
        kind="bar",
        unit="fen",
        categories=[row.month for row in facts.monthly],
        series=[
            SeriesView(name="收入", values=[row.income_fen for row in facts.monthly]),
            SeriesView(name="支出", values=[row.expense_fen for row in facts.monthly]),
        ],
    )


def _points_chart(facts: DeskFacts) -> ChartView:
    return ChartView(
        key="points_by_month",
        title="每月发放与核销积分",
        kind="bar",
        unit="points",
        categories=[row.month for row in facts.monthly],
        series=[
            SeriesView(name="发放", values=[row.issued_points for row in facts.monthly]),
            SeriesView(name="核销", values=[row.redeemed_points for row in facts.monthly]),
        ],
    )
