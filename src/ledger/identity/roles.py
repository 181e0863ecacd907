"""The roles of domain.md §1 by scope (§9), and what a person is while they act in one estate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    RESIDENT = "resident"
    SHOPKEEPER = "shopkeeper"
    ORGANISER = "organiser"
    BUILDING_LEAD = "building_lead"
    GRID_WORKER = "grid_worker"
    TREASURER = "treasurer"
    CASHIER = "cashier"
    COMMITTEE = "committee"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    OPERATOR = "operator"

    @property
    def chinese_title(self) -> str:
        """The role in Chinese."""
        return _TITLES[self]

    @property
    def home(self) -> str:
        """The page that this role starts at."""
        if self is Role.RESIDENT:
            return "/ui/m/home"
        if self is Role.SHOPKEEPER:
            return "/ui/m/counter"
        if self in BUILDING_ROLES:
            return "/ui/m/confirming"
        return "/ui/desk/today"


_TITLES = {
    Role.RESIDENT: "居民",
    Role.SHOPKEEPER: "商户",
    Role.ORGANISER: "活动组织者",
    Role.BUILDING_LEAD: "楼栋长",
    Role.GRID_WORKER: "网格员",
    Role.TREASURER: "财务委员",
    Role.CASHIER: "出纳",
    Role.COMMITTEE: "业委会委员",
    Role.SUPERVISOR: "监事会",
    Role.AUDITOR: "审计师",
    Role.OPERATOR: "运维",
}

BOOKS = (Role.TREASURER, Role.COMMITTEE, Role.SUPERVISOR, Role.AUDITOR)
"""Those who may read the books."""
STAFF = (*BOOKS, Role.CASHIER, Role.ORGANISER, Role.OPERATOR)
"""Those who work at the desk."""
BUILDING_ROLES = (Role.BUILDING_LEAD, Role.GRID_WORKER)
"""Those who answer, with a phone, for the people of the buildings that their grant names."""
EVERYBODY = tuple(Role)


class Scope(StrEnum):
    """Where a role holds, from the smallest to the largest."""

    ESTATE = "estate"
    COMMUNITY = "community"
    SUBDISTRICT = "subdistrict"
    DISTRICT = "district"
    CITY = "city"
    PLATFORM = "platform"

    @property
    def chinese_title(self) -> str:
        return _SCOPES[self]

    def is_above(self, other: Scope) -> bool:
        order = tuple(Scope)
        return order.index(self) > order.index(other)


_SCOPES = {
    Scope.ESTATE: "小区",
    Scope.COMMUNITY: "社区",
    Scope.SUBDISTRICT: "街道",
    Scope.DISTRICT: "区县",
    Scope.CITY: "市",
    Scope.PLATFORM: "平台",
}


class RegionRole(StrEnum):
    """A role above the estates: it sees how they stand, and no person of theirs."""

    COMMUNITY_OFFICE = "community_office"
    SUBDISTRICT_OFFICE = "subdistrict_office"
    DISTRICT_OFFICE = "district_office"
    CITY_OFFICE = "city_office"
    PLATFORM_OPERATOR = "platform_operator"

    @classmethod
    def of_level(cls, level: Scope) -> RegionRole:
        """Return the role of the offices at a level of regions."""
        return cls(f"{level.value}_office")

    @property
    def scope(self) -> Scope:
        """The kind of place that it holds in."""
        return Scope(self.value.rpartition("_")[0])

    @property
    def chinese_title(self) -> str:
        if self is RegionRole.PLATFORM_OPERATOR:
            return "平台运维"
        return f"{self.scope.chinese_title}工作人员"

    @property
    def home(self) -> str:
        """The page that this role starts at."""
        return "/ui/desk/status-board"


REGION_ROLES = tuple(RegionRole)


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """One role of one user in one estate, for a time; both dates are included."""

    role: Role
    estate_id: int
    estate_code: str
    estate_name: str
    resident_id: int | None
    merchant_id: int | None
    starts_on: date
    ends_on: date | None
    buildings: tuple[str, ...] = ()
    """The numbers of the buildings that it is for; none for a role of the whole estate."""


@dataclass(frozen=True, slots=True)
class RegionGrant:
    """One role above the estates; `region_id` is None for the platform."""

    role: RegionRole
    region_id: int | None
    region_name: str
    """With the regions above it: `川南市/江北县`."""


@dataclass(frozen=True, slots=True)
class SignedInUser:
    """Somebody with a session, and the roles that they hold today.

    A machine has a key instead of a session, and `scopes`: the codes of the permissions that its
    key is for. Persons have None there.
    """

    user_id: int
    login: str
    display_name: str
    grants: tuple[RoleGrant, ...]
    scopes: frozenset[str] | None = None
    region_grants: tuple[RegionGrant, ...] = ()

    def roles_in(self, estate_id: int) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants if grant.estate_id == estate_id)


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in user acting in one estate; every write names one.

    `resident_id` and `merchant_id` come from the role grant, never from a request's body.
    """

    user_id: int
    display_name: str
    estate_id: int
    roles: frozenset[Role]
    resident_id: int | None
    merchant_id: int | None
    request_id: str
    address: str
    buildings: frozenset[str] = frozenset()
    """The buildings of their `BUILDING_ROLES`, for what only those let them do (`scope_of`)."""
