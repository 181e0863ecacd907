"""What honours say and hear over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ledger.estates.masking import mask_person
from ledger.volunteering.activities.payloads import PLAIN
from ledger.volunteering.honours.board import BoardLine, BoardList
from ledger.volunteering.honours.operations import NewHonour
from ledger.volunteering.honours.queries import HonoursListRow, ObjectionRow
from ledger.volunteering.honours.rules import HONOURS_MAX, HonourCategory

CategoryName = Literal["family", "volunteer", "building_lead", "other"]
PhaseName = Literal["proposed", "withdrawn", "turned_down", "on_notice", "standing"]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class NewHonourBody(_Body):
    """表彰谁、为什么；最美家庭写家里任何一位的住户编号。"""

    resident_id: int = Field(ge=1, le=2**63 - 1, strict=True, examples=[17])
    reason: str = Field(
        min_length=2, max_length=120, pattern=PLAIN, examples=["全年照看独居邻居，风雨无阻"]
    )

    def new(self) -> NewHonour:
        return NewHonour(self.resident_id, self.reason)


class NewHonoursListBody(_Body):
    """拟一份名单，等另一个人审定。"""

    category: CategoryName = Field(examples=["volunteer"])
    title: str = Field(
        min_length=2, max_length=40, pattern=PLAIN, examples=["2026年第二季度优秀志愿者"]
    )
    honours: Annotated[list[NewHonourBody], Field(min_length=1, max_length=HONOURS_MAX)]


class HonoursDecisionBody(_Body):
    is_approved: bool = Field(examples=[True])
    reason: str = Field(
        default="", max_length=200, pattern=PLAIN, examples=["符合评选办法"],
        description="没有通过时要写",
    )  # fmt: skip


class HonourObjectionBody(_Body):
    reason: str = Field(
        min_length=5, max_length=300, pattern=PLAIN, examples=["这次活动他没有参加，请核对名单"]
    )


class HonourSettlementBody(_Body):
    is_upheld: bool = Field(examples=[False], description="异议成立，就撤下这项荣誉")
    reply: str = Field(
        min_length=2, max_length=300, pattern=PLAIN, examples=["核对签到表，当天有他的签到"]
    )


class HonourObjectionView(BaseModel):
    honour_objection_id: int = Field(examples=[2])
    reason: str = Field(examples=["这次活动他没有参加，请核对名单"])
    raised_at: datetime
    settled_at: datetime | None
    is_upheld: bool | None
    reply: str | None = Field(examples=["核对签到表，当天有他的签到"])

    @classmethod
    def of(cls, row: ObjectionRow) -> HonourObjectionView:
        return cls(
            honour_objection_id=row.honour_objection_id,
            reason=row.reason,
            raised_at=row.raised_at,
            settled_at=row.settled_at,
            is_upheld=row.is_upheld,
            reply=row.reply,
        )


class HonourView(BaseModel):
    """名单里的一项；`public_name` 是光荣榜上的写法，没有同意公开就没有。"""

    honour_id: int = Field(examples=[4])
    resident_id: int | None = Field(examples=[17])
    household_id: int | None = Field(examples=[None])
    name_masked: str = Field(examples=["张*"], description="给工作人员看的；一家写户主")
    public_name: str | None = Field(examples=["3栋 张*"], description="本人同意公开时的写法")
    reason: str = Field(examples=["全年照看独居邻居，风雨无阻"])
    is_revoked: bool = Field(examples=[False])
    revoked_reason: str | None = Field(examples=[None])
    objections: list[HonourObjectionView]

    @classmethod
    def of(cls, line: BoardLine, objections: list[ObjectionRow]) -> HonourView:
        honour = line.honour
        return cls(
            honour_id=honour.honour_id,
            resident_id=honour.resident_id,
            household_id=honour.household_id,
            name_masked=mask_person(honour.name),
            public_name=line.public_name,
            reason=honour.reason,
            is_revoked=honour.revoked_at is not None,
            revoked_reason=honour.revoked_reason,
            objections=[HonourObjectionView.of(each) for each in objections],
        )


class HonoursListView(BaseModel):
    honours_list_id: int = Field(examples=[1])
    category: CategoryName
    category_title: str = Field(examples=["优秀志愿者"])
    title: str = Field(examples=["2026年第二季度优秀志愿者"])
    phase: PhaseName
    phase_title: str = Field(examples=["公示中"])
    proposer: str = Field(examples=["网格员 02"])
    proposed_at: datetime
    decider: str | None = Field(examples=["业委会主任"])
    decided_at: datetime | None
    decision_reason: str | None = Field(examples=["符合评选办法"])
    notice_days: int = Field(examples=[7])
    notice_until: date | None
    honours: list[HonourView]

    @classmethod
    def of(
        cls,
        row: HonoursListRow,
        lines: list[BoardLine],
        objections: dict[int, list[ObjectionRow]],
        *,
        today: date,
    ) -> HonoursListView:
        phase = row.phase(today)
        return cls(
            honours_list_id=row.honours_list_id,
            category=row.category.value,
            category_title=row.category.chinese_title,
            title=row.title,
            phase=phase.value,
            phase_title=phase.chinese_title,
            proposer=row.proposer,
            proposed_at=row.proposed_at,
            decider=row.decider,
            decided_at=row.decided_at,
            decision_reason=row.decision_reason,
            notice_days=row.notice_days,
            notice_until=row.notice_until,
            honours=[
                HonourView.of(line, objections.get(line.honour.honour_id, [])) for line in lines
            ],
        )


class BoardLineView(BaseModel):
    honour_id: int = Field(examples=[4])
    name: str = Field(examples=["3栋 张*"])
    reason: str = Field(examples=["全年照看独居邻居，风雨无阻"])


class OwnHonourView(BaseModel):
    """本人（或本户）的一项荣誉。"""

    honour_id: int = Field(examples=[4])
    title: str = Field(examples=["2026年第二季度优秀志愿者"])
    reason: str = Field(examples=["全年照看独居邻居，风雨无阻"])
    is_named: bool = Field(examples=[True], description="光荣榜上现在写着名字")


class BoardListView(BaseModel):
    honours_list_id: int = Field(examples=[1])
    category_title: str = Field(examples=["优秀志愿者"])
    title: str = Field(examples=["2026年第二季度优秀志愿者"])
    phase: PhaseName
    phase_title: str = Field(examples=["公示中"])
    notice_until: date
    named: list[BoardLineView]
    unnamed_count: int = Field(examples=[1], description="没有同意公开姓名的人数、户数")
    counted_in: Literal["位", "户"] = Field(examples=["位"], description="人论位，家庭论户")

    @classmethod
    def of(cls, board: BoardList, *, today: date) -> BoardListView:
        row, phase = board.row, board.row.phase(today)
        assert row.notice_until is not None
        return cls(
            honours_list_id=row.honours_list_id,
            category_title=HonourCategory(row.category).chinese_title,
            title=row.title,
            phase=phase.value,
            phase_title=phase.chinese_title,
            notice_until=row.notice_until,
            named=[
                BoardLineView(
                    honour_id=line.honour.honour_id,
                    name=line.public_name,
                    reason=line.honour.reason,
                )
                for line in board.lines
                if line.public_name is not None
            ],
            unnamed_count=board.unnamed_count,
            counted_in="户" if row.category == HonourCategory.FAMILY else "位",
        )


class OwnBoardView(BaseModel):
    """光荣榜，本人的荣誉，和本人有没有同意公开。"""

    lists: list[BoardListView]
    mine: list[OwnHonourView]
    agrees: bool = Field(examples=[False], description="已同意上光荣榜")
    is_child: bool = Field(examples=[False], description="未满 14 岁，不上公开名单")
    public_path: str = Field(examples=["/p/shuxiangyuan/honours"])
