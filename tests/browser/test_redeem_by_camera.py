"""Hours become rice, as two people see it: a phone with a code, a counter with a camera."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.async_api import Page, Route, expect

from tests.browser.watched import CONFLICT, COUNTER, PHONE, opened
from tests.chromium import LaunchBrowser
from tests.live_server import LiveServer

pytestmark = pytest.mark.browser

LARGE_TYPE_PX = 60
PHONE_HEARS_WITHIN_S = 2.5


async def code_on(page: Page) -> str:
    """Look at the phone as a scanner does, and read the digits under the code as a person does."""
    picture = page.get_by_alt_text("付款二维码，请店员扫描")
    await expect(picture).to_be_visible()
    digits = "".join(re.findall(r"\d", await page.locator(".digits").inner_text()))
    seen = Image.open(io.BytesIO(await page.screenshot()))
    scanned = {found.text for found in zxingcpp.read_barcodes(seen)}
    assert scanned == {digits}, "QR code, bars and digits say the same"
    return digits


async def test_a_camera_sees_the_residents_code(
    live_server: LiveServer, launch_browser: LaunchBrowser, camera_file: Callable[[str], Path]
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, PHONE, login="resident01") as (phone, _):
        await phone.goto("/ui/m/home")
        await expect(phone.locator(".balance")).to_have_text(re.compile(r"56\s*分"))
        await phone.get_by_role("link", name="付款码").first.click()
        code = await code_on(phone)

        camera = await launch_browser(camera=camera_file(code))
        async with opened(camera, live_server, COUNTER, login="shop01", permissions=["camera"]) as (
            counter,
            watch,
        ):
            await counter.goto("/ui/m/counter")
            await counter.get_by_role("button", name=re.compile("^东北大米5kg")).click()
            await counter.get_by_role("button", name="摄像头").click()
            effect = counter.locator(".effect")
            await expect(effect).to_have_text(re.compile(r"何\*\s*的余额\s*56\s*→\s*12\s*分"))

            await counter.get_by_role("button", name=re.compile("^确认核销")).click()
            await expect(counter.get_by_role("dialog", name="核销成功")).to_be_visible()
            began = time.monotonic()
            await expect(phone.get_by_role("alert")).to_contain_text(
                re.compile(r"已核销\s*44\s*分"), timeout=PHONE_HEARS_WITHIN_S * 1000
            )
            assert time.monotonic() - began < PHONE_HEARS_WITHIN_S
            await expect(phone.get_by_role("alert")).to_contain_text(re.compile(r"余额\s*12\s*分"))

            # Readable from two metres.
            large = counter.get_by_role("heading", name=re.compile("核销成功"))
            await expect(large).to_have_text(re.compile(r"核销成功\s*44\s*分"))
            size = await large.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
            assert size >= LARGE_TYPE_PX

            # The same code once more: a clear answer, nothing booked.
            await counter.wait_for_timeout(1000)
            await counter.get_by_role("button", name="下一位").click()
            watch.expected.append(CONFLICT)
            await counter.get_by_role("button", name="摄像头").click()
            await expect(counter.get_by_role("alert")).to_contain_text("付款码")
            await expect(counter.locator("footer")).to_contain_text(
                re.compile(r"今日已核销 1 单，44 分")
            )

        await phone.get_by_role("link", name="好，回首页").click()
        await expect(phone.locator(".balance")).to_have_text(re.compile(r"12\s*分"))


async def test_a_scanner_gun_and_a_keyboard_are_enough(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with (
        opened(browser, live_server, PHONE, login="resident02") as (phone, _),
        opened(browser, live_server, COUNTER, login="shop01") as (counter, _),
    ):
        await counter.goto("/ui/m/counter")
        await expect(counter.get_by_role("heading", name="红邻积分超市")).to_be_visible()
        await phone.goto("/ui/m/pay-code")
        code = await code_on(phone)

        # The goods number as a person types it, the code as a gun does, wherever the focus is.
        await counter.keyboard.type("3", delay=150)
        await counter.keyboard.press("Enter")
        await expect(counter.locator(".basket")).to_contain_text("肥皂")
        await counter.keyboard.type(code, delay=8)
        await counter.keyboard.press("Enter")
        await expect(counter.locator(".effect")).to_have_text(
            re.compile(r"孙\*+\s*的余额\s*51\s*→\s*36\s*分")
        )
        await counter.keyboard.press("F9")
        await expect(counter.get_by_role("dialog", name="核销成功")).to_be_visible()
        await expect(phone.get_by_role("alert")).to_contain_text(re.compile(r"余额\s*36\s*分"))

        # The next customer's code may be scanned at once. This one is not a customer's.
        await counter.keyboard.type(code[:-1] + str((int(code[-1]) + 1) % 10), delay=8)
        await counter.keyboard.press("Enter")
        await expect(counter.get_by_role("alert").first).to_be_visible()


async def test_a_lost_reply_is_asked_for_again_and_books_once(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    """The answer is cut off on its way; the page asks again under the same key."""
    browser = await launch_browser()
    async with (
        opened(browser, live_server, PHONE, login="resident06") as (phone, _),
        opened(browser, live_server, COUNTER, login="shop04") as (counter, watch),
    ):
        await counter.goto("/ui/m/counter")
        await phone.goto("/ui/m/pay-code")
        code = await code_on(phone)
        lost = 0
        watch.expected.append("ERR_CONNECTION_RESET")

        async def lose_the_first_answer(route: Route) -> None:
            nonlocal lost
            lost += 1
            if lost == 1:
                await route.fetch()  # the server does its work
                await route.abort("connectionreset")
            else:
                await route.continue_()

        await counter.route("**/counter/redemptions", lose_the_first_answer)
        await counter.get_by_role("button", name=re.compile("^社区食堂午餐")).click()
        await counter.keyboard.type(code, delay=8)
        await counter.keyboard.press("Enter")
        await expect(counter.locator(".effect")).to_contain_text("→")
        await counter.keyboard.press("F9")
        await expect(counter.get_by_role("dialog", name="核销成功")).to_be_visible(timeout=30_000)
        assert lost >= 2
        await counter.wait_for_timeout(1000)
        await counter.get_by_role("button", name="下一位").click()
        await expect(counter.locator("footer")).to_contain_text("今日已核销 1 单，10 分")
