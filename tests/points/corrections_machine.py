"""The machine of points with deductions: a grant that gave too much, and the appeal against it."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.points.deductions.operations import (
    Asked,
    answer_appeal,
    appeal_deduction,
    approve_deduction,
    propose_deduction,
)
from tests.points.paper_points import Deduction
from tests.points.points_machine import PointsMachine, some

newest = st.sampled_from([0, 0, 0, 1, 2, 4])


class CorrectionsMachine(PointsMachine):
    """All that the machine of points does, and what people do about mistakes."""

    @initialize()
    def no_deductions(self) -> None:
        self.deductions: list[tuple[int, Deduction]] = []

    @property
    def now(self) -> datetime:
        return datetime.combine(self.paper.today, time(4), UTC)

    @precondition(lambda self: self.seqs)
    @rule(number=newest, points=some)
    def deduct(self, number: int, points: int) -> None:
        """One proposes, another approves: what is left of the grant goes off the books."""
        number = max(0, len(self.seqs) - 1 - number)
        said = self.paper.deduct(number, points)
        seq, estate_id = self.seqs[number], self.estate.estate_id

        async def work(conn: AsyncConnection) -> int:
            proposed = await propose_deduction(
                conn,
                Asked(seq, points, "多记了一次"),
                estate_id=estate_id,
                actor_user_id=self.estate.organiser,
                now=self.now,
            )
            await approve_deduction(
                conn,
                estate_id=estate_id,
                points_deduction_id=proposed,
                actor_user_id=self.estate.committee,
                now=self.now,
                today=self.paper.today,
            )
            return proposed

        proposed = self.told(work, said if isinstance(said, str) else None)
        if isinstance(said, Deduction):
            self.deductions.append((proposed, said))

    def speaker(self, holder: int) -> int:
        """Return which resident speaks for a holder of a wallet."""
        return self.estate.residents[holder]

    @precondition(lambda self: self.deductions)
    @rule(number=newest)
    def appeal(self, number: int) -> None:
        """The holder appeals, and somebody who had no part in it says that they are right."""
        number = max(0, len(self.deductions) - 1 - number)
        points_deduction_id, deduction = self.deductions[number]
        assert deduction.grant.opened is not None
        resident_id = self.speaker(deduction.grant.opened.holder)
        expected = self.paper.appeal(deduction)
        ids = {"estate_id": self.estate.estate_id, "points_deduction_id": points_deduction_id}

        async def work(conn: AsyncConnection) -> Any:
            await appeal_deduction(
                conn,
                **ids,
                resident_id=resident_id,
                reason="那天我去了两次",
                actor_user_id=self.estate.appellant,
                now=self.now,
                today=self.paper.today,
            )
            await answer_appeal(
                conn,
                **ids,
                grants=True,
                answer="查到了第二张签到表",
                actor_user_id=self.estate.supervisor,
                now=self.now,
                today=self.paper.today,
            )

        self.told(work, expected)
