"""What the household's account says over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ledger.estates.masking import mask_person
from ledger.estates.people.household_spenders import HouseholdStay
from ledger.estates.people.payloads import WithReason
from ledger.estates.people.rules import RELATIONS
from ledger.points.households.operations import PutIn
from ledger.points.households.queries import HouseholdLine, HouseholdPoints
from ledger.points.households.rules import GivenBack
from ledger.points.payloads import ExpiringView

Points = Annotated[int, Field(ge=1, le=1_000_000, examples=[20])]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class PutInBody(BaseModel):
    """How many of one's own points go into the household's account."""

    model_config = ConfigDict(extra="forbid")

    points: Points


class SpenderBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    household_member_id: int = Field(ge=1, examples=[4])


class DeskSpenderBody(WithReason):
    household_member_id: int = Field(ge=1, examples=[4])


class PutInView(_View):
    """The effect of a transfer: what could be spent before and after, in both accounts."""

    household_id: int = Field(examples=[2])
    points: int = Field(examples=[20])
    own_before: int = Field(examples=[46])
    own_after: int = Field(examples=[26])
    household_before: int = Field(examples=[10])
    household_after: int = Field(examples=[30])

    @classmethod
    def of(cls, put_in: PutIn) -> PutInView:
        done = put_in.transferred
        return cls(
            household_id=put_in.household_id,
            points=done.points,
            own_before=done.giver_had,
            own_after=done.giver_had - done.points,
            household_before=done.taker_had,
            household_after=done.taker_had + done.points,
        )


class GivenBackView(_View):
    """How many points went back, and to how many people."""

    household_id: int = Field(examples=[2])
    points: int = Field(examples=[12])
    people: int = Field(examples=[2])

    @classmethod
    def of(cls, household_id: int, shares: list[GivenBack]) -> GivenBackView:
        return cls(
            household_id=household_id,
            points=sum(share.points for share in shares),
            people=len(shares),
        )


class HouseholdMemberView(_View):
    household_member_id: int = Field(examples=[4])
    name: str = Field(examples=["张秀兰"], description="同住的家人看到全名，工作台看到脱敏的姓名")
    relation_title: str = Field(examples=["配偶"])
    is_head: bool
    is_me: bool
    is_child: bool
    may_spend: bool = Field(description="能不能使用家庭账户")

    @classmethod
    def of(cls, stay: HouseholdStay, *, me: int | None) -> HouseholdMemberView:
        return cls(
            household_member_id=stay.household_member_id,
            name=_name(stay.name, masked=me is None),
            relation_title=RELATIONS[stay.relation],
            is_head=stay.is_head,
            is_me=stay.resident_id == me,
            is_child=stay.is_child,
            may_spend=stay.may_spend,
        )


class HouseholdLineView(_View):
    seq: int = Field(examples=[1204])
    entry_no: str = Field(examples=["积-202606-0031"])
    on: date
    text: str = Field(examples=["转入家庭账户（志愿服务积分，2028-06-30 到期）"])
    points: int = Field(examples=[20], description="转入为正，使用和退回为负")
    balance_after: int = Field(examples=[30])
    kind: str = Field(examples=["household_points_in"])
    who: str | None = Field(examples=["张秀兰"], description="谁转入、谁使用、退给谁")

    @classmethod
    def of(cls, line: HouseholdLine, *, masked: bool) -> HouseholdLineView:
        return cls(
            seq=line.seq,
            entry_no=line.entry_no,
            on=line.on,
            text=line.text,
            points=line.points,
            balance_after=line.balance_after,
            kind=line.kind,
            who=None if line.who is None else _name(line.who, masked=masked),
        )


class HouseholdAccountView(_View):
    """The account as a member sees it; `own_points` can be put in."""

    household_id: int = Field(examples=[2])
    points: int = Field(examples=[30])
    spendable: int = Field(examples=[30])
    own_points: int = Field(examples=[46])
    is_head: bool
    is_child: bool
    may_spend: bool
    next_expiry: list[ExpiringView]
    members: list[HouseholdMemberView]

    @classmethod
    def of(
        cls,
        stay: HouseholdStay,
        points: HouseholdPoints,
        members: list[HouseholdStay],
        *,
        own_points: int,
    ) -> HouseholdAccountView:
        return cls(
            household_id=stay.household_id,
            points=points.points,
            spendable=points.spendable,
            own_points=own_points,
            is_head=stay.is_head,
            is_child=stay.is_child,
            may_spend=stay.may_spend,
            next_expiry=[ExpiringView.of(each) for each in points.next_expiry],
            members=[HouseholdMemberView.of(each, me=stay.resident_id) for each in members],
        )


class DeskHouseholdView(_View):
    """The account as the desk sees it: names masked."""

    household_id: int = Field(examples=[2])
    points: int = Field(examples=[30])
    spendable: int = Field(examples=[30])
    next_expiry: list[ExpiringView]
    members: list[HouseholdMemberView]
    latest: list[HouseholdLineView]

    @classmethod
    def of(
        cls,
        household_id: int,
        points: HouseholdPoints,
        members: list[HouseholdStay],
        latest: list[HouseholdLine],
    ) -> DeskHouseholdView:
        return cls(
            household_id=household_id,
            points=points.points,
            spendable=points.spendable,
            next_expiry=[ExpiringView.of(each) for each in points.next_expiry],
            members=[HouseholdMemberView.of(each, me=None) for each in members],
            latest=[HouseholdLineView.of(line, masked=True) for line in latest],
        )


def _name(name: str, *, masked: bool) -> str:
    return mask_person(name) if masked else name
