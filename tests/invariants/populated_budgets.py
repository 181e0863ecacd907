"""A campaign whose budget did not carry all its services: points that waited, and some that do."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.intake.operations import book_import, upload_import
from ledger.intake.source_file import SourceFile
from ledger.points.budgets.granting_later import grant_withheld_points
from ledger.points.budgets.operations import (
    BudgetContent,
    NewBudget,
    decide_version,
    propose_budget,
    propose_version,
)
from ledger.points.budgets.rules import Backing, BudgetKind
from tests.reporting import books

ROWS = (
    "日期,活动,服务类型,姓名,房号,签到,签退,组织者,核实人",
    "2026-06-20,夏夜纳凉,邻里活动,王小0,1栋1单元0101,19:00,21:00,志愿队,栋长",
    "2026-06-20,夏夜纳凉,邻里活动,王小1,1栋1单元0102,19:00,22:00,志愿队,栋长",
    "2026-06-21,夏夜纳凉,邻里活动,王小0,1栋1单元0101,19:00,21:00,志愿队,栋长",
    "2026-06-21,夏夜纳凉,邻里活动,王小1,1栋1单元0102,19:00,21:00,志愿队,栋长",
)


async def let_points_wait(
    conn: AsyncConnection, estate: books.Estate, *, now: datetime, today: date
) -> None:
    """Book four services of which the campaign carries one, then two more."""
    activities = list(
        await conn.scalars(
            text("""insert into activity (estate_id, held_on, name, service_type)
                select :estate_id, day, '夏夜纳凉', '邻里活动'
                from unnest(array['2026-06-20', '2026-06-21']::date[]) as day
                returning activity_id"""),
            {"estate_id": estate.estate_id},
        )
    )

    def carrying(points: int) -> BudgetContent:
        return BudgetContent(
            {"P1101": points}, Backing.RESERVE, 0, "业委会2026-决议-06", activity_ids=activities
        )

    budget_id = await propose_budget(
        conn,
        NewBudget(BudgetKind.CAMPAIGN, "夏夜节", date(2026, 6, 20), date(2026, 6, 21)),
        carrying(2),
        estate_id=estate.estate_id,
        actor_user_id=estate.treasurer,
        now=now,
        today=today,
    )
    for version in (1, 2):
        await decide_version(
            conn,
            estate_id=estate.estate_id,
            points_budget_id=budget_id,
            version=version,
            is_adopted=True,
            actor_user_id=estate.committee,
            now=now,
            today=today,
        )
        if version == 2:
            break
        uploaded = await upload_import(
            conn,
            estate_id=estate.estate_id,
            kind="service_signin",
            file=SourceFile.of("纳凉.csv", "\n".join(ROWS).encode()),
            actor_user_id=estate.organiser,
        )
        await book_import(
            conn,
            estate_id=estate.estate_id,
            import_id=uploaded.batch.import_id,
            accepted_rows=frozenset(),
            actor_user_id=estate.organiser,
            now=now,
            today=today,
        )
        await propose_version(
            conn,
            carrying(7),
            estate_id=estate.estate_id,
            points_budget_id=budget_id,
            actor_user_id=estate.treasurer,
            now=now,
            today=today,
        )
    await grant_withheld_points(
        conn,
        estate_id=estate.estate_id,
        actor_user_id=estate.treasurer,
        now=now,
        today=today,
    )
