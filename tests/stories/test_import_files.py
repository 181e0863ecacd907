"""Journey 1: files are handed in, previewed, booked once, and refused with a reason."""

from __future__ import annotations

from importlib.resources import files

import pytest

from tests.live_server import Caller, LiveServer, assert_problem

SAMPLES = files("ledger.estates") / "sample_estate"
GOODS = "货号,名称,单位,积分价,市价(元),库存,商户编号\nS901,毛巾,条,8,7.90,60,M01\n"


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


async def book_size(auditor: Caller) -> int:
    size: int = (await auditor.read("health/books"))["size"]
    return size


async def test_new_goods_come_to_the_counter(live_server: LiveServer) -> None:
    async with live_server.signed_in("treasurer", "shop01") as (treasurer, shop):
        # Saved by an old spreadsheet program, in the encoding it used.
        answer = await treasurer.upload(
            "imports", "新品.csv", GOODS.encode("gb18030"), kind="catalogue"
        )
        assert answer.status_code == 201, answer.text
        uploaded = answer.json()
        assert uploaded["state"] == "previewed"
        assert uploaded["counts"]["new"] == 1
        rows = await treasurer.read_all(f"imports/{uploaded['import_id']}/rows")
        assert [row["status"] for row in rows] == ["new"]
        counter = await shop.read("counter")
        assert "毛巾" not in {item["name"] for item in counter["items"]}

        booked = await treasurer.do(f"imports/{uploaded['import_id']}/book", {"accepted_rows": []})
        assert (booked["state"], booked["result"]["booked"]) == ("booked", 1)
        counter = await shop.read("counter")
        towel = next(item for item in counter["items"] if item["name"] == "毛巾")
        assert (towel["points_price"], towel["market_price_fen"], towel["stock"]) == (8, 790, 60)

        again = await treasurer.upload("imports", "新品.csv", GOODS.encode(), kind="catalogue")
        assert again.json()["counts"]["known"] == 1
        assert again.json()["counts"]["new"] == 0


@pytest.mark.parametrize(
    "login, kind, name",
    [
        ("operator", "dwellings", "dwellings.csv"),
        ("treasurer", "merchants", "merchants.csv"),
        ("treasurer", "fund_grants", "development_fund_grants.csv"),
        ("treasurer", "cash_book", "cashbook_2026Q2.xlsx"),
        ("organiser", "service_signin", "service_signin_2026Q2.xlsx"),
        ("organiser", "sorting_events", "sorting_events_2026Q2.csv"),
    ],
)
async def test_a_second_import_books_nothing(
    live_server: LiveServer, login: str, kind: str, name: str
) -> None:
    async with live_server.signed_in(login, "auditor") as (caller, auditor):
        before = await book_size(auditor)
        answer = await caller.upload("imports", name, sample(name), kind=kind)
        assert answer.status_code == 201, answer.text
        counts = answer.json()["counts"]
        assert counts["new"] == 0
        assert counts["known"] > 0
        booked = await caller.do(
            f"imports/{answer.json()['import_id']}/book", {"accepted_rows": []}
        )
        assert booked["result"]["booked"] == 0
        assert booked["result"]["skipped_known"] == counts["known"]
        assert await book_size(auditor) == before


async def test_a_repeated_upload_is_one_upload(live_server: LiveServer) -> None:
    async with live_server.signed_in("treasurer") as (treasurer,):
        content = GOODS.replace("S901", "S902").encode()
        first = await treasurer.upload("imports", "a.csv", content, kind="catalogue", key="once")
        again = await treasurer.upload("imports", "a.csv", content, kind="catalogue", key="once")
        assert again.headers["Idempotent-Replayed"] == "true"
        assert again.json() == first.json()
        other = await treasurer.upload("imports", "a.csv", b"x", kind="catalogue", key="once")
        assert assert_problem(other, 409, "idempotency_key_was_used")["field"] == "body.sha256"


BROKEN_WORKBOOK = sample("cashbook_2026Q2.xlsx")[:4000]
WRONG_FILES = {
    "a picture": ("进货.csv", b"\x89PNG\r\n\x1a\n" + bytes(400), "file_kind_is_unknown"),
    "empty": ("进货.csv", b"", "file_is_empty"),
    "no such column": (
        "进货.csv",
        "货号,名称,单位\nS1,米,袋\n".encode(),
        "file_column_is_missing",
    ),
    "a heading and nothing below": (
        "进货.csv",
        GOODS.splitlines()[0].encode(),
        "file_has_no_rows",
    ),
    "broken encoding": (
        "进货.csv",
        GOODS.encode() + b"\xff\xfe\xfa\x81",
        "file_encoding_is_unreadable",
    ),
    "half a workbook": ("进货.xlsx", BROKEN_WORKBOOK, "workbook_is_broken"),
}


@pytest.mark.parametrize("what", WRONG_FILES)
async def test_a_wrong_file_is_refused_in_words(live_server: LiveServer, what: str) -> None:
    name, content, code = WRONG_FILES[what]
    async with live_server.signed_in("treasurer") as (treasurer,):
        before = (await treasurer.read("imports"))["items"]
        answer = await treasurer.upload("imports", name, content, kind="catalogue")
        assert_problem(answer, 400, code)
        assert (await treasurer.read("imports"))["items"] == before


async def test_who_may_hand_in_what(live_server: LiveServer) -> None:
    async with live_server.signed_in("organiser", "treasurer", "resident01") as callers:
        organiser, treasurer, resident = callers
        answer = await organiser.upload("imports", "a.csv", GOODS.encode(), kind="catalogue")
        assert_problem(answer, 403, "permission_is_missing")
        answer = await treasurer.upload("imports", "a.csv", b"x", kind="sorting_events")
        assert_problem(answer, 403, "permission_is_missing")
        answer = await resident.upload("imports", "a.csv", b"x", kind="catalogue")
        assert_problem(answer, 403, "permission_is_missing")
        answer = await treasurer.upload("imports", "a.csv", b"x", kind="horoscope")
        assert answer.status_code in {400, 404}
        kinds = {item["kind"] for item in (await organiser.read("import-kinds"))["items"]}
        assert kinds == {"service_signin", "sorting_events", "merchant_purchases"}
