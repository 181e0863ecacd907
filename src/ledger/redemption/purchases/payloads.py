"""What purchases say and hear over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ledger.intake.payloads import ImportView, PreviewRowView
from ledger.redemption.payloads import GivenCode
from ledger.redemption.purchases.outlook import Outlook
from ledger.redemption.purchases.queries import Purchase
from ledger.redemption.purchases.rules import AMOUNT_FEN_MAX

PLAIN = r"^[^\x00-\x1f\x7f]*$"
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


class ReturnBody(BaseModel):
    """Goods were brought back; what is still paid for keeps its points."""

    model_config = ConfigDict(extra="forbid")

    amount_left_fen: int = Field(
        strict=True, ge=0, le=AMOUNT_FEN_MAX, examples=[0], description="退货以后实付多少，全退是 0"
    )
    reason: Annotated[
        str,
        StringConstraints(min_length=1, max_length=100, pattern=PLAIN, strip_whitespace=True),
    ] = Field(examples=["退了一箱牛奶"])


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
    import_id: int | None = Field(description="从哪次导入来；扫码登记的是空的")
    points_back: int = Field(examples=[0], description="后来更正扣回了多少分")
    payable_back_fen: int = Field(examples=[0], description="后来退回商户多少")

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


class PurchaseWorthView(BaseModel):
    """What confirming a receipt would do now."""

    merchant_purchase_id: int = Field(examples=[7])
    name_masked: str = Field(examples=["王*"], description="积分发给谁的个人账户")
    points: int = Field(examples=[5])
    points_cut: int = Field(examples=[0], description="上限减掉了多少")
    cut_reason: str | None = Field(examples=["每天最多 5 分"])
    expires_on: date | None
    rate_fen_per_point: int = Field(examples=[80], description="商户每分承担多少")
    payable_fen: int = Field(examples=[400], description="商户承担多少，从应付款里抵")
    owed_fen: int = Field(examples=[2400], description="现在应付这家商户多少，等着付的已减去")
    problem: str | None = Field(
        examples=[None], description="现在还不能确认的原因；可以确认的是空的"
    )

    @classmethod
    def of(cls, seen: Outlook) -> PurchaseWorthView:
        worth = seen.worth
        return cls(
            merchant_purchase_id=seen.purchase.merchant_purchase_id,
            name_masked=seen.purchase.name_masked,
            points=worth.points if worth else 0,
            points_cut=worth.points_cut if worth else 0,
            cut_reason=worth.cut_reason if worth else None,
            expires_on=worth.expires_on if worth else None,
            rate_fen_per_point=seen.rate_fen_per_point,
            payable_fen=worth.payable_fen if worth else 0,
            owed_fen=seen.owed_fen,
            problem=seen.problem,
        )


class ReturnProposedView(BaseModel):
    points_deduction_id: int = Field(examples=[5])


class ReceiptFileView(BaseModel):
    """A file of receipts and what it would do: the first 500 rows, those to look at first."""

    file: ImportView
    rows: list[PreviewRowView]


class RegisteredView(BaseModel):
    """What the merchant learns: that it is written down, and from whom."""

    merchant_purchase_id: int = Field(examples=[7])
    name_masked: str = Field(examples=["王*"])
    receipt_no: str = Field(examples=["20260618-0031"])
    amount_fen: int = Field(examples=[5680])
