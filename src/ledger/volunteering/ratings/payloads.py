"""What ratings say and hear over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ledger.db.ids import CHINA
from ledger.volunteering.payloads import PLAIN
from ledger.volunteering.ratings.queries import OwnRating, RatingRow
from ledger.volunteering.ratings.rules import RATING_WITHIN, SAID_AS_TITLES, Rating


class RatingBody(BaseModel):
    """几颗星和一句话；每人一次。"""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    stars: int = Field(ge=1, le=5, strict=True, examples=[5])
    words: str = Field(default="", max_length=200, pattern=PLAIN, examples=["组织得好，水也够"])

    def rating(self) -> Rating:
        """Return what the operation takes."""
        return Rating(self.stars, self.words)


class ServedPersonBody(BaseModel):
    """这次活动为谁服务。"""

    model_config = ConfigDict(extra="forbid")

    resident_id: int = Field(ge=1, le=2**63 - 1, strict=True, examples=[17])


class ServedPersonView(BaseModel):
    activity_id: int = Field(examples=[12])
    resident_id: int = Field(examples=[17])


class OwnRatingView(BaseModel):
    """我能评价的活动，或者我已经评过的。"""

    activity_id: int = Field(examples=[12])
    activity: str = Field(examples=["周末清扫"])
    on: date
    until: datetime = Field(description="到什么时候为止可以评")
    stars: int | None = Field(examples=[5], description="已经评了几颗星；没有评的是空的")
    words: str | None = Field(examples=["组织得好"])
    is_assisted: bool = Field(description="由工作人员凭纸质材料代办")

    @classmethod
    def of(cls, row: OwnRating) -> OwnRatingView:
        return cls(
            activity_id=row.activity_id,
            activity=row.activity,
            on=row.held_on,
            until=row.finished_at + RATING_WITHIN,
            stars=row.stars,
            words=row.words,
            is_assisted=row.is_assisted,
        )


class OwnRatingsView(BaseModel):
    items: list[OwnRatingView]


class RatedView(BaseModel):
    """刚评的。"""

    activity_id: int = Field(examples=[12])
    stars: int = Field(examples=[5])


class RatingView(BaseModel):
    """一条评价；不写是谁。"""

    activity_id: int = Field(examples=[12])
    activity: str = Field(examples=["周末清扫"])
    on: date
    organiser: str = Field(examples=["社区志愿服务队"])
    said_as: Literal["volunteer", "served"]
    said_as_title: str = Field(examples=["服务对象"])
    stars: int = Field(examples=[2])
    words: str = Field(examples=["等了很久没有人来"])
    rated_on: date
    is_assisted: bool = Field(description="由工作人员凭纸质材料代办")

    @classmethod
    def of(cls, row: RatingRow) -> RatingView:
        return cls(
            activity_id=row.activity_id,
            activity=row.activity,
            on=row.held_on,
            organiser=row.organiser,
            said_as=row.said_as,
            said_as_title=SAID_AS_TITLES[row.said_as],
            stars=row.stars,
            words=row.words,
            rated_on=row.rated_at.astimezone(CHINA).date(),
            is_assisted=row.is_assisted,
        )


class RatingsView(BaseModel):
    """一次活动的评价：几人评，平均几颗星，说了什么。"""

    activity_id: int = Field(examples=[12])
    count: int = Field(examples=[8])
    mean: str | None = Field(examples=["4.5"], description="平均几颗星，一位小数；没有人评的是空的")
    items: list[RatingView]

    @classmethod
    def of(cls, activity_id: int, rows: Sequence[RatingRow]) -> RatingsView:
        mean = None
        if rows:
            exact = Decimal(sum(row.stars for row in rows)) / len(rows)
            mean = f"{exact.quantize(Decimal('0.1'), rounding=ROUND_HALF_UP):f}"
        return cls(
            activity_id=activity_id,
            count=len(rows),
            mean=mean,
            items=[RatingView.of(row) for row in rows],
        )
