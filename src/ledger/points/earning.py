"""What a fact earns under one version of an estate's rules. Pure; the version is kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from ledger.estates.rule_profile import Caps, RuleProfile
from ledger.points.caps import Span, Tally, capped, caps_of
from ledger.points.rules import expiry_day, service_points


@dataclass(frozen=True, slots=True)
class Award:
    """Points, the account that issues them, their last day, and the rule version behind them.

    `points_cut` is what a cap took away, and `cut_reason` says which: `每周最多 10 分`.
    """

    points: int
    source_code: str
    expires_on: date | None
    rule_version: str
    points_cut: int = 0
    cut_reason: str | None = None

    @property
    def cut_text(self) -> str:
        """Why there are fewer points than the fact is worth, in brackets; else nothing."""
        if self.cut_reason is None:
            return ""
        return f"（{cut_sentence(self.points, self.points_cut, self.cut_reason)}）"


def cut_sentence(points: int, points_cut: int, cut_reason: str) -> str:
    """Say why somebody has 3 points and not 5: `每周最多 10 分，应得 5 分，计 3 分`."""
    return f"{cut_reason}，应得 {points + points_cut} 分，计 {points} 分"


def service_award(
    profile: RuleProfile,
    *,
    service_type: str,
    service_minutes: int,
    on: date,
    groups: Collection[str] = (),
) -> Award:
    """Return what a verified service is worth before caps; nothing for less than a full hour.

    `on` is the day from which the points' life is counted; `groups` are the participant's on the
    day of the service.
    """
    rules = profile.service
    factors = [rules.group_percent[group] for group in groups if group in rules.group_percent]
    return Award(
        points=service_points(
            service_minutes,
            points_per_hour=rules.points_per_hour,
            quality_percent=rules.quality_percent.get(service_type, 100),
            group_percent=max(factors, default=100),
        ),
        source_code=rules.source_of(service_type),
        expires_on=expiry_day(on, months=rules.validity_months),
        rule_version=profile.version_text,
    )


def limited_service_award(
    award: Award, profile: RuleProfile, *, service_type: str, served_on: date, tally: Tally
) -> Award:
    """Return what the frequency of its type and the caps leave of a service's award."""
    frequency = profile.service.frequency.get(service_type)
    if frequency is not None and award.points > 0:
        span = Span(frequency.per)
        if tally.times_of(service_type, span, served_on) >= frequency.times:
            reason = f"{service_type}{span.chinese_title}计 {frequency.times} 次"
            return replace(award, points=0, points_cut=award.points, cut_reason=reason)
    return _under(award, profile.service.caps, tally, on=served_on)


def sorting_award(profile: RuleProfile, *, category: str, tally: Tally, on: date) -> Award:
    """Return what an accepted sorting event earns after what the person has by sorting already.

    Raises KeyError for a category without points; the reader of the feed refuses it before.
    """
    rules = profile.sorting
    worth = Award(
        points=rules.points[category],
        source_code=rules.source,
        expires_on=expiry_day(on, months=rules.validity_months),
        rule_version=profile.version_text,
    )
    return _under(worth, rules.all_caps, tally, on=on)


def _under(award: Award, caps: Caps, tally: Tally, *, on: date) -> Award:
    left = capped(award.points, caps=caps, tally=tally, on=on)
    if left.cut_by is None:
        return award
    return replace(
        award,
        points=left.points,
        points_cut=award.points - left.points,
        cut_reason=f"{left.cut_by.chinese_title}最多 {dict(caps_of(caps))[left.cut_by]} 分",
    )


def spans_that_limit_service(profile: RuleProfile) -> set[Span]:
    """Return the spans in which this version counts what a person's service earned."""
    by_frequency = {Span(each.per) for each in profile.service.frequency.values()}
    return by_frequency | {span for span, _ in caps_of(profile.service.caps)}
