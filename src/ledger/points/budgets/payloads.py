"""What budgets of points say and hear over HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ledger.estates.masking import mask_person
from ledger.points.budgets.granting_later import GrantedLater
from ledger.points.budgets.operations import BudgetContent, NewBudget
from ledger.points.budgets.queries import BudgetVersion, CampaignActivity, WithheldRow
from ledger.points.budgets.rules import (
    BUDGETED_SOURCES,
    Backing,
    BudgetKind,
    Standing,
    coverage,
    keeps_the_floor,
    percent_text,
    points_that_fit,
)
from ledger.points.rules import source_title

PLAIN = r"^[^\x00-\x1f\x7f]*$"
LARGEST_ID = 2**53
POINTS_MAX = 100_000_000
FEN_MAX = 100_000_000_000

_STATES = {"proposed": "待另一位委员通过", "adopted": "已通过", "rejected": "已退回"}
_RESERVE = "积分兑付准备"

Limit = Annotated[int, Field(ge=0, le=POINTS_MAX)]


class NewLimits(BaseModel):
    """各来源最多发放多少积分；不写的来源不能发放。"""

    model_config = ConfigDict(extra="forbid")

    P1101: Limit | None = Field(default=None, examples=[6000], description="志愿服务")
    P1102: Limit | None = Field(default=None, examples=[8000], description="绿色账户")
    P1103: Limit | None = Field(default=None, examples=[2000], description="人居环境与移风易俗")
    P1104: Limit | None = Field(default=None, examples=[1000], description="消费累积")
    P1105: Limit | None = Field(default=None, examples=[500], description="表彰")

    def by_source(self) -> dict[str, int]:
        return {code: points for code, points in self.model_dump().items() if points is not None}


class NewBudgetVersion(BaseModel):
    """一版预算的内容；通过以后不能改，要改就提出新的一版。"""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    limits: NewLimits
    backing: Literal["reserve", "fund_grant"] = Field(
        description="拿什么保障：积分兑付准备（2301001），或一笔共享发展金"
    )
    fund_grant_id: int | None = Field(default=None, ge=1, le=LARGEST_ID, examples=[3])
    backing_fen: int = Field(ge=0, le=FEN_MAX, examples=[1_500_000])
    reason: str = Field(
        min_length=1, max_length=200, pattern=PLAIN, examples=["业委会2026-决议-06"]
    )
    activity_ids: list[Annotated[int, Field(ge=1, le=LARGEST_ID)]] = Field(
        default=[],
        max_length=200,
        examples=[[]],
        description="专项里的活动；季度预算没有",
    )

    def content(self) -> BudgetContent:
        return BudgetContent(
            self.limits.by_source(),
            Backing(self.backing),
            self.backing_fen,
            self.reason,
            self.fund_grant_id,
            self.activity_ids,
        )


class NewPointsBudget(NewBudgetVersion):
    """一个新的预算：季度的，或专项的。"""

    kind: Literal["quarter", "campaign"]
    starts_on: date = Field(description="季度里的任何一天，或专项的第一天")
    ends_on: date | None = Field(default=None, description="专项的最后一天")
    name: str = Field(
        default="", max_length=40, pattern=PLAIN, examples=["端午邻里节"], description="专项的名称"
    )

    def budget(self) -> NewBudget:
        if self.kind == "quarter":
            return NewBudget.of_quarter(self.starts_on)
        return NewBudget(
            BudgetKind.CAMPAIGN,
            self.name or "专项",
            self.starts_on,
            self.ends_on or self.starts_on,
        )


class BudgetLineView(BaseModel):
    source_code: str = Field(examples=["P1101"])
    title: str = Field(examples=["志愿服务"])
    limit: int = Field(examples=[6000])
    issued: int = Field(examples=[4120], description="预算通过以后发放的")
    left: int = Field(examples=[1880])


class CampaignActivityView(BaseModel):
    activity_id: int = Field(examples=[12])
    on: date
    name: str = Field(examples=["端午包粽"])

    @classmethod
    def of(cls, row: CampaignActivity) -> CampaignActivityView:
        return cls(activity_id=row.activity_id, on=row.held_on, name=row.name)


class CampaignChoicesView(BaseModel):
    items: list[CampaignActivityView]


class BudgetVersionView(BaseModel):
    version: int = Field(examples=[1])
    limits: dict[str, int] = Field(examples=[{"P1101": 6000, "P1102": 8000}])
    limit: int = Field(examples=[14000])
    backing: Literal["reserve", "fund_grant"]
    fund_grant_id: int | None
    backing_title: str = Field(examples=["财政补贴：启动资金"])
    backing_fen: int = Field(examples=[1_500_000])
    reason: str = Field(examples=["业委会2026-决议-06"])
    state: Literal["proposed", "adopted", "rejected"]
    state_title: str = Field(examples=["已通过"])
    proposed_by_name: str = Field(examples=["财务委员"])
    proposed_at: datetime
    decided_by_name: str | None = Field(examples=["业委会主任"])
    decided_at: datetime | None
    is_mine: bool = Field(description="由本人提出，要由另一位委员通过")
    activity_ids: list[int] = Field(examples=[[12, 13]])

    @classmethod
    def of(cls, row: BudgetVersion, *, actor_user_id: int) -> BudgetVersionView:
        return cls(
            version=row.version,
            limits=row.limits,
            limit=sum(row.limits.values()),
            backing="reserve" if row.backing == "reserve" else "fund_grant",
            fund_grant_id=row.fund_grant_id,
            backing_title=row.fund_grant_title or _RESERVE,
            backing_fen=row.backing_fen,
            reason=row.reason,
            state=row.state,
            state_title=_STATES[row.state],
            proposed_by_name=row.proposed_by_name,
            proposed_at=row.proposed_at,
            decided_by_name=row.decided_by_name,
            decided_at=row.decided_at,
            is_mine=row.proposed_by == actor_user_id,
            activity_ids=row.activity_ids,
        )


class PointsBudgetView(BaseModel):
    points_budget_id: int = Field(examples=[3])
    kind: Literal["quarter", "campaign"]
    name: str = Field(examples=["2026年第二季度"])
    starts_on: date
    ends_on: date
    is_now: bool = Field(description="今天在它的日子里")
    version: int | None = Field(examples=[1], description="已通过的一版；还没有通过的没有")
    limit: int = Field(examples=[14000])
    issued: int = Field(examples=[9120])
    left: int = Field(examples=[4880])
    lines: list[BudgetLineView]
    activities: list[CampaignActivityView]
    versions: list[BudgetVersionView] = Field(description="各版，从新到旧")

    @classmethod
    def of(
        cls,
        versions: Sequence[BudgetVersion],
        used: Mapping[tuple[int, str], int],
        activities: Mapping[int, CampaignActivity],
        *,
        actor_user_id: int,
        today: date,
    ) -> PointsBudgetView:
        newest = versions[0]
        adopted = next((each for each in versions if each.state == "adopted"), None)
        limits = adopted.limits if adopted else {}
        lines = [
            BudgetLineView(
                source_code=code,
                title=source_title(code),
                limit=limits[code],
                issued=used.get((newest.points_budget_id, code), 0),
                left=limits[code] - used.get((newest.points_budget_id, code), 0),
            )
            for code in BUDGETED_SOURCES
            if code in limits
        ]
        return cls(
            points_budget_id=newest.points_budget_id,
            kind="quarter" if newest.kind == "quarter" else "campaign",
            name=newest.name,
            starts_on=newest.starts_on,
            ends_on=newest.ends_on,
            is_now=newest.starts_on <= today <= newest.ends_on,
            version=adopted.version if adopted else None,
            limit=sum(line.limit for line in lines),
            issued=sum(line.issued for line in lines),
            left=sum(line.left for line in lines),
            lines=lines,
            activities=[
                CampaignActivityView.of(activities[activity_id])
                for activity_id in (adopted or newest).activity_ids
                if activity_id in activities
            ],
            versions=[BudgetVersionView.of(each, actor_user_id=actor_user_id) for each in versions],
        )


class BackingView(BaseModel):
    """未用的积分和保障它们的资金；比例按精确分数算，写出来时舍去尾数。"""

    on: date
    is_budgeted: bool = Field(description="有没有通过过季度预算；没有的，发放不受预算限制")
    outstanding: int = Field(examples=[9120])
    rate_fen_per_point: int = Field(examples=[100])
    outstanding_fen: int = Field(examples=[912_000])
    reserve_fen: int = Field(examples=[0], description="积分兑付准备（2301001）的余额")
    grants_fen: int = Field(examples=[800_000], description="预算写明的共享发展金里还剩的")
    backing_fen: int = Field(examples=[800_000])
    coverage_text: str = Field(examples=["87.7%"])
    floor_percent: int | None = Field(examples=[80], description="规则规定的下限；没有的不设")
    keeps_floor: bool
    points_until_floor: int | None = Field(
        examples=[880], description="按现在的资金还能发多少分才到下限；不设下限的没有"
    )
    waiting_facts: int = Field(examples=[0], description="有多少条服务、投放的积分暂缓发放")
    waiting_points: int = Field(examples=[0])

    @classmethod
    def of(
        cls,
        standing: Standing,
        *,
        on: date,
        rate_fen: int,
        floor_percent: int | None,
        is_budgeted: bool,
        waiting: tuple[int, int],
    ) -> BackingView:
        owed, backing = standing.outstanding * rate_fen, standing.backing_fen(on)
        return cls(
            on=on,
            is_budgeted=is_budgeted,
            outstanding=standing.outstanding,
            rate_fen_per_point=rate_fen,
            outstanding_fen=owed,
            reserve_fen=standing.reserve_fen,
            grants_fen=backing - max(0, standing.reserve_fen),
            backing_fen=backing,
            coverage_text=percent_text(coverage(backing, owed)),
            floor_percent=floor_percent,
            keeps_floor=floor_percent is None
            or keeps_the_floor(backing, owed, floor_percent=floor_percent),
            points_until_floor=points_that_fit(
                backing,
                outstanding=standing.outstanding,
                rate_fen=rate_fen,
                floor_percent=floor_percent,
            ),
            waiting_facts=waiting[0],
            waiting_points=waiting[1],
        )


class PointsBudgetsView(BaseModel):
    backing: BackingView
    items: list[PointsBudgetView] = Field(description="从新到旧")


class WithheldPointsView(BaseModel):
    points_withheld_id: int = Field(examples=[8])
    name_masked: str = Field(examples=["张*"])
    what: str = Field(examples=["端午包粽 2.5 小时"])
    source_title: str = Field(examples=["志愿服务"])
    points: int = Field(examples=[2])
    on: date
    reason: str = Field(examples=["2026年第二季度预算里“志愿服务”的积分还剩 1 分。"])
    seq: int | None = Field(examples=[1203], description="补发的凭证；还没有补发的没有")
    granted_at: datetime | None

    @classmethod
    def of(cls, row: WithheldRow) -> WithheldPointsView:
        return cls(
            points_withheld_id=row.points_withheld_id,
            name_masked=mask_person(row.resident_name),
            what=row.narration,
            source_title=source_title(row.source_code),
            points=row.points,
            on=row.due_on,
            reason=row.reason,
            seq=row.granted_seq,
            granted_at=row.granted_at,
        )


class GrantedLaterView(BaseModel):
    facts: int = Field(examples=[12], description="补发了多少条")
    points: int = Field(examples=[30])
    facts_left: int = Field(examples=[2], description="还有多少条在等")
    points_left: int = Field(examples=[5])
    reason: str | None = Field(description="还在等的第一条为什么等")

    @classmethod
    def of(cls, granted: GrantedLater) -> GrantedLaterView:
        return cls(
            facts=granted.facts,
            points=granted.points,
            facts_left=granted.facts_left,
            points_left=granted.points_left,
            reason=granted.reason,
        )
