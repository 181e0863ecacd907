"""What users, roles, terms and regions say and hear over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ledger.identity.role_queries import GrantRow, RegionGrantRow, RegionRow, UserRow
from ledger.identity.roles import BUILDING_ROLES, RegionRole, Role
from ledger.identity.rules import INCOMPATIBLE, TERM_ROLES, GrantState, Term

STATE_TITLES = {"held": "在任", "to_come": "未到任", "ended": "已到期", "revoked": "已收回"}
BuildingNo = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[^\x00-\x1f\x7f]+$")]
LOGIN = r"^[a-z0-9][a-z0-9._-]{2,39}$"


class NewUser(BaseModel):
    model_config = ConfigDict(extra="forbid")

    login: str = Field(pattern=LOGIN, examples=["zhang.treasurer"])
    display_name: str = Field(min_length=1, max_length=40, examples=["张财务"])
    password: str = Field(min_length=1, max_length=200, examples=["用一句长一点的话做密码"])
    role: Role
    resident_id: int | None = Field(default=None, ge=1, lt=2**63)
    merchant_id: int | None = Field(default=None, ge=1, lt=2**63)
    buildings: list[BuildingNo] = Field(
        default_factory=list, max_length=200, examples=[[]], description="楼栋长、网格员负责的楼栋"
    )


class NewRoleGrant(BaseModel):
    """授予已有的用户一个角色；居民要写住户，商户要写商户，换届的角色可以写届次。"""

    model_config = ConfigDict(extra="forbid")

    login: str = Field(min_length=1, max_length=80, examples=["zhang.treasurer"])
    role: Role
    starts_on: date = Field(examples=["2026-07-01"])
    ends_on: date | None = Field(default=None, examples=["2027-06-30"])
    resident_id: int | None = Field(default=None, ge=1, lt=2**63)
    merchant_id: int | None = Field(default=None, ge=1, lt=2**63)
    committee_term_id: int | None = Field(default=None, ge=1, lt=2**63)
    buildings: list[BuildingNo] = Field(
        default_factory=list, max_length=200, examples=[[]], description="楼栋长、网格员负责的楼栋"
    )


class Revocation(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=2, max_length=200, pattern=r"\S", examples=["已离任"])


class RoleView(BaseModel):
    """一个角色；到期日取角色自己的和届次的较早者。"""

    role_grant_id: int = Field(examples=[7])
    role: Role
    role_title: str = Field(examples=["财务委员"])
    resident_id: int | None
    merchant_id: int | None
    buildings: list[str] = Field(examples=[["3", "4"]], description="负责的楼栋；空是整个小区")
    starts_on: date
    ends_on: date | None
    term_no: int | None
    state: GrantState
    state_title: str = Field(examples=["在任"])
    granted_by_name: str | None
    revoked_at: datetime | None
    revocation_reason: str = Field(examples=["已离任"])

    @classmethod
    def of(cls, grant: GrantRow, today: date) -> RoleView:
        state = grant.state_on(today)
        return cls(
            role_grant_id=grant.role_grant_id,
            role=grant.role,
            role_title=grant.role.chinese_title,
            resident_id=grant.resident_id,
            merchant_id=grant.merchant_id,
            buildings=grant.buildings,
            starts_on=grant.starts_on,
            ends_on=grant.ends_on,
            term_no=grant.term_no,
            state=state,
            state_title=STATE_TITLES[state],
            granted_by_name=grant.granted_by_name,
            revoked_at=grant.revoked_at,
            revocation_reason=grant.revocation_reason,
        )


class UserListView(BaseModel):
    user_id: int = Field(examples=[3])
    login: str = Field(examples=["treasurer"])
    display_name: str = Field(examples=["财务委员"])
    is_disabled: bool
    roles: list[RoleView]

    @classmethod
    def of(cls, row: UserRow, today: date) -> UserListView:
        return cls(
            user_id=row.user_id,
            login=row.login,
            display_name=row.display_name,
            is_disabled=row.is_disabled,
            roles=[RoleView.of(grant, today) for grant in row.roles],
        )


class GrantableView(BaseModel):
    """能授予的一种角色。"""

    role: Role
    role_title: str = Field(examples=["出纳"])
    has_term: bool
    has_buildings: bool = Field(description="要写明负责哪几栋楼")
    incompatible_with: list[str] = Field(examples=[["财务委员"]])


class GrantableListView(BaseModel):
    items: list[GrantableView]
    buildings: list[str] = Field(examples=[["1", "2", "3"]], description="本小区的楼栋")

    @classmethod
    def of(cls, roles: AbstractSet[Role], buildings: Sequence[str]) -> GrantableListView:
        return cls(
            buildings=list(buildings),
            items=[
                GrantableView(
                    role=role,
                    role_title=role.chinese_title,
                    has_term=role in TERM_ROLES,
                    has_buildings=role in BUILDING_ROLES,
                    incompatible_with=[
                        other.chinese_title
                        for other in Role
                        if frozenset({role, other}) in INCOMPATIBLE
                    ],
                )
                for role in Role
                if role in roles
            ],
        )


# Terms -----------------------------------------------------------------------------------------


class NewTerm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    starts_on: date = Field(examples=["2026-07-01"])
    ends_on: date = Field(examples=["2031-06-30"])
    resolution: str = Field(
        min_length=2, max_length=200, pattern=r"\S", examples=["2026 年第一次业主大会决议"]
    )


class EarlyEnd(BaseModel):
    model_config = ConfigDict(extra="forbid")

    ends_on: date = Field(examples=["2028-12-31"])
    reason: str = Field(min_length=2, max_length=200, pattern=r"\S", examples=["提前换届"])


class TermView(BaseModel):
    committee_term_id: int = Field(examples=[2])
    term_no: int = Field(examples=[3])
    starts_on: date
    ends_on: date
    resolution: str = Field(examples=["2026 年第一次业主大会决议"])
    is_cut_short: bool
    is_running: bool

    @classmethod
    def of(cls, term: Term, today: date) -> TermView:
        return cls(
            committee_term_id=term.committee_term_id,
            term_no=term.term_no,
            starts_on=term.starts_on,
            ends_on=term.ends_on,
            resolution=term.resolution,
            is_cut_short=term.is_cut_short,
            is_running=term.starts_on <= today <= term.ends_on,
        )


class TermListView(BaseModel):
    items: list[TermView]


# Regions ---------------------------------------------------------------------------------------


class RegionView(BaseModel):
    region_id: int = Field(examples=[4])
    path: str = Field(examples=["川南市/江北县/东门街道"])
    level: str = Field(examples=["subdistrict"])
    level_title: str = Field(examples=["街道"])

    @classmethod
    def of(cls, row: RegionRow) -> RegionView:
        return cls(
            region_id=row.region_id,
            path=row.path,
            level=row.level.value,
            level_title=row.level.chinese_title,
        )


class RegionListView(BaseModel):
    items: list[RegionView]


class RegionPlaceView(BaseModel):
    """A region among others, as somebody sees it whose role reaches it."""

    region: RegionView
    above: list[RegionView] = Field(description="从您管理的那一级起，到上一级为止")
    below: list[RegionView] = Field(description="往下一级")
    role: RegionRole = Field(examples=["subdistrict_office"], description="这一级的角色")
    role_title: str = Field(examples=["街道工作人员"])
    may_grant: bool = Field(description="您能不能授予和收回这个地区的角色")


class NewPlatformRole(BaseModel):
    model_config = ConfigDict(extra="forbid")

    login: str = Field(min_length=1, max_length=80, examples=["platform.ops"])
    starts_on: date = Field(examples=["2026-07-01"])
    ends_on: date | None = Field(default=None, examples=["2027-06-30"])


class NewRegionRole(BaseModel):
    model_config = ConfigDict(extra="forbid")

    login: str = Field(min_length=1, max_length=80, examples=["street.office"])
    role: RegionRole
    starts_on: date = Field(examples=["2026-07-01"])
    ends_on: date | None = Field(default=None, examples=["2027-06-30"])


class RegionRoleView(BaseModel):
    region_role_grant_id: int = Field(examples=[2])
    login: str = Field(examples=["street.office"])
    display_name: str = Field(examples=["东门街道"])
    role: RegionRole
    role_title: str = Field(examples=["街道工作人员"])
    region_id: int | None = Field(examples=[4], description="平台运维没有")
    region_path: str = Field(examples=["川南市/江北县/东门街道"])
    starts_on: date
    ends_on: date | None
    state: GrantState
    state_title: str = Field(examples=["在任"])
    granted_by_name: str | None = Field(description="在服务器上授予的没有")
    is_revoked: bool
    revocation_reason: str = Field(examples=["已离任"])
    may_revoke: bool = Field(description="您能不能收回：由上一级收回，已结束的不用收回")

    @classmethod
    def of(cls, row: RegionGrantRow, *, today: date, may_revoke: bool) -> RegionRoleView:
        state = row.state_on(today)
        return cls(
            region_role_grant_id=row.region_role_grant_id,
            login=row.login,
            display_name=row.display_name,
            role=row.role,
            role_title=row.role.chinese_title,
            region_id=row.region_id,
            region_path=row.region_path,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            state=state,
            state_title=STATE_TITLES[state],
            granted_by_name=row.granted_by_name,
            is_revoked=row.revoked_at is not None,
            revocation_reason=row.revocation_reason,
            may_revoke=may_revoke and state in ("held", "to_come"),
        )
