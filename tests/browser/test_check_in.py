"""A check-in as those who are there see it: two organisers' phones, a projector, and residents."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.async_api import Page, expect

from tests.browser.watched import CONFLICT, PHONE, opened
from tests.chromium import LaunchBrowser
from tests.live_server import LiveServer

pytestmark = pytest.mark.browser

PROJECTOR = {"viewport": {"width": 1280, "height": 720}}
ACTIVITY = "垃圾分类值守"
"""Under way in the sample estate, with four residents on its list."""
SEEN_WITHIN_MS = 10_000


async def open_screen(page: Page) -> None:
    await page.goto("/ui/m/organising")
    await page.get_by_role("link", name=re.compile(ACTIVITY)).click()
    await page.get_by_role("link", name=re.compile("签到屏")).click()
    await expect(page.locator(".digits")).to_be_visible()


async def shown_on(page: Page) -> tuple[str, str]:
    """Read the digits as a person does and the code as a scanner does, from one picture.

    Between two codes there is neither for a moment; then it is looked at again.
    """
    for _ in range(5):
        await expect(page.locator(".digits")).to_be_visible()
        before = await page.locator(".digits").inner_text()
        seen = Image.open(io.BytesIO(await page.screenshot()))
        scanned = {found.text for found in zxingcpp.read_barcodes(seen)}
        shown = page.locator(".digits")
        if len(scanned) == 1 and await shown.count() and await shown.inner_text() == before:
            return re.sub(r"\D", "", before), scanned.pop()
    raise AssertionError("the screen shows no code that can be read")


async def same_on(pages: list[Page]) -> tuple[str, str]:
    """Read all screens within one half minute; they show the same."""
    for _ in range(3):
        shown = {await shown_on(page) for page in pages}
        if len(shown) == 1:
            break
    [(digits, address)] = shown
    assert address.endswith(f"/check-in?c={digits}"), "digits and code say the same"
    return digits, address


async def open_check_in(page: Page) -> None:
    await page.goto("/ui/m/activities")
    await page.get_by_role("link", name=re.compile(ACTIVITY)).click()
    await page.get_by_role("link", name="签到 / 签退").click()
    await expect(page.get_by_text("还没有签到")).to_be_visible()


async def type_digits(page: Page, digits: str) -> None:
    await page.get_by_label(re.compile("8 位数字")).fill(f"{digits[:4]} {digits[4:]}")
    await page.get_by_role("button", name="确定").click()


async def test_two_phones_and_a_projector(
    live_server: LiveServer, launch_browser: LaunchBrowser, camera_file: Callable[[str], Path]
) -> None:
    browser = await launch_browser()
    async with (
        opened(browser, live_server, PHONE, login="organiser") as (first, first_watch),
        opened(browser, live_server, PHONE, login="organiser") as (second, second_watch),
        opened(browser, live_server, PROJECTOR, login="organiser") as (projector, projector_watch),
        opened(browser, live_server, PHONE, login="resident02") as (typing, typing_watch),
    ):
        screens = [first, second, projector]
        for page in screens:
            await open_screen(page)
        box = await projector.get_by_alt_text("签到二维码，请用手机扫").bounding_box()
        assert box is not None
        assert box["height"] >= 400, "seen from the last row"
        digits, address = await same_on(screens)

        # A resident's camera sees the projector.
        camera = await launch_browser(camera=camera_file(address))
        async with opened(
            camera, live_server, PHONE, login="resident01", permissions=["camera"]
        ) as (scanning, _):
            await open_check_in(scanning)
            await scanning.get_by_role("button", name="扫屏幕上的码").click()
            await expect(scanning.get_by_text("签到成功")).to_be_visible()
        for page in screens:
            await expect(page.locator(".count")).to_have_text(
                re.compile(r"已签到\s*1\s*/\s*4\s*人"), timeout=SEEN_WITHIN_MS
            )

        # Another types: first what is on no screen, then what is there now.
        await open_check_in(typing)
        typing_watch.expected.append(CONFLICT)
        digits, _ = await same_on([second])
        await type_digits(typing, f"{(int(digits) + 1) % 10**8:08d}")
        await expect(typing.get_by_role("alert")).to_contain_text("签到码不对或已过期")
        await type_digits(typing, digits)
        await expect(typing.get_by_text("签到成功")).to_be_visible()
        await type_digits(typing, (await same_on([second]))[0])
        await expect(typing.get_by_role("alert")).to_contain_text("已经签到")

        # The projector sees people off while a phone still lets them in.
        await projector.get_by_role("button", name="签退").click()
        await expect(projector.get_by_alt_text("签退二维码，请用手机扫")).to_be_visible()
        out, _ = await shown_on(projector)
        assert out != (await shown_on(first))[0]
        await type_digits(typing, (await shown_on(projector))[0])
        await expect(typing.get_by_text("签退成功")).to_be_visible()

        # Who has no phone is ticked off by hand, and then the list is confirmed.
        await second.get_by_role("link", name="名单").click()
        await second.get_by_role("button", name=re.compile("^替.*签到$")).first.click()
        await expect(second.get_by_text("签到（名单）")).to_be_visible()
        for watch in (first_watch, second_watch, projector_watch):
            watch.expected.append(CONFLICT)
        await second.get_by_role("button", name="结束活动，确认名单").click()
        await second.get_by_role("button", name="再点一下，确认名单").click()
        await expect(second.get_by_text("名单已确认，等另一位负责人核实。")).to_be_visible()
        # The other screens say so and show no code any more.
        await expect(first.get_by_role("alert")).to_contain_text("进行中", timeout=40_000)
        await expect(first.locator(".digits")).to_have_count(0, timeout=40_000)
