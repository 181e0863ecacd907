"""A team of the small estate, and how its points are given and shared out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.points.entries import PointsGrant, team_holder
from ledger.points.operations import grant_points
from ledger.points.queries import balance_of, spendable_of
from ledger.points.teams import operations
from ledger.points.teams.rules import NewPlan, Share
from tests.points.estate import TODAY, SmallEstate, add_user, make_estate

FOUNDED = datetime(2026, 4, 10, 1, 0, tzinfo=UTC)
NOW = datetime(2026, 7, 5, 1, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TeamOfThree:
    """张三 leads (`leader`, on the phone); 李四 is a member; 王五 is not of it. `clerk` is desk."""

    conn: AsyncConnection
    estate: SmallEstate
    team_id: int
    leader: int
    clerk: int

    @property
    def estate_id(self) -> int:
        return self.estate.estate_id

    async def give(
        self,
        points: int,
        *,
        key: str,
        expires_on: date | None = date(2028, 6, 30),
        spendable_from: date | None = None,
        on: date = TODAY,
    ) -> int:
        """Give the team a lot and return the entry's place; awards do it by a list."""
        grant = PointsGrant(
            estate_id=self.estate_id,
            resident_id=0,
            volunteer_team_id=self.team_id,
            points=points,
            source_code="P1105",
            kind="honour_points",
            narration="优秀服务队",
            on=on,
            expires_on=expires_on,
            rule_version="shuxiangyuan/1",
            source="test:team",
            idempotency_key=key,
            spendable_from=spendable_from,
        )
        [posted] = await grant_points(
            self.conn, [grant], prepared_by=self.clerk, posted_by=self.clerk, today=on
        )
        return posted.seq

    def shares(self, *points: int) -> tuple[Share, ...]:
        return tuple(
            Share(resident_id, each)
            for resident_id, each in zip(self.estate.residents, points, strict=False)
        )

    async def plan(self, *points: int, pool: int = 0, today: date = TODAY) -> int:
        """Write a plan as the leader: so many points for 张三, 李四, 王五, or for the pool."""
        return await operations.propose_as_leader(
            self.conn,
            NewPlan("第二季度巡访", self.shares(*points), pool),
            estate_id=self.estate_id,
            team_id=self.team_id,
            resident_id=self.estate.residents[0],
            actor_user_id=self.leader,
            now=NOW,
            today=today,
        )

    async def confirm(self, plan_id: int, *, by: int | None = None, today: date = TODAY) -> None:
        await operations.confirm_plan(
            self.conn,
            estate_id=self.estate_id,
            team_points_plan_id=plan_id,
            actor_user_id=by or self.estate.committee,
            now=NOW,
            today=today,
        )

    async def has(self, *, today: date = TODAY) -> tuple[int, int]:
        """Return what is in the team's wallet, and what of it can be shared out."""
        holder = team_holder(self.team_id)
        balance = await balance_of(self.conn, estate_id=self.estate_id, holder=holder)
        spendable = await spendable_of(
            self.conn, estate_id=self.estate_id, holder=holder, today=today
        )
        return balance.points, spendable

    async def leaves(self, who: int) -> None:
        await self.conn.execute(
            text("""update volunteer_team_member set left_by = :by, left_at = :now
                where resident_id = :who"""),
            {"by": self.clerk, "now": NOW, "who": self.estate.residents[who]},
        )


async def add_team(conn: AsyncConnection, estate: SmallEstate, *, by: int) -> int:
    """Found 巡访队 with 张三 as its leader and 李四 as a member."""
    team_id: int = await conn.scalar(
        text("""insert into volunteer_team (estate_id, name, category, about, founded_by,
                founded_at)
            values (:e, '巡访队', '平安巡访', '', :by, :at) returning volunteer_team_id"""),
        {"e": estate.estate_id, "by": by, "at": FOUNDED},
    )
    await conn.execute(
        text("""insert into volunteer_team_member (estate_id, volunteer_team_id, category,
                resident_id, role, asked_by, asked_at, decided_by, decided_at, is_accepted)
            values (:e, :team, '平安巡访', :resident, :role, :by, :at, :by, :at, true)"""),
        [
            {
                "e": estate.estate_id,
                "team": team_id,
                "resident": resident_id,
                "role": role,
                "by": by,
                "at": FOUNDED,
            }
            for resident_id, role in zip(estate.residents, ("leader", "member"), strict=False)
        ],
    )
    return team_id


async def is_resident(conn: AsyncConnection, estate: SmallEstate, user_id: int, who: int) -> None:
    """Let a user be one of the residents."""
    await conn.execute(
        text("""insert into role_grant (estate_id, user_id, role, resident_id, granted_by,
                starts_on)
            values (:e, :user, 'resident', :resident, :by, '2026-01-01')"""),
        {
            "e": estate.estate_id,
            "user": user_id,
            "resident": estate.residents[who],
            "by": estate.organiser,
        },
    )


async def team_of_three(conn: AsyncConnection) -> TeamOfThree:
    estate = await make_estate(conn)
    leader = await add_user(conn, "zhang")
    clerk = await add_user(conn, "clerk")
    # Granted by somebody else than those of the tests, who must not grant themselves anything.
    await is_resident(conn, estate, leader, 0)
    return TeamOfThree(conn, estate, await add_team(conn, estate, by=clerk), leader, clerk)
