"""What groups of participants say and hear over HTTP."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from ledger.estates.masking import mask_person
from ledger.estates.participant_groups.queries import MemberRow


class NewMembership(BaseModel):
    model_config = ConfigDict(extra="forbid")

    resident_id: int = Field(ge=1, le=2**53, examples=[17])
    group_name: str = Field(
        min_length=1, max_length=20, pattern=r"^\S+$", examples=["楼栋长"],
        description="规则里分别计分的人群",
    )  # fmt: skip
    starts_on: date
    reason: str = Field(min_length=2, max_length=100, examples=["2026年7月当选3栋楼栋长"])


class LastDay(BaseModel):
    model_config = ConfigDict(extra="forbid")

    ends_on: date
    reason: str = Field(min_length=2, max_length=100, pattern=r"\S", examples=["换届，不再担任"])


class MembershipView(BaseModel):
    member_id: int = Field(examples=[5])
    group_name: str = Field(examples=["楼栋长"])
    resident_id: int = Field(examples=[17])
    name_masked: str = Field(examples=["张*"])
    starts_on: date
    ends_on: date | None
    reason: str = Field(examples=["2026年7月当选3栋楼栋长"])

    @classmethod
    def of(cls, row: MemberRow) -> MembershipView:
        return cls(
            member_id=row.participant_group_member_id,
            group_name=row.group_name,
            resident_id=row.resident_id,
            name_masked=mask_person(row.name),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            reason=row.reason,
        )


class MembershipIdView(BaseModel):
    member_id: int = Field(examples=[5])
