"""What identity says and hears over HTTP."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from ledger.identity.roles import Role, SignedInUser


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
    home: str = Field(examples=["/ui/desk/today"])


class UserView(BaseModel):
    user_id: int = Field(examples=[3])
    display_name: str = Field(examples=["财务委员"])


class SessionView(BaseModel):
    user: UserView
    grants: list[GrantView]

    @classmethod
    def of(cls, user: SignedInUser) -> SessionView:
        return cls(
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
                    home=grant.role.home,
                )
                for grant in user.grants
            ],
        )


class NewUser(BaseModel):
    model_config = ConfigDict(extra="forbid")

    login: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]{2,39}$", examples=["zhang.treasurer"])
    display_name: str = Field(min_length=1, max_length=40, examples=["张财务"])
    password: str = Field(min_length=1, max_length=200, examples=["用一句长一点的话做密码"])
    role: Role
    resident_id: int | None = Field(default=None, ge=1)
    merchant_id: int | None = Field(default=None, ge=1)


class RoleView(BaseModel):
    role: Role
    role_title: str = Field(examples=["财务委员"])
    starts_on: date
    ends_on: date | None


class UserListView(BaseModel):
    user_id: int = Field(examples=[3])
    login: str = Field(examples=["treasurer"])
    display_name: str = Field(examples=["财务委员"])
    is_disabled: bool
    roles: list[RoleView]
