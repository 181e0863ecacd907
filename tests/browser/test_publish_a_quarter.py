"""The treasurer drafts, the committee publishes, a neighbour opens the notice with a phone."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from playwright.async_api import expect

from tests.browser.watched import DESK, PHONE, opened, overflow_px
from tests.chromium import LaunchBrowser
from tests.corrections import corrected_entry
from tests.live_server import LiveServer
from tests.printed_page import codes_in

pytestmark = pytest.mark.browser


async def test_a_printed_notice_leads_to_the_page_with_the_same_root_hash(
    live_server: LiveServer, launch_browser: LaunchBrowser, tmp_path: Path
) -> None:
    async with live_server.signed_in("treasurer", "committee") as (treasurer_at_desk, chair):
        await corrected_entry(treasurer_at_desk, chair)
    browser = await launch_browser()
    async with opened(browser, live_server, DESK, login="treasurer") as (treasurer, _):
        await treasurer.goto("/ui/desk/disclosures")
        await treasurer.get_by_label("从").select_option(label="2026年4月")
        await treasurer.get_by_label("到").select_option(label="2026年6月")
        await treasurer.get_by_role("button", name="生成草稿，先预览").click()
        await expect(treasurer.get_by_text("这是草稿，居民还看不到")).to_be_visible()
        report = tmp_path / "审计报告.pdf"
        report.write_bytes(b"%PDF-1.4\nan unqualified opinion\n%%EOF\n")
        await treasurer.get_by_label("附件的名称").fill("第二季度审计报告")
        await treasurer.locator("input[type=file]").set_input_files(report)
        await expect(treasurer.get_by_role("status")).to_contain_text("已附上“第二季度审计报告”")
        await expect(treasurer.get_by_role("button", name="发布")).to_have_count(0)
        draft = treasurer.url

    async with opened(browser, live_server, DESK, login="committee") as (committee, _):
        await committee.goto(draft)
        await committee.get_by_role("button", name="发布……").click()
        await committee.get_by_role("button", name="发布，不再改动").click()
        await expect(committee.get_by_text("根哈希").first).to_be_visible()
        root = re.sub(r"\s", "", await committee.locator("dd.code").inner_text())
        assert re.fullmatch(r"[0-9a-f]{64}", root)
        notice = await committee.get_by_role("link", name=re.compile("^PDF")).get_attribute("href")
        assert notice is not None

    async with httpx.AsyncClient(base_url=live_server.url, trust_env=False) as anybody:
        pdf = (await anybody.get(notice)).content
    [address] = codes_in(pdf, tmp_path)
    assert address.startswith(f"{live_server.url}/d/")

    # No login, no script.
    async with opened(browser, live_server, PHONE, java_script_enabled=False) as (page, _):
        answer = await page.goto(address)
        assert answer is not None
        assert answer.status == 200
        text = re.sub(r"\s", "", await page.locator("body").inner_text())
        assert root in text
        assert "第二季度审计报告" in text
        assert "123,081.62" in text
        await page.get_by_role("link", name=re.compile("停车月租")).first.click()
        await expect(page.locator("body")).to_contain_text("记-202604")
    async with opened(browser, live_server, PHONE) as (page, _):
        await page.goto(address)
        assert await overflow_px(page) == 0
