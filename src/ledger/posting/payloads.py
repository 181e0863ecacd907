"""What posting says and hears over HTTP; amounts in fen."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ledger.bookkeeping.account import Side
from ledger.bookkeeping.currency import LARGEST_AMOUNT, LARGEST_ENTERED, Currency
from ledger.bookkeeping.entry import Dimensions, EntryLine
from ledger.errors import Refusal
from ledger.posting.approval import ItemOutcome
from ledger.posting.document_numbers import normal_document_no
from ledger.posting.point_in_time import BalanceAt
from ledger.posting.prepared_entries import EntryDraft
from ledger.posting.prepared_queries import AttachedDocument, PreparedEntry, PreparedLine
from ledger.posting.reversals import EntryToReverse

LARGEST_ID = 2**63 - 1

PLAIN = r"^[^\x00]*$"
"""Text without the null character, which no database text holds."""

Id = Annotated[int, Field(strict=True, ge=1, le=LARGEST_ID)]


class LineIsNamedTwice(Refusal):
    code = "line_is_named_twice"
    status = 400


class NewLine(BaseModel):
    """一条分录。"""

    model_config = ConfigDict(extra="forbid")

    account_code: str = Field(pattern=r"^[0-9A-Z]{1,20}$", examples=["5103"])
    side: Literal["debit", "credit"] = Field(examples=["debit"])
    amount_fen: int = Field(strict=True, ge=1, le=LARGEST_ENTERED, examples=[248060])
    narration: str = Field(default="", max_length=200, pattern=PLAIN)
    fund_grant_id: Id | None = None
    merchant_id: Id | None = None
    activity_id: Id | None = None

    def entry_line(self) -> EntryLine:
        return EntryLine(
            account_code=self.account_code,
            side=Side.DEBIT if self.side == "debit" else Side.CREDIT,
            amount=self.amount_fen,
            currency=Currency.CNY,
            narration=self.narration,
            dimensions=Dimensions(
                fund_grant_id=self.fund_grant_id,
                merchant_id=self.merchant_id,
                activity_id=self.activity_id,
            ),
        )


class NewPreparedEntry(BaseModel):
    """填制凭证。"""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "effective_on": "2026-06-08",
                    "narration": "端午活动物资",
                    "lines": [
                        {"account_code": "5103", "side": "debit", "amount_fen": 248060},
                        {"account_code": "1002001", "side": "credit", "amount_fen": 248060},
                    ],
                    "document_ids": [],
                    "counterparty": "惠民超市",
                    "document_no": "26516193264338470956",
                }
            ]
        },
    )

    effective_on: date
    kind: Literal["manual", "adjusting"] = Field(
        default="manual", description="正在结账的月份只收调整凭证（adjusting）"
    )
    narration: str = Field(max_length=200, pattern=PLAIN)
    lines: list[NewLine] = Field(max_length=200)
    document_ids: list[Id] = Field(default_factory=list, max_length=50)
    counterparty: str = Field(default="", max_length=100, pattern=PLAIN)
    document_no: str = Field(default="", max_length=100, pattern=PLAIN)

    def draft(self) -> EntryDraft:
        return EntryDraft(
            kind=self.kind,
            effective_on=self.effective_on,
            narration=self.narration.strip(),
            lines=tuple(line.entry_line() for line in self.lines),
            counterparty=self.counterparty.strip(),
            document_no=normal_document_no(self.document_no),
            document_ids=tuple(dict.fromkeys(self.document_ids)),
        )


class NewReversalLine(BaseModel):
    """原凭证第几条分录冲多少。"""

    model_config = ConfigDict(extra="forbid")

    line_no: int = Field(strict=True, ge=1, le=200, examples=[1])
    amount_fen: int = Field(strict=True, ge=1, le=LARGEST_AMOUNT, examples=[30000])


class NewReversal(BaseModel):
    """冲销一张已记账的凭证；不写分录就是冲掉剩下的全部。"""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(
        min_length=1, max_length=150, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$", examples=["类别填错"]
    )
    effective_on: date = Field(examples=["2026-06-30"])
    lines: list[NewReversalLine] | None = Field(default=None, min_length=1, max_length=200)

    def amounts(self) -> dict[int, int] | None:
        """Return the amounts by line number; raises `LineIsNamedTwice`."""
        if self.lines is None:
            return None
        amounts = {line.line_no: line.amount_fen for line in self.lines}
        if len(amounts) < len(self.lines):
            raise LineIsNamedTwice("同一条分录写了两次，请合并成一个金额。")
        return amounts


class Nothing(BaseModel):
    """An empty body."""

    model_config = ConfigDict(extra="forbid")


class Rejection(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: str = Field(
        min_length=1,
        max_length=200,
        pattern=r"^[^\x00]*[^\x00\s][^\x00]*$",
        examples=["请补充发票"],
    )


class PreparedEntryIds(BaseModel):
    model_config = ConfigDict(extra="forbid")

    prepared_entry_ids: list[Id] = Field(min_length=1, max_length=500, examples=[[1, 2, 3]])


class DocumentView(BaseModel):
    """原始凭证文件; `sha256` is hexadecimal."""

    document_id: int = Field(examples=[5])
    filename: str = Field(examples=["发票.pdf"])
    media_type: str = Field(examples=["application/pdf"])
    size_bytes: int = Field(examples=[20480])
    sha256: str = Field(examples=["9f86d081884c7d659a2f…"])

    @classmethod
    def of(cls, document: AttachedDocument) -> DocumentView:
        return cls(
            document_id=document.document_id,
            filename=document.filename,
            media_type=document.media_type,
            size_bytes=document.size_bytes,
            sha256=document.sha256.hex(),
        )


class PreparedLineView(BaseModel):
    line_no: int = Field(examples=[1])
    account_code: str = Field(examples=["5103"])
    account_name: str = Field(examples=["公益及社区活动"])
    side: Literal["debit", "credit"]
    amount_fen: int = Field(examples=[248060], description="红字冲销为负数")
    narration: str = ""
    fund_grant_id: int | None = None
    merchant_id: int | None = None
    dwelling_id: int | None = None
    activity_id: int | None = None

    @classmethod
    def of(cls, line_no: int, prepared: PreparedLine) -> PreparedLineView:
        line = prepared.line
        return cls(
            line_no=line_no,
            account_code=line.account_code,
            account_name=prepared.account_name,
            side="debit" if line.side is Side.DEBIT else "credit",
            amount_fen=line.amount,
            narration=line.narration,
            fund_grant_id=line.dimensions.fund_grant_id,
            merchant_id=line.dimensions.merchant_id,
            dwelling_id=line.dimensions.dwelling_id,
            activity_id=line.dimensions.activity_id,
        )


class ReversibleLineView(BaseModel):
    """原凭证的一条分录，和还能冲销多少（等待审核的冲销已经扣除）。"""

    line_no: int = Field(examples=[1])
    account_code: str = Field(examples=["5103"])
    account_name: str = Field(examples=["公益及社区活动"])
    side: Literal["debit", "credit"]
    amount_fen: int = Field(examples=[248060])
    left_fen: int = Field(examples=[218060])


class ReversibleEntryView(BaseModel):
    entry_no: str = Field(examples=["记-202606-0006"])
    lines: list[ReversibleLineView]

    @classmethod
    def of(cls, found: EntryToReverse) -> ReversibleEntryView:
        pairs = zip(found.entry.lines, found.left, strict=True)
        return cls(
            entry_no=found.entry_no,
            lines=[
                ReversibleLineView(
                    line_no=number,
                    account_code=line.account_code,
                    account_name=found.account_names.get(line.account_code, ""),
                    side="debit" if line.side is Side.DEBIT else "credit",
                    amount_fen=line.amount,
                    left_fen=left,
                )
                for number, (line, left) in enumerate(pairs, start=1)
            ],
        )


class FlagView(BaseModel):
    code: str = Field(examples=["expense_has_no_invoice"])
    message: str = Field(examples=["支出没有票据号，请补票或说明。"])


class PreparedEntryView(BaseModel):
    """一张已制单的凭证和它走到哪一步; people by display name."""

    prepared_entry_id: int = Field(examples=[12])
    state: Literal["prepared", "approved", "posted", "rejected"]
    kind: str = Field(examples=["cash_book"])
    effective_on: date
    narration: str = Field(examples=["端午活动物资"])
    counterparty: str = Field(examples=["惠民超市"])
    document_no: str = Field(examples=["26516193264338470956"])
    source: str = Field(examples=["cash_book:记-0044"])
    lines: list[PreparedLineView]
    total_fen: int = Field(examples=[248060])
    documents: list[DocumentView]
    prepared_by: str = Field(examples=["财务委员"])
    prepared_by_user_id: int = Field(examples=[3])
    prepared_at: datetime
    approved_by: str | None = Field(default=None, examples=["业委会主任"])
    approved_at: datetime | None = None
    posted_by: str | None = None
    posted_at: datetime | None = None
    rejected_reason: str | None = None
    entry_no: str | None = Field(default=None, examples=["记-202606-0006"])
    seq: int | None = None
    reverses_seq: int | None = None
    import_id: int | None = None
    flags: list[FlagView]

    @classmethod
    def of(cls, entry: PreparedEntry) -> PreparedEntryView:
        return cls(
            prepared_entry_id=entry.prepared_entry_id,
            state=entry.state,
            kind=entry.kind,
            effective_on=entry.effective_on,
            narration=entry.narration,
            counterparty=entry.counterparty,
            document_no=entry.document_no,
            source=entry.source,
            lines=[
                PreparedLineView.of(line_no, line)
                for line_no, line in enumerate(entry.lines, start=1)
            ],
            total_fen=entry.total_fen,
            documents=[DocumentView.of(document) for document in entry.documents],
            prepared_by=entry.prepared_by_name,
            prepared_by_user_id=entry.prepared_by,
            prepared_at=entry.prepared_at,
            approved_by=entry.approved_by_name,
            approved_at=entry.approved_at,
            posted_by=entry.posted_by_name,
            posted_at=entry.posted_at,
            rejected_reason=entry.rejected_reason,
            entry_no=entry.entry_no,
            seq=entry.seq,
            reverses_seq=entry.reverses_seq,
            import_id=entry.import_id,
            flags=[FlagView(code=flag["code"], message=flag["message"]) for flag in entry.flags],
        )


class PreparedEntriesView(BaseModel):
    items: list[PreparedEntryView]


class ItemOutcomeView(BaseModel):
    prepared_entry_id: int = Field(examples=[12])
    outcome: str = Field(examples=["done"], description="done，或拒绝的原因代码")
    detail: str | None = None


class OutcomesView(BaseModel):
    items: list[ItemOutcomeView]

    @classmethod
    def of(cls, outcomes: list[ItemOutcome]) -> OutcomesView:
        return cls(
            items=[
                ItemOutcomeView(
                    prepared_entry_id=each.prepared_entry_id,
                    outcome=each.outcome,
                    detail=each.detail,
                )
                for each in outcomes
            ]
        )


class BalanceAtView(BaseModel):
    """某一时点的余额，借方为正；人民币以分、积分以分、时长以分钟为单位。"""

    account_code: str = Field(examples=["1002001"])
    account_name: str = Field(examples=["银行存款-公共收益专户"])
    holder: str | None = Field(default=None, examples=["resident:17"])
    currency: Literal["CNY", "PTS", "MIN"]
    balance: int = Field(examples=[900000])
    through_seq: int = Field(examples=[3101], description="算到账簿第几笔为止")
    book_size: int = Field(examples=[3120], description="账簿现有多少笔")

    @classmethod
    def of(cls, found: BalanceAt) -> BalanceAtView:
        return cls(
            account_code=found.account_code,
            account_name=found.account_name,
            holder=found.holder,
            currency=found.currency.value,
            balance=found.balance,
            through_seq=found.through_seq,
            book_size=found.book_size,
        )
