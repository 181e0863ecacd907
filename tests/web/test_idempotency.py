"""One key has one outcome for ever (I11)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from pydantic import BaseModel, ConfigDict
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.session import create_engine
from ledger.errors import Refusal, ServiceIsBusy
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.web.idempotency import Once, first_difference
from tests.conftest import Database
from tests.posting.town import rows, scalar
from tests.web.online import Online, people_of, running

# What was said before, what is said now, the first field that differs.
DIFFERENCES: list[tuple[Any, Any, str]] = [
    ({}, {}, ""),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}, ""),
    ({"a": 1}, {"a": 2}, "a"),
    ({"b": 1, "a": 1}, {"b": 2, "a": 2}, "a"),
    ({"a": 1}, {}, "a"),
    ({}, {"a": None}, "a"),
    ({"a": None}, {"a": 0}, "a"),
    ({"a": "1"}, {"a": 1}, "a"),
    ({"a": {"b": {"c": 1}}}, {"a": {"b": {"c": 2}}}, "a.b.c"),
    ({"a": [1, 2]}, {"a": [1, 3]}, "a[1]"),
    ({"a": [1, 2]}, {"a": [1, 2, 3]}, "a[2]"),
    ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, "a[0].b"),
    ({"a": [1]}, {"a": {"0": 1}}, "a"),
    ({"a": []}, {"a": None}, "a"),
    (1, 1, ""),
    (1, 2, "body"),
    ([1], [2], "[0]"),
]


@pytest.mark.parametrize("before, now, field", DIFFERENCES)
def test_the_first_difference_is_named(before: Any, now: Any, field: str) -> None:
    assert first_difference(before, now) == field
    assert bool(first_difference(now, before)) == bool(field)


json_values = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(json_values, json_values)
def test_a_difference_is_found_exactly_where_there_is_one(before: Any, now: Any) -> None:
    assert (first_difference(before, now) == "") == (before == now)


# A write of our own, with an effect to count ------------------------------------------------------


class DumplingsAreCold(Refusal):
    code = "dumplings_are_cold"


class ComeBackLater(Refusal):
    code = "come_back_later"
    status = 429


class Order(BaseModel):
    model_config = ConfigDict(extra="forbid")

    count: int
    mood: str = "good"


@post("/api/v1/estates/{estate_id:int}/test/dumplings", guards=[may(Permission.READ_ESTATE)])
async def order_dumplings(
    estate_id: FromPath[int],
    data: JSONBody[Order],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Any]:
    """Add a region for each dumpling, and then do what the cook's mood is."""

    async def work() -> dict[str, Any]:
        made = await conn.execute(
            text("""insert into region (level, name)
                select 'city', gen_random_uuid()::text from generate_series(1, :n)
                returning region_id"""),
            {"n": data.count},
        )
        ids = list(made.scalars())
        if data.mood == "refuses":
            raise DumplingsAreCold("粽子凉了，请热一热。", left=3)
        if data.mood == "throttles":
            raise ComeBackLater("太多了，请稍后再来。", retry_after=60)
        if data.mood == "is busy":
            raise ServiceIsBusy(retry_after=3)
        if data.mood == "stumbles":
            raise ZeroDivisionError
        if data.mood == "breaks the rules":
            await conn.execute(text("insert into region (level, name) values ('moon', 'x')"))
        return {"region_id": ids[0], "eaten": ids}

    return await once(conn, data, work)


@pytest.fixture(scope="module")
async def online(
    module_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Online]:
    engine = create_engine(module_database.service_url, pool_size=20)
    town = await people_of(engine)
    folder: Path = tmp_path_factory.mktemp("data")
    async with running(engine, folder, routes=[order_dumplings]) as app:
        yield Online(app, engine, town)


async def effects(online: Online) -> int:
    async with online.engine.connect() as conn:
        count: int = await scalar(conn, "select count(*) from region")
        return count


@pytest.fixture
def address(online: Online) -> str:
    return f"{online.estate}/test/dumplings"


async def test_a_repeat_is_answered_with_the_first_answer(online: Online, address: str) -> None:
    browser, before = await online.signed_in("organiser"), await effects(online)
    first = await browser.write(address, {"count": 2}, key="repeat")
    again = await browser.write(address, {"count": 2, "mood": "good"}, key="repeat")
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert await effects(online) == before + 2


async def test_one_key_for_two_requests_names_the_field(online: Online, address: str) -> None:
    browser, before = await online.signed_in("organiser"), await effects(online)
    await browser.write(address, {"count": 1}, key="two")
    other = await browser.write(address, {"count": 2}, key="two")
    assert other.status_code == 409
    assert other.json()["code"] == "idempotency_key_was_used"
    assert other.json()["field"] == "body.count"
    assert "body.count" in other.json()["detail"]
    # The first answer stays the key's answer.
    assert (await browser.write(address, {"count": 1}, key="two")).status_code == 201
    assert await effects(online) == before + 1


async def test_a_key_stands_for_its_address_too(online: Online, address: str) -> None:
    operator = await online.signed_in("operator")
    await operator.write(address, {"count": 1}, key="route")
    body = {"login": "li.si", "display_name": "李四", "password": "长一点才安全", "role": "auditor"}
    other = await operator.write(f"{online.estate}/users", body, key="route")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_was_used")


async def test_keys_belong_to_a_person(online: Online, address: str) -> None:
    before = await effects(online)
    for login in ("organiser", "treasurer"):
        browser = await online.signed_in(login)
        answer = await browser.write(address, {"count": 1}, key="mine")
        assert answer.status_code == 201
        assert "idempotent-replayed" not in answer.headers
    assert await effects(online) == before + 2


async def test_a_refusal_is_an_outcome_and_leaves_nothing_else(
    online: Online, address: str
) -> None:
    browser, before = await online.signed_in("organiser"), await effects(online)
    order = {"count": 2, "mood": "refuses"}
    first = await browser.write(address, order, key="refused")
    again = await browser.write(address, order, key="refused")
    assert first.status_code == again.status_code == 409
    assert first.headers["content-type"] == again.headers["content-type"]
    assert first.headers["content-type"] == "application/problem+json"
    assert first.json() == again.json()
    assert (first.json()["code"], first.json()["left"]) == ("dumplings_are_cold", 3)
    assert again.headers["idempotent-replayed"] == "true"
    assert await effects(online) == before


@pytest.mark.parametrize(
    "mood, status, retry_after",
    [
        ("stumbles", 500, None),
        ("breaks the rules", 500, None),
        ("throttles", 429, "60"),
        ("is busy", 503, "3"),
    ],
)
async def test_what_may_pass_is_not_kept(
    online: Online, address: str, mood: str, status: int, retry_after: str | None
) -> None:
    """An accident, "too often" and "too busy" let the same request be tried again, key and all."""
    browser, before = await online.signed_in("organiser"), await effects(online)
    first = await browser.write(address, {"count": 2, "mood": mood}, key=f"passing {mood}")
    assert first.status_code == status
    assert first.headers.get("retry-after") == retry_after
    assert await effects(online) == before
    second = await browser.write(address, {"count": 2}, key=f"passing {mood}")
    assert second.status_code == 201
    assert await effects(online) == before + 2


@pytest.mark.parametrize("mood, done", [("good", 1), ("refuses", 0)])
async def test_thirty_at_once_are_one(online: Online, address: str, mood: str, done: int) -> None:
    browser, before = await online.signed_in("organiser"), await effects(online)
    order = {"count": 1, "mood": mood}
    async with asyncio.timeout(30):
        answers = await asyncio.gather(
            *(browser.write(address, order, key=f"thirty {mood}") for _ in range(30))
        )
    assert {answer.status_code for answer in answers} == {201 if done else 409}
    assert all(answer.json() == answers[0].json() for answer in answers)
    replays = [answer.headers.get("idempotent-replayed") for answer in answers]
    assert sorted(map(str, replays)) == ["None"] + ["true"] * 29
    assert await effects(online) == before + done


@pytest.mark.parametrize("key", ["", "x" * 81, "钥匙", "a\tb"])
async def test_a_write_without_a_proper_key_is_not_done(
    online: Online, address: str, key: str
) -> None:
    browser, before = await online.signed_in("organiser"), await effects(online)
    token = browser.http.cookies["csrftoken"].encode()
    answer = await browser.http.post(
        address,
        json={"count": 1},
        headers=[(b"idempotency-key", key.encode()), (b"x-csrftoken", token)],
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_is_missing")
    assert await effects(online) == before


async def test_a_key_of_eighty_characters_is_good(online: Online, address: str) -> None:
    browser = await online.signed_in("organiser")
    assert (await browser.write(address, {"count": 1}, key="k" * 80)).status_code == 201


async def test_every_outcome_is_in_the_audit_log_once(online: Online, address: str) -> None:
    browser = await online.signed_in("auditor")
    done = await browser.write(address, {"count": 1}, key="audited")
    await browser.write(address, {"count": 1}, key="audited")
    await browser.write(address, {"count": 1, "mood": "refuses"}, key="audited too")
    async with online.engine.connect() as conn:
        lines = await rows(
            conn,
            """select estate_id, action, outcome, object, request_id <> '', address, details
            from audit_line l join app_user u on u.user_id = l.actor_user_id
            where u.login = 'auditor' and action <> 'sign_in' order by audit_line_id""",
        )
    assert lines == [
        (
            online.town.estate,
            "order_dumplings",
            outcome,
            object_,
            True,
            "10.0.0.9",
            {},
        )
        for outcome, object_ in (
            ("done", f"region:{done.json()['region_id']}"),
            ("dumplings_are_cold", ""),
        )
    ]
