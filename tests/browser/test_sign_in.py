"""Signing in by hand, with the proofs a person has: a code on the phone, a second factor."""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.async_api import Page, expect

from ledger.db.personal_data import PersonalDataKeys
from ledger.db.session import create_engine
from ledger.demo.logins import demo_logins
from tests.browser.watched import DESK, PHONE, opened
from tests.chromium import LaunchBrowser
from tests.live_server import LiveServer

pytestmark = pytest.mark.browser

WRONG_CODE = "status of 4"
LOG_WAIT_S = 10


async def message_to(server: LiveServer, phone: str) -> str:
    """Return the code of the newest message to a number; the server prints them in its window."""
    deadline = asyncio.get_running_loop().time() + LOG_WAIT_S
    while asyncio.get_running_loop().time() < deadline:
        said = server.log.read_text("utf-8", errors="replace")
        if codes := re.findall(rf"短信 → \d*{phone}：【邻里账本】验证码 (\d{{6}})", said):
            return str(codes[-1])
        await asyncio.sleep(0.1)
    raise AssertionError(f"no message went to {phone}")


async def registered_phone(server: LiveServer, login: str) -> str:
    """Return the number under which this resident of the sample estate is registered."""
    personal = PersonalDataKeys.open(server.data_dir / "secrets")
    engine = create_engine(server.database_url, pool_size=1, personal_data=personal)
    try:
        async with engine.connect() as conn:
            logins = await demo_logins(conn, password=server.password, personal=personal)
    finally:
        await engine.dispose()
    return next(person.phone for person in logins.people if person.login == login)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10 ** len(code):0{len(code)}}"


async def ask_for_code(page: Page, phone: str) -> None:
    await page.goto("/ui/m/")
    await page.get_by_label("手机号").fill(phone)
    await page.get_by_role("button", name="获取验证码").click()
    await expect(page.get_by_label("短信里的 6 位数字")).to_be_focused()


async def test_a_resident_signs_in_with_number_and_code(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    phone = await registered_phone(live_server, "resident01")
    browser = await launch_browser()
    async with opened(browser, live_server, PHONE) as (page, watch):
        watch.expected.append(WRONG_CODE)
        await ask_for_code(page, phone)
        code = await message_to(live_server, phone)
        await page.keyboard.type(other_than(code))
        await expect(page.get_by_role("alert")).to_contain_text("验证码")
        await expect(page.get_by_label("短信里的 6 位数字")).to_have_value("")
        # The sixth digit is enough; nobody has to find a button.
        await page.keyboard.type(code)
        await expect(page.get_by_role("heading", level=1)).to_have_text("书香苑")
        assert page.url == f"{live_server.url}/ui/m/home"


async def test_a_number_that_nobody_registered_hears_the_same(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    stranger = "13900000000"
    browser = await launch_browser()
    async with opened(browser, live_server, PHONE) as (page, watch):
        watch.expected.append(WRONG_CODE)
        await ask_for_code(page, stranger)
        await page.keyboard.type("123456")
        await expect(page.get_by_role("alert")).to_contain_text("验证码")
    assert stranger not in live_server.log.read_text("utf-8", errors="replace")


async def test_the_desk_asks_for_the_one_time_password(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, DESK) as (page, watch):
        watch.expected.append(WRONG_CODE)
        # A page asked for before signing in is the one that opens afterwards.
        await page.goto("/ui/desk/audit-package")
        await page.get_by_label("登录名").fill("auditor")
        await page.get_by_label("密码", exact=True).fill(live_server.password)
        await page.get_by_role("button", name="登录", exact=True).click()
        await expect(page.get_by_label("动态口令")).to_be_focused()
        # The password alone opens nothing.
        answer = await page.request.get("/api/v1/session")
        assert answer.status == 401 or (await answer.json())["standing"] != "open"
        await page.keyboard.type(other_than(live_server.one_time_password()))
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_be_visible()
        await expect(page.get_by_label("动态口令")).to_be_focused()
        await page.keyboard.type(live_server.one_time_password())
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/ui/desk/audit-package")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()


async def test_an_office_above_the_estates_signs_in(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, DESK) as (page, _):
        await page.goto("/ui/")
        await page.get_by_label("登录名").fill("street")
        await page.get_by_label("密码", exact=True).fill(live_server.password)
        await page.get_by_role("button", name="登录", exact=True).click()
        await expect(page.get_by_label("动态口令")).to_be_focused()
        await page.keyboard.type(live_server.one_time_password())
        await page.keyboard.press("Enter")
        # It has no estate: its own board is its first page.
        await page.wait_for_url("**/ui/desk/status-board")
        await expect(page.get_by_role("heading", level=1)).to_have_text("状态板")


async def test_a_shopkeeper_signs_in_with_the_password(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, PHONE) as (page, _):
        await page.goto("/ui/m/")
        await page.get_by_role("button", name="商户和工作人员：用密码登录").click()
        await page.get_by_label("登录名").fill("shop01")
        await page.get_by_label("密码", exact=True).fill(live_server.password)
        await page.get_by_role("button", name="登录", exact=True).click()
        await page.wait_for_url("**/ui/m/counter")
