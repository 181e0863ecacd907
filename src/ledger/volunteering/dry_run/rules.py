"""Replay services and sorting events under rules that are not in force. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ledger.errors import Refusal
from ledger.estates.participant_groups.membership import Membership
from ledger.estates.rule_profile import RuleProfile, Rules
from ledger.points.caps import Tally
from ledger.points.earning import sorting_award
from ledger.volunteering.limits import EarningFacts, ServiceClaim, settled_award

SORTING = "垃圾分类"
"""What sorting is called beside the types of service."""


class DryRunIsTooLong(Refusal):
    """A dry run replays a year at most."""

    code = "dry_run_is_too_long"
    status = 400


@dataclass(frozen=True, slots=True)
class PastService:
    """A verified service and the points that it brought."""

    resident_id: int
    service_type: str
    served_on: date
    service_minutes: int
    points: int


@dataclass(frozen=True, slots=True)
class PastSorting:
    """A sorting event and the points that it brought."""

    resident_id: int
    category: str
    weight_grams: int
    occurred_on: date
    points: int


@dataclass(slots=True)
class Change:
    """Points as they were, and as the other rules would have them."""

    before: int = 0
    after: int = 0

    def add(self, before: int, after: int) -> None:
        self.before += before
        self.after += after

    @property
    def difference(self) -> int:
        return self.after - self.before


@dataclass(slots=True)
class Replay:
    """The outcome by resident, and by type of service with sorting for one."""

    by_resident: dict[int, Change] = field(default_factory=dict)
    by_type: dict[str, Change] = field(default_factory=dict)
    total: Change = field(default_factory=Change)
    facts: int = 0

    def add(self, resident_id: int, kind: str, *, before: int, after: int) -> None:
        self.by_resident.setdefault(resident_id, Change()).add(before, after)
        self.by_type.setdefault(kind, Change()).add(before, after)
        self.total.add(before, after)
        self.facts += 1

    @property
    def gaining(self) -> int:
        return sum(change.difference > 0 for change in self.by_resident.values())

    @property
    def losing(self) -> int:
        return sum(change.difference < 0 for change in self.by_resident.values())

    def most_changed(self, limit: int) -> list[tuple[int, Change]]:
        """Return whom it touches most, by the size of the difference and then by id."""
        changed = [item for item in self.by_resident.items() if item[1].difference]
        return sorted(changed, key=lambda item: (-abs(item[1].difference), item[0]))[:limit]


def as_profile(rules: Rules, *, of: date) -> RuleProfile:
    """Return rules as a version that had been in force since a day, for replaying only."""
    return RuleProfile(**rules.model_dump(), name="试算", version=0, effective_on=of, source="试算")


def replay(
    profile: RuleProfile,
    services: Iterable[PastService],
    sortings: Iterable[PastSorting],
    *,
    service_tallies: Mapping[int, Tally],
    sorting_tallies: Mapping[int, Tally],
    groups: Mapping[int, Sequence[Membership]],
) -> Replay:
    """Return what the facts would have brought under one profile, in the order given.

    The tallies are what people had before the first of the facts; they are not changed.
    """
    found = Replay()
    facts = EarningFacts(
        _OneProfile(profile), {who: each.copy() for who, each in service_tallies.items()}, groups
    )
    for service in services:
        award = settled_award(
            ServiceClaim(
                service.resident_id,
                service.service_type,
                service.served_on,
                service.service_minutes,
                service.served_on,
            ),
            facts,
        )
        found.add(
            service.resident_id, service.service_type, before=service.points, after=award.points
        )
    tallies = {who: each.copy() for who, each in sorting_tallies.items()}
    for event in sortings:
        after = 0
        counts = event.weight_grams >= profile.sorting.weight_grams_min
        if counts and event.category in profile.sorting.points:
            tally = tallies.setdefault(event.resident_id, Tally())
            after = sorting_award(
                profile, category=event.category, tally=tally, on=event.occurred_on
            ).points
            tally.add(event.occurred_on, after)
        found.add(event.resident_id, SORTING, before=event.points, after=after)
    return found


class _OneProfile(dict[date, RuleProfile]):
    """The same rules on every day."""

    def __init__(self, profile: RuleProfile) -> None:
        super().__init__()
        self._profile = profile

    def __missing__(self, day: date) -> RuleProfile:
        return self._profile
