"""What teams are told of their points: shared out, sent back, and what will soon end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.messages.operations import put_messages
from ledger.messages.outbox import NewMessage
from ledger.messages.words import day_words
from ledger.points.entries import TEAM_WALLET
from ledger.points.teams.queries import Plan, PlannedShare

_LEADER = text("""
    select m.resident_id from volunteer_team_member m
    where m.estate_id = :estate_id and m.volunteer_team_id = :team_id and m.role = 'leader'
        and m.left_at is null
""")

_EXPIRING = text("""
    select m.resident_id, m.volunteer_team_id, t.name,
        greatest(l.expires_on, l.grace_until) as expires_on, sum(l.points_left)::bigint as points
    from points_lot l
    join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
    join volunteer_team_member m on m.estate_id = l.estate_id
        and a.holder = 'team:' || m.volunteer_team_id
        and m.role = 'leader' and m.left_at is null
    join volunteer_team t on t.estate_id = m.estate_id
        and t.volunteer_team_id = m.volunteer_team_id
    where l.estate_id = :estate_id and l.points_left > 0 and a.code = :wallet
        and greatest(l.expires_on, l.grace_until) between :today and cast(:until as date)
    group by 1, 2, 3, 4
    order by 1, 4
""")


async def tell_confirmed(conn: AsyncConnection, plan: Plan, shares: Sequence[PlannedShare]) -> None:
    """Tell each member what they were given, and the leader that the plan was confirmed."""
    key = f"team_points:{plan.team_points_plan_id}"
    await put_messages(
        conn,
        [
            NewMessage(
                estate_id=plan.estate_id,
                template="team_points_shared",
                key=f"{key}:{each.line_no}",
                args={"team": plan.team, "points": f"{each.share.points:,}"},
                resident_id=each.share.resident_id,
            )
            for each in shares
        ]
        + await _to_leader(conn, plan, "已确认，积分已经转出"),
    )


async def tell_refused(conn: AsyncConnection, plan: Plan) -> None:
    """Tell the leader that a plan was sent back; why is on the team's page."""
    await put_messages(conn, await _to_leader(conn, plan, "没有确认，原因写在页面上"))


async def _to_leader(conn: AsyncConnection, plan: Plan, outcome: str) -> list[NewMessage]:
    team = {"estate_id": plan.estate_id, "team_id": plan.volunteer_team_id}
    leader = await conn.scalar(_LEADER, team)
    if leader is None:
        return []
    return [
        NewMessage(
            estate_id=plan.estate_id,
            template="team_points_decided",
            key=f"team_points_decided:{plan.team_points_plan_id}",
            args={"team": plan.team, "outcome": outcome},
            resident_id=leader,
            link=f"/ui/m/teams/{plan.volunteer_team_id}/points",
        )
    ]


async def team_endings_to_tell(
    conn: AsyncConnection, *, estate_id: int, today: date, notice_days: tuple[int, ...]
) -> list[NewMessage]:
    """Return the notices that are due for teams' points, one for each stage and last day."""
    rows = await conn.execute(
        _EXPIRING,
        {
            "estate_id": estate_id,
            "wallet": TEAM_WALLET,
            "today": today,
            "until": today + timedelta(days=max(notice_days)),
        },
    )
    messages = []
    for row in rows:
        left = (row.expires_on - today).days
        due = min(days for days in notice_days if left <= days)
        messages.append(
            NewMessage(
                estate_id=estate_id,
                template="team_points_expiring",
                key=f"team_points_expiring:{row.volunteer_team_id}:{row.resident_id}"
                f":{row.expires_on.isoformat()}:{due}",
                args={
                    "team": row.name,
                    "points": f"{row.points:,}",
                    "expires_on": day_words(row.expires_on),
                    "days": str(left),
                },
                resident_id=row.resident_id,
                link=f"/ui/m/teams/{row.volunteer_team_id}/points",
            )
        )
    return messages
