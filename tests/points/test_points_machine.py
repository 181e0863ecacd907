"""Points against points on paper: any steps, in any order, on a real database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import Database
from tests.points.corrections_machine import CorrectionsMachine
from tests.points.paper_points import CAP_OF_DAY
from tests.points.points_machine import STORE
from tests.posting.real_books import RealBooks
from tests.profiles import chosen_profile


def test_points_are_kept_as_they_are_kept_on_paper(database: Database) -> None:
    profile = chosen_profile()
    with RealBooks(database) as real:
        CorrectionsMachine.real = real
        run_state_machine_as_test(
            CorrectionsMachine,
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
        CorrectionsMachine.real = real
        machine = CorrectionsMachine()
        machine.found()
        machine.no_deductions()
        paper = machine.paper

        def step(act: Callable[..., None], **said: Any) -> None:
            act(machine, **said)
            machine.the_books_are_the_papers()

        step(CorrectionsMachine.grant, number=0, points=8, days=30, notice=0)
        step(CorrectionsMachine.deduct, number=0, points=3)
        step(CorrectionsMachine.deduct, number=0, points=8)
        step(CorrectionsMachine.appeal, number=0)
        step(CorrectionsMachine.appeal, number=0)
        assert [(each.taken, each.is_appealed) for _, each in machine.deductions] == [(3, True)]
        step(CorrectionsMachine.grant, number=0, points=5, days=None, notice=7)
        step(CorrectionsMachine.spend, number=0, points=paper.balance(0))
        step(CorrectionsMachine.serve, number=0, back=0, hour=8, hours=4)
        step(CorrectionsMachine.serve, number=0, back=0, hour=13, hours=2)
        assert (paper.minutes[0], paper.totals["P1101"]) == (360, CAP_OF_DAY)
        step(CorrectionsMachine.hold, number=0, amount=4)
        step(CorrectionsMachine.give, number=0, to=1, points=6)
        step(CorrectionsMachine.take_back, number=0, points=2)
        step(CorrectionsMachine.donate, number=0, points=3)
        step(CorrectionsMachine.take_back, number=0, points=1)
        step(CorrectionsMachine.release, number=0)
        step(CorrectionsMachine.spend, number=0, points=5)
        step(CorrectionsMachine.take_back, number=0, points=2)
        assert (paper.totals["P2301"], paper.totals[STORE]) == (2, 3)
        step(CorrectionsMachine.pass_days, days=60)
        step(CorrectionsMachine.expire)
        retired = paper.totals["P3102"]
        assert retired > 0
        step(CorrectionsMachine.take_back, number=0, points=1)
        assert paper.totals["P3102"] == retired - 1
        step(CorrectionsMachine.deduct, number=0, points=1)
        step(CorrectionsMachine.grant, number=2, points=6, days=5, notice=0)
        step(CorrectionsMachine.spend, number=2, points=4)
        step(CorrectionsMachine.deduct, number=1, points=6)
        assert machine.deductions[-1][1].taken == 2
        step(CorrectionsMachine.pass_days, days=25)
        step(CorrectionsMachine.appeal, number=0)
        assert not machine.deductions[-1][1].is_appealed
        step(CorrectionsMachine.expire)
        # The grace of what was taken back is over too.
        assert paper.totals["P3102"] >= retired
