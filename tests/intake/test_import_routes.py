"""Uploads, previews, bookings and documents over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ledger.intake.documents import download_headers, media_type_of, safe_filename
from ledger.intake.importer import discover_importers
from ledger.intake.routes import IMPORTS_OF
from tests.conftest import Database
from tests.funds.desk import Desk, open_desk
from tests.funds.estate import SAMPLES

CASH_BOOK = (SAMPLES / "cashbook_2026Q2.xlsx").read_bytes()


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(database, tmp_path) as desk:
        await desk.sign_in("treasurer")
        yield desk


async def upload_cash_book(desk: Desk, key: str | None = None) -> dict[str, Any]:
    answer = await desk.upload(
        "/imports", CASH_BOOK, filename="cashbook_2026Q2.xlsx", kind="cash_book", key=key
    )
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_every_kind_of_file_belongs_to_a_role() -> None:
    importers = discover_importers()
    assert {importer.permission for importer in importers.values()} == set(IMPORTS_OF)
    assert {"cash_book", "fund_grants"} <= set(importers)


async def test_each_role_sees_the_kinds_it_may_import(desk: Desk) -> None:
    kinds = {item["kind"]: item for item in (await desk.get("/import-kinds"))["items"]}
    assert {"dwellings", "cash_book", "fund_grants"} <= set(kinds)
    assert "service_signin" not in kinds
    assert kinds["cash_book"]["columns"][:3] == ["日期", "凭证号", "摘要"]
    await desk.sign_in("organiser")
    kinds = {item["kind"]: item for item in (await desk.get("/import-kinds"))["items"]}
    assert "cash_book" not in kinds
    await desk.sign_in("supervisor")
    assert (await desk.get("/import-kinds"))["items"] == []


async def test_upload_preview_rows_and_book(desk: Desk) -> None:
    uploaded = await upload_cash_book(desk)
    assert uploaded["state"] == "previewed"
    assert uploaded["sha256"] == sha256(CASH_BOOK).hexdigest()
    assert uploaded["size_bytes"] == len(CASH_BOOK)
    assert uploaded["uploaded_by"] == "财务委员"
    assert uploaded["counts"] == {
        "new": 57, "known": 0, "doubtful": 3, "refused": 0, "waiting": 0,
    }  # fmt: skip
    assert {"key": "income", "title": "收入合计", "value": 12308162, "unit": "fen"} in (
        uploaded["totals"]
    )
    assert {"key": "income_fen", "title": "收入", "unit": "fen"} in uploaded["columns"]
    import_id = uploaded["import_id"]

    # Nothing is booked yet.
    assert (await desk.get("/prepared-entries"))["items"] == []

    doubtful = await desk.get(f"/imports/{import_id}/rows?status=doubtful")
    assert [row["row_no"] for row in doubtful["items"]] == [52, 53, 59]
    assert doubtful["items"][2]["reasons"][0]["severity"] == "doubtful"
    first = await desk.get(f"/imports/{import_id}/rows?limit=40")
    second = await desk.get(f"/imports/{import_id}/rows?limit=40&after={first['next']}")
    assert len(first["items"]) + len(second["items"]) == 60
    assert second["next"] is None
    assert second["items"][0]["row_no"] == first["items"][-1]["row_no"] + 1

    booked = await desk.post(
        f"/imports/{import_id}/book", {"accepted_rows": [52, 53]}, status=200, key="book-1"
    )
    assert booked["state"] == "booked"
    assert booked["result"] == {
        "booked": 59,
        "skipped_known": 0,
        "left_doubtful": 1,
        "waiting": 0,
        "refused": 0,
        "notes": ["已制单，等待审核和记账。"],
    }
    assert booked["counts"]["known"] == 59
    # The same submission once more is the same answer; another one books nothing new.
    again = await desk.post(
        f"/imports/{import_id}/book", {"accepted_rows": [52, 53]}, status=200, key="book-1"
    )
    assert again == booked
    once_more = await desk.post(f"/imports/{import_id}/book", {"accepted_rows": []}, status=200)
    assert once_more["result"] == booked["result"]

    [listed] = (await desk.get("/imports"))["items"]
    assert (listed["state"], listed["counts"], listed["columns"]) == ("booked", None, None)
    page = await desk.get("/prepared-entries?state=prepared&limit=1")
    [entry] = page["items"]
    assert entry["import_id"] == import_id
    assert entry["documents"][0]["sha256"] == uploaded["sha256"]


async def test_a_doubtful_row_can_be_accepted_later(desk: Desk) -> None:
    import_id = (await upload_cash_book(desk))["import_id"]
    first = await desk.post(f"/imports/{import_id}/book", {"accepted_rows": []}, status=200)
    later = await desk.post(f"/imports/{import_id}/book", {"accepted_rows": [59]}, status=200)
    # The result tells of the file, whatever the number of times that it was booked.
    booked = first["result"]["booked"]
    assert (later["result"]["booked"], later["result"]["left_doubtful"]) == (booked + 1, 2)
    assert later["result"]["skipped_known"] == 0


async def test_only_doubtful_rows_can_be_accepted(desk: Desk) -> None:
    import_id = (await upload_cash_book(desk))["import_id"]
    for row_no in (6, 999):
        problem = await desk.post(
            f"/imports/{import_id}/book", {"accepted_rows": [row_no]}, status=400
        )
        assert problem["code"] == "import_row_cannot_be_accepted"
        assert problem["row_no"] == row_no
    assert (await desk.get("/prepared-entries"))["items"] == []


async def test_the_same_bytes_are_one_document(desk: Desk) -> None:
    first = await upload_cash_book(desk)
    second = await upload_cash_book(desk)
    assert first["import_id"] != second["import_id"]
    assert first["document_id"] == second["document_id"]


async def test_one_key_is_one_upload(desk: Desk) -> None:
    first = await upload_cash_book(desk, key="upload-1")
    assert await upload_cash_book(desk, key="upload-1") == first
    other = await desk.upload("/imports", b"a,b\n", kind="cash_book", key="upload-1")
    assert other.status_code == 409
    assert other.json()["code"] == "idempotency_key_was_used"


@pytest.mark.parametrize(
    "content, code, status",
    [
        (b"", "file_is_empty", 400),
        (b"%PDF-1.7 not a table", "file_kind_is_unknown", 400),
        (b"PK\x03\x04 broken", "workbook_is_broken", 400),
        ("日期,摘要\n2026-04-01,停车\n".encode(), "file_column_is_missing", 400),
        (b"x" * (20 * 1024 * 1024 + 1), "file_is_too_large", 413),
        (b"x" * (22 * 1024 * 1024), "file_is_too_large", 413),
    ],
    ids=["empty", "pdf", "broken", "columns", "over 20 MB", "over the server's limit"],
)
async def test_wrong_files_get_a_sentence_and_leave_nothing(
    desk: Desk, content: bytes, code: str, status: int
) -> None:
    answer = await desk.upload("/imports", content, filename="流水账.csv", kind="cash_book")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert (await desk.get("/imports"))["items"] == []


async def test_malformed_forms_are_refused(desk: Desk) -> None:
    unknown = await desk.upload("/imports", CASH_BOOK, kind="recipes")
    assert (unknown.status_code, unknown.json()["code"]) == (400, "import_kind_is_unknown")
    missing = await desk.upload("/imports", CASH_BOOK)
    assert (missing.status_code, missing.json()["code"]) == (400, "request_is_malformed")
    in_no_encoding, in_klingon = (
        b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\n\xff\xfe\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="kind"\r\n'
        b"Content-Type: text/plain; charset=klingon\r\n\r\ncash_book\r\n--x--\r\n",
    )
    for body, code in (
        (in_no_encoding, "upload_is_unreadable"),
        (in_klingon, "upload_is_unreadable"),
        (b"--x\r\nnot a form", "request_is_malformed"),
        (b"", "request_is_malformed"),
    ):
        answer = await desk.client.post(
            desk.path("/imports"),
            content=body,
            headers=desk.headers() | {"content-type": "multipart/form-data; boundary=x"},
        )
        assert (answer.status_code, answer.json()["code"]) == (400, code), body
        assert answer.headers["content-type"].startswith("application/problem+json")
    text = await desk.client.post(
        desk.path("/imports"),
        data={"kind": "cash_book", "file": "not a file"},
        headers=desk.headers(),
    )
    assert text.status_code == 400


async def test_who_may_not_import_may_not(desk: Desk) -> None:
    import_id = (await upload_cash_book(desk))["import_id"]
    await desk.sign_in("organiser")
    refused = await desk.upload("/imports", CASH_BOOK, kind="cash_book")
    assert refused.status_code == 403
    # An organiser does not learn of the treasurer's files; the board may read, not book.
    await desk.get(f"/imports/{import_id}", status=404)
    assert (await desk.get("/imports"))["items"] == []
    await desk.sign_in("supervisor")
    assert (await desk.get(f"/imports/{import_id}"))["counts"]["new"] == 57
    await desk.post(f"/imports/{import_id}/book", {"accepted_rows": []}, status=403)


async def test_another_estates_files_are_not_there(desk: Desk) -> None:
    uploaded = await upload_cash_book(desk)
    await desk.sign_in("treasurer.jinxiuyuan")
    desk.estate, desk.other = desk.other, desk.estate
    import_id, document_id = uploaded["import_id"], uploaded["document_id"]
    await desk.get(f"/imports/{import_id}", status=404)
    await desk.get(f"/imports/{import_id}/rows", status=404)
    await desk.get(f"/documents/{document_id}/content", status=404)
    await desk.post(f"/imports/{import_id}/book", {"accepted_rows": []}, status=404)


async def test_a_document_comes_back_byte_for_byte_and_runs_nowhere(desk: Desk) -> None:
    content = b"<!doctype html><script>alert(1)</script>"
    answer = await desk.upload("/documents", content, filename="../../发票 1.html")
    assert answer.status_code == 201, answer.text
    document = answer.json()
    assert document == {
        "document_id": document["document_id"],
        "filename": "发票 1.html",
        "media_type": "application/octet-stream",
        "size_bytes": len(content),
        "sha256": sha256(content).hexdigest(),
    }
    download = await desk.client.get(desk.path(f"/documents/{document['document_id']}/content"))
    assert download.content == content
    assert download.headers["content-type"] == "application/octet-stream"
    assert download.headers["x-content-type-options"] == "nosniff"
    assert download.headers["content-disposition"] == (
        "attachment; filename=\"__ 1.html\"; filename*=UTF-8''%E5%8F%91%E7%A5%A8%201.html"
    )
    assert "sandbox" in download.headers["content-security-policy"]
    # The same bytes under another name are the same document.
    again = await desk.upload("/documents", content, filename="other.html")
    assert again.json() == document
    await desk.sign_in("organiser")
    await desk.get(f"/documents/{document['document_id']}/content", status=403)


@pytest.mark.parametrize(
    "given, safe",
    [
        ("发票.pdf", "发票.pdf"),
        ("..\\..\\windows\\发票.pdf", "发票.pdf"),
        ("/etc/passwd", "passwd"),
        ('a"b\r\nSet-Cookie: x.pdf', "abSet-Cookie x.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("", "文件"),
        ("...", "文件"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_filenames_are_made_safe(given: str, safe: str) -> None:
    assert safe_filename(given) == safe
    assert "\n" not in download_headers(safe)["Content-Disposition"]


def test_the_media_type_is_what_name_and_bytes_agree_on() -> None:
    assert media_type_of("发票.PDF", b"%PDF-1.7") == "application/pdf"
    assert media_type_of("发票.pdf", b"<html>") == "application/octet-stream"
    assert media_type_of("page.html", b"<html>") == "application/octet-stream"
    assert media_type_of("noextension", b"") == "application/octet-stream"
