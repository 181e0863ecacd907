"""Points against points on paper: any steps, in any order, on a real database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import Database
from tests.points.paper_points import CAP_OF_DAY
from tests.points.points_machine import STORE
from tests.points.team_machine import TEAM, TeamMachine
from tests.posting.real_books import RealBooks
from tests.profiles import chosen_profile


def test_points_are_kept_as_they_are_kept_on_paper(database: Database) -> None:
    profile = chosen_profile()
    with RealBooks(database) as real:
        TeamMachine.real = real
        run_state_machine_as_test(
            TeamMachine,
            settings=settings(
                max_examples=profile.points_examples,
                stateful_step_count=profile.points_steps,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


def test_every_step_is_taken_at_least_once(database: Database) -> None:
    """The machine draws its steps, and in a short run may draw none of some kind."""
    with RealBooks(database) as real:
        TeamMachine.real = real
        machine = TeamMachine()
        machine.found()
        machine.no_deductions()
        paper = machine.paper

        def step(act: Callable[..., None], **said: Any) -> None:
            act(machine, **said)
            machine.the_books_are_the_papers()

        step(TeamMachine.grant, number=0, points=8, days=30, notice=0)
        step(TeamMachine.deduct, number=0, points=3)
        step(TeamMachine.deduct, number=0, points=8)
        step(TeamMachine.appeal, number=0)
        step(TeamMachine.appeal, number=0)
        assert [(each.taken, each.is_appealed) for _, each in machine.deductions] == [(3, True)]
        step(TeamMachine.grant, number=0, points=5, days=None, notice=7)
        step(TeamMachine.spend, number=0, points=paper.balance(0))
        step(TeamMachine.serve, number=0, back=0, hour=8, hours=4)
        step(TeamMachine.serve, number=0, back=0, hour=13, hours=2)
        assert (paper.minutes[0], paper.totals["P1101"]) == (360, CAP_OF_DAY)
        step(TeamMachine.hold, number=0, amount=4)
        step(TeamMachine.give, number=0, to=1, points=6)
        step(TeamMachine.take_back, number=0, points=2)
        step(TeamMachine.donate, number=0, points=3)
        step(TeamMachine.take_back, number=0, points=1)
        step(TeamMachine.release, number=0)
        step(TeamMachine.spend, number=0, points=5)
        step(TeamMachine.take_back, number=0, points=2)
        assert (paper.totals["P2301"], paper.totals[STORE]) == (2, 3)
        step(TeamMachine.pass_days, days=60)
        step(TeamMachine.expire)
        retired = paper.totals["P3102"]
        assert retired > 0
        step(TeamMachine.take_back, number=0, points=1)
        assert paper.totals["P3102"] == retired - 1
        step(TeamMachine.deduct, number=0, points=1)
        step(TeamMachine.grant, number=2, points=6, days=5, notice=0)
        step(TeamMachine.spend, number=2, points=4)
        step(TeamMachine.deduct, number=1, points=6)
        assert machine.deductions[-1][1].taken == 2
        step(TeamMachine.pass_days, days=25)
        step(TeamMachine.appeal, number=0)
        assert not machine.deductions[-1][1].is_appealed
        step(TeamMachine.expire)
        # The team: what is in a notice, shared out, donated, taken back and retired.
        step(TeamMachine.award, points=8, days=30, notice=7)
        step(TeamMachine.share_out, first=3, second=2)
        assert paper.balance(TEAM) == 8
        step(TeamMachine.award, points=5, days=None, notice=0)
        step(TeamMachine.pass_days, days=7)
        step(TeamMachine.share_out, first=5, second=4)
        assert paper.balance(TEAM) == 4
        step(TeamMachine.take_back, number=0, points=1)
        step(TeamMachine.donate_as_team, points=2)
        step(TeamMachine.take_back, number=0, points=1)
        assert paper.balance(TEAM) == 4
        step(TeamMachine.award, points=6, days=5, notice=0)
        step(TeamMachine.deduct, number=0, points=2)
        step(TeamMachine.appeal, number=0)
        assert machine.deductions[-1][1].is_appealed
        step(TeamMachine.pass_days, days=25)
        step(TeamMachine.expire)
        # The grace of what was taken back is over too.
        assert paper.totals["P3102"] >= retired
