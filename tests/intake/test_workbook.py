"""Spreadsheets: what the parser gives, what it hides, and what must never reach it."""

import contextlib
import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from time import perf_counter

import pytest
import xlsxwriter

from ledger.errors import Refusal
from ledger.intake.source_file import FileIsTooLarge, ReadingLimits
from ledger.intake.workbook import (
    WorkbookIsBroken,
    WorkbookIsEncrypted,
    Worksheet,
    looks_like_workbook,
    read_workbook,
)

LIMITS = ReadingLimits()
MOMENT = datetime.combine(date(2026, 4, 1), time(9, 7))


_SHARED_TEXTS = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>'


def workbook_of(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream)
    fill(workbook)
    workbook.close()
    return stream.getvalue()


def with_sheet_xml(sheet_xml: bytes, *, shared_texts: bytes = b"", sheets: int = 1) -> bytes:
    """A workbook each of whose sheets has this XML; the shared texts are `<si>` elements."""

    def fill(workbook: xlsxwriter.Workbook) -> None:
        for number in range(sheets):
            # A text cell, so that there is a part for shared texts.
            workbook.add_worksheet(f"表{number or ''}").write(0, 0, "x")

    plain = workbook_of(fill)
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(plain)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            part = sheet_xml if name.startswith("xl/worksheets/") else source.read(name)
            if name == "xl/sharedStrings.xml" and shared_texts:
                part = _SHARED_TEXTS % shared_texts
            target.writestr(name, part)
    return stream.getvalue()


def sheet_data(rows: bytes) -> bytes:
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<sheetData>" + rows + b"</sheetData></worksheet>"
    )


def only_sheet(content: bytes) -> Worksheet:
    (sheet,) = read_workbook(content, LIMITS)
    return sheet


def test_numbers_dates_and_times_come_back_exactly() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet("表")
        as_moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        as_day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        as_time = workbook.add_format({"num_format": "hh:mm"})
        as_duration = workbook.add_format({"num_format": "[h]:mm"})
        sheet.write_row(0, 0, [1218.4, 0.1 + 0.2, 1800, -12, "  停车\t", True, 123456789012345])
        sheet.write(1, 0, MOMENT, as_moment)
        sheet.write(1, 1, date(2026, 4, 1), as_day)
        sheet.write(1, 2, time(9, 7), as_time)
        sheet.write(1, 3, 1.5, as_duration)
        sheet.write(1, 4, 0.25, as_duration)

    assert only_sheet(workbook_of(fill)).rows == (
        (Decimal("1218.4"), Decimal("0.3"), 1800, -12, "停车", "TRUE", 123456789012345),
        (MOMENT, date(2026, 4, 1), time(9, 7), "36:00:00", time(6), None, None),
    )


def test_error_values_and_uncalculated_formulas_keep_their_visible_text() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet("表")
        sheet.write(0, 0, "收入")
        sheet.write_formula(1, 0, "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, 0, "=SUM(A1,A2)", None, "")
        sheet.write_formula(3, 0, "=1+2", None, 3)
        sheet.write_formula(9, 3, '="a"&"<b>"', None, "")

    rows = only_sheet(workbook_of(fill)).rows
    assert [row[0] for row in rows[:4]] == ["收入", "#DIV/0!", "=SUM(A1,A2)", 3]
    assert rows[9][3] == '="a"&"<b>"'


def test_every_sheet_is_listed_and_hidden_ones_are_marked() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        workbook.add_worksheet("说明").write(0, 0, "填表须知")
        hidden = workbook.add_worksheet("旧表")
        hidden.hide()
        hidden.write(4, 2, "z")

    sheets = read_workbook(workbook_of(fill), LIMITS)
    assert [(sheet.name, sheet.is_visible) for sheet in sheets] == [("说明", True), ("旧表", False)]
    assert sheets[1].rows[4] == (None, None, "z")


def test_one_cell_in_the_last_corner_does_not_fill_the_memory() -> None:
    content = workbook_of(
        lambda workbook: workbook.add_worksheet("表").write(1_048_575, 16_383, "x") and None
    )
    with pytest.raises(FileIsTooLarge) as refusal:
        read_workbook(content, LIMITS)
    assert refusal.value.details["last_column"] == 16_384


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1048576"><c><v>1</v></c></row>',
        b'<row r="1"><c s="/>" r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1"><c x:r="A1" r="XFD1048576"><v>1</v></c></row>',
        b"<row r='1'><c r='xfd1048576'><v>1</v></c></row>",
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="ZZ900000"><v>1</v></c></row>',
    ],
    ids=[
        "row number only",
        "tag end inside quotes",
        "another r",
        "other quotes, small letters",
        "two corners",
    ],
)
def test_a_far_cell_is_found_however_it_is_written(rows: bytes) -> None:
    with pytest.raises(FileIsTooLarge):
        read_workbook(with_sheet_xml(sheet_data(rows)), LIMITS)


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1"><c s="<" r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1"><c s="1 r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1"><c r="A99999999999999999999"><v>1</v></c></row>',
        b'<row r="1"><c r="A1" r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1"><c r="A&#49;"><v>1</v></c></row>',
        b'<row r="1"><c r="A0"><v>1</v></c></row>',
        b"<!DOCTYPE x>",
    ],
    ids=[
        "tag start inside quotes",
        "open quotes",
        "row number that wraps",
        "two references",
        "entity",
        "row zero",
        "document type",
    ],
)
def test_a_sheet_that_cannot_be_measured_is_not_read(rows: bytes) -> None:
    with pytest.raises(WorkbookIsBroken):
        read_workbook(with_sheet_xml(sheet_data(rows)), LIMITS)


def test_formatting_to_the_last_column_is_no_reason_to_refuse() -> None:
    rows = b'<row r="1"><c r="A1"><v>7</v></c><c r="XFD1" s="1"/></row>'
    assert only_sheet(with_sheet_xml(sheet_data(rows))).rows == ((7,),)


def test_a_part_that_inflates_beyond_the_limit_is_not_unpacked() -> None:
    bomb = with_sheet_xml(sheet_data(b" " * 30_000_000))
    assert len(bomb) < 60_000
    with pytest.raises(FileIsTooLarge):
        read_workbook(bomb, ReadingLimits(unpacked_bytes=10_000_000))


@pytest.mark.parametrize("place", [b"0", b" 0 ", b"+0", b"&#48;", b"<![CDATA[0]]>"])
def test_one_long_text_is_not_copied_into_a_thousand_cells(place: bytes) -> None:
    rows = b'<row r="1">' + b'<c t="s"><v>%s</v></c>' % place * 500 + b"</row>"
    text = b"<si><t>" + b"A" * 1_000_000 + b"</t></si>"
    bomb = with_sheet_xml(sheet_data(rows), shared_texts=text)
    assert len(bomb) < 20_000
    with pytest.raises(FileIsTooLarge):
        read_workbook(bomb, ReadingLimits(unpacked_bytes=10_000_000))


def test_one_long_text_among_many_numbers_is_read() -> None:
    row = b'<row><c t="s"><v>1</v></c><c><v>12.5</v></c><c><v>700</v></c></row>'
    rows = b'<row><c t="s"><v>0</v></c></row>' + row * 100
    texts = b"<si><t>" + b"A" * 200_000 + b"</t></si><si><t>B</t></si>"
    content = with_sheet_xml(sheet_data(rows), shared_texts=texts)
    (sheet,) = read_workbook(content, ReadingLimits(unpacked_bytes=1_000_000))
    assert sheet.rows[0][0] == "A" * 200_000
    assert sheet.rows[-1] == ("B", Decimal("12.5"), 700)


def test_many_sheets_share_one_limit() -> None:
    corner = sheet_data(b'<row r="1000"><c r="Z1000"><v>1</v></c></row>')
    limits = ReadingLimits(grid_cells=60_000)
    assert len(read_workbook(with_sheet_xml(corner, sheets=2), limits)) == 2
    with pytest.raises(FileIsTooLarge):
        read_workbook(with_sheet_xml(corner, sheets=3), limits)


@pytest.mark.parametrize(
    "rows",
    [
        b'<row><c t="e">' + b'<c t="e">' * 100_000 + b"</c></row>",
        b'<row><c t="e">' + b"<v " * 200_000 + b"</c></row>",
        b"<row><c>" + b"<f " * 200_000 + b"</c></row>",
    ],
    ids=["cells that never end", "values that never end", "formulas that never end"],
)
def test_measuring_takes_a_moment_whatever_the_file_says(rows: bytes) -> None:
    began = perf_counter()
    with contextlib.suppress(Refusal):
        read_workbook(with_sheet_xml(sheet_data(rows)), LIMITS)
    assert perf_counter() - began < 5


def test_names_in_the_workbook_part_are_found_in_a_moment() -> None:
    began = perf_counter()
    for junk in (b"<sheet " * 200_000, b"<sheet " + b"a" * 1_000_000 + b">"):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", junk)
        with pytest.raises(WorkbookIsBroken):
            read_workbook(stream.getvalue(), LIMITS)
    assert perf_counter() - began < 5


def test_another_format_in_the_same_archive_is_not_read_instead() -> None:
    plain = with_sheet_xml(sheet_data(b'<row r="1"><c r="A1"><v>7</v></c></row>'))
    for other in ("xl/workbook.bin", "content.xml"):
        stream = io.BytesIO(plain)
        with zipfile.ZipFile(stream, "a") as archive:
            archive.writestr(other, b"x")
        with pytest.raises(WorkbookIsBroken, match="另一种格式"):
            read_workbook(stream.getvalue(), LIMITS)


def test_the_declared_size_is_not_believed() -> None:
    bomb = bytearray(with_sheet_xml(sheet_data(b" " * 30_000_000)))
    at = bomb.index(b"PK\x01\x02")
    while bomb[at : at + 4] == b"PK\x01\x02":
        name, extra, comment = struct.unpack_from("<HHH", bomb, at + 28)
        struct.pack_into("<I", bomb, at + 24, 100)
        at += 46 + name + extra + comment
    with pytest.raises(FileIsTooLarge):
        read_workbook(bytes(bomb), ReadingLimits(unpacked_bytes=10_000_000))


def test_archives_of_too_many_members_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(30):
            archive.writestr(f"{number}.xml", b"")
    with pytest.raises(FileIsTooLarge):
        read_workbook(stream.getvalue(), ReadingLimits(packed_members=20))


def test_an_encrypted_workbook_is_told_apart_from_an_old_one() -> None:
    shell = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
    encrypted = shell + "EncryptedPackage".encode("utf-16-le")
    assert looks_like_workbook(encrypted)
    assert not looks_like_workbook(shell)
    with pytest.raises(WorkbookIsEncrypted, match="密码"):
        read_workbook(encrypted, LIMITS)


def test_a_cut_or_foreign_archive_is_refused() -> None:
    content = workbook_of(lambda workbook: workbook.add_worksheet("表").write(0, 0, "x") and None)
    with pytest.raises(WorkbookIsBroken, match="另存"):
        read_workbook(content[: len(content) // 2], LIMITS)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", b"hello")
    with pytest.raises(WorkbookIsBroken):
        read_workbook(stream.getvalue(), LIMITS)
