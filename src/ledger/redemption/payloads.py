"""What the counter and the pay code say over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ledger.estates.masking import mask_person
from ledger.redemption import queries
from ledger.redemption.counter_batch import Redeemed
from ledger.redemption.rules import Item, Merchant, RequestedLine

LINES_MAX = 50

# A code that was typed with blanks and dashes, or that a scanner wrapped in control characters.
GivenCode = Annotated[
    str,
    Field(
        min_length=1, max_length=80, examples=["90123456789012345672"], description="20 位付款码"
    ),
]


CARD_WAYS: dict[str | None, Literal["pin", "sight"]] = {"pin": "pin", "sight": "sight"}


class Nothing(BaseModel):
    """An empty body."""

    model_config = ConfigDict(extra="forbid")


class CodeCheckRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: GivenCode


class LineRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    item_id: int = Field(strict=True, ge=1, le=2**63 - 1, examples=[1])
    quantity: int = Field(strict=True, ge=1, le=9_999, examples=[1])


class RedemptionRequest(BaseModel):
    """The code as scanned, and what the resident takes."""

    model_config = ConfigDict(extra="forbid")

    code: GivenCode
    lines: list[LineRequest] = Field(min_length=1, max_length=LINES_MAX)

    def requested(self) -> list[RequestedLine]:
        return [RequestedLine(line.item_id, line.quantity) for line in self.lines]


class PayCodeView(BaseModel):
    """A fresh code: its digits are in this answer and nowhere else."""

    digits: str = Field(examples=["90123456789012345672"])
    groups: str = Field(examples=["9012 3456 7890 1234 5672"])
    qr_svg: str = Field(examples=["data:image/svg+xml;base64,PHN2Zz48L3N2Zz4="])
    code128_svg: str = Field(examples=["data:image/svg+xml;base64,PHN2Zz48L3N2Zz4="])
    issued_at: datetime
    expires_at: datetime
    refresh_seconds: int = Field(examples=[60])
    server_now: datetime


class CodeCheckView(BaseModel):
    """What a terminal may know before it redeems: the family name and the points."""

    holder_masked: str = Field(examples=["王*"])
    points_available: int = Field(examples=[46])
    expires_at: datetime


class MerchantView(BaseModel):
    merchant_id: int = Field(examples=[1])
    code: str = Field(examples=["M01"])
    name: str = Field(examples=["红邻积分超市"])
    settlement: Literal["goods", "cash"] = Field(examples=["goods"])
    rate_fen_per_point: int | None = Field(
        examples=[80], description="每积分结算金额，分；实物商户为空"
    )

    @classmethod
    def of(cls, merchant: Merchant) -> MerchantView:
        return cls(
            merchant_id=merchant.merchant_id,
            code=merchant.code,
            name=merchant.name,
            settlement=merchant.settlement.value,
            rate_fen_per_point=(
                merchant.rate_fen_per_point if merchant.settlement.value == "cash" else None
            ),
        )


class ItemView(BaseModel):
    item_id: int = Field(examples=[1])
    sku: str = Field(examples=["S001"])
    name: str = Field(examples=["东北大米5kg"])
    unit: str = Field(examples=["袋"])
    points_price: int = Field(examples=[44])
    market_price_fen: int = Field(examples=[4380])
    stock: int | None = Field(examples=[40], description="空表示不计库存")

    @classmethod
    def of(cls, item: Item) -> ItemView:
        return cls(
            item_id=item.item_id,
            sku=item.sku,
            name=item.name,
            unit=item.unit,
            points_price=item.points_price,
            market_price_fen=item.market_price_fen,
            stock=item.stock,
        )


class DayTotalsView(BaseModel):
    redemptions: int = Field(examples=[12])
    points: int = Field(examples=[260])
    payable_fen: int = Field(examples=[20800])


class CounterView(BaseModel):
    """The counter of the caller's own merchant."""

    merchant: MerchantView
    items: list[ItemView]
    today: DayTotalsView


class RedeemedLineView(BaseModel):
    item_id: int = Field(examples=[1])
    name: str = Field(examples=["东北大米5kg"])
    quantity: int = Field(examples=[1])
    unit: str = Field(examples=["袋"])
    points: int = Field(examples=[44])


class RedemptionView(BaseModel):
    """One redemption as the merchant sees it; of the resident only the family name."""

    redemption_id: int = Field(examples=[42])
    order_no: str = Field(examples=["20260618-000042"])
    at: datetime
    holder_masked: str = Field(examples=["王*"])
    points: int = Field(examples=[44])
    balance_after: int = Field(examples=[2])
    lines: list[RedeemedLineView]
    payable_fen: int | None = Field(examples=[3520], description="应付商户，分；实物商户为空")
    entry_nos: list[str] = Field(examples=[["积-202606-0042", "记-202606-0017"]])
    says: str = Field(examples=["核销成功 44 分"])

    @classmethod
    def of(cls, redemption: queries.Redemption) -> RedemptionView:
        return cls(
            redemption_id=redemption.redemption_id,
            order_no=redemption.order_no,
            at=redemption.at,
            holder_masked=mask_person(redemption.resident_name),
            points=redemption.points,
            balance_after=redemption.balance_after,
            lines=[
                RedeemedLineView(
                    item_id=line.item_id,
                    name=line.name,
                    quantity=line.quantity,
                    unit=line.unit,
                    points=line.points,
                )
                for line in redemption.lines
            ],
            payable_fen=redemption.payable_fen,
            entry_nos=list(redemption.entry_nos),
            says=f"核销成功 {redemption.points} 分",
        )

    @classmethod
    def of_decided(cls, redeemed: Redeemed) -> RedemptionView:
        """Say the same of a redemption that was decided a moment ago."""
        order = redeemed.order
        return cls(
            redemption_id=redeemed.redemption_id,
            order_no=redeemed.order_no,
            at=redeemed.at,
            holder_masked=mask_person(redeemed.code.resident_name),
            points=order.points,
            balance_after=redeemed.balance_after,
            lines=[
                RedeemedLineView(
                    item_id=line.item.item_id,
                    name=line.item.name,
                    quantity=line.quantity,
                    unit=line.item.unit,
                    points=line.points,
                )
                for line in order.lines
            ],
            payable_fen=order.payable_fen,
            entry_nos=[entry.entry_no for entry in redeemed.posted],
            says=f"核销成功 {order.points} 分",
        )


class EventLineView(BaseModel):
    name: str
    quantity: int
    points: int


class RedemptionEventView(BaseModel):
    """What the resident's phone shows when goods were handed over."""

    redemption_id: int
    merchant_name: str
    points: int
    balance_after: int
    at: datetime
    lines: list[EventLineView]
    proxy_masked: str | None = Field(examples=["李*"], description="代办人；本人兑换时为空")
    card_way: Literal["pin", "sight"] | None = Field(
        examples=[None], description="刷卡：pin 凭密码，sight 认人；用手机时为空"
    )
    from_household: bool = Field(examples=[False], description="用的是不是家庭账户的积分")

    @classmethod
    def of(cls, redemption: queries.Redemption) -> RedemptionEventView:
        return cls(
            redemption_id=redemption.redemption_id,
            merchant_name=redemption.merchant_name,
            points=redemption.points,
            balance_after=redemption.balance_after,
            at=redemption.at,
            lines=[
                EventLineView(name=line.name, quantity=line.quantity, points=line.points)
                for line in redemption.lines
            ],
            proxy_masked=mask_person(redemption.proxy_name) if redemption.proxy_name else None,
            card_way=CARD_WAYS.get(redemption.card_way),
            from_household=redemption.from_household,
        )


class StatementItemView(BaseModel):
    name: str = Field(examples=["社区食堂午餐"])
    quantity: int = Field(examples=[9])
    points: int = Field(examples=[90])
    payable_fen: int = Field(examples=[7200])


class StatementDayView(BaseModel):
    on: date
    points: int = Field(examples=[30])
    payable_fen: int = Field(examples=[2400])


class StatementView(BaseModel):
    """A merchant's month: what was redeemed, and how what it is owed came about."""

    month: str = Field(examples=["2026-06"])
    redemptions: int = Field(examples=[9])
    points: int = Field(examples=[90])
    payable_fen: int = Field(examples=[7200])
    opening_fen: int = Field(examples=[3000], description="月初应付本店")
    added_fen: int = Field(examples=[0], description="本店交款等，另外记入的应付")
    purchases_fen: int = Field(examples=[800], description="本店承担的消费积分，从应付里抵")
    purchases_back_fen: int = Field(
        examples=[160], description="消费积分更正扣减以后退回本店的，减去申诉成立又抵的"
    )
    settled_fen: int = Field(examples=[0], description="已付给本店")
    closing_fen: int = Field(
        examples=[9560],
        description="月末应付本店：月初 + 本月应付 + 交款等 − 消费积分 + 退回 − 已结算",
    )
    by_item: list[StatementItemView]
    by_day: list[StatementDayView]

    @classmethod
    def of(cls, month: str, statement: queries.Statement) -> StatementView:
        return cls(
            month=month,
            redemptions=statement.totals.redemptions,
            points=statement.totals.points,
            payable_fen=statement.totals.payable_fen,
            opening_fen=statement.opening_fen,
            added_fen=statement.added_fen,
            purchases_fen=statement.purchases_fen,
            purchases_back_fen=statement.purchases_back_fen,
            settled_fen=statement.settled_fen,
            closing_fen=statement.closing_fen,
            by_item=[
                StatementItemView(
                    name=item.name,
                    quantity=item.quantity,
                    points=item.points,
                    payable_fen=item.payable_fen,
                )
                for item in statement.by_item
            ],
            by_day=[
                StatementDayView(on=on, points=totals.points, payable_fen=totals.payable_fen)
                for on, totals in statement.by_day
            ],
        )
