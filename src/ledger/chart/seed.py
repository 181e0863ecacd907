"""The seed chart of domain.md §3, read from `seed_chart.csv` and never edited by a program."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ledger.bookkeeping.account import AccountType
from ledger.bookkeeping.currency import Currency


@dataclass(frozen=True, slots=True)
class SeedAccount:
    """One 科目 as a new estate gets it; `floor` is in minor units on the normal side."""

    code: str
    name: str
    currency: Currency
    type: AccountType
    is_contra: bool
    floor: int | None
    per_holder: str | None
    required_dimensions: tuple[str, ...]
    parent_code: str | None
    is_postable: bool


@cache
def seed_chart() -> tuple[SeedAccount, ...]:
    """Return the seed accounts in code order; an account is postable when it has no children."""
    text = (files("ledger.chart") / "seed_chart.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    codes = {row["code"] for row in rows}
    parents = {code: _parent_of(code, codes) for code in codes}
    return tuple(
        SeedAccount(
            code=row["code"],
            name=row["name"],
            currency=Currency(row["currency"]),
            type=AccountType(row["type"]),
            is_contra=row["contra"] == "yes",
            floor=int(row["floor"]) if row["floor"] else None,
            per_holder=row["per_holder"] or None,
            required_dimensions=tuple(row["dimensions"].split()),
            parent_code=parents[row["code"]],
            is_postable=row["code"] not in parents.values(),
        )
        for row in sorted(rows, key=lambda row: row["code"])
    )


def _parent_of(code: str, codes: set[str]) -> str | None:
    """Money codes have four digits and grow by three; points and minutes codes have no parents."""
    parent = code[:-3] if code.isdigit() and len(code) > 4 else None
    return parent if parent in codes else None
