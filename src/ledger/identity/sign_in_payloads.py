"""What signing in says and hears over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from ledger.identity.api_keys import ApiKey
from ledger.identity.open_session import OpenSession
from ledger.identity.permissions import Permission, permission_of_code
from ledger.identity.roles import Role
from ledger.identity.second_factor import FactorState
from ledger.identity.session_records import SessionRow, coarse
from ledger.identity.session_rules import Proof, device_named

Phone = Annotated[
    str, Field(min_length=5, max_length=24, pattern=r"^[0-9+() -]+$", examples=["199 1007 0721"])
]
FactorCode = Annotated[
    str,
    Field(
        min_length=6,
        max_length=20,
        description="动态口令的 6 位数字，或者一个恢复码。",
        examples=["492039"],
    ),
]
Password = Annotated[
    SecretStr, Field(min_length=1, max_length=200, examples=["一句自己记得住的话 2026"])
]


class StrictBody(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CodeRequest(StrictBody):
    phone: Phone


class CodeRequested(BaseModel):
    """The same for every number, registered or not."""

    resend_seconds: int = Field(examples=[60])
    life_minutes: int = Field(examples=[5])


class PhoneSignIn(StrictBody):
    phone: Phone
    code: str = Field(pattern=r"^[0-9]{6}$", examples=["204816"])


class FactorProof(StrictBody):
    code: FactorCode


class WeChatStart(BaseModel):
    authorize_url: str = Field(examples=["https://open.weixin.qq.com/connect/oauth2/authorize?…"])


class SignInWays(BaseModel):
    """Which ways of signing in are set up here."""

    phone: bool
    wechat: bool


class AccountView(BaseModel):
    """What somebody keeps for themselves: password, second factor, WeChat."""

    login: str = Field(examples=["treasurer"])
    display_name: str = Field(examples=["财务委员"])
    has_password: bool
    factor_is_forced: bool
    factor_is_proved: bool
    factor_confirmed_at: datetime | None
    recovery_codes_left: int = Field(examples=[10])
    wechat_is_linked: bool

    @classmethod
    def of(
        cls, opened: OpenSession, *, has_password: bool, factor: FactorState, wechat: bool
    ) -> AccountView:
        return cls(
            login=opened.whole_user.login,
            display_name=opened.whole_user.display_name,
            has_password=has_password,
            factor_is_forced=opened.factor_is_forced,
            factor_is_proved=opened.factor_is_proved,
            factor_confirmed_at=factor.confirmed_at,
            recovery_codes_left=factor.recovery_codes_left,
            wechat_is_linked=wechat,
        )


class EnrolmentView(BaseModel):
    secret: str = Field(examples=["JBSWY3DPEHPK3PXP"], description="手工输入用，四个字一组。")
    uri: str = Field(examples=["otpauth://totp/…"])
    qr: str = Field(examples=["data:image/svg+xml;base64,…"])


class RecoveryCodesView(BaseModel):
    """Shown once; only digests are kept."""

    recovery_codes: list[str] = Field(examples=[["abcd-efgh-jkmn"]])


class NewPassword(StrictBody):
    old_password: Password
    new_password: Password
    code: FactorCode | None = None


class FactorRemoval(StrictBody):
    password: Password
    code: FactorCode


class DeviceView(BaseModel):
    session_id: int = Field(examples=[7])
    is_this_one: bool
    device: str = Field(examples=["微信 · 安卓手机"])
    address: str = Field(examples=["192.0.2.7"])
    proof: Proof
    proof_title: str = Field(examples=["手机验证码"])
    factor_is_proved: bool
    began_at: datetime
    last_seen_at: datetime = Field(description="约到十分钟。")

    @classmethod
    def of(cls, row: SessionRow, *, this: int) -> DeviceView:
        return cls(
            session_id=row.session_id,
            is_this_one=row.session_id == this,
            device=device_named(row.device),
            address=row.address,
            proof=row.proof,
            proof_title=row.proof.chinese_title,
            factor_is_proved=row.factor_is_proved,
            began_at=row.began_at,
            last_seen_at=max(row.began_at, coarse(row.last_seen_at)),
        )


class DevicesView(BaseModel):
    items: list[DeviceView]


class EndedView(BaseModel):
    ended: int = Field(examples=[2], description="结束了几个登录。")


class FactorReset(StrictBody):
    reason: str = Field(min_length=4, max_length=200, examples=["手机丢失，本人持身份证到场"])


class FactorResetView(BaseModel):
    user_id: int = Field(examples=[3])


class ScopeView(BaseModel):
    scope: str = Field(examples=["read_books"])
    title: str = Field(examples=["查看账簿、凭证和资金来源"])

    @classmethod
    def of(cls, permission: Permission) -> ScopeView:
        return cls(scope=permission.code, title=permission.chinese_title)


class KeyRoleView(BaseModel):
    """A role that a key can have, and what it can be for then."""

    role: Role
    role_title: str = Field(examples=["财务委员"])
    scopes: list[ScopeView]


class KeyRolesView(BaseModel):
    items: list[KeyRoleView]


class NewApiKey(StrictBody):
    name: str = Field(min_length=1, max_length=40, pattern=r"\S", examples=["银行流水导入"])
    role: Role
    scopes: list[str] = Field(min_length=1, max_length=50, examples=[["read_books"]])
    expires_on: date


class ApiKeyView(BaseModel):
    api_key_id: int = Field(examples=[1])
    name: str = Field(examples=["银行流水导入"])
    role: Role
    role_title: str = Field(examples=["财务委员"])
    scopes: list[ScopeView]
    prefix: str = Field(examples=["k3p9x2ab"])
    expires_on: date
    created_by: str = Field(examples=["运维"])
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    secret: str | None = Field(
        default=None, description="整个密钥，只在新建的答复里出现一次。", examples=["ledger_1_…"]
    )

    @classmethod
    def of(cls, key: ApiKey) -> ApiKeyView:
        return cls(
            api_key_id=key.api_key_id,
            name=key.name,
            role=key.role,
            role_title=key.role.chinese_title,
            scopes=[ScopeView.of(permission_of_code(code)) for code in key.scopes],
            prefix=key.prefix,
            expires_on=key.expires_on,
            created_by=key.created_by,
            created_at=key.created_at,
            last_used_at=key.last_used_at,
            revoked_at=key.revoked_at,
        )
