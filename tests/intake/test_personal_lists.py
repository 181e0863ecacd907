"""A list of people with their phones: read once, and taken out nowhere again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from ledger.intake.operations import personal_kinds
from tests.conftest import Database
from tests.funds.desk import Desk, open_desk

LIST = """楼栋,单元,房号,专有部分面积(㎡),业主编号,业主姓名,手机号
1,1,101,80.00,X1,欧阳某人,13987650042
"""
NOTE = b"%PDF-1.4 an invoice"


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(database, tmp_path) as desk:
        await desk.sign_in("treasurer")
        yield desk


async def hand_in(desk: Desk) -> int:
    """Hand the list in and return the number of its document."""
    answer = await desk.upload(
        "/imports", LIST.encode(), filename="房屋.csv", kind="dwellings", key="list"
    )
    assert answer.status_code == 201, answer.text
    assert "13987650042" not in answer.text
    # The same bytes are the same document, handed in anew as a document like any other.
    again = await desk.upload("/documents", LIST.encode(), filename="发票.csv")
    number: int = again.json()["document_id"]
    return number


def refused(answer: Any) -> bool:
    return (answer.status_code, answer.json()["code"]) == (403, "document_holds_personal_data")


def test_the_kinds_that_list_people_are_known_by_their_columns() -> None:
    assert personal_kinds() == ["dwellings"]


@pytest.mark.parametrize("login", ["treasurer", "supervisor", "committee"])
async def test_nobody_takes_the_list_out_again(desk: Desk, login: str) -> None:
    number = await hand_in(desk)
    other = (await desk.upload("/documents", NOTE, filename="a.pdf")).json()["document_id"]
    await desk.sign_in(login)
    answer = await desk.client.get(desk.path(f"/documents/{number}/content"))
    assert answer.json()["code"] == "document_holds_personal_data", answer.text
    assert (await desk.client.get(desk.path(f"/documents/{other}/content"))).content == NOTE


async def test_the_list_is_cited_by_no_entry(desk: Desk) -> None:
    number = await hand_in(desk)
    body = {
        "kind": "manual",
        "effective_on": "2026-06-18",
        "narration": "端午活动",
        "counterparty": "",
        "document_ids": [number],
        "lines": [
            {"account_code": "5103", "side": "debit", "amount_fen": 100},
            {"account_code": "1002001", "side": "credit", "amount_fen": 100},
        ],
    }
    answer = await desk.client.post(
        desk.path("/prepared-entries"), json=body, headers=desk.headers("cites")
    )
    assert refused(answer), answer.text
