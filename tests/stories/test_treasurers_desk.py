"""Journey 5: one prepares, another approves, the first posts; a mistake is reversed, not erased."""

from __future__ import annotations

import hashlib
from typing import Any

from tests.live_server import Caller, LiveServer, assert_problem

BANK, EVENTS = "1002001", "5103"
INVOICE = b"%PDF-1.7 an invoice for moon cakes"


async def current_month(caller: Caller) -> tuple[str, str]:
    today: str = (await caller.read(""))["today"]
    return today, today[:7]


def purchase(today: str, amount_fen: int, *documents: int) -> dict[str, Any]:
    return {
        "effective_on": today,
        "narration": "中秋月饼",
        "counterparty": "惠民超市",
        "document_no": f"INV-{amount_fen}",
        "document_ids": list(documents),
        "lines": [
            {"account_code": EVENTS, "side": "debit", "amount_fen": amount_fen},
            {"account_code": BANK, "side": "credit", "amount_fen": amount_fen},
        ],
    }


async def balance(caller: Caller, code: str, month: str) -> int:
    """Return an account's closing balance, debit-positive, and see that the books balance."""
    trial = await caller.read(
        "books/trial-balance", **{"from": month, "to": month, "currency": "CNY"}
    )
    assert trial["is_balanced"]
    assert trial["totals"]["debits"] == trial["totals"]["credits"]
    assert trial["totals"]["closing_debit"] == trial["totals"]["closing_credit"]
    return next((row["closing"] for row in trial["rows"] if row["code"] == code), 0)


async def test_prepare_approve_post_drill_down_reverse(live_server: LiveServer) -> None:
    async with live_server.signed_in("treasurer", "committee", "auditor") as callers:
        treasurer, committee, auditor = callers
        today, month = await current_month(treasurer)
        bank_before = await balance(treasurer, BANK, month)

        stored = await treasurer.upload("documents", "月饼发票.pdf", INVOICE)
        document = stored.json()
        assert document["sha256"] == hashlib.sha256(INVOICE).hexdigest()
        prepared = await treasurer.do(
            "prepared-entries", purchase(today, 36_000, document["document_id"])
        )
        address = f"prepared-entries/{prepared['prepared_entry_id']}"
        assert prepared["state"] == "prepared"
        assert await balance(treasurer, BANK, month) == bank_before

        # In this order, and by two people.
        answer = await treasurer.post(f"{address}/post")
        assert_problem(answer, 409, "prepared_entry_is_not_approved")
        answer = await treasurer.post(f"{address}/approve")
        assert_problem(answer, 403, "permission_is_missing")
        assert (await committee.do(f"{address}/approve"))["state"] == "approved"
        posted = await treasurer.do(f"{address}/post")
        assert posted["state"] == "posted"
        assert posted["entry_no"].startswith(f"记-{month.replace('-', '')}-")
        assert await balance(treasurer, BANK, month) == bank_before - 36_000

        # From the balance to the account, to the entry, to the very bytes of the invoice.
        ledger = await auditor.read(
            "books/account-ledger", **{"account_code": BANK, "from": month, "to": month}
        )
        line = ledger["items"][-1]
        assert (line["credit"], line["balance"]) == (36_000, bank_before - 36_000)
        assert ledger["closing"] == line["balance"]
        entry = await auditor.read(f"entries/{line['seq']}")
        assert entry["entry_no"] == posted["entry_no"]
        assert (entry["prepared_by"], entry["approved_by"]) == ("财务委员", "业委会主任")
        assert len(entry["leaf_hash"]) == 64
        [cited] = entry["documents"]
        content = await auditor.get(f"documents/{cited['document_id']}/content")
        assert content.content == INVOICE
        assert "attachment" in content.headers["content-disposition"]

        # It cannot be posted again, only reversed; both stay in the books.
        answer = await treasurer.post(f"{address}/post")
        assert_problem(answer, 409, "prepared_entry_is_not_approved")
        reversal = await treasurer.do(
            f"entries/{line['seq']}/reversal", {"reason": "记错了月份", "effective_on": today}
        )
        assert reversal["reverses_seq"] == line["seq"]
        red = f"prepared-entries/{reversal['prepared_entry_id']}"
        await committee.do(f"{red}/approve")
        await treasurer.do(f"{red}/post")
        assert await balance(treasurer, BANK, month) == bank_before
        entry = await auditor.read(f"entries/{line['seq']}")
        assert len(entry["reversed_by_seqs"]) == 1
        answer = await treasurer.post(
            f"entries/{line['seq']}/reversal", {"reason": "再冲一次", "effective_on": today}
        )
        assert_problem(answer, 409, "entry_is_already_reversed")


async def test_what_cannot_be_prepared(live_server: LiveServer) -> None:
    async with live_server.signed_in("treasurer") as (treasurer,):
        today, _ = await current_month(treasurer)
        before = await treasurer.read("prepared-entries")

        async def refused(code: str, **changes: Any) -> None:
            body = purchase(today, 100) | changes
            answer = await treasurer.post("prepared-entries", body)
            assert answer.json().get("code") == code, answer.text
            assert_problem(answer, answer.status_code, code)
            assert 400 <= answer.status_code < 500

        lines = purchase(today, 100)["lines"]
        await refused("entry_is_not_balanced", lines=[lines[0], lines[1] | {"amount_fen": 99}])
        await refused("account_is_unknown", lines=[lines[0], lines[1] | {"account_code": "9876"}])
        await refused(
            "account_is_not_postable", lines=[lines[0] | {"account_code": "5101"}, lines[1]]
        )
        await refused("period_is_closed", effective_on="2026-05-20")
        await refused("date_is_in_the_future", effective_on="2999-01-01")
        await refused("request_is_malformed", lines=[lines[0] | {"amount_fen": "100"}, lines[1]])
        await refused("request_is_malformed", colour="red")
        await refused("object_is_not_here", document_ids=[999_999])
        assert await treasurer.read("prepared-entries") == before


async def test_points_are_not_reversed_at_the_money_desk(live_server: LiveServer) -> None:
    async with live_server.signed_in("treasurer") as (treasurer,):
        today, _ = await current_month(treasurer)
        points = await treasurer.read(
            "books/journal", **{"series": "积", "from": "2026-06", "to": "2026-06"}
        )
        answer = await treasurer.post(
            f"entries/{points['items'][0]['seq']}/reversal",
            {"reason": "试试", "effective_on": today},
        )
        assert_problem(answer, 409, "entry_belongs_to_another_feature")


async def test_a_month_closes_in_order_and_with_nothing_left_open(live_server: LiveServer) -> None:
    async with live_server.signed_in("treasurer") as (treasurer,):
        months = (await treasurer.read("periods"))["items"]
        states = [month["state"] for month in months]
        assert states == sorted(states), "closed months come before open ones"
        closed = [month["month"] for month in months if month["state"] == "closed"]
        assert closed[-1] == "2026-06"
        answer = await treasurer.post("periods/2026-06/close")
        assert_problem(answer, 409, "period_is_already_closed")
        answer = await treasurer.post(f"periods/{months[-1]['month']}/close")
        assert answer.json()["code"] in {"period_has_not_ended", "earlier_period_is_open"}
