"""填制, 审核, 记账, 冲销 and 结账 over HTTP: roles, keys, bodies and problems."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Database
from tests.funds.desk import Desk, open_desk

BODY: dict[str, Any] = {
    "effective_on": "2026-06-08",
    "narration": "二季度快递柜场地费",
    "lines": [
        {"account_code": "1002001", "side": "debit", "amount_fen": 900000},
        {"account_code": "4301005", "side": "credit", "amount_fen": 900000},
    ],
    "counterparty": "驿递智能科技有限公司",
    "document_no": "26514371744491416520",
}


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(database, tmp_path) as desk:
        await desk.sign_in("treasurer")
        yield desk


async def test_from_preparing_to_reversing(desk: Desk) -> None:
    attached = await desk.upload("/documents", b"%PDF-1.7 invoice", filename="发票.pdf")
    document_id = attached.json()["document_id"]
    entry = await desk.post("/prepared-entries", BODY | {"document_ids": [document_id]})
    assert (entry["state"], entry["total_fen"], entry["prepared_by"]) == (
        "prepared", 900000, "财务委员",
    )  # fmt: skip
    assert entry["lines"][1] | {"account_name": "场地", "line_no": 2} == entry["lines"][1]
    assert entry["documents"][0]["media_type"] == "application/pdf"
    path = f"/prepared-entries/{entry['prepared_entry_id']}"
    assert (await desk.post(f"{path}/post", {}, status=409))["code"] == (
        "prepared_entry_is_not_approved"
    )
    await desk.sign_in("committee")
    assert (await desk.post(f"{path}/approve", {}, status=200))["approved_by"] == "业委会委员"
    await desk.post(f"{path}/post", {}, status=403)
    await desk.sign_in("treasurer")
    posted = await desk.post(f"{path}/post", {}, status=200, key="post-1")
    assert (posted["state"], posted["entry_no"]) == ("posted", "记-202606-0001")
    assert await desk.post(f"{path}/post", {}, status=200, key="post-1") == posted
    assert (await desk.get(path)) == posted

    seq = posted["seq"]
    reversal = await desk.post(
        f"/entries/{seq}/reversal", {"reason": "金额填错", "effective_on": "2026-06-30"}
    )
    assert (reversal["reverses_seq"], reversal["total_fen"]) == (seq, -900000)
    problem = await desk.post(
        f"/entries/{seq}/reversal",
        {"reason": "再来一次", "effective_on": "2026-06-30"},
        status=409,
    )
    assert problem["code"] == "entry_is_already_reversed"
    assert problem["prepared_entry_id"] == reversal["prepared_entry_id"]
    await desk.post(
        "/entries/99/reversal", {"reason": "没有", "effective_on": "2026-06-30"}, status=404
    )


@pytest.mark.parametrize(
    "change, code",
    [
        ({"lines": BODY["lines"][:1]}, "entry_needs_two_lines"),
        (
            {"lines": [BODY["lines"][0], BODY["lines"][1] | {"amount_fen": 1}]},
            "entry_is_not_balanced",
        ),
        (
            {"lines": [BODY["lines"][0], BODY["lines"][1] | {"account_code": "4999"}]},
            "account_is_unknown",
        ),
        ({"narration": "  "}, "entry_narration_is_missing"),
        ({"document_ids": [10**15]}, "object_is_not_here"),
        ({"document_ids": [2**70]}, "request_is_malformed"),
        ({"effective_on": "2026-02-30"}, "request_is_malformed"),
        ({"effective_on": "2025-12-31"}, "date_is_before_the_book"),
        ({"surprise": 1}, "request_is_malformed"),
        ({"lines": [BODY["lines"][0] | {"amount_fen": "5"}]}, "request_is_malformed"),
        ({"lines": [BODY["lines"][0] | {"amount_fen": 1.5}]}, "request_is_malformed"),
        ({"lines": [BODY["lines"][0] | {"amount_fen": -5}]}, "request_is_malformed"),
        ({"lines": [BODY["lines"][0] | {"amount_fen": 10**12 + 1}]}, "request_is_malformed"),
        ({"lines": [BODY["lines"][0] | {"fund_grant_id": 2**63}]}, "request_is_malformed"),
        ({"narration": "有\u0000零"}, "request_is_malformed"),
        ({"document_no": "\u0000"}, "request_is_malformed"),
        ({"counterparty": "长" * 101}, "request_is_malformed"),
    ],
)
async def test_bad_bodies(desk: Desk, change: dict[str, Any], code: str) -> None:
    answer = await desk.client.post(
        desk.path("/prepared-entries"), json=BODY | change, headers=desk.headers()
    )
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.json()["code"] == code
    assert (await desk.get("/prepared-entries"))["items"] == []


async def test_writes_need_a_key_and_one_key_is_one_entry(desk: Desk) -> None:
    answer = await desk.client.post(
        desk.path("/prepared-entries"), json=BODY, headers={"x-csrftoken": desk.csrf}
    )
    assert answer.json()["code"] == "idempotency_key_is_missing"
    first = await desk.post("/prepared-entries", BODY, key="k-1")
    assert await desk.post("/prepared-entries", BODY, key="k-1") == first
    other = await desk.post(
        "/prepared-entries", BODY | {"narration": "别的"}, status=409, key="k-1"
    )
    assert other["code"] == "idempotency_key_was_used"
    assert len((await desk.get("/prepared-entries"))["items"]) == 1


async def test_who_may_do_what(desk: Desk) -> None:
    entry = await desk.post("/prepared-entries", BODY)
    path = f"/prepared-entries/{entry['prepared_entry_id']}"
    await desk.sign_in("supervisor")
    assert (await desk.get(path))["state"] == "prepared"
    for write in (f"{path}/approve", f"{path}/post", "/periods/2026-01/close"):
        await desk.post(write, {}, status=403)
    await desk.sign_in("organiser")
    await desk.get(path, status=403)
    await desk.get("/fund-grants", status=403)
    await desk.sign_in("committee")
    await desk.post("/prepared-entries", BODY, status=403)
    sent_back = await desk.post(f"{path}/reject", {"reason": "请补合同"}, status=200)
    assert (sent_back["state"], sent_back["rejected_reason"]) == ("rejected", "请补合同")
    # Another estate's entry is not there.
    await desk.sign_in("treasurer.jinxiuyuan")
    desk.estate, desk.other = desk.other, desk.estate
    await desk.get(path, status=404)
    await desk.post(f"{path}/post", {}, status=404)


async def test_lists_page_and_search(desk: Desk) -> None:
    for number in range(3):
        await desk.post("/prepared-entries", BODY | {"narration": f"场地费 {number}"})
    first = await desk.get("/prepared-entries?state=prepared&limit=2")
    second = await desk.get(f"/prepared-entries?state=prepared&limit=2&after={first['next']}")
    assert [e["narration"] for e in first["items"] + second["items"]] == [
        "场地费 0", "场地费 1", "场地费 2",
    ]  # fmt: skip
    assert second["next"] is None
    found = await desk.get("/prepared-entries?q=场地费 1")
    assert [e["narration"] for e in found["items"]] == ["场地费 1"]
    await desk.get("/prepared-entries?state=burnt", status=400)
    await desk.get("/prepared-entries?q=%00", status=400)


async def test_months_close_over_http(desk: Desk) -> None:
    periods = (await desk.get("/periods"))["items"]
    assert periods[0] == {
        "month": "2026-01", "state": "open", "entries": 0, "unposted": 0,
        "closed_by": None, "closed_at": None, "was_closed": False, "reopening_request_id": None,
    }  # fmt: skip
    problem = await desk.post("/periods/2026-02/close", {}, status=409)
    assert (problem["code"], problem["month"]) == ("earlier_period_is_open", "2026-01")
    closed = await desk.post("/periods/2026-01/close", {}, status=200)
    assert (closed["state"], closed["closed_by"]) == ("closed", "财务委员")
    await desk.post("/periods/2026-13/close", {}, status=400)
    await desk.post("/periods/1999-01/close", {}, status=404)


async def test_a_document_that_was_used_before_is_shown_to_the_approver(desk: Desk) -> None:
    body = BODY | {"document_no": "2651 1713 0676 9795 1557"}
    first = await desk.post("/prepared-entries", body)
    assert first["flags"] == []
    again = await desk.post("/prepared-entries", body | {"document_no": "26511713067697951557"})
    assert [flag["code"] for flag in again["flags"]] == ["invoice_was_used"]
    assert first["narration"] in again["flags"][0]["message"]


async def test_the_balance_of_an_account_is_asked_as_of_a_point(desk: Desk) -> None:
    entry = await desk.post("/prepared-entries", BODY)
    path = f"/prepared-entries/{entry['prepared_entry_id']}"
    await desk.sign_in("committee")
    await desk.post(f"{path}/approve", {}, status=200)
    await desk.sign_in("treasurer")
    await desk.post(f"{path}/post", {}, status=200)
    await desk.sign_in("supervisor")
    balance = "/accounts/1002001/balance"
    expected = {
        "account_code": "1002001", "holder": None, "currency": "CNY", "balance": 900000,
        "through_seq": 1, "book_size": 1,
    }  # fmt: skip
    for asked in ("as_of_seq=1", "effective_on=2026-06-08"):
        found = await desk.get(f"{balance}?{asked}")
        assert found | expected == found
    assert (await desk.get(f"{balance}?effective_on=2026-06-07"))["balance"] == 0
    assert (await desk.get("/accounts/1002/balance?as_of_seq=1"))["balance"] == 900000
    refused = [
        ("", 400, "one_point_in_time_is_asked"),
        ("?as_of_seq=1&effective_on=2026-06-08", 400, "one_point_in_time_is_asked"),
        ("?as_of_seq=2", 400, "seq_is_beyond_the_book"),
        ("?recorded_at=2026-01-01T00:00:00%2B08:00", 400, "moment_is_before_the_book"),
        ("?recorded_at=2126-01-01T00:00:00%2B08:00", 400, "moment_is_in_the_future"),
        ("?recorded_at=2026-01-01T00:00:00", 400, "moment_has_no_time_zone"),
        ("?effective_on=2025-12-31", 409, "date_is_before_the_book"),
        ("?effective_on=2126-01-01", 409, "date_is_in_the_future"),
        ("?as_of_seq=1&holder=resident:99", 404, "object_is_not_here"),
    ]
    for query, status, code in refused:
        assert (await desk.get(f"{balance}{query}", status=status))["code"] == code, query
    assert (await desk.get("/accounts/9999/balance?as_of_seq=1", status=404))["code"] == (
        "object_is_not_here"
    )
    await desk.get(f"{balance}?as_of_seq=0", status=400)
    await desk.sign_in("organiser")
    await desk.get(f"{balance}?as_of_seq=1", status=403)


async def test_a_part_of_an_entry_is_reversed_over_http(desk: Desk) -> None:
    entry = await desk.post("/prepared-entries", BODY)
    path = f"/prepared-entries/{entry['prepared_entry_id']}"
    await desk.sign_in("committee")
    await desk.post(f"{path}/approve", {}, status=200)
    await desk.sign_in("treasurer")
    posted = await desk.post(f"{path}/post", {}, status=200)
    reversal = f"/entries/{posted['seq']}/reversal"
    found = await desk.get(reversal)
    assert [line["left_fen"] for line in found["lines"]] == [900000, 900000]
    body = {
        "reason": "退回一部分",
        "effective_on": "2026-06-30",
        "lines": [{"line_no": 1, "amount_fen": 300000}, {"line_no": 2, "amount_fen": 300000}],
    }
    part = await desk.post(reversal, body)
    assert (part["total_fen"], part["lines"][0]["amount_fen"]) == (-300000, -300000)
    found = await desk.get(reversal)
    assert found["lines"][1] == {
        "line_no": 2, "account_code": "4301005", "account_name": "场地", "side": "credit",
        "amount_fen": 900000, "left_fen": 600000,
    }  # fmt: skip
    wrong = [
        ([{"line_no": 1, "amount_fen": 600001}, {"line_no": 2, "amount_fen": 600001}], 409,
         "reversal_takes_too_much"),
        ([{"line_no": 1, "amount_fen": 2}, {"line_no": 2, "amount_fen": 1}], 400,
         "entry_is_not_balanced"),
        ([{"line_no": 1, "amount_fen": 1}, {"line_no": 1, "amount_fen": 1}], 400,
         "line_is_named_twice"),
        ([{"line_no": 1, "amount_fen": 1}], 400, "entry_needs_two_lines"),
        ([{"line_no": 9, "amount_fen": 1}], 404, "object_is_not_here"),
    ]  # fmt: skip
    for lines, status, code in wrong:
        problem = await desk.post(reversal, body | {"lines": lines}, status=status)
        assert problem["code"] == code
    for lines in ([], [{"line_no": 0, "amount_fen": 1}], [{"line_no": 1, "amount_fen": -1}]):
        await desk.post(reversal, body | {"lines": lines}, status=400)
    rest = await desk.post(reversal, {"reason": "其余也退回", "effective_on": "2026-06-30"})
    assert rest["total_fen"] == -600000
    assert (await desk.get(reversal, status=409))["code"] == "entry_is_already_reversed"
