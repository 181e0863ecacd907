"""Journey 4: the resident shows a code, the shopkeeper scans it, the phone says what happened."""

from __future__ import annotations

import asyncio
import base64
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.redemption.codes import pay_code
from tests.conftest import Database
from tests.redemption.counter_server import CounterStory, running_counter
from tests.redemption.test_pay_codes import expire
from tests.redemption.world import World, build_world


@pytest.fixture
async def story(
    engine: AsyncEngine, database: Database, tmp_path: Path
) -> AsyncIterator[CounterStory]:
    async with running_counter(engine, database.service_url, tmp_path) as story:
        yield story


def scan(data_uri: str) -> str:
    """Look at an image of the phone's page with a real decoder, as a scanner does."""
    import zxingcpp
    from PIL import Image, ImageDraw

    svg = base64.b64decode(data_uri.partition(",")[2]).decode()
    size = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    assert size is not None
    scale = 3
    image = Image.new("L", (int(size[1]) * scale, int(size[2]) * scale), 255)
    draw = ImageDraw.Draw(image)
    for run in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z", svg):
        x, y, length, down = (int(part) * scale for part in run)
        draw.rectangle((x, y, x + length - 1, y + down - 1), fill=0)
    [found] = zxingcpp.read_barcodes(image)
    text_of_code: str = found.text
    return text_of_code


def problem(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"].startswith("application/problem+json")
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["detail"].endswith("。")
    return answer.status_code, body["code"]


async def test_hours_become_rice(story: CounterStory) -> None:
    resident, neighbour = story.residents
    async with resident.stream() as heard, neighbour.stream() as heard_next_door:
        shown = await resident.show_code()
        assert scan(shown["qr_svg"]) == scan(shown["code128_svg"]) == shown["digits"]
        assert shown["groups"].replace(" ", "") == shown["digits"]
        assert shown["refresh_seconds"] == 60

        counter = (await story.grocer.get("/counter")).json()
        assert counter["merchant"]["name"] == "红邻积分超市"
        assert [item["sku"] for item in counter["items"]] == ["S001", "S003"]
        assert counter["items"][0]["stock"] == 40

        scanned = scan(shown["qr_svg"]) + "\r"
        check = await story.grocer.post("/counter/code-checks", {"code": scanned})
        assert check.status_code == 200
        assert check.json()["holder_masked"] == "王*"
        assert check.json()["points_available"] == 60

        began = time.monotonic()
        answer = await story.redeem(story.grocer, scanned, S001=1)
        done = answer.json()
        assert answer.status_code == 201, answer.text
        event_id, event = await asyncio.wait_for(heard.get(), 1.0)
        assert time.monotonic() - began < 2.0
        assert heard_next_door.empty()

    assert done["says"] == "核销成功 44 分"
    assert (done["points"], done["balance_after"], done["payable_fen"]) == (44, 16, None)
    assert done["holder_masked"] == "王*"
    assert len(done["entry_nos"]) == 2
    assert event_id == str(done["redemption_id"])
    assert event["lines"] == [{"name": "东北大米5kg", "quantity": 1, "points": 44}]
    assert (event["merchant_name"], event["balance_after"]) == ("红邻积分超市", 16)

    counter = (await story.grocer.get("/counter")).json()
    assert counter["items"][0]["stock"] == 39
    assert counter["today"] == {"redemptions": 1, "points": 44, "payable_fen": 0}
    listed = (await story.grocer.get("/counter/redemptions")).json()
    assert listed == {"items": [done], "next": None}
    assert (await story.cook.get("/counter/redemptions")).json()["items"] == []


async def test_the_partner_merchant_is_owed_at_the_frozen_rate(story: CounterStory) -> None:
    digits = (await story.residents[0].show_code())["digits"]
    done = (await story.redeem(story.cook, digits, S007=3)).json()
    assert done["payable_fen"] == 2400
    statement = (await story.cook.get("/counter/statement")).json()
    assert (statement["points"], statement["payable_fen"], statement["settled_fen"]) == (
        30,
        2400,
        0,
    )
    assert statement["by_item"][0]["quantity"] == 3
    assert await story.world.balance("2202001") == -2400


async def test_a_second_scan_and_another_terminal_get_the_same_answer(story: CounterStory) -> None:
    digits = (await story.residents[0].show_code())["digits"]
    assert (await story.redeem(story.grocer, digits, S001=1)).status_code == 201
    again = await story.redeem(story.grocer, digits, S001=1)
    elsewhere = await story.redeem(story.cook, digits, S007=1)
    unknown = await story.redeem(story.cook, pay_code("0" * 17), S007=1)
    assert (
        problem(again)
        == problem(elsewhere)
        == problem(unknown)
        == (
            409,
            "pay_code_is_not_valid",
        )
    )
    assert again.json()["detail"] == elsewhere.json()["detail"] == unknown.json()["detail"]
    assert await story.world.count("redemption") == 1


async def test_a_lost_reply_is_repeated(story: CounterStory) -> None:
    digits = (await story.residents[0].show_code())["digits"]
    first = await story.redeem(story.grocer, digits, key="one", S001=1)
    repeated = await story.redeem(story.grocer, digits, key="one", S001=1)
    assert repeated.status_code == 201
    assert repeated.json() == first.json()
    assert "Idempotent-Replayed" not in first.headers
    assert repeated.headers["Idempotent-Replayed"] == "true"
    assert await story.world.wallet() == 16


async def test_one_key_stands_for_one_order(story: CounterStory) -> None:
    shown = [(await story.residents[n].show_code())["digits"] for n in (0, 1)]
    assert (await story.redeem(story.grocer, shown[0], key="one", S001=1)).status_code == 201
    other_basket = await story.redeem(story.grocer, shown[0], key="one", S003=1)
    other_code = await story.redeem(story.grocer, shown[1], key="one", S001=1)
    assert problem(other_basket) == problem(other_code) == (409, "idempotency_key_was_used")
    assert other_basket.json()["field"].startswith("body.lines")
    assert other_code.json()["field"] == "body.code"
    # The neighbour's code was not burnt by the mistake.
    assert (await story.redeem(story.grocer, shown[1], S001=1)).status_code == 201


async def test_fifty_submissions_of_one_code_at_once(story: CounterStory) -> None:
    digits = (await story.residents[0].show_code())["digits"]
    answers = await asyncio.gather(
        *(story.redeem(story.grocer, digits, key=f"k{n}", S001=1) for n in range(50))
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 49
    codes = {answer.json()["code"] for answer in answers if answer.status_code == 409}
    assert codes == {"pay_code_is_not_valid"}
    assert await story.world.count("redemption") == 1
    assert await story.world.stock("S001") == 39


async def test_fifty_submissions_under_one_key_at_once(story: CounterStory) -> None:
    digits = (await story.residents[0].show_code())["digits"]
    answers = await asyncio.gather(
        *(story.redeem(story.grocer, digits, key="one", S001=1) for _ in range(50))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert all(answer.json() == answers[0].json() for answer in answers)
    replays = [answer for answer in answers if "Idempotent-Replayed" in answer.headers]
    assert len(replays) == 49
    assert await story.world.count("redemption") == 1
    assert await story.world.wallet() == 16


async def test_a_refusal_is_pinned_to_its_key(story: CounterStory) -> None:
    digits = (await story.residents[0].show_code())["digits"]
    refused = await story.redeem(story.grocer, digits, key="one", S001=2)
    assert problem(refused) == (409, "points_are_too_few")
    assert (refused.json()["points_available"], refused.json()["points_needed"]) == (60, 88)
    assert "请居民刷新付款码" in refused.json()["detail"]
    repeated = await story.redeem(story.grocer, digits, key="one", S001=2)
    assert repeated.json() == refused.json()
    assert repeated.headers["Idempotent-Replayed"] == "true"
    # With a smaller basket the resident needs a fresh code.
    smaller = await story.redeem(story.grocer, digits, S001=1)
    assert problem(smaller) == (409, "pay_code_is_not_valid")
    fresh = (await story.residents[0].show_code())["digits"]
    assert (await story.redeem(story.grocer, fresh, S001=1)).status_code == 201


async def test_a_code_that_a_counter_has_seen_is_burnt_whatever_came_of_it(
    story: CounterStory,
) -> None:
    digits = (await story.residents[0].show_code())["digits"]
    assert await story.world.burn(digits, key="one", user_id=story.world.grocer)
    for counter, key in ((story.cook, "one"), (story.grocer, "one"), (story.grocer, "two")):
        again = await story.redeem(counter, digits, key=key, S001=1)
        assert problem(again) == (409, "pay_code_is_not_valid")
    # The burn and the redemption are one database transaction: what broke off burnt nothing.
    fresh = (await story.residents[0].show_code())["digits"]
    assert (await story.redeem(story.grocer, fresh, key="three", S001=1)).status_code == 201


async def test_an_expired_code(story: CounterStory, owner_engine: AsyncEngine) -> None:
    digits = (await story.residents[0].show_code())["digits"]
    await expire(story.world, owner_engine, digits)
    check = await story.grocer.post("/counter/code-checks", {"code": digits})
    assert problem(check) == (409, "pay_code_is_not_valid")
    assert problem(await story.redeem(story.grocer, digits, S001=1)) == (
        409,
        "pay_code_is_not_valid",
    )


async def test_guessing_is_throttled(story: CounterStory) -> None:
    good = (await story.residents[0].show_code())["digits"]
    for n in range(5):
        guess = await story.redeem(story.grocer, pay_code(f"{n:017d}"), S001=1)
        assert problem(guess) == (409, "pay_code_is_not_valid")
    throttled = await story.redeem(story.grocer, good, key="one", S001=1)
    assert problem(throttled) == (429, "code_attempts_are_throttled")
    assert 1 <= int(throttled.headers["Retry-After"]) <= 900


BAD_INPUT: tuple[tuple[dict[str, Any], int, str], ...] = (
    ({"code": "90123456789012345678"}, 400, "pay_code_is_mistyped"),
    ({"code": "你好"}, 400, "pay_code_is_mistyped"),
    ({"code": ""}, 400, "request_is_malformed"),
    ({"code": "9" * 81}, 400, "request_is_malformed"),
    ({"code": 90}, 400, "request_is_malformed"),
    ({"lines": []}, 400, "request_is_malformed"),
    ({"lines": [{"item_id": 1, "quantity": 0}]}, 400, "request_is_malformed"),
    ({"lines": [{"item_id": 1, "quantity": -1}]}, 400, "request_is_malformed"),
    ({"lines": [{"item_id": 1, "quantity": 1.5}]}, 400, "request_is_malformed"),
    ({"lines": [{"item_id": "1", "quantity": 1}]}, 400, "request_is_malformed"),
    ({"lines": [{"item_id": 2**63, "quantity": 1}]}, 400, "request_is_malformed"),
    ({"lines": [{"item_id": 1, "quantity": 1, "points": 1}]}, 400, "request_is_malformed"),
    ({"merchant_id": 1}, 400, "request_is_malformed"),
)


async def test_what_bad_input_gets(story: CounterStory) -> None:
    digits = (await story.residents[0].show_code())["digits"]
    good = {"code": digits, "lines": story.basket(S001=1)}
    for body, status, code in BAD_INPUT:
        answer = await story.grocer.post("/counter/redemptions", good | body)
        assert problem(answer) == (status, code), body
    # Nothing was looked up, so the code is as good as before.
    assert await story.world.count("redemption") == 0
    nowhere = [{"item_id": 2**62, "quantity": 1}]
    answer = await story.grocer.post("/counter/redemptions", good | {"lines": nowhere})
    assert problem(answer) == (404, "object_is_not_here")
    # Now it was burnt.
    again = await story.grocer.post("/counter/redemptions", good)
    assert problem(again) == (409, "pay_code_is_not_valid")


async def test_who_may_do_what(story: CounterStory) -> None:
    resident, _ = story.residents
    digits = (await resident.show_code())["digits"]
    assert problem(await story.redeem(resident, digits, S001=1)) == (403, "permission_is_missing")
    assert problem(await resident.get("/counter")) == (403, "permission_is_missing")
    assert problem(await story.grocer.post("/me/pay-codes", {})) == (403, "permission_is_missing")
    assert problem(await story.grocer.get("/me/events")) == (403, "permission_is_missing")
    for path, body in (
        ("/counter/redemptions", {"code": digits, "lines": story.basket(S001=1)}),
        ("/counter/code-checks", {"code": digits}),
    ):
        missing = await story.grocer.post(path, body, without_key=True)
        assert problem(missing) == (400, "idempotency_key_is_missing")
    missing = await resident.post("/me/pay-codes", {}, without_key=True)
    assert problem(missing) == (400, "idempotency_key_is_missing")

    other: World = await build_world(story.world.engine, code="yinghua")
    story.grocer.estate = f"/api/v1/estates/{other.estate_id}"
    assert problem(await story.grocer.get("/counter")) == (404, "object_is_not_here")
    assert await story.world.count("redemption") == 0


async def test_a_foreign_estates_and_another_merchants_goods(story: CounterStory) -> None:
    other = await build_world(story.world.engine, code="yinghua")
    foreign = {"item_id": other.items["S001"], "quantity": 1}
    for line, refusal in (
        (foreign, (404, "object_is_not_here")),
        (story.basket(S007=1)[0], (409, "item_belongs_to_another_merchant")),
    ):
        digits = (await story.residents[0].show_code())["digits"]
        answer = await story.grocer.post("/counter/redemptions", {"code": digits, "lines": [line]})
        assert problem(answer) == refusal
    assert await story.world.wallet() == 60


async def test_no_code_is_written_down_anywhere(
    story: CounterStory, owner_engine: AsyncEngine
) -> None:
    shown = [(await story.residents[0].show_code())["digits"] for _ in range(3)]
    await story.grocer.post("/counter/code-checks", {"code": shown[0]})
    await story.redeem(story.grocer, shown[0], S001=1)
    await story.redeem(story.grocer, shown[0], S001=1)
    await story.redeem(story.grocer, shown[1], S001=9)
    async with owner_engine.connect() as conn:
        tables = (
            await conn.execute(
                text("select table_name from information_schema.tables where table_schema='public'")
            )
        ).scalars()
        for table in list(tables):
            rows = (await conn.execute(text(f'select t::text from "{table}" t'))).scalars()
            for row in rows:
                assert not any(digits in row for digits in shown), table


async def test_signing_out_kills_the_code_on_the_screen(story: CounterStory) -> None:
    resident = story.residents[0]
    digits = (await resident.show_code())["digits"]
    gone = await resident.client.delete("/api/v1/session", headers={"x-csrftoken": resident.csrf})
    assert gone.status_code == 204
    assert problem(await story.redeem(story.grocer, digits, S001=1)) == (
        409,
        "pay_code_is_not_valid",
    )


async def test_a_stream_catches_up_and_is_forgotten(story: CounterStory) -> None:
    resident, _ = story.residents
    world = story.world
    live_events = story.app.state.live_events
    async with resident.stream() as heard:
        assert live_events.open_streams(world.estate_id, world.residents[0]) == 1
        await story.redeem(story.grocer, (await resident.show_code())["digits"], S003=1)
        first_id, _ = await asyncio.wait_for(heard.get(), 1.0)
    # The phone was in a lift: what happened meanwhile comes first.
    done = (await story.redeem(story.cook, (await resident.show_code())["digits"], S007=1)).json()
    async with resident.stream(last_event_id=first_id) as heard:
        missed_id, missed = await asyncio.wait_for(heard.get(), 1.0)
        assert missed_id == str(done["redemption_id"])
        assert missed["merchant_name"] == "社区食堂"
    async with asyncio.timeout(5):
        while live_events.open_streams(world.estate_id, world.residents[0]):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    # A page that is opened now hears nothing of the past.
    async with resident.stream() as heard:
        await asyncio.sleep(0.2)
        assert heard.empty()
