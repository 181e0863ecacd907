"""What offers of help say and hear over HTTP."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ledger.estates.masking import mask_person
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


class SkillView(BaseModel):
    title: str = Field(examples=["理发"])
    categories: list[str] = Field(examples=[["其他"]], description="对哪几类求助有用")

    @classmethod
    def of(cls, skill: Skill) -> SkillView:
        return cls(title=skill.title, categories=sorted(skill.categories))


class OfferView(BaseModel):
    skills: list[str] = Field(examples=[["理发", "助医陪诊"]])
    weekly_times: list[WeeklyTime] = Field(examples=[["周三上午"]])
    all_skills: list[SkillView] = Field(description="可以选的")

    @classmethod
    def of(cls, offer: Offer, known: tuple[Skill, ...]) -> OfferView:
        return cls(
            skills=[skill.title for skill in known if skill.title in offer.skills],
            weekly_times=[each for each in WEEKLY_TIMES if each in offer.weekly_times],
            all_skills=[SkillView.of(skill) for skill in known],
        )


class FittingVolunteerView(BaseModel):
    resident_id: int = Field(examples=[18], description="住户编号；联系方式到“住户”页写明理由再看")
    name_masked: str = Field(examples=["李*"], description="已脱敏")
    skills: list[str] = Field(examples=[["理发", "助医陪诊"]])
    reasons: list[str] = Field(examples=[["会理发", "周三上午有空", "同一栋楼"]])

    @classmethod
    def of(cls, volunteer: Volunteer, match: Match) -> FittingVolunteerView:
        return cls(
            resident_id=volunteer.resident_id,
            name_masked=mask_person(volunteer.name),
            skills=sorted(volunteer.offer.skills),
            reasons=match.reasons,
        )


class FittingVolunteersView(BaseModel):
    items: list[FittingVolunteerView]
