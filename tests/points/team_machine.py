"""The machine of points with a team: what it is given, and the plans that share it out."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.points.entries import PointsGrant
from ledger.points.operations import grant_points
from ledger.points.teams.operations import confirm_plan, propose_at_desk
from ledger.points.teams.rules import NewPlan, Share
from tests.points.corrections_machine import CorrectionsMachine
from tests.points.points_machine import some
from tests.points.teams.sharing import add_team

TEAM = 3
"""The team's number on paper; the first two residents belong to it, and the first one leads."""

_ENTRIES = text("""
    select seq from journal_entry
    where estate_id = :estate_id and source = :source and reverses_seq is null order by seq
""")


class TeamMachine(CorrectionsMachine):
    """All that the machine of points and corrections does, and a team beside the residents."""

    @initialize()
    def found(self) -> None:
        super().found()
        estate = self.estate
        made = self.real.do(lambda conn: add_team(conn, estate, by=estate.organiser))
        assert isinstance(made, int), made
        self.team_id = made

    @property
    def numbers(self) -> dict[str, int]:
        return super().numbers | {f"team:{self.team_id}": TEAM}

    def speaker(self, holder: int) -> int:
        return self.estate.residents[0 if holder == TEAM else holder]

    @rule(
        points=some,
        days=st.sampled_from([None, 5, 30, 200]),
        notice=st.sampled_from([0, 0, 0, 1, 7]),
    )
    def award(self, points: int, days: int | None, notice: int) -> None:
        """Two people give the team something."""
        today = self.paper.today
        given = PointsGrant(
            estate_id=self.estate.estate_id,
            resident_id=0,
            volunteer_team_id=self.team_id,
            points=points,
            source_code="P1105",
            kind="points_award",
            narration="优秀服务队",
            on=today,
            expires_on=None if days is None else today + timedelta(days=days),
            spendable_from=today + timedelta(days=notice) if notice else None,
            rule_version="shuxiangyuan/1",
            source="test:1",
            idempotency_key=self.key(),
        )
        expected = self.paper.grant(TEAM, points, days, notice)

        async def work(conn: AsyncConnection) -> int:
            [posted] = await grant_points(
                conn,
                [given],
                prepared_by=self.estate.organiser,
                approved_by=self.estate.committee,
                posted_by=self.estate.committee,
                today=today,
            )
            return posted.seq

        self.seqs.append(self.told(work, expected))

    @rule(first=some, second=some)
    def share_out(self, first: int, second: int) -> None:
        """One writes how much two members get, and another confirms it."""
        expected = self.paper.share_out(TEAM, [(0, first), (1, second)])
        head, spouse, _ = self.estate.residents
        shares = (Share(head, first), Share(spouse, second))
        self._plan(NewPlan("按到场次数分", shares, desk_reason="队长不用手机"), expected)

    @rule(points=some)
    def donate_as_team(self, points: int) -> None:
        expected = self.paper.spend(TEAM, points, "P2301")
        new = NewPlan("帮扶困难邻居", pool_points=points, desk_reason="队长不用手机")
        self._plan(new, expected)

    def _plan(self, new: NewPlan, expected: str | None) -> None:
        estate_id = self.estate.estate_id

        async def work(conn: AsyncConnection) -> list[int]:
            plan_id = await propose_at_desk(
                conn,
                new,
                estate_id=estate_id,
                team_id=self.team_id,
                actor_user_id=self.estate.organiser,
                now=self.now,
                today=self.paper.today,
            )
            await confirm_plan(
                conn,
                estate_id=estate_id,
                team_points_plan_id=plan_id,
                actor_user_id=self.estate.committee,
                now=self.now,
                today=self.paper.today,
            )
            named = {"estate_id": estate_id, "source": f"team_points_plan:{plan_id}"}
            return list((await conn.execute(_ENTRIES, named)).scalars())

        seqs = self.told(work, expected)
        if expected is None:
            self.seqs += seqs
