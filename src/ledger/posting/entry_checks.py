"""Checks that a feature above posting lays on prepared entries, found by name.

A feature puts them into `entry_checks.py` as `ENTRY_CHECKS: tuple[EntryCheck, ...]`. Nothing here
imports upwards, and a new check needs no list to edit.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Sequence
from functools import cache
from typing import Literal, Protocol, TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

import ledger
from ledger.bookkeeping.entry import JournalEntry

CheckStage: TypeAlias = Literal["prepare", "post"]


class EntryCheck(Protocol):
    """Raises the feature's refusal when an entry may not be prepared, or not be posted."""

    async def __call__(
        self,
        conn: AsyncConnection,
        *,
        estate_id: int,
        entries: Sequence[JournalEntry],
        stage: CheckStage,
    ) -> None:
        """Look at entries that are not stored yet: neither among the prepared ones, at `prepare`,
        nor in the journal, at `post`. Takes the locks that make its answer hold until commit."""


@cache
def entry_checks() -> tuple[EntryCheck, ...]:
    """Return the checks of every `ledger.<feature>.entry_checks`, in the order of names."""
    checks: list[EntryCheck] = []
    for module in sorted(pkgutil.iter_modules(ledger.__path__, "ledger."), key=lambda m: m.name):
        name = f"{module.name}.entry_checks"
        # Our own module is the place where they are asked, not one that has any.
        if not module.ispkg or name == __name__ or importlib.util.find_spec(name) is None:
            continue
        found: tuple[EntryCheck, ...] = importlib.import_module(name).ENTRY_CHECKS
        checks.extend(found)
    return tuple(checks)


async def run_entry_checks(
    conn: AsyncConnection,
    *,
    estate_id: int,
    entries: Sequence[JournalEntry],
    stage: CheckStage,
) -> None:
    """Ask every feature's check; raises the refusal of the first that objects."""
    for check in entry_checks():
        await check(conn, estate_id=estate_id, entries=entries, stage=stage)
