"""Saved minutes against minutes on paper: any steps, in any order, on a real database."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import Database
from tests.posting.real_books import RealBooks
from tests.profiles import chosen_profile
from tests.time_bank.help_machine import HelpMachine


def test_minutes_are_kept_as_they_are_kept_on_paper(database: Database) -> None:
    profile = chosen_profile()
    with RealBooks(database) as real:
        HelpMachine.real = real
        run_state_machine_as_test(
            HelpMachine,
            settings=settings(
                max_examples=profile.bank_examples,
                stateful_step_count=profile.bank_steps,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
