"""What the time bank says and hears over HTTP. Everything is in minutes."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from ledger.time_bank.queries import Movement, Relative, Standing
from ledger.time_bank.rules import MINUTES_OF_ONE_GIFT_MAX, room_left

KIND_TITLES = {
    "time_bank_deposit": "存入",
    "time_bank_gift": "家人转赠",
    "time_bank_donation": "捐入公益池",
    "time_bank_spending": "得到互助",
}


class MinutesBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    minutes: int = Field(gt=0, le=MINUTES_OF_ONE_GIFT_MAX, examples=[60], description="分钟")


class GiftBody(MinutesBody):
    taker_resident_id: int = Field(gt=0, examples=[18], description="家人的住户编号")


class RelativeView(BaseModel):
    resident_id: int = Field(examples=[18])
    name: str = Field(examples=["张秀兰"], description="自己的家人，不脱敏")

    @classmethod
    def of(cls, relative: Relative) -> RelativeView:
        return cls(resident_id=relative.resident_id, name=relative.name)


class TimeBankView(BaseModel):
    balance_minutes: int = Field(examples=[240], description="现在有多少，含预占的")
    held_minutes: int = Field(description="其中预占的")
    saved_minutes: int = Field(description="一生存入过多少")
    lifetime_max_minutes: int = Field(examples=[90000], description="一生最多存多少")
    to_deposit_minutes: int = Field(description="已核实、现在可以存入的")
    beyond_minutes: int = Field(description="已核实、超出上限、只能捐入公益池的")
    pool_minutes: int = Field(description="小区公益池里有多少")
    is_automatic: bool = Field(description="以后的服务自动存入")
    relatives: list[RelativeView] = Field(description="可以转给谁")

    @classmethod
    def of(
        cls,
        standing: Standing,
        *,
        undeposited_minutes: int,
        lifetime_max: int,
        is_automatic: bool,
        relatives: list[Relative],
    ) -> TimeBankView:
        room = room_left(saved_minutes=standing.saved_minutes, lifetime_max=lifetime_max)
        return cls(
            balance_minutes=standing.balance_minutes,
            held_minutes=standing.held_minutes,
            saved_minutes=standing.saved_minutes,
            lifetime_max_minutes=lifetime_max,
            to_deposit_minutes=min(room, undeposited_minutes),
            beyond_minutes=max(0, undeposited_minutes - room),
            pool_minutes=standing.pool_minutes,
            is_automatic=is_automatic,
            relatives=[RelativeView.of(relative) for relative in relatives],
        )


class TimeBankMovementView(BaseModel):
    seq: int = Field(description="凭证的序号，取存证用")
    on: date
    kind_title: str = Field(examples=["存入"])
    narration: str = Field(examples=["存入 端午包粽 2.5 小时"])
    minutes: int = Field(examples=[150], description="转出、捐出的是负数")

    @classmethod
    def of(cls, row: Movement) -> TimeBankMovementView:
        return cls(
            seq=row.seq,
            on=row.on,
            kind_title=KIND_TITLES.get(row.kind, "更正"),
            narration=row.narration,
            minutes=row.minutes,
        )


class MovedView(BaseModel):
    minutes: int = Field(examples=[60], description="这次动了多少")
    balance_minutes: int = Field(examples=[180], description="动过以后还有多少")
    seq: int
