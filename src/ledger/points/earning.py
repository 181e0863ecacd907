"""What a fact earns under one version of an estate's rule profile. Pure; the version is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledger.estates.rule_profile import RuleProfile
from ledger.points.rules import capped_points, expiry_day, service_points


@dataclass(frozen=True, slots=True)
class Award:
    """Points, the account that issues them, their last day, and the rule version behind them."""

    points: int
    source_code: str
    expires_on: date | None
    rule_version: str


def service_award(
    profile: RuleProfile, *, service_type: str, service_minutes: int, on: date
) -> Award:
    """Return what a verified service earns; zero points for less than a full hour.

    `on` is the day from which the points' life is counted.
    """
    rules = profile.service
    return Award(
        points=service_points(
            service_minutes,
            points_per_hour=rules.points_per_hour,
            quality_percent=rules.quality_percent.get(service_type, 100),
        ),
        source_code=rules.source_of(service_type),
        expires_on=expiry_day(on, months=rules.validity_months),
        rule_version=profile.version_text,
    )


def sorting_award(profile: RuleProfile, *, category: str, already: int, on: date) -> Award:
    """Return what an accepted sorting event earns after `already` points of the same day.

    Raises KeyError for a category without points; the reader of the feed refuses it before.
    """
    rules = profile.sorting
    return Award(
        points=capped_points(
            rules.points[category], already=already, daily_cap=rules.points_per_day_max
        ),
        source_code=rules.source,
        expires_on=expiry_day(on, months=rules.validity_months),
        rule_version=profile.version_text,
    )
