"""A month is adjusted, carried forward, closed, and opened again by two people, at the desk."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.watched import DESK, PHONE, opened, overflow_px
from tests.chromium import LaunchBrowser
from tests.live_server import LiveServer

pytestmark = pytest.mark.browser

JULY = "/ui/desk/periods/2026-07"
REASON = "7月物业代收停车费漏记 1,200 元"


async def two_steps(page: Page, first: str, second: str) -> None:
    await page.get_by_role("button", name=first, exact=True).click()
    await page.get_by_role("button", name=second, exact=True).click()


async def test_a_month_from_adjusting_to_reopening(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, DESK, login="treasurer") as (treasurer, _):
        await treasurer.goto("/ui/desk/periods")
        await treasurer.get_by_role("link", name="去结账：2026年7月").click()
        await two_steps(treasurer, "开始结 2026年7月……", "开始结账")
        await expect(treasurer.get_by_role("heading", name="正在结账")).to_be_visible()
        await two_steps(treasurer, "生成结转凭证……", "生成结转凭证")
        await expect(treasurer.get_by_role("status")).to_contain_text("已生成 2 张结转凭证")
        await expect(treasurer.get_by_text("还有 2 张凭证没有记账")).to_be_visible()

        await treasurer.get_by_role("button", name="填一张调整凭证").click()
        await expect(treasurer.get_by_role("heading", level=1)).to_have_text(
            "填制2026年7月的调整凭证"
        )
        await expect(treasurer.get_by_label("业务日期")).to_have_value("2026-07-31")

    async with live_server.signed_in("treasurer", "committee") as (at_desk, chair):
        waiting = (await at_desk.read("prepared-entries?state=prepared"))["items"]
        ids = [each["prepared_entry_id"] for each in waiting if each["kind"] == "closing"]
        await chair.post("prepared-entries/approvals", {"prepared_entry_ids": ids})
        await at_desk.post("prepared-entries/postings", {"prepared_entry_ids": ids})

    async with opened(browser, live_server, DESK, login="treasurer") as (treasurer, _):
        await treasurer.goto(JULY)
        await two_steps(treasurer, "结 2026年7月……", "结 2026年7月")
        await expect(treasurer.get_by_role("status")).to_have_text("2026年7月已结账。")
        await treasurer.get_by_role("button", name="申请重新打开……").click()
        await treasurer.get_by_label("原因").fill(REASON)
        await treasurer.get_by_role("button", name="交出申请").click()
        await expect(treasurer.get_by_text("申请是您提的")).to_be_visible()
        await expect(treasurer.get_by_role("button", name="批准……")).to_have_count(0)

    async with opened(browser, live_server, PHONE, login="committee") as (committee, _):
        await committee.goto("/ui/desk/periods")
        await committee.get_by_role("link", name="去看申请").click()
        assert await overflow_px(committee) == 0
        await two_steps(committee, "批准……", "批准重新打开")
        await expect(committee.get_by_role("status")).to_contain_text("2026年7月已重新打开")
        trace = committee.get_by_role("region", name="变动记录").last
        await expect(trace).to_contain_text(REASON)
        assert await overflow_px(committee) == 0

    async with opened(browser, live_server, DESK, login="treasurer") as (treasurer, _):
        # What residents have read stays closed.
        await treasurer.goto("/ui/desk/periods/2026-06")
        await expect(treasurer.get_by_text("2026年6月的数字已经公示（2026-Q2）")).to_be_visible()
        await expect(treasurer.get_by_role("button", name="申请重新打开……")).to_have_count(0)
