"""Signing in with WeChat from end to end: the real adapter, over HTTP, against a fake of WeChat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.identity import wechat
from ledger.identity.wechat import WeChatOAuth, WeChatSignIn
from tests.identity.test_proofs import ask, code_in, register, say
from tests.identity.wechat_server import APP_ID, APP_SECRET, WeChatServer, wechat_server
from tests.posting.town import rows, scalar
from tests.web.online import Browser, Online, people_of, running

HOME, FAILED, LINK = "/ui/m", "/ui/m/sign-in?wechat=failed", "/ui/m/sign-in?wechat=link"
OPENID = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"


@pytest.fixture
async def weixin() -> AsyncIterator[WeChatServer]:
    async with wechat_server() as server:
        yield server


@pytest.fixture
async def fresh(engine: AsyncEngine, tmp_path: Path, weixin: WeChatServer) -> AsyncIterator[Online]:
    town = await people_of(engine)
    async with running(engine, tmp_path) as app:
        service: WeChatSignIn = WeChatOAuth(APP_ID, APP_SECRET, api_url=weixin.url)
        app.state.wechat = service
        online = Online(app, engine, town)
        await register(online, 0, 1)
        yield online


async def led_out(online: Online, browser: Browser | None = None) -> tuple[Browser, str]:
    """Return a browser that stands at WeChat's page, and the state that it brought there."""
    browser = browser or online.browser()
    await browser.get("/api/v1/health")
    begun = await browser.write("/api/v1/session/wechat")
    assert begun.status_code == 201, begun.text
    address = urlsplit(begun.json()["authorize_url"])
    said = parse_qs(address.query)
    assert (address.scheme, address.netloc) == ("https", "open.weixin.qq.com")
    assert address.fragment == "wechat_redirect"
    assert (said["appid"], said["scope"]) == ([APP_ID], ["snsapi_base"])
    base = online.app.state.settings.base_url
    assert said["redirect_uri"] == [f"{base}/api/v1/session/wechat/answer"]
    assert APP_SECRET not in begun.text
    return browser, said["state"][0]


async def back(browser: Browser, code: str, state: str) -> str:
    answer = await browser.get(
        "/api/v1/session/wechat/answer", params={"code": code, "state": state}
    )
    assert answer.status_code == 302
    return str(answer.headers["location"])


async def is_in(browser: Browser) -> bool:
    return (await browser.get("/api/v1/session")).status_code == 200


async def linked(online: Online, weixin: WeChatServer, printed: pytest.CaptureFixture[str]) -> None:
    """Link the WeChat `OPENID` with the resident of `PHONE`, as the person would."""
    weixin.people["first"] = OPENID
    browser, state = await led_out(online)
    assert await back(browser, "first", state) == LINK
    assert not await is_in(browser)
    await ask(browser)
    assert (await say(browser, code_in(printed.readouterr().out))).status_code == 201


async def test_the_first_time_by_phone_and_then_by_wechat(
    fresh: Online, weixin: WeChatServer, capsys: pytest.CaptureFixture[str]
) -> None:
    await linked(fresh, weixin, capsys)
    weixin.people["second"] = OPENID
    browser, state = await led_out(fresh)
    planted = browser.http.cookies.get("ledger_session")
    assert await back(browser, "second", state) == HOME
    session = (await browser.get("/api/v1/session")).json()
    assert [grant["role"] for grant in session["grants"]] == ["resident"]
    assert browser.http.cookies["ledger_session"] != planted
    assert [each["code"] for each in weixin.heard] == [["first"], ["second"]]
    async with fresh.engine.connect() as conn:
        kept = await rows(conn, "select openid_digest, openid_sealed from wechat_identity")
        lines = await rows(
            conn,
            """select action, details ->> 'proof' from audit_line
            where action in ('sign_in', 'link_wechat') and outcome = 'done'
            order by audit_line_id""",
        )
    assert OPENID.encode() not in b"".join(bytes(part) for row in kept for part in row)
    assert lines == [("link_wechat", None), ("sign_in", "phone"), ("sign_in", "wechat")]


async def test_a_code_that_was_used_opens_nothing_a_second_time(
    fresh: Online, weixin: WeChatServer, capsys: pytest.CaptureFixture[str]
) -> None:
    await linked(fresh, weixin, capsys)
    thief, state = await led_out(fresh)
    assert await back(thief, "first", state) == FAILED
    assert not await is_in(thief)


async def test_an_answer_stolen_from_another_browser_opens_nothing(
    fresh: Online, weixin: WeChatServer, capsys: pytest.CaptureFixture[str]
) -> None:
    await linked(fresh, weixin, capsys)
    weixin.people["second"] = OPENID
    browser, state = await led_out(fresh)
    thief, own_state = await led_out(fresh)
    assert await back(thief, "second", state) == FAILED
    assert "second" in weixin.people, "WeChat is not even asked"
    # Nor may a page send a visitor in under the thief's WeChat: the state is the thief's.
    weixin.people["thief's"] = "o-of-the-thief"
    assert await back(browser, "thief's", own_state) == FAILED
    assert not await is_in(browser)
    assert await back(browser, "second", state) == HOME


async def test_a_state_is_replayed_in_vain_also_at_the_same_time(
    fresh: Online, weixin: WeChatServer, capsys: pytest.CaptureFixture[str]
) -> None:
    await linked(fresh, weixin, capsys)
    weixin.people |= {f"code-{n}": OPENID for n in range(10)}
    weixin.delay_seconds = 0.1
    browser, state = await led_out(fresh)
    places = await asyncio.gather(*(back(browser, f"code-{n}", state) for n in range(10)))
    assert sorted(places) == sorted([HOME] + [FAILED] * 9)


async def test_a_state_is_good_for_ten_minutes(
    fresh: Online, weixin: WeChatServer, owner_engine: AsyncEngine
) -> None:
    weixin.people["late"] = OPENID
    browser, state = await led_out(fresh)
    async with owner_engine.begin() as conn:
        await conn.execute(
            text(
                """update wechat_sign_in set expires_at = expires_at - make_interval(mins => :m)"""
            ),
            {"m": wechat.STATE_MINUTES},
        )
    assert await back(browser, "late", state) == FAILED
    assert weixin.heard == []


@pytest.mark.parametrize(
    "status, body",
    [
        (200, b'{"errcode": 40029, "errmsg": "invalid code"}'),
        (200, b'{"errcode": -1, "errmsg": "system error"}'),
        (200, b'{"openid": ""}'),
        (200, b'{"openid": 7}'),
        (200, b'["o-1"]'),
        (200, b"<html>"),
        (200, b""),
        (302, b""),
        (500, b"Traceback"),
    ],
)
async def test_an_error_of_wechat_opens_nothing_and_does_not_quote_the_secret(
    fresh: Online,
    weixin: WeChatServer,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    status: int,
    body: bytes,
) -> None:
    weixin.answers.append((status, body))
    caplog.set_level("DEBUG")
    browser, state = await led_out(fresh)
    assert await back(browser, "code-of-somebody", state) == FAILED
    assert not await is_in(browser)
    assert len(weixin.heard) == 1
    written = capsys.readouterr()
    # The other end of the line, which runs in this process too, has a log of its own.
    logged = [each.getMessage() for each in caplog.records if not each.name.startswith("uvicorn.")]
    for said in (written.out, written.err, *logged):
        assert APP_SECRET not in said
        assert "code-of-somebody" not in said


async def test_wechat_that_is_not_there_or_does_not_answer_opens_nothing(
    fresh: Online, weixin: WeChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, state = await led_out(fresh)
    monkeypatch.setattr(wechat, "TIMEOUT_SECONDS", 0.2)
    weixin.delay_seconds = 1.0
    assert await back(browser, "slow", state) == FAILED
    fresh.app.state.wechat = WeChatOAuth(APP_ID, APP_SECRET, api_url="http://127.0.0.1:9")
    browser, state = await led_out(fresh, browser)
    assert await back(browser, "c", state) == FAILED


async def test_who_unlinks_wechat_is_asked_for_the_phone_again(
    fresh: Online, weixin: WeChatServer, capsys: pytest.CaptureFixture[str]
) -> None:
    await linked(fresh, weixin, capsys)
    weixin.people |= {"second": OPENID, "third": OPENID}
    browser, state = await led_out(fresh)
    assert await back(browser, "second", state) == HOME
    assert (await browser.get("/api/v1/account")).json()["wechat_is_linked"] is True
    unlinked = await browser.write("/api/v1/account/wechat", method="DELETE")
    assert unlinked.status_code == 204
    again = await browser.write("/api/v1/account/wechat", method="DELETE")
    assert again.status_code == 404
    other, state = await led_out(fresh)
    assert await back(other, "third", state) == LINK
    assert not await is_in(other)


async def test_a_wechat_moves_with_its_person_and_never_opens_two(
    fresh: Online, weixin: WeChatServer, capsys: pytest.CaptureFixture[str]
) -> None:
    await linked(fresh, weixin, capsys)
    await register(fresh, 0, 2, "19988887777")
    # The same person unlinks and comes back as another resident, whose phone is answered.
    async with fresh.engine.begin() as conn:
        await conn.execute(text("delete from wechat_identity"))
    weixin.people["again"] = OPENID
    browser, state = await led_out(fresh)
    assert await back(browser, "again", state) == LINK
    await ask(browser, "19988887777")
    code = code_in(capsys.readouterr().out)
    assert (await say(browser, code, "19988887777")).status_code == 201
    async with fresh.engine.connect() as conn:
        assert await scalar(conn, "select count(*) from wechat_identity") == 1


async def test_a_disabled_user_stays_out(
    fresh: Online, weixin: WeChatServer, capsys: pytest.CaptureFixture[str]
) -> None:
    await linked(fresh, weixin, capsys)
    async with fresh.engine.begin() as conn:
        await conn.execute(text("update app_user set is_disabled = true"))
    weixin.people["second"] = OPENID
    browser, state = await led_out(fresh)
    assert await back(browser, "second", state) == LINK
    assert not await is_in(browser)


async def test_nobody_fills_the_log_or_the_table_with_answers_that_nobody_asked_for(
    fresh: Online,
) -> None:
    stranger = fresh.browser(address="10.9.9.9")
    for n in range(60):
        assert await back(stranger, "c", f"made-up-{n}") == FAILED
    async with fresh.engine.connect() as conn:
        lines = await scalar(conn, "select count(*) from audit_line where action = 'sign_in'")
    assert lines == 50
    begun = [(await stranger.write("/api/v1/session/wechat")).status_code for _ in range(70)]
    assert 429 in begun
