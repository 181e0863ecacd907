"""What stars and leaderboards say and hear over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ledger.estates.rule_profile import RecognitionRules
from ledger.volunteering.standing.operations import Leaderboard
from ledger.volunteering.standing.queries import StarRow
from ledger.volunteering.standing.rules import (
    ShownAs,
    Span,
    next_level,
    star_levels,
)

SpanName = Literal["month", "year"]
ChoiceName = Literal["not", "building", "name"]


class StarView(BaseModel):
    stars: int = Field(examples=[1])
    hours_needed: int = Field(examples=[100])
    reached_on: date

    @classmethod
    def of(cls, row: StarRow) -> StarView:
        return cls(
            stars=row.stars, hours_needed=row.minutes_needed // 60, reached_on=row.reached_on
        )


class OwnStarsView(BaseModel):
    """现在几星、下一颗星还差多少；标准写明依据。"""

    stars: int = Field(examples=[1], description="0 表示还没有星")
    service_minutes: int = Field(examples=[6_300])
    next_stars: int | None = Field(examples=[2])
    minutes_to_next: int | None = Field(examples=[11_700])
    hours_of_stars: list[int] = Field(examples=[[100, 300, 600, 1000, 1500]])
    source: str = Field(examples=["《志愿服务记录办法》（民函〔2012〕340号）星级评定"])
    reached: list[StarView]

    @classmethod
    def of(cls, rows: Sequence[StarRow], minutes: int, rules: RecognitionRules) -> OwnStarsView:
        # A star whose hours were corrected away shows again when they are there again.
        standing = [row for row in rows if row.minutes_needed <= minutes]
        following = next_level(star_levels(rules.star_hours), minutes)
        return cls(
            stars=max((row.stars for row in standing), default=0),
            service_minutes=minutes,
            next_stars=following.stars if following else None,
            minutes_to_next=following.minutes_needed - minutes if following else None,
            hours_of_stars=list(rules.star_hours),
            source=rules.star_source,
            reached=[StarView.of(row) for row in standing],
        )


class RankView(BaseModel):
    rank: int = Field(examples=[1])
    name: str = Field(examples=["3栋 张*"])
    service_minutes: int = Field(examples=[480])
    is_me: bool = Field(examples=[False])


class LeaderboardView(BaseModel):
    """按时长排的榜：只有愿意上榜的人；自己的名次只有自己看得到。"""

    span: SpanName
    span_title: str = Field(examples=["本月"])
    from_on: date
    to_on: date
    listed: list[RankView]
    own_rank: int | None = Field(examples=[4], description="这段时间没有服务就没有名次")
    own_minutes: int = Field(examples=[240])
    volunteers: int = Field(examples=[31], description="这段时间服务过的人数")
    shown_as: ChoiceName
    shown_as_title: str = Field(examples=["写姓氏和楼栋"])

    @classmethod
    def of(
        cls, board: Leaderboard, span: Span, *, chosen: ShownAs, resident_id: int
    ) -> LeaderboardView:
        return cls(
            span=span.value,
            span_title=span.chinese_title,
            from_on=board.first,
            to_on=board.last,
            listed=[
                RankView(
                    rank=row.rank,
                    name=name,
                    service_minutes=row.minutes,
                    is_me=row.resident_id == resident_id,
                )
                for row, name in board.listed
            ],
            own_rank=board.own.rank if board.own else None,
            own_minutes=board.own.minutes if board.own else 0,
            volunteers=board.of_all,
            shown_as=chosen.value,
            shown_as_title=chosen.chinese_title,
        )


class LeaderboardChoiceBody(BaseModel):
    """要不要上榜，怎样写。"""

    model_config = ConfigDict(extra="forbid")

    shown_as: ChoiceName = Field(examples=["building"])


class LeaderboardChoiceView(BaseModel):
    shown_as: ChoiceName
    shown_as_title: str = Field(examples=["只写楼栋"])
