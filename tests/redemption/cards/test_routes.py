"""Cards over HTTP: from the printed sheet to the counter, and what strangers and thieves get."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pypdf
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.identity.operations import grant_role
from ledger.identity.roles import Role
from ledger.redemption.cards.numbers import card_number
from tests.printed_page import codes_in
from tests.redemption.cards.deck import OTHER_PIN, PIN
from tests.redemption.world import AGREED, World, add_user, build_world
from tests.signed_in import COOKIE, cookie_of_session
from tests.web.online import Browser, running

BATCH = {"cards": 8, "report_to": "书香社区服务台"}


@dataclass
class Hall:
    """The estate's service desk, its shops, and two residents with phones."""

    world: World
    desk: Browser
    second_desk: Browser
    committee: Browser
    cook: Browser
    grocer: Browser
    mother: Browser
    daughter: Browser
    numbers: list[str]

    @property
    def estate(self) -> str:
        return f"/api/v1/estates/{self.world.estate_id}"

    async def post(
        self, who: Browser, path: str, body: Any, *, key: str | None = None
    ) -> httpx.Response:
        return await who.write(self.estate + path, body, key=key)

    async def bind(self, who: int = 0, **other: Any) -> int:
        body = {
            "card": self.numbers.pop(0),
            "resident_id": self.world.residents[who],
            "pin": PIN,
            "pin_again": PIN,
            "reason": "本人到场",
        }
        answer = await self.post(self.desk, "/cards", body | other)
        assert answer.status_code == 201, answer.text
        card_id: int = answer.json()["card_id"]
        return card_id

    async def open(self, number: str, pin: str = PIN, *, at: Browser | None = None) -> Any:
        return await self.post(
            at or self.cook, "/counter/card-openings", {"card": number, "pin": pin}
        )

    async def redeem(
        self, code: str, *, lunches: int = 1, key: str | None = None, at: Browser | None = None
    ) -> httpx.Response:
        lines = [{"item_id": self.world.items["S007"], "quantity": lunches}]
        body = {"code": code, "lines": lines}
        return await self.post(at or self.cook, "/counter/redemptions", body, key=key)


@pytest.fixture
async def hall(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Hall]:
    world = await build_world(engine, points=(260, 60))
    roles = {"desk": Role.ORGANISER, "second": Role.OPERATOR, "committee": Role.COMMITTEE}
    async with engine.begin() as conn:
        users = {name: (await add_user(conn, name), role) for name, role in roles.items()}
        for user_id, role in users.values():
            await _grant(conn, world, user_id, role)
        for user_id, code in ((world.grocer, "M01"), (world.cook, "M04")):
            await _grant(conn, world, user_id, Role.SHOPKEEPER, merchant_id=world.merchants[code])
        for user_id, resident_id in zip(world.users, world.residents, strict=True):
            await _grant(conn, world, user_id, Role.RESIDENT, resident_id=resident_id)
    logins = ["desk", "second", "committee", "shuxiangyuan-cook", "shuxiangyuan-grocer",
              "shuxiangyuan-resident0", "shuxiangyuan-resident1"]  # fmt: skip
    async with running(engine, tmp_path) as app:
        browsers = []
        for place, login in enumerate(logins):
            browser = Browser(app, address=f"10.0.1.{place}")
            cookie = await cookie_of_session(engine, login)
            browser.http.cookies.set(COOKIE, cookie, domain="ledger.test", path="/")
            await browser.get("/api/v1/health")
            browsers.append(browser)
        desk, second, committee, cook, grocer, mother, daughter = browsers
        hall = Hall(world, desk, second, committee, cook, grocer, mother, daughter, [])
        made = await hall.post(desk, "/card-batches", BATCH)
        assert made.status_code == 201, made.text
        hall.numbers = sorted(codes_in(made.content, tmp_path))
        yield hall


async def _grant(conn: Any, world: World, user_id: int, role: Role, **person: int) -> None:
    await grant_role(
        conn,
        estate_id=world.estate_id,
        user_id=user_id,
        role=role,
        starts_on=date(2026, 1, 1),
        resident_id=person.get("resident_id"),
        merchant_id=person.get("merchant_id"),
    )


def refused(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    assert body["detail"].endswith("。")
    return answer.status_code, body["code"]


async def test_from_the_printer_to_the_lunch(hall: Hall) -> None:
    assert len(hall.numbers) == 8
    number = hall.numbers[0]
    card_id = await hall.bind()
    opened = await hall.open(f"{number[:4]} {number[4:8]} {number[8:]}\r")
    assert opened.status_code == 201
    assert opened.headers["cache-control"] == "no-store"
    view = opened.json()
    assert (view["holder_masked"], view["points_available"], view["points_left_today"]) == (
        "王*",
        260,
        100,
    )
    key = str(uuid4())
    done = await hall.redeem(view["code"], lunches=3, key=key)
    assert done.status_code == 201
    again = await hall.redeem(view["code"], lunches=3, key=key)
    assert again.json() == done.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert refused(await hall.redeem(view["code"])) == (409, "pay_code_is_not_valid")

    mine = (await hall.mother.get(f"{hall.estate}/me/cards")).json()
    assert mine["points_spent_today"] == 30
    assert [(use["points"], use["way"]) for use in mine["uses"]] == [(30, "pin")]
    (own,) = mine["items"]
    assert (own["card_id"], own["state_title"], own["points_max"]) == (card_id, "使用中", 100)
    listed = (await hall.desk.get(f"{hall.estate}/cards?state=active")).json()["items"]
    assert [(row["last_four"], row["holder_masked"]) for row in listed] == [(number[-4:], "王*")]
    trail = (await hall.desk.get(f"{hall.estate}/cards/{card_id}/changes")).json()["items"]
    assert [line["what_title"] for line in trail] == ["发给住户", "制作"]


async def test_the_sheet_is_given_once(hall: Hall) -> None:
    key = str(uuid4())
    first = await hall.post(hall.desk, "/card-batches", BATCH, key=key)
    assert first.headers["cache-control"] == "no-store"
    assert first.headers["content-type"] == "application/pdf"
    words = pypdf.PdfReader(io.BytesIO(first.content)).pages[0].extract_text()
    assert "shuxiangyuan" in words
    assert refused(await hall.post(hall.desk, "/card-batches", BATCH, key=key)) == (
        409,
        "card_batch_was_made",
    )
    made = (await hall.desk.get(f"{hall.estate}/card-batches")).json()["items"]
    assert [row["blank"] for row in made] == [8, 8]
    voided = await hall.post(
        hall.desk, f"/card-batches/{made[0]['card_batch_id']}/void", {"reason": "卡纸"}
    )
    assert voided.json()["cards"] == 8


async def test_neither_number_nor_pin_is_kept_with_a_request(hall: Hall) -> None:
    number = hall.numbers[0]
    await hall.bind()
    await hall.open(number)
    await hall.open(number, OTHER_PIN)
    async with hall.world.engine.connect() as conn:
        for table in ("request_outcome", "audit_line", "code_attempt", "card_opening"):
            kept = " ".join(
                (await conn.execute(text(f"select to_jsonb(t)::text from {table} t"))).scalars()
            )
            assert kept
            assert number not in kept
            assert PIN not in kept
            assert OTHER_PIN not in kept


async def test_strangers_hear_one_answer(hall: Hall) -> None:
    """Unknown, blank, blocked, and a wrong PIN: the same words, and the log knows of each."""
    blocked = hall.numbers[0]
    card_id = await hall.bind()
    await hall.post(hall.desk, f"/cards/{card_id}/block", {"reason": "丢了"})
    right = hall.numbers[0]
    await hall.bind(1)
    answers = [
        await hall.open(blocked),
        await hall.open(hall.numbers[-1]),
        await hall.open(card_number("0" * 14)),
        await hall.open(right, OTHER_PIN),
    ]
    bodies = [answer.json() for answer in answers]
    assert {(each["status"], each["code"], each["detail"]) for each in bodies} == {
        (409, "card_is_not_accepted", bodies[0]["detail"])
    }
    assert refused(await hall.open("8" + "1" * 15)) == (400, "card_number_is_mistyped")
    # After five cards a sixth is one too many from this till; another till is not in it.
    assert refused(await hall.open(hall.numbers[-2])) == (409, "card_is_not_accepted")
    throttled = await hall.open(hall.numbers[-3])
    assert refused(throttled) == (429, "code_attempts_are_throttled")
    assert int(throttled.headers["retry-after"]) > 0
    assert (await hall.open(right, at=hall.grocer)).status_code == 201


async def test_five_wrong_pins_lock_and_the_desk_unlocks(hall: Hall) -> None:
    number = hall.numbers[0]
    card_id = await hall.bind()
    for _ in range(5):
        assert refused(await hall.open(number, OTHER_PIN)) == (409, "card_is_not_accepted")
    assert refused(await hall.open(number)) == (409, "card_is_not_accepted")
    (row,) = (await hall.desk.get(f"{hall.estate}/cards?state=locked")).json()["items"]
    assert row["card_id"] == card_id
    weak = {"pin": "123456", "pin_again": "123456", "reason": "本人到场"}
    assert refused(await hall.post(hall.desk, f"/cards/{card_id}/pin", weak)) == (
        400,
        "pin_is_too_weak",
    )
    new = {"pin": OTHER_PIN, "pin_again": OTHER_PIN, "reason": "本人到场"}
    assert (await hall.post(hall.desk, f"/cards/{card_id}/pin", new)).status_code == 200
    assert (await hall.open(number, OTHER_PIN)).status_code == 201


async def test_a_till_cannot_use_what_another_opened(hall: Hall) -> None:
    number = hall.numbers[0]
    await hall.bind()
    code = (await hall.open(number)).json()["code"]
    assert refused(await hall.post(hall.grocer, "/counter/code-checks", {"code": code})) == (
        409,
        "pay_code_is_not_valid",
    )
    assert (await hall.post(hall.cook, "/counter/code-checks", {"code": code})).status_code == 200


async def test_twenty_submissions_of_one_opening_are_one_lunch(hall: Hall) -> None:
    number = hall.numbers[0]
    await hall.bind()
    code = (await hall.open(number)).json()["code"]
    answers = await asyncio.gather(*(hall.redeem(code) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19
    assert await hall.world.wallet() == 250


async def test_a_days_cap_holds_over_openings(hall: Hall) -> None:
    """Ten lunches are what a card buys in a day, in whatever portions."""
    number = hall.numbers[0]
    await hall.bind()
    for lunches in (1, 4, 3):
        done = await hall.redeem((await hall.open(number)).json()["code"], lunches=lunches)
        assert done.status_code == 201
    opened = (await hall.open(number)).json()
    assert opened["points_left_today"] == 20
    over = await hall.redeem(opened["code"], lunches=3)
    assert refused(over) == (409, "card_limit_is_reached")
    assert "今天还能用 20 分" in over.json()["detail"]
    last = await hall.redeem((await hall.open(number)).json()["code"], lunches=2)
    assert last.status_code == 201
    empty = await hall.redeem((await hall.open(number)).json()["code"])
    assert refused(empty) == (409, "card_limit_is_reached")
    assert await hall.world.wallet() == 160


# Phones -----------------------------------------------------------------------------------------


async def test_who_is_at_home_blocks_it_at_once(hall: Hall) -> None:
    number = hall.numbers[0]
    card_id = await hall.bind()
    reason = {"reason": "买菜时丢了"}
    assert refused(await hall.post(hall.daughter, f"/me/cards/{card_id}/block", reason)) == (
        404,
        "object_is_not_here",
    )
    assert (await hall.daughter.get(f"{hall.estate}/me/cards")).json()["items"] == []
    assert (await hall.post(hall.mother, f"/me/cards/{card_id}/block", reason)).status_code == 200
    assert refused(await hall.open(number)) == (409, "card_is_not_accepted")
    told = (await hall.mother.get(f"{hall.estate}/me/messages")).text
    assert "居民卡已经停用" in told


async def test_a_proxy_blocks_it_while_the_agreement_holds(hall: Hall) -> None:
    world = hall.world
    card_id = await hall.bind()
    async with world.engine.begin() as conn:
        await conn.execute(
            text("""with p as (insert into personal_paper (estate_id, filename, media_type,
                    size_bytes, content_sealed, uploaded_by)
                values (:estate_id, '委托书.pdf', 'application/pdf', 1, 'x', :cook)
                returning personal_paper_id)
                insert into family_proxy (estate_id, resident_id, proxy_resident_id, relation,
                    personal_paper_id, daily_points_max, starts_on, ends_on, asked_by)
                select :estate_id, :mother, :daughter, 'child', personal_paper_id, 30,
                    '2026-01-01', '2099-12-31', :cook from p"""),
            {
                "estate_id": world.estate_id, "mother": world.residents[0],
                "daughter": world.residents[1], "cook": world.cook,
            },
        )  # fmt: skip
        await conn.execute(AGREED, {"user_id": world.grocer})
    (seen,) = (await hall.daughter.get(f"{hall.estate}/me/cards")).json()["items"]
    assert (seen["card_id"], seen["is_mine"]) == (card_id, False)
    blocked = await hall.post(hall.daughter, f"/me/cards/{card_id}/block", {"reason": "替母亲挂失"})
    assert blocked.status_code == 200
    trail = (await hall.desk.get(f"{hall.estate}/cards/{card_id}/changes")).json()["items"]
    assert (trail[0]["what_title"], trail[0]["acted_as_title"]) == ("挂失", "代办人")


# The desk ---------------------------------------------------------------------------------------


async def test_two_of_the_staff_bring_a_found_card_back(hall: Hall) -> None:
    number = hall.numbers[0]
    card_id = await hall.bind()
    await hall.post(hall.desk, f"/cards/{card_id}/block", {"reason": "丢了"})
    asked = await hall.post(hall.desk, f"/cards/{card_id}/unblockings", {"reason": "在家找到"})
    path = f"/card-unblockings/{asked.json()['card_unblocking_id']}/decide"
    assert refused(await hall.post(hall.desk, path, {"grants": True})) == (
        409,
        "unblocking_needs_second_person",
    )
    # Who keeps cards does not decide; the committee does.
    assert refused(await hall.post(hall.second_desk, path, {"grants": True})) == (
        403,
        "permission_is_missing",
    )
    assert (await hall.post(hall.committee, path, {"grants": True})).status_code == 200
    assert (await hall.open(number)).status_code == 201


async def test_another_estates_card_is_an_unknown_one(hall: Hall, engine: AsyncEngine) -> None:
    card_id = await hall.bind()
    other = await build_world(engine, code="next-door")
    async with engine.begin() as conn:
        clerk = await add_user(conn, "clerk-next-door")
        await _grant(conn, other, clerk, Role.ORGANISER)
    browser = Browser(hall.desk.http._transport.app)  # type: ignore[attr-defined]
    cookie = await cookie_of_session(engine, "clerk-next-door")
    browser.http.cookies.set(COOKIE, cookie, domain="ledger.test", path="/")
    await browser.get("/api/v1/health")
    theirs = f"/api/v1/estates/{other.estate_id}"
    for path, body in (
        (f"/cards/{card_id}/block", {"reason": "试试"}),
        (f"/cards/{card_id}/void", {"reason": "试试"}),
        (f"/cards/{card_id}/pin", {"pin": PIN, "pin_again": PIN, "reason": "试试"}),
        (f"/cards/{card_id}/unblockings", {"reason": "试试"}),
    ):
        answer = await browser.write(theirs + path, body)
        assert refused(answer) == (404, "object_is_not_here"), path
    answer = await browser.get(f"{theirs}/cards/{card_id}/changes")
    assert refused(answer) == (404, "object_is_not_here")
    bound = await browser.write(
        f"{theirs}/cards",
        {"card": hall.numbers[0], "resident_id": other.residents[0], "pin": PIN, "pin_again": PIN,
         "reason": "试试"},
    )  # fmt: skip
    assert refused(bound) == (409, "card_is_not_blank")


async def test_the_committee_sets_what_cards_spend(hall: Hall) -> None:
    limits = {"pin_points_max": 20, "sight_points_max": 10, "reason": "先少一点"}
    assert refused(await hall.post(hall.desk, "/card-limits", limits)) == (
        403,
        "permission_is_missing",
    )
    assert (await hall.post(hall.committee, "/card-limits", limits)).status_code == 201
    number = hall.numbers[0]
    await hall.bind()
    opened = (await hall.open(number)).json()
    assert opened["points_left_today"] == 20
    assert refused(await hall.redeem(opened["code"], lunches=3)) == (409, "card_limit_is_reached")


async def test_known_by_sight(hall: Hall) -> None:
    number = hall.numbers[0]
    await hall.bind(pin=None, pin_again=None)
    sight = {"holder_name": "王小0", "vouched_by": "小周", "reason": "和照片一致"}
    opened = await hall.post(hall.cook, "/counter/card-openings", {"card": number, "sight": sight})
    assert (opened.status_code, opened.json()["points_left_today"]) == (201, 20)
    blank = {"card": number, "sight": sight | {"reason": "   "}}
    answer = await hall.post(hall.cook, "/counter/card-openings", blank)
    assert answer.status_code == 400
    both = {"card": number, "pin": PIN, "sight": sight}
    answer = await hall.post(hall.cook, "/counter/card-openings", both)
    assert answer.status_code == 400
