"""What the books look like over HTTP; amounts in minor units of the currency that is named."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class View(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class TrialBalanceRowView(View):
    code: str = Field(examples=["4301001"])
    name: str = Field(examples=["停车月租"])
    level: int
    is_postable: bool
    normal_side: Literal["debit", "credit"]
    opening: int = Field(description="期初，借方为正", examples=[0])
    debits: int
    credits: int = Field(examples=[5280000])
    closing: int = Field(description="期末，借方为正", examples=[-5280000])


class TrialBalanceTotalsView(View):
    opening_debit: int
    opening_credit: int
    debits: int
    credits: int
    closing_debit: int
    closing_credit: int


class TrialBalanceView(View):
    currency: str = Field(examples=["CNY"])
    from_month: str = Field(examples=["2026-04"])
    to_month: str = Field(examples=["2026-06"])
    rows: list[TrialBalanceRowView]
    totals: TrialBalanceTotalsView
    is_balanced: bool


class LedgerAccountView(View):
    code: str = Field(examples=["1002001"])
    name: str = Field(examples=["银行存款-公共收益专户"])
    normal_side: Literal["debit", "credit"]
    currency: str


class LedgerItemView(View):
    seq: int
    entry_no: str = Field(examples=["记-202604-0001"])
    on: date
    narration: str = Field(examples=["4月停车月租(12辆)"])
    counter_accounts: list[str] = Field(examples=[["4301001 停车月租"]])
    debit: int
    credit: int
    balance: int = Field(description="余额，借方为正")


class AccountLedgerView(View):
    account: LedgerAccountView
    opening: int
    items: list[LedgerItemView]
    next: str | None
    closing: int


class JournalLineView(View):
    account_code: str
    account_name: str
    holder: str | None = Field(examples=["王*（17）"])
    side: Literal["debit", "credit"]
    amount: int
    narration: str


class JournalEntryView(View):
    seq: int
    entry_no: str = Field(examples=["记-202604-0001"])
    on: date
    recorded_at: datetime
    kind: str = Field(examples=["cash_book"])
    narration: str
    total: int
    currency: str
    prepared_by: str
    approved_by: str | None
    lines: list[JournalLineView]
    reverses_seq: int | None
    reversed_by_seqs: list[int] = Field(examples=[[17]])


class EntryLineView(JournalLineView):
    fund_grant_id: int | None
    merchant_id: int | None
    dwelling_id: int | None
    activity_id: int | None


class EntryDocumentView(View):
    document_id: int
    filename: str
    media_type: str
    size_bytes: int
    sha256: str


class EntryView(JournalEntryView):
    """One entry with everything its leaf covers, and the leaf itself."""

    series: str
    source: str
    rule_version: str
    posted_by: str
    lines: list[EntryLineView]  # type: ignore[assignment]
    documents: list[EntryDocumentView]
    canonical: str = Field(description="进入哈希的原文")
    leaf_hash: str
    is_unaltered: bool = Field(description="原文重算的哈希与留存的一致")
    book_size: int
    root_hash: str


Unit = Literal["fen", "points", "minutes", "rows", "records", "entries", "people", "bytes"]


class FigureView(View):
    key: str = Field(examples=["bank_balance"])
    title: str = Field(examples=["银行存款"])
    value: int = Field(examples=[24_171_475])
    unit: Unit
    href: str | None = None


class WaitingView(View):
    key: str = Field(examples=["to_post"])
    title: str = Field(examples=["已审核、待记账的凭证"])
    count: int = Field(examples=[3])
    href: str = Field(examples=["/ui/desk/entries?state=approved"])


class SeriesView(View):
    name: str = Field(examples=["收入"])
    values: list[int] = Field(examples=[[4_800_000, 3_900_000]])


class ChartView(View):
    key: str = Field(examples=["income_and_expense"])
    title: str = Field(examples=["各月收入与支出"])
    kind: Literal["bar", "line"]
    unit: Unit
    categories: list[str] = Field(examples=[["2026-04", "2026-05"]])
    series: list[SeriesView]


class CheckView(View):
    """Something that must be so before the answer to the role's question is yes."""

    key: str = Field(examples=["months"])
    title: str = Field(examples=["各月都已结账"])
    is_met: bool
    detail: str = Field(examples=["3 个月里结了 2 个"])
    href: str | None = None


class ApprovalView(View):
    """A prepared entry that waits for the reader's approval; amounts in fen."""

    prepared_entry_id: int
    on: date
    narration: str
    counterparty: str
    total_fen: int
    counterparty_year_fen: int = Field(description="本年已批给同一对方的合计")
    documents: int
    flags: list[str] = Field(examples=[["同一天付给同一对方两笔"]])


class DeskTodayView(View):
    role: str = Field(examples=["treasurer"])
    question: str = Field(examples=["这个季度能公示了吗？"])
    answer: str = Field(examples=["2026年第三季度还不能公示：3 个月里结了 2 个。"])
    checks: list[CheckView]
    approvals: list[ApprovalView]
    figures: list[FigureView]
    waiting: list[WaitingView]
    charts: list[ChartView]


class BookHealthView(View):
    size: int
    root_hash: str
    last_recorded_at: datetime | None
    entries_by_series: dict[str, int]
    database_bytes: int
