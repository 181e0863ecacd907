"""What groups, frequency and caps make of services, in the order in which they are booked. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ledger.estates.participant_groups.membership import Membership
from ledger.estates.rule_profile import RuleProfile
from ledger.points.caps import Tally, counted_from
from ledger.points.earning import (
    Award,
    limited_service_award,
    service_award,
    spans_that_limit_service,
)


@dataclass(frozen=True, slots=True)
class ServiceClaim:
    """One service as far as its points depend on it; `on` is the business date of its entries."""

    resident_id: int
    service_type: str
    served_on: date
    service_minutes: int
    on: date


@dataclass(frozen=True, slots=True)
class EarningFacts:
    """What services are held against: the rules by day, what was earned, and people's groups.

    `tallies` are by resident and move forward with every award.
    """

    profiles: Mapping[date, RuleProfile]
    tallies: dict[int, Tally] = field(default_factory=dict)
    groups: Mapping[int, Sequence[Membership]] = field(default_factory=dict)

    def groups_on(self, resident_id: int, day: date) -> set[str]:
        memberships = self.groups.get(resident_id, ())
        return {each.group_name for each in memberships if each.holds(day)}


def settled_award(claim: ServiceClaim, facts: EarningFacts) -> Award:
    """Return what a service earns after all that was settled before it, and count it.

    Raises KeyError for a day without rules; the callers refuse it before.
    """
    profile = facts.profiles[claim.served_on]
    worth = service_award(
        profile,
        service_type=claim.service_type,
        service_minutes=claim.service_minutes,
        on=claim.on,
        groups=facts.groups_on(claim.resident_id, claim.served_on),
    )
    tally = facts.tallies.setdefault(claim.resident_id, Tally())
    award = limited_service_award(
        worth, profile, service_type=claim.service_type, served_on=claim.served_on, tally=tally
    )
    tally.add(claim.served_on, award.points, service_type=claim.service_type)
    return award


def service_counted_from(profiles: Iterable[RuleProfile], days: Iterable[date]) -> date | None:
    """Return the first day whose services limit those of `days`, None where nothing does."""
    spans = {span for profile in profiles for span in spans_that_limit_service(profile)}
    return counted_from(spans, days) if spans else None
