"""Points of teams in the sample estate: given by a list, shared out once, and a plan that waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.demo.counter import Person
from ledger.points.awards.operations import NewList, approve_list, propose_list
from ledger.points.awards.rules import AwardRow, AwardSource
from ledger.points.teams.operations import confirm_plan, propose_as_leader
from ledger.points.teams.rules import NewPlan, Share
from ledger.volunteering.teams.queries import members_of

_GIVEN = ((60, "楼道和绿地清扫 12 次"), (45, "桶边劝导 30 个早晚"))
_SHARE = 8


async def give_team_points(
    conn: AsyncConnection,
    teams: Sequence[tuple[int, Person]],
    people: dict[str, Person],
    *,
    estate_id: int,
    now: datetime,
    today: date,
) -> None:
    """Give two teams, each with its leader, an award; one shares, the other waits to donate."""
    this: dict[str, Any] = {"estate_id": estate_id, "now": now, "today": today}
    award_list_id = await propose_list(
        conn,
        NewList(
            title="第二季度优秀志愿服务队",
            source=AwardSource.HONOUR,
            basis="业委会 7 月 1 日会议评定",
            rows=tuple(
                AwardRow(points, why, volunteer_team_id=team_id)
                for (team_id, _), (points, why) in zip(teams, _GIVEN, strict=True)
            ),
        ),
        actor_user_id=people["organiser"].user_id,
        **this,
    )
    committee = people["committee"].user_id
    await approve_list(conn, award_list_id=award_list_id, actor_user_id=committee, **this)
    (first, leader), (second, other) = teams
    members = await members_of(conn, estate_id=estate_id, team_id=first)
    shares = [Share(each.resident_id, _SHARE) for each in members if each.is_accepted]
    plan_id = await _propose(
        conn, leader, first, NewPlan("第二季度清扫，到场的每人一样", tuple(shares)), this
    )
    await confirm_plan(conn, team_points_plan_id=plan_id, actor_user_id=committee, **this)
    await _propose(conn, other, second, NewPlan("帮扶困难邻居", pool_points=20), this)


async def _propose(
    conn: AsyncConnection, leader: Person, team_id: int, new: NewPlan, this: dict[str, Any]
) -> int:
    assert leader.resident_id is not None
    return await propose_as_leader(
        conn,
        new,
        team_id=team_id,
        resident_id=leader.resident_id,
        actor_user_id=leader.user_id,
        **this,
    )
