"""The forecast of points over HTTP, as a whole and by source."""

from __future__ import annotations

from pydantic import BaseModel, Field

from ledger.points.budgets.forecast import ForecastMonth
from ledger.points.budgets.outlook import IN_NO_LOT, Outlook
from ledger.points.rules import source_title

_IN_NO_LOT_TITLE = "不在批次里（公益池等）"


class ForecastMonthView(BaseModel):
    month: str = Field(examples=["2026-07"])
    last_day_in_month: int = Field(examples=[320], description="没人用的话这个月到期的")
    redeemed: int = Field(examples=[210], description="预计兑换")
    expired: int = Field(examples=[110], description="预计到期")
    outstanding: int = Field(examples=[8800], description="月末预计还没有用的")

    @classmethod
    def of(cls, row: ForecastMonth) -> ForecastMonthView:
        return cls(
            month=str(row.month),
            last_day_in_month=row.last_day_in_month,
            redeemed=row.redeemed,
            expired=row.expired,
            outstanding=row.outstanding,
        )


class SourceMonthView(BaseModel):
    month: str = Field(examples=["2026-07"])
    redeemed: int = Field(examples=[140], description="预计兑换")
    expired: int = Field(examples=[60], description="预计到期")


class ForecastSourceView(BaseModel):
    """一种来源的积分：按同月到期的积分里各来源所占的份额分摊。"""

    source_code: str = Field(examples=["P1101"], description="不在批次里的积分没有")
    source_title: str = Field(examples=["志愿服务"])
    outstanding: int = Field(examples=[6000], description="现在没有用的")
    redeemed: int = Field(examples=[1680], description="十二个月预计兑换")
    expired: int = Field(examples=[720], description="十二个月预计到期")
    left: int = Field(examples=[3600], description="十二个月后预计还剩")
    months: list[SourceMonthView]

    @classmethod
    def of(cls, source: str, outlook: Outlook) -> ForecastSourceView:
        months = [
            SourceMonthView(
                month=str(each.month),
                redeemed=each.redeemed_by_source.get(source, 0),
                expired=each.expired_by_source.get(source, 0),
            )
            for each in outlook.months
        ]
        outstanding = outlook.by_source[source]
        redeemed, expired = sum(m.redeemed for m in months), sum(m.expired for m in months)
        return cls(
            source_code=source,
            source_title=_IN_NO_LOT_TITLE if source == IN_NO_LOT else source_title(source),
            outstanding=outstanding,
            redeemed=redeemed,
            expired=expired,
            left=outstanding - redeemed - expired,
            months=months,
        )


class PointsForecastView(BaseModel):
    """往后十二个月，不再发放新积分的话。"""

    outstanding: int = Field(examples=[9120])
    without_last_day: int = Field(examples=[0], description="其中长期有效的")
    months_counted: int = Field(examples=[6], description="兑换按前几个整月的平均算")
    redeemed_counted: int = Field(examples=[1260], description="那几个月一共兑换")
    months: list[ForecastMonthView]
    by_source: list[ForecastSourceView] = Field(description="按来源，没有未用积分的来源不列")

    @classmethod
    def of(cls, outlook: Outlook) -> PointsForecastView:
        return cls(
            outstanding=outlook.outstanding,
            without_last_day=outlook.without_last_day,
            months_counted=len(outlook.redeemed),
            redeemed_counted=sum(outlook.redeemed),
            months=[ForecastMonthView.of(each) for each in outlook.months],
            by_source=[
                ForecastSourceView.of(source, outlook)
                for source in sorted(outlook.by_source, key=lambda code: (code == IN_NO_LOT, code))
            ],
        )
