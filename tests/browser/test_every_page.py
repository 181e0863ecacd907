"""Every page of every role: quiet, at home on a narrow screen, asking no other host."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.watched import DESK, PHONE, opened, overflow_px
from tests.chromium import LaunchBrowser
from tests.live_server import LiveServer

pytestmark = pytest.mark.browser

LEDGER = "desk/books/account-ledger?account_code=1002001&from=2026-04&to=2026-06"
PAGES = {
    "resident01": (
        "m/home", "m/pay-code", "m/points", "m/lots", "m/proof/434", "m/service", "m/mine",
    ),
    "shop02": ("m/counter", "m/counter/today", "m/counter/statement", "m/mine"),
    "treasurer": (
        "desk/today", "desk/imports", "desk/imports/7", "desk/entries", "desk/entries/new",
        "desk/entries/12", "desk/books/trial-balance", LEDGER, "desk/books/journal",
        "desk/books/entries/3090", "desk/fund-grants", "desk/points", "desk/periods",
        "desk/periods/2026-06", "desk/periods/2026-07",
        "desk/disclosures", "desk/disclosures/1", "desk/audit-package", "desk/exceptions",
        "desk/dwellings",
    ),
    "organiser": ("desk/today", "desk/service-records", "desk/imports"),
    "operator": ("desk/today", "desk/users", "desk/health"),
    "committee": ("desk/today", "desk/entries"),
    "supervisor": ("desk/today", "desk/exceptions"),
    "auditor": ("desk/today", "desk/audit-package"),
}  # fmt: skip


# Does the element, or the frame that is drawn around it, look different without the focus?
FOCUS_SHOWS = """async () => {
    const settle = () => new Promise((resume) => setTimeout(resume, 350))
    const e = document.activeElement
    // A field's frame is drawn around it; around one that is chosen from, four steps out.
    const frames = [e]
    for (let up = e.parentElement; up && frames.length < 5; up = up.parentElement) frames.push(up)
    const looks = () => frames.map((frame) => {
        const { outline, boxShadow, borderColor, textDecoration } = getComputedStyle(frame)
        return [outline, boxShadow, borderColor, textDecoration].join()
    }).join()
    await settle()
    const focused = looks()
    e.blur()
    await settle()
    const without = looks()
    e.focus({ focusVisible: true })
    return focused !== without
}"""


async def has_loaded(page: Page) -> None:
    """Wait for the heading and for the last figure that the page waits for."""
    await expect(page.get_by_role("heading", level=1).first).to_be_visible()
    waiting = page.locator("[aria-busy=true], .el-loading-mask, .van-skeleton")
    await expect(waiting).to_have_count(0, timeout=15_000)


@pytest.mark.parametrize("login", PAGES)
async def test_pages_on_a_narrow_phone(
    live_server: LiveServer, launch_browser: LaunchBrowser, login: str
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, PHONE, login=login) as (page, _):
        for path in PAGES[login]:
            await page.goto(f"/ui/{path}")
            await has_loaded(page)
            assert page.url == f"{live_server.url}/ui/{path}", "the page is the one asked for"
            assert await overflow_px(page) == 0, f"{path} scrolls sideways"


async def test_the_public_pages_on_a_narrow_phone(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, PHONE) as (page, _):
        await page.goto("/p/shuxiangyuan")
        assert await overflow_px(page) == 0
        await page.get_by_role("link", name=re.compile("第二季度")).first.click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("第二季度")
        assert await overflow_px(page) == 0
        await page.goto("/api/docs")
        await expect(page.get_by_text("邻里账本 API").first).to_be_visible()


async def test_the_desk_without_a_mouse(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    """Sign in, choose a list from the menu, filter it, open one row: with the keyboard only."""
    browser = await launch_browser()
    async with opened(browser, live_server, DESK) as (page, _):
        await page.goto("/ui/")
        await expect(page.get_by_label("登录名")).to_be_focused()
        await page.keyboard.type("treasurer")
        await page.keyboard.press("Tab")
        await expect(page.get_by_label("密码", exact=True)).to_be_focused()
        await page.keyboard.type(live_server.password)
        await page.keyboard.press("Enter")
        await expect(page.get_by_label("动态口令")).to_be_focused()
        await page.keyboard.type(live_server.one_time_password())
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_contain_text("您好")

        await tab_to(page, "凭证")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("凭证")
        await tab_to(page, "搜索摘要、对方、票号")
        await page.keyboard.type("端午")
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(re.compile("q=%E7%AB%AF%E5%8D%88"))
        await expect(page.locator("tbody tr")).to_have_count(2)
        await tab_to(page, "端午活动物资")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_contain_text("端午")


async def tab_to(page: Page, name: str) -> None:
    """Press Tab until the element that is called `name` has the focus, and see that it shows."""
    for _ in range(80):
        await page.keyboard.press("Tab")
        called = await page.evaluate(
            """() => {
                const e = document.activeElement
                const label = e.labels?.[0]?.textContent ?? ''
                return e.getAttribute('aria-label') || label.trim() || e.textContent.trim()
            }"""
        )
        if called == name:
            assert await page.evaluate(FOCUS_SHOWS), f"the focus on {name} cannot be seen"
            return
    raise AssertionError(f"Tab does not lead to {name}")
