"""Checks that a feature above posting lays on closing a month and on opening it again.

A feature puts them into `period_checks.py` as `PERIOD_CHECKS: tuple[PeriodCheck, ...]`; they are
found by name, like `entry_checks`. They answer with refusals instead of raising, so that the page
can name everything that is in the way at once.
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
from ledger.bookkeeping.period import Month
from ledger.errors import Refusal

PeriodStep: TypeAlias = Literal["close", "reopen"]


class PeriodCheck(Protocol):
    """Returns what keeps a month from being closed, or from being opened again."""

    async def __call__(
        self, conn: AsyncConnection, *, estate_id: int, month: Month, step: PeriodStep
    ) -> Sequence[Refusal]:
        """Answer under the book's lock where the step is being taken."""


@cache
def period_checks() -> tuple[PeriodCheck, ...]:
    """Return the checks of every `ledger.<feature>.period_checks`, in the order of names."""
    checks: list[PeriodCheck] = []
    for module in sorted(pkgutil.iter_modules(ledger.__path__, "ledger."), key=lambda m: m.name):
        name = f"{module.name}.period_checks"
        if not module.ispkg or name == __name__ or importlib.util.find_spec(name) is None:
            continue
        found: tuple[PeriodCheck, ...] = importlib.import_module(name).PERIOD_CHECKS
        checks.extend(found)
    return tuple(checks)


async def refusals_of_features(
    conn: AsyncConnection, *, estate_id: int, month: Month, step: PeriodStep
) -> list[Refusal]:
    """Ask every feature's check."""
    return [
        refusal
        for check in period_checks()
        for refusal in await check(conn, estate_id=estate_id, month=month, step=step)
    ]
