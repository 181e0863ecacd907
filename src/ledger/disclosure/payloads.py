"""What a disclosure looks like over HTTP; amounts in fen, points and minutes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ledger.disclosure.public.backing import backing_sentence
from ledger.disclosure.queries import DisclosureDocument, DisclosureRow
from ledger.evidence.witnesses.payloads import CosignatureView
from ledger.reporting.payloads import TrialBalanceRowView, TrialBalanceTotalsView


class View(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class StatementLineView(View):
    account_code: str = Field(examples=["4301001"])
    title: str = Field(examples=["停车月租"])
    amount_fen: int = Field(examples=[5280000])
    entries: int = Field(examples=[21])


class IncomeStatementView(View):
    income: list[StatementLineView]
    expense: list[StatementLineView]
    income_total_fen: int
    expense_total_fen: int
    surplus_fen: int
    opening_fen: int
    other_changes_fen: int
    closing_fen: int
    bank_lines: list[StatementLineView]


class FundRowView(View):
    fund_grant_id: int
    source_title: str = Field(examples=["财政补贴"])
    donor: str = Field(examples=["县住建局"])
    purpose: str
    opening_fen: int
    received_fen: int
    spent_fen: int
    closing_fen: int
    is_refundable: bool


class FundTotalsView(View):
    opening_fen: int
    received_fen: int
    spent_fen: int
    closing_fen: int


class FundStatementView(View):
    rows: list[FundRowView]
    totals: FundTotalsView


class PointsBySourceView(View):
    code: str = Field(examples=["P1101"])
    title: str = Field(examples=["志愿服务"])
    points: int


class PointsStatementView(View):
    opening_outstanding: int
    issued: int
    redeemed: int
    expired: int
    corrected: int
    closing_outstanding: int
    awaiting_settlement: int
    by_source: list[PointsBySourceView]
    service_minutes: int
    rate_fen_per_point: int
    outstanding_fen: int
    identity_holds: bool


class PledgeView(View):
    """已通过的一版积分预算从一笔发展金里留出的钱。"""

    points_budget_id: int = Field(examples=[3])
    version: int = Field(examples=[2])
    fund_grant_id: int = Field(examples=[1])
    fen: int = Field(examples=[500000])


class BackingGrantView(View):
    fund_grant_id: int = Field(examples=[1])
    source_title: str = Field(examples=["财政补贴"])
    purpose: str = Field(examples=["启动资金"])
    expires_on: str | None = Field(examples=["2026-12-31"])
    pledged_fen: int = Field(examples=[500000], description="预算留出的")
    redeemed_fen: int = Field(examples=[120000], description="其中已用于兑换")
    left_fen: int = Field(examples=[3800000], description="这笔发展金还剩")
    counted_fen: int = Field(examples=[380000], description="算作保障的")
    pledges: list[PledgeView]


class RatioView(View):
    """约到最简的分数，没有舍入。"""

    numerator: int = Field(examples=[19])
    denominator: int = Field(examples=[44])


class PointsBackingView(View):
    """期末积分有没有钱兑换；金额单位是分。"""

    outstanding: int = Field(examples=[8800])
    rate_fen_per_point: int = Field(examples=[100])
    outstanding_fen: int = Field(examples=[880000])
    reserve_fen: int = Field(examples=[0], description="积分兑付准备（2301001）的余额")
    grants: list[BackingGrantView]
    backing_fen: int = Field(examples=[380000])
    coverage: RatioView | None = Field(description="没有未用积分时没有")
    floor_percent: int | None = Field(examples=[30], description="规则规定的下限")
    keeps_floor: bool | None = Field(examples=[True], description="规则没有下限时没有")
    sentence: str = Field(examples=["期末居民手中没有未用的积分，不需要留钱。"])

    @model_validator(mode="before")
    @classmethod
    def _say(cls, figure: dict[str, Any]) -> dict[str, Any]:
        return figure | {"sentence": backing_sentence(figure)}


def _is_older(backing: PointsBackingView | None) -> bool:
    """Disclosures from before stay as they were: what they do not say is left out."""
    return backing is None


class StatementTrialBalanceView(View):
    rows: list[TrialBalanceRowView]
    totals: TrialBalanceTotalsView


class MonthlyView(View):
    month: str = Field(examples=["2026-04"])
    income_fen: int
    expense_fen: int
    issued_points: int
    redeemed_points: int


class FiguresView(View):
    income_statement: IncomeStatementView
    fund_statement: FundStatementView
    points_statement: PointsStatementView
    points_backing: PointsBackingView | None = Field(default=None, exclude_if=_is_older)
    trial_balance: StatementTrialBalanceView
    monthly: list[MonthlyView]


class PublishedDisclosureView(View):
    """A published disclosure as a resident finds it in the list; amounts in fen."""

    title: str = Field(examples=["2026年第二季度财务公示"])
    url: str = Field(examples=["/d/8Zs0oT4vQm2Jr1hWc7xYbA"])
    from_month: str = Field(examples=["2026-04"])
    to_month: str = Field(examples=["2026-06"])
    published_at: datetime
    income_fen: int
    expense_fen: int
    closing_fen: int = Field(description="公共收益期末结余")
    is_superseded: bool = Field(description="已被更正后的公示取代")
    has_documents: bool = Field(description="附有审计报告等文件")

    @classmethod
    def of(cls, row: DisclosureRow, documents: list[DisclosureDocument]) -> PublishedDisclosureView:
        statement = row.figures["income_statement"]
        assert row.published_at is not None
        return cls(
            title=row.title,
            url=f"/d/{row.token}",
            from_month=str(row.first),
            to_month=str(row.last),
            published_at=row.published_at,
            income_fen=statement["income_total_fen"],
            expense_fen=statement["expense_total_fen"],
            closing_fen=statement["closing_fen"],
            is_superseded=row.state == "superseded",
            has_documents=bool(documents),
        )


class CheckpointView(View):
    """The head of the book that the figures were frozen with."""

    size: int
    root_hash: str


class AttachedDocumentView(View):
    document_id: int
    title: str = Field(examples=["2025年度审计报告"])
    filename: str
    media_type: str
    size_bytes: int
    sha256: str
    attached_at: datetime

    @classmethod
    def of(cls, document: DisclosureDocument) -> AttachedDocumentView:
        return cls(
            document_id=document.document_id,
            title=document.title,
            filename=document.filename,
            media_type=document.media_type,
            size_bytes=document.size_bytes,
            sha256=document.sha256.hex(),
            attached_at=document.attached_at,
        )


class DisclosureView(View):
    disclosure_id: int
    number: str = Field(examples=["2026-Q2"])
    title: str = Field(examples=["书香苑2026年第二季度财务公示"])
    from_month: str = Field(examples=["2026-04"])
    to_month: str = Field(examples=["2026-06"])
    state: Literal["draft", "published", "superseded", "discarded"]
    prepared_by: str
    published_by: str | None
    published_at: datetime | None
    figures: FiguresView
    documents: list[AttachedDocumentView]
    public_url: str | None
    pdf_url: str | None
    checkpoint: CheckpointView | None
    supersedes_id: int | None

    @classmethod
    def of(
        cls, row: DisclosureRow, documents: list[DisclosureDocument], *, base_url: str
    ) -> DisclosureView:
        """Make the view; `base_url` is the address that residents use."""
        address = f"{base_url}/d/{row.token}" if row.is_public else None
        return cls.model_validate(
            {
                "disclosure_id": row.disclosure_id,
                "number": row.number,
                "title": row.title,
                "from_month": str(row.first),
                "to_month": str(row.last),
                "state": row.state,
                "prepared_by": row.prepared_by_name,
                "published_by": row.published_by_name,
                "published_at": row.published_at,
                "figures": row.figures,
                "documents": [AttachedDocumentView.of(document) for document in documents],
                "public_url": address,
                "pdf_url": f"{address}.pdf" if address else None,
                "checkpoint": checkpoint_of(row),
                "supersedes_id": row.supersedes_id,
            }
        )


def checkpoint_of(row: DisclosureRow) -> CheckpointView | None:
    """Return the checkpoint of what was published."""
    if row.checkpoint_size is None or row.checkpoint_root is None:
        return None
    return CheckpointView(size=row.checkpoint_size, root_hash=row.checkpoint_root.hex())


class CorrectionView(View):
    """以后月份里冲销本期凭证的一笔；它不改变本期的数字。"""

    entry_no: str = Field(examples=["记-202607-0003"])
    on: date
    corrects: str = Field(examples=["记-202606-0012"], description="被冲销的凭证号")
    amount_fen: int = Field(examples=[-60000], description="红字，负数")
    reason: str = Field(examples=["同一笔记了两次"], description="个人姓名已隐去")


class SealView(View):
    """发布时签名的检查点，以及见证到这一期的见证方。"""

    note: str = Field(
        examples=["sxy/ledger/sxy\n3101\nCsUYapGG…\ntime 2026-07-05T02:00:00.000000Z\n\n— sxy…\n"]
    )
    public_key: str = Field(
        examples=["sxy/ledger/sxy+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"]
    )
    witnesses: list[CosignatureView]


class PublicDisclosureView(View):
    """What anybody may read of a published disclosure; no person's name is in it."""

    estate_name: str
    number: str = Field(examples=["2026-Q2"])
    title: str = Field(examples=["书香苑2026年第二季度财务公示"])
    from_month: str
    to_month: str
    state: Literal["published", "superseded"]
    published_at: datetime
    figures: FiguresView
    documents: list[AttachedDocumentView]
    checkpoint: CheckpointView
    seal: SealView | None
    corrections: list[CorrectionView]
    supersedes_url: str | None = Field(description="本期更正的那一期")
    superseded_by_url: str | None


class NewDisclosure(BaseModel):
    model_config = ConfigDict(extra="forbid")

    from_month: str = Field(max_length=7, examples=["2026-04"])
    to_month: str = Field(max_length=7, examples=["2026-06"])


class NewDisclosureDocument(BaseModel):
    model_config = ConfigDict(extra="forbid")

    document_id: int = Field(strict=True, ge=1)
    title: str = Field(min_length=1, max_length=80, pattern=r"\S", examples=["2025年度审计报告"])


class Nothing(BaseModel):
    """An act that needs no more than its address."""

    model_config = ConfigDict(extra="forbid")


class EntryBehindLineView(View):
    seq: int
    entry_no: str = Field(examples=["记-202604-0001"])
    on: date
    narration: str
    counterparty: str
    documents: int = Field(description="附件张数")
    amount_fen: int
