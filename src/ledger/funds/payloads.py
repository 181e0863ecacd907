"""What the fund says over HTTP; amounts in fen."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from ledger.funds.queries import FundGrant

ANONYMOUS = "匿名出资方"


class FundGrantView(BaseModel):
    """一笔发展金和它的余额；记账以后才有余额。收到 − 已用 − 已退还 = 结余。"""

    fund_grant_id: int = Field(examples=[3])
    granted_on: date
    source_title: str = Field(examples=["预存活动经费"])
    donor: str = Field(examples=["玉泉置业(开发企业)"], description="匿名的出资方不显示名称")
    amount_fen: int = Field(examples=[3000000])
    spent_fen: int = Field(examples=[248060])
    returned_fen: int = Field(examples=[0], description="退还出资方的，不算支出")
    balance_fen: int = Field(examples=[2751940])
    purpose: str = Field(examples=["重阳敬老"])
    is_refundable: bool
    expires_on: date | None
    account_code: str = Field(examples=["3102003"])
    state: Literal["prepared", "approved", "posted"]
    prepared_entry_id: int = Field(examples=[64])

    @classmethod
    def of(cls, grant: FundGrant) -> FundGrantView:
        return cls(
            fund_grant_id=grant.fund_grant_id,
            granted_on=grant.granted_on,
            source_title=grant.source,
            donor=ANONYMOUS if grant.is_anonymous else grant.donor,
            amount_fen=grant.amount_fen,
            spent_fen=grant.spent_fen,
            returned_fen=grant.returned_fen,
            balance_fen=grant.balance_fen,
            purpose=grant.purpose,
            is_refundable=grant.is_refundable,
            expires_on=grant.expires_on,
            account_code=grant.account_code,
            state=grant.state,
            prepared_entry_id=grant.prepared_entry_id,
        )


class FundGrantsView(BaseModel):
    items: list[FundGrantView]
