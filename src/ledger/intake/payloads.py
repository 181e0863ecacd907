"""What imports and documents say and hear over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ledger.intake.importer import Importer
from ledger.intake.preview import Preview, PreviewRow
from ledger.intake.queries import ImportBatch, StoredDocument


class StoredDocumentView(BaseModel):
    """原始文件；`sha256` is hexadecimal."""

    document_id: int = Field(examples=[5])
    filename: str = Field(examples=["发票.pdf"])
    media_type: str = Field(examples=["application/pdf"])
    size_bytes: int = Field(examples=[20480])
    sha256: str = Field(examples=["9f86d081884c7d659a2f…"])

    @classmethod
    def of(cls, document: StoredDocument) -> StoredDocumentView:
        return cls(
            document_id=document.document_id,
            filename=document.filename,
            media_type=document.media_type,
            size_bytes=document.size_bytes,
            sha256=document.sha256.hex(),
        )


class ImportKindView(BaseModel):
    kind: str = Field(examples=["cash_book"])
    title: str = Field(examples=["公共收益流水账"])
    columns: list[str] = Field(examples=[["日期", "凭证号", "摘要", "类别", "收入", "支出"]])
    permission: str = Field(examples=["import_money"])

    @classmethod
    def of(cls, importer: Importer) -> ImportKindView:
        return cls(
            kind=importer.kind,
            title=importer.title,
            columns=[column.title for column in importer.columns],
            permission=importer.permission,
        )


class ImportKindsView(BaseModel):
    items: list[ImportKindView]


class ColumnView(BaseModel):
    key: str = Field(examples=["income_fen"])
    title: str = Field(examples=["收入"])
    unit: str | None = Field(examples=["fen"])


class CountsView(BaseModel):
    new: int = Field(examples=[55])
    known: int = Field(examples=[0])
    doubtful: int = Field(examples=[3])
    refused: int = Field(examples=[0])
    waiting: int = Field(examples=[0])


class TotalView(BaseModel):
    key: str = Field(examples=["income"])
    title: str = Field(examples=["收入合计"])
    value: int = Field(examples=[12308162])
    unit: str = Field(examples=["fen"])


class ResultView(BaseModel):
    booked: int = Field(examples=[57])
    skipped_known: int = Field(examples=[0])
    left_doubtful: int = Field(examples=[1])
    waiting: int = Field(examples=[0])
    refused: int = Field(examples=[0])
    notes: list[str]

    @classmethod
    def of(cls, result: dict[str, Any]) -> ResultView:
        return cls(**{name: result[name] for name in cls.model_fields})


class ImportView(BaseModel):
    """一次导入；列表里没有预览（columns、counts、totals、notes 为 null）。"""

    import_id: int = Field(examples=[7])
    kind: str = Field(examples=["cash_book"])
    kind_title: str = Field(examples=["公共收益流水账"])
    filename: str = Field(examples=["cashbook_2026Q2.xlsx"])
    sha256: str = Field(examples=["9f86d081884c7d659a2f…"])
    size_bytes: int = Field(examples=[9158])
    document_id: int = Field(examples=[5])
    uploaded_by: str = Field(examples=["财务委员"])
    uploaded_at: datetime
    state: Literal["previewed", "booked"]
    columns: list[ColumnView] | None = None
    counts: CountsView | None = None
    totals: list[TotalView] | None = None
    notes: list[str] | None = None
    result: ResultView | None = None

    @classmethod
    def of(
        cls, batch: ImportBatch, *, kind_title: str, preview: Preview | None = None
    ) -> ImportView:
        shown: dict[str, Any] = {}
        if preview is not None:
            said = preview.to_json()
            shown = {name: said[name] for name in ("columns", "counts", "totals", "notes")}
        return cls(
            import_id=batch.import_id,
            kind=batch.kind,
            kind_title=kind_title,
            filename=batch.filename,
            sha256=batch.sha256.hex(),
            size_bytes=batch.size_bytes,
            document_id=batch.document_id,
            uploaded_by=batch.uploaded_by_name,
            uploaded_at=batch.uploaded_at,
            state="booked" if batch.booked_at is not None else "previewed",
            result=ResultView.of(batch.result) if batch.result is not None else None,
            **shown,
        )


class ReasonView(BaseModel):
    code: str = Field(examples=["invoice_was_used"])
    message: str = Field(examples=["票据号 2651… 已用于第 40 行，请核对是不是重复报销。"])
    field: str | None = Field(examples=["document_no"])
    severity: Literal["refused", "doubtful", "note"]


class PreviewRowView(BaseModel):
    row_no: int = Field(examples=[59])
    status: Literal["new", "known", "doubtful", "refused", "waiting"]
    values: dict[str, str | int | None] = Field(
        examples=[{"on": "2026-06-18", "narration": "楼道灯更换(补票)", "expense_fen": 360000}]
    )
    reasons: list[ReasonView]

    @classmethod
    def of(cls, row: PreviewRow) -> PreviewRowView:
        return cls(
            row_no=row.row_no,
            status=row.status,
            values=dict(row.values),
            reasons=[
                ReasonView(
                    code=reason.code,
                    message=reason.message,
                    field=reason.field,
                    severity=reason.severity,
                )
                for reason in row.reasons
            ],
        )


class Booking(BaseModel):
    """入账：勾选要接受的存疑行。"""

    model_config = ConfigDict(extra="forbid")

    accepted_rows: list[Annotated[int, Field(ge=1, le=10_000_000)]] = Field(
        default_factory=list, max_length=200_000, examples=[[52, 53]]
    )
