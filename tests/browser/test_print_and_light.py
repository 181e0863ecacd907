"""On paper and in the dark: what is printed is whole, and a code is black on white always."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import Page, expect

from tests.browser.page_list import DESK_LOGINS, desk_addresses
from tests.browser.test_every_page import has_loaded
from tests.browser.test_redeem_by_camera import code_on
from tests.browser.watched import CONFLICT, DESK, PHONE, opened
from tests.chromium import LaunchBrowser
from tests.live_server import LiveServer

pytestmark = pytest.mark.browser

# The width of A4 between its margins of 12 mm, at 96 dots an inch.
PAPER_PX = 703

# What is of no use on paper and still shows, and what does not get onto it.
UNPRINTABLE = """() => {
    const faults = []
    const box = (e) => e.getBoundingClientRect()
    const shows = (e) => e.checkVisibility({ visibilityProperty: true }) && box(e).height > 1
    const called = (e) =>
        `${e.tagName} ${e.getAttribute('aria-label') ?? e.id} ${e.textContent.trim().slice(0, 20)}`
    const useless = 'nav, button:not(.says, .sort-button), input, select, textarea, [role=search]'
    for (const e of document.querySelectorAll(useless))
        if (shows(e)) faults.push(`prints ${called(e)}`)
    const head = document.querySelector('.print-head')
    if (!head || !shows(head)) faults.push('nobody is named as having printed it')
    const right = document.documentElement.clientWidth
    for (const e of document.querySelectorAll('main :is(h1, h2, table, svg, dl)'))
        if (shows(e) && box(e).right > right + 1) faults.push(`cut: ${called(e)}`)
    return faults
}"""

LIGHT = 235


@pytest.mark.parametrize("login", DESK_LOGINS)
async def test_every_page_of_the_desk_gets_onto_paper(
    live_server: LiveServer, launch_browser: LaunchBrowser, login: str
) -> None:
    browser = await launch_browser()
    found: dict[str, list[str]] = {}
    async with opened(browser, live_server, DESK, login=login) as (page, _):
        for address in desk_addresses(login):
            await page.goto(f"/ui{address}")
            await has_loaded(page)
            await page.set_viewport_size({"width": PAPER_PX, "height": 1000})
            await page.emulate_media(media="print")
            await page.wait_for_timeout(300)
            if faults := await page.evaluate(UNPRINTABLE):
                found[address] = faults
            await page.emulate_media(media="screen")
            await page.set_viewport_size(DESK["viewport"])
    assert found == {}


async def test_paper_says_who_printed_it_and_when(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, DESK, login="treasurer") as (page, _):
        await page.goto("/ui/desk/books/trial-balance")
        await has_loaded(page)
        printed = await page.pdf(format="A4")
        assert printed.startswith(b"%PDF")
        await page.emulate_media(media="print")
        head = page.locator(".print-head")
        await expect(head).to_contain_text("书香苑")
        await expect(head).to_contain_text("财务委员 打印于 20")


async def force_dark(page: Page) -> None:
    """Do what a phone's own dark mode does to pages that know nothing of it."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Emulation.setAutoDarkModeOverride", {"enabled": True})


async def darkest_ground(page: Page, what: str) -> int:
    """Return how bright the ground is on which an element stands: 255 is white."""
    picture = Image.open(io.BytesIO(await page.locator(what).first.screenshot())).convert("L")
    width, height = picture.size
    corners = [(2, 2), (width - 3, 2), (2, height - 3), (width - 3, height - 3)]
    return min(int(str(picture.getpixel(corner))) for corner in corners)


async def test_a_code_is_black_on_white_in_the_dark(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    dark: dict[str, Any] = PHONE | {"color_scheme": "dark"}
    async with opened(browser, live_server, dark, login="resident02") as (page, watch):
        # Who lives in no household is told so, in place of the household's points.
        watch.expected.append(CONFLICT)
        await force_dark(page)
        await page.goto("/ui/m/pay-code")
        # The scanner reads it as it stands on the screen.
        assert await code_on(page)
        assert await darkest_ground(page, ".qr") >= LIGHT
        assert await darkest_ground(page, ".bars") >= LIGHT
        await page.goto("/ui/m/home")
        await has_loaded(page)
        seen = Image.open(io.BytesIO(await page.screenshot())).convert("L")
        assert int(str(seen.getpixel((3, 300)))) >= LIGHT


async def test_the_notice_and_the_desk_are_black_on_white_in_the_dark(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    dark: dict[str, Any] = DESK | {"color_scheme": "dark"}
    async with opened(browser, live_server, dark, login="treasurer") as (page, _):
        await force_dark(page)
        for address in ("/ui/desk/today", "/p/shuxiangyuan"):
            await page.goto(address)
            await expect(page.get_by_role("heading", level=1)).to_be_visible()
            seen = Image.open(io.BytesIO(await page.screenshot())).convert("L")
            assert int(str(seen.getpixel((seen.width - 4, seen.height - 4)))) >= LIGHT, address


async def test_forcing_dark_would_be_noticed(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    """The page that does not say it is light turns dark here: so the tests above can fail."""
    browser = await launch_browser()
    async with opened(browser, live_server, PHONE) as (page, _):
        await force_dark(page)
        await page.goto("about:blank")
        await page.set_content("<p style='background: #fff'>light</p>")
        seen = Image.open(io.BytesIO(await page.screenshot())).convert("L")
        assert int(str(seen.getpixel((3, 300)))) < LIGHT
