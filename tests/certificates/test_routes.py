"""Over HTTP: asking, the paper with its code, the public page, the desk's help, the exports."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from tests.certificates.conftest import serve
from tests.conftest import Database
from tests.printed_page import codes_in
from tests.web.online import Browser, Online, town_online


@pytest.fixture
async def online(database: Database, tmp_path: Path) -> AsyncIterator[Online]:
    async with town_online(database, tmp_path) as online:
        me = online.town.residents[online.town.estate][0]
        async with online.engine.begin() as conn:
            await conn.execute(
                text("update resident set name = '王小芳' where resident_id = :id"), {"id": me}
            )
            await serve(conn, online.town, me, on=date(2026, 6, 18), minutes=150)
            await serve(
                conn, online.town, me, on=date(2026, 7, 2), minutes=100, activity="巡楼 <b>"
            )
        yield online


@pytest.fixture
async def resident(online: Online) -> Browser:
    return await online.signed_in("resident")


async def test_the_paper_leads_to_a_page_that_says_the_same(
    online: Online, resident: Browser, tmp_path: Path
) -> None:
    me = f"{online.estate}/me"
    issued = await resident.write(f"{me}/certificates", {"from_on": None, "to_on": None})
    assert issued.status_code == 201, issued.text
    said = issued.json()
    assert (said["hours"], said["service_count"], said["name"]) == ("4.17", 2, "王*")
    pdf = await resident.get(f"{me}/certificates/{said['certificate_id']}/paper")
    assert pdf.headers["content-type"] == "application/pdf"
    printed = re.sub(
        r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
    )
    for words in ("志愿服务记录证明", said["number"], "王小芳", "2026年6月18日", "2.50", "1.67",
                  "4.17", "未登记证件号码", "第1小区", "免费"):  # fmt: skip
        assert words in printed, words
    [address] = codes_in(pdf.content, tmp_path)
    assert urlsplit(address).path == said["verify_path"]

    stranger = online.browser()
    page = await stranger.get(urlsplit(address).path)
    assert page.status_code == 200
    assert "set-cookie" not in page.headers
    assert "default-src 'none'" in page.headers["content-security-policy"]
    shown = re.sub(r"<[^>]+>|\s", "", page.text)
    for words in (said["number"], "有效", "王*", "2.50", "1.67", "4.17", "2026年6月18日"):
        assert words in shown, words
    # No more than the paper, and of the name less.
    assert "王小芳" not in page.text
    assert "<script" not in page.text
    assert "<b>" not in page.text
    # The fingerprint on the paper is the page's.
    fingerprint = re.search(r'class="hash">([^<]+)<', page.text)
    assert fingerprint is not None
    assert re.sub(r"\s", "", fingerprint[1]) in printed

    right = await stranger.get(f"{urlsplit(address).path}?name=王小芳")
    assert "您输入的姓名与证明一致" in right.text
    assert "王小芳" not in right.text
    wrong = await stranger.get(f"{urlsplit(address).path}?name=王小方")
    assert "不一致" in wrong.text


async def test_strangers_learn_nothing_from_wrong_addresses(online: Online) -> None:
    stranger = online.browser()
    for token in ("x", "a" * 22, "%27or%271", "a" * 400):
        answer = await stranger.get(f"/p/certificates/{token}")
        assert answer.status_code == 404
        assert "没有志愿服务证明" in answer.text
    assert (await stranger.get(f"{online.estate}/me/certificates")).status_code == 401


async def test_one_has_ones_own_papers_only(online: Online, resident: Browser) -> None:
    neighbour = online.town.residents[online.town.estate][1]
    async with online.engine.begin() as conn:
        await serve(conn, online.town, neighbour, on=date(2026, 6, 19), minutes=60)
    organiser = await online.signed_in("organiser")
    made = await organiser.write(
        f"{online.estate}/people/{neighbour}/certificates", {"reason": "本人到场，不用手机"}
    )
    assert made.status_code == 201, made.text
    paper = f"certificates/{made.json()['certificate_id']}"
    refused = await resident.get(f"{online.estate}/me/{paper}/paper")
    assert (refused.status_code, refused.json()["code"]) == (404, "object_is_not_here")
    assert (await resident.get(f"{online.estate}/me/certificates")).json()["items"] == []
    printed = await organiser.write(f"{online.estate}/{paper}/papers", {"reason": "当面打印"})
    assert printed.content.startswith(b"%PDF")
    no_reason = await organiser.write(f"{online.estate}/{paper}/papers", {})
    assert no_reason.status_code == 400
    treasurer = await online.signed_in("treasurer")
    assert (
        await treasurer.write(f"{online.estate}/{paper}/papers", {"reason": "看看"})
    ).status_code == 403
    listed = (await treasurer.get(f"{online.estate}/certificates?q=志证")).json()["items"]
    assert [(row["name"], row["asked_title"]) for row in listed] == [("张*", "服务台")]
    async with online.engine.begin() as conn:
        lines = await conn.execute(
            text("""select action, details ->> 'reason' from audit_line
                where action in ('issue_certificate_for', 'print_certificate')
                    and details ? 'reason' order by audit_line_id""")
        )
        assert [tuple(line) for line in lines] == [
            ("issue_certificate_for", "本人到场，不用手机"),
            ("print_certificate", "当面打印"),
        ]


async def test_a_repeated_request_is_one_certificate(online: Online, resident: Browser) -> None:
    path = f"{online.estate}/me/certificates"
    first = await resident.write(path, {}, key="one")
    again = await resident.write(path, {}, key="one")
    assert first.json() == again.json()
    refused = await resident.write(path, {}, key="two")
    assert (refused.status_code, refused.json()["code"]) == (409, "certificate_is_there")
    assert refused.json()["number"] == first.json()["number"]
    nothing = await resident.write(path, {"to_on": "2020-01-01"})
    assert nothing.json()["code"] == "nothing_to_certify"
    backwards = await resident.write(path, {"from_on": "2026-07-01", "to_on": "2026-06-01"})
    assert (backwards.status_code, backwards.json()["code"]) == (400, "certificate_time_is_wrong")
    assert len((await resident.get(path)).json()["items"]) == 1


async def test_records_are_exported_as_documented(online: Online, resident: Browser) -> None:
    path = f"{online.estate}/me/service-records/export"
    said = (await resident.get(f"{path}?as=json")).json()
    assert (said["format"], said["service_minutes"], said["hours"]) == (
        "ledger-volunteer-records/v2", 250, "4.17",
    )  # fmt: skip
    table = await resident.get(f"{path}?as=csv")
    assert "attachment" in table.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [row["时长（小时）"] for row in rows] == ["2.50", "1.67"]
    book = CalamineWorkbook.from_filelike(
        io.BytesIO((await resident.get(f"{path}?as=xlsx")).content)
    )
    cells = [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]
    assert any("巡楼 <b>" in row for row in cells)
    # What the document names is what the files have.
    document = Path("docs/volunteer-records.md").read_text("utf-8")
    for column in rows[0]:
        assert f"| {column} |" in document, column
    for name in json.loads(json.dumps(said["services"][0])):
        assert f"`{name}`" in document, name
    assert len((await resident.get(f"{path}?as=json&from_on=2026-07-01")).json()["services"]) == 1
