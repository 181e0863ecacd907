"""What signing in and one's own account refuse, over HTTP, one refusal at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.ids import today_in_china
from ledger.identity.api_keys import KEYS_OF_AN_ESTATE_MAX
from ledger.identity.code_sender import NoCodeSender
from ledger.identity.one_time_codes import CODES_AN_HOUR
from ledger.identity.wechat import WechatDidNotAnswer, WeChatOAuth
from tests.posting.town import rows
from tests.web.online import PASSWORD, Browser, Online, people_of, running

PHONE = "19910070721"


@pytest.fixture
async def fresh(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Online]:
    town = await people_of(engine)
    async with running(engine, tmp_path) as app:
        yield Online(app, engine, town)


async def loaded(online: Online) -> Browser:
    """Return a stranger's browser that has loaded a page."""
    browser = online.browser()
    await browser.get("/api/v1/health")
    return browser


def said_by(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


# Codes by text message ---------------------------------------------------------------------------


async def test_without_text_messages_nobody_gets_a_code_and_the_page_knows(fresh: Online) -> None:
    fresh.app.state.code_sender = NoCodeSender()
    browser = await loaded(fresh)
    asked = await browser.write("/api/v1/session/phone-codes", {"phone": PHONE})
    assert said_by(asked) == (503, "codes_cannot_be_sent")
    ways = (await browser.get("/api/v1/session/ways")).json()
    assert ways == {"phone": False, "wechat": False}


async def test_a_number_gets_five_codes_an_hour(fresh: Online, owner_engine: AsyncEngine) -> None:
    browser = await loaded(fresh)
    for _ in range(CODES_AN_HOUR):
        asked = await browser.write("/api/v1/session/phone-codes", {"phone": PHONE})
        assert asked.status_code == 202, asked.text
        async with owner_engine.begin() as conn:
            await conn.execute(
                text("update one_time_code set sent_at = sent_at - interval '61 seconds'")
            )
    refused = await browser.write("/api/v1/session/phone-codes", {"phone": PHONE})
    assert said_by(refused) == (429, "codes_are_throttled")
    assert refused.headers["retry-after"] == "3600"


# The account -------------------------------------------------------------------------------------


async def test_a_wrong_old_password_changes_nothing_and_is_counted(
    fresh: Online, owner_engine: AsyncEngine
) -> None:
    browser = fresh.browser()
    await browser.sign_in("supervisor")
    path, new = "/api/v1/account/password", "另一个很长的密码 2027"
    wrong = {"old_password": "猜的", "new_password": new}
    for _ in range(5):
        assert said_by(await browser.write(path, wrong)) == (401, "password_is_wrong")
    right = {"old_password": PASSWORD, "new_password": new}
    assert said_by(await browser.write(path, right)) == (429, "sign_in_is_throttled")
    async with owner_engine.begin() as conn:
        await conn.execute(text("update sign_in_attempt set at = at - interval '16 minutes'"))
    assert (await fresh.browser().sign_in("supervisor")).status_code == 201, "it is the old one"


async def test_an_enrolment_is_begun_before_it_is_confirmed_and_not_begun_again_after(
    fresh: Online,
) -> None:
    browser = await fresh.signed_in("operator")
    base = "/api/v1/account/second-factor"
    early = await browser.write(f"{base}/confirmation", {"code": "000000"})
    assert said_by(early) == (409, "enrolment_has_not_begun")
    assert (await browser.write(base)).status_code == 201
    async with fresh.engine.begin() as conn:
        await conn.execute(text("update second_factor set confirmed_at = clock_timestamp()"))
    assert said_by(await browser.write(base)) == (409, "second_factor_is_set")
    late = await browser.write(f"{base}/confirmation", {"code": "000000"})
    assert said_by(late) == (409, "second_factor_is_set")


# Keys of machines --------------------------------------------------------------------------------


async def test_an_estate_has_so_many_keys_and_one_more_when_one_is_revoked(fresh: Online) -> None:
    operator = await fresh.signed_in("operator")
    path = f"{fresh.estate}/api-keys"
    body = {
        "name": "对账", "role": "treasurer", "scopes": ["read_chart"],
        "expires_on": today_in_china().isoformat(),
    }  # fmt: skip
    for _ in range(KEYS_OF_AN_ESTATE_MAX):
        made = await operator.write(path, body)
        assert made.status_code == 201, made.text
    assert said_by(await operator.write(path, body)) == (409, "api_keys_are_too_many")
    await operator.write(f"{path}/{made.json()['api_key_id']}/revocation")
    assert (await operator.write(path, body)).status_code == 201


# WeChat ------------------------------------------------------------------------------------------


def wechat_that_says(answer: httpx.Response) -> WeChatOAuth:
    """Return the real adapter, with this answer at the other end of its line."""
    return WeChatOAuth("wx0", "secret-0", transport=httpx.MockTransport(lambda _: answer))


async def state_of(browser: Browser) -> str:
    begun = await browser.write("/api/v1/session/wechat")
    assert begun.status_code == 201, begun.text
    url: str = begun.json()["authorize_url"]
    return parse_qs(urlsplit(url).query)["state"][0]


async def come_back(browser: Browser, state: str) -> str:
    answer = await browser.get(f"/api/v1/session/wechat/answer?code=c&state={state}")
    assert answer.status_code == 302
    return str(answer.headers["location"])


async def outcomes(online: Online) -> list[str]:
    async with online.engine.connect() as conn:
        found = await rows(
            conn, "select outcome from audit_line where action = 'sign_in' order by audit_line_id"
        )
    return [outcome for (outcome,) in found]


async def test_wechat_says_so_where_it_is_not_set_up(fresh: Online) -> None:
    browser = await loaded(fresh)
    begun = await browser.write("/api/v1/session/wechat")
    assert said_by(begun) == (503, "wechat_is_not_set_up")


async def test_a_state_is_good_once_and_in_the_browser_that_asked(fresh: Online) -> None:
    fresh.app.state.wechat = wechat_that_says(httpx.Response(200, json={"openid": "o-1"}))
    browser, thief = await loaded(fresh), await loaded(fresh)
    state = await state_of(browser)
    failed, link = "/ui/m/sign-in?wechat=failed", "/ui/m/sign-in?wechat=link"
    assert await come_back(thief, state) == failed
    assert await come_back(browser, state) == link
    assert await come_back(browser, state) == failed
    assert await outcomes(fresh) == ["wechat_state_is_wrong"] * 2


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json={"errcode": 40029, "errmsg": "invalid code"}),
        httpx.Response(200, json=["o-1"]),
        httpx.Response(200, text="<html>"),
        httpx.Response(502),
    ],
    ids=["refused", "list", "page", "down"],
)
async def test_whatever_wechat_says_that_is_no_openid_opens_nothing(
    fresh: Online, answer: httpx.Response
) -> None:
    fresh.app.state.wechat = service = wechat_that_says(answer)
    browser = await loaded(fresh)
    assert await come_back(browser, await state_of(browser)) == "/ui/m/sign-in?wechat=failed"
    assert await outcomes(fresh) == ["wechat_did_not_answer"]
    assert (await browser.get("/api/v1/session")).status_code == 401
    with pytest.raises(WechatDidNotAnswer) as caught:
        await service.openid_of("c")
    chain: list[Any] = [caught.value, caught.value.__cause__]
    assert "secret-0" not in "".join(map(str, chain))
