"""What teams say and hear over HTTP; members' names are masked for everybody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ledger.db.ids import today_in_china
from ledger.estates.masking import mask_person
from ledger.volunteering.activities.payloads import LINES, PLAIN, ActivityView
from ledger.volunteering.teams.operations import NewTeam
from ledger.volunteering.teams.queries import TeamActivityRow, TeamMemberRow, TeamRow
from ledger.volunteering.teams.rules import ACTING, SIGNED_UP_AT_ONCE_MAX, TeamRole

RoleName = Literal["leader", "deputy", "member"]
ResidentId = Annotated[int, Field(ge=1, le=2**63 - 1, strict=True, examples=[17])]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class NewTeamBody(_Body):
    """组织者成立一支服务队。"""

    name: str = Field(min_length=2, max_length=20, pattern=PLAIN, examples=["银龄巡访队"])
    category: str = Field(
        min_length=1, max_length=20, pattern=PLAIN, examples=["平安巡访"],
        description="服务类别；这一类的服务算本队的时长",
    )  # fmt: skip
    about: str = Field(default="", max_length=300, pattern=LINES, examples=["每晚巡访一圈"])
    leader_resident_id: ResidentId

    def new(self) -> NewTeam:
        """Return what the operation takes."""
        return NewTeam(self.name, self.category, self.about, self.leader_resident_id)


class NewMemberBody(_Body):
    resident_id: ResidentId


class DecisionBody(_Body):
    is_accepted: bool


class RoleBody(_Body):
    role: RoleName = Field(examples=["deputy"])


class TeamSignUpBody(_Body):
    """队长替哪些队员报名。"""

    activity_id: int = Field(ge=1, le=2**63 - 1, strict=True, examples=[12])
    resident_ids: list[ResidentId] = Field(
        min_length=1, max_length=SIGNED_UP_AT_ONCE_MAX, examples=[[17, 18]]
    )


class TeamView(BaseModel):
    """一支服务队，和本人在队里的情况。"""

    volunteer_team_id: int = Field(examples=[3])
    name: str = Field(examples=["银龄巡访队"])
    category: str = Field(examples=["平安巡访"])
    about: str = Field(examples=["每晚巡访一圈"])
    leader_masked: str | None = Field(examples=["王*"], description="队长；暂缺时没有值")
    members: int = Field(examples=[6])
    asking: int = Field(examples=[1], description="等待同意的申请")
    service_minutes: int = Field(examples=[1530], description="本队的时长")
    founded_on: date
    has_ended: bool = Field(examples=[False])
    my_role: RoleName | None = Field(examples=["member"])
    my_role_title: str | None = Field(examples=["队员"])
    my_member_id: int | None = Field(examples=[7])
    am_asking: bool = Field(examples=[False], description="本人的申请还没有处理")
    may_act: bool = Field(examples=[False], description="本人是队长或副队长")

    @classmethod
    def of(cls, row: TeamRow) -> TeamView:
        role = TeamRole(row.my_role) if row.my_role and row.am_accepted else None
        return cls(
            volunteer_team_id=row.volunteer_team_id,
            name=row.name,
            category=row.category,
            about=row.about,
            leader_masked=mask_person(row.leader_name) if row.leader_name else None,
            members=row.members,
            asking=row.asking,
            service_minutes=row.service_minutes,
            founded_on=today_in_china(row.founded_at),
            has_ended=row.closed_at is not None,
            my_role=role.value if role else None,
            my_role_title=role.chinese_title if role else None,
            my_member_id=row.my_member_id,
            am_asking=row.my_member_id is not None and row.am_accepted is None,
            may_act=role in ACTING,
        )


class TeamsView(BaseModel):
    items: list[TeamView]


class TeamMemberView(BaseModel):
    volunteer_team_member_id: int = Field(examples=[7])
    resident_id: int = Field(examples=[17])
    name_masked: str = Field(examples=["王*"])
    role: RoleName
    role_title: str = Field(examples=["队员"])
    is_accepted: bool = Field(description="还在等待同意的是假")
    asked_on: date
    joined_on: date | None
    service_minutes: int = Field(examples=[120], description="替本队服务的时长")

    @classmethod
    def of(cls, row: TeamMemberRow) -> TeamMemberView:
        return cls(
            volunteer_team_member_id=row.volunteer_team_member_id,
            resident_id=row.resident_id,
            name_masked=mask_person(row.name),
            role=row.role.value,
            role_title=row.role.chinese_title,
            is_accepted=bool(row.is_accepted),
            asked_on=today_in_china(row.asked_at),
            joined_on=_joined_on(row),
            service_minutes=row.service_minutes,
        )


def _joined_on(row: TeamMemberRow) -> date | None:
    joined = row.decided_at if row.is_accepted else None
    return None if joined is None else today_in_china(joined)


class TeamActivityView(BaseModel):
    activity_id: int = Field(examples=[12])
    name: str = Field(examples=["周末清扫"])
    starts_at: datetime
    ends_at: datetime
    place: str = Field(examples=["3栋楼前"])
    signed_up: int = Field(examples=[5])
    waiting: int = Field(examples=[0])

    @classmethod
    def of(cls, row: TeamActivityRow) -> TeamActivityView:
        return cls(
            activity_id=row.activity_id,
            name=row.name,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            place=row.place,
            signed_up=row.signed_up,
            waiting=row.waiting,
        )


class TeamSheetView(BaseModel):
    """一支服务队的全部：队员、要参加的活动。不是队员的人看不到名单。"""

    team: TeamView
    members: list[TeamMemberView]
    activities: list[TeamActivityView]


class TeamSignedUpView(BaseModel):
    """报上名的和候补的各几人。"""

    activity_id: int = Field(examples=[12])
    signed_up: int = Field(examples=[5])
    waiting: int = Field(examples=[1])
    activity: ActivityView
