"""Finding which field of an entry was altered, where a second witness of it is left.

A leaf hash cannot be read backwards, but a guess can be proven: when an entry with one field put
back hashes to the leaf that was kept, that field is the altered one.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from ledger.bookkeeping.canonical import leaf_bytes
from ledger.bookkeeping.merkle_log import leaf_hash

DAYS_TRIED = 400


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two versions of an entry do not share, by its path in the leaf."""

    field: str
    expected: str
    found: str


def differences(expected: Any, found: Any, path: str = "") -> Iterator[Difference]:
    """Yield the fields in which two leaves differ, deepest paths, in the leaf's own order."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in sorted(expected.keys() | found.keys()):
            below = f"{path}.{name}" if path else name
            yield from differences(expected.get(name), found.get(name), below)
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for at, (one, other) in enumerate(zip(expected, found, strict=True), start=1):
            yield from differences(one, other, f"{path}[{at}]")
    elif expected != found:
        yield Difference(path, _shown(expected), _shown(found))


def _shown(value: Any) -> str:
    return "（空）" if value in (None, "") else str(value)


def proven_differences(
    found: dict[str, Any], *, leaf: bytes, candidates: Iterable[dict[str, Any]]
) -> list[Difference]:
    """Return what was altered, if one of the candidates hashes to the kept leaf; else nothing."""
    for candidate in candidates:
        if leaf_hash(leaf_bytes(candidate)) == leaf:
            return list(differences(candidate, found))
    return []


@dataclass(slots=True)
class Witnesses:
    """Values that other places of the same book still hold."""

    users: set[int] = field(default_factory=set)
    accounts: set[tuple[str, str]] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    rule_versions: set[str] = field(default_factory=set)

    def see(self, fields: dict[str, Any]) -> None:
        """Remember what this entry mentions."""
        self.users.update(
            user
            for user in (fields["prepared_by"], fields["approved_by"], fields["posted_by"])
            if user is not None
        )
        self.kinds.add(fields["kind"])
        self.rule_versions.add(fields["rule_version"])

    def candidates(
        self,
        found: dict[str, Any],
        *,
        kept_amounts: list[int],
        others: Iterable[dict[str, Any]] = (),
    ) -> Iterator[dict[str, Any]]:
        """Yield versions of the entry with a field put back, likeliest first.

        `kept_amounts` are the amounts that the balances after each line give; `others` are
        partial leaves from other records of the same event (the prepared entry, the source).
        """
        if len(kept_amounts) == len(found["lines"]):
            repaired = copy.deepcopy(found)
            for line, amount in zip(repaired["lines"], kept_amounts, strict=True):
                line["amount"] = amount
            yield repaired
        for other in others:
            for name, value in other.items():
                yield found | {name: value}
            yield found | other
        day = date.fromisoformat(found["effective_on"])
        for distance in range(1, DAYS_TRIED):
            for other_day in (day - timedelta(distance), day + timedelta(distance)):
                yield found | {"effective_on": other_day.isoformat()}
                yield found | self._with_number_of(found, other_day)
        for name in ("prepared_by", "approved_by", "posted_by"):
            for user in sorted(self.users):
                yield found | {name: user}
        yield found | {"approved_by": None}
        for name, values in (("kind", self.kinds), ("rule_version", self.rule_versions)):
            for value in sorted(values):
                yield found | {name: value}
        yield from self._other_lines(found)

    def _with_number_of(self, found: dict[str, Any], day: date) -> dict[str, str]:
        series, _, number = found["number"].split("-")
        month = f"{day.year:04d}{day.month:02d}"
        return {"effective_on": day.isoformat(), "number": f"{series}-{month}-{number}"}

    def _other_lines(self, found: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for at, line in enumerate(found["lines"]):
            flipped = "credit" if line["side"] == "debit" else "debit"
            changes = [{"side": flipped}]
            changes += [{"account": c, "holder": h} for c, h in sorted(self.accounts)]
            for change in changes:
                repaired = copy.deepcopy(found)
                repaired["lines"][at] |= change
                yield repaired
