"""The engine against the books on paper: any steps, in any order, singly and batched."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import Database
from tests.posting.books_machine import BooksMachine
from tests.posting.real_books import RealBooks
from tests.profiles import chosen_profile


def test_the_engine_keeps_the_books_as_they_are_kept_on_paper(database: Database) -> None:
    profile = chosen_profile()
    with RealBooks(database) as real:
        BooksMachine.real = real
        run_state_machine_as_test(
            BooksMachine,
            settings=settings(
                max_examples=profile.machine_examples,
                stateful_step_count=profile.machine_steps,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
