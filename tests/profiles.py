"""How long the tests may try: `ci` with every change, `nightly` once a night.

`LEDGER_TEST_PROFILE=nightly` chooses the long one. What the crash tests draw at random comes from
one seed, which the run prints and which `LEDGER_TEST_SEED` sets; Hypothesis prints its own.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from random import SystemRandom
from typing import Final

VARIABLE: Final = "LEDGER_TEST_PROFILE"
SEED_VARIABLE: Final = "LEDGER_TEST_SEED"


@dataclass(frozen=True)
class Profile:
    """How often the tests that draw at random draw."""

    name: str
    property_examples: int
    """Examples of each property, unless the test names its own number."""
    machine_examples: int
    """Runs of each state machine."""
    machine_steps: int
    """The longest run of a state machine, in steps."""
    points_examples: int
    """Runs of the state machine of points, each step of which verifies the whole book."""
    points_steps: int
    bank_examples: int
    """Runs of the state machine of the time bank."""
    bank_steps: int
    crash_rounds: int
    """How often a process is killed under load."""
    expiring_residents: int = 0
    """How many residents the killed job of expiry has, with four lots to retire each."""
    screens_small_books: bool = False
    """Whether small books are also verified in the way of large ones."""


PROFILES: Final = {
    profile.name: profile
    for profile in (
        Profile(
            "ci",
            property_examples=100,
            machine_examples=20,
            machine_steps=30,
            points_examples=10,
            points_steps=25,
            bank_examples=8,
            bank_steps=20,
            crash_rounds=3,
        ),
        Profile(
            "nightly",
            property_examples=1_000,
            machine_examples=400,
            machine_steps=60,
            points_examples=200,
            points_steps=50,
            bank_examples=200,
            bank_steps=50,
            crash_rounds=20,
            expiring_residents=25_000,
            screens_small_books=True,
        ),
    )
}


def chosen_profile() -> Profile:
    """Return the profile that the environment names; raises KeyError for an unknown one."""
    return PROFILES[os.environ.get(VARIABLE, "ci")]


def chosen_seed() -> int:
    """Return the run's seed, the same in all its worker processes."""
    return int(os.environ.setdefault(SEED_VARIABLE, str(SystemRandom().randrange(10**9))))
