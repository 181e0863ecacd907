"""Phone and code, password and second factor, keys of machines: over HTTP, with what goes wrong."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.ids import now_utc, today_in_china
from ledger.identity.sessions import COOKIE
from ledger.identity.sign_in_keys import SignInKeys, sign_in_keys
from tests.posting.town import rows
from tests.web.online import Browser, Online, people_of, running

PHONE = "19910070721"


@pytest.fixture
async def fresh(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Online]:
    town = await people_of(engine)
    async with running(engine, tmp_path) as app:
        yield Online(app, engine, town)


def keys_of(online: Online) -> SignInKeys:
    return sign_in_keys(online.app.state.settings.secrets_dir)


async def register(online: Online, estate: int, who: int, phone: str = PHONE) -> None:
    """Register a resident's phone, as estate staff do."""
    personal = keys_of(online).personal
    async with online.engine.begin() as conn:
        await conn.execute(
            text("""update resident set phone_sealed = :sealed, phone_digest = :digest
                where estate_id = :estate and resident_id = :resident"""),
            {
                "sealed": personal.seal(phone),
                "digest": personal.digest(phone),
                "estate": online.town.estates[estate],
                "resident": online.town.residents[online.town.estates[estate]][who],
            },
        )


async def ask(browser: Browser, phone: str = PHONE) -> Any:
    await browser.get("/api/v1/health")
    return await browser.write("/api/v1/session/phone-codes", {"phone": phone})


async def say(browser: Browser, code: str, phone: str = PHONE) -> Any:
    return await browser.write("/api/v1/session/phone", {"phone": phone, "code": code})


def code_in(printed: str) -> str:
    codes: list[str] = re.findall(r"验证码 (\d{6})", printed)
    return codes[-1]


# Phones ------------------------------------------------------------------------------------------


async def test_one_phone_opens_one_person_with_the_roles_of_every_estate(
    fresh: Online, capsys: pytest.CaptureFixture[str]
) -> None:
    await register(fresh, 0, 1)
    await register(fresh, 1, 1)
    browser = fresh.browser()
    assert (await ask(browser)).status_code == 202
    code = code_in(capsys.readouterr().out)
    answer = await say(browser, code)
    assert answer.status_code == 201
    assert [grant["estate_id"] for grant in answer.json()["grants"]] == list(fresh.town.estates)
    # One use: not in this browser again, and never in another.
    assert (await say(browser, code)).json()["code"] == "code_is_wrong"
    async with fresh.engine.connect() as conn:
        made = await rows(
            conn, "select estate_id from audit_line where action = 'open_user_by_phone' order by 1"
        )
        kept = await rows(conn, "select code_digest from one_time_code")
    assert [estate for (estate,) in made] == list(fresh.town.estates)
    assert code.encode() not in b"".join(digest for (digest,) in kept)


async def test_known_and_unknown_numbers_get_one_answer_and_only_the_known_a_message(
    fresh: Online, capsys: pytest.CaptureFixture[str]
) -> None:
    await register(fresh, 0, 1)
    known, unknown = fresh.browser(), fresh.browser()
    answers = [await ask(known), await ask(unknown, "19900000000")]
    assert answers[0].json() == answers[1].json()
    assert [a.status_code for a in answers] == [202, 202]
    assert len(re.findall("短信", capsys.readouterr().out)) == 1
    refused = [await say(known, "000000"), await say(unknown, "000000", "19900000000")]
    assert refused[0].json() == refused[1].json()
    again = [await ask(known), await ask(unknown, "19900000000")]
    assert [a.json()["code"] for a in again] == ["code_was_just_sent"] * 2


async def test_a_code_is_for_its_browser_for_five_tries_and_five_minutes(
    fresh: Online, capsys: pytest.CaptureFixture[str]
) -> None:
    await register(fresh, 0, 1)
    browser, thief = fresh.browser(), fresh.browser()
    await ask(browser)
    code = code_in(capsys.readouterr().out)
    await thief.get("/api/v1/health")
    assert (await say(thief, code)).status_code == 401
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _ in range(5):
        assert (await say(browser, wrong)).status_code == 401
    assert (await say(browser, code)).status_code == 401, "the tries are used up"


async def test_a_phone_of_two_residents_of_one_estate_opens_neither(
    fresh: Online, capsys: pytest.CaptureFixture[str]
) -> None:
    await register(fresh, 0, 1)
    await register(fresh, 0, 2)
    browser = fresh.browser()
    await ask(browser)
    answer = await say(browser, code_in(capsys.readouterr().out))
    assert (answer.status_code, answer.json()["code"]) == (409, "phone_is_unclear")


async def test_writing_a_number_down_in_one_estate_opens_nothing_in_another(
    fresh: Online, capsys: pytest.CaptureFixture[str]
) -> None:
    await register(fresh, 0, 1)
    await register(fresh, 1, 1)
    browser = fresh.browser()
    await ask(browser)
    assert (await say(browser, code_in(capsys.readouterr().out))).status_code == 201
    await register(fresh, 1, 1, "19988887777")
    intruder = fresh.browser()
    await ask(intruder, "19988887777")
    answer = await say(intruder, code_in(capsys.readouterr().out), "19988887777")
    assert answer.json()["code"] == "phone_is_unclear"


# The second factor -------------------------------------------------------------------------------


async def enrolled(online: Online, login: str) -> tuple[Browser, pyotp.TOTP, list[str]]:
    browser = online.browser()
    await browser.sign_in(login)
    begun = (await browser.write("/api/v1/account/second-factor")).json()
    totp = pyotp.TOTP(begun["secret"])
    # Of the step before, so that the present one is still good for signing in.
    code = totp.at(now_utc() - timedelta(seconds=30))
    confirmed = await browser.write("/api/v1/account/second-factor/confirmation", {"code": code})
    assert confirmed.status_code == 201, confirmed.text
    return browser, totp, confirmed.json()["recovery_codes"]


async def test_a_forced_role_can_do_nothing_but_enrol_after_the_password(fresh: Online) -> None:
    browser = fresh.browser()
    answer = await browser.sign_in("treasurer")
    assert (answer.json()["standing"], answer.json()["grants"]) == ("must_enrol", [])
    for path in (f"{fresh.estate}/chart", "/api/v1/account/sessions"):
        refused = await browser.get(path)
        assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_is_missing")
    pending = browser.http.cookies[COOKIE]
    browser, _, codes = await enrolled(fresh, "treasurer")
    assert len(set(codes)) == 10
    assert browser.http.cookies[COOKIE] != pending
    assert (await browser.get(f"{fresh.estate}/chart")).status_code == 200


async def test_a_one_time_password_is_taken_once_and_a_recovery_code_too(fresh: Online) -> None:
    _, totp, codes = await enrolled(fresh, "treasurer")
    now = totp.at(now_utc())
    path = "/api/v1/session/second-factor"
    first, second = fresh.browser(), fresh.browser()
    for browser in (first, second):
        assert (await browser.sign_in("treasurer")).json()["standing"] == "waits_for_factor"
    assert (await first.write(path, {"code": now})).json()["standing"] == "open"
    replayed = await second.write(path, {"code": now})
    assert (replayed.status_code, replayed.json()["code"]) == (401, "second_factor_is_wrong")
    assert (await second.write(path, {"code": codes[0]})).status_code == 201
    third = fresh.browser()
    await third.sign_in("treasurer")
    assert (await third.write(path, {"code": codes[0]})).status_code == 401


async def test_the_operator_resets_another_persons_factor_and_never_their_own(
    fresh: Online,
) -> None:
    lost, _, _ = await enrolled(fresh, "treasurer")
    operator = await fresh.signed_in("operator")
    body = {"reason": "手机丢失，本人持证件到场"}
    users = f"{fresh.estate}/users"
    done = await operator.write(f"{users}/{fresh.town.treasurer}/second-factor-reset", body)
    assert done.status_code == 201, done.text
    assert (await lost.get("/api/v1/session")).status_code == 401
    me = (await operator.get("/api/v1/session")).json()["user"]["user_id"]
    refused = await operator.write(f"{users}/{me}/second-factor-reset", body)
    assert refused.json()["code"] == "factor_is_ones_own"


async def test_an_operator_takes_no_factor_from_who_works_elsewhere(fresh: Online) -> None:
    _, _, _ = await enrolled(fresh, "treasurer")
    operator = await fresh.signed_in("operator")
    async with fresh.engine.begin() as conn:
        await conn.execute(
            text("""insert into region_role_grant (user_id, role, starts_on)
                values (:user_id, 'platform_operator', '2026-01-01')"""),
            {"user_id": fresh.town.treasurer},
        )
    path = f"{fresh.estate}/users/{fresh.town.treasurer}/second-factor-reset"
    refused = await operator.write(path, {"reason": "手机丢失，本人持证件到场"})
    assert (refused.status_code, refused.json()["code"]) == (409, "user_acts_elsewhere")


# Keys of machines --------------------------------------------------------------------------------


async def test_a_key_does_what_it_is_for_without_csrf_until_it_is_revoked(fresh: Online) -> None:
    operator = await fresh.signed_in("operator")
    body = {
        "name": "对账", "role": "treasurer", "scopes": ["read_chart"],
        "expires_on": today_in_china().isoformat(),
    }  # fmt: skip
    made = (await operator.write(f"{fresh.estate}/api-keys", body, key="k")).json()
    again = (await operator.write(f"{fresh.estate}/api-keys", body, key="k")).json()
    assert made["api_key_id"] == again["api_key_id"]
    assert again["secret"] is None, "the secret is shown once"
    machine = fresh.browser()
    bearer = {"Authorization": f"Bearer {made['secret']}"}
    assert (await machine.get(f"{fresh.estate}/chart", headers=bearer)).status_code == 200
    for path in (f"{fresh.estate}/dwellings", "/api/v1/account"):
        assert (await machine.get(path, headers=bearer)).status_code == 403
    written = await machine.http.post(
        f"{fresh.estate}/api-keys", json=body, headers=bearer | {"Idempotency-Key": "x"}
    )
    assert written.json()["code"] == "permission_is_missing"
    await operator.write(f"{fresh.estate}/api-keys/{made['api_key_id']}/revocation")
    assert (await machine.get(f"{fresh.estate}/chart", headers=bearer)).status_code == 401
    approving = body | {"scopes": ["approve_entries"]}
    refused = await operator.write(f"{fresh.estate}/api-keys", approving)
    assert refused.json()["code"] == "api_key_does_not_fit"


async def test_another_sites_page_signs_nobody_in(fresh: Online) -> None:
    answer = await fresh.browser().http.post(
        "/api/v1/session",
        json={"login": "supervisor", "password": "x"},
        headers={"sec-fetch-site": "cross-site"},
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "page_is_out_of_date")
