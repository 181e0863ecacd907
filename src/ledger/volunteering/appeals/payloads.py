"""What a record's page and appeals say and hear over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ledger.db.ids import CHINA
from ledger.estates.masking import mask_person
from ledger.points.budgets.queries import WithheldOfRecord
from ledger.volunteering.appeals.operations import Answer, NewAppeal
from ledger.volunteering.appeals.queries import Appeal, RecordFacts
from ledger.volunteering.appeals.rules import (
    APPEAL_WITHIN,
    AppealState,
    Claim,
    Times,
    may_be_appealed,
)
from ledger.volunteering.corrections.payloads import ServiceCorrectionView, clock
from ledger.volunteering.corrections.queries import Correction
from ledger.volunteering.corrections.rules import Standing
from ledger.volunteering.payloads import (
    PLAIN,
    ClockTime,
    MyServiceRecordView,
    ServiceRecordView,
)
from ledger.volunteering.queries import ServiceRecordRow
from ledger.volunteering.rules import ServiceSpan

State = Literal["waiting", "granted", "refused"]
Words = Annotated[
    str, Field(min_length=2, max_length=200, pattern=PLAIN, examples=["我到 11:30 才走"])
]


class ServiceAppealBody(BaseModel):
    """申诉：哪里不对，几点到几点在场，怎么回事。"""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    claim: Claim
    came: ClockTime = Field(examples=["09:00"])
    gone: ClockTime = Field(examples=["11:30"])
    words: Words

    def appeal(self) -> NewAppeal:
        """Return what the operation takes."""
        return NewAppeal(self.claim, _times(self.came, self.gone), self.words)


class AbsenceBody(BaseModel):
    """申诉没有记上：几点到几点在场，怎么回事。"""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    came: ClockTime = Field(examples=["09:00"])
    gone: ClockTime = Field(examples=["11:30"])
    words: Words

    def appeal(self) -> NewAppeal:
        """Return what the operation takes."""
        return NewAppeal(Claim.NOT_RECORDED, _times(self.came, self.gone), self.words)


class ServiceAppealAnswerBody(BaseModel):
    """答复申诉：同意的写明认定的时间，都要写理由。"""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    is_granted: bool
    came: ClockTime | None = Field(default=None, examples=["09:00"])
    gone: ClockTime | None = Field(default=None, examples=["11:30"])
    words: Words = Field(examples=["照片上看得到您，按 11:30 更正"])
    document_id: int | None = Field(default=None, ge=1, le=2**63 - 1, strict=True, examples=[3])

    @model_validator(mode="after")
    def _times_where_granted(self) -> ServiceAppealAnswerBody:
        if self.is_granted != (self.came is not None and self.gone is not None):
            raise ValueError("同意的要写认定的到场和离开时间，不同意的不写")
        return self

    def answer(self) -> Answer:
        """Return what the operation takes."""
        granted = _times(self.came, self.gone) if self.came and self.gone else None
        return Answer(self.words, granted, self.document_id)


def _times(came: str, gone: str) -> Times:
    return Times(time.fromisoformat(came), time.fromisoformat(gone))


class ServiceAppealView(BaseModel):
    """一条申诉和它的答复。"""

    service_appeal_id: int = Field(examples=[2])
    activity_id: int = Field(examples=[12])
    activity: str = Field(examples=["周末清扫"])
    on: date
    service_record_id: int | None = Field(examples=[88], description="没有记上的，是空的")
    volunteer_masked: str = Field(examples=["王*"])
    claim: Claim
    claim_title: str = Field(examples=["时长记少了"])
    came: str = Field(examples=["09:00"])
    gone: str = Field(examples=["11:30"])
    words: str = Field(examples=["我到 11:30 才走"])
    appealed_at: datetime
    assisted_by: str | None = Field(
        examples=["网格员02"], description="由哪位工作人员凭纸质材料代办；本人提出的是空的"
    )
    recorded: str = Field(examples=["09:00–11:00，120 分钟"], description="记录上现在写着什么")
    state: State
    state_title: str = Field(examples=["等答复"])
    answered_by: str | None = Field(examples=["业委会主任"])
    answered_at: datetime | None
    answer: str | None = Field(examples=["照片上看得到您，按 11:30 更正"])

    @classmethod
    def of(cls, row: Appeal) -> ServiceAppealView:
        state, claim = AppealState(row.state), Claim(row.claim)
        return cls(
            service_appeal_id=row.service_appeal_id,
            activity_id=row.activity_id,
            activity=row.activity,
            on=row.held_on,
            service_record_id=row.service_record_id,
            volunteer_masked=mask_person(row.volunteer),
            claim=claim,
            claim_title=claim.chinese_title,
            came=f"{row.came:%H:%M}",
            gone=f"{row.gone:%H:%M}",
            words=row.words,
            appealed_at=row.appealed_at,
            assisted_by=row.assisted_by,
            recorded=_recorded(row),
            state=state.value,
            state_title=state.chinese_title,
            answered_by=row.answered_by_name,
            answered_at=row.answered_at,
            answer=row.answer,
        )


def _recorded(row: Appeal) -> str:
    if row.checked_in is None:
        return "没有记录"
    out = clock(row.checked_out) or "没有签退"
    minutes = "" if row.service_minutes is None else f"，现在计 {row.service_minutes} 分钟"
    return f"{row.checked_in:%H:%M}–{out}{minutes}"


class ServiceAppealsView(BaseModel):
    items: list[ServiceAppealView]


class MyServiceRecordDetailView(BaseModel):
    """自己的一条服务记录：怎么算出来的，更正过几次，能不能申诉。"""

    record: MyServiceRecordView
    activity_id: int = Field(examples=[12])
    service_type: str = Field(examples=["人居环境"])
    organiser: str = Field(examples=["社区志愿服务队"])
    checked_in: str | None = Field(examples=["09:00"])
    checked_out: str | None = Field(examples=["11:30"])
    how: list[str] = Field(
        examples=[["从 09:00 计到 11:00，共 120 分钟，即 2 小时。"]],
        description="时长和积分怎么算出来的，一句一句",
    )
    corrections: list[ServiceCorrectionView] = Field(
        description="更正，从早到晚；没有复核的也在里面"
    )
    appeals: list[ServiceAppealView]
    may_appeal: bool
    appeal_until: date = Field(description="到哪天为止可以申诉，含当天")

    @classmethod
    def of(
        cls,
        record: ServiceRecordRow,
        facts: RecordFacts,
        *,
        standing: Standing | None,
        withheld: WithheldOfRecord | None,
        how: list[str],
        corrections: Sequence[Correction],
        appeals: Sequence[Appeal],
        today: date,
    ) -> MyServiceRecordDetailView:
        since = facts.says_so_since.astimezone(CHINA).date()
        is_waiting = any(each.state == AppealState.WAITING for each in appeals)
        return cls(
            record=MyServiceRecordView.of(record, standing, withheld=withheld),
            activity_id=record.activity_id,
            service_type=record.service_type,
            organiser=facts.organiser,
            checked_in=clock(standing.checked_in if standing else record.checked_in),
            checked_out=clock(standing.checked_out if standing else record.checked_out),
            how=how,
            corrections=[ServiceCorrectionView.of(each) for each in corrections],
            appeals=[ServiceAppealView.of(each) for each in appeals],
            may_appeal=may_be_appealed(since, today=today, is_waiting=is_waiting),
            appeal_until=since + timedelta(days=APPEAL_WITHIN.days),
        )


class ServiceRecordDetailView(BaseModel):
    """一条服务记录和它的链条：原记录、更正、申诉。"""

    record: ServiceRecordView
    service_minutes: int | None = Field(examples=[150], description="更正以后计多少分钟")
    points: int | None = Field(examples=[2], description="更正以后计多少分")
    minutes_seq: int | None = Field(examples=[1203], description="认定时长的凭证")
    points_seq: int | None = Field(examples=[1204], description="发放积分的凭证")
    corrections: list[ServiceCorrectionView]
    appeals: list[ServiceAppealView]

    @classmethod
    def of(
        cls,
        record: ServiceRecordRow,
        *,
        standing: Standing | None,
        corrections: Sequence[Correction],
        appeals: Sequence[Appeal],
        clash: ServiceSpan | None = None,
    ) -> ServiceRecordDetailView:
        return cls(
            record=ServiceRecordView.of(record, clash=clash),
            service_minutes=standing.service_minutes if standing else record.service_minutes,
            points=standing.points if standing else record.points,
            minutes_seq=record.minutes_seq,
            points_seq=record.points_seq,
            corrections=[ServiceCorrectionView.of(each) for each in corrections],
            appeals=[ServiceAppealView.of(each) for each in appeals],
        )
