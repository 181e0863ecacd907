"""The phone's pages for old eyes and unsteady thumbs, and what stays on a phone afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from ledger.db.ids import today_in_china
from tests.browser.watched import PHONE, frame_faults, opened, overflow_px
from tests.chromium import LaunchBrowser
from tests.live_server import LiveServer

pytestmark = pytest.mark.browser

PAGES = Path(__file__).parents[2] / "admin_ui" / "src" / "phone" / "pages"
# What a page with a number in its address shows in the sample estate; `registered_proxy` makes the
# second.
PROXY = ":proxy(\\\\d+)"
NUMBERS = {
    ":seq(\\\\d+)": "434", PROXY: "1", ":activity(\\\\d+)": "62", ":record(\\\\d+)": "203",
    ":team(\\\\d+)": "1",
}  # fmt: skip
TABLET = PHONE | {"viewport": {"width": 768, "height": 1024}}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

# Text that somebody has to read, smaller than 18 px; and what a thumb has to hit, below 60 px.
SMALL_TEXT = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const found = []
    while (walker.nextNode()) {
        const text = walker.currentNode.textContent.trim()
        const parent = walker.currentNode.parentElement
        if (!text || !parent.checkVisibility({ visibilityProperty: true })) continue
        const box = parent.getBoundingClientRect()
        if (box.width <= 1 || box.height <= 1) continue
        const size = parseFloat(getComputedStyle(parent).fontSize)
        if (size < 17.99) found.push(`${text.slice(0, 20)}: ${size} px`)
    }
    return found
}"""
SMALL_TARGETS = """() => [...document.querySelectorAll('a[href], button, [role=switch], select')]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.skip-link'))
    .map((e) => [e, e.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && box.height > 1 && (box.height < 59.5 || box.width < 43.5))
    .map(([e, box]) => `${e.textContent.trim().slice(0, 20)}: ${box.width}x${box.height} px`)"""


def audiences_of(said: str, index: str) -> list[str]:
    """Return whom a page is for, as its folder says it: one, several, or by the name of a list."""
    if said.isidentifier():
        said = re.search(rf"const {said} = (\[[^\]]*\])", index)[1]  # type: ignore[index]
    return re.findall(r"'([a-z_]+)'", said)


def pages_for(audience: str) -> Iterator[str]:
    """Yield the addresses of the pages that this audience may open, from the pages' own folders."""
    for folder in sorted(PAGES.glob("*/index.ts")):
        index = folder.read_text("utf-8")
        for path, said in re.findall(
            r"path: '([^']+)',(?:(?!path:).)*?\bfor: ('\w+'|\[[^\]]*\]|\w+)", index, re.DOTALL
        ):
            if audience in audiences_of(said, index):
                for pattern, number in NUMBERS.items():
                    path = path.replace(pattern, number)  # noqa: PLW2901
                assert ":" not in path, f"NUMBERS lacks what {path} shows"
                yield path


async def registered_proxy(server: LiveServer, login: str) -> None:
    """Let a neighbour agree that the person behind this login acts for them, unless that is so."""
    today = today_in_china()
    async with server.signed_in("organiser", "committee", login) as (clerk, chair, proxy):
        if (await proxy.read("me/family-proxies"))["by_me"]:
            return
        own = proxy.grant["resident_id"]
        answer = await clerk.upload("personal-papers", "委托书.pdf", b"%PDF-1.7 signed")
        assert answer.status_code == 201, answer.text
        asked = await clerk.do(
            f"people/{own + 1}/family-proxies",
            {
                "proxy_resident_id": own,
                "relation": "child",
                "personal_paper_id": answer.json()["personal_paper_id"],
                "daily_points_max": 30,
                "starts_on": today.isoformat(),
                "ends_on": (today + timedelta(days=30)).isoformat(),
            },
        )
        assert asked["recorded_id"] == int(NUMBERS[PROXY])
        await chair.do(f"family-proxies/{asked['recorded_id']}/decide", {"approves": True})


async def has_loaded(page: Page) -> None:
    await expect(page.get_by_role("heading", level=1).first).to_be_visible()
    await expect(page.locator("[aria-busy=true], .van-skeleton, .van-loading")).to_have_count(0)


async def faults_of(page: Page) -> list[str]:
    """Return what is wrong with the page as it stands: rules of axe, letters, targets, width."""
    results = await Axe().run(page, options=RULES)
    faults = [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]
    faults += await frame_faults(page)
    faults += await page.evaluate(SMALL_TEXT)
    faults += await page.evaluate(SMALL_TARGETS)
    if await overflow_px(page):
        faults.append("scrolls sideways")
    return faults


@pytest.mark.parametrize("mode", ["standard", "elder"])
@pytest.mark.parametrize(
    "login, audience",
    [("resident01", "resident"), ("organiser", "organiser"), ("", "anyone")],
)
async def test_every_page_can_be_read_and_hit(
    live_server: LiveServer, launch_browser: LaunchBrowser, login: str, audience: str, mode: str
) -> None:
    browser = await launch_browser()
    found: dict[str, list[str]] = {}
    paths = [*pages_for(audience), *(pages_for("everybody") if login else ())]
    assert paths
    if audience == "resident":
        await registered_proxy(live_server, login)
    async with opened(browser, live_server, PHONE, login=login) as (page, _):
        if mode == "elder":
            await page.add_init_script("localStorage.setItem('ledger.elder', 'yes')")
        for path in paths:
            await page.goto(f"/ui{path}")
            await has_loaded(page)
            if login:
                assert page.url == f"{live_server.url}/ui{path}", "the page is the one asked for"
            if faults := await faults_of(page):
                found[path] = faults
    assert not found


async def test_pages_on_a_tablet(live_server: LiveServer, launch_browser: LaunchBrowser) -> None:
    browser = await launch_browser()
    await registered_proxy(live_server, "resident01")
    async with opened(browser, live_server, TABLET, login="resident01") as (page, _):
        for path in pages_for("resident"):
            await page.goto(f"/ui{path}")
            await has_loaded(page)
            assert await overflow_px(page) == 0, path


async def test_larger_letters_are_remembered(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, PHONE, login="resident01") as (page, _):
        await page.goto("/ui/m/mine")
        await page.get_by_role("switch").click()
        await page.goto("/ui/m/home")
        await has_loaded(page)
        size = await page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
        assert size >= 22
        bar = page.get_by_role("navigation", name="主要页面")
        assert await bar.get_by_role("link").all_inner_texts() == ["首页", "付款码", "我的"]


async def test_nothing_of_a_person_stays_after_signing_out(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, PHONE, login="resident01") as (page, _):
        await page.goto("/ui/m/home")
        await has_loaded(page)
        greeting = await page.locator("header p").inner_text()
        name = greeting.removesuffix("，您好")
        assert name
        await page.goto("/ui/m/mine")
        await page.get_by_role("button", name="退出登录").click()
        await page.wait_for_url("**/ui/m/sign-in*")
        kept = await page.evaluate(
            """async () => {
                const cached = []
                for (const key of await caches.keys())
                    for (const request of await (await caches.open(key)).keys())
                        cached.push(new URL(request.url).pathname)
                const stored = JSON.stringify([{ ...localStorage }, { ...sessionStorage }])
                return { stored, cached }
            }"""
        )
        assert name not in kept["stored"]
        assert not [path for path in kept["cached"] if not path.startswith("/ui/")]
        await page.go_back()
        await expect(page.get_by_text(name)).to_have_count(0)


async def test_the_shell_opens_without_a_network(
    live_server: LiveServer, launch_browser: LaunchBrowser
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, PHONE, login="resident01") as (page, watch):
        await page.goto("/ui/m/home")
        await has_loaded(page)
        await page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        watch.expected.append("ERR_INTERNET_DISCONNECTED")
        await page.context.set_offline(True)
        await page.goto("/ui/m/home")
        await expect(page.get_by_role("heading", level=1)).to_have_text("暂时连不上邻里账本")
        await page.context.set_offline(False)
        await expect(page.get_by_role("heading", level=1)).to_have_text("书香苑")
