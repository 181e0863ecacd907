"""A file and the columns somebody wants, to the rows of a table.

This is what a feature's importer calls first: it decodes, finds the sheet and the header, and
sets aside what is not a detail row. It books nothing and knows no kind of file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ledger.errors import Refusal
from ledger.intake.cells import parse_whole
from ledger.intake.headers import (
    FileColumn,
    FileColumnIsMissing,
    Header,
    RowRole,
    find_header,
    is_repeated_header,
    role_by_word,
)
from ledger.intake.preview import RowReason
from ledger.intake.sheets import Sheet, SheetRow, read_sheets
from ledger.intake.source_file import ReadingLimits, SourceFile
from ledger.intake.workbook import Cell


class FileHasNoRows(Refusal):
    code = "file_has_no_rows"
    status = 400


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row by column key; every column that the file has is present, blank cells are None."""

    row_no: int
    cells: Mapping[str, Cell]
    all_cells: tuple[Cell, ...]
    """The row as it stands in the file, columns nobody asked for included."""
    reasons: tuple[RowReason, ...] = ()
    """What is wrong with the row as a whole."""


@dataclass(frozen=True, slots=True)
class Table:
    """The detail rows, and beside them what the file says about itself."""

    sheet_name: str | None
    source: str
    header_row_no: int
    preamble: tuple[SheetRow, ...]
    """The rows above the header that are not blank: titles, account number, period."""
    rows: tuple[TableRow, ...]
    opening_rows: tuple[TableRow, ...]
    total_rows: tuple[TableRow, ...]
    count_rows: tuple[TableRow, ...]
    notes: tuple[str, ...]
    """Chinese sentences for the preview: what was read, what was left out."""


RoleOf: TypeAlias = Callable[[TableRow], RowRole]


def role_by_words_in_row(row: TableRow) -> RowRole:
    """Return the role that a cell of the row spells out; see `headers.role_by_word`."""
    return role_by_word(row.all_cells)


def read_table(
    file: SourceFile,
    columns: Sequence[FileColumn],
    *,
    role_of: RoleOf = role_by_words_in_row,
    limits: ReadingLimits | None = None,
) -> Table:
    """Return the table of the first sheet that has the header, visible sheets before hidden ones.

    Raises the refusals of `read_sheets`, `FileColumnIsMissing`, `FileColumnIsRepeated`, and
    `FileHasNoRows` when nothing stands below the header.
    """
    sheets = read_sheets(file, limits or ReadingLimits())
    if not sheets:
        raise FileHasNoRows("这个表格文件里没有工作表，请核对后重新上传。")
    candidates = sorted(sheets, key=lambda sheet: not sheet.is_visible)
    sheet, header = _first_with_header(candidates, columns)
    return _table(sheet, header, _sheet_notes(sheet, candidates, columns), role_of)


def _first_with_header(
    sheets: Sequence[Sheet], columns: Sequence[FileColumn]
) -> tuple[Sheet, Header]:
    nearest: FileColumnIsMissing | None = None
    for sheet in sheets:
        try:
            return sheet, find_header(sheet, columns)
        except FileColumnIsMissing as fault:
            # The sheet that came nearest explains best what is missing.
            if nearest is None or _found(fault) > _found(nearest):
                nearest = fault
    assert nearest is not None, "there is at least one sheet"
    raise nearest


def _found(fault: FileColumnIsMissing) -> int:
    found, missing = fault.details["found"], fault.details["missing"]
    assert isinstance(missing, list)
    return -len(missing) if found else -1_000_000


def _sheet_notes(sheet: Sheet, sheets: Sequence[Sheet], columns: Sequence[FileColumn]) -> list[str]:
    notes = [f"按{sheet.source}读取。"]
    if not sheet.is_visible:
        notes.append(f"注意：{sheet.source}是隐藏的工作表。")
    also = [other.name for other in sheets if other is not sheet and _has_header(other, columns)]
    if also:
        names = "”、“".join(name for name in also if name is not None)
        notes.append(f"注意：工作表“{names}”也有同样的表头，没有读取；请分别另存后上传。")
    return notes


def _has_header(sheet: Sheet, columns: Sequence[FileColumn]) -> bool:
    try:
        find_header(sheet, columns)
    except Refusal:
        return False
    return True


def _table(sheet: Sheet, header: Header, notes: list[str], role_of: RoleOf) -> Table:
    by_role: dict[RowRole, list[TableRow]] = {
        "detail": [],
        "opening": [],
        "total": [],
        "count": [],
    }
    repeated_headers: list[int] = []
    for sheet_row in sheet.rows[header.row_no :]:
        if sheet_row.is_blank:
            continue
        if is_repeated_header(sheet_row, header):
            repeated_headers.append(sheet_row.row_no)
            continue
        row = _table_row(sheet_row, header)
        by_role[role_of(row)].append(row)
    if not by_role["detail"]:
        raise FileHasNoRows(
            f"第 {header.row_no} 行表头下面没有明细，请核对后重新上传。", row_no=header.row_no
        )
    notes.append(f"表头在第 {header.row_no} 行，明细 {len(by_role['detail'])} 行。")
    notes.extend(_role_notes(by_role))
    notes.extend(_count_notes(by_role))
    if repeated_headers:
        notes.append(f"第 {_numbers(repeated_headers)} 行是重复的表头，已跳过。")
    if header.unused:
        notes.append(f"没有用到的列：{'、'.join(header.unused)}。")
    return Table(
        sheet_name=sheet.name,
        source=sheet.source,
        header_row_no=header.row_no,
        preamble=tuple(row for row in sheet.rows[: header.row_no - 1] if not row.is_blank),
        rows=tuple(by_role["detail"]),
        opening_rows=tuple(by_role["opening"]),
        total_rows=tuple(by_role["total"]),
        count_rows=tuple(by_role["count"]),
        notes=tuple(notes),
    )


def _role_notes(by_role: Mapping[RowRole, Sequence[TableRow]]) -> list[str]:
    titles: dict[RowRole, str] = {"opening": "期初", "total": "合计", "count": "笔数"}
    return [
        f"第 {_numbers([row.row_no for row in by_role[role]])} 行是{title}行，不作为明细。"
        for role, title in titles.items()
        if by_role[role]
    ]


def _count_notes(by_role: Mapping[RowRole, Sequence[TableRow]]) -> list[str]:
    """Say where the file's own count of rows and ours differ: rows may have been cut out."""
    notes = []
    for row in by_role["count"]:
        parsed = [parse_whole(cell, field="count").value for cell in row.all_cells if cell]
        stated = next((number for number in parsed if number is not None), None)
        if stated is not None and stated != len(by_role["detail"]):
            notes.append(
                f"注意：第 {row.row_no} 行写明共 {stated} 笔，"
                f"实际读到 {len(by_role['detail'])} 行，请核对文件是否完整。"
            )
    return notes


def _numbers(row_nos: Sequence[int]) -> str:
    shown = "、".join(str(row_no) for row_no in row_nos[:10])
    return shown if len(row_nos) <= 10 else f"{shown} 等 {len(row_nos)}"


def _table_row(row: SheetRow, header: Header) -> TableRow:
    width = len(header.headings)
    surplus = [cell for cell in row.cells[width:] if cell is not None]
    reasons = (
        (
            RowReason(
                "row_is_wider_than_header",
                f"这一行比表头多出 {len(surplus)} 格，列可能已错位（文字里的逗号要加引号）。",
            ),
        )
        if surplus
        else ()
    )
    return TableRow(
        row_no=row.row_no,
        cells={
            key: row.cells[position] if position < len(row.cells) else None
            for key, position in header.positions.items()
        },
        all_cells=row.cells,
        reasons=reasons,
    )
