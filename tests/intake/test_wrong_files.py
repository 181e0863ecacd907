"""Whatever the bytes are, the answer is a table or a refusal; never another exception."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import ledger
from ledger.errors import Refusal
from ledger.intake.headers import FileColumn
from ledger.intake.reading import read_table
from ledger.intake.source_file import SourceFile

COLUMNS = (FileColumn("on", "日期"), FileColumn("text", "摘要", is_required=False))
FOLDER = Path(ledger.__path__[0]) / "estates" / "sample_estate"
WORKBOOK = (FOLDER / "cashbook_2026Q2.xlsx").read_bytes()
STATEMENT = (FOLDER / "bank_statement_2026Q2.csv").read_bytes()


def read_or_refuse(content: bytes) -> None:
    refusal = None
    try:
        read_table(SourceFile.of("文件", content), COLUMNS)
    except Refusal as raised:
        refusal = raised
    if refusal is not None:
        assert refusal.code != Refusal.code
        assert refusal.sentence.endswith("。")


@given(content=st.binary(max_size=400))
@example(content=b"PK\x03\x04")
@example(content=b"PK\x03\x04" + b"\x00" * 60)
@example(content=b"PK\x05\x06" + b"\x00" * 18)
def test_random_bytes(content: bytes) -> None:
    read_or_refuse(content)


@given(content=st.text(max_size=200))
def test_random_text_in_every_encoding(content: str) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030"):
        read_or_refuse(("日期,摘要\n" + content).encode(encoding, errors="replace"))


@pytest.mark.parametrize("original", [WORKBOOK, STATEMENT], ids=["xlsx", "csv"])
@given(data=st.data())
def test_damaged_real_files(original: bytes, data: st.DataObject) -> None:
    content = bytearray(original)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    read_or_refuse(bytes(content) if cut % 2 else bytes(content[:cut]))
