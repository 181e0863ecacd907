"""Signing in and out over HTTP: who gets in, what is stored, what is told."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.app import create_app
from ledger.db import batched_reads
from ledger.db.session import create_engine
from ledger.identity.roles import Role
from ledger.identity.session_rules import LIFE_OF_OTHERS
from ledger.identity.sessions import COOKIE
from ledger.settings import Settings
from tests.posting.town import rows, scalar
from tests.web.online import PASSWORD, Browser, Online, people_of, running

# Of what the browser of these tests calls itself, without its version.
DEVICE = sha256(b"device python-httpx/").hexdigest()[:32]


@pytest.fixture
async def fresh(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Online]:
    """An application of the test's own, for those that count attempts."""
    town = await people_of(engine)
    async with running(engine, tmp_path) as app:
        yield Online(app, engine, town)


async def user_id_of(online: Online, login: str) -> int:
    async with online.engine.connect() as conn:
        found = await rows(conn, "select user_id from app_user where login = :login", login=login)
    return int(found[0][0])


def without_noise(answer: httpx.Response) -> tuple[int, dict[str, Any], list[str]]:
    """Return everything of an answer that could tell one failure from another."""
    return answer.status_code, answer.json(), sorted(answer.headers)


async def test_a_session_says_who_and_where(online: Online) -> None:
    browser = online.browser()
    answer = await browser.sign_in("supervisor")
    assert answer.status_code == 201
    assert answer.json() == {
        "user": {"user_id": await user_id_of(online, "supervisor"), "display_name": "supervisor"},
        "standing": "open",
        "factor_is_forced": False,
        "has_factor": False,
        "withheld": [],
        "grants": [
            {
                "role": "supervisor",
                "role_title": "监事会",
                "estate_id": online.town.estate,
                "estate_name": "第1小区",
                "estate_code": "estate1",
                "resident_id": None,
                "merchant_id": None,
                "buildings": [],
                "home": "/ui/desk/today",
            }
        ],
        "region_grants": [],
    }
    again = await browser.get("/api/v1/session")
    assert (again.status_code, again.json()) == (200, answer.json())


async def test_somebody_without_a_role_gets_in_and_sees_nothing(online: Online) -> None:
    browser = await online.signed_in("nobody")
    assert (await browser.get("/api/v1/session")).json()["grants"] == []
    assert (await browser.get(online.estate)).status_code == 404


async def test_unknown_wrong_and_disabled_are_one_answer(fresh: Online) -> None:
    async with fresh.engine.begin() as conn:
        await conn.execute(
            text("update app_user set is_disabled = true where login = 'shopkeeper'")
        )
    browser = fresh.browser()
    answers = [
        await browser.sign_in("supervisor", "wrong"),
        await browser.sign_in("no-such-login", "wrong"),
        await browser.sign_in("no-such-login"),
        await browser.sign_in("shopkeeper"),
        await browser.sign_in("TREASURER"),
    ]
    assert answers[0].json()["code"] == "sign_in_failed"
    assert {str(without_noise(answer)) for answer in answers} == {str(without_noise(answers[0]))}
    assert answers[0].status_code == 401
    assert COOKIE not in browser.http.cookies
    assert (await browser.get("/api/v1/session")).status_code == 401


async def test_a_login_is_closed_after_five_failures_even_to_the_right_password(
    fresh: Online,
) -> None:
    browser = fresh.browser()
    codes = [(await browser.sign_in("supervisor", f"wrong {n}")).status_code for n in range(7)]
    assert codes == [401] * 5 + [429] * 2
    right = await browser.sign_in("supervisor")
    assert (right.status_code, right.json()["code"]) == (429, "sign_in_is_throttled")
    assert int(right.headers["retry-after"]) == 15 * 60
    # Another login, and the same one later, are not concerned.
    assert (await browser.sign_in("organiser")).status_code == 201
    async with fresh.engine.connect() as conn:
        assert await scalar(conn, "select count(*) from sign_in_attempt") == 6
    await let_time_pass(fresh, minutes=16)
    assert (await browser.sign_in("supervisor")).status_code == 201


async def let_time_pass(online: Online, *, minutes: int) -> None:
    """Move the attempts into the past; the service itself may not."""
    url = online.engine.url.set(username="ledger_owner").render_as_string(hide_password=False)
    owner = create_engine(url, pool_size=1)
    async with owner.begin() as conn:
        await conn.execute(
            text("update sign_in_attempt set at = at - make_interval(mins => :m)"), {"m": minutes}
        )
    await owner.dispose()


async def test_five_failures_are_five_however_many_come_at_once(fresh: Online) -> None:
    browser = fresh.browser()
    async with asyncio.timeout(30):
        answers = await asyncio.gather(
            *(browser.sign_in("supervisor", f"wrong {n}") for n in range(20))
        )
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [401] * 5 + [429] * 15


async def test_an_address_that_tries_many_logins_is_closed_and_others_are_not(
    fresh: Online,
) -> None:
    async with fresh.engine.begin() as conn:
        await conn.execute(
            text("""insert into sign_in_attempt (login_digest, address, succeeded)
                select sha256(cast(n::text as bytea)), '10.6.6.6', false
                from generate_series(1, 50) n""")
        )
    assert (await fresh.browser(address="10.6.6.6").sign_in("supervisor")).status_code == 429
    assert (await fresh.browser(address="10.6.6.7").sign_in("supervisor")).status_code == 201


async def test_successes_do_not_close_a_login(fresh: Online) -> None:
    for _ in range(7):
        assert (await fresh.browser().sign_in("supervisor")).status_code == 201


async def test_attempts_keep_no_login_and_the_audit_log_no_password(fresh: Online) -> None:
    browser = fresh.browser()
    await browser.sign_in("supervisor", "wrong")
    await browser.sign_in("supervisor")
    async with fresh.engine.connect() as conn:
        attempts = await rows(
            conn, "select login_digest, address, succeeded from sign_in_attempt order by 1, at"
        )
        lines = await rows(
            conn,
            """select actor_user_id, action, outcome, request_id <> '', address, details
            from audit_line order by audit_line_id""",
        )
    digest = sha256(b"supervisor").digest()
    assert attempts == [(digest, "10.0.0.9", False), (digest, "10.0.0.9", True)]
    assert lines == [
        (None, "sign_in", "sign_in_failed", True, "10.0.0.9", {"proof": "password"}),
        (
            await user_id_of(fresh, "supervisor"),
            "sign_in",
            "done",
            True,
            "10.0.0.9",
            {"proof": "password", "device": DEVICE},
        ),
    ]


# The session -------------------------------------------------------------------------------------


async def sessions(online: Online) -> dict[bytes, tuple[Any, ...]]:
    async with online.engine.connect() as conn:
        found = await rows(
            conn, "select session_digest, roles, last_seen_at, expires_at, xmin from user_session"
        )
    return {row[0]: row[1:] for row in found}


def digest_of(browser: Browser) -> bytes:
    return sha256(browser.http.cookies[COOKIE].encode()).digest()


async def test_only_a_digest_of_the_cookie_is_stored(online: Online) -> None:
    browser = online.browser()
    answer = await browser.sign_in("supervisor")
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith(COOKIE))
    assert {
        "HttpOnly",
        "Path=/",
        "SameSite=lax",
        f"Max-Age={int(LIFE_OF_OTHERS.whole.total_seconds())}",
    } <= set(cookie.split("; "))
    value = browser.http.cookies[COOKIE]
    assert len(value) >= 40
    stored = await sessions(online)
    assert digest_of(browser) in stored
    assert value.encode() not in b"".join(stored)


async def test_a_session_opens_nothing_when_its_digest_is_sent(online: Online) -> None:
    browser = await online.signed_in("supervisor")
    thief = online.browser()
    thief.http.cookies.set(COOKIE, digest_of(browser).hex())
    assert (await thief.get("/api/v1/session")).status_code == 401


async def test_an_id_that_the_browser_brought_is_not_kept(online: Online) -> None:
    """Somebody who plants a cookie before sign-in holds nothing afterwards."""
    victim = online.browser()
    victim.http.cookies.set(COOKIE, "planted", domain="ledger.test", path="/")
    assert (await victim.sign_in("supervisor")).status_code == 201
    assert victim.http.cookies.get(COOKIE, domain="ledger.test") != "planted"
    attacker = online.browser()
    attacker.http.cookies.set(COOKIE, "planted")
    assert (await attacker.get("/api/v1/session")).status_code == 401
    assert sha256(b"planted").digest() not in await sessions(online)


async def test_signing_in_again_ends_the_former_session(online: Online) -> None:
    browser = online.browser()
    await browser.sign_in("supervisor")
    former = browser.http.cookies[COOKIE]
    assert (await browser.sign_in("organiser")).json()["user"]["display_name"] == "organiser"
    thief = online.browser()
    thief.http.cookies.set(COOKIE, former)
    assert (await thief.get("/api/v1/session")).status_code == 401


async def test_signing_out_ends_the_session_for_everybody_who_has_the_cookie(
    online: Online,
) -> None:
    browser = online.browser()
    await browser.sign_in("supervisor")
    await browser.get("/api/v1/session")
    copy = online.browser()
    copy.http.cookies.set(COOKIE, browser.http.cookies[COOKIE])
    assert (await copy.get("/api/v1/session")).status_code == 200
    gone = digest_of(browser)
    answer = await browser.write("/api/v1/session", method="DELETE")
    assert answer.status_code == 204
    assert (await copy.get("/api/v1/session")).status_code == 401
    assert (await browser.get("/api/v1/session")).status_code == 401
    assert gone not in await sessions(online)
    # And in again, in the same browser.
    assert (await browser.sign_in("supervisor")).status_code == 201


async def test_plain_requests_do_not_write_the_session(online: Online) -> None:
    browser = online.browser()
    await browser.sign_in("supervisor")
    before = (await sessions(online))[digest_of(browser)]
    for _ in range(3):
        answer = await browser.get("/api/v1/session")
        assert not [c for c in answer.headers.get_list("set-cookie") if c.startswith(COOKIE)]
    await browser.get(f"{online.estate}/chart")
    assert (await sessions(online))[digest_of(browser)] == before


async def test_a_stranger_leaves_no_session_behind(online: Online) -> None:
    before = await sessions(online)
    for planted in (None, "planted", "null", ""):
        browser = online.browser()
        if planted is not None:
            browser.http.cookies.set(COOKIE, planted)
        await browser.get("/api/v1/session")
        await browser.get("/api/v1/health")
        await browser.sign_in("supervisor", "wrong" if planted else "also wrong")
    assert await sessions(online) == before


async def test_an_expired_session_is_no_session_and_the_next_sign_in_sweeps_it(
    fresh: Online,
) -> None:
    browser = fresh.browser()
    await browser.sign_in("supervisor")
    async with fresh.engine.begin() as conn:
        await conn.execute(text("update user_session set expires_at = now() - interval '1 s'"))
    assert (await browser.get("/api/v1/session")).status_code == 401
    await fresh.browser().sign_in("organiser")
    assert len(await sessions(fresh)) == 1


async def test_what_is_taken_away_is_gone_at_the_next_request(fresh: Online) -> None:
    """Roles and the login itself are asked of the database each time."""
    browser = await fresh.signed_in("supervisor")
    assert (await browser.get(f"{fresh.estate}/chart")).status_code == 200
    granted = """insert into role_grant (estate_id, user_id, role, starts_on, ends_on)
        select estate_id, user_id, 'supervisor', current_date + {first}, current_date + {last}
        from role_grant join app_user using (user_id) where login = 'supervisor' limit 1"""
    revoked = """update role_grant set revoked_at = now(), revocation_reason = '离任'
        where role = 'supervisor' and revoked_at is null"""
    for statement, status in (
        (revoked, 404),
        (granted.format(first=-9, last=-2), 404),
        (granted.format(first=2, last=9), 404),
        (granted.format(first=-1, last=1), 200),
        ("update app_user set is_disabled = true", 401),
    ):
        async with fresh.engine.begin() as conn:
            await conn.execute(text(statement))
        assert (await browser.get(f"{fresh.estate}/chart")).status_code == status, statement


async def test_many_at_once_are_each_themselves_and_share_the_reading(online: Online) -> None:
    logins = [role.value for role in Role] * 5 + ["nobody"]
    browsers = {login: await online.signed_in(login) for login in set(logins)}
    stranger = online.browser()
    stranger.http.cookies.set(COOKIE, "planted")
    statements = []
    fetch = batched_reads.fetch

    async def counted(engine: AsyncEngine, sql: str, *arguments: object) -> list[Any]:
        statements.append(sql)
        return await fetch(engine, sql, *arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batched_reads, "fetch", counted)
        *answers, refused = await asyncio.gather(
            *(browsers[login].get("/api/v1/session") for login in logins),
            stranger.get("/api/v1/session"),
        )
    assert refused.status_code == 401
    assert [answer.json()["user"]["display_name"] for answer in answers[:-1]] == logins[:-1]
    assert answers[-1].json()["user"]["display_name"] == "无角色"
    assert [len(answer.json()["grants"]) for answer in answers] == [1] * (len(logins) - 1) + [0]
    assert len(statements) < len(logins) / 2


async def test_the_cookie_is_for_https_only_where_the_address_is(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await people_of(engine)
    settings = Settings(data_dir=tmp_path, public_base_url="https://books.example")
    app = create_app(settings, engine=engine)
    async with app.lifespan():
        browser = Browser(app)
        answer = await browser.write(
            "/api/v1/session", {"login": "supervisor", "password": PASSWORD}
        )
        cookies = answer.headers.get_list("set-cookie")
        csrf = (await browser.get("/api/v1/health")).headers.get_list("set-cookie")
    assert any(re.search("; Secure", each) for each in cookies if each.startswith(COOKIE))
    assert all(re.search("; Secure", each, re.IGNORECASE) for each in csrf)
