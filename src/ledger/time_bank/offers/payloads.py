"""What offers of help say and hear over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ledger.estates.masking import mask_person
from ledger.time_bank.offers.calling import Called
from ledger.time_bank.offers.queries import Volunteer
from ledger.time_bank.offers.rules import WEEKLY_TIMES, Match, Offer, Skill

WeeklyTime = Literal[
    "周一上午", "周一下午", "周一晚上", "周二上午", "周二下午", "周二晚上", "周三上午", "周三下午",
    "周三晚上", "周四上午", "周四下午", "周四晚上", "周五上午", "周五下午", "周五晚上", "周六上午",
    "周六下午", "周六晚上", "周日上午", "周日下午", "周日晚上",
]  # fmt: skip


class OfferBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    skills: list[str] = Field(max_length=30, examples=[["理发", "助医陪诊"]], description="会什么")
    weekly_times: list[WeeklyTime] = Field(
        max_length=21, examples=[["周三上午"]], description="每周什么时候有空"
    )
    wants_calls: bool = Field(
        default=True, strict=True, description="有人求助又没人接时，社区可以发消息找我"
    )


class SkillView(BaseModel):
    title: str = Field(examples=["理发"])
    categories: list[str] = Field(examples=[["其他"]], description="对哪几类求助有用")

    @classmethod
    def of(cls, skill: Skill) -> SkillView:
        return cls(title=skill.title, categories=sorted(skill.categories))


class OfferView(BaseModel):
    skills: list[str] = Field(examples=[["理发", "助医陪诊"]])
    weekly_times: list[WeeklyTime] = Field(examples=[["周三上午"]])
    wants_calls: bool = Field(description="有人求助又没人接时，社区可以发消息找我")
    all_skills: list[SkillView] = Field(description="可以选的")

    @classmethod
    def of(cls, offer: Offer, known: tuple[Skill, ...]) -> OfferView:
        return cls(
            skills=[skill.title for skill in known if skill.title in offer.skills],
            weekly_times=[each for each in WEEKLY_TIMES if each in offer.weekly_times],
            wants_calls=offer.wants_calls,
            all_skills=[SkillView.of(skill) for skill in known],
        )


class FittingVolunteerView(BaseModel):
    resident_id: int = Field(examples=[18], description="住户编号；联系方式到“住户”页写明理由再看")
    name_masked: str = Field(examples=["李*"], description="已脱敏")
    skills: list[str] = Field(examples=[["理发", "助医陪诊"]])
    reasons: list[str] = Field(examples=[["会理发", "周三上午有空", "同一栋楼"]])
    may_not_be_called: str | None = Field(
        examples=["这个求助已经问过他"], description="为什么现在不能发消息问他；能问的是空的"
    )

    @classmethod
    def of(cls, volunteer: Volunteer, match: Match) -> FittingVolunteerView:
        return cls(
            resident_id=volunteer.resident_id,
            name_masked=mask_person(volunteer.name),
            skills=sorted(volunteer.offer.skills),
            reasons=match.reasons,
            may_not_be_called=volunteer.why_not_called,
        )


class FittingVolunteersView(BaseModel):
    items: list[FittingVolunteerView]


class CallBody(BaseModel):
    """请哪些志愿者帮忙；住户编号来自“谁适合”。"""

    model_config = ConfigDict(extra="forbid")

    resident_ids: list[Annotated[int, Field(ge=1, le=2**63 - 1, strict=True)]] = Field(
        min_length=1, max_length=20, examples=[[18, 19]]
    )


class PassedOverView(BaseModel):
    resident_id: int = Field(examples=[19])
    reason: str = Field(examples=["今天已经问过他 2 次，请明天再问或问别人"])


class CalledView(BaseModel):
    called: int = Field(examples=[1], description="这次发了几个人")
    passed_over: list[PassedOverView] = Field(description="没有发的人和原因")

    @classmethod
    def of(cls, called: Called) -> CalledView:
        return cls(
            called=called.count,
            passed_over=[
                PassedOverView(resident_id=resident_id, reason=reason)
                for resident_id, reason in called.passed_over.items()
            ],
        )
