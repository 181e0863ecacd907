"""A phone with a bad network, or none: a place kept, a second try, nothing done twice."""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.async_api import Page, Request, Route, expect

from tests.browser.test_phone_shell import has_loaded
from tests.browser.watched import CONFLICT, PHONE, opened
from tests.chromium import LaunchBrowser
from tests.live_server import LiveServer

pytestmark = pytest.mark.browser

# A crowded cell of an old network: half a second each way, thirty kilobytes a second.
SLOW = {"offline": False, "latency": 500, "downloadThroughput": 30_000, "uploadThroughput": 10_000}
NETWORK_FAULTS = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "ERR_CONNECTION_RESET")

# Everything that pages have left on the phone, as one text.
LEFT_BEHIND = """async () => {
    const parts = [JSON.stringify([{ ...localStorage }, { ...sessionStorage }]), document.cookie]
    for (const name of await caches.keys()) {
        const cache = await caches.open(name)
        for (const request of await cache.keys())
            parts.push(request.url, await (await cache.match(request)).text())
    }
    for (const { name } of await indexedDB.databases()) parts.push(name)
    return parts.join('\\n')
}"""


async def slow_down(page: Page) -> None:
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Network.enable")
    await devtools.send("Network.emulateNetworkConditions", SLOW)


def posts(page: Page, part: str) -> list[Request]:
    """Return a list that fills with the writes to addresses that contain `part`."""
    sent: list[Request] = []

    def keep(request: Request) -> None:
        if request.method == "POST" and part in request.url:
            sent.append(request)

    page.on("request", keep)
    return sent


async def test_a_slow_network_keeps_the_place_and_fills_it(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, PHONE, login="resident01") as (page, _):
        page.set_default_timeout(60_000)
        # The shell is on the phone already, as it is for whoever came before.
        await page.goto("/ui/m/mine")
        await has_loaded(page)
        await slow_down(page)
        seen = asyncio.Event()

        async def wait_until_seen(route: Route) -> None:
            await seen.wait()
            await route.continue_()

        await page.route("**/me/wallet", wait_until_seen)
        await page.get_by_role("link", name="首页").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("书香苑", timeout=60_000)
        await expect(page.get_by_role("status", name="正在读取")).to_be_visible(timeout=60_000)
        # The pay code is one tap away even while the page is still being read.
        await expect(page.get_by_role("link", name="付款码").first).to_be_visible()
        seen.set()
        await expect(page.locator(".balance")).to_be_visible(timeout=60_000)
        await expect(page.get_by_role("status", name="正在读取")).to_have_count(0, timeout=60_000)


async def test_a_lost_answer_is_asked_for_again(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, PHONE, login="resident01") as (page, watch):
        watch.expected.extend(NETWORK_FAULTS)
        await page.goto("/ui/m/mine")
        await has_loaded(page)

        async def lose(route: Route) -> None:
            await route.abort("connectionreset")

        await page.route("**/me/wallet", lose)
        await page.get_by_role("link", name="首页").click()
        await expect(page.get_by_role("alert")).to_contain_text("网络不通")
        await page.unroute("**/me/wallet")
        await page.get_by_role("button", name="重试").click()
        await expect(page.locator(".balance")).to_be_visible()
        await expect(page.get_by_role("alert")).to_have_count(0)


async def test_two_taps_are_one_wish(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, PHONE, login="resident03") as (page, watch):
        # Who lives in no household is told so, in place of the household's points.
        watch.expected.append(CONFLICT)
        await page.goto("/ui/m/pay-code")
        await expect(page.locator(".digits")).to_be_visible()
        await slow_down(page)
        codes = posts(page, "/me/pay-codes")
        another = page.get_by_role("button", name="换一个码")
        before = await page.locator(".digits").inner_text()
        await another.dblclick()
        await expect(page.locator(".digits")).not_to_have_text(before, timeout=60_000)
        assert len(codes) == 1

        await page.goto("/ui/m/consents")
        button = page.get_by_role("button", name=re.compile("^(我同意|撤回同意)$")).first
        await expect(button).to_be_visible(timeout=60_000)
        consents = posts(page, "/me/consents")
        # A shaking thumb: three taps before the first answer.
        await button.evaluate("e => { e.click(); e.click(); e.click() }")
        await expect(page.get_by_role("status").first).to_be_visible(timeout=60_000)
        await page.wait_for_load_state("networkidle")
        assert len(consents) == 1


async def test_an_installed_app_keeps_nobody_after_signing_out(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, PHONE, login="resident01") as (page, watch):
        watch.expected.extend((*NETWORK_FAULTS, CONFLICT))
        await page.goto("/ui/m/home")
        await has_loaded(page)
        await page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        # Now through the worker: pages with names, balances, codes, families.
        for path in ("home", "points", "pay-code", "family", "my-data", "messages"):
            await page.goto(f"/ui/m/{path}")
            await has_loaded(page)
        assert await page.evaluate("navigator.serviceWorker.controller !== null")
        await page.goto("/ui/m/home")
        await has_loaded(page)
        name = (await page.locator("header p").inner_text()).removesuffix("，您好")
        wallet = await (await page.request.get(await wallet_address(page))).text()
        assert name
        assert name in wallet
        await page.goto("/ui/m/mine")
        await page.get_by_role("button", name="退出登录").click()
        await page.wait_for_url("**/ui/m/sign-in*")

        left = await page.evaluate(LEFT_BEHIND)
        assert "/ui/m.html" in left, "the shell itself is kept"
        assert name not in left
        assert "/api/" not in "\n".join(
            line for line in left.splitlines() if line.startswith("http")
        )

        # Without a network the app opens, and knows nobody.
        await page.context.set_offline(True)
        for path in ("home", "points", "pay-code"):
            await page.goto(f"/ui/m/{path}")
            await expect(page.get_by_role("heading", level=1)).to_be_visible()
            assert name not in await page.locator("body").inner_text()
            await expect(page.locator(".balance, .digits")).to_have_count(0)


async def wallet_address(page: Page) -> str:
    grants = await (await page.request.get("/api/v1/session")).json()
    return f"/api/v1/estates/{grants['grants'][0]['estate_id']}/me/wallet"
