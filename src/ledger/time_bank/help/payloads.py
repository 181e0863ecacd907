"""What helping each other says and hears over HTTP."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from ledger.estates.masking import mask_person
from ledger.time_bank.help.operations import Wish
from ledger.time_bank.help.queries import HelpRequest
from ledger.time_bank.help.rules import HelpState, Service
from ledger.time_bank.offers.rules import Match

PLAIN = r"^[^\x00-\x1f\x7f]*$"
Category = Literal[
    "陪伴聊天", "陪同就医", "代买代取", "打扫整理", "手机帮忙", "小修小补", "接送照看", "其他"
]
State = Literal["open", "accepted", "served", "confirmed", "appealed", "released", "withdrawn"]
Words = Annotated[
    str, Field(min_length=2, max_length=200, pattern=PLAIN, examples=["约好的时间没有人来"])
]
ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["14:00"])]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class WishBody(Body):
    category: Category
    words: Words = Field(examples=["想请人陪我去社区医院量血压"])
    minutes: int = Field(ge=15, le=480, examples=[60], description="预占多少分钟")
    wanted_from: AwareDatetime
    wanted_to: AwareDatetime
    skill: str | None = Field(
        default=None, max_length=20, examples=["助医陪诊"], description="最好会什么，可以不选"
    )

    def wish(self) -> Wish:
        return Wish(
            self.category, self.words, self.minutes, self.wanted_from, self.wanted_to, self.skill
        )


class ServiceBody(Body):
    on: date
    started: ClockTime
    minutes: int = Field(ge=1, le=480, examples=[60])

    def service(self) -> Service:
        return Service(self.on, time.fromisoformat(self.started), self.minutes)


class ConfirmationBody(Body):
    rating: int | None = Field(default=None, ge=1, le=5, description="几颗星，可以不评")
    remark: str = Field(default="", max_length=200, pattern=PLAIN, examples=["很耐心"])


class ReasonBody(Body):
    reason: Words


class SettlementBody(ReasonBody):
    minutes: int = Field(ge=0, le=480, examples=[30], description="付多少分钟；0 就是全部退回")


class HelpRequestView(BaseModel):
    help_request_id: int = Field(examples=[5])
    category: str = Field(examples=["陪同就医"])
    words: str = Field(examples=["想请人陪我去社区医院量血压"])
    minutes: int = Field(examples=[60], description="预占的分钟")
    building_no: str = Field(examples=["3"], description="几栋；房号只给接单的人看")
    wanted_from: datetime
    wanted_to: datetime
    state: State
    state_title: str = Field(examples=["等人接单"])
    asked_by: str = Field(examples=["张*"], description="已脱敏")
    volunteer_masked: str | None = Field(examples=["李*"], description="接单的人")
    is_mine: bool = Field(description="是我发布的")
    skill: str | None = Field(examples=["助医陪诊"], description="最好会什么")
    is_from_pool: bool = Field(description="公益池支付，不用本人的时长")
    reasons: list[str] = Field(
        default=[], examples=[["您会理发", "同一栋楼"]], description="为什么适合我"
    )
    served_on: date | None
    started: str | None
    served_minutes: int | None
    appeal_reason: str | None
    appeal_assisted_by: str | None = Field(
        examples=["网格员02"], description="异议由哪位工作人员凭纸质材料代办；本人提的是空的"
    )
    confirmation_assisted_by: str | None = Field(
        examples=["网格员02"], description="确认由哪位工作人员凭纸质材料代办；本人确认的是空的"
    )
    settlement_reason: str | None
    rating: int | None

    @classmethod
    def of(
        cls, row: HelpRequest, *, resident_id: int | None = None, match: Match | None = None
    ) -> HelpRequestView:
        state = HelpState(row.state)
        return cls(
            help_request_id=row.help_request_id,
            category=row.category,
            words=row.words,
            minutes=row.minutes,
            building_no=row.building_no,
            wanted_from=row.wanted_from,
            wanted_to=row.wanted_to,
            state=state.value,
            state_title=state.chinese_title,
            asked_by=mask_person(row.asked_by),
            volunteer_masked=mask_person(row.volunteer) if row.volunteer else None,
            is_mine=row.resident_id == resident_id,
            skill=row.skill,
            is_from_pool=row.pool_grant_id is not None,
            reasons=match.reasons_to_oneself if match else [],
            served_on=row.served_on,
            started=f"{row.started:%H:%M}" if row.started else None,
            served_minutes=row.served_minutes,
            appeal_reason=row.appeal_reason,
            appeal_assisted_by=row.appeal_assisted_by,
            confirmation_assisted_by=row.confirmation_assisted_by,
            settlement_reason=row.settlement_reason,
            rating=row.rating,
        )


class HelpRequestsView(BaseModel):
    items: list[HelpRequestView]


class AddressView(BaseModel):
    address: str = Field(examples=["3栋1单元0101"])
