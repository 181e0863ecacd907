"""Budgets of points of the sample estate: each quarter's, and one of a campaign.

The second quarter's was adopted before anything was issued, and again within the quarter when the
fund grant that backs it was in the book.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.db.ids import CHINA
from ledger.demo.counter import people_of
from ledger.points.budgets.operations import (
    BudgetContent,
    NewBudget,
    decide_version,
    propose_budget,
    propose_version,
)
from ledger.points.budgets.queries import adopted_budgets
from ledger.points.budgets.rules import Backing, BudgetKind

_LIMITS = {"P1101": 600, "P1102": 9_000, "P1103": 800, "P1104": 500, "P1105": 800}
_FIRST_FEN, _NEXT_FEN = 500_000, 150_000
_BACKED_BY = "启动资金"
_CAMPAIGN = "邻里互助月"

_ADOPTED_AT = datetime(2026, 3, 31, 19, 30, tzinfo=CHINA)
_BACKED_AT = datetime(2026, 4, 10, 19, 30, tzinfo=CHINA)

_GRANT = text("""
    select fund_grant_id from fund_grant
    where estate_id = :estate_id and purpose = :purpose order by fund_grant_id limit 1
""")

_PLANNED = text("""
    select a.activity_id from activity_plan p
    join activity a using (estate_id, activity_id)
    where p.estate_id = :estate_id and a.service_type in ('助老', '平安巡访')
    order by a.activity_id
""")


async def adopt_first_budget(conn: AsyncConnection, *, today: date) -> None:
    """Adopt the second quarter's budget, before anything is issued and before money has come."""
    said = BudgetContent(_LIMITS, Backing.RESERVE, 0, "业委会2026-决议-03，保障资金到账后补写")
    new = NewBudget.of_quarter(date(2026, 4, 1))
    await _adopt(conn, new, said, now=_ADOPTED_AT, today=today)


async def back_the_budget(conn: AsyncConnection, *, today: date) -> None:
    """Adopt the budget's second version, which names the grant that came in."""
    estate_id, people = await people_of(conn)
    [budget] = await adopted_budgets(conn, estate_id)
    version = await propose_version(
        conn,
        await _backed(conn, _FIRST_FEN, "业委会2026-决议-05，启动资金已到账"),
        estate_id=estate_id,
        points_budget_id=budget.budget_id,
        actor_user_id=people["treasurer"].user_id,
        now=_BACKED_AT,
        today=today,
    )
    await decide_version(
        conn,
        estate_id=estate_id,
        points_budget_id=budget.budget_id,
        version=version,
        is_adopted=True,
        actor_user_id=people["committee"].user_id,
        now=_BACKED_AT,
        today=today,
    )


async def keep_budgets(conn: AsyncConnection, *, now: datetime, today: date) -> None:
    """Adopt the budgets of the quarters up to today's, and that of a campaign, unless there."""
    estate_id, _ = await people_of(conn)
    adopted = await adopted_budgets(conn, estate_id)
    there = {each.starts_on for each in adopted if each.kind is BudgetKind.QUARTER}
    said = await _backed(conn, _NEXT_FEN, "业委会2026-决议-09")
    month = Month(2026, 7)
    while month.first_day <= today:
        if month.first_day not in there:
            new = NewBudget.of_quarter(month.first_day)
            await _adopt(conn, new, said, now=now, today=today)
        month = month.quarter[1].next()
    if any(each.name == _CAMPAIGN for each in adopted):
        return
    planned = (await conn.execute(_PLANNED, {"estate_id": estate_id})).scalars().all()
    await _adopt(
        conn,
        NewBudget(BudgetKind.CAMPAIGN, _CAMPAIGN, today, today + timedelta(days=30)),
        BudgetContent(
            {"P1101": 400, "P1105": 100},
            Backing.RESERVE,
            0,
            "业委会2026-决议-12，助老和夜间巡访另列",
            activity_ids=planned,
        ),
        now=now,
        today=today,
    )


async def _backed(conn: AsyncConnection, backing_fen: int, reason: str) -> BudgetContent:
    estate_id, _ = await people_of(conn)
    grant = await conn.scalar(_GRANT, {"estate_id": estate_id, "purpose": _BACKED_BY})
    return BudgetContent(_LIMITS, Backing.FUND_GRANT, backing_fen, reason, grant)


async def _adopt(
    conn: AsyncConnection, new: NewBudget, said: BudgetContent, *, now: datetime, today: date
) -> None:
    """Let the treasurer propose a budget and the committee's head adopt it."""
    estate_id, people = await people_of(conn)
    budget_id = await propose_budget(
        conn,
        new,
        said,
        estate_id=estate_id,
        actor_user_id=people["treasurer"].user_id,
        now=now,
        today=today,
    )
    await decide_version(
        conn,
        estate_id=estate_id,
        points_budget_id=budget_id,
        version=1,
        is_adopted=True,
        actor_user_id=people["committee"].user_id,
        now=now,
        today=today,
    )
