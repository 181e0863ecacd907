"""Journey 6: the quarter is drafted, published by another, read and checked by anybody."""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pypdf
import pytest

from tests.corrections import corrected_entry
from tests.live_server import Caller, LiveServer, assert_problem
from tests.printed_page import codes_in

REPORT = b"%PDF-1.4\nan auditor's opinion, unqualified\n%%EOF\n"
QUARTER = {"from_month": "2026-04", "to_month": "2026-06"}
HALF_YEAR = {"from_month": "2026-01", "to_month": "2026-06"}


async def published_quarter(treasurer: Caller, committee: Caller) -> dict[str, Any]:
    """Draft the quarter anew as a correction, attach an audit report, have it published."""
    draft = await treasurer.do("disclosures", QUARTER)
    address = f"disclosures/{draft['disclosure_id']}"
    assert (draft["state"], draft["public_url"], draft["checkpoint"]) == ("draft", None, None)
    stored = await treasurer.upload("documents", "审计报告.pdf", REPORT)
    document_id = stored.json()["document_id"]
    await treasurer.do(
        f"{address}/documents", {"document_id": document_id, "title": "第二季度审计报告"}
    )
    answer = await treasurer.post(f"{address}/publish")
    assert_problem(answer, 403, "permission_is_missing")
    # So far the edition would repeat the valid one.
    answer = await committee.post(f"{address}/publish")
    assert_problem(answer, 409, "disclosure_changes_nothing")
    await corrected_entry(treasurer, committee)
    return await committee.do(f"{address}/publish")


async def test_the_quarter_proves_itself(live_server: LiveServer, tmp_path: Path) -> None:
    async with live_server.signed_in("treasurer", "committee", "supervisor") as callers:
        treasurer, committee, supervisor = callers
        first_quarter = (await supervisor.read("disclosures"))["items"][0]
        shown = await published_quarter(treasurer, committee)
        assert shown["state"] == "published"
        assert shown["supersedes_id"] == first_quarter["disclosure_id"]
        head = await supervisor.read("health/books")
        assert shown["checkpoint"] == {"size": head["size"], "root_hash": head["root_hash"]}

        # Every line is the sum of the entries that it opens to.
        statement = shown["figures"]["income_statement"]
        for kind in ("income", "expense"):
            for line in statement[kind]:
                entries = await supervisor.read_all(
                    f"disclosures/{shown['disclosure_id']}/line",
                    account_code=line["account_code"],
                )
                assert len(entries) == line["entries"]
                assert sum(entry["amount_fen"] for entry in entries) == line["amount_fen"], line
            assert statement[f"{kind}_total_fen"] == sum(
                line["amount_fen"] for line in statement[kind]
            )

    public = urlsplit(shown["public_url"])
    assert f"{public.scheme}://{public.netloc}" == live_server.url
    async with live_server.http() as anybody:
        page = await anybody.get(public.path)
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")
        assert "<script" not in page.text
        digits = re.sub(r"<[^>]+>|\s", "", page.text)
        assert head["root_hash"] in digits

        # The printed notice leads to the same page and carries the same root hash.
        pdf = await anybody.get(f"{public.path}.pdf")
        assert pdf.headers["content-type"] == "application/pdf"
        read = pypdf.PdfReader(io.BytesIO(pdf.content))
        said = re.sub(r"\s", "", "".join(sheet.extract_text() for sheet in read.pages))
        assert head["root_hash"] in said
        assert codes_in(pdf.content, tmp_path) == {shown["public_url"]}
        assert b"<pdfaid:part>2</pdfaid:part>" in pdf.content

        # The same as data, and the attached report byte for byte.
        data = await anybody.get(f"/api/v1/public{public.path.replace('/d/', '/disclosures/')}")
        body = data.json()
        assert body["checkpoint"] == shown["checkpoint"]
        assert body["figures"]["income_statement"] == statement
        [report] = body["documents"]
        content = await anybody.get(f"{public.path}/documents/{report['document_id']}")
        assert hashlib.sha256(content.content).hexdigest() == report["sha256"]
        assert content.content == REPORT
        assert report["sha256"] in digits

        # A line opens for anybody, with no person's name in it.
        code = statement["expense"][0]["account_code"]
        opened = await anybody.get(f"{public.path}/line/{code}")
        assert opened.status_code == 200
        assert "记-2026" in opened.text

        # It says which edition it corrects, and which entry was corrected when.
        older = urlsplit(first_quarter["public_url"]).path
        assert f'<a href="{older}">第 {first_quarter["number"]} 期</a>' in page.text
        assert f"第{first_quarter['number']}期" in said
        [correction] = body["corrections"]
        assert correction["reason"] == "记错了账户"
        assert correction["amount_fen"] < 0
        for word in (correction["entry_no"], correction["corrects"], correction["reason"]):
            assert word in page.text
            assert word in said
        assert body["supersedes_url"] == first_quarter["public_url"]

        # What was corrected is still there, and says so.
        old = await anybody.get(urlsplit(first_quarter["public_url"]).path)
        assert old.status_code == 200
        assert public.path in old.text
        listed = await anybody.get("/p/shuxiangyuan")
        assert public.path in listed.text


async def test_nobody_publishes_alone_or_twice(live_server: LiveServer) -> None:
    async with live_server.signed_in("treasurer", "committee", "supervisor") as callers:
        treasurer, committee, supervisor = callers
        draft = await treasurer.do("disclosures", HALF_YEAR)
        answer = await treasurer.post("disclosures", HALF_YEAR)
        assert_problem(answer, 409, "disclosure_draft_exists")
        address = f"disclosures/{draft['disclosure_id']}"
        for caller in (treasurer, supervisor):
            answer = await caller.post(f"{address}/publish")
            assert_problem(answer, 403, "permission_is_missing")
        await treasurer.do(f"{address}/discard")
        answer = await committee.post(f"{address}/publish")
        assert_problem(answer, 409, "disclosure_is_not_a_draft")
        # A month that is not closed may be drafted, to see it, but not published.
        open_month = {"from_month": "2026-07", "to_month": "2026-07"}
        draft = await treasurer.do("disclosures", open_month)
        answer = await committee.post(f"disclosures/{draft['disclosure_id']}/publish")
        assert_problem(answer, 409, "period_is_still_open")
        await treasurer.do(f"disclosures/{draft['disclosure_id']}/discard")
        answer = await treasurer.post(
            "disclosures", {"from_month": "2026-06", "to_month": "2026-04"}
        )
        assert answer.json()["code"] == "disclosure_months_are_wrong"


@pytest.mark.parametrize("path", ["/d/AAAAAAAAAAAAAAAAAAAAAA", "/d/x", "/p/nowhere"])
async def test_an_address_without_a_disclosure_says_so(live_server: LiveServer, path: str) -> None:
    async with live_server.http() as anybody:
        answer = await anybody.get(path)
    assert answer.status_code == 404
    assert "没有" in answer.text
