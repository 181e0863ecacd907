"""What purchases say and hear over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ledger.redemption.payloads import GivenCode
from ledger.redemption.purchases.queries import Purchase

PLAIN = r"^[^\x00-\x1f\x7f]*$"
AMOUNT_FEN_MAX = 10_000_000
PurchaseState = Literal["registered", "confirmed", "refused"]


class NewPurchaseBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: GivenCode
    receipt_no: str = Field(
        pattern=r"^[0-9A-Za-z-]{1,40}$", examples=["20260618-0031"], description="小票号"
    )
    amount_fen: int = Field(strict=True, ge=1, le=AMOUNT_FEN_MAX, examples=[5680])
    bought_on: date = Field(examples=["2026-06-18"], description="今天或 7 天以内")


class PurchaseReason(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[
        str,
        StringConstraints(min_length=1, max_length=200, pattern=PLAIN, strip_whitespace=True),
    ] = Field(examples=["小票金额和登记的不一样"])


class NoWords(BaseModel):
    """An empty body."""

    model_config = ConfigDict(extra="forbid")


class PurchaseView(BaseModel):
    merchant_purchase_id: int = Field(examples=[7])
    merchant_name: str = Field(examples=["邻里便利店"])
    receipt_no: str = Field(examples=["20260618-0031"])
    bought_on: date
    amount_fen: int = Field(examples=[5680])
    name_masked: str = Field(examples=["王*"])
    state: PurchaseState = Field(examples=["registered"])
    registered_by_name: str = Field(examples=["邻里便利店"])
    is_mine: bool
    registered_at: datetime
    decided_by_name: str | None = Field(examples=["钱明"])
    decided_at: datetime | None
    decision_reason: str | None
    points: int | None = Field(examples=[5], description="发了多少；没有确认的是空的")
    cut_reason: str | None = Field(examples=["每天最多 5 分"])
    payable_fen: int | None = Field(examples=[400], description="商户承担多少，从应付款里抵")
    points_seq: int | None
    money_seq: int | None

    @classmethod
    def of(cls, each: Purchase, *, actor_user_id: int) -> PurchaseView:
        return cls.model_validate(
            {
                name: getattr(each, name)
                for name in cls.model_fields
                if name not in ("name_masked", "is_mine")
            }
            | {"name_masked": each.name_masked, "is_mine": each.registered_by == actor_user_id}
        )


class RegisteredView(BaseModel):
    """What the merchant learns: that it is written down, and from whom."""

    merchant_purchase_id: int = Field(examples=[7])
    name_masked: str = Field(examples=["王*"])
    receipt_no: str = Field(examples=["20260618-0031"])
    amount_fen: int = Field(examples=[5680])
