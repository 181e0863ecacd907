"""Points against points on paper: any steps, in any order, on a real database."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import Database
from tests.points.corrections_machine import CorrectionsMachine
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
