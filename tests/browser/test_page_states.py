"""Waiting, failing, empty, not permitted: what stands on a page when its content does not."""

from __future__ import annotations

import asyncio
import json
import re

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.page_list import desk_addresses
from tests.browser.test_every_page import has_loaded
from tests.browser.watched import DESK, PHONE, opened
from tests.chromium import LaunchBrowser
from tests.live_server import LiveServer

pytestmark = pytest.mark.browser

# What a page reads of the estate; drafts and unread messages are no page's content.
CONTENT = re.compile(r"/api/v1/estates/\d+/(?!drafts/|me/messages|me/unread)")
SENTENCE = "数据库正在重启，请一分钟后再试。"
SKELETON = "[aria-busy=true], .van-skeleton"


class Failing:
    """Answers reads with a failure until it is told to stop."""

    def __init__(self, *, status: int = 503, code: str = "service_is_busy") -> None:
        self.status, self.code, self.refused = status, code, 0

    async def __call__(self, route: Route) -> None:
        if route.request.method != "GET":
            await route.continue_()
            return
        self.refused += 1
        body = {"type": "about:blank", "title": "没有办成", "status": self.status,
                "detail": SENTENCE, "code": self.code, "instance": ""}  # fmt: skip
        await route.fulfill(
            status=self.status, content_type="application/problem+json", body=json.dumps(body)
        )


async def retry_all(page: Page, name: str, address: str) -> None:
    """Press every button that tries again; each goes away with what it brings."""
    buttons = page.get_by_role("button", name=name)
    for button in await buttons.element_handles():
        # One answer may take several of them off the page.
        await button.evaluate("e => e.isConnected && e.click()")
    await expect(buttons, f"{address} goes on failing").to_have_count(0, timeout=20_000)


@pytest.mark.parametrize("login", ["treasurer", "supervisor", "organiser", "operator"])
async def test_a_page_that_could_not_be_read_says_so_and_tries_again(
    live_server: LiveServer, launch_browser: LaunchBrowser, login: str
) -> None:
    browser = await launch_browser()
    silent: list[str] = []
    async with opened(browser, live_server, DESK, login=login) as (page, watch):
        watch.expected.append("status of 503")
        for address in desk_addresses(login):
            failing = Failing()
            await page.route(CONTENT, failing)
            await page.goto(f"/ui{address}")
            await page.wait_for_load_state("networkidle")
            await expect(page.locator(SKELETON)).to_have_count(0)
            alerts = page.get_by_role("alert").filter(has_text=SENTENCE)
            # A page that reads nothing before somebody asks has nothing to say either.
            if failing.refused and await alerts.count() == 0:
                silent.append(address)
            await page.unroute(CONTENT)
            await retry_all(page, "再试一次", address)
            await has_loaded(page)
            await expect(alerts).to_have_count(0)
    assert silent == []


async def test_a_slow_answer_has_its_place_kept(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, DESK, login="treasurer") as (page, _):
        go_on = asyncio.Event()

        async def wait(route: Route) -> None:
            await go_on.wait()
            await route.continue_()

        await page.route(re.compile(r"/prepared-entries\?"), wait)
        await page.goto("/ui/desk/entries")
        await expect(page.get_by_role("heading", level=1)).to_have_text("凭证")
        skeleton = page.locator("[aria-busy=true]")
        await expect(skeleton.first).to_be_visible()
        await expect(skeleton.first).to_contain_text("正在读取，请稍候……")
        go_on.set()
        await expect(page.locator("tbody tr").first).to_be_visible()
        await expect(skeleton).to_have_count(0)


async def test_nothing_found_says_so(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    nothing = "没有这样的一件事"
    async with opened(browser, live_server, DESK, login="treasurer") as (page, _):
        for address in ("entries", "books/journal", "dwellings"):
            await page.goto(f"/ui/desk/{address}?q={nothing}")
            await has_loaded(page)
            empty = page.locator(".empty")
            await expect(empty).to_be_visible()
            assert len(await empty.inner_text()) > 4, address
            await expect(page.locator("tbody tr")).to_have_count(0)
        await page.goto(f"/ui/desk/imports?find={nothing}")
        await expect(page.get_by_text("没有符合条件的行。")).to_be_visible()
        await page.get_by_role("button", name="看全部").click()
        await expect(page.locator("tbody tr").first).to_be_visible()


async def test_no_permission_names_who_may(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, DESK, login="organiser") as (page, watch):
        await page.goto("/ui/desk/users")
        await expect(page.get_by_role("heading", level=1)).to_have_text(
            "您的岗位不能打开“用户与角色”"
        )
        await expect(page.locator("#content")).to_contain_text("运维")
        await page.get_by_role("link", name="回到今日").click()
        await expect(page).to_have_url(re.compile("/ui/desk/today$"))

        # A role that was taken away while the page was open: the server's own sentence, no retry.
        watch.expected.append("status of 403")
        await page.route(CONTENT, Failing(status=403, code="permission_is_missing"))
        await page.goto("/ui/desk/service-records")
        refused = page.get_by_role("alert").filter(has_text=SENTENCE)
        await expect(refused.first).to_be_visible()
        await expect(refused.first.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("path", ["home", "points", "lots", "service", "family", "disclosures"])
async def test_a_phone_page_that_could_not_be_read(
    live_server: LiveServer, launch_browser: LaunchBrowser, path: str
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, PHONE, login="resident01") as (page, watch):
        watch.expected.append("status of 503")
        await page.route(CONTENT, Failing())
        await page.goto(f"/ui/m/{path}")
        await expect(page.get_by_role("alert").filter(has_text=SENTENCE).first).to_be_visible()
        await page.unroute(CONTENT)
        await retry_all(page, "重试", path)
        await expect(page.get_by_role("alert")).to_have_count(0)
        await expect(page.locator(SKELETON)).to_have_count(0)
