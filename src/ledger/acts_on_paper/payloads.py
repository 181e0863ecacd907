"""What the desk says and hears of acts on paper over HTTP."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ledger.acts_on_paper.operations import NewAct
from ledger.acts_on_paper.queries import Done, Possible
from ledger.acts_on_paper.rules import TOOK_PART, Kind, Subject
from ledger.volunteering.appeals.rules import Claim
from ledger.volunteering.payloads import PLAIN, ClockTime

KindName = Literal[
    "service_appeal", "absence_appeal", "activity_rating", "points_appeal", "help_confirmation",
    "help_appeal",
]  # fmt: skip
WORDLESS = (Kind.ACTIVITY_RATING, Kind.HELP_CONFIRMATION)
"""A rating and a confirmation may go without words; an objection may not."""


class ActOnPaperBody(BaseModel):
    """住户在服务台要办的一件事，和本人签字的材料。"""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    kind: KindName
    object_id: int = Field(
        ge=1, le=2**63 - 1, strict=True, examples=[12],
        description="哪一条：服务记录、活动、积分更正或求助的编号",
    )  # fmt: skip
    personal_paper_id: int = Field(
        ge=1, le=2**63 - 1, strict=True, examples=[5], description="本人签字的材料"
    )
    reason: str = Field(
        min_length=2, max_length=100, pattern=PLAIN, examples=["本人到场，核对了身份证"],
        description="怎样核对的，写进审计日志",
    )  # fmt: skip
    words: str = Field(
        default="", max_length=200, pattern=PLAIN, examples=["我到 11:30 才走"],
        description="本人怎么说",
    )  # fmt: skip
    claim: Literal["longer", "missing_check_out"] | None = Field(
        default=None, description="对服务记录申诉时：哪里不对"
    )
    came: ClockTime | None = Field(default=None, examples=["09:00"])
    gone: ClockTime | None = Field(default=None, examples=["11:30"])
    stars: int | None = Field(default=None, ge=1, le=5, strict=True, examples=[5])

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> ActOnPaperBody:
        kind = Kind(self.kind)
        if kind not in WORDLESS and len(self.words) < 2:
            raise ValueError("请写本人怎么说，至少两个字")
        of_service = kind in (Kind.SERVICE_APPEAL, Kind.ABSENCE_APPEAL)
        if of_service != (self.came is not None and self.gone is not None):
            raise ValueError("服务的申诉要写到场和离开的时间，别的不写")
        if (kind is Kind.SERVICE_APPEAL) != (self.claim is not None):
            raise ValueError("对服务记录申诉要选哪里不对，别的不选")
        if kind is Kind.ACTIVITY_RATING and self.stars is None:
            raise ValueError("评价活动要选几颗星")
        if kind not in WORDLESS and self.stars is not None:
            raise ValueError("申诉不评星")
        return self

    def act(self) -> NewAct:
        """Return what the operation takes."""
        return NewAct(
            subject=Subject(Kind(self.kind), self.object_id),
            personal_paper_id=self.personal_paper_id,
            words=self.words,
            claim=None if self.claim is None else Claim(self.claim),
            came=None if self.came is None else time.fromisoformat(self.came),
            gone=None if self.gone is None else time.fromisoformat(self.gone),
            stars=self.stars,
        )


class ActDoneView(BaseModel):
    act_on_paper_id: int = Field(examples=[3])
    kind_title: str = Field(examples=["对服务记录申诉"])


class PossibleActView(BaseModel):
    """住户现在能在服务台办的一件事。"""

    kind: KindName
    kind_title: str = Field(examples=["对服务记录申诉"])
    object_id: int = Field(examples=[12])
    what: str = Field(examples=["2026-06-20 周末清扫，09:00–11:00"])
    until: date | None = Field(description="到哪天为止，含当天；没有期限的是空的")
    has_check_out: bool = Field(description="服务记录有没有签退")
    came: str | None = Field(examples=["09:00"])
    gone: str | None = Field(examples=["11:00"])
    may_not: str | None = Field(
        examples=[TOOK_PART], description="为什么不能由您代办；能办的是空的"
    )

    @classmethod
    def of(cls, each: Possible, *, took_part: Collection[Subject]) -> PossibleActView:
        return cls(
            kind=each.subject.kind.value,
            kind_title=each.subject.kind.chinese_title,
            object_id=each.subject.object_id,
            what=each.what,
            until=each.until,
            has_check_out=each.has_check_out,
            came=f"{each.came:%H:%M}" if each.came else None,
            gone=f"{each.gone:%H:%M}" if each.gone else None,
            may_not=TOOK_PART if each.subject in took_part else None,
        )


class PaperActView(BaseModel):
    """替这位住户办过的一件事。"""

    act_on_paper_id: int = Field(examples=[3])
    kind_title: str = Field(examples=["对服务记录申诉"])
    acted_by: str = Field(examples=["网格员02"])
    acted_at: datetime

    @classmethod
    def of(cls, each: Done) -> PaperActView:
        return cls(
            act_on_paper_id=each.act_on_paper_id,
            kind_title=each.kind.chinese_title,
            acted_by=each.acted_by_name,
            acted_at=each.acted_at,
        )


class ActsOnPaperView(BaseModel):
    possible: list[PossibleActView]
    done: list[PaperActView]
