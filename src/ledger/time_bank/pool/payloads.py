"""What the pool says and hears over HTTP. Everything is in minutes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from ledger.estates.masking import mask_person
from ledger.time_bank.help.payloads import Body, WishBody, Words
from ledger.time_bank.help.rules import HelpState
from ledger.time_bank.pool.operations import Proposal
from ledger.time_bank.pool.queries import PoolGrant, PoolMovement, PoolStanding
from ledger.time_bank.pool.rules import PoolGrantState

Need = Literal["特困", "高龄", "残疾", "失能", "重病", "失独", "孤儿", "其他困难"]
GrantState = Literal["proposed", "approved", "rejected", "withdrawn"]
KIND_TITLES = {
    "time_bank_excess": "超出上限捐入",
    "time_bank_donation": "捐入",
    "time_bank_pool_spending": "支付互助",
}


class ProposalBody(WishBody):
    resident_id: int = Field(gt=0, le=2**53, examples=[18], description="住户编号")
    need: Need
    reason: Words = Field(examples=["独居，腿脚不便，每周要去医院复查"])

    def proposal(self) -> Proposal:
        return Proposal(self.resident_id, self.need, self.reason, self.wish())


class GrantReasonBody(Body):
    reason: Words = Field(examples=["家人已经安排好了"])


class PoolView(BaseModel):
    balance_minutes: int = Field(examples=[600], description="现在有多少，含预占的")
    held_minutes: int = Field(examples=[60], description="其中已答应、还没有服务完的")
    received_minutes: int = Field(examples=[720], description="一共捐入过多少")
    paid_minutes: int = Field(examples=[120], description="一共支付过多少")
    times_helped: int = Field(examples=[2], description="支付过几次互助")

    @classmethod
    def of(cls, standing: PoolStanding) -> PoolView:
        return cls(
            balance_minutes=standing.balance_minutes,
            held_minutes=standing.held_minutes,
            received_minutes=standing.received_minutes,
            paid_minutes=standing.paid_minutes,
            times_helped=standing.times_helped,
        )


class PoolMovementView(BaseModel):
    seq: int = Field(description="凭证的序号")
    on: date
    kind_title: str = Field(examples=["捐入"])
    narration: str = Field(examples=["捐入公益池 1 小时"], description="没有姓名")
    minutes: int = Field(examples=[60], description="支付的是负数")
    balance_minutes: int = Field(examples=[600], description="这一笔以后有多少")

    @classmethod
    def of(cls, row: PoolMovement) -> PoolMovementView:
        return cls(
            seq=row.seq,
            on=row.on,
            kind_title=KIND_TITLES.get(row.kind, "更正"),
            narration=row.narration,
            minutes=row.minutes,
            balance_minutes=row.balance_after,
        )


class PoolGrantView(BaseModel):
    pool_grant_id: int = Field(examples=[3])
    resident_id: int = Field(examples=[18], description="住户编号")
    name_masked: str = Field(examples=["张*"], description="已脱敏")
    need: Need
    reason: str = Field(examples=["独居，腿脚不便，每周要去医院复查"])
    category: str = Field(examples=["陪同就医"])
    skill: str | None = Field(examples=["助医陪诊"])
    words: str = Field(examples=["想请人陪我去社区医院量血压"])
    minutes: int = Field(examples=[60])
    wanted_from: datetime
    wanted_to: datetime
    state: GrantState
    state_title: str = Field(examples=["等待批准"])
    proposed_by: int = Field(examples=[4])
    proposed_by_name: str = Field(examples=["网格员"])
    proposed_at: datetime
    decided_by_name: str | None = Field(examples=["业委会主任"])
    decision_reason: str | None = Field(examples=["家人已经安排好了"])
    help_request_id: int | None = Field(examples=[5])
    request_state_title: str | None = Field(examples=["等人接单"])
    served_minutes: int | None = Field(examples=[45])

    @classmethod
    def of(cls, row: PoolGrant) -> PoolGrantView:
        state = PoolGrantState(row.state)
        return cls(
            pool_grant_id=row.pool_grant_id,
            resident_id=row.resident_id,
            name_masked=mask_person(row.name),
            need=row.need,
            reason=row.reason,
            category=row.category,
            skill=row.skill,
            words=row.words,
            minutes=row.minutes,
            wanted_from=row.wanted_from,
            wanted_to=row.wanted_to,
            state=state.value,
            state_title=state.chinese_title,
            proposed_by=row.proposed_by,
            proposed_by_name=row.proposed_name,
            proposed_at=row.proposed_at,
            decided_by_name=row.decided_name,
            decision_reason=row.decision_reason,
            help_request_id=row.help_request_id,
            request_state_title=(
                HelpState(row.request_state).chinese_title if row.request_state else None
            ),
            served_minutes=row.served_minutes,
        )
