"""规则档案: what an estate decided, versioned and citing its source (domain.md §2.1).

Numbers that differ from place to place live here and nowhere in code. A fact keeps the version
under which it was made, written as `name/version`.
"""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class ServiceRules(BaseModel):
    """How verified service becomes points. Minutes are never reduced by any of this."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    points_per_hour: int = Field(ge=0)
    sources: dict[str, str]
    """Service type to the points account that issues for it; others use `default_source`."""
    default_source: str
    quality_percent: dict[str, int]
    """Service type to a quality factor in percent; 100 where it is not named."""
    validity_months: int | None
    minutes_per_day_max: int = Field(gt=0)

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


class PointsRules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    rate_fen: int = Field(ge=0)
    """What one outstanding point is worth when the books show what they owe, in fen."""


class DisclosureRules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    frequency: Literal["monthly", "quarterly", "half_yearly"]
    posting_days: int = Field(gt=0)
    """How long a disclosure stays posted, and objections are taken, in days."""


class RuleProfile(BaseModel):
    """One version of an estate's rules; `source` cites the resolution that made it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: int
    effective_on: date
    source: str
    service: ServiceRules
    sorting: SortingRules
    points: PointsRules
    disclosure: DisclosureRules

    @property
    def version_text(self) -> str:
        """How facts made under this version name it: `shuxiangyuan/1`."""
        return version_text(self.name, self.version)


def version_text(name: str, version: int) -> str:
    """Write a profile's version as facts name it."""
    return f"{name}/{version}"


def shipped_profile(name: str, version: int) -> RuleProfile:
    """Return a profile that ships with the program."""
    path = files("ledger.estates") / "rule_profiles" / f"{name}-{version}.json"
    return RuleProfile.model_validate_json(path.read_bytes())
