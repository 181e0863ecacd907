"""规则档案: what an estate decided, versioned and citing its source (domain.md §2.1).

Numbers that differ from place to place live here and nowhere in code. A fact keeps the version
under which it was made, written as `name/version`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

Percent = Annotated[int, Field(ge=0, le=1000)]
"""A factor in whole percent: 100 leaves as it is, 150 gives half as much again, 0 nothing."""


class Caps(BaseModel):
    """The most points that one person earns in a span of time; None where there is no cap.

    A week runs from Monday, months and years are the calendar's, days are China's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    day: int | None = Field(default=None, ge=0)
    week: int | None = Field(default=None, ge=0)
    month: int | None = Field(default=None, ge=0)
    year: int | None = Field(default=None, ge=0)
    lifetime: int | None = Field(default=None, ge=0)


class Frequency(BaseModel):
    """How often a service type earns points; what comes more often counts as minutes only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    times: int = Field(gt=0)
    per: Literal["day", "week", "month", "year"]


class ServiceRules(BaseModel):
    """How verified service becomes points. Minutes are never reduced by any of this."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    points_per_hour: int = Field(ge=0)
    sources: dict[str, str]
    """Service type to the points account that issues for it; others use `default_source`."""
    default_source: str
    quality_percent: dict[str, Percent]
    """Service type to a quality factor in percent; 100 where it is not named."""
    validity_months: int | None
    minutes_per_day_max: int = Field(gt=0)
    frequency: dict[str, Frequency] = Field(default_factory=dict)
    """Service type to how often it earns; as often as one serves where it is not named."""
    group_percent: dict[str, Percent] = Field(default_factory=dict)
    """Group of participants to a factor; of several groups of one person the highest counts."""
    caps: Caps = Field(default_factory=Caps)

    def source_of(self, service_type: str) -> str:
        return self.sources.get(service_type, self.default_source)


class SortingRules(BaseModel):
    """How a sorting event at a bin becomes points (绿色账户)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    points: dict[str, int]
    """Waste category to points per event."""
    weight_grams_min: int = Field(ge=0)
    points_per_day_max: int = Field(ge=0)
    validity_months: int | None
    caps: Caps = Field(default_factory=Caps)
    """Beside `points_per_day_max`; of two caps for a day the lower counts."""

    @property
    def all_caps(self) -> Caps:
        """Every cap on sorting, that of the day among them."""
        of_day = self.points_per_day_max
        if self.caps.day is not None:
            of_day = min(of_day, self.caps.day)
        return self.caps.model_copy(update={"day": of_day})


class TimeBankRules(BaseModel):
    """How much of a person's service the time bank keeps for spending."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    minutes_lifetime_max: int = Field(default=1500 * 60, ge=0)
    """What somebody may save for themselves in a lifetime; the excess can only be donated."""


class PointsRules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    rate_fen: int = Field(ge=0)
    """What one outstanding point is worth when the books show what they owe, in fen."""
    coverage_floor_percent: Percent | None = None
    """How much of that must be backed when more is issued, in percent; None for no floor."""
    refund_grace_days: int = Field(default=0, ge=0, le=366)
    """How long points that are refunded after their last day can still be spent, in days."""
    notice_days: int = Field(default=0, ge=0, le=90)
    """公示期: how many days points that no two codes clocked stand in a notice before their use."""
    appeal_days: int = Field(default=15, ge=1, le=90)
    """How long a person may appeal against points that were taken back, in days."""


class AwardRules(BaseModel):
    """Points that are given by a list: 人居环境, 移风易俗, 表彰, and out of the public pool."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    validity_months: int | None = Field(default=24, ge=1)
    caps: Caps = Field(default_factory=Caps)
    """How much one person, or one household, is given; what comes out of the pool counts not."""


class PurchaseRules(BaseModel):
    """How purchases at partner merchants earn points, which the merchant pays for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fen_per_point: int = Field(default=1000, gt=0)
    """For how many fen of a purchase there is one point; what is less is not counted."""
    validity_months: int | None = Field(default=12, ge=1)
    caps: Caps = Field(default_factory=Caps)


STAR_HOURS = (100, 300, 600, 1000, 1500)
STAR_SOURCE = "《志愿服务记录办法》（民函〔2012〕340号）星级评定"


class RecognitionRules(BaseModel):
    """星级与光荣榜: what hours amount to, and how long honours stand in a notice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    star_hours: list[Annotated[int, Field(gt=0, le=100_000)]] = Field(
        default_factory=lambda: list(STAR_HOURS), min_length=1, max_length=10
    )
    """Recognised hours in a lifetime for one star, two stars and so on; each more than before."""
    star_source: str = Field(default=STAR_SOURCE, min_length=1, max_length=200)
    honours_notice_days: int = Field(default=7, ge=0, le=60)
    """公示期 of an honours list, in days after the one on which it was approved."""

    @field_validator("star_hours")
    @classmethod
    def _ascend(cls, hours: list[int]) -> list[int]:
        if hours != sorted(set(hours)):
            raise ValueError("each star needs more hours than the one before")
        return hours


class DisclosureRules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    frequency: Literal["monthly", "quarterly", "half_yearly"]
    posting_days: int = Field(gt=0)
    """How long a disclosure stays posted, and objections are taken, in days."""


class Rules(BaseModel):
    """What an estate decides, without the name and the days of a version."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    service: ServiceRules
    sorting: SortingRules
    points: PointsRules
    disclosure: DisclosureRules
    time_bank: TimeBankRules = Field(default_factory=TimeBankRules)
    recognition: RecognitionRules = Field(default_factory=RecognitionRules)
    awards: AwardRules = Field(default_factory=AwardRules)
    purchases: PurchaseRules = Field(default_factory=PurchaseRules)


class RuleProfile(Rules):
    """One version of an estate's rules; `source` cites the resolution that made it."""

    name: str
    version: int
    effective_on: date
    ends_on: date | None = None
    """The last day of rules on trial; None for rules that hold until others do."""
    source: str

    @property
    def version_text(self) -> str:
        """How facts made under this version name it: `shuxiangyuan/1`."""
        return version_text(self.name, self.version)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All adopted versions of an estate's rules, from the first to the last."""

    versions: Sequence[RuleProfile]

    def on(self, day: date) -> RuleProfile | None:
        """Return the version in force on a day, None where no rules are.

        A version holds from its day until the next one's, or until its own last day.
        """
        begun = [version for version in self.versions if version.effective_on <= day]
        if not begun:
            return None
        newest = max(begun, key=lambda version: version.effective_on)
        return newest if newest.ends_on is None or day <= newest.ends_on else None

    def last_day_of(self, version: RuleProfile) -> date | None:
        """Return the last day on which a version holds, None while no end is known."""
        ends = [
            later.effective_on - timedelta(days=1)
            for later in self.versions
            if later.effective_on > version.effective_on
        ]
        if version.ends_on is not None:
            ends.append(version.ends_on)
        return min(ends, default=None)


def version_text(name: str, version: int) -> str:
    """Write a profile's version as facts name it."""
    return f"{name}/{version}"


def shipped_profile(name: str, version: int) -> RuleProfile:
    """Return a profile that ships with the program."""
    path = files("ledger.estates") / "rule_profiles" / f"{name}-{version}.json"
    return RuleProfile.model_validate_json(path.read_bytes())
