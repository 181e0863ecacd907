"""What waits for somebody on their start page, each with the page that it opens. Pure."""

from __future__ import annotations

from ledger.reporting.payloads import WaitingView
from ledger.reporting.queries import Waiting

HREFS = {
    "imports": "/ui/desk/imports?state=待确认",
    "prepared": "/ui/desk/entries?state=prepared",
    "approved": "/ui/desk/entries?state=approved",
    "service_records": "/ui/desk/service-records",
    "service_appeals": "/ui/desk/service-appeals",
    "service_corrections": "/ui/desk/service-appeals?show=corrections",
    "low_ratings": "/ui/desk/service-appeals?show=ratings",
    "awards": "/ui/desk/awards",
    "deductions": "/ui/desk/deductions",
    "points_appeals": "/ui/desk/deductions",
    "honours": "/ui/desk/honours",
    "pool_grants": "/ui/desk/pool-grants",
    "purchases": "/ui/desk/purchases",
    "budgets": "/ui/desk/points-budget",
    "team_plans": "/ui/desk/teams",
    "disclosures": "/ui/desk/disclosures",
    "drafts": "/ui/desk/disclosures?state=草稿",
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


def waits(key: str, title: str, count: int) -> WaitingView:
    """Return one line of the list."""
    return WaitingView(key=key, title=title, count=count, href=HREFS[key])


def appeals(waiting: Waiting) -> list[WaitingView]:
    """Return what somebody objected to in the records of service, and what came of it."""
    return [
        waits("service_appeals", "等答复的服务记录申诉", waiting.service_appeals),
        waits("service_corrections", "等您复核的服务记录更正", waiting.service_corrections),
    ]


def decisions(waiting: Waiting) -> list[WaitingView]:
    """Return what the committee decides as the second person."""
    return [
        waits("awards", "待您批准的奖励名单", waiting.awards),
        waits("deductions", "待您批准的积分更正", waiting.deductions),
        waits("points_appeals", "等答复的积分更正申诉", waiting.points_appeals),
        waits("honours", "待您审定的光荣榜", waiting.honours),
        waits("pool_grants", "等批准的公益时长", waiting.pool_grants),
        waits("purchases", "等确认的消费积分", waiting.purchases),
        waits("budgets", "待您通过的积分预算", waiting.budgets),
        team_plans(waiting),
    ]


def team_plans(waiting: Waiting) -> WaitingView:
    """Return what teams want to do with their points, which the organiser may confirm, too."""
    return waits("team_plans", "等确认的服务队积分方案", waiting.team_plans)
