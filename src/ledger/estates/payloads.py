"""What estates say over HTTP."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field


class EstateView(BaseModel):
    estate_id: int = Field(examples=[1])
    code: str = Field(examples=["shuxiangyuan"])
    name: str = Field(examples=["书香苑"])
    kind: str = Field(examples=["商品房"])
    operating_model: str = Field(examples=["居民自管"])
    region: str = Field(examples=["川南市/江北县/东门街道/书香社区"])
    dwellings: int = Field(examples=[312])
    residents: int = Field(examples=[300])
    first_month: str | None = Field(examples=["2026-01"])
    today: date


class DwellingView(BaseModel):
    dwelling_id: int = Field(examples=[17])
    label: str = Field(examples=["1栋1单元0101"])
    area_hundredths: int = Field(examples=[7605], description="专有部分面积，百分之一平方米")
    owner_masked: str | None = Field(examples=["张*"])
    owner_id: int | None = Field(examples=[17])
    resident_count: int = Field(examples=[3])
