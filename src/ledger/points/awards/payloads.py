"""What lists of awards say and hear over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from ledger.points.awards.operations import Look, NewList
from ledger.points.awards.queries import AwardList, ListedRow
from ledger.points.awards.rules import ROWS_MAX, AwardRow, AwardSource, LookedAt

LARGEST_ID = 2**53
POINTS_MAX = 1_000_000
PLAIN = r"^[^\x00-\x1f\x7f]*$"
SourceCode = Literal["P1103", "P1105", "P2301"]
ListState = Literal["proposed", "approved", "refused", "withdrawn"]


def _words(longest: int) -> StringConstraints:
    return StringConstraints(min_length=1, max_length=longest, pattern=PLAIN, strip_whitespace=True)


class AwardRowBody(BaseModel):
    """一行：给一位住户、一户或一支服务队，三选一。"""

    model_config = ConfigDict(extra="forbid")

    resident_id: int | None = Field(default=None, ge=1, le=LARGEST_ID, examples=[18])
    household_id: int | None = Field(default=None, ge=1, le=LARGEST_ID)
    volunteer_team_id: int | None = Field(default=None, ge=1, le=LARGEST_ID)
    points: int = Field(ge=1, le=POINTS_MAX, examples=[20])
    reason: Annotated[str, _words(100)] = Field(examples=["婚事新办，不收礼金"])

    @model_validator(mode="after")
    def _names_one(self) -> AwardRowBody:
        named = (self.resident_id, self.household_id, self.volunteer_team_id)
        if sum(each is not None for each in named) != 1:
            raise ValueError("每行写一位住户、一户或一支服务队，三选一")
        return self

    def row(self) -> AwardRow:
        return AwardRow(
            self.points,
            self.reason,
            self.resident_id,
            self.household_id,
            self.volunteer_team_id,
        )


class AwardRowsBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    source_code: SourceCode = Field(
        examples=["P1103"], description="P1103 人居环境移风易俗，P1105 表彰，P2301 从公益池出"
    )
    rows: list[AwardRowBody] = Field(min_length=1, max_length=ROWS_MAX)

    def award_rows(self) -> list[AwardRow]:
        return [each.row() for each in self.rows]


class NewAwardList(AwardRowsBody):
    title: Annotated[str, _words(60)] = Field(examples=["2026年第二季度移风易俗评比"])
    basis: Annotated[str, _words(200)] = Field(examples=["业委会2026年6月20日会议评定"])
    document_id: int | None = Field(
        default=None, ge=1, le=LARGEST_ID, description="评定记录的扫描件，先作为原始单据上传"
    )

    def asked(self) -> NewList:
        return NewList(
            title=self.title,
            source=AwardSource(self.source_code),
            basis=self.basis,
            rows=tuple(self.award_rows()),
            document_id=self.document_id,
        )


class AwardListReason(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, _words(200)] = Field(examples=["第 3 行的依据没有写清"])


class LookedAtView(BaseModel):
    """One row of the preview."""

    line_no: int = Field(examples=[1])
    name_masked: str | None = Field(examples=["王*"], description="住户脱敏的姓名，哪一户，哪支队")
    points_asked: int = Field(examples=[20])
    points: int = Field(examples=[15], description="按今天的上限能给多少")
    cut_reason: str | None = Field(examples=["每月最多 15 分"])
    fault: str | None = Field(description="这一行为什么不行；没有问题的是空的")

    @classmethod
    def of(cls, line_no: int, each: LookedAt) -> LookedAtView:
        return cls(
            line_no=line_no,
            name_masked=each.name_masked,
            points_asked=each.row.points,
            points=each.points,
            cut_reason=each.cut_reason,
            fault=each.fault,
        )


class AwardPreviewView(BaseModel):
    """名单的预览：什么都不写。"""

    rows: list[LookedAtView]
    faults: int = Field(examples=[0])
    points_asked: int = Field(examples=[60])
    points: int = Field(examples=[55], description="一共能给多少")
    spendable_from: date | None = Field(description="今天批准的话从哪天起可用；当天可用的是空的")
    pool_points: int | None = Field(description="公益池里有多少；不从公益池出的是空的")

    @classmethod
    def of(cls, look: Look) -> AwardPreviewView:
        return cls(
            rows=[LookedAtView.of(no, each) for no, each in enumerate(look.rows, start=1)],
            faults=sum(each.fault is not None for each in look.rows),
            points_asked=sum(each.row.points for each in look.rows),
            points=sum(each.points for each in look.rows),
            spendable_from=look.spendable_from,
            pool_points=look.pool_points,
        )


class AwardListView(BaseModel):
    award_list_id: int = Field(examples=[3])
    title: str = Field(examples=["2026年第二季度移风易俗评比"])
    source_code: SourceCode = Field(examples=["P1103"])
    source_title: str = Field(examples=["人居环境与移风易俗"])
    basis: str = Field(examples=["业委会2026年6月20日会议评定"])
    document_id: int | None
    state: ListState = Field(examples=["proposed"])
    people: int = Field(examples=[3], description="几位住户、几户、几支服务队")
    points_asked: int = Field(examples=[60])
    points: int | None = Field(examples=[55], description="发了多少；没有批准的是空的")
    prepared_by_name: str = Field(examples=["赵敏"])
    is_mine: bool
    prepared_at: datetime
    decided_by_name: str | None = Field(examples=["钱明"])
    decided_at: datetime | None
    decision_reason: str | None
    granted_on: date | None
    spendable_from: date | None
    expires_on: date | None

    @classmethod
    def of(cls, each: AwardList, *, actor_user_id: int) -> AwardListView:
        return cls.model_validate(
            {
                "award_list_id": each.award_list_id,
                "title": each.title,
                "source_code": each.source_code,
                "source_title": each.source.chinese_title,
                "basis": each.basis,
                "document_id": each.document_id,
                "state": each.state,
                "people": each.people,
                "points_asked": each.points_asked,
                "points": each.points,
                "prepared_by_name": each.prepared_by_name,
                "is_mine": each.prepared_by == actor_user_id,
                "prepared_at": each.prepared_at,
                "decided_by_name": each.decided_by_name,
                "decided_at": each.decided_at,
                "decision_reason": each.decision_reason,
                "granted_on": each.granted_on,
                "spendable_from": each.spendable_from,
                "expires_on": each.expires_on,
            }
        )


class AwardRowView(BaseModel):
    """One row of a list: as it was asked, and what was given."""

    line_no: int = Field(examples=[1])
    name_masked: str = Field(examples=["王*"])
    resident_id: int | None = Field(examples=[18])
    household_id: int | None
    volunteer_team_id: int | None
    reason: str = Field(examples=["婚事新办，不收礼金"])
    points_asked: int = Field(examples=[20])
    points: int | None = Field(examples=[15])
    cut_reason: str | None = Field(examples=["每月最多 15 分"])
    seq: int | None = Field(examples=[1204], description="凭证序号")
    fault: str | None = Field(description="还没批准的名单：今天批准的话，这一行为什么不行")

    @classmethod
    def of(cls, each: ListedRow, look: LookedAt | None) -> AwardRowView:
        return cls(
            line_no=each.line_no,
            name_masked=each.name_masked,
            resident_id=each.row.resident_id,
            household_id=each.row.household_id,
            volunteer_team_id=each.row.volunteer_team_id,
            reason=each.row.reason,
            points_asked=each.row.points,
            points=look.points if look else each.points,
            cut_reason=look.cut_reason if look else each.cut_reason,
            seq=each.seq,
            fault=look.fault if look else None,
        )


class AwardListDetailView(BaseModel):
    award_list: AwardListView
    rows: list[AwardRowView]
    points_now: int = Field(examples=[55], description="发了多少，或者今天批准会发多少")
    pool_points: int | None
    spendable_from: date | None


class ProposedView(BaseModel):
    award_list_id: int = Field(examples=[3])
