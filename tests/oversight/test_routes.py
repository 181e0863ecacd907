"""The supervisory board reads the exception list of the sample quarter over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from ledger.identity.roles import Role
from tests.conftest import Database
from tests.funds.desk import Desk, open_desk
from tests.funds.estate import SAMPLES


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(database, tmp_path) as desk:
        await desk.sign_in("treasurer")
        yield desk


async def ids_of(desk: Desk, state: str) -> list[int]:
    page = await desk.get(f"/prepared-entries?state={state}&limit=200")
    return [entry["prepared_entry_id"] for entry in page["items"]]


async def kinds(desk: Desk, **query: Any) -> dict[str, list[dict[str, Any]]]:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    found: dict[str, list[dict[str, Any]]] = {}
    for item in (await desk.get(f"/exceptions?{asked}"))["items"]:
        found.setdefault(item["kind"], []).append(item)
    return found


async def test_an_empty_book_has_nothing_to_explain(desk: Desk) -> None:
    assert await kinds(desk) == {}


async def test_the_sample_quarter_has_its_known_faults(desk: Desk) -> None:
    uploaded = await desk.upload(
        "/imports",
        (SAMPLES / "cashbook_2026Q2.xlsx").read_bytes(),
        filename="cashbook_2026Q2.xlsx",
        kind="cash_book",
    )
    import_id = uploaded.json()["import_id"]
    await desk.post(f"/imports/{import_id}/book", {"accepted_rows": [52, 53]}, status=200)
    waiting = await ids_of(desk, "prepared")

    # The treasurer is elected to the committee and tries to approve: one by one, and in bulk.
    await desk.change_hats("treasurer", Role.COMMITTEE)
    refused = await desk.post(f"/prepared-entries/{waiting[0]}/approve", {}, status=409)
    assert refused["code"] == "preparer_may_not_approve"
    bulk = await desk.post(
        "/prepared-entries/approvals", {"prepared_entry_ids": waiting[1:2]}, status=200
    )
    assert bulk["items"][0]["outcome"] == "preparer_may_not_approve"

    await desk.change_hats("treasurer", Role.TREASURER)
    await desk.sign_in("committee")
    await desk.post("/prepared-entries/approvals", {"prepared_entry_ids": waiting}, status=200)
    await desk.sign_in("treasurer")
    done = await desk.post(
        "/prepared-entries/postings", {"prepared_entry_ids": waiting[:-1]}, status=200
    )
    assert {item["outcome"] for item in done["items"]} == {"done"}

    await desk.sign_in("supervisor")
    found = await kinds(desk)
    [invoice] = found.pop("duplicate_invoice")
    assert (invoice["import_id"], invoice["amount_fen"]) == (import_id, 360000)
    assert invoice["on"] == "2026-06-18"
    without = found.pop("expense_without_invoice")
    assert [item["amount_fen"] for item in without] == [60000, 60000]
    assert all(item["seq"] for item in without)
    [split] = found.pop("split_purchase")
    assert (split["amount_fen"], split["kind_title"]) == (120000, "疑似拆分付款")
    attempts = found.pop("self_approval")
    assert [item["prepared_entry_id"] for item in attempts] == waiting[:2]
    assert found == {}
    # One entry is approved and not posted: with no patience at all it would be on the list, and
    # the clock has hardly moved since it was prepared.
    assert "waiting_too_long" not in await kinds(desk, days=0)

    # The invoice that was used twice stays on the list when its month is closed.
    await desk.sign_in("treasurer")
    await desk.post("/prepared-entries/postings", {"prepared_entry_ids": waiting}, status=200)
    periods = (await desk.get("/periods"))["items"]
    for month in [each["month"] for each in periods if each["month"] <= "2026-06"]:
        await desk.post(f"/periods/{month}/close", {}, status=200)
    [still] = (await kinds(desk))["duplicate_invoice"]
    assert (still["import_id"], still["amount_fen"]) == (import_id, 360000)


async def test_organisers_do_not_see_it(desk: Desk) -> None:
    await desk.sign_in("organiser")
    await desk.get("/exceptions", status=403)
