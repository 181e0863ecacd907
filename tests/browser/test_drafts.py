"""What was typed is not lost: by a reload, by a session that ends, at another computer."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.watched import DESK, PHONE, opened
from tests.chromium import LaunchBrowser
from tests.live_server import LiveServer
from tests.signed_in import COOKIE

pytestmark = pytest.mark.browser

KEPT = re.compile("草稿已保存")
RESTORED = "已接着上次没有交出的草稿"
NAME = "欧阳试写"
PASSWORD = "一句谁也不该留下的长话"


async def begin_registering(page: Page) -> None:
    await page.goto("/ui/desk/people")
    await page.get_by_role("button", name="登记住户").click()


async def end_session(page: Page) -> None:
    """Take the session away, as its end or an operator would."""
    await page.context.clear_cookies(name=COOKIE)


async def sign_in_again(page: Page, password: str, one_time_password: str) -> None:
    dialog = page.get_by_role("dialog", name="登录已到期，请再登录一次")
    await expect(dialog).to_be_visible()
    if not await dialog.get_by_label("登录名").input_value():
        await dialog.get_by_label("登录名").fill("treasurer")
    await dialog.get_by_label("密码", exact=True).fill(password)
    await page.keyboard.press("Enter")
    await dialog.get_by_label("动态口令").fill(one_time_password)
    await page.keyboard.press("Enter")
    await expect(dialog).to_have_count(0)


async def test_a_draft_is_there_after_a_reload_and_at_another_computer(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, DESK, login="organiser") as (page, _):
        await begin_registering(page)
        await page.get_by_label("姓名", exact=True).first.fill(NAME)
        await page.get_by_label("身份证号（可不填）").fill("110101199003070000")
        await page.get_by_label("出生日期（孩子必填）").fill("1990-03-07")
        await expect(page.get_by_text(KEPT)).to_be_visible()
        await page.reload()
        await page.get_by_role("button", name="登记住户").click()
        await expect(page.get_by_text(RESTORED)).to_be_visible()
        await expect(page.get_by_label("姓名", exact=True).first).to_have_value(NAME)
        await expect(page.get_by_label("出生日期（孩子必填）")).to_have_value("1990-03-07")
        # An identity number waits nowhere.
        await expect(page.get_by_label("身份证号（可不填）")).to_have_value("")

    async with opened(browser, live_server, DESK, login="organiser") as (page, _):
        await begin_registering(page)
        await expect(page.get_by_label("姓名", exact=True).first).to_have_value(NAME)
        await page.get_by_role("button", name="登记", exact=True).click()
        await expect(page.get_by_role("status").first).to_contain_text("已登记，住户编号")
        # Sent: the form begins empty.
        await page.get_by_role("button", name="登记住户").click()
        await expect(page.get_by_label("姓名", exact=True).first).to_have_value("")
        await expect(page.get_by_text(RESTORED)).to_have_count(0)


async def test_what_a_certificate_is_for_is_typed_once(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, DESK, login="organiser") as (page, _):
        await page.goto("/ui/desk/certificates")
        await page.get_by_role("button", name="替居民开具").click()
        await page.get_by_label("理由（至少两个字）").fill("本人到服务台，不用手机")
        await expect(page.get_by_text(KEPT)).to_be_visible()
        await page.reload()
        await page.get_by_role("button", name="替居民开具").click()
        await expect(page.get_by_text(RESTORED)).to_be_visible()
        await expect(page.get_by_label("理由（至少两个字）")).to_have_value(
            "本人到服务台，不用手机"
        )
        await page.get_by_role("button", name="清空重填").click()
        await expect(page.get_by_label("理由（至少两个字）")).to_have_value("")


async def test_a_request_for_help_waits_on_the_phone(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    words = "请帮我读一封信，在楼下长椅就行"
    async with opened(browser, live_server, PHONE, login="resident01") as (page, _):
        await page.goto("/ui/m/help/new")
        await page.get_by_role("button", name="手机帮忙").click()
        await page.get_by_label("说清楚一点（不要写电话和房号）").fill(words)
        await expect(page.get_by_text(KEPT)).to_be_visible()
        await page.goto("/ui/m/home")
        await page.goto("/ui/m/help/new")
        await expect(page.get_by_text("上次没写完的，接着写就行。")).to_be_visible()
        await expect(page.get_by_label("说清楚一点（不要写电话和房号）")).to_have_value(words)
        chosen = page.get_by_role("button", name="手机帮忙")
        await expect(chosen).to_have_attribute("aria-pressed", "true")
    # The neighbour's phone knows nothing of it.
    async with opened(browser, live_server, PHONE, login="resident02") as (page, _):
        await page.goto("/ui/m/help/new")
        await page.wait_for_load_state("networkidle")
        await expect(page.get_by_label("说清楚一点（不要写电话和房号）")).to_have_value("")


async def test_nobody_elses_draft_comes_back(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, DESK, login="operator") as (page, _):
        await begin_registering(page)
        await page.get_by_label("姓名", exact=True).first.fill(NAME)
        await expect(page.get_by_text(KEPT)).to_be_visible()
    async with opened(browser, live_server, DESK, login="organiser") as (page, _):
        await begin_registering(page)
        await page.wait_for_load_state("networkidle")
        await expect(page.get_by_label("姓名", exact=True).first).to_have_value("")


async def test_a_password_is_in_no_draft(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, DESK, login="operator") as (page, _):
        sent: list[str] = []
        page.on("request", lambda asked: sent.append(f"{asked.method} {asked.post_data or ''}"))
        await page.goto("/ui/desk/users")
        await page.get_by_role("button", name="开通用户").click()
        await page.get_by_label("初始密码（至少 10 位）").fill(PASSWORD)
        await page.get_by_label("登录名", exact=True).fill("draft.reader")
        await expect(page.get_by_text(KEPT)).to_be_visible()
        await page.reload()
        await page.get_by_role("button", name="开通用户").click()
        await expect(page.get_by_label("登录名", exact=True)).to_have_value("draft.reader")
        await expect(page.get_by_label("初始密码（至少 10 位）")).to_have_value("")
        kept = [body for body in sent if body.startswith("PUT") and "draft.reader" in body]
        assert kept, "the draft was sent"
        assert not [body for body in sent if PASSWORD in body]


async def test_a_session_that_ends_in_the_middle_of_a_form(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, DESK, login="treasurer") as (page, watch):
        watch.expected.append("status of 403")
        await page.goto("/ui/desk/entries/new")
        await page.get_by_label("摘要", exact=True).fill("端午慰问品")
        await expect(page.get_by_text(KEPT)).to_be_visible()

        await end_session(page)
        await page.get_by_label("对方（可不填）").fill("惠民超市")
        await sign_in_again(page, live_server.password, live_server.one_time_password())

        # The page is the same one, with everything on it, and the keeping goes on by itself.
        await expect(page).to_have_url(re.compile(r"/ui/desk/entries/new$"))
        await expect(page.get_by_label("摘要", exact=True)).to_have_value("端午慰问品")
        await expect(page.get_by_label("对方（可不填）")).to_have_value("惠民超市")
        await expect(page.get_by_text(KEPT)).to_be_visible()

        await page.reload()
        await expect(page.get_by_text(RESTORED)).to_be_visible()
        await expect(page.get_by_label("对方（可不填）")).to_have_value("惠民超市")


async def test_somebody_else_does_not_find_what_was_open(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, DESK, login="organiser") as (page, _):
        await begin_registering(page)
        await end_session(page)
        await page.get_by_label("姓名", exact=True).first.fill(NAME)
        dialog = page.get_by_role("dialog", name="登录已到期，请再登录一次")
        await dialog.get_by_role("button", name="不接着办了，换人登录").click()
        await expect(page).to_have_url(re.compile(r"/ui/desk/sign-in$"))
        await expect(page.get_by_text(NAME)).to_have_count(0)
        await expect(page.get_by_label("登录名")).to_have_value("")
