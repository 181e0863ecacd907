"""The second factor under attack: replays, races, guesses; and what each leaves in the log."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.ids import now_utc
from tests.identity.test_proofs import ask, code_in, enrolled, register, say
from tests.posting.town import rows, scalar
from tests.web.online import PASSWORD, Browser, Online, people_of, running

PROVE = "/api/v1/session/second-factor"
NEW_PASSWORD = "另一个很长的密码 2027"


@pytest.fixture
async def fresh(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Online]:
    town = await people_of(engine)
    async with running(engine, tmp_path) as app:
        yield Online(app, engine, town)


async def waiting(online: Online, login: str, *, times: int) -> list[Browser]:
    """Return browsers in which the password was right and the second factor is still to come."""
    browsers = [online.browser() for _ in range(times)]
    for browser in browsers:
        assert (await browser.sign_in(login)).json()["standing"] == "waits_for_factor"
    return browsers


def statuses(answers: list[httpx.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


async def lines_of(online: Online, action: str) -> list[str]:
    """Return the outcomes in the log, with what is written after the answers."""
    refused: Any = online.app.state.refused_requests
    await refused.close()
    async with online.engine.connect() as conn:
        found = await rows(
            conn,
            "select outcome from audit_line where action = :action order by audit_line_id",
            action=action,
        )
    return [outcome for (outcome,) in found]


async def test_one_code_in_twenty_browsers_at_once_opens_one(fresh: Online) -> None:
    _, totp, _ = await enrolled(fresh, "treasurer")
    # Fewer than five fail, so that it is the step that refuses and not the throttle.
    browsers = await waiting(fresh, "treasurer", times=5)
    code = totp.at(now_utc())
    answers = await asyncio.gather(*(b.write(PROVE, {"code": code}) for b in browsers))
    assert statuses(list(answers)) == {201: 1, 401: 4}
    # Nor does the code of the step before, which is within the window, come after it.
    late = totp.at(now_utc() - timedelta(seconds=30))
    assert (await browsers[0].write(PROVE, {"code": late})).status_code == 401


async def test_a_recovery_code_twenty_times_at_once_is_taken_once(fresh: Online) -> None:
    _, _, codes = await enrolled(fresh, "treasurer")
    browsers = await waiting(fresh, "treasurer", times=20)
    answers = await asyncio.gather(*(b.write(PROVE, {"code": codes[3]}) for b in browsers))
    said = statuses(list(answers))
    assert said[201] == 1
    assert said[401] + said[429] == 19
    async with fresh.engine.connect() as conn:
        used = await scalar(conn, "select count(*) from recovery_code where used_at is not null")
    assert used == 1


async def test_without_the_throttle_a_recovery_code_is_still_taken_once(fresh: Online) -> None:
    """The row itself is what is used up; counting failures only slows the guesses."""
    _, _, codes = await enrolled(fresh, "treasurer")
    browsers = await waiting(fresh, "treasurer", times=20)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ledger.identity.attempts.ATTEMPTS_MAX", 1000)
        answers = await asyncio.gather(*(b.write(PROVE, {"code": codes[0]}) for b in browsers))
    assert statuses(list(answers)) == {201: 1, 401: 19}


async def test_five_wrong_factors_close_the_door_to_the_right_one(fresh: Online) -> None:
    _, totp, codes = await enrolled(fresh, "treasurer")
    (browser,) = await waiting(fresh, "treasurer", times=1)
    for wrong in ("000000", "aaaa-bbbb-cccc", "1" * 6, "x", "2" * 6):
        assert (await browser.write(PROVE, {"code": wrong})).status_code in {400, 401}
    await browser.write(PROVE, {"code": "3" * 6})
    for right in (totp.at(now_utc()), codes[0]):
        refused = await browser.write(PROVE, {"code": right})
        assert (refused.status_code, refused.json()["code"]) == (429, "sign_in_is_throttled")


async def test_a_wrong_factor_is_one_line_in_the_log(fresh: Online) -> None:
    await enrolled(fresh, "treasurer")
    (browser,) = await waiting(fresh, "treasurer", times=1)
    for _ in range(3):
        assert (await browser.write(PROVE, {"code": "000000"})).status_code == 401
    assert await lines_of(fresh, "prove_second_factor") == ["second_factor_is_wrong"] * 3


async def test_a_wrong_password_in_ones_account_is_one_line_in_the_log(fresh: Online) -> None:
    browser = fresh.browser()
    await browser.sign_in("supervisor")
    wrong = {"old_password": "猜的", "new_password": NEW_PASSWORD}
    assert (await browser.write("/api/v1/account/password", wrong)).status_code == 401
    assert await lines_of(fresh, "change_password") == ["password_is_wrong"]


async def test_a_new_password_asks_for_the_factor_and_ends_what_else_is_open(
    fresh: Online,
) -> None:
    browser, totp, codes = await enrolled(fresh, "treasurer")
    (other,) = await waiting(fresh, "treasurer", times=1)
    assert (await other.write(PROVE, {"code": codes[0]})).status_code == 201
    path = "/api/v1/account/password"
    body = {"old_password": PASSWORD, "new_password": NEW_PASSWORD}
    for code in ({}, {"code": "000000"}):
        refused = await browser.write(path, body | code)
        assert (refused.status_code, refused.json()["code"]) == (401, "second_factor_is_wrong")
    assert (await other.get("/api/v1/session")).status_code == 200
    before = browser.http.cookies["ledger_session"]
    done = await browser.write(path, body | {"code": totp.at(now_utc())})
    assert done.status_code == 204, done.text
    assert browser.http.cookies["ledger_session"] != before
    assert (await browser.get(f"{fresh.estate}/chart")).status_code == 200
    assert (await other.get("/api/v1/session")).status_code == 401
    thief = fresh.browser()
    thief.http.cookies.set("ledger_session", before)
    assert (await thief.get("/api/v1/session")).status_code == 401
    assert (await fresh.browser().sign_in("treasurer")).status_code == 401
    again = await fresh.browser().sign_in("treasurer", NEW_PASSWORD)
    assert again.json()["standing"] == "waits_for_factor"


async def test_fresh_recovery_codes_end_the_former_and_ask_for_the_factor(fresh: Online) -> None:
    browser, totp, former = await enrolled(fresh, "treasurer")
    path = "/api/v1/account/recovery-codes"
    assert (await browser.write(path, {"code": "000000"})).status_code == 401
    renewed = await browser.write(path, {"code": totp.at(now_utc())})
    assert renewed.status_code == 201, renewed.text
    codes = renewed.json()["recovery_codes"]
    assert len(set(codes)) == 10
    assert not set(codes) & set(former)
    (waits,) = await waiting(fresh, "treasurer", times=1)
    assert (await waits.write(PROVE, {"code": former[0]})).status_code == 401
    assert (await waits.write(PROVE, {"code": codes[0]})).status_code == 201


async def test_a_factor_that_was_copied_to_another_user_proves_nothing(
    fresh: Online, owner_engine: AsyncEngine
) -> None:
    """Whoever may write the table could otherwise sign in as anybody with their own phone."""
    _, totp, _ = await enrolled(fresh, "treasurer")
    async with owner_engine.begin() as conn:
        await conn.execute(
            text("""insert into second_factor (user_id, sealed_secret, confirmed_at)
                select u.user_id, f.sealed_secret, now() from second_factor f, app_user u
                where u.login = 'committee'""")
        )
    (browser,) = await waiting(fresh, "committee", times=1)
    assert (await browser.write(PROVE, {"code": totp.at(now_utc())})).status_code == 401


async def test_a_phone_does_not_lead_to_binding_an_authenticator(
    fresh: Online, capsys: pytest.CaptureFixture[str]
) -> None:
    await register(fresh, 0, 1)
    browser = fresh.browser()
    await ask(browser)
    assert (await say(browser, code_in(capsys.readouterr().out))).status_code == 201
    refused = await browser.write("/api/v1/account/second-factor")
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_is_missing")
