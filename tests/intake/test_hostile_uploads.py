"""Files that somebody made to do harm: endless, swelling, scripted, misnamed."""

from __future__ import annotations

import gc
import io
import time
import tracemalloc
import warnings
import zipfile
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.app import UPLOAD_BYTES_MAX
from ledger.errors import Refusal
from ledger.intake.documents import download_headers, media_type_of, safe_filename
from ledger.intake.source_file import ReadingLimits
from ledger.intake.workbook import read_workbook
from tests.intake.test_workbook import with_sheet_xml, workbook_of
from tests.web.online import Online, people_of, running

MEGABYTE = 1024 * 1024


@pytest.fixture
async def online(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Online]:
    town = await people_of(engine)
    async with running(engine, tmp_path) as app:
        yield Online(app, engine, town)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("path", ["imports", "documents", "personal-papers"])
async def test_an_upload_without_end_is_cut_off_while_it_comes_in(
    online: Online, path: str
) -> None:
    """Nobody reads to the end to find that it was too much, and the memory stays as it is."""
    browser = await online.signed_in("operator" if path == "personal-papers" else "treasurer")
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield (
            b"--cut\r\nContent-Disposition: form-data; name=kind\r\n\r\ncash_book\r\n"
            b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
        )
        block = b"x" * MEGABYTE
        while sent < 500 * MEGABYTE:
            sent += len(block)
            yield block

    tracemalloc.start()
    try:
        answer = await browser.http.post(
            f"{online.estate}/{path}",
            content=endless(),
            headers={
                "content-type": "multipart/form-data; boundary=cut",
                "Idempotency-Key": "endless",
                "x-csrftoken": browser.http.cookies["csrftoken"],
            },
        )
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        # The framework leaves the file that it began to the garbage collector, which closes it.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()
    assert (answer.status_code, answer.json()["code"]) == (413, "file_is_too_large")
    assert sent <= UPLOAD_BYTES_MAX + 2 * MEGABYTE
    assert peak_bytes < 4 * UPLOAD_BYTES_MAX


# Workbooks ---------------------------------------------------------------------------------------

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "{a}">'
    + "".join(f'<!ENTITY {n} "{f"&{m};" * 10}">' for m, n in pairwise("abcdefghi"))
    + "]>"
).replace("{a}", "欧阳" * 10)
OUTSIDE = '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>'
SHEET = (
    '{before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<sheetData><row r="1"><c r="A1" t="{kind}">{cell}</c></row></sheetData></worksheet>'
)
SHARED = (
    '{before}<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" '
    'uniqueCount="1"><si><t>&i;</t></si></sst>'
)


def with_parts(sheet: str, shared: str) -> bytes:
    """A workbook with this XML for its only sheet and for its shared texts."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(with_sheet_xml(sheet.encode()))) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            is_shared = name == "xl/sharedStrings.xml"
            target.writestr(name, shared.encode() if is_shared else source.read(name))
    return out.getvalue()


@pytest.mark.parametrize("before", [BOMB, OUTSIDE], ids=["swells", "reaches out"])
@pytest.mark.parametrize("where", ["sheet", "shared"])
def test_entities_are_neither_swollen_nor_fetched(before: str, where: str) -> None:
    cell = "<is><t>&i;</t></is>" if where == "sheet" else "<v>0</v>"
    sheet = SHEET.format(
        before=before if where == "sheet" else "",
        kind="inlineStr" if where == "sheet" else "s",
        cell=cell,
    )
    content = with_parts(sheet, SHARED.format(before=before if where == "shared" else ""))
    began = time.perf_counter()
    try:
        said = repr(read_workbook(content, ReadingLimits()))
    except Refusal:
        said = ""
    assert time.perf_counter() - began < 5
    assert "root:" not in said
    assert len(said) < 10_000


def test_a_macro_is_bytes_and_the_file_is_handed_out_as_one_to_save() -> None:
    packed = io.BytesIO(workbook_of(lambda workbook: workbook.add_worksheet().write(0, 0, 5)))
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 Sub Auto_Open() Shell")
    (sheet,) = read_workbook(packed.getvalue(), ReadingLimits())
    assert sheet.rows == ((5,),)
    assert media_type_of("a.xlsm", packed.getvalue()) == "application/octet-stream"
    headers = download_headers("a.xlsm")
    assert headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in headers["Content-Security-Policy"]


# Names -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "C:\\x.csv", "a/../../b.pdf",
        "%2e%2e%2fa.pdf", "a\r\nSet-Cookie: x=1.pdf", 'a";filename="b.html', "a\x00.pdf.exe",
        "发\u202efdp.exe", "．．／a.pdf", "....//a.pdf", ".htaccess", "con", " ", "",
    ],
)  # fmt: skip
def test_a_name_leads_nowhere_and_ends_no_header(name: str) -> None:
    safe = safe_filename(name)
    assert safe
    assert safe not in {".", ".."}
    assert not set(safe) & set('/\\\r\n\x00"\u202e:<>')
    for value in download_headers(safe).values():
        assert value.isascii()
        assert "\r" not in value
        assert "\n" not in value
        assert value.count('"') in {0, 2}


@pytest.mark.parametrize("name", ["a.pdf", "a.png", "a.jpg", "a.xlsx", "a.docx", "a.zip", "a.ofd"])
def test_what_calls_itself_something_else_is_bytes(name: str) -> None:
    for content in (b"<html><script>1</script>", b"<svg onload=alert(1)>", b"MZ\x90", b"#!/bin/sh"):
        assert media_type_of(name, content) == "application/octet-stream"
