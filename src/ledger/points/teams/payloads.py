"""What a team's wallet and its plans say and hear over HTTP; names are masked for everybody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from ledger.estates.masking import mask_person
from ledger.points.payloads import ExpiringView, InNoticeView
from ledger.points.teams.queries import Plan, PlannedShare, TeamLine, TeamOfPoints, TeamPoints
from ledger.points.teams.rules import SHARES_MAX, NewPlan, Share

LARGEST_ID = 2**53
PLAIN = r"^[^\x00-\x1f\x7f]*$"
PlanState = Literal["proposed", "confirmed", "refused", "withdrawn"]
Points = Annotated[int, Field(ge=1, le=1_000_000, strict=True, examples=[20])]


def _words(longest: int) -> StringConstraints:
    return StringConstraints(min_length=1, max_length=longest, pattern=PLAIN, strip_whitespace=True)


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class ShareBody(_Body):
    """分给一位队员多少分。"""

    resident_id: int = Field(ge=1, le=LARGEST_ID, strict=True, examples=[18])
    points: Points

    def share(self) -> Share:
        return Share(self.resident_id, self.points)


class TeamPlanBody(_Body):
    """队里的积分怎么用：分给这些队员，或者捐入公益池，二选一。"""

    purpose: Annotated[str, _words(60)] = Field(examples=["第二季度巡访，按到场次数分"])
    shares: list[ShareBody] = Field(
        default_factory=list, max_length=SHARES_MAX, examples=[[{"resident_id": 18, "points": 20}]]
    )
    pool_points: Points | None = Field(default=None, examples=[None], description="捐入公益池多少")

    @model_validator(mode="after")
    def _goes_one_way(self) -> TeamPlanBody:
        if bool(self.shares) == (self.pool_points is not None):
            raise ValueError("分给队员，或者捐入公益池，二选一")
        if len({share.resident_id for share in self.shares}) < len(self.shares):
            raise ValueError("一位队员写了两行，请合成一行")
        return self

    def new(self) -> NewPlan:
        """Return what the operation takes."""
        return NewPlan(
            self.purpose, tuple(share.share() for share in self.shares), self.pool_points or 0
        )


class DeskTeamPlanBody(TeamPlanBody):
    """工作人员替队长写，要写理由。"""

    reason: Annotated[str, _words(200)] = Field(examples=["队长不用手机，当面交来签字的分配单"])

    def new(self) -> NewPlan:
        """Return what the operation takes."""
        return NewPlan(
            self.purpose,
            tuple(share.share() for share in self.shares),
            self.pool_points or 0,
            desk_reason=self.reason,
        )


class TeamPlanReason(_Body):
    reason: Annotated[str, _words(200)] = Field(examples=["请写清每人到场几次"])


class TeamShareView(_View):
    resident_id: int = Field(examples=[18])
    name_masked: str = Field(examples=["王*"])
    points: int = Field(examples=[20])

    @classmethod
    def of(cls, each: PlannedShare) -> TeamShareView:
        return cls(
            resident_id=each.share.resident_id,
            name_masked=mask_person(each.name),
            points=each.share.points,
        )


class TeamPlanView(_View):
    """一份方案：从写下到确认。"""

    team_points_plan_id: int = Field(examples=[3])
    volunteer_team_id: int = Field(examples=[2])
    team: str = Field(examples=["银龄巡访队"])
    kind: Literal["members", "pool"] = Field(examples=["members"])
    kind_title: str = Field(examples=["分给队员"])
    points: int = Field(examples=[40])
    people: int = Field(examples=[2], description="分给几位；捐入公益池的是 0")
    purpose: str = Field(examples=["第二季度巡访，按到场次数分"])
    desk_reason: str | None = Field(description="工作人员替队长写的理由；队长写的是空的")
    state: PlanState = Field(examples=["proposed"])
    is_mine: bool = Field(description="是我写的")
    proposed_by_name: str = Field(examples=["赵敏"])
    proposed_at: datetime
    decided_by_name: str | None = Field(examples=["钱明"])
    decided_at: datetime | None
    decision_reason: str | None
    booked_on: date | None

    @classmethod
    def of(cls, each: Plan, *, actor_user_id: int, at_desk: bool) -> TeamPlanView:
        # The leader is a neighbour, and the phone knows the desk as one.
        by = each.proposed_by_name if at_desk else "工作人员"
        return cls.model_validate(
            {
                "team_points_plan_id": each.team_points_plan_id,
                "volunteer_team_id": each.volunteer_team_id,
                "team": each.team,
                "kind": each.kind.value,
                "kind_title": each.kind.chinese_title,
                "points": each.points,
                "people": each.people,
                "purpose": each.purpose,
                "desk_reason": each.desk_reason,
                "state": each.state,
                "is_mine": each.proposed_by == actor_user_id,
                "proposed_by_name": mask_person(each.proposed_by_name)
                if each.desk_reason is None
                else by,
                "proposed_at": each.proposed_at,
                "decided_by_name": each.decided_by_name if at_desk else None,
                "decided_at": each.decided_at,
                "decision_reason": each.decision_reason,
                "booked_on": each.booked_on,
            }
        )


class TeamPlanDetailView(_View):
    plan: TeamPlanView
    shares: list[TeamShareView]

    @classmethod
    def of(
        cls, plan: Plan, shares: list[PlannedShare], *, actor_user_id: int, at_desk: bool
    ) -> TeamPlanDetailView:
        return cls(
            plan=TeamPlanView.of(plan, actor_user_id=actor_user_id, at_desk=at_desk),
            shares=[TeamShareView.of(each) for each in shares],
        )


class TeamLineView(_View):
    seq: int = Field(examples=[1204])
    entry_no: str = Field(examples=["积-202606-0031"])
    on: date
    text: str = Field(examples=["服务队分给队员：第二季度巡访（表彰积分，2028-06-30 到期）"])
    points: int = Field(examples=[-20], description="得到为正，分出、捐出、到期为负")
    balance_after: int = Field(examples=[40])
    who: str | None = Field(examples=["王*"], description="分给谁，姓名已脱敏")

    @classmethod
    def of(cls, line: TeamLine) -> TeamLineView:
        return cls(
            seq=line.seq,
            entry_no=line.entry_no,
            on=line.on,
            text=line.text,
            points=line.points,
            balance_after=line.balance_after,
            who=None if line.who is None else mask_person(line.who),
        )


class TeamPointsView(_View):
    """队里的积分：余额、公示中的、快到期的、等确认的方案、最近的明细。"""

    volunteer_team_id: int = Field(examples=[2])
    team: str = Field(examples=["银龄巡访队"])
    points: int = Field(examples=[60])
    spendable: int = Field(examples=[60], description="今天可以分给队员或捐出多少")
    in_notice: list[InNoticeView]
    next_expiry: list[ExpiringView]
    may_plan: bool = Field(description="我是队长，可以写方案")
    waiting: TeamPlanDetailView | None
    latest: list[TeamLineView]

    @classmethod
    def of(
        cls,
        team: TeamOfPoints,
        has: TeamPoints,
        waiting: TeamPlanDetailView | None,
        latest: list[TeamLine],
    ) -> TeamPointsView:
        return cls(
            volunteer_team_id=team.volunteer_team_id,
            team=team.name,
            points=has.points,
            spendable=has.spendable,
            in_notice=[InNoticeView.of(each) for each in has.in_notice],
            next_expiry=[ExpiringView.of(each) for each in has.next_expiry],
            may_plan=team.my_role == "leader" and not team.has_ended,
            waiting=waiting,
            latest=[TeamLineView.of(line) for line in latest],
        )


class TeamPlanProposedView(_View):
    team_points_plan_id: int = Field(examples=[3])
