"""What identity says and hears over HTTP."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from ledger.identity.open_session import OpenSession
from ledger.identity.roles import RegionRole, Role
from ledger.identity.session_rules import Standing


class SignIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    login: str = Field(min_length=1, max_length=80, examples=["treasurer"])
    password: str = Field(min_length=1, max_length=200, examples=["从启动窗口抄下来的密码"])


class GrantView(BaseModel):
    role: Role = Field(examples=["treasurer"])
    role_title: str = Field(examples=["财务委员"])
    estate_id: int = Field(examples=[1])
    estate_name: str = Field(examples=["书香苑"])
    estate_code: str = Field(examples=["shuxiangyuan"])
    resident_id: int | None = None
    merchant_id: int | None = None
    buildings: list[str] = Field(examples=[[]], description="楼栋长、网格员负责的楼栋")
    home: str = Field(examples=["/ui/desk/today"])


class RegionGrantView(BaseModel):
    """小区以上的一个角色；`region_id` 为空是整个平台。"""

    role: RegionRole = Field(examples=["subdistrict_office"])
    role_title: str = Field(examples=["街道工作人员"])
    region_id: int | None = Field(examples=[4])
    region_name: str = Field(examples=["川南市/江北县/东门街道"])
    home: str = Field(examples=["/ui/desk/status-board"])


class UserView(BaseModel):
    user_id: int = Field(examples=[3])
    display_name: str = Field(examples=["财务委员"])


class SessionView(BaseModel):
    user: UserView
    standing: Standing = Field(
        examples=["open"],
        description="open 已登录；waits_for_factor 还要动态口令；must_enrol 还要先绑定动态口令。",
    )
    factor_is_forced: bool
    has_factor: bool
    withheld: list[str] = Field(
        examples=[["财务委员"]], description="有两步验证才能用的身份，这次登录还没有。"
    )
    grants: list[GrantView]
    region_grants: list[RegionGrantView]

    @classmethod
    def of(cls, opened: OpenSession) -> SessionView:
        user = opened.user
        return cls(
            standing=opened.standing,
            factor_is_forced=opened.factor_is_forced,
            has_factor=opened.has_factor,
            withheld=list(opened.withheld),
            user=UserView(user_id=user.user_id, display_name=user.display_name),
            grants=[
                GrantView(
                    role=grant.role,
                    role_title=grant.role.chinese_title,
                    estate_id=grant.estate_id,
                    estate_name=grant.estate_name,
                    estate_code=grant.estate_code,
                    resident_id=grant.resident_id,
                    merchant_id=grant.merchant_id,
                    buildings=list(grant.buildings),
                    home=grant.role.home,
                )
                for grant in user.grants
            ],
            region_grants=[
                RegionGrantView(
                    role=grant.role,
                    role_title=grant.role.chinese_title,
                    region_id=grant.region_id,
                    region_name=grant.region_name,
                    home=grant.role.home,
                )
                for grant in user.region_grants
            ],
        )
