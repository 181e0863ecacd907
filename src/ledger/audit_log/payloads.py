"""操作日志 as the API shows it."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from ledger.audit_log.queries import AuditRow

DONE = "done"


class AuditLineView(BaseModel):
    """One line: who did what, to what, when, from where, and what became of it."""

    model_config = ConfigDict(frozen=True)

    audit_line_id: int = Field(examples=[1042])
    at: datetime
    actor_user_id: int | None = Field(description="没有人登录时为空")
    actor_name: str | None = Field(examples=["财务委员"])
    action: str = Field(examples=["post_entry"])
    action_title: str = Field(examples=["记账"])
    object: str = Field(description="种类和编号", examples=["entry:12"])
    object_title: str = Field(description="对象的中文说法；没有就是空", examples=["凭证 12"])
    outcome: str = Field(description="done，或者拒绝的代码", examples=["done"])
    outcome_title: str = Field(description="结果的中文说法", examples=["已办"])
    is_done: bool
    reason: str = Field(description="查看个人信息时写的理由；没有就是空", examples=["核对补贴名单"])
    request_id: str = Field(examples=["9f86d081884c7d65"])
    address: str = Field(description="从哪个网络地址", examples=["10.0.0.9"])

    @classmethod
    def of(
        cls, row: AuditRow, *, action_title: str, object_title: str, outcome_title: str
    ) -> AuditLineView:
        return cls(
            audit_line_id=row.audit_line_id,
            at=row.at,
            actor_user_id=row.actor_user_id,
            actor_name=row.actor_name,
            action=row.action,
            action_title=action_title,
            object=row.object_,
            object_title=object_title,
            outcome=row.outcome,
            outcome_title=outcome_title,
            is_done=row.outcome == DONE,
            reason=str(row.details.get("reason", "")),
            request_id=row.request_id,
            address=row.address,
        )


class AuditActionView(BaseModel):
    """An action that the log may hold, for the filter."""

    model_config = ConfigDict(frozen=True)

    action: str = Field(examples=["post_entry"])
    title: str = Field(examples=["记账"])


class AuditObjectKindView(BaseModel):
    """A kind of object that the log may name, for the filter."""

    model_config = ConfigDict(frozen=True)

    kind: str = Field(examples=["entry"])
    title: str = Field(examples=["凭证"])


class AuditActionsView(BaseModel):
    """What can be looked for."""

    model_config = ConfigDict(frozen=True)

    items: list[AuditActionView]
    object_kinds: list[AuditObjectKindView]
    kept_months: int = Field(description="日志至少保存几个月", examples=[36])
