"""Find the header among title rows, and the rows that are not details: opening, total, count."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ledger.errors import Refusal
from ledger.intake.sheets import Sheet, SheetRow
from ledger.intake.workbook import Cell

HEADER_ROWS_SEARCHED = 30

RowRole: TypeAlias = Literal["detail", "opening", "total", "count"]


class FileColumnIsMissing(Refusal):
    """No row holds all required columns; `missing` and `found` name them."""

    code = "file_column_is_missing"
    status = 400


class FileColumnIsRepeated(Refusal):
    """Two columns have the same heading, so nobody can say which one counts."""

    code = "file_column_is_repeated"
    status = 400


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column an importer reads: its key in code, its usual heading, and other headings.

    Where a file has several of them, the earliest of `title, *aliases` is read, and the others
    are named as unused.
    """

    key: str
    title: str
    aliases: tuple[str, ...] = ()
    is_required: bool = True

    @property
    def headings(self) -> tuple[str, ...]:
        return (self.title, *self.aliases)


@dataclass(frozen=True, slots=True)
class Header:
    row_no: int
    positions: Mapping[str, int]
    """Column key to the 0-based position in a row."""
    headings: tuple[str, ...]
    """The row's normalised headings, empty string where there is none."""
    unused: tuple[str, ...]
    """Headings, as written, that no column asked for."""


_OPENING_WORDS = frozenset(
    {"上期结余", "上期余额", "上月结余", "上年结余", "上年结转", "期初余额", "期初结余", "承前页"}
)
_TOTAL_WORDS = frozenset(
    {"合计", "总计", "小计", "累计", "本月合计", "本季合计", "本期合计", "本年累计", "过次页"}
)
_COUNT_WORDS = frozenset({"合计笔数", "总笔数", "共计笔数", "记录数", "总记录数"})


def normal_heading(cell: Cell) -> str:
    """Return a heading without spaces, width and case differences; not a text: empty."""
    if not isinstance(cell, str):
        return ""
    return "".join(unicodedata.normalize("NFKC", cell).split()).casefold()


def role_by_word(cells: Iterable[Cell]) -> RowRole:
    """Recognise a row by a cell that says nothing but 合计, 上期结余, 合计笔数 and their like."""
    words = {normal_heading(cell).rstrip(":") for cell in cells}
    if words & _OPENING_WORDS:
        return "opening"
    if words & _COUNT_WORDS:
        return "count"
    return "total" if words & _TOTAL_WORDS else "detail"


def find_header(sheet: Sheet, columns: Sequence[FileColumn]) -> Header:
    """Return the first row, among the first thirty, that holds every required column.

    Raises `FileColumnIsMissing`, measured against the row that came nearest, or
    `FileColumnIsRepeated`.
    """
    required = [column for column in columns if column.is_required]
    nearest: tuple[int, SheetRow | None] = (0, None)
    for row in sheet.rows[:HEADER_ROWS_SEARCHED]:
        headings = [normal_heading(cell) for cell in row.cells]
        positions = _positions(headings, columns)
        hits = sum(column.key in positions for column in required)
        if hits == len(required):
            return _header(row, headings, positions, columns)
        if hits > nearest[0]:
            nearest = (hits, row)
    raise _missing(sheet, nearest[1], required)


def is_repeated_header(row: SheetRow, header: Header) -> bool:
    """Tell a header printed again at a page break."""
    headings = tuple(normal_heading(cell) for cell in row.cells)
    width = max(len(headings), len(header.headings))
    return _padded(headings, width) == _padded(header.headings, width)


def _padded(headings: tuple[str, ...], width: int) -> tuple[str, ...]:
    return headings + ("",) * (width - len(headings))


def _positions(headings: Sequence[str], columns: Sequence[FileColumn]) -> dict[str, int]:
    positions: dict[str, int] = {}
    for column in columns:
        for heading in map(normal_heading, column.headings):
            if heading in headings and column.key not in positions:
                positions[column.key] = headings.index(heading)
    return positions


def _header(
    row: SheetRow,
    headings: list[str],
    positions: dict[str, int],
    columns: Sequence[FileColumn],
) -> Header:
    for column in columns:
        if column.key in positions and headings.count(headings[positions[column.key]]) > 1:
            raise FileColumnIsRepeated(
                f"第 {row.row_no} 行表头里有两列都叫“{column.title}”，"
                "请改名或删去其中一列后再上传。",
                column=column.title,
                row_no=row.row_no,
            )
    used = set(positions.values())
    return Header(
        row_no=row.row_no,
        positions=positions,
        headings=tuple(headings),
        unused=tuple(
            str(cell)
            for position, cell in enumerate(row.cells)
            if cell is not None and position not in used
        ),
    )


def _missing(
    sheet: Sheet, nearest: SheetRow | None, required: Sequence[FileColumn]
) -> FileColumnIsMissing:
    if nearest is None:
        titles = [column.title for column in required]
        return FileColumnIsMissing(
            f"前 {HEADER_ROWS_SEARCHED} 行里找不到表头；这类表应有这些列：{'、'.join(titles)}。",
            missing=list(titles),
            found=[],
        )
    headings = [normal_heading(cell) for cell in nearest.cells]
    positions = _positions(headings, required)
    missing = [column.title for column in required if column.key not in positions]
    found = [str(cell) for cell in nearest.cells if cell is not None]
    return FileColumnIsMissing(
        f"第 {nearest.row_no} 行表头缺少“{'”、“'.join(missing)}”；"
        f"找到的列是：{'、'.join(found)}。请补上缺少的列，或核对是否选错了文件种类。",
        missing=list(missing),
        found=list(found),
        row_no=nearest.row_no,
        sheet=sheet.name,
    )
