"""The figures of a disclosure: its tables and the months, from one reading of the entries."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.currency import Currency
from ledger.estates.masking import mask_counterparty
from ledger.estates.queries import rule_profile
from ledger.reporting.fund_statement import ANONYMOUS, fund_statement
from ledger.reporting.income_statement import income_statement
from ledger.reporting.monthly import monthly_movement
from ledger.reporting.movements import Range
from ledger.reporting.points_backing import points_backing
from ledger.reporting.points_statement import points_statement
from ledger.reporting.queries import chart_by_code, grants_of, movements_through, pledges_of
from ledger.reporting.trial_balance import trial_balance


def public_donor(donor: str) -> str:
    """Return a donor's name as the public may read it."""
    return donor if donor == ANONYMOUS else mask_counterparty(donor)


async def compute_figures(conn: AsyncConnection, estate_id: int, months: Range) -> dict[str, Any]:
    """Return the figures as they are frozen; amounts in fen, points and minutes.

    Donors who are persons are masked, because what is frozen is public.
    """
    chart = await chart_by_code(conn, estate_id)
    movements = await movements_through(conn, estate_id, months.last)
    grants = {
        grant_id: replace(grant, donor=public_donor(grant.donor))
        for grant_id, grant in (await grants_of(conn, estate_id)).items()
    }
    rules = (await rule_profile(conn, estate_id, on=months.last.last_day)).points
    points = points_statement(chart, movements, months, rate_fen_per_point=rules.rate_fen)
    return {
        "income_statement": asdict(income_statement(chart, movements, months)),
        "fund_statement": asdict(fund_statement(chart, movements, grants, months)),
        "points_statement": asdict(points),
        "points_backing": asdict(
            points_backing(
                chart,
                movements,
                months,
                outstanding=points.closing_outstanding,
                rate_fen_per_point=rules.rate_fen,
                floor_percent=rules.coverage_floor_percent,
                pledges=await pledges_of(conn, estate_id, on=months.last.last_day),
            )
        ),
        "trial_balance": asdict(trial_balance(chart, movements, months, currency=Currency.CNY)),
        "monthly": [asdict(row) for row in monthly_movement(chart, movements, months)],
    }
