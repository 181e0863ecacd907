"""What the security headers ask of the pages, seen by a browser; names that would be scripts."""

from __future__ import annotations

import pytest
from playwright.async_api import Position, expect

from tests.browser.watched import DESK, PHONE, opened
from tests.chromium import LaunchBrowser
from tests.live_server import LiveServer

pytestmark = pytest.mark.browser

SCRIPT = "<img src=x onerror=alert(1)>"
PASSWORD = "一句长长的密码来试试"

# The middle of a chart's field, where bars and points stand.
INTO_CHART: Position = {"x": 240, "y": 90}


@pytest.mark.parametrize("login, path", [("treasurer", "desk/today"), ("treasurer", "desk/points")])
async def test_charts_tell_their_figures_under_the_policy(
    live_server: LiveServer, launch_browser: LaunchBrowser, login: str, path: str
) -> None:
    """Every page is watched for what the policy stops; this one is touched where it draws."""
    browser = await launch_browser()
    async with opened(browser, live_server, DESK, login=login) as (page, _):
        await page.goto(f"/ui/{path}")
        chart = page.locator(".chart svg").first
        await expect(chart).to_be_visible()
        drawn = await chart.locator("text").count()
        await page.locator(".chart").first.hover(position=INTO_CHART)
        await expect(chart.locator("text")).not_to_have_count(drawn)


async def test_a_page_that_is_stopped_at_something_is_noticed(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, PHONE) as (page, watch):
        await page.goto("/ui/m/")
        await page.evaluate("document.body.setAttribute('style', 'margin: 9px')")
        await page.wait_for_timeout(200)
        told = [fault for fault in watch.faults if "style-src-attr inline" in fault]
        assert told
        assert await page.evaluate("getComputedStyle(document.body).marginTop") == "0px"
        watch.faults.clear()


async def test_the_description_of_the_api_runs_under_the_same_policy(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, DESK) as (page, _):
        await page.goto("/api/docs")
        await expect(page.locator(".swagger-ui .info .title")).to_contain_text("邻里账本 API")
        await page.locator(".opblock-summary").first.click()
        await expect(page.locator(".opblock-body").first).to_be_visible()


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
