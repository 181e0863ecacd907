"""Every page of desk, counter and public side, for everybody: axe finds nothing, nothing overflows.

The lists of pages come from the pages' own folders (page_list.py).
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.page_list import DESK_LOGINS, counter_addresses, desk_addresses, desk_pages
from tests.browser.test_every_page import has_loaded
from tests.browser.watched import COUNTER, DESK, PHONE, frame_faults, opened, overflow_px, settled
from tests.chromium import LaunchBrowser
from tests.live_server import LiveServer

pytestmark = pytest.mark.browser

# The widths of a phone, a tablet, a desk, and of that desk at twice the size of letters.
WIDTHS = (360, 768, 1440, 720)


# The page has been laid out anew, and what watches its width has answered.
NEXT_FRAME = """() => new Promise((resume) =>
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resume, 50))))"""

# Tables whose head covers their first row, or that are cut without saying so.
UNREADABLE_TABLES = """() => [...document.querySelectorAll('.table-frame')]
    .filter((frame) => frame.checkVisibility() && frame.querySelector('tbody tr'))
    .flatMap((frame) => {
        const name = frame.getAttribute('aria-label')
        const head = frame.querySelector('thead').getBoundingClientRect()
        const first = frame.querySelector('tbody tr').getBoundingClientRect()
        const faults = []
        const isCovered = head.height > 1 && first.top < head.bottom - 1
        if (isCovered) faults.push(`${name}: first row covered`)
        const isCut = frame.scrollWidth > frame.clientWidth + 1
        const says = frame.previousElementSibling?.classList.contains('sideways')
        if (isCut && !says && !frame.classList.contains('scrolls')) faults.push(`${name}: cut`)
        return faults
    })"""


async def violations(page: Page) -> list[str]:
    """Return what axe has against a page, one line for each element."""
    report: dict[str, Any] = (await Axe().run(page)).response
    return [
        f"{found['id']}: {found['help']}: {node['html'][:200]}"
        for found in report["violations"]
        for node in found["nodes"]
    ]


async def has_settled(page: Page) -> None:
    await has_loaded(page)
    await settled(page)


def test_every_page_of_the_desk_is_opened_by_somebody() -> None:
    opened_by_anybody = {address for login in DESK_LOGINS for address in desk_addresses(login)}
    assert {address for page in desk_pages() for address in page.addresses} == opened_by_anybody


@pytest.mark.parametrize("login", DESK_LOGINS)
async def test_the_desk_is_for_everybody(
    live_server: LiveServer, launch_browser: LaunchBrowser, login: str
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, DESK, login=login) as (page, _):
        for address in desk_addresses(login):
            await page.goto(f"/ui{address}")
            await has_settled(page)
            assert page.url == f"{live_server.url}/ui{address}", "the page is the one asked for"
            assert await violations(page) == [], address
            assert await frame_faults(page) == [], address
            for width in WIDTHS:
                await page.set_viewport_size({"width": width, "height": 800})
                await page.evaluate(NEXT_FRAME)
                assert await overflow_px(page) == 0, f"{address} scrolls sideways at {width} px"
                faults = await page.evaluate(UNREADABLE_TABLES)
                assert faults == [], f"{address} at {width} px"
            await page.set_viewport_size(DESK["viewport"])


async def test_signing_in_and_what_is_not_there_are_for_everybody(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, DESK) as (page, _):
        await page.goto("/ui/desk/sign-in")
        await has_settled(page)
        assert await violations(page) == []
    async with opened(browser, live_server, DESK, login="treasurer") as (page, _):
        for address in ("/ui/desk/nowhere", "/ui/desk/users"):
            await page.goto(address)
            await has_settled(page)
            assert await violations(page) == [], address
        await page.keyboard.press("?")
        await expect(page.get_by_role("heading", name="键盘操作")).to_be_visible()
        assert await violations(page) == []


@pytest.mark.parametrize("device", [COUNTER, PHONE], ids=["counter", "phone"])
async def test_the_counter_is_for_everybody(
    live_server: LiveServer, launch_browser: LaunchBrowser, device: dict[str, Any]
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, device, login="shop02") as (page, _):
        for address in counter_addresses():
            await page.goto(f"/ui{address}")
            await has_settled(page)
            assert await violations(page) == [], address
            assert await frame_faults(page) == [], address
            assert await overflow_px(page) == 0, address


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
async def test_the_public_pages_are_for_everybody(
    live_server: LiveServer, launch_browser: LaunchBrowser, device: dict[str, Any]
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, device) as (page, watch):
        watch.expected.append("status of 404")
        await page.goto("/p/shuxiangyuan")
        assert await violations(page) == []
        assert await frame_faults(page) == []
        await page.get_by_role("link", name=re.compile("第二季度")).first.click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("第二季度")
        assert await violations(page) == []
        assert await frame_faults(page) == []
        lines = page.locator("a[href*='/line/']")
        await lines.first.click()
        await expect(page.get_by_role("link", name=re.compile("← "))).to_be_visible()
        assert await violations(page) == []
        await page.goto("/d/AAAAAAAAAAAAAAAAAAAAAA")
        assert await violations(page) == []
