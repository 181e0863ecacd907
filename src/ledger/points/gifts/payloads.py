"""What gifts and donations say and hear over HTTP."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

POINTS_MAX = 1_000_000


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")

    points: int = Field(ge=1, le=POINTS_MAX, examples=[10])


class NewPointsGift(_Body):
    to_resident_id: int = Field(ge=1, le=2**53, examples=[18])


class NewPointsDonation(_Body):
    pass


class FamilyMemberView(BaseModel):
    resident_id: int = Field(examples=[18])
    name: str = Field(examples=["王小明"], description="家人之间不脱敏")


class GivingView(BaseModel):
    """What one can give, to whom, and what stands in the public pool."""

    own_points: int = Field(examples=[46], description="现在能用、能转赠的积分")
    pool_points: int = Field(examples=[320])
    is_child: bool = Field(description="未满 14 岁不能转赠、捐出")
    family: list[FamilyMemberView]


class GivenView(BaseModel):
    points: int = Field(examples=[10])
    points_before: int = Field(examples=[46])
    points_after: int = Field(examples=[36])
    seqs: list[int] = Field(examples=[[1204]], description="凭证序号")
