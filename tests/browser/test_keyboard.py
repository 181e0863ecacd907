"""A day's work without a mouse: the counter with a gun and keys, the books from desk to desk."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.test_every_page import FOCUS_SHOWS, tab_to
from tests.browser.test_redeem_by_camera import code_on
from tests.browser.watched import CONFLICT, COUNTER, DESK, PHONE, opened
from tests.chromium import LaunchBrowser
from tests.live_server import LiveServer

pytestmark = pytest.mark.browser

GUN_MS, HAND_MS = 8, 150
ENTRY = "端午慰问品五份"


async def type_and_enter(page: Page, text: str, *, delay: int) -> None:
    await page.keyboard.type(text, delay=delay)
    await page.keyboard.press("Enter")


async def focus_shows(page: Page) -> bool:
    return bool(await page.evaluate(FOCUS_SHOWS))


async def test_a_customer_at_the_counter(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    """Scanned, typed, corrected, refused, redeemed, and the next one."""
    browser = await launch_browser()
    async with (
        opened(browser, live_server, PHONE, login="resident02") as (phone, seen),
        opened(browser, live_server, COUNTER, login="shop01") as (counter, watch),
    ):
        # Who lives in no household is told so, in place of the household's points.
        seen.expected.append(CONFLICT)
        await counter.goto("/ui/m/counter")
        await expect(counter.get_by_role("heading", name="红邻积分超市")).to_be_visible()
        await phone.goto("/ui/m/pay-code")
        code = await code_on(phone)

        # The gun reads something that is no pay code: said in words, and put away with Enter.
        await type_and_enter(counter, "6901234567892", delay=GUN_MS)
        refusal = counter.locator(".refusal")
        await expect(refusal).to_be_visible()
        await tab_to(counter, "知道了")
        await counter.keyboard.press("Enter")
        await expect(refusal).to_have_count(0)

        # Goods by their number; one too many, taken back with the keys that are beside them.
        await type_and_enter(counter, "3", delay=HAND_MS)
        basket = counter.locator(".basket")
        await expect(basket).to_contain_text("肥皂")
        more = await counter.get_by_role("button", name=re.compile("^增加一")).get_attribute(
            "aria-label"
        )
        await tab_to(counter, str(more))
        await counter.keyboard.press("Enter")
        await expect(basket.locator("output")).to_have_text("2")
        await counter.keyboard.press("Shift+Tab")
        assert await focus_shows(counter)
        await counter.keyboard.press("Enter")
        await expect(basket.locator("output")).to_have_text("1")

        # The code by hand: the field opens and has the focus, and a wrong digit is told at once.
        await counter.keyboard.press("F4")
        field = counter.locator("#typed-code")
        await expect(field).to_be_focused()
        assert await focus_shows(counter)
        wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
        await counter.keyboard.type(wrong, delay=HAND_MS)
        await expect(counter.locator("#typed-hint")).to_contain_text("有一位不对")
        await counter.keyboard.press("Backspace")
        await counter.keyboard.type(code[-1])
        await expect(counter.locator(".effect")).to_contain_text("→")

        await counter.keyboard.press("F9")
        done = counter.get_by_role("dialog", name="核销成功")
        await expect(done).to_be_visible()
        await expect(done.get_by_role("button", name="下一位")).to_be_focused()
        assert await focus_shows(counter)
        await counter.wait_for_timeout(1000)
        await counter.keyboard.press("Enter")
        await expect(done).to_have_count(0)

        # The same code for the next one: refused by the server, nothing booked.
        watch.expected.append(CONFLICT)
        await type_and_enter(counter, "3", delay=HAND_MS)
        await type_and_enter(counter, code, delay=GUN_MS)
        await expect(refusal).to_contain_text("付款码")
        await counter.keyboard.press("Escape")
        await expect(counter.locator("footer")).to_contain_text("今日已核销 1 单")


async def sign_in(page: Page, server: LiveServer, login: str) -> None:
    await page.goto("/ui/")
    await expect(page.get_by_label("登录名")).to_be_focused()
    await page.keyboard.type(login)
    await page.keyboard.press("Tab")
    await page.keyboard.type(server.password)
    assert await focus_shows(page)
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("动态口令")).to_be_focused()
    await page.keyboard.type(server.one_time_password())
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("您好")


async def choose_account(page: Page, label: str, code: str) -> None:
    await tab_to(page, label)
    await page.keyboard.type(code, delay=30)
    await expect(page.get_by_role("option", name=re.compile(f"^{code}")).first).to_be_visible()
    await page.keyboard.press("Enter")


async def test_an_entry_from_the_treasurers_desk_to_the_committees(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, DESK) as (page, _):
        await sign_in(page, live_server, "treasurer")
        # What waits is on the first page; the form is two keys away.
        await expect(page.get_by_role("heading", name="等您处理")).to_be_visible()
        await page.keyboard.press("g")
        await page.keyboard.press("n")
        await expect(page.get_by_role("heading", level=1)).to_have_text("填制凭证")
        await tab_to(page, "摘要")
        await page.keyboard.type(ENTRY)
        await choose_account(page, "第 1 行科目", "5101005")
        await tab_to(page, "第 1 行借方")
        await page.keyboard.type("120.00")
        await choose_account(page, "第 2 行科目", "1002001")
        await tab_to(page, "第 2 行贷方")
        # The key that fills in what is missing.
        await page.keyboard.press("=")
        await expect(page.get_by_label("第 2 行贷方")).to_have_value("120.00")
        await tab_to(page, "交出，等待审核")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text(ENTRY)

    async with opened(browser, live_server, DESK) as (page, _):
        await sign_in(page, live_server, "committee")
        await page.keyboard.press("g")
        await page.keyboard.press("e")
        await expect(page.get_by_role("heading", level=1)).to_have_text("凭证")
        await page.keyboard.press("/")
        await expect(page.get_by_role("textbox", name="搜索摘要、对方、票号")).to_be_focused()
        await type_and_enter(page, ENTRY, delay=0)
        await tab_to(page, ENTRY)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text(ENTRY)
        await tab_to(page, "审核通过……")
        await page.keyboard.press("Enter")
        # Escape goes back, and the effect stands there in words before the second key.
        confirm = page.get_by_role("group", name="审核通过……")
        await expect(confirm).to_contain_text("¥120.00")
        await page.keyboard.press("Escape")
        await expect(confirm).to_have_count(0)
        await tab_to(page, "审核通过……")
        await page.keyboard.press("Enter")
        await tab_to(page, "审核通过")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status").first).to_contain_text("已审核通过")
