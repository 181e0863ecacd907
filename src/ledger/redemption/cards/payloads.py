"""What the desk, the holder and the counter say of cards over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from ledger.estates.masking import mask_person
from ledger.redemption.cards import queries
from ledger.redemption.cards.openings import ByPin, BySight, OpenedCard
from ledger.redemption.cards.rules import BATCH_CARDS_MAX, CardChange, CardState
from ledger.redemption.payloads import CARD_WAYS

StateName = Literal["blank", "active", "locked", "blocked", "dead"]
GivenCard = Annotated[
    str, Field(min_length=1, max_length=60, examples=["8123456789012344"], description="16 位卡号")
]
GivenPin = Annotated[
    str | None,
    Field(min_length=1, max_length=12, examples=["407285"], description="本人输入的 6 位密码"),
]
# Blanks at either end are taken away before the length is asked for.
GivenReason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=2, max_length=100),
    Field(examples=["本人到服务台"], description="理由"),
]

ACTED_AS = {
    "staff": "工作人员",
    "holder": "本人",
    "proxy": "代办人",
    "guardian": "监护人",
    "counter": "收银台",
}


class CardReason(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: GivenReason


class NewBatch(BaseModel):
    """How many blank cards to make, and what is printed on them for whoever finds one."""

    model_config = ConfigDict(extra="forbid")

    cards: int = Field(strict=True, ge=1, le=BATCH_CARDS_MAX, examples=[20])
    report_to: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=2, max_length=30)
    ] = Field(examples=["书香社区服务台"], description="丢失、拾到报给谁")


class _WithPin(BaseModel):
    """The PIN that the holder typed twice; neither where they are known by the photo."""

    model_config = ConfigDict(extra="forbid")

    pin: GivenPin = None
    pin_again: GivenPin = None
    reason: GivenReason

    @model_validator(mode="after")
    def _both_or_neither(self) -> _WithPin:
        if (self.pin is None) != (self.pin_again is None):
            raise ValueError("密码要输入两次")
        return self

    @property
    def pins(self) -> tuple[str, str] | None:
        if self.pin is None or self.pin_again is None:
            return None
        return self.pin, self.pin_again


class PinBody(_WithPin):
    """A new PIN, or none any more."""


class BindingBody(_WithPin):
    """A blank card for somebody who is there."""

    card: GivenCard
    resident_id: int = Field(strict=True, ge=1, le=2**63 - 1, examples=[1])


class ReplacementBody(_WithPin):
    """A blank card in the place of one whose number dies."""

    card: GivenCard


class UnblockingDecision(BaseModel):
    model_config = ConfigDict(extra="forbid")

    grants: bool = Field(strict=True, examples=[True])


class LimitsBody(BaseModel):
    """What cards of one person spend a day at most."""

    model_config = ConfigDict(extra="forbid")

    pin_points_max: int = Field(strict=True, ge=0, le=100_000, examples=[100])
    sight_points_max: int = Field(strict=True, ge=0, le=100_000, examples=[20])
    reason: GivenReason

    @model_validator(mode="after")
    def _sight_is_less(self) -> LimitsBody:
        if self.sight_points_max > self.pin_points_max:
            raise ValueError("认人的上限不能高过凭密码的上限")
        return self


class LimitsView(BaseModel):
    pin_points_max: int = Field(examples=[100], description="凭密码，每天最多多少分")
    sight_points_max: int = Field(examples=[20], description="认人，每天最多多少分")

    @classmethod
    def of(cls, limits: queries.Limits) -> LimitsView:
        return cls(pin_points_max=limits.pin_points_max, sight_points_max=limits.sight_points_max)


class CardIdView(BaseModel):
    card_id: int = Field(examples=[1])


class UnblockingIdView(BaseModel):
    card_unblocking_id: int = Field(examples=[1])


class VoidedView(BaseModel):
    card_batch_id: int = Field(examples=[1])
    cards: int = Field(examples=[20], description="作废了多少张")


class WaitingUnblockingView(BaseModel):
    """A found card that waits for a second look."""

    card_unblocking_id: int = Field(examples=[1])
    asked_by: int = Field(examples=[1])
    reason: str = Field(examples=["本人在家里找到"])


class CardView(BaseModel):
    """A card as the staff see it: its last digits, and of its holder the family name."""

    card_id: int = Field(examples=[1])
    card_batch_id: int = Field(examples=[1])
    last_four: str = Field(examples=["4821"])
    state: StateName = Field(examples=["active"])
    state_title: str = Field(examples=["使用中"])
    holder_masked: str | None = Field(examples=["王*"])
    building: str | None = Field(examples=["3栋"])
    resident_id: int | None = Field(examples=[1])
    has_pin: bool = Field(examples=[True])
    bound_at: datetime | None
    changed_at: datetime
    changed_title: str = Field(examples=["发给住户"])
    reason: str = Field(examples=["本人到服务台"])
    unblocking: WaitingUnblockingView | None = Field(
        examples=[None], description="等另一位工作人员核对的恢复申请"
    )

    @classmethod
    def of(cls, row: queries.CardRow) -> CardView:
        waiting = None
        if row.unblocking_id is not None and row.state == CardState.BLOCKED:
            waiting = WaitingUnblockingView(
                card_unblocking_id=row.unblocking_id,
                asked_by=row.unblocking_by or 0,
                reason=row.unblocking_reason or "",
            )
        state = CardState(row.state)
        return cls(
            card_id=row.card_id,
            card_batch_id=row.card_batch_id,
            last_four=row.last_four,
            state=state.value,
            state_title=state.chinese_title,
            holder_masked=mask_person(row.resident_name) if row.resident_name else None,
            building=row.dwelling,
            resident_id=row.resident_id,
            has_pin=row.has_pin,
            bound_at=row.bound_at,
            changed_at=row.changed_at,
            changed_title=CardChange(row.changed).chinese_title,
            reason=row.reason,
            unblocking=waiting,
        )


class CardChangeView(BaseModel):
    card_change_id: int = Field(examples=[1])
    what_title: str = Field(examples=["挂失"])
    state_title: str = Field(examples=["已挂失"])
    reason: str = Field(examples=["钱包丢了"])
    acted_as_title: str = Field(examples=["本人"])
    changed_by_name: str = Field(examples=["网格员 02"])
    at: datetime


class CardTrailView(BaseModel):
    items: list[CardChangeView]

    @classmethod
    def of(cls, rows: Sequence[queries.ChangeRow]) -> CardTrailView:
        return cls(
            items=[
                CardChangeView(
                    card_change_id=row.card_change_id,
                    what_title=CardChange(row.what).chinese_title,
                    state_title=CardState(row.to_state).chinese_title,
                    reason=row.reason,
                    acted_as_title=ACTED_AS[row.acted_as],
                    # Of residents the family name; staff and shops act under their title.
                    changed_by_name=row.changed_by_name
                    if row.acted_as in ("staff", "counter")
                    else mask_person(row.changed_by_name),
                    at=row.at,
                )
                for row in rows
            ]
        )


class CardBatchView(BaseModel):
    card_batch_id: int = Field(examples=[1])
    cards: int = Field(examples=[20])
    blank: int = Field(examples=[12])
    in_use: int = Field(examples=[7])
    dead: int = Field(examples=[1])
    made_by_name: str = Field(examples=["网格员 02"])
    made_at: datetime


class CardBatchesView(BaseModel):
    items: list[CardBatchView]

    @classmethod
    def of(cls, rows: Sequence[queries.BatchRow]) -> CardBatchesView:
        return cls(
            items=[
                CardBatchView(
                    card_batch_id=row.card_batch_id,
                    cards=row.cards,
                    blank=row.blank,
                    in_use=row.in_use,
                    dead=row.dead,
                    made_by_name=row.made_by_name,
                    made_at=row.made_at,
                )
                for row in rows
            ]
        )


# The holder -------------------------------------------------------------------------------------


class OwnCardView(BaseModel):
    """One's own card, or that of somebody whom one acts for."""

    card_id: int = Field(examples=[1])
    last_four: str = Field(examples=["4821"])
    state: StateName = Field(examples=["active"])
    state_title: str = Field(examples=["使用中"])
    is_mine: bool = Field(examples=[True])
    holder_masked: str = Field(examples=["王*"])
    has_pin: bool = Field(examples=[True])
    points_max: int = Field(examples=[100], description="每天最多刷多少分")


class CardUseView(BaseModel):
    at: datetime
    merchant_name: str = Field(examples=["社区食堂"])
    points: int = Field(examples=[10])
    way: Literal["pin", "sight"] = Field(examples=["pin"])


class OwnCardsView(BaseModel):
    """Cards that the caller may block, and the last ten uses of their own."""

    items: list[OwnCardView]
    points_spent_today: int = Field(examples=[10])
    uses: list[CardUseView]

    @classmethod
    def of(
        cls,
        rows: Sequence[queries.CardRow],
        *,
        resident_id: int,
        limits: queries.Limits,
        spent: int,
        uses: Sequence[queries.UseRow],
    ) -> OwnCardsView:
        return cls(
            items=[
                OwnCardView(
                    card_id=row.card_id,
                    last_four=row.last_four,
                    state=CardState(row.state).value,
                    state_title=CardState(row.state).chinese_title,
                    is_mine=row.resident_id == resident_id,
                    holder_masked=mask_person(row.resident_name or ""),
                    has_pin=row.has_pin,
                    points_max=limits.pin_points_max if row.has_pin else limits.sight_points_max,
                )
                for row in rows
            ],
            points_spent_today=spent,
            uses=[
                CardUseView(
                    at=use.at,
                    merchant_name=use.merchant_name,
                    points=use.points,
                    way=CARD_WAYS[use.way],
                )
                for use in uses
            ],
        )


# The counter ------------------------------------------------------------------------------------


class SightBody(BaseModel):
    """认人: whom the holder says to be, who vouches for it, and by what."""

    model_config = ConfigDict(extra="forbid")

    holder_name: str = Field(min_length=1, max_length=40, examples=["王小明"])
    vouched_by: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=2, max_length=40)
    ] = Field(examples=["社区食堂 小周"])
    reason: GivenReason


class OpeningBody(BaseModel):
    """A card and its proof: the PIN, or somebody who knows the holder by sight."""

    model_config = ConfigDict(extra="forbid")

    card: GivenCard
    pin: GivenPin = None
    sight: SightBody | None = Field(default=None, examples=[None])

    @model_validator(mode="after")
    def _one_of_them(self) -> OpeningBody:
        if (self.pin is None) == (self.sight is None):
            raise ValueError("密码和认人要有一项，只能有一项")
        return self

    @property
    def proof(self) -> ByPin | BySight:
        if self.sight is not None:
            return BySight(self.sight.holder_name, self.sight.vouched_by, self.sight.reason)
        return ByPin(self.pin or "")


class OpeningView(BaseModel):
    """The code that the card became, for this till and these ninety seconds, and what it may do."""

    code: str = Field(examples=["90123456789012345672"])
    holder_masked: str = Field(examples=["王*"])
    points_available: int = Field(examples=[46], description="账上可用的积分")
    points_left_today: int = Field(examples=[100], description="刷卡今天还能用的积分")
    way: Literal["pin", "sight"] = Field(examples=["pin"])
    expires_at: datetime

    @classmethod
    def of(
        cls, opened: OpenedCard, *, points: int, limits: queries.Limits, spent: int
    ) -> OpeningView:
        way = CARD_WAYS[opened.way]
        most = limits.pin_points_max if way == "pin" else limits.sight_points_max
        return cls(
            code=opened.code.digits,
            holder_masked=mask_person(opened.resident_name),
            points_available=points,
            points_left_today=max(most - spent, 0),
            way=way,
            expires_at=opened.code.expires_at,
        )
