"""A file as sheets of typed cells with their source row numbers, whatever it was saved as."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ledger.errors import Refusal
from ledger.intake.encodings import decode_text
from ledger.intake.source_file import FileIsTooLarge, ReadingLimits, SourceFile, check_size
from ledger.intake.workbook import Cell, looks_like_workbook, read_workbook


class FileTableIsBroken(Refusal):
    """A quote that never closes, or text behind a closing quote: the columns cannot be trusted."""

    code = "file_table_is_broken"
    status = 400


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row; `row_no` is the number that a spreadsheet shows beside it, from 1."""

    row_no: int
    cells: tuple[Cell, ...]

    @property
    def is_blank(self) -> bool:
        return all(cell is None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table page. `name` is None for CSV; `source` says in Chinese how it was read."""

    name: str | None
    is_visible: bool
    source: str
    rows: tuple[SheetRow, ...]


_DELIMITERS = (",", ";", "\t")
_DELIMITER_TITLES = {",": "逗号", ";": "分号", "\t": "制表符"}
_SNIFFED_ROWS = 60
_PROTECTED_TEXT = re.compile(r'="(.*)"', re.DOTALL)


def read_sheets(file: SourceFile, limits: ReadingLimits) -> tuple[Sheet, ...]:
    """Return the sheets of a file: all worksheets of an XLSX, or the one table of a CSV.

    Raises `FileIsEmpty`, `FileIsTooLarge`, `FileKindIsUnknown`, `FileEncodingIsUnreadable`,
    `FileTableIsBroken`, `WorkbookIsBroken`, `WorkbookIsEncrypted`.
    """
    check_size(file, limits)
    if looks_like_workbook(file.content):
        return tuple(
            Sheet(
                name=worksheet.name,
                is_visible=worksheet.is_visible,
                source=f"工作表“{worksheet.name}”",
                rows=tuple(
                    SheetRow(row_no, cells) for row_no, cells in enumerate(worksheet.rows, start=1)
                ),
            )
            for worksheet in read_workbook(file.content, limits)
        )
    return (_text_sheet(file.content, limits),)


def _text_sheet(content: bytes, limits: ReadingLimits) -> Sheet:
    decoded = decode_text(content)
    # A field is bounded by its file's size; the reader's own bound is an error, not an answer.
    csv.field_size_limit(max(csv.field_size_limit(), len(decoded.text) + 1))
    delimiter = _delimiter(decoded.text)
    rows: list[SheetRow] = []
    for row_no, fields in enumerate(_records(decoded.text, delimiter), start=1):
        if row_no > limits.rows or len(fields) > limits.columns:
            raise FileIsTooLarge(
                f"表格超过 {limits.rows} 行或 {limits.columns} 列，请按月份拆开后分别上传。",
                row_no=row_no,
            )
        rows.append(SheetRow(row_no, tuple(_text_cell(field) for field in fields)))
    return Sheet(
        name=None,
        is_visible=True,
        source=f"文本表格，{decoded.encoding} 编码，{_DELIMITER_TITLES[delimiter]}分隔",
        rows=tuple(rows),
    )


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    # One record is one row of a spreadsheet, empty lines included; a quoted line break is not a
    # new row.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row_no = 0
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise FileTableIsBroken(
                f"第 {row_no + 1} 行的引号不成对，后面的列会错位；请检查这一行，"
                "或用 WPS、Excel 另存为 .xlsx 再上传。",
                row_no=row_no + 1,
            ) from fault
        row_no += 1
        yield record


def _delimiter(text: str) -> str:
    """Return the delimiter under which most rows have the same, largest number of fields.

    A title line or a tab before an account number does not outvote the table below it. Equal
    votes go to the comma.
    """
    declared = re.match(r"sep=([,;\t])\r?\n", text)
    if declared:
        return declared.group(1)
    lines = [line for line in text.splitlines() if line.strip()][:_SNIFFED_ROWS]
    return max(_DELIMITERS, key=lambda delimiter: _votes(lines, delimiter))


def _votes(lines: list[str], delimiter: str) -> int:
    widths = Counter(len(record) for record in csv.reader(lines, delimiter=delimiter))
    return max(((width - 1) * count for width, count in widths.items()), default=0)


def _text_cell(field: str) -> str | None:
    """Strip the tab, blanks or `="…"` that programs put around long numbers."""
    text = field.strip()
    protected = _PROTECTED_TEXT.fullmatch(text)
    return (protected.group(1).strip() if protected else text) or None
