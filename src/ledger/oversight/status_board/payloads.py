"""What the status board says over HTTP; nothing in it is about a person."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from ledger.oversight.status_board.queries import EstateStanding, Totals
from ledger.oversight.status_board.rules import STANDING_TITLES, Standing


class EstateStandingView(BaseModel):
    """一个小区：公示到了没有，附没附审计报告，有几条例外没有解释。"""

    estate_id: int = Field(examples=[1])
    code: str = Field(examples=["shuxiangyuan"])
    name: str = Field(examples=["书香苑"])
    region: str = Field(examples=["川南市/江北县/东门街道/书香社区"])
    kind: str = Field(examples=["商品房"])
    operating_model: str = Field(examples=["居民自管"])
    standing: Standing
    standing_title: str = Field(examples=["已公示"])
    owed_through: str = Field(examples=["2026-06"])
    last_title: str | None = Field(examples=["2026 年第二季度财务公示"])
    last_address: str | None = Field(examples=["/d/3kq…"])
    published_at: datetime | None
    has_audit_report: bool
    open_exceptions: int = Field(examples=[4])

    @classmethod
    def of(cls, row: EstateStanding) -> EstateStandingView:
        return cls(
            estate_id=row.estate_id,
            code=row.code,
            name=row.name,
            region=row.region,
            kind=row.kind,
            operating_model=row.operating_model,
            standing=row.standing,
            standing_title=STANDING_TITLES[row.standing],
            owed_through=str(row.owed),
            last_title=row.title,
            last_address=f"/d/{row.token}" if row.token else None,
            published_at=row.published_at,
            has_audit_report=row.has_audit_report,
            open_exceptions=row.open_exceptions,
        )


class StatusTotalsView(BaseModel):
    """一个地区的合计；还没到期的小区不算未公示。"""

    region_id: int = Field(examples=[4])
    region: str = Field(examples=["川南市/江北县"])
    estates: int = Field(examples=[12])
    published: int = Field(examples=[9])
    missing: int = Field(examples=[2])
    audited: int = Field(examples=[5])

    @classmethod
    def of(cls, region_id: int, region: str, totals: Totals) -> StatusTotalsView:
        return cls(
            region_id=region_id,
            region=region,
            estates=totals.estates,
            published=totals.published,
            missing=totals.missing,
            audited=totals.audited,
        )
