"""Journey 3: a resident reads balance, expiry, history in plain words, and shows a code."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise

from ledger.redemption.codes import read_pay_code
from tests.live_server import LiveServer, assert_problem


async def test_the_balance_is_explained_down_to_the_last_point(live_server: LiveServer) -> None:
    async with live_server.signed_in("resident01") as (resident,):
        wallet = await resident.read("me/wallet")
        lots = (await resident.read("me/lots"))["items"]
        history = await resident.read_all("me/points", limit=7)
        assert wallet["points"] == sum(lot["points_left"] for lot in lots)
        assert wallet["points"] == sum(line["points"] for line in history)
        assert wallet["points"] == history[0]["balance_after"]
        assert wallet["latest"] == history[: len(wallet["latest"])]
        for newer, older in pairwise(history):
            assert newer["balance_after"] - newer["points"] == older["balance_after"]
        assert [line["seq"] for line in history] == sorted(
            (line["seq"] for line in history), reverse=True
        )

        # What expires next comes first, and only what is left of it.
        dates = [lot["expires_on"] for lot in lots if lot["points_left"] and lot["expires_on"]]
        assert wallet["next_expiry"][0]["expires_on"] == min(dates)

        # In words that need no explanation.
        texts = [line["text"] for line in history]
        assert any(re.fullmatch(r"\S+ [\d.]+ 小时", text) for text in texts)
        assert any(re.match(r"兑换 东北大米5kg 1 袋", text) for text in texts)
        assert any(text.startswith("垃圾分类") for text in texts)


async def test_hours_are_their_own_record(live_server: LiveServer) -> None:
    async with live_server.signed_in("resident01") as (resident,):
        wallet = await resident.read("me/wallet")
        records = await resident.read_all("me/service-records", limit=3)
        verified = [record for record in records if record["state"] == "verified"]
        # Redeeming points has not taken a minute away.
        assert wallet["service_minutes"] == sum(record["service_minutes"] for record in verified)
        assert wallet["service_count"] == len(verified)
        assert any(line["points"] < 0 for line in wallet["latest"])
        for record in records:
            if record["state"] == "waiting":
                assert (record["points"], bool(record["reason"])) == (0, True)


async def test_the_latest_disclosure_opens_without_a_login(live_server: LiveServer) -> None:
    async with live_server.signed_in("resident02") as (resident,):
        notice = (await resident.read("me/wallet"))["latest_disclosure"]
    async with live_server.http() as anybody:
        page = await anybody.get(notice["url"])
    assert page.status_code == 200
    assert notice["title"] in page.text


async def test_a_code_is_fresh_readable_and_nowhere_written_down(live_server: LiveServer) -> None:
    async with live_server.signed_in("resident02") as (resident,):
        codes = [await resident.do("me/pay-codes") for _ in range(3)]
    assert len({code["digits"] for code in codes}) == 3
    for code in codes:
        assert re.fullmatch(r"90\d{18}", code["digits"])
        assert read_pay_code(code["groups"]) == code["digits"]
        assert [len(group) for group in code["groups"].split(" ")] == [4] * 5
        life = datetime.fromisoformat(code["expires_at"]) - datetime.fromisoformat(
            code["issued_at"]
        )
        assert life.total_seconds() == 90
        assert code["refresh_seconds"] == 60
        assert code["qr_svg"].startswith("data:image/svg+xml")
        assert code["digits"] not in live_server.log.read_text("utf-8")


async def test_one_resident_sees_nothing_of_another_or_of_the_books(
    live_server: LiveServer,
) -> None:
    async with live_server.signed_in("resident01") as (resident,):
        for path in ("counter", "books/trial-balance", "dwellings", "desk/today", "users"):
            assert_problem(await resident.get(path), 403, "permission_is_missing")
        answer = await resident.get("/api/v1/estates/2/me/wallet")
        assert_problem(answer, 404, "object_is_not_here")
    async with live_server.http() as anybody:
        answer = await anybody.get("/api/v1/estates/1/me/wallet")
        assert_problem(answer, 401, "sign_in_required")


async def test_a_write_needs_its_key_and_its_token(live_server: LiveServer) -> None:
    async with live_server.signed_in("resident01") as (resident,):
        token = {"x-csrftoken": resident.headers()["x-csrftoken"]}
        path = f"{resident.estate}/me/pay-codes"
        answer = await resident.http.post(path, json={}, headers=token)
        assert_problem(answer, 400, "idempotency_key_is_missing")
        answer = await resident.http.post(path, json={}, headers={"Idempotency-Key": "a"})
        assert_problem(answer, 403, "page_is_out_of_date")
        # Signing out ends the session at once.
        answer = await resident.http.delete("/api/v1/session", headers=token)
        assert answer.status_code == 204
        assert_problem(await resident.get("me/wallet"), 401, "sign_in_required")
