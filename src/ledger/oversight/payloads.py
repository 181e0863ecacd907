"""What oversight says over HTTP; amounts in fen."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from ledger.oversight.rules import ExceptionFound


class RecordView(BaseModel):
    """例外依据的一条记录，和能看它的页面。"""

    words: str = Field(examples=["服务记录 12（周末清扫）"])
    href: str = Field(examples=["/ui/desk/service-records/12"])


class ExceptionView(BaseModel):
    """一条例外：一句话，指向凭证、待审凭证、导入的文件或所依据的记录。"""

    key: str = Field(examples=["split_purchase:53"])
    kind: str = Field(examples=["split_purchase"])
    kind_title: str = Field(examples=["疑似拆分付款"])
    sentence: str = Field(examples=["同一天付给青禾园艺 2 笔各 600.00 元，合计 1200.00 元……"])
    seq: int | None = Field(examples=[53])
    prepared_entry_id: int | None = Field(examples=[53])
    import_id: int | None = None
    amount_fen: int | None = Field(examples=[120000])
    on: date | None
    records: list[RecordView]

    @classmethod
    def of(cls, found: ExceptionFound) -> ExceptionView:
        return cls(
            key=found.key,
            kind=found.kind.value,
            kind_title=found.kind.chinese_title,
            sentence=found.sentence,
            seq=found.seq,
            prepared_entry_id=found.prepared_entry_id,
            import_id=found.import_id,
            amount_fen=found.amount_fen,
            on=found.on,
            records=[RecordView(words=each.words, href=each.href) for each in found.records],
        )


class ExceptionsView(BaseModel):
    items: list[ExceptionView]
