"""What the months of a book say and hear over HTTP; amounts in fen."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ledger.bookkeeping.account import Side
from ledger.bookkeeping.entry import JournalEntry
from ledger.errors import Refusal
from ledger.posting.period_queries import ClosingEntry, PeriodChange, ReopeningView
from ledger.posting.period_rules import PeriodSummary
from ledger.posting.periods import PeriodStanding

State = Literal["open", "adjusting", "closed"]


class PeriodReason(BaseModel):
    """为什么：写给以后查账的人看。"""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(
        min_length=1,
        max_length=200,
        pattern=r"^[^\x00]*[^\x00\s][^\x00]*$",
        examples=["6月物业代收停车费漏记 1,200 元"],
    )


class PeriodView(BaseModel):
    """一个会计月份。"""

    month: str = Field(examples=["2026-04"])
    state: State
    entries: int = Field(examples=[58])
    unposted: int = Field(examples=[0])
    closed_by: str | None = Field(default=None, examples=["财务委员"])
    closed_at: datetime | None = None
    was_closed: bool = Field(default=False, description="曾经结过账")
    reopening_request_id: int | None = Field(
        default=None, description="正在等待办理的重新打开申请", examples=[2]
    )

    @classmethod
    def of(cls, period: PeriodSummary) -> PeriodView:
        return cls(
            month=str(period.month),
            state=period.state.value,
            entries=period.entries,
            unposted=period.unposted,
            closed_by=period.closed_by_name,
            closed_at=period.closed_at,
            was_closed=period.was_closed,
            reopening_request_id=period.reopening_request_id,
        )


class PeriodsView(BaseModel):
    items: list[PeriodView]


class BlockerView(BaseModel):
    """挡在前面的一件事。"""

    code: str = Field(examples=["period_has_unposted_entries"])
    sentence: str = Field(examples=["2026年4月还有 2 张凭证没有记账，请先审核记账或退回。"])

    @classmethod
    def all_of(cls, refusals: list[Refusal]) -> list[BlockerView]:
        return [cls(code=each.code, sentence=each.sentence) for each in refusals]


class CarriedLineView(BaseModel):
    account_code: str = Field(examples=["4301003"])
    side: Literal["debit", "credit"]
    amount_fen: int = Field(examples=[360000])
    fund_grant_id: int | None = None


class CarriedEntryView(BaseModel):
    """现在结转会生成的一张凭证。"""

    narration: str = Field(examples=["结转收入（截至2026年12月末）"])
    total_fen: int = Field(examples=[3780000])
    lines: list[CarriedLineView]

    @classmethod
    def of(cls, entry: JournalEntry) -> CarriedEntryView:
        return cls(
            narration=entry.narration,
            total_fen=entry.total,
            lines=[
                CarriedLineView(
                    account_code=line.account_code,
                    side="debit" if line.side is Side.DEBIT else "credit",
                    amount_fen=line.amount,
                    fund_grant_id=line.dimensions.fund_grant_id,
                )
                for line in entry.lines
            ],
        )


class ClosingEntryView(BaseModel):
    """一张已经生成的结转凭证。"""

    prepared_entry_id: int = Field(examples=[31])
    state: Literal["prepared", "approved", "posted", "rejected"]
    narration: str
    total_fen: int
    seq: int | None = None

    @classmethod
    def of(cls, entry: ClosingEntry) -> ClosingEntryView:
        return cls(
            prepared_entry_id=entry.prepared_entry_id,
            state=entry.state,
            narration=entry.narration,
            total_fen=entry.total_fen,
            seq=entry.seq,
        )


class ReopeningRequestView(BaseModel):
    """一份重新打开的申请和它的答复。"""

    reopening_request_id: int = Field(examples=[2])
    state: Literal["waiting", "granted", "declined", "withdrawn"]
    reason: str = Field(examples=["6月物业代收停车费漏记 1,200 元"])
    requested_by: str = Field(examples=["财务委员"])
    requested_by_user_id: int = Field(examples=[3])
    requested_at: datetime
    decided_by: str | None = Field(default=None, examples=["业委会主任"])
    decided_at: datetime | None = None
    answer: str = Field(default="", examples=["金额不大，记在本月即可"])

    @classmethod
    def of(cls, request: ReopeningView) -> ReopeningRequestView:
        return cls.model_validate(
            {
                "reopening_request_id": request.reopening_request_id,
                "state": request.state,
                "reason": request.reason,
                "requested_by": request.requested_by_name,
                "requested_by_user_id": request.requested_by,
                "requested_at": request.requested_at,
                "decided_by": request.decided_by_name,
                "decided_at": request.decided_at,
                "answer": request.answer,
            }
        )


class PeriodChangeView(BaseModel):
    """状态变动的一条记录，不能修改或删除。"""

    change_no: int = Field(examples=[7])
    from_state: State
    to_state: State
    book_size: int = Field(examples=[3101], description="变动时账簿的笔数")
    reason: str = Field(default="", examples=["6月物业代收停车费漏记 1,200 元"])
    requested_by: str | None = Field(default=None, examples=["财务委员"])
    changed_by: str | None = Field(default=None, examples=["业委会主任"])
    changed_at: datetime | None = None

    @classmethod
    def of(cls, change: PeriodChange) -> PeriodChangeView:
        return cls(
            change_no=change.change_no,
            from_state=change.from_state.value,
            to_state=change.to_state.value,
            book_size=change.book_size,
            reason=change.reason,
            requested_by=change.requested_by_name,
            changed_by=change.changed_by_name,
            changed_at=change.changed_at,
        )


class PeriodStandingView(BaseModel):
    """一个月份的全部情形：能不能结账、能不能重新打开、结转、申请、变动记录。"""

    period: PeriodView
    closing_blocked_by: list[BlockerView]
    reopening_blocked_by: list[BlockerView]
    carrying: list[CarriedEntryView]
    closing_entries: list[ClosingEntryView]
    requests: list[ReopeningRequestView]
    trace: list[PeriodChangeView]

    @classmethod
    def of(cls, standing: PeriodStanding) -> PeriodStandingView:
        return cls(
            period=PeriodView.of(standing.period),
            closing_blocked_by=BlockerView.all_of(standing.closing_blocked_by),
            reopening_blocked_by=BlockerView.all_of(standing.reopening_blocked_by),
            carrying=[CarriedEntryView.of(each) for each in standing.carrying],
            closing_entries=[ClosingEntryView.of(each) for each in standing.closing_entries],
            requests=[ReopeningRequestView.of(each) for each in standing.requests],
            trace=[PeriodChangeView.of(each) for each in standing.trace],
        )
