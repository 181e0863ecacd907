"""The books over HTTP, on the sample estate: pages join without a gap and figures agree."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from ledger.evidence.package_verification import verify_package
from ledger.reporting.today_waiting import HREFS
from tests.live_server import LiveServer, assert_problem

DESK_PAGES = Path(__file__).parents[2] / "admin_ui/src/desk/pages"


async def test_trial_balance_rolls_up_and_balances(live_server: LiveServer) -> None:
    async with live_server.signed_in("auditor") as [auditor]:
        for currency in ("CNY", "PTS", "MIN"):
            balance = await auditor.read(
                "books/trial-balance", **{"from": "2026-04", "to": "2026-06"}, currency=currency
            )
            assert balance["is_balanced"] is True
            assert balance["rows"]
        everything = await auditor.read("books/trial-balance")
        assert everything["from_month"] <= "2026-03"


async def test_account_ledger_pages_join_without_a_gap(live_server: LiveServer) -> None:
    months = {"from": "2026-04", "to": "2026-06"}
    async with live_server.signed_in("treasurer") as [treasurer]:
        whole = await treasurer.read(
            "books/account-ledger", account_code="1002001", limit=200, **months
        )
        assert whole["next"] is None
        assert whole["items"][-1]["balance"] == whole["closing"]
        items = []
        after: dict[str, str] = {}
        while True:
            page = await treasurer.read(
                "books/account-ledger", account_code="1002001", limit=7, **months, **after
            )
            items += page["items"]
            if page["next"] is None:
                break
            after = {"after": page["next"]}
        assert items == whole["items"]
        balance = await treasurer.read("books/trial-balance", **months)
        row = next(row for row in balance["rows"] if row["code"] == "1002001")
        assert (whole["opening"], whole["closing"]) == (row["opening"], row["closing"])
        assert sum(item["debit"] for item in items) == row["debits"]
        parent = await treasurer.read("books/account-ledger", account_code="4301", **months)
        assert parent["closing"] == next(
            row["closing"] for row in balance["rows"] if row["code"] == "4301"
        )


async def test_journal_is_searched_by_words_numbers_and_accounts(live_server: LiveServer) -> None:
    async with live_server.signed_in("supervisor") as [supervisor]:
        money = await supervisor.read_all("books/journal", series="记", limit=50)
        assert [entry["seq"] for entry in money] == sorted(entry["seq"] for entry in money)
        assert {entry["currency"] for entry in money} == {"CNY"}
        first = money[0]
        by_number = await supervisor.read("books/journal", q=first["entry_no"])
        assert first["seq"] in [entry["seq"] for entry in by_number["items"]]
        adverts = await supervisor.read_all("books/journal", q="电梯广告")
        assert adverts
        nothing = await supervisor.read("books/journal", q="%没有这样的摘要_")
        assert nothing["items"] == []
        wallets = await supervisor.read("books/journal", series="积", limit=5)
        lines = [line for entry in wallets["items"] for line in entry["lines"]]
        holders = [line["holder"] for line in lines if line["holder"]]
        assert holders
        assert all(re.fullmatch(r".\*（\d+）", holder) for holder in holders)


async def test_one_entry_shows_the_text_that_its_leaf_hashes(live_server: LiveServer) -> None:
    from hashlib import sha256

    async with live_server.signed_in("auditor") as [auditor]:
        page = await auditor.read("books/journal", series="记", limit=3)
        for each in page["items"]:
            entry = await auditor.read(f"entries/{each['seq']}")
            leaf = sha256(b"\x00ledger-entry/v1\n" + entry["canonical"].encode()).hexdigest()
            assert entry["leaf_hash"] == leaf
            assert entry["is_unaltered"] is True
            assert entry["book_size"] >= entry["seq"]
        assert_problem(await auditor.get("entries/999999"), 404, "object_is_not_here")


async def test_an_export_has_every_line_that_the_list_would_show(live_server: LiveServer) -> None:
    months = {"from": "2026-04", "to": "2026-06"}
    async with live_server.signed_in("treasurer", "organiser") as [treasurer, organiser]:
        shown = await treasurer.read_all("books/journal", q="端午", series="记", **months)
        answer = await treasurer.get("books/journal/export", q="端午", series="记", **months)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [int(line["序"]) for line in lines] == [
            entry["seq"] for entry in shown for _ in entry["lines"]
        ]
        assert sum(Decimal(line["借方"] or 0) for line in lines) * 100 == sum(
            entry["total"] for entry in shown
        )

        ledger = await treasurer.read_all("books/account-ledger", account_code="1002001", **months)
        answer = await treasurer.get(
            "books/account-ledger/export", account_code="1002001", format="xlsx", **months
        )
        rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
        kept = rows.to_python()[2:]
        assert [row[1] for row in kept] == [item["entry_no"] for item in ledger]
        assert [round(float(str(row[8])) * 100) for row in kept] == [
            abs(item["balance"]) for item in ledger
        ]
        for path in ("books/journal/export", "books/account-ledger/export?account_code=1002001"):
            assert_problem(await organiser.get(path), 403, "permission_is_missing")


@pytest.mark.parametrize(
    "role, question",
    [
        ("treasurer", "公示"), ("committee", "审核"), ("supervisor", "票据"), ("auditor", "证明"),
        ("organiser", "确认"), ("operator", "正常"),
    ],
)  # fmt: skip
async def test_every_desk_role_starts_at_its_question(
    live_server: LiveServer, role: str, question: str
) -> None:
    async with live_server.signed_in(role) as [caller]:
        today = await caller.read("desk/today")
    assert today["role"] == role
    assert question in today["question"]
    assert today["answer"].endswith("。")
    assert today["figures"]
    for chart in today["charts"]:
        assert all(len(series["values"]) == len(chart["categories"]) for series in chart["series"])


async def test_the_start_page_counts_what_its_lists_show(live_server: LiveServer) -> None:
    async with live_server.signed_in("treasurer", "committee") as [treasurer, committee]:
        today = await treasurer.read("desk/today", role="treasurer")
        found = (await treasurer.read("exceptions"))["items"]
        assert {item["key"]: item["count"] for item in today["waiting"]}["exceptions"] == len(found)
        # Nobody sees the page of a role that they do not hold.
        assert (await treasurer.read("desk/today", role="operator"))["role"] == "treasurer"
        today = await committee.read("desk/today")
        waiting = await committee.read_all("prepared-entries", state="prepared")
        assert {item["key"]: item["count"] for item in today["waiting"]}["prepared"] == len(waiting)
        ids = [each["prepared_entry_id"] for each in waiting]
        assert all(each["prepared_entry_id"] in ids for each in today["approvals"])


def test_every_link_of_the_start_pages_leads_to_a_page_of_the_desk() -> None:
    paths = {
        found[1]
        for page in DESK_PAGES.glob("*/index.ts")
        if (found := re.search(r"path: '([^']+)'", page.read_text("utf-8")))
    }
    for href in HREFS.values():
        assert href.removeprefix("/ui").partition("?")[0] in paths, href


async def test_wrong_questions_get_an_answer(live_server: LiveServer) -> None:
    async with live_server.signed_in("treasurer", "organiser") as [treasurer, organiser]:
        for path, query, status, code in (
            ("books/trial-balance", {"from": "2026-13"}, 400, "month_is_not_readable"),
            ("books/trial-balance", {"from": "2026-06", "to": "2026-04"}, 400,
             "months_are_reversed"),
            ("books/account-ledger", {"account_code": "9999"}, 404, "object_is_not_here"),
            ("books/journal", {"after": "x"}, 400, "page_cursor_is_malformed"),
            ("audit-package", {"from_month": "2026-04", "to_month": "x"}, 400,
             "month_is_not_readable"),
        ):  # fmt: skip
            assert_problem(await treasurer.get(path, **query), status, code)
        for path in ("books/trial-balance", "books/journal", "entries/1", "disclosures"):
            assert_problem(await organiser.get(path), 403, "permission_is_missing")


async def test_the_audit_package_is_downloaded_and_verifies(
    live_server: LiveServer, tmp_path: Path
) -> None:
    async with live_server.signed_in("auditor") as [auditor]:
        answer = await auditor.get("audit-package", from_month="2026-04", to_month="2026-06")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        assert "entries.jsonl" in package.namelist()
    path = tmp_path / "package.zip"
    path.write_bytes(answer.content)
    report = verify_package(path)
    assert report.is_unaltered, report.lines()
    assert report.disclosures_checked == 1
    with zipfile.ZipFile(path) as package:
        assert "manifest.note" in package.namelist()
    assert report.remarks[0].startswith("没有给出公钥"), report.remarks
