"""The preview as the desk gets it, and the importers as they are found."""

import sys
from pathlib import Path

import pytest

import ledger
from ledger.intake.importer import (
    BookingResult,
    ImportKindIsUnknown,
    discover_importers,
    importer_of_kind,
)
from ledger.intake.preview import (
    Column,
    Preview,
    PreviewRow,
    RowReason,
    Total,
    status_by_reasons,
)


def test_preview_counts_every_status_and_tells_totals() -> None:
    reason = RowReason("invoice_was_used", "发票号已用过。", "invoice_no", "doubtful")
    preview = Preview(
        kind="cash_book",
        title="公共收益流水账",
        columns=(Column("amount_fen", "金额", "fen"),),
        rows=(
            PreviewRow(6, "new", {"amount_fen": 180_000}, (), "a"),
            PreviewRow(7, "doubtful", {"amount_fen": 60_000}, (reason,), "b"),
        ),
        totals=(Total("income_fen", "收入", 180_000, "fen"),),
        notes=("按工作表“二季度流水”读取。",),
    )
    assert preview.to_json() == {
        "kind": "cash_book",
        "kind_title": "公共收益流水账",
        "columns": [{"key": "amount_fen", "title": "金额", "unit": "fen"}],
        "counts": {"new": 1, "known": 0, "doubtful": 1, "refused": 0, "waiting": 0},
        "totals": [{"key": "income_fen", "title": "收入", "value": 180_000, "unit": "fen"}],
        "notes": ["按工作表“二季度流水”读取。"],
    }
    assert preview.rows[1].to_json() == {
        "row_no": 7,
        "status": "doubtful",
        "values": {"amount_fen": 60_000},
        "reasons": [
            {
                "code": "invoice_was_used",
                "message": "发票号已用过。",
                "field": "invoice_no",
                "severity": "doubtful",
            }
        ],
    }


def test_the_gravest_reason_decides() -> None:
    note = RowReason("n", "提示", severity="note")
    doubt = RowReason("d", "存疑", severity="doubtful")
    refusal = RowReason("r", "不行")
    assert status_by_reasons(()) == "new"
    assert status_by_reasons((note,)) == "new"
    assert status_by_reasons((note, doubt)) == "doubtful"
    assert status_by_reasons((doubt, refusal, note)) == "refused"


def test_result_as_json() -> None:
    assert BookingResult(booked=2, first_seq=7, last_seq=8).to_json() == {
        "booked": 2,
        "skipped_known": 0,
        "left_doubtful": 0,
        "waiting": 0,
        "refused": 0,
        "first_seq": 7,
        "last_seq": 8,
        "notes": [],
    }


FEATURE = """
class _Importer:
    kind, title, permission, columns = "{kind}", "样表", "import", ()

IMPORTERS = (_Importer(),)
"""


def add_feature(folder: Path, name: str, kind: str) -> None:
    (folder / name).mkdir()
    (folder / name / "__init__.py").touch()
    (folder / name / "importers.py").write_text(FEATURE.format(kind=kind), encoding="utf-8")


def test_importers_are_found_in_every_feature(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_feature(tmp_path, "sample_feature_one", "one")
    (tmp_path / "plain_module.py").touch()
    monkeypatch.setattr(ledger, "__path__", [*ledger.__path__, str(tmp_path)])
    try:
        assert discover_importers()["one"].title == "样表"
        assert importer_of_kind("one").kind == "one"
        with pytest.raises(ImportKindIsUnknown, match="样表"):
            importer_of_kind("two")
        add_feature(tmp_path, "sample_feature_two", "one")
        with pytest.raises(ValueError, match="two importers are called one"):
            discover_importers()
    finally:
        for name in [name for name in sys.modules if name.startswith("ledger.sample_feature")]:
            del sys.modules[name]
