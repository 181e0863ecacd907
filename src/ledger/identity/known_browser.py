"""The browser that has signed somebody in before: strangers cannot use up its tries.

Tries and codes are counted by login and by phone, so a stranger who knows either could keep its
owner out by failing on purpose. Who signs in is therefore given a cookie that says so: a random
name, and a keyed digest of the name and of who signed in. A browser that brings one for this login
or phone has tries and codes of its own; everybody else shares what there was before. The cookie
proves nothing but that: password, code and second factor are asked for as ever, and guessing with
a stolen one is counted just the same.
"""

from __future__ import annotations

import hmac
import re
from typing import Any, Final

from litestar import Request
from litestar.datastructures import Cookie

from ledger.identity.browser_cookie import new_browser
from ledger.identity.sign_in_keys import SignInKeys
from ledger.settings import Settings

KNOWN_COOKIE: Final = "ledger_known"
LIFE_SECONDS: Final = 180 * 24 * 3600
_KNOWN = re.compile(r"([A-Za-z0-9_-]{43})\.([0-9a-f]{64})")


def _proof(keys: SignInKeys, subject: str, name: str) -> str:
    return keys.digest("known browser", subject, name).hex()


def known_browser(request: Request[Any, Any, Any], *, keys: SignInKeys, subject: str) -> str | None:
    """Return the name of a browser in which this subject has signed in before, or None."""
    brought = _KNOWN.fullmatch(request.cookies.get(KNOWN_COOKIE, ""))
    if brought is None or not hmac.compare_digest(brought[2], _proof(keys, subject, brought[1])):
        return None
    return brought[1]


def known_cookie(*, keys: SignInKeys, subject: str, settings: Settings) -> Cookie:
    """Return the cookie for a browser in which this subject has just signed in."""
    name = new_browser()
    return Cookie(
        key=KNOWN_COOKIE,
        value=f"{name}.{_proof(keys, subject, name)}",
        max_age=LIFE_SECONDS,
        path="/api/v1/session",
        secure=settings.base_url.startswith("https://"),
        httponly=True,
        samesite="lax",
    )


def subject_of_login(login: str) -> str:
    """Return whom a cookie is for that was given after a password."""
    return f"login {login}"


def subject_of_phone(phone_digest: bytes) -> str:
    """Return whom a cookie is for that was given after a code."""
    return f"phone {phone_digest.hex()}"
