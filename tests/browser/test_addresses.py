"""What a list shows stands in its address: after a reload, going back, on another's screen."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.test_every_page import has_loaded
from tests.browser.watched import DESK, PHONE, opened
from tests.chromium import LaunchBrowser
from tests.live_server import LiveServer

pytestmark = pytest.mark.browser


async def rows(page: Page) -> list[str]:
    await has_loaded(page)
    texts = await page.locator("tbody tr td.head").all_inner_texts()
    return [text.strip() for text in texts]


async def test_a_list_is_what_its_address_says(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, DESK, login="treasurer") as (page, _):
        await page.goto("/ui/desk/entries")
        everything = await rows(page)

        # Searched, then sorted: two steps, both in the address.
        await page.get_by_role("textbox", name="搜索摘要、对方、票号").fill("停车")
        await expect(page).to_have_url(re.compile("q=%E5%81%9C%E8%BD%A6"))
        await expect(page.locator("tbody tr")).not_to_have_count(len(everything))
        found = await rows(page)
        assert found
        assert len(found) < len(everything)
        await page.get_by_role("button", name=re.compile("^业务日期")).click()
        await expect(
            page.get_by_role("columnheader", name=re.compile("业务日期"))
        ).to_have_attribute("aria-sort", "ascending")
        oldest_first = await rows(page)
        assert sorted(oldest_first) == sorted(found)
        assert oldest_first != found
        address = page.url

        await page.reload()
        assert await rows(page) == oldest_first
        assert page.url == address
        await expect(page.get_by_role("textbox", name="搜索摘要、对方、票号")).to_have_value("停车")

        # Into one entry and back again, back to the search, forward to the order.
        await page.locator("tbody tr td.head a").first.click()
        await expect(page).to_have_url(re.compile(r"/desk/entries/\d+$"))
        await page.go_back()
        assert await rows(page) == oldest_first
        await page.go_back()
        await expect(page).not_to_have_url(address)
        assert await rows(page) == found
        await page.go_forward()
        await expect(page).to_have_url(address)
        assert await rows(page) == oldest_first

    # The same link on a colleague's screen.
    async with opened(browser, live_server, DESK, login="committee") as (page, _):
        await page.goto(address)
        assert await rows(page) == oldest_first


async def test_a_shared_link_waits_for_signing_in(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    shared = "/ui/desk/books/journal?series=%E8%AE%B0&q=%E5%81%9C%E8%BD%A6"
    async with opened(browser, live_server, DESK) as (page, _):
        await page.goto(shared)
        await expect(page.get_by_label("登录名")).to_be_visible()
        await expect(page.get_by_text("请登录后继续刚才的操作。")).to_be_visible()
        await page.get_by_label("登录名").fill("treasurer")
        await page.get_by_label("密码", exact=True).fill(live_server.password)
        await page.keyboard.press("Enter")
        await page.get_by_label("动态口令").fill(live_server.one_time_password())
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(re.compile(re.escape(shared)))
        assert await rows(page)


async def test_the_bare_address_on_a_phone_is_the_phones(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, PHONE) as (page, _):
        for address in ("/", "/ui/"):
            await page.goto(address)
            await expect(page).to_have_url(re.compile("/ui/m/"))
        # A link to a page of the desk stays one: a committee member approves on the phone.
        await page.goto("/ui/desk/entries")
        await expect(page.get_by_label("登录名")).to_be_visible()
