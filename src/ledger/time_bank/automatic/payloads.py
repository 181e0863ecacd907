"""What automatic deposits say and hear over HTTP."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from ledger.time_bank.automatic.queries import DepositWish


class AutomaticDepositBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    is_on: bool = Field(description="开着就自动存")
    starts_on: date = Field(description="这一天起的服务自动存；今天或以后")
    donates_excess: bool = Field(description="超出上限的自动捐入公益池；不选就留着")

    def wish(self) -> DepositWish:
        return DepositWish(self.is_on, self.starts_on, self.donates_excess)


class AutomaticDepositView(BaseModel):
    is_on: bool
    starts_on: date | None = Field(description="从来没有选过就是空的")
    donates_excess: bool

    @classmethod
    def of(cls, wish: DepositWish | None) -> AutomaticDepositView:
        if wish is None:
            return cls(is_on=False, starts_on=None, donates_excess=False)
        return cls(is_on=wish.is_on, starts_on=wish.starts_on, donates_excess=wish.donates_excess)
