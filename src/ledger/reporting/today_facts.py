"""All that the start pages are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ledger.bookkeeping.period import Month
from ledger.reporting.findings import FindingCount
from ledger.reporting.fund_statement import FundStatement
from ledger.reporting.income_statement import IncomeStatement
from ledger.reporting.monthly import MonthlyMovement
from ledger.reporting.points_statement import PointsStatement
from ledger.reporting.queries import BookHealth, Waiting
from ledger.reporting.today_queries import (
    Attendance,
    QuarterStanding,
    SealStanding,
    WaitingApproval,
)


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """All that the start pages are made of; pure pages choose from it."""

    month: Month
    now: datetime
    waiting: Waiting
    health: BookHealth
    quarter: QuarterStanding
    money: IncomeStatement
    quarter_money: IncomeStatement
    funds: FundStatement
    points: PointsStatement
    monthly: Sequence[MonthlyMovement]
    entries: Mapping[int, Mapping[str, int]]
    minutes: Mapping[int, int]
    attendance: Attendance
    seal: SealStanding
    approvals: Sequence[WaitingApproval]
    findings: Sequence[FindingCount]

    @property
    def findings_total(self) -> int:
        return sum(each.count for each in self.findings)
