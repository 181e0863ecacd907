"""Pages that are watched while they are used: what the console says, whom they call."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.live_server import LiveServer
from tests.signed_in import COOKIE, cookie_at

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
COUNTER: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
DESK: dict[str, Any] = {"viewport": {"width": 1366, "height": 820}}

# Chromium reports every refusal as an error. Asking who is signed in is refused before anybody is.
NOT_SIGNED_IN = "status of 401"
CONFLICT = "status of 409"

# Tells of everything that the content security policy stops, before a page's own scripts run.
LISTEN_FOR_STOPPED = """
document.addEventListener('securitypolicyviolation', (event) => window.stoppedByPolicy(
    [event.effectiveDirective, event.blockedURI, event.sample, document.URL].join(' ')))
"""


@dataclass
class Watch:
    """What went wrong on the pages of a context, in the order it happened."""

    url: str
    expected: list[str] = field(default_factory=lambda: [NOT_SIGNED_IN])
    faults: list[str] = field(default_factory=list)

    async def follow(self, context: BrowserContext) -> None:
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("request", self._on_request)
        await context.expose_binding("stoppedByPolicy", self._on_stopped)
        await context.add_init_script(LISTEN_FOR_STOPPED)

    def _on_stopped(self, _source: object, what: str) -> None:
        self.faults.append(f"stopped by the policy: {what}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(
            expected in message.text for expected in self.expected
        ):
            self.faults.append(f"console: {message.text} ({message.location.get('url')})")

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc not in self.url:
            self.faults.append(f"foreign request: {request.url}")

    def assert_quiet(self) -> None:
        assert not self.faults, "\n".join(self.faults)


@asynccontextmanager
async def opened(
    browser: Browser, server: LiveServer, device: dict[str, Any], *, login: str = "", **more: Any
) -> AsyncIterator[tuple[Page, Watch]]:
    """Open a page in a context of its own, signed in as `login`, and watch it to the end."""
    context = await browser.new_context(
        **device, **more, locale="zh-CN", timezone_id="Asia/Shanghai", base_url=server.url
    )
    context.set_default_timeout(15_000)
    watch = Watch(server.url)
    await watch.follow(context)
    try:
        if login:
            cookie = await cookie_at(server.database_url, login)
            await context.add_cookies([{"name": COOKIE, "value": cookie, "url": server.url}])
        page = await context.new_page()
        yield page, watch
        watch.assert_quiet()
    finally:
        await context.close()


async def settled(page: Page) -> None:
    """Wait until a page has loaded what it shows."""
    await page.wait_for_load_state("networkidle")


async def overflow_px(page: Page) -> int:
    """Return how far the page can be scrolled sideways."""
    too_wide: int = await page.evaluate(
        "() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
    )
    return too_wide


# What every page owes to whoever reads by ear or keeps several open: what language it is in, what
# it is called, one heading above all, one place where its content stands.
_NAMELESS = """() => {
    const count = (what) => [...document.querySelectorAll(what)]
        .filter((e) => e.checkVisibility() && !e.closest('dialog, [role=dialog]')).length
    const faults = []
    if (document.documentElement.lang !== 'zh-CN') faults.push('no language')
    // The program's name alone tells no page from another.
    const title = document.title.trim()
    if (title.length < 4 || title === '邻里账本') faults.push(`title: ${title}`)
    if (count('h1') !== 1) faults.push(`${count('h1')} headings of the first level`)
    if (count('main, [role=main]') !== 1) faults.push(`${count('main, [role=main]')} main parts`)
    return faults
}"""


async def frame_faults(page: Page) -> list[str]:
    """Return what is missing of language, title, first heading and main part."""
    found: list[str] = await page.evaluate(_NAMELESS)
    return found
