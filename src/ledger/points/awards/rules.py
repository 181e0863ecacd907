"""What may stand in a list of awards, and what the caps leave of it. Pure.

The rule, in the order of its sentences:

1. A list is written by one person and approved by another; neither is in it, nor is the home of
   either, nor a team of either.
2. A person, household or team stands in a list once. Its points are cut to what the caps leave,
   and what was cut is written down; a row that is cut to nothing stays in the list and gives
   nothing.
3. What comes out of the public pool was given before and counts under no cap; a list never takes
   more than there is.
4. What is approved is decided again on that day: caps and pool are those of the approval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ledger.errors import Refusal
from ledger.estates.rule_profile import RuleProfile
from ledger.points.caps import Capped, Tally, capped, caps_of
from ledger.points.earning import cut_sentence
from ledger.points.entries import (
    POOL,
    PointsGrant,
    household_holder,
    resident_holder,
    team_holder,
)
from ledger.points.rules import expiry_day

ROWS_MAX = 200


class AwardSource(StrEnum):
    """What pays for a list: an issuing account, or the public pool."""

    ENVIRONMENT = "P1103"
    HONOUR = "P1105"
    POOL = POOL

    @property
    def chinese_title(self) -> str:
        return _TITLES[self]

    @property
    def kind(self) -> str:
        """The kind of its entries."""
        return _KINDS[self]


_TITLES = {
    AwardSource.ENVIRONMENT: "人居环境与移风易俗",
    AwardSource.HONOUR: "表彰",
    AwardSource.POOL: "公益池帮扶",
}
_KINDS = {
    AwardSource.ENVIRONMENT: "award_points",
    AwardSource.HONOUR: "honour_points",
    AwardSource.POOL: "pool_relief",
}


class AwardListHasFaults(Refusal):
    """Some rows cannot stand as they are (`fields` names them); nothing was written."""

    code = "award_list_has_faults"


class AwardListIsDecided(Refusal):
    """A list is decided once."""

    code = "award_list_is_decided"


class AwardNeedsSecondPerson(Refusal):
    """Who wrote a list does not approve it."""

    code = "award_needs_second_person"


class AwardIsOnesOwn(Refusal):
    """Who wrote a list or decides about it stands in it by now, or their household or team does."""

    code = "award_is_ones_own"


class AwardIsSomebodyElses(Refusal):
    """A list that waits is taken back by the one who wrote it."""

    code = "award_is_somebody_elses"


class PoolIsTooSmall(Refusal):
    """The public pool holds less than the list asks for."""

    code = "pool_is_too_small"


@dataclass(frozen=True, slots=True)
class AwardRow:
    """What is asked for: for a resident, a household or a team, one of the three."""

    points: int
    reason: str
    resident_id: int | None = None
    household_id: int | None = None
    volunteer_team_id: int | None = None

    @property
    def holder(self) -> str:
        """Whose wallet the points are for."""
        if self.household_id is not None:
            return household_holder(self.household_id)
        if self.volunteer_team_id is not None:
            return team_holder(self.volunteer_team_id)
        return resident_holder(self.resident_id or 0)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who stands behind a row: their name as the desk may see it, and whether they can be given."""

    name: str
    is_gone: bool
    is_own: bool
    """Whether it is the one who acts, their household, or a team to which they belong."""


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A row with what it gives today, or the sentence that says why it cannot stand."""

    row: AwardRow
    name_masked: str | None
    points: int
    cut_reason: str | None = None
    fault: str | None = None

    @property
    def points_cut(self) -> int:
        return 0 if self.fault else self.row.points - self.points


def fault_of(row: AwardRow, holder: Holder | None, *, is_repeated: bool) -> str | None:
    """Return why a row cannot stand, or None; the first reason of this order."""
    if holder is None or holder.is_gone:
        if row.volunteer_team_id is not None:
            return "没有这支服务队，或者已经解散，请在“志愿服务队”页核对编号。"
        what = "住户" if row.household_id is None else "户"
        return f"没有这位{what}，或者已经迁出、注销，请重新查找。"
    if is_repeated:
        return "同一份名单里写了两行，请留一行。"
    if holder.is_own:
        return "不能给自己、自己家或自己的服务队写奖励，请另一位工作人员来办。"
    return None


def look_at_rows(
    rows: Sequence[AwardRow],
    *,
    source: AwardSource,
    holders: Mapping[str, Holder],
    tallies: Mapping[str, Tally],
    profile: RuleProfile,
    today: date,
) -> list[LookedAt]:
    """Say of each row what it gives today, or why it cannot stand."""
    looked = []
    seen: set[str] = set()
    for row in rows:
        holder = holders.get(row.holder)
        fault = fault_of(row, holder, is_repeated=row.holder in seen)
        seen.add(row.holder)
        name = holder.name if holder else None
        if fault is not None:
            looked.append(LookedAt(row, name, 0, fault=fault))
            continue
        left = _left(row, source, tallies.get(row.holder, Tally()), profile, today)
        reason = None
        if left.cut_by is not None:
            cap = dict(caps_of(profile.awards.caps))[left.cut_by]
            reason = f"{left.cut_by.chinese_title}最多 {cap} 分"
        looked.append(LookedAt(row, name, left.points, cut_reason=reason))
    return looked


def _left(
    row: AwardRow, source: AwardSource, tally: Tally, profile: RuleProfile, today: date
) -> Capped:
    if source is AwardSource.POOL:
        return Capped(row.points)
    return capped(row.points, caps=profile.awards.caps, tally=tally, on=today)


def check_pool(looked: Sequence[LookedAt], *, source: AwardSource, pool_points: int) -> None:
    """Raise `PoolIsTooSmall` where a list asks the pool for more than it has."""
    asked = sum(each.points for each in looked)
    if source is AwardSource.POOL and asked > pool_points:
        raise PoolIsTooSmall(
            f"公益池里有 {pool_points} 分，名单一共要 {asked} 分；请减少分数，或等居民捐入。",
            points_available=pool_points,
            points_needed=asked,
        )


def first_day_of_use(profile: RuleProfile, *, today: date) -> date | None:
    """Return from which day points that people decided on can be spent; None for at once."""
    days = profile.points.notice_days
    return today + timedelta(days=days) if days else None


@dataclass(frozen=True, slots=True)
class ApprovedList:
    """What is frozen with the approval of a list."""

    estate_id: int
    award_list_id: int
    title: str
    source: AwardSource
    granted_on: date
    spendable_from: date | None
    expires_on: date | None
    rule_version: str
    documents: tuple[bytes, ...] = ()

    @classmethod
    def on(
        cls,
        today: date,
        *,
        estate_id: int,
        award_list_id: int,
        title: str,
        source: AwardSource,
        profile: RuleProfile,
        documents: tuple[bytes, ...],
    ) -> ApprovedList:
        return cls(
            estate_id=estate_id,
            award_list_id=award_list_id,
            title=title,
            source=source,
            granted_on=today,
            spendable_from=first_day_of_use(profile, today=today),
            expires_on=expiry_day(today, months=profile.awards.validity_months),
            rule_version=profile.version_text,
            documents=documents,
        )

    def grant_of(self, line_no: int, each: LookedAt) -> PointsGrant:
        """Return the grant of one row; its entry says what for, and what a cap took away."""
        cut = ""
        if each.cut_reason is not None:
            cut = f"（{cut_sentence(each.points, each.points_cut, each.cut_reason)}）"
        return PointsGrant(
            estate_id=self.estate_id,
            resident_id=each.row.resident_id or 0,
            household_id=each.row.household_id,
            volunteer_team_id=each.row.volunteer_team_id,
            points=each.points,
            source_code=self.source.value,
            kind=self.source.kind,
            narration=f"{self.title}：{each.row.reason}{cut}",
            on=self.granted_on,
            expires_on=self.expires_on,
            spendable_from=self.spendable_from,
            rule_version=self.rule_version,
            source=f"award_list:{self.award_list_id}",
            idempotency_key=f"award_list:{self.award_list_id}:{line_no}",
            documents=self.documents,
        )
