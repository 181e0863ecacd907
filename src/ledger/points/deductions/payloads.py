"""What deductions say and hear over HTTP: at the desk, and to the person whose points they are."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ledger.points.deductions.operations import Asked
from ledger.points.deductions.queries import Deduction
from ledger.points.deductions.rules import Grant

LARGEST_ID = 2**53
POINTS_MAX = 1_000_000
PLAIN = r"^[^\x00-\x1f\x7f]*$"
DeductionState = Literal["proposed", "refused", "posted", "appealed", "upheld", "restored"]


def _words(longest: int) -> StringConstraints:
    return StringConstraints(min_length=1, max_length=longest, pattern=PLAIN, strip_whitespace=True)


class NewDeduction(BaseModel):
    model_config = ConfigDict(extra="forbid")

    granted_seq: int = Field(
        ge=1, le=LARGEST_ID, examples=[1204], description="多发的那张积分凭证的序号"
    )
    points: int = Field(ge=1, le=POINTS_MAX, examples=[10], description="多发了多少")
    reason: Annotated[str, _words(200)] = Field(examples=["评比名单重复，同一件事发了两次"])
    document_id: int | None = Field(default=None, ge=1, le=LARGEST_ID)

    def asked(self) -> Asked:
        return Asked(self.granted_seq, self.points, self.reason, self.document_id)


class DeductionReason(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, _words(200)] = Field(examples=["没有写明哪里重复"])


class NewAppeal(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, _words(500)] = Field(examples=["两次是不同的活动，我都参加了"])


class AppealAnswer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    grants: bool = Field(description="申诉成立，积分退回")
    answer: Annotated[str, _words(500)] = Field(examples=["核对了两次的签到纸，确是两个活动"])


class PointsGrantView(BaseModel):
    """What an entry gave, and how much of it can still be corrected."""

    granted_seq: int = Field(examples=[1204])
    entry_no: str = Field(examples=["积-202606-0031"])
    text: str = Field(examples=["2026年第二季度移风易俗评比：婚事新办"])
    on: date
    resident_id: int | None = Field(examples=[18])
    household_id: int | None
    points_granted: int = Field(examples=[20])
    points_left: int = Field(examples=[8], description="这批积分还剩多少，用掉的不再追")
    points_max: int = Field(examples=[20], description="最多能更正多少")

    @classmethod
    def of(cls, grant: Grant) -> PointsGrantView:
        return cls(
            granted_seq=grant.seq,
            entry_no=grant.entry_no,
            text=grant.text,
            on=grant.on,
            resident_id=grant.resident_id,
            household_id=grant.household_id,
            points_granted=grant.points_granted,
            points_left=grant.points_left,
            points_max=grant.points_max,
        )


class DeductionView(BaseModel):
    points_deduction_id: int = Field(examples=[5])
    granted_seq: int = Field(examples=[1204])
    granted_entry_no: str = Field(examples=["积-202606-0031"])
    granted_for: str = Field(examples=["2026年第二季度移风易俗评比：婚事新办"])
    resident_id: int | None = Field(examples=[18])
    household_id: int | None
    name_masked: str = Field(examples=["王*"])
    points_asked: int = Field(examples=[10])
    points: int | None = Field(examples=[8], description="扣了多少；没有批准的是空的")
    deducted_on: date | None
    reason: str = Field(examples=["评比名单重复，同一件事发了两次"])
    document_id: int | None
    state: DeductionState
    proposed_by_name: str = Field(examples=["赵敏"])
    proposed_at: datetime
    is_mine: bool = Field(description="是我提出或批准的")
    decided_by_name: str | None
    decided_at: datetime | None
    decision_reason: str | None
    seq: int | None = Field(description="扣减凭证的序号；一分也没有扣到的是空的")
    appeal_until: date | None
    appealed_at: datetime | None
    appeal_reason: str | None
    assisted_by: str | None = Field(
        examples=["网格员02"], description="由哪位工作人员凭纸质材料代办；本人申诉的是空的"
    )
    answered_by_name: str | None
    answered_at: datetime | None
    answer: str | None
    restored_seq: int | None
    payable_fen: int | None = Field(
        examples=[160], description="出钱的商户退回多少；不是商户出钱的是空的"
    )
    money_seq: int | None = Field(description="退回商户的凭证的序号")
    points_restored: int | None = Field(description="申诉成立退回了多少；没有成立的是空的")

    @classmethod
    def of(cls, each: Deduction, *, actor_user_id: int) -> DeductionView:
        return cls.model_validate(
            {
                name: getattr(each, name)
                for name in cls.model_fields
                if name not in ("name_masked", "is_mine")
            }
            | {
                "name_masked": each.name,
                "is_mine": actor_user_id in (each.proposed_by, each.decided_by),
            }
        )


class DeductionProposedView(BaseModel):
    points_deduction_id: int = Field(examples=[5])


class OwnDeductionView(BaseModel):
    """What was taken back from oneself, in plain words; nobody else sees it on a phone."""

    points_deduction_id: int = Field(examples=[5])
    points: int = Field(examples=[8])
    reason: str = Field(examples=["评比名单重复，同一件事发了两次"])
    granted_entry_no: str = Field(examples=["积-202606-0031"])
    granted_for: str = Field(examples=["2026年第二季度移风易俗评比：婚事新办"])
    deducted_on: date | None
    is_of_household: bool
    is_of_team: bool
    state: DeductionState
    can_appeal: bool
    appeal_until: date | None
    appeal_reason: str | None
    assisted_by: str | None = Field(
        examples=["网格员02"], description="由哪位工作人员凭纸质材料代办；本人申诉的是空的"
    )
    answer: str | None
    answered_at: datetime | None

    @classmethod
    def of(cls, each: Deduction, *, today: date) -> OwnDeductionView:
        until = each.appeal_until
        return cls.model_validate(
            {
                "points_deduction_id": each.points_deduction_id,
                "points": each.points,
                "reason": each.reason,
                "granted_entry_no": each.granted_entry_no,
                "granted_for": each.granted_for,
                "deducted_on": each.deducted_on,
                "is_of_household": each.household_id is not None,
                "is_of_team": each.volunteer_team_id is not None,
                "state": each.state,
                "can_appeal": each.state == "posted" and until is not None and today <= until,
                "appeal_until": until,
                "appeal_reason": each.appeal_reason,
                "assisted_by": each.assisted_by,
                "answer": each.answer,
                "answered_at": each.answered_at,
            }
        )


class OwnDeductionsView(BaseModel):
    """The newest fifty."""

    items: list[OwnDeductionView]
