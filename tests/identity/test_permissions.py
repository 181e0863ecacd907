"""Guards, users and CSRF over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.identity.operations import (
    LoginIsTaken,
    RoleNeedsItsPerson,
    authenticate,
    create_user,
    grant_role,
)
from ledger.identity.passwords import PasswordIsTooWeak
from ledger.identity.queries import signed_in_user
from ledger.identity.roles import STAFF, Role
from tests.posting.town import found_town, rows
from tests.web.online import Online

GOOD = "用一句长一点的话做密码"


def apart_from_its_address(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "instance"}


async def test_another_estate_looks_like_one_that_is_not_there(online: Online) -> None:
    treasurer = await online.signed_in("treasurer")
    other = await treasurer.get(f"/api/v1/estates/{online.town.estates[1]}")
    for number in (999_999, 0, 2**63 - 1, 2**63, 10**30):
        missing = await treasurer.get(f"/api/v1/estates/{number}")
        assert other.status_code == missing.status_code == 404
        assert apart_from_its_address(other.json()) == apart_from_its_address(missing.json())
        assert sorted(other.headers) == sorted(missing.headers)


@pytest.mark.parametrize("path", ["", "/chart", "/users", "/dwellings", "/nowhere"])
async def test_a_stranger_is_asked_to_sign_in_first(online: Online, path: str) -> None:
    for estate in (online.town.estate, 999_999):
        answer = await online.browser().get(f"/api/v1/estates/{estate}{path}")
        assert answer.status_code == (404 if path == "/nowhere" else 401)


@pytest.mark.parametrize("role", Role)
async def test_each_role_gets_what_it_may_and_is_told_when_it_may_not(
    online: Online, role: Role
) -> None:
    browser = await online.signed_in(role.value)
    expected = {
        "": 200,
        "/chart": 200 if role in STAFF else 403,
        "/dwellings": 200 if role in STAFF else 403,
        "/users": 200 if role in (Role.OPERATOR, Role.COMMITTEE, Role.SUPERVISOR) else 403,
    }
    for path, status in expected.items():
        answer = await browser.get(f"{online.estate}{path}")
        assert answer.status_code == status, path
        if status == 403:
            assert answer.json()["code"] == "permission_is_missing"


async def test_a_forbidden_write_is_refused_before_anything_of_it_is_read(online: Online) -> None:
    treasurer = await online.signed_in("treasurer")
    for content in (b"{", b"{}", b'{"login":"x"}'):
        answer = await treasurer.write(f"{online.estate}/users", content=content)
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_is_missing")


async def test_a_write_needs_the_pages_own_token(online: Online) -> None:
    operator = await online.signed_in("operator")
    body = {"login": "csrf.test", "display_name": "x", "password": GOOD, "role": "auditor"}
    token = operator.http.cookies["csrftoken"]
    for sent in ({}, {"x-csrftoken": ""}, {"x-csrftoken": "x" * len(token)},
                 {"x-csrftoken": token[:-1]}, {"x-csrftoken": token.swapcase()}):  # fmt: skip
        answer = await operator.http.post(
            f"{online.estate}/users", json=body, headers={"Idempotency-Key": "k"} | sent
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "page_is_out_of_date"), sent
    # A token of another installation, in cookie and header alike, is not ours.
    stranger = online.browser()
    stranger.http.cookies = operator.http.cookies.__class__(operator.http.cookies)
    stranger.http.cookies.delete("csrftoken")
    forged = "0" * len(token)
    stranger.http.cookies.set("csrftoken", forged)
    answer = await stranger.write(f"{online.estate}/users", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "page_is_out_of_date")
    assert (await operator.write(f"{online.estate}/users", body)).status_code == 201


async def test_a_new_user_can_sign_in_and_is_in_the_list(online: Online) -> None:
    operator = await online.signed_in("operator")
    body = {"login": "li.si", "display_name": "李四", "password": GOOD, "role": "organiser"}
    made = await operator.write(f"{online.estate}/users", body)
    assert made.status_code == 201
    assert GOOD not in made.text
    browser = online.browser()
    signed_in = await browser.sign_in("li.si", GOOD)
    assert signed_in.json()["grants"][0]["role"] == "organiser"
    listed: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        after = f"&after={cursor}" if cursor else ""
        page = (await operator.get(f"{online.estate}/users?limit=3{after}")).json()
        listed += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert made.json() in listed
    assert [user["user_id"] for user in listed] == sorted({user["user_id"] for user in listed})
    assert "nobody" not in {user["login"] for user in listed}


async def test_users_of_other_estates_are_not_listed(online: Online) -> None:
    operator = await online.signed_in("operator")
    answer = await operator.get(f"/api/v1/estates/{online.town.estates[1]}/users")
    assert answer.status_code == 404


REFUSED = [
    ({"login": "treasurer"}, 409, "login_is_taken", "login"),
    ({"password": "short"}, 400, "password_is_too_weak", "password"),
    ({"role": "resident"}, 400, "role_needs_its_person", None),
    ({"role": "shopkeeper"}, 400, "role_needs_its_person", None),
    ({"resident_id": 1}, 400, "role_needs_its_person", None),
    ({"role": "resident", "resident_id": 999_999}, 400, "role_needs_its_person", None),
    ({"role": "resident", "resident_id": "other estate"}, 400, "role_needs_its_person", None),
    ({"role": "shopkeeper", "merchant_id": 999_999}, 400, "role_needs_its_person", None),
    ({"role": "shopkeeper", "merchant_id": "other estate"}, 400, "role_needs_its_person", None),
]


@pytest.mark.parametrize("change, status, code, field", REFUSED)
async def test_a_user_who_does_not_fit_is_refused_and_not_half_made(
    online: Online, change: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    operator = await online.signed_in("operator")
    if change.get("resident_id") == "other estate":
        change = change | {"resident_id": online.town.residents[online.town.estates[1]][0]}
    if change.get("merchant_id") == "other estate":
        async with online.engine.connect() as conn:
            foreign = await rows(
                conn,
                "select merchant_id from merchant where estate_id = :other",
                other=online.town.estates[1],
            )
        change = change | {"merchant_id": foreign[0][0]}
    body = {"login": "half.made", "display_name": "x", "password": GOOD, "role": "auditor"}
    answer = await operator.write(f"{online.estate}/users", body | change)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    fields = [each["field"] for each in answer.json().get("fields", [])]
    assert fields == ([field] if field else [])
    async with online.engine.connect() as conn:
        assert await rows(conn, "select 1 from app_user where login = 'half.made'") == []


# Without HTTP ------------------------------------------------------------------------------------


async def test_users_and_grants(conn: AsyncConnection) -> None:
    town = await found_town(conn, estates=2)
    user_id = await create_user(conn, login="zhang", display_name="张三", password=GOOD)
    with pytest.raises(LoginIsTaken, match="“zhang”已经有人使用"):
        await create_user(conn, login="zhang", display_name="另一位", password=GOOD)
    with pytest.raises(PasswordIsTooWeak):
        await create_user(conn, login="li", display_name="李四", password="1234")
    assert await authenticate(conn, login="zhang", password=GOOD) == user_id
    assert await authenticate(conn, login="zhang", password=GOOD + "x") is None
    one, two = town.estates
    resident = town.residents[one][0]
    await grant_role(
        conn,
        estate_id=one,
        user_id=user_id,
        role=Role.RESIDENT,
        resident_id=resident,
        starts_on=date(2026, 4, 1),
    )
    await grant_role(
        conn,
        estate_id=two,
        user_id=user_id,
        role=Role.AUDITOR,
        starts_on=date(2026, 5, 1),
        ends_on=date(2026, 6, 30),
    )
    with pytest.raises(RoleNeedsItsPerson):
        await grant_role(
            conn,
            estate_id=two,
            user_id=user_id,
            role=Role.RESIDENT,
            resident_id=resident,
            starts_on=date(2026, 4, 1),
        )
    held = {
        date(2026, 3, 31): set(),
        date(2026, 4, 1): {Role.RESIDENT},
        date(2026, 6, 30): {Role.RESIDENT, Role.AUDITOR},
        date(2026, 7, 1): {Role.RESIDENT},
    }
    for day, roles in held.items():
        user = await signed_in_user(conn, user_id, today=day)
        assert user is not None
        assert {grant.role for grant in user.grants} == roles
    assert await signed_in_user(conn, user_id + 999, today=date(2026, 4, 1)) is None
