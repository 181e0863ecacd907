"""How long a session lasts, when its cookie changes, and what ends while it is open."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.ids import today_in_china
from ledger.identity.session_rules import LIFE_OF_OTHERS, LIFE_OF_STAFF, Life
from ledger.identity.sessions import COOKIE
from tests.posting.town import rows, scalar
from tests.signed_in import cookie_of_session
from tests.web.online import Browser, Online, people_of, running

SESSION = "/api/v1/session"


@pytest.fixture
async def fresh(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Online]:
    town = await people_of(engine)
    async with running(engine, tmp_path) as app:
        yield Online(app, engine, town)


async def let_pass(owner: AsyncEngine, past: timedelta, *, is_used: bool = False) -> None:
    """Let all sessions be so much older, and unused as long unless somebody used them."""
    seen = "last_seen_at" if is_used else "last_seen_at - cast(:past as interval)"
    async with owner.begin() as conn:
        await conn.execute(
            text(f"""update user_session set began_at = began_at - cast(:past as interval),
                last_seen_at = {seen}, expires_at = expires_at - cast(:past as interval)"""),
            {"past": past},
        )


async def status(browser: Browser, path: str = SESSION) -> int:
    return (await browser.get(path)).status_code


def with_cookie(online: Online, cookie: str) -> Browser:
    browser = online.browser()
    browser.http.cookies.set(COOKIE, cookie, domain="ledger.test", path="/")
    return browser


@pytest.mark.parametrize(
    "login, life", [("supervisor", LIFE_OF_STAFF), ("resident", LIFE_OF_OTHERS)]
)
async def test_an_unused_session_ends_and_a_used_one_ends_as_well(
    fresh: Online, owner_engine: AsyncEngine, login: str, life: Life
) -> None:
    minute = timedelta(minutes=1)
    browser = await fresh.signed_in(login)
    await let_pass(owner_engine, life.idle - minute)
    assert await status(browser) == 200, "that was a use"
    await let_pass(owner_engine, life.idle - minute)
    assert await status(browser) == 200
    await let_pass(owner_engine, life.idle + minute)
    assert await status(browser) == 401
    # However much it is used, it is over at last.
    other = fresh.browser()
    await other.sign_in(login)
    await let_pass(owner_engine, life.whole - minute, is_used=True)
    assert await status(other) == 200
    await let_pass(owner_engine, 2 * minute, is_used=True)
    assert await status(other) == 401


async def test_what_waits_for_a_second_factor_waits_a_quarter_of_an_hour(
    fresh: Online, owner_engine: AsyncEngine
) -> None:
    browser = fresh.browser()
    assert (await browser.sign_in("treasurer")).json()["standing"] == "must_enrol"
    await let_pass(owner_engine, timedelta(minutes=14))
    assert await status(browser) == 200
    await let_pass(owner_engine, timedelta(minutes=2), is_used=True)
    assert await status(browser) == 401


async def test_a_change_of_roles_changes_the_cookie_and_the_former_one_ends(
    fresh: Online, owner_engine: AsyncEngine
) -> None:
    browser = await fresh.signed_in("supervisor")
    former = browser.http.cookies[COOKIE]
    async with fresh.engine.begin() as conn:
        await conn.execute(
            text("""insert into role_grant (estate_id, user_id, role, starts_on)
                select estate_id, user_id, 'organiser', current_date - 1 from role_grant
                join app_user using (user_id) where login = 'supervisor'""")
        )
    assert await status(browser) == 200
    fresh_cookie = browser.http.cookies[COOKIE]
    assert fresh_cookie != former
    assert await status(with_cookie(fresh, former)) == 200, "a request may be under way with it"
    await let_pass(owner_engine, timedelta(seconds=31), is_used=True)
    assert await status(with_cookie(fresh, former)) == 401
    assert await status(browser) == 200
    assert browser.http.cookies[COOKIE] == fresh_cookie, "once for each change"


async def test_a_change_of_roles_does_not_make_a_session_last_longer(
    fresh: Online, owner_engine: AsyncEngine
) -> None:
    """Somebody who is a resident for months becomes staff: the shorter life counts at once."""
    browser = await fresh.signed_in("nobody")
    await let_pass(owner_engine, LIFE_OF_STAFF.whole + timedelta(days=1), is_used=True)
    assert await status(browser) == 200
    async with fresh.engine.begin() as conn:
        await conn.execute(
            text("""insert into role_grant (estate_id, user_id, role, starts_on)
                select :estate, user_id, 'organiser', current_date - 1 from app_user
                where login = 'nobody'"""),
            {"estate": fresh.town.estate},
        )
    await status(browser)
    assert await status(browser) == 401


async def grant(online: Online, role: str, *, ends_on: date | None, term: int | None) -> Browser:
    """Return the browser of `nobody`, who has this role from long ago."""
    async with online.engine.begin() as conn:
        await conn.execute(
            text("""insert into role_grant (estate_id, user_id, role, committee_term_id,
                    starts_on, ends_on)
                select :estate, user_id, :role, :term, :starts_on, :ends_on from app_user
                where login = 'nobody'"""),
            {
                "estate": online.town.estate,
                "role": role,
                "term": term,
                "starts_on": today_in_china() - timedelta(days=30),
                "ends_on": ends_on,
            },
        )
    browser = online.browser()
    await browser.http.get("/api/v1/health")
    cookie = await cookie_of_session(online.engine, "nobody")
    browser.http.cookies.set(COOKIE, cookie, domain="ledger.test", path="/")
    return browser


@contextmanager
def tomorrow() -> Iterator[None]:
    day = today_in_china() + timedelta(days=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ledger.identity.sessions.today_in_china", lambda: day)
        yield


async def test_a_role_that_ended_yesterday_is_gone_in_an_open_session(fresh: Online) -> None:
    browser = await grant(fresh, "organiser", ends_on=today_in_china(), term=None)
    path = f"{fresh.estate}/chart"
    assert await status(browser, path) == 200, "the last day belongs to it"
    with tomorrow():
        assert await status(browser, path) == 404
        assert (await browser.get(SESSION)).json()["grants"] == []


async def test_the_end_of_a_committees_term_ends_its_roles_in_an_open_session(
    fresh: Online,
) -> None:
    today = today_in_china()
    async with fresh.engine.begin() as conn:
        term = await scalar(
            conn,
            """insert into committee_term (estate_id, term_no, starts_on, ends_on, resolution)
            values (:estate, 1, :starts, :ends, '业主大会决议') returning committee_term_id""",
            estate=fresh.town.estate,
            starts=today - timedelta(days=900),
            ends=today,
        )
    browser = await grant(fresh, "committee", ends_on=None, term=term)
    path = f"{fresh.estate}/chart"
    assert await status(browser, path) == 200, "the last day belongs to it"
    with tomorrow():
        assert await status(browser, path) == 404
        approval = f"{fresh.estate}/prepared-entries/1/approve"
        assert (await browser.write(approval, {})).status_code == 404


async def test_sessions_are_listed_and_ended_and_nobody_elses(fresh: Online) -> None:
    here, there, third = fresh.browser(), fresh.browser(address="10.7.7.7"), fresh.browser()
    for browser in (here, there, third):
        browser.http.headers["user-agent"] = "Mozilla/5.0 (iPhone) MicroMessenger/8.0"
        await browser.sign_in("supervisor")
    other = await fresh.signed_in("organiser")
    listed: list[dict[str, Any]] = (await here.get("/api/v1/account/sessions")).json()["items"]
    assert len(listed) == 3
    assert [each["is_this_one"] for each in listed].count(True) == 1
    assert {each["device"] for each in listed} == {"微信 · 苹果手机"}
    of_there = next(each for each in listed if each["address"] == "10.7.7.7")["session_id"]
    path = f"/api/v1/account/sessions/{of_there}"
    stolen = await other.write(path, method="DELETE")
    missing = await other.write("/api/v1/account/sessions/987654321", method="DELETE")
    assert (stolen.status_code, stolen.json()["detail"]) == (404, missing.json()["detail"])
    assert await status(there) == 200
    assert (await here.write(path, method="DELETE")).status_code == 204
    assert await status(there) == 401
    ended = await here.write("/api/v1/account/sessions/end-others")
    assert ended.json() == {"ended": 1}
    assert [await status(each) for each in (here, third, other)] == [200, 401, 200]
    async with fresh.engine.connect() as conn:
        lines = await rows(
            conn,
            """select action, object from audit_line
            where action in ('end_session', 'end_other_sessions') and outcome = 'done'
            order by audit_line_id""",
        )
    assert lines == [("end_session", f"session:{of_there}"), ("end_other_sessions", "")]
