"""The skills that volunteers choose from, read from `skills.csv` beside this module."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from ledger.time_bank.offers.rules import Skill


@cache
def all_skills() -> tuple[Skill, ...]:
    """Return the skills in the order of the file, which is that of the pages."""
    text = (files("ledger.time_bank.offers") / "skills.csv").read_text("utf-8")
    return tuple(
        Skill(row["skill"], frozenset(row["categories"].split()))
        for row in csv.DictReader(text.splitlines())
    )
