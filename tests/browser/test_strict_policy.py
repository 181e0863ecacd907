"""What the security headers ask of the pages, seen by a browser; names that would be scripts."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.watched import DESK, PHONE, opened
from tests.chromium import LaunchBrowser
from tests.live_server import LiveServer

pytestmark = pytest.mark.browser

SCRIPT = "<img src=x onerror=alert(1)>"
PASSWORD = "一句长长的密码来试试"

# Tells of everything that the policy stopped, before the page's own scripts run.
LISTEN = """
window.stopped = []
document.addEventListener('securitypolicyviolation', (event) =>
    window.stopped.push([event.effectiveDirective, event.blockedURI, event.sample].join(' ')))
"""


async def stopped(page: Page) -> list[str]:
    found: list[str] = await page.evaluate("window.stopped")
    return found


@pytest.mark.parametrize(
    "login, shape, paths",
    [
        ("treasurer", DESK, ("desk/today", "desk/entries", "desk/entries/new", "desk/points")),
        ("supervisor", DESK, ("desk/exceptions", "desk/audit-log")),
        ("resident01", PHONE, ("m/home", "m/pay-code", "m/points", "m/mine")),
        ("shop02", PHONE, ("m/counter", "m/counter/statement")),
    ],
)
async def test_no_page_asks_for_more_than_the_policy_lets_it(
    live_server: LiveServer,
    launch_browser: LaunchBrowser,
    login: str,
    shape: dict[str, Any],
    paths: tuple[str, ...],
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, shape, login=login) as (page, _):
        await page.add_init_script(LISTEN)
        for path in paths:
            await page.goto(f"{live_server.url}/ui/{path}")
            await expect(page.get_by_role("heading", level=1).first).to_be_visible()
            busy = page.locator("[aria-busy=true], .el-loading-mask, .van-skeleton")
            await expect(busy).to_have_count(0, timeout=60_000)
            # Charts and menus are drawn a moment later.
            await page.wait_for_timeout(500)
            assert await stopped(page) == [], path


async def test_the_description_of_the_api_runs_under_the_same_policy(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    page = await browser.new_page()
    await page.add_init_script(LISTEN)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    await page.goto(f"{live_server.url}/api/docs")
    await expect(page.locator(".swagger-ui .info .title")).to_contain_text("邻里账本 API")
    await expect(page.locator(".opblock").first).to_be_visible()
    assert (await stopped(page), errors) == ([], [])


async def test_a_name_that_is_a_script_is_shown_and_not_run(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    async with live_server.signed_in("operator") as (operator,):
        made = await operator.post(
            "users",
            {"login": "script.name", "display_name": SCRIPT, "password": PASSWORD,
             "role": "auditor"},
        )  # fmt: skip
        assert made.status_code == 201, made.text
    browser = await launch_browser()
    async with opened(browser, live_server, DESK, login="operator") as (page, _):
        dialogs: list[str] = []
        page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        await page.goto(f"{live_server.url}/ui/desk/users")
        await expect(page.get_by_text(SCRIPT).first).to_be_visible()
        assert dialogs == []
        assert await page.locator("img[src=x]").count() == 0
