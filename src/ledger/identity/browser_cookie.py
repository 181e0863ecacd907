"""The browser that is about to sign in: a random cookie that codes and WeChat's answers are for."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.exceptions import PermissionDeniedException
from litestar.handlers.base import BaseRouteHandler

from ledger.db.ids import new_token
from ledger.settings import Settings

BROWSER_COOKIE = "ledger_browser"
LIFE_SECONDS = 3600


def browser_of(request: Request[Any, Any, Any]) -> str | None:
    """Return what the browser brought, unless nobody could have given it that."""
    brought = request.cookies.get(BROWSER_COOKIE, "")
    return brought if 40 <= len(brought) <= 64 else None


def new_browser() -> str:
    """Return a fresh name for a browser."""
    return new_token(32)


def digest_of_browser(browser: str) -> bytes:
    """Return what is stored of it."""
    return sha256(b"browser " + browser.encode()).digest()


def browser_cookie(browser: str, settings: Settings) -> Cookie:
    """Return the cookie that names the browser."""
    return Cookie(
        key=BROWSER_COOKIE,
        value=browser,
        max_age=LIFE_SECONDS,
        path="/api/v1/session",
        secure=settings.base_url.startswith("https://"),
        httponly=True,
        samesite="lax",
    )


def device_of(request: Request[Any, Any, Any]) -> str:
    """Return a short digest of what kind of program and device this is, whatever its version.

    Good for telling somebody of a device that was never seen before, and for nothing else.
    """
    kind = re.sub(r"[\d._]+", "", request.headers.get("user-agent", "")).strip()
    return sha256(b"device " + kind.encode()).hexdigest()[:32] if kind else ""


async def from_own_page(
    connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler
) -> None:
    """Guard of signing in, which has no session to forge: refuse pages of other sites.

    Otherwise such a page could sign a visitor in as somebody else without their noticing.
    """
    site = connection.headers.get("sec-fetch-site")
    origin = connection.headers.get("origin")
    is_foreign = site in {"cross-site", "same-site"}
    if site is None and origin is not None:
        is_foreign = urlsplit(origin).netloc != connection.headers.get("host")
    if is_foreign:
        raise PermissionDeniedException("another site's page")
