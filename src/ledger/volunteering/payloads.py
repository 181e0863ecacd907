"""What volunteering says and hears over HTTP."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ledger.estates.masking import mask_person
from ledger.points.budgets.queries import WithheldOfRecord
from ledger.points.earning import cut_sentence
from ledger.volunteering.corrections.rules import Standing
from ledger.volunteering.earned import CutRow
from ledger.volunteering.expected import Expected
from ledger.volunteering.queries import ActivityRow, ServiceRecordRow
from ledger.volunteering.rules import (
    COMPLETED_SENTENCE,
    READY_SENTENCE,
    ServiceSpan,
    WaitingReason,
)
from ledger.volunteering.verification import Completion

ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["11:30"])]
# Control characters have no place in a name or a reason, and NUL none in the database.
PLAIN = r"^[^\x00-\x1f\x7f]*$"
State = Literal["waiting", "verified"]


class PointsCutView(BaseModel):
    """A service or a sorting event that brought fewer points than it was worth, and why."""

    on: date
    what: str = Field(examples=["养老探访（助老）"])
    points: int = Field(examples=[3])
    points_worth: int = Field(examples=[5], description="没有上限时应得的积分")
    reason: str = Field(examples=["每周最多 10 分，应得 5 分，计 3 分"])

    @classmethod
    def of(cls, cut: CutRow) -> PointsCutView:
        return cls(
            on=cut.day,
            what=cut.what,
            points=cut.points,
            points_worth=cut.points + cut.points_cut,
            reason=cut_sentence(cut.points, cut.points_cut, cut.cut_reason),
        )


class MyServiceRecordView(BaseModel):
    service_record_id: int = Field(examples=[88])
    on: date
    activity: str = Field(examples=["端午包粽"])
    service_minutes: int | None = Field(examples=[150])
    points: int = Field(examples=[2])
    points_waiting: int = Field(
        examples=[0], description="已认定但还没有发放的积分，预算增加后补发；时长不受影响"
    )
    corrections: int = Field(examples=[0], description="更正过几次；时长和积分是更正以后的")
    state: State
    state_title: str = Field(examples=["已入账"])
    reason: str | None
    seq: int | None = Field(examples=[1203], description="时长凭证的序号，取存证用；待核实的没有")

    @classmethod
    def of(
        cls,
        record: ServiceRecordRow,
        standing: Standing | None = None,
        *,
        withheld: WithheldOfRecord | None = None,
    ) -> MyServiceRecordView:
        is_verified = record.state == "verified"
        came_later, waiting = points_of_withheld(withheld)
        return cls(
            service_record_id=record.service_record_id,
            on=record.served_on,
            activity=record.activity,
            service_minutes=standing.service_minutes if standing else record.service_minutes,
            points=standing.points - waiting if standing else (record.points or 0) + came_later,
            points_waiting=waiting,
            corrections=standing.corrections if standing else 0,
            state="verified" if is_verified else "waiting",
            state_title="已入账" if is_verified else "待核实",
            reason=f"时长已计入；{waiting} 分还没有发放，小区增加积分预算后补发。"
            if waiting
            else waiting_sentence(record),
            seq=record.minutes_seq,
        )


class MyActivityView(BaseModel):
    activity_id: int = Field(examples=[12])
    name: str = Field(examples=["端午包粽"])
    service_type: str = Field(examples=["邻里活动"])
    on: date
    organiser: str = Field(examples=["文明实践站"])
    my_minutes: int = Field(examples=[150], description="本人已核实的时长，分钟")
    my_state: Literal["none", "waiting", "verified"] = Field(
        description="本人没有参加、有记录待核实、全部已核实"
    )

    @classmethod
    def of(cls, row: ActivityRow) -> MyActivityView:
        state: Literal["none", "waiting", "verified"] = "verified" if row.my_records else "none"
        return cls(
            activity_id=row.activity_id,
            name=row.name,
            service_type=row.service_type,
            on=row.held_on,
            organiser=row.organiser,
            my_minutes=row.my_minutes,
            my_state="waiting" if row.my_waiting_records else state,
        )


class ServiceRecordView(BaseModel):
    service_record_id: int = Field(examples=[88])
    on: date
    activity: str = Field(examples=["端午包粽"])
    service_type: str = Field(examples=["邻里活动"])
    volunteer_masked: str = Field(examples=["王*"])
    volunteer_room: str | None = Field(examples=["1栋1单元0101"])
    checked_in: str = Field(examples=["09:00"])
    checked_out: str | None = Field(examples=["11:30"])
    service_minutes: int | None = Field(examples=[150])
    confirmer: str | None = Field(examples=["3栋栋长"])
    points: int | None = Field(examples=[2])
    points_waiting: int = Field(examples=[0], description="已认定但还没有发放的积分")
    points_expected: int | None = Field(
        examples=[2], description="现在核实会得多少积分；资料不齐、已核实的没有"
    )
    points_wait_reason: str | None = Field(
        examples=["2026年第二季度预算里“志愿服务”的积分还剩 1 分，不够发放 2 分。"],
        description="积分为什么没有发放，或核实后为什么暂不发放；时长照记",
    )
    state: State
    reason: str | None
    completed_by: str | None = Field(examples=["组织者"])
    completion_reason: str | None = Field(examples=["与现场照片核对"])
    is_completable: bool
    is_verifiable: bool = Field(
        description="资料齐全，不与同一人已入账的服务重叠，等另一位负责人核实"
    )
    clash: str | None = Field(
        examples=["09:00–11:00"], description="同一人那天已入账、时间重叠的另一条；没有的是空的"
    )

    @classmethod
    def of(
        cls,
        record: ServiceRecordRow,
        *,
        withheld: WithheldOfRecord | None = None,
        expected: Expected | None = None,
        clash: ServiceSpan | None = None,
    ) -> ServiceRecordView:
        is_verified = record.state == "verified"
        came_later, waiting = points_of_withheld(withheld)
        why = withheld.reason if withheld is not None and waiting else None
        return cls(
            service_record_id=record.service_record_id,
            on=record.served_on,
            activity=record.activity,
            service_type=record.service_type,
            volunteer_masked=mask_person(record.volunteer),
            volunteer_room=record.room,
            checked_in=f"{record.checked_in:%H:%M}",
            checked_out=f"{record.checked_out:%H:%M}" if record.checked_out else None,
            service_minutes=record.service_minutes,
            confirmer=record.confirmer,
            points=None if record.points is None else record.points + came_later,
            points_waiting=waiting,
            points_expected=None if expected is None else expected.points,
            points_wait_reason=why if expected is None else expected.waits,
            state="verified" if is_verified else "waiting",
            reason=f"时长已计入；{waiting} 分还没有发放：{why}"
            if why
            else sentence_now(record, clash),
            completed_by=record.completed_by_name,
            completion_reason=record.completion_reason,
            is_completable=not is_verified,
            is_verifiable=not is_verified
            and record.checked_out is not None
            and record.confirmer is not None
            and clash is None,
            clash=None if clash is None else span_text(clash),
        )


class NewCompletion(BaseModel):
    """补齐：至少填一项，并写明依据。"""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    checked_in: ClockTime | None = Field(default=None, examples=["09:00"])
    checked_out: ClockTime | None = Field(default=None, examples=["11:30"])
    confirmer: str | None = Field(
        default=None, min_length=1, max_length=40, pattern=PLAIN, examples=["3栋栋长"]
    )
    reason: str = Field(min_length=1, max_length=200, pattern=PLAIN, examples=["与现场照片核对"])

    def completion(self) -> Completion:
        """Return what the operation takes."""
        return Completion(
            checked_in=time.fromisoformat(self.checked_in) if self.checked_in else None,
            checked_out=time.fromisoformat(self.checked_out) if self.checked_out else None,
            confirmer=self.confirmer,
            reason=self.reason,
        )


def points_of_withheld(withheld: WithheldOfRecord | None) -> tuple[int, int]:
    """Return what of a record's withheld points has come since, and what still waits."""
    if withheld is None:
        return 0, 0
    if withheld.granted_seq is not None:
        return withheld.points, 0
    return 0, withheld.points


def span_text(span: ServiceSpan) -> str:
    """Return from when until when; a span that overlaps has both."""
    assert span.checked_out is not None
    return f"{span.checked_in:%H:%M}–{span.checked_out:%H:%M}"


def waiting_sentence(record: ServiceRecordRow) -> str | None:
    """Return why a record still waits, in words; None once it is verified."""
    return _sentence(record, [WaitingReason(reason).sentence for reason in record.waiting_reasons])


def sentence_now(record: ServiceRecordRow, clash: ServiceSpan | None) -> str | None:
    """Return the same, saying what it overlaps now and not when it was written down."""
    reasons = [WaitingReason(reason) for reason in record.waiting_reasons]
    sentences = [each.sentence for each in reasons if each is not WaitingReason.TIMES_OVERLAP]
    if clash is not None:
        sentences.append(
            f"与同一人已入账的另一条（{span_text(clash)}）时间重叠，现在不能核实："
            "这条写错的，更正时间；那条写错的，先更正那一条，再回来核实。"
        )
    return _sentence(record, sentences)


def _sentence(record: ServiceRecordRow, sentences: list[str]) -> str | None:
    if record.state == "verified":
        return None
    if record.completed_by is not None:
        sentences.append(COMPLETED_SENTENCE)
    missing = record.confirmations_required - record.confirmations
    if missing > 0 and not sentences:
        return f"{record.confirmations} 人已核实，还要 {missing} 人。"
    return "".join(sentences) or READY_SENTENCE
