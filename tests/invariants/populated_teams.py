"""Two teams in the small estate: what each was given, one shared out, the other donated."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.points.awards.operations import NewList, approve_list, propose_list
from ledger.points.awards.rules import AwardRow, AwardSource
from ledger.points.teams.operations import confirm_plan, propose_at_desk
from ledger.points.teams.rules import NewPlan, Share
from tests.reporting import books


async def share_out(
    conn: AsyncConnection, estate: books.Estate, *, now: datetime, today: date
) -> None:
    """Give both teams points by one list; after their notice one shares, the other donates."""
    residents = estate.residents[:2]
    teams = [
        await _team(conn, estate, name, residents, now) for name in ("银龄巡访队", "楼道清扫队")
    ]
    who: dict[str, Any] = {"estate_id": estate.estate_id, "now": now}
    award_list_id = await propose_list(
        conn,
        NewList(
            "优秀服务队",
            AwardSource.HONOUR,
            "业委会会议评定",
            tuple(
                AwardRow(points, f"服务一季 {points}", volunteer_team_id=team_id)
                for points, team_id in zip((24, 18), teams, strict=True)
            ),
        ),
        actor_user_id=estate.organiser,
        today=today,
        **who,
    )
    await approve_list(
        conn, award_list_id=award_list_id, actor_user_id=estate.committee, today=today, **who
    )
    later = today + timedelta(days=3)
    for team_id, new in (
        (
            teams[0],
            NewPlan(
                "按到场次数分",
                tuple(Share(each, points) for each, points in zip(residents, (9, 6), strict=True)),
                desk_reason="队长不用手机",
            ),
        ),
        (teams[1], NewPlan("帮扶困难邻居", pool_points=11, desk_reason="队长出门在外")),
    ):
        plan_id = await propose_at_desk(
            conn, new, team_id=team_id, actor_user_id=estate.organiser, today=later, **who
        )
        await confirm_plan(
            conn, team_points_plan_id=plan_id, actor_user_id=estate.committee, today=later, **who
        )


async def _team(
    conn: AsyncConnection, estate: books.Estate, name: str, residents: list[int], now: datetime
) -> int:
    values = {"e": estate.estate_id, "name": name, "by": estate.treasurer, "at": now}
    team_id: int = await conn.scalar(
        text("""insert into volunteer_team (estate_id, name, category, about, founded_by,
                founded_at)
            values (:e, :name, :name, '', :by, :at) returning volunteer_team_id"""),
        values,
    )
    for resident_id, role in zip(residents, ("leader", "member"), strict=True):
        await conn.execute(
            text("""insert into volunteer_team_member (estate_id, volunteer_team_id, category,
                    resident_id, role, asked_by, asked_at, decided_by, decided_at, is_accepted)
                values (:e, :team, :name, :resident, :role, :by, :at, :by, :at, true)"""),
            values | {"team": team_id, "resident": resident_id, "role": role},
        )
    return team_id
