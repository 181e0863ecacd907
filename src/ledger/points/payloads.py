"""What points say over HTTP."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from ledger.points.notices import Notice
from ledger.points.queries import Expiring, HeldLot, HistoryLine, InNotice, WalletBalance
from ledger.points.rules import source_title
from ledger.points.statements import PointsSummary


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class ExpiringView(_View):
    points: int = Field(examples=[12])
    expires_on: date
    source_title: str = Field(examples=["绿色账户"])

    @classmethod
    def of(cls, expiring: Expiring) -> ExpiringView:
        return cls(
            points=expiring.points,
            expires_on=expiring.expires_on,
            source_title=source_title(expiring.source_code),
        )


class HistoryView(_View):
    seq: int = Field(examples=[1204])
    entry_no: str = Field(examples=["积-202606-0031"])
    on: date
    text: str = Field(examples=["端午包粽 2.5 小时"])
    points: int = Field(examples=[2], description="收入为正，使用为负")
    balance_after: int = Field(examples=[46])
    kind: str = Field(examples=["service_points"])
    is_sealed: bool = Field(default=True, description="已入账，不能改动")

    @classmethod
    def of(cls, line: HistoryLine) -> HistoryView:
        return cls(
            seq=line.seq,
            entry_no=line.entry_no,
            on=line.on,
            text=line.text,
            points=line.points,
            balance_after=line.balance_after,
            kind=line.kind,
        )


class NoticeView(_View):
    title: str = Field(examples=["书香苑2026年第二季度财务公示"])
    url: str = Field(examples=["/d/4f0c"])

    @classmethod
    def of(cls, notice: Notice) -> NoticeView:
        return cls(title=notice.title, url=notice.url)


class InNoticeView(_View):
    points: int = Field(examples=[20])
    spendable_from: date

    @classmethod
    def of(cls, each: InNotice) -> InNoticeView:
        return cls(points=each.points, spendable_from=each.spendable_from)


class WalletView(_View):
    display_name: str = Field(examples=["王芳"])
    points: int = Field(examples=[46])
    held_points: int = Field(examples=[0], description="已冻结、尚未用掉的积分，含在余额里")
    service_minutes: int = Field(examples=[1530])
    service_count: int = Field(examples=[11])
    next_expiry: list[ExpiringView]
    in_notice: list[InNoticeView] = Field(description="公示中、还不能用的积分，含在余额里")
    latest: list[HistoryView]
    estate_name: str = Field(examples=["书香苑"])
    latest_disclosure: NoticeView | None

    @classmethod
    def of(
        cls,
        balance: WalletBalance,
        *,
        service_count: int,
        display_name: str,
        estate_name: str,
        expiring: list[Expiring],
        latest: list[HistoryLine],
        in_notice: list[InNotice],
        notice: Notice | None,
    ) -> WalletView:
        return cls(
            display_name=display_name,
            points=balance.points,
            held_points=balance.held_points,
            service_minutes=balance.service_minutes,
            service_count=service_count,
            next_expiry=[ExpiringView.of(each) for each in expiring],
            in_notice=[InNoticeView.of(each) for each in in_notice],
            latest=[HistoryView.of(line) for line in latest],
            estate_name=estate_name,
            latest_disclosure=NoticeView.of(notice) if notice else None,
        )


class LotView(_View):
    lot_id: int = Field(examples=[311])
    granted_on: date
    points_granted: int = Field(examples=[5])
    points_left: int = Field(examples=[3])
    expires_on: date | None
    spendable_from: date | None = Field(description="公示的积分从哪天起可用；一直可用的是空的")
    source_title: str = Field(examples=["志愿服务"])

    @classmethod
    def of(cls, lot: HeldLot) -> LotView:
        return cls(
            lot_id=lot.lot_id,
            granted_on=lot.granted_on,
            points_granted=lot.points_granted,
            points_left=lot.points_left,
            expires_on=lot.expires_on,
            spendable_from=lot.spendable_from,
            source_title=source_title(lot.source_code),
        )


class LotsView(_View):
    items: list[LotView]


class SourceView(_View):
    code: str = Field(examples=["P1101"])
    title: str = Field(examples=["志愿服务"])
    points: int = Field(examples=[640])


class MonthView(_View):
    month: str = Field(examples=["2026-04"])
    issued: int = Field(examples=[2900])
    redeemed: int = Field(examples=[1200])
    expired: int = Field(examples=[0])


class SummaryView(_View):
    issued: int = Field(examples=[8600])
    redeemed: int = Field(examples=[3100])
    expired: int = Field(examples=[0])
    corrected: int = Field(examples=[0], description="更正扣减：错发的积分收回多少")
    outstanding: int = Field(examples=[5500])
    by_source: list[SourceView]
    by_month: list[MonthView]
    rate_fen_per_point: int = Field(examples=[100])
    outstanding_fen: int = Field(examples=[550000])
    service_minutes: int = Field(examples=[45000])

    @classmethod
    def of(cls, summary: PointsSummary, *, rate_fen_per_point: int) -> SummaryView:
        return cls(
            issued=summary.issued,
            redeemed=summary.redeemed,
            expired=summary.expired,
            corrected=summary.corrected,
            outstanding=summary.outstanding,
            by_source=[
                SourceView(code=code, title=source_title(code), points=points)
                for code, points in summary.by_source.items()
            ],
            by_month=[
                MonthView(
                    month=str(each.month),
                    issued=each.issued,
                    redeemed=each.redeemed,
                    expired=each.expired,
                )
                for each in summary.by_month
            ],
            rate_fen_per_point=rate_fen_per_point,
            outstanding_fen=summary.outstanding * rate_fen_per_point,
            service_minutes=summary.service_minutes,
        )
