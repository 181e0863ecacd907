"""What activities say and hear over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from ledger.estates.masking import mask_person
from ledger.volunteering.activities.categories import Category
from ledger.volunteering.activities.operations import ActivityDraft
from ledger.volunteering.activities.queries import PlannedActivity, SignUpRow
from ledger.volunteering.activities.rules import (
    CANCEL_BEFORE,
    CAPACITY_MAX,
    ActivityState,
    Repeats,
    Times,
)

# Control characters have no place in a name, and NUL none in the database.
PLAIN = r"^[^\x00-\x1f\x7f]*$"
LINES = r"^[^\x00-\x09\x0b-\x1f\x7f]*$"
StateName = Literal["draft", "open", "running", "confirmed", "closed", "cancelled"]
MyState = Literal["signed_up", "waiting", "no_show"]
_MY_TITLES = {"signed_up": "已报名", "waiting": "候补中", "no_show": "没有到场"}


class CategoriesView(BaseModel):
    items: list[Category]


class ActivityView(BaseModel):
    """一个活动的安排、名额和本人的报名。"""

    activity_id: int = Field(examples=[12])
    name: str = Field(examples=["周末清扫"])
    service_type: str = Field(examples=["人居环境"])
    on: date
    starts_at: datetime
    ends_at: datetime
    place: str = Field(examples=["3栋楼前"])
    description: str = Field(examples=["请穿平底鞋"])
    organiser: str = Field(examples=["文明实践站"])
    state: StateName
    state_title: str = Field(examples=["报名中"])
    capacity: int | None = Field(examples=[20], description="名额；没有值表示不限")
    taken: int = Field(examples=[8])
    waiting: int = Field(examples=[0], description="候补人数")
    sign_up_until: datetime
    cancel_until: datetime
    confirmers_required: int = Field(examples=[2])
    repeats_title: str | None = Field(examples=["每周"])
    my_state: MyState | None
    my_state_title: str | None = Field(examples=["已报名"])
    my_place_in_line: int = Field(examples=[0], description="候补排在第几位；没有候补是 0")
    is_open_for_me: bool = Field(description="现在可以报名")
    is_cancellable_by_me: bool = Field(description="现在可以取消自己的报名")

    @classmethod
    def of(cls, row: PlannedActivity, *, now: datetime) -> ActivityView:
        is_taking = row.state in (ActivityState.OPEN, ActivityState.RUNNING)
        waits = row.my_state == "waiting"
        return cls(
            activity_id=row.activity_id,
            name=row.name,
            service_type=row.service_type,
            on=row.held_on,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            place=row.place,
            description=row.description,
            organiser=row.organiser,
            state=row.state.value,
            state_title=row.state.chinese_title,
            capacity=row.capacity,
            taken=row.taken,
            waiting=row.waiting,
            sign_up_until=row.sign_up_until,
            cancel_until=row.cancel_until,
            confirmers_required=row.confirmers_required,
            repeats_title=Repeats(row.repeats).chinese_title if row.repeats else None,
            my_state=row.my_state,
            my_state_title=_MY_TITLES[row.my_state] if row.my_state else None,
            my_place_in_line=row.my_place_in_line,
            is_open_for_me=is_taking and row.my_state is None and now <= row.sign_up_until,
            is_cancellable_by_me=is_taking
            and (waits or (row.my_state == "signed_up" and now <= row.cancel_until)),
        )


class PlannedView(BaseModel):
    """刚写下的草稿：一个，或者一个系列的每一天。"""

    activity_id: int = Field(examples=[12], description="第一天的活动")
    activity_ids: list[int] = Field(examples=[[12, 13, 14]])


class ActivityBody(BaseModel):
    """组织者写的活动安排。"""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=40, pattern=PLAIN, examples=["周末清扫"])
    service_type: str = Field(min_length=1, max_length=20, pattern=PLAIN, examples=["人居环境"])
    organiser: str = Field(min_length=1, max_length=40, pattern=PLAIN, examples=["文明实践站"])
    place: str = Field(min_length=1, max_length=80, pattern=PLAIN, examples=["3栋楼前"])
    description: str = Field(default="", max_length=1000, pattern=LINES, examples=["请穿平底鞋"])
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    sign_up_until: AwareDatetime | None = Field(
        default=None, description="报名截止；不写是活动开始时"
    )
    cancel_until: AwareDatetime | None = Field(
        default=None, description="取消截止；不写是开始前 12 小时"
    )
    capacity: Annotated[int, Field(ge=1, le=CAPACITY_MAX, strict=True)] | None = Field(
        default=None, examples=[20]
    )
    confirmers_required: int = Field(default=2, ge=2, le=3, strict=True)

    def draft(self) -> ActivityDraft:
        """Return what the operations take."""
        return ActivityDraft(
            name=self.name,
            service_type=self.service_type,
            organiser=self.organiser,
            place=self.place,
            description=self.description,
            times=Times(
                self.starts_at,
                self.ends_at,
                self.sign_up_until or self.starts_at,
                self.cancel_until or self.starts_at - CANCEL_BEFORE,
            ),
            capacity=self.capacity,
            confirmers_required=self.confirmers_required,
        )


class NewActivityBody(ActivityBody):
    """新的活动；要重复的写明怎样重复、到哪一天。"""

    repeats: Repeats | None = Field(default=None, examples=["weekly"])
    last_on: date | None = None


class PublishBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    activity_ids: list[Annotated[int, Field(ge=1, le=2**63 - 1, strict=True)]] = Field(
        min_length=1, max_length=60, examples=[[12]]
    )


class PublishedView(BaseModel):
    items: list[ActivityView]


class ResidentBody(BaseModel):
    """替哪位住户报名或取消。"""

    model_config = ConfigDict(extra="forbid")

    resident_id: int = Field(ge=1, le=2**63 - 1, strict=True, examples=[17])


class SignUpView(BaseModel):
    sign_up_id: int = Field(examples=[5])
    resident_id: int = Field(examples=[17])
    name_masked: str = Field(examples=["王*"])
    room: str | None = Field(examples=["1栋1单元0101"])
    state: MyState
    state_title: str = Field(examples=["已报名"])
    signed_up_at: datetime
    team: str | None = Field(examples=["银龄巡访队"], description="由哪支服务队报的名")

    @classmethod
    def of(cls, row: SignUpRow) -> SignUpView:
        return cls(
            sign_up_id=row.sign_up_id,
            resident_id=row.resident_id,
            name_masked=mask_person(row.name),
            room=row.room,
            state=row.state,
            state_title=_MY_TITLES[row.state],
            signed_up_at=row.signed_up_at,
            team=row.team,
        )


class SignUpsView(BaseModel):
    items: list[SignUpView]
