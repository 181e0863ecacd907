"""What corrections say and hear over HTTP."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ledger.estates.masking import mask_person
from ledger.points.rules import hours_text
from ledger.volunteering.corrections.operations import Preview, Wanted
from ledger.volunteering.corrections.queries import Correction
from ledger.volunteering.corrections.rules import CorrectionState, Presence
from ledger.volunteering.payloads import PLAIN, ClockTime

State = Literal["prepared", "posted", "refused"]
Words = Annotated[
    str, Field(min_length=2, max_length=200, pattern=PLAIN, examples=["现场照片上 11:30 还在"])
]


class PresenceBody(BaseModel):
    """真正在场的时间；两个都不填，就是那天没有来。"""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    checked_in: ClockTime | None = Field(default=None, examples=["09:00"])
    checked_out: ClockTime | None = Field(default=None, examples=["11:30"])

    @model_validator(mode="after")
    def _both_or_none(self) -> PresenceBody:
        if (self.checked_in is None) != (self.checked_out is None):
            raise ValueError("到场和离开要么都填，要么都不填")
        return self

    def presence(self) -> Presence:
        """Return what the operation takes."""
        return Presence(
            time.fromisoformat(self.checked_in) if self.checked_in else None,
            time.fromisoformat(self.checked_out) if self.checked_out else None,
        )


class ServiceCorrectionBody(PresenceBody):
    """提出更正：在场的时间、理由，有材料的附上。"""

    reason: Words
    document_id: int | None = Field(default=None, ge=1, le=2**63 - 1, strict=True, examples=[3])

    def wanted(self) -> Wanted:
        """Return what the operation takes."""
        return Wanted(self.presence(), self.reason, self.document_id)


class ServiceCorrectionRefusalBody(BaseModel):
    """不同意更正的理由。"""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    reason: Words


class ServiceCorrectionPreviewView(BaseModel):
    """更正会怎样：时长、积分各差多少，记在哪一天。"""

    service_record_id: int = Field(examples=[88])
    from_minutes: int = Field(examples=[120])
    to_minutes: int = Field(examples=[150])
    points: int = Field(examples=[1], description="积分的变化；负数是收回")
    points_left: int = Field(examples=[0], description="该收回、但已经用掉的积分，不再追讨")
    on: date = Field(description="记在哪一天；当月已结账的，记在今天")
    sentence: str = Field(examples=["时长由 2 小时更正为 2.5 小时，积分增加 1 分。"])

    @classmethod
    def of(cls, preview: Preview) -> ServiceCorrectionPreviewView:
        standing, points = preview.standing, preview.points
        sentence = (
            f"时长由 {hours_text(standing.service_minutes)}更正为 {hours_text(preview.to_minutes)}"
        )
        if points.points > 0:
            sentence += f"，积分增加 {points.points} 分"
        elif points.points < 0:
            sentence += f"，收回积分 {-points.points} 分"
        else:
            sentence += "，积分不变"
        if points.left:
            sentence += f"；另有 {points.left} 分已经用掉，不再追讨"
        return cls(
            service_record_id=preview.record.service_record_id,
            from_minutes=standing.service_minutes,
            to_minutes=preview.to_minutes,
            points=points.points,
            points_left=points.left,
            on=preview.on,
            sentence=sentence + "。",
        )


class ServiceCorrectionView(BaseModel):
    """一次更正：从多少到多少，谁提出、谁复核，由哪几张凭证记账。"""

    service_correction_id: int = Field(examples=[5])
    service_record_id: int = Field(examples=[88])
    correction_no: int = Field(examples=[1], description="这条记录的第几次更正")
    activity: str = Field(examples=["端午包粽"])
    on: date
    volunteer_masked: str = Field(examples=["王*"])
    from_minutes: int = Field(examples=[120])
    to_minutes: int = Field(examples=[150])
    checked_in: str | None = Field(examples=["09:00"])
    checked_out: str | None = Field(examples=["11:30"])
    reason: str = Field(examples=["现场照片上 11:30 还在"])
    document_id: int | None = Field(examples=[3])
    service_appeal_id: int | None = Field(examples=[2])
    state: State
    state_title: str = Field(examples=["待复核"])
    prepared_by: str = Field(examples=["组织者"])
    prepared_at: datetime
    decided_by: str | None = Field(examples=["业委会主任"])
    decided_at: datetime | None
    decision_reason: str | None = Field(examples=["照片看不出是哪一天"])
    points: int | None = Field(examples=[1])
    points_left: int | None = Field(examples=[0])
    seqs: list[int] = Field(examples=[[1203, 1204]], description="记账凭证的序号")

    @classmethod
    def of(cls, row: Correction) -> ServiceCorrectionView:
        state = CorrectionState(row.state)
        return cls(
            service_correction_id=row.service_correction_id,
            service_record_id=row.service_record_id,
            correction_no=row.correction_no,
            activity=row.activity,
            on=row.served_on,
            volunteer_masked=mask_person(row.volunteer),
            from_minutes=row.from_minutes,
            to_minutes=row.to_minutes,
            checked_in=clock(row.checked_in),
            checked_out=clock(row.checked_out),
            reason=row.reason,
            document_id=row.document_id,
            service_appeal_id=row.service_appeal_id,
            state=state.value,
            state_title=state.chinese_title,
            prepared_by=row.prepared_by_name,
            prepared_at=row.prepared_at,
            decided_by=row.decided_by_name,
            decided_at=row.decided_at,
            decision_reason=row.decision_reason,
            points=row.points,
            points_left=row.points_left,
            seqs=row.seqs,
        )


def clock(moment: time | None) -> str | None:
    """Write a time as 09:00."""
    return f"{moment:%H:%M}" if moment is not None else None
