"""The chart of accounts over HTTP."""

from __future__ import annotations

from pydantic import BaseModel, Field


class ChartAccountView(BaseModel):
    code: str = Field(examples=["1002001"])
    name: str = Field(examples=["银行存款-公共收益专户"])
    type: str = Field(examples=["asset"])
    currency: str = Field(examples=["CNY"])
    normal_side: str = Field(examples=["debit"])
    is_postable: bool
    parent_code: str | None = Field(examples=["1002"])
    dimensions: list[str]


class ChartView(BaseModel):
    accounts: list[ChartAccountView]
