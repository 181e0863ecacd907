"""What other features have found in an estate, counted for the start pages.

A feature that finds something puts a counter into `findings.py` as `FINDING_COUNTERS:
tuple[FindingCounter, ...]`; they are found by the name, so that reporting knows none of them.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy.ext.asyncio import AsyncConnection

import ledger


@dataclass(frozen=True, slots=True)
class FindingCount:
    """How many findings of one kind there are, and the page that lists them."""

    kind: str
    title: str
    count: int
    href: str


FindingCounter = Callable[[AsyncConnection, int, datetime], Awaitable[Sequence[FindingCount]]]
"""Counts what stands open in an estate at a moment."""


@cache
def finding_counters() -> tuple[FindingCounter, ...]:
    """Return every feature's counters, in order of the features' names."""
    counters: list[FindingCounter] = []
    features = sorted(pkgutil.iter_modules(ledger.__path__, "ledger."), key=lambda m: m.name)
    for feature in features:
        name = f"{feature.name}.findings"
        if not feature.ispkg or name == __name__ or importlib.util.find_spec(name) is None:
            continue
        found: tuple[FindingCounter, ...] = importlib.import_module(name).FINDING_COUNTERS
        counters.extend(found)
    return tuple(counters)


async def count_findings(
    conn: AsyncConnection, estate_id: int, now: datetime
) -> list[FindingCount]:
    """Return what all features have found, kinds with nothing left out."""
    return [
        finding
        for counter in finding_counters()
        for finding in await counter(conn, estate_id, now)
        if finding.count
    ]
