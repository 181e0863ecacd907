"""XLSX to rows of typed cells, and the guard that stands before the parser.

The parser (calamine) is fast because it trusts its input: it unpacks whatever the archive
declares, allocates the full rectangle between the first and the last cell, and reads an error
value or a formula that was never calculated as an empty cell. So the parts are measured here
first, and those two kinds of cell get their visible text back: an amount that is not there must
not look like an amount that was left out.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from html import unescape
from itertools import chain, pairwise
from typing import TypeAlias

import python_calamine

from ledger.errors import Refusal
from ledger.intake.shared_texts import copied_bytes, shared_lengths
from ledger.intake.source_file import FileIsTooLarge, ReadingLimits

Cell: TypeAlias = "str | int | Decimal | date | datetime | time | None"


class WorkbookIsBroken(Refusal):
    code = "workbook_is_broken"
    status = 400


class WorkbookIsEncrypted(Refusal):
    code = "workbook_is_encrypted"
    status = 400


@dataclass(frozen=True, slots=True)
class Worksheet:
    name: str
    is_visible: bool
    rows: tuple[tuple[Cell, ...], ...]
    """Row n of the sheet is `rows[n - 1]`."""


@dataclass(slots=True)
class _SheetPart:
    """What one pass over a sheet's XML found: its extent, and cells the parser would blank."""

    last_row: int = 0
    last_column: int = 0
    texts: dict[tuple[int, int], str] = field(default_factory=dict)


_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK_BYTES = 1024 * 1024
# What the parser would turn to if it could not read the workbook that was measured.
_OTHER_FORMATS = ("workbook.bin", "content.xml")
# A tag's attributes: quoted values may hold ">", and "<" is allowed nowhere.
_ATTRIBUTES = rb"((?:[^<>\"'/]|/(?!>)|\"[^\"<]*\"|'[^'<]*')*)"
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)\b" + _ATTRIBUTES + rb"(/?)>")
_ROW_OR_CELL_START = re.compile(rb"<(?:\w+:)?(?:row|c)[\s/>]")
_CELL_END = re.compile(rb"</(?:\w+:)?c\s*>")
_MAY_BE_BLANKED = re.compile(rb"\bt\s*=\s*[\"']e[\"']|<(?:\w+:)?f[\s/>]")
# What nearly every writer writes, and then anything that is well formed.
_PLAIN_REFERENCE = re.compile(rb"\s+r=\"([A-Z]{0,3})([1-9]\d{0,6})\"(?:\s+\w+=\"[\w:. ]*\")*\s*")
_REFERENCE = re.compile(rb"([A-Za-z]{0,3})([1-9]\d{0,6})")
_WELL_FORMED = re.compile(rb"(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*\s*")
_TYPE_IS_ERROR = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
# A pattern that could run over the next "<", or along a name without end, would begin its run
# anew at each of a million places.
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^<>]*>([^<]*)</")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^<>]*?(?:/>|>([^<]*)</)")
_TAG = re.compile(rb"<(?:\w+:)?(sheet|Relationship)\b([^<>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:.-]{1,80})\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def looks_like_workbook(content: bytes) -> bool:
    """Tell whether the bytes are a ZIP archive, or the shell of an encrypted workbook."""
    return content.startswith(b"PK\x03\x04") or _is_encrypted(content)


def read_workbook(content: bytes, limits: ReadingLimits) -> tuple[Worksheet, ...]:
    """Return every worksheet in workbook order.

    Raises `WorkbookIsEncrypted`, `WorkbookIsBroken`, or `FileIsTooLarge` for an archive that
    unpacks beyond the limits or a sheet that spans more cells than they allow.
    """
    if _is_encrypted(content):
        raise WorkbookIsEncrypted(
            "表格设有打开密码，请在 WPS 或 Excel 里取消密码、另存为 .xlsx 后再上传。"
        )
    sheet_parts = _measured_sheets(content, limits)
    try:
        with python_calamine.load_workbook(io.BytesIO(content)) as workbook:
            return tuple(_worksheets(workbook, sheet_parts, limits))
    except python_calamine.PasswordError as fault:
        raise WorkbookIsEncrypted("表格设有密码，请取消密码后再上传。") from fault
    except Refusal:
        raise
    except Exception as fault:
        raise _broken(f"解析失败：{type(fault).__name__}") from fault
    except BaseException as fault:
        # A panic of the Rust parser is not an Exception; every other such class is not ours.
        if type(fault).__name__ != "PanicException":
            raise
        raise _broken("解析失败") from fault


def _broken(why: str) -> WorkbookIsBroken:
    return WorkbookIsBroken(
        f"这个 .xlsx 打不开（{why}），请用 WPS 或 Excel 打开后另存一份再上传。", why=why
    )


def _is_encrypted(content: bytes) -> bool:
    return content.startswith(_OLE_MAGIC) and "EncryptedPackage".encode("utf-16-le") in content


def _worksheets(
    workbook: python_calamine.CalamineWorkbook,
    sheet_parts: Mapping[str, _SheetPart],
    limits: ReadingLimits,
) -> Iterator[Worksheet]:
    grid_cells = 0
    for metadata in workbook.sheets_metadata:
        if metadata.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        if metadata.name not in sheet_parts:
            # Reading it would mean trusting a part that nobody has measured.
            raise _broken(f"找不到工作表“{metadata.name}”的内容")
        part = sheet_parts[metadata.name]
        grid_cells += part.last_row * part.last_column
        _check_extent(metadata.name, part, grid_cells, limits)
        values = workbook.get_sheet_by_name(metadata.name).to_python(skip_empty_area=False)
        rows = [[_cell(value) for value in row] for row in values]
        for (row_no, column_no), text in part.texts.items():
            _put(rows, row_no, column_no, text)
        yield Worksheet(
            name=metadata.name,
            is_visible=metadata.visible == python_calamine.SheetVisibleEnum.Visible,
            rows=tuple(tuple(row) for row in rows),
        )


def _check_extent(name: str, part: _SheetPart, grid_cells: int, limits: ReadingLimits) -> None:
    """Refuse a sheet that is too large; `grid_cells` counts it and the sheets before it."""
    if (
        part.last_row > limits.rows
        or part.last_column > limits.columns
        or grid_cells > limits.grid_cells
    ):
        raise FileIsTooLarge(
            f"工作表“{name}”一直用到第 {part.last_row} 行、第 {part.last_column} 列，超过上限；"
            "请删去表格以外的内容，或按月份拆开后分别上传。",
            sheet=name,
            last_row=part.last_row,
            last_column=part.last_column,
        )


def _put(rows: list[list[Cell]], row_no: int, column_no: int, text: str) -> None:
    while len(rows) < row_no:
        rows.append([])
    row = rows[row_no - 1]
    row.extend([None] * (column_no - len(row)))
    row[column_no - 1] = text


def _cell(
    value: float | str | bool | time | date | datetime | timedelta,
) -> Cell:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value.replace("_x000D_", "").strip() or None
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, timedelta):
        return _duration(value)
    return value


def _number(value: float) -> int | Decimal | str:
    """Return what the spreadsheet shows: it keeps fifteen significant digits, never more."""
    number = Decimal(format(value, ".15g"))
    if not number.is_finite():
        return str(number)
    return int(number) if number == number.to_integral_value() else number


def _duration(value: timedelta) -> time | str:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    if not sign and hours < 24:
        return time(hours, minutes, seconds)
    return f"{sign}{hours}:{minutes:02d}:{seconds:02d}"


def _measured_sheets(content: bytes, limits: ReadingLimits) -> dict[str, _SheetPart]:
    """Unpack each member once, counting bytes, and return what each named sheet spans."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, IndexError) as fault:
        raise _broken("压缩结构已损坏") from fault
    if len(members) > limits.packed_members:
        raise FileIsTooLarge("这个 .xlsx 里的部件太多，不像一张表格，请另存一份再上传。")
    room = limits.unpacked_bytes
    parts: dict[str, _SheetPart] = {}
    texts: dict[str, bytes] = {}
    sheets: list[bytes] = []
    shared: list[list[int]] = []
    for member in members:
        unpacked = _unpack(content, member, room)
        room -= len(unpacked)
        if member.filename.lower().endswith(_OTHER_FORMATS):
            raise _broken("里面是另一种格式的表格")
        if b"sheetData" in unpacked or member.filename.startswith("xl/worksheets/"):
            parts[member.filename.lstrip("/")] = _measure(unpacked)
            sheets.append(unpacked)
        elif member.filename.lower().endswith("sharedstrings.xml"):
            shared.append(shared_lengths(unpacked))
        elif member.filename.lower().endswith(("workbook.xml", "workbook.xml.rels")):
            texts[member.filename.lstrip("/")] = unpacked
    if copied_bytes(sheets, shared, enough=limits.unpacked_bytes) > limits.unpacked_bytes:
        raise _bomb()
    return _named(parts, texts)


def _unpack(content: bytes, member: zipfile.ZipInfo, room: int) -> bytes:
    """Inflate a member by its packed bytes, since the declared size may be a lie."""
    if member.flag_bits & 0x1:
        raise WorkbookIsEncrypted("表格设有密码，请取消密码后再上传。")
    header = content[member.header_offset : member.header_offset + 30]
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise _broken("压缩结构已损坏")
    name_bytes = int.from_bytes(header[26:28], "little")
    extra_bytes = int.from_bytes(header[28:30], "little")
    start = member.header_offset + 30 + name_bytes + extra_bytes
    packed = content[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        unpacked = packed
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        unpacked = _inflate(packed, room)
    else:
        raise _broken("压缩方式不受支持")
    if len(unpacked) > room:
        raise _bomb()
    return unpacked


def _inflate(packed: bytes, room: int) -> bytes:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    unpacked = bytearray()
    try:
        while packed and not inflater.eof:
            unpacked += inflater.decompress(packed, _CHUNK_BYTES)
            packed = inflater.unconsumed_tail
            if len(unpacked) > room:
                raise _bomb()
    except zlib.error as fault:
        raise _broken("压缩内容已损坏") from fault
    return bytes(unpacked)


def _bomb() -> FileIsTooLarge:
    return FileIsTooLarge("这个 .xlsx 解开后太大，请删去表格以外的内容后再上传。", unpacked=True)


def _measure(xml: bytes) -> _SheetPart:
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in xml[:64]:
        raise _broken("工作表的编码不受支持")
    part = _SheetPart()
    may_be_blanked = _MAY_BE_BLANKED.search(xml) is not None
    row_no = column_no = found = 0
    for tag, following in pairwise(chain(_ROW_OR_CELL.finditer(xml), (None,))):
        assert tag is not None
        found += 1
        named_column_no, named_row_no = _position(tag.group(2))
        if tag.group(1) == b"row":
            row_no, column_no = named_row_no or row_no + 1, 0
            continue
        row_no, column_no = named_row_no or row_no, named_column_no or column_no + 1
        if tag.group(3):
            continue  # Formatting without a value; the parser leaves it out, too.
        part.last_row = max(part.last_row, row_no)
        part.last_column = max(part.last_column, column_no)
        if may_be_blanked:
            stop = following.start() if following else len(xml)
            end = _CELL_END.search(xml, tag.end(), stop)
            body = xml[tag.end() : end.start() if end else stop]
            text = _blanked_text(tag.group(2), body)
            if text is not None:
                part.texts[row_no, column_no] = text
    if b"<!DOCTYPE" in xml or found != len(_ROW_OR_CELL_START.findall(xml)):
        raise _broken("工作表的内容不合规范")
    return part


def _position(attributes: bytes) -> tuple[int, int]:
    """Return column and row of a cell, 0 and row of a row, zeros where it has no reference.

    Anything else is refused: the parser wraps large numbers around and allocates what is left.
    """
    plain = _PLAIN_REFERENCE.fullmatch(attributes)
    if plain is not None:
        return _column_no(plain.group(1)), int(plain.group(2))
    if _WELL_FORMED.fullmatch(attributes) is None:
        raise _broken("工作表的内容不合规范")
    references = [
        attribute.group(2) or attribute.group(3) or b""
        for attribute in _ATTRIBUTE.finditer(attributes)
        if attribute.group(1) == b"r"
    ]
    if not references:
        return 0, 0
    match = _REFERENCE.fullmatch(references[0])
    if match is None or len(references) > 1:
        raise _broken("单元格的位置不合规范")
    return _column_no(match.group(1)), int(match.group(2))


def _column_no(letters: bytes) -> int:
    column_no = 0
    for letter in letters.upper():
        column_no = column_no * 26 + letter - 64
    return column_no


def _blanked_text(attributes: bytes, body: bytes) -> str | None:
    """Return the visible text of an error value or of a formula that was never calculated."""
    value = _VALUE.search(body)
    if _TYPE_IS_ERROR.search(attributes):
        return _decoded(value.group(1)) if value else "#ERROR"
    formula = _FORMULA.search(body)
    if formula is None or (value is not None and value.group(1).strip()):
        return None
    if b't="str"' in attributes:
        return None  # A formula whose calculated text is empty.
    return "=" + _decoded(formula.group(1) or b"")


def _decoded(text: bytes) -> str:
    return unescape(text.decode("utf-8", errors="replace"))


def _named(parts: Mapping[str, _SheetPart], texts: Mapping[str, bytes]) -> dict[str, _SheetPart]:
    """Match the sheet names of workbook.xml to the parts they point to."""
    named: dict[str, _SheetPart] = {}
    for path, workbook_xml in texts.items():
        if not path.lower().endswith("workbook.xml"):
            continue
        folder = posixpath.dirname(path)
        targets = {
            attributes.get("Id", ""): attributes.get("Target", "")
            for attributes in _tags(
                texts.get(f"{folder}/_rels/workbook.xml.rels", b""), b"Relationship"
            )
        }
        for attributes in _tags(workbook_xml, b"sheet"):
            # The prefix of the relationship id is the writer's choice.
            ids = [value for key, value in attributes.items() if key.endswith(":id")]
            target = targets.get(ids[0], "") if ids else ""
            full_path = posixpath.normpath(
                target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            )
            if full_path in parts and "name" in attributes:
                named[attributes["name"]] = parts[full_path]
    return named


def _tags(xml: bytes, name: bytes) -> Iterator[dict[str, str]]:
    for tag in _TAG.finditer(xml):
        if tag.group(1) == name:
            yield {
                attribute.group(1).decode("utf-8", errors="replace"): _decoded(
                    attribute.group(2) or attribute.group(3) or b""
                )
                for attribute in _ATTRIBUTE.finditer(tag.group(2))
            }
