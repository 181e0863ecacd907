"""What every answer says to the browser about what it may do, pages, files, API and refusals."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from litestar.routes import HTTPRoute
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.app import create_app
from ledger.server import _proxy_options
from ledger.settings import Settings
from ledger.web.serving import static_dir
from tests.web.online import Browser, Online

PAGES = ("/ui/", "/ui/desk/today", "/ui/m/home", "/ui/m", "/api/docs", "/api/docs/swagger")
PUBLIC_PAGES = ("/d/AAAAAAAAAAAAAAAAAAAAAA", "/p/nowhere", "/d/x/line/5102")


def directives(policy: str) -> dict[str, set[str]]:
    """Return the sources of each directive."""
    parts = [each.split() for each in policy.split(";") if each.strip()]
    return {name: set(sources) for name, *sources in parts}


def assert_strict(answer: httpx.Response, where: str) -> None:
    said = directives(answer.headers["content-security-policy"])
    for name, sources in said.items():
        unsafe = {"'unsafe-eval'", "'unsafe-inline'", "'unsafe-hashes'", "*", "http:", "https:"}
        assert not sources & unsafe, (where, name)
    assert said["default-src"] <= {"'self'", "'none'"}, where
    assert said.get("script-src", said["default-src"]) <= {"'self'", "'none'", "'wasm-unsafe-eval'"}
    if "sandbox" not in said:
        assert said["frame-ancestors"] == {"'none'"}, where
        assert said["base-uri"] == {"'none'"}, where
    assert answer.headers["x-content-type-options"] == "nosniff", where
    assert answer.headers["referrer-policy"] in {"same-origin", "no-referrer"}, where
    assert answer.headers["cross-origin-opener-policy"] == "same-origin", where
    assert answer.headers["cross-origin-resource-policy"] == "same-origin", where
    assert "camera=(self)" in answer.headers["permissions-policy"], where
    assert "microphone=()" in answer.headers["permissions-policy"], where


async def test_every_route_says_it_whatever_it_answers(online: Online) -> None:
    treasurer, stranger = await online.signed_in("treasurer"), online.browser()
    asked = 0
    for route in online.app.routes:
        if not isinstance(route, HTTPRoute) or route.path.endswith("/me/events"):
            continue
        path = re.sub(r"{estate_id:int}", str(online.town.estate), route.path_format)
        path = re.sub(r"{[^}]*}", "1", path)
        for browser in (treasurer, stranger):
            answer = await browser.get(path)
            assert_strict(answer, path)
            if path.startswith("/api/v1/estates/"):
                assert "no-store" in answer.headers["cache-control"], path
            asked += 1
    assert asked > 150


@pytest.mark.parametrize("path", [*PAGES, *PUBLIC_PAGES])
async def test_no_page_holds_a_script_a_handler_or_a_style_of_its_own(
    online: Online, path: str
) -> None:
    if path.startswith("/ui/") and not (static_dir() / "index.html").exists():
        pytest.skip("optional: the pages are not built")
    answer = await online.browser().get(path)
    assert answer.headers["content-type"].startswith("text/html")
    assert_strict(answer, path)
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", answer.text) == []
    assert re.findall(r"<style|\son\w+\s*=|\bstyle=|javascript:", answer.text) == []
    loaded = re.findall(r"""(?:src|href)=["']([^"'#]+)""", answer.text)
    assert [address for address in loaded if not address.startswith(("/", "data:,"))] == []


async def test_whatever_goes_wrong_says_it_too(online: Online) -> None:
    browser = online.browser()
    for answer in (
        await browser.get("/nowhere"),
        await browser.get("/ui/%00"),
        await browser.http.request("PATCH", "/api/v1/health"),
        await browser.http.post("/api/v1/session", content=b"{"),
        await browser.http.post(f"{online.estate}/users", json={}),
    ):
        assert answer.status_code >= 400
        assert_strict(answer, str(answer.request.url))


async def test_only_https_is_asked_to_stay_https(engine: AsyncEngine, tmp_path: Path) -> None:
    expected = {"http://ledger.test": None, "https://ledger.test": "max-age=31536000"}
    for address, said in expected.items():
        settings = Settings(data_dir=tmp_path, public_base_url=address)
        app = create_app(settings, engine=engine)
        answer = await Browser(app).get("/nowhere")
        assert answer.headers.get("strict-transport-security") == said


async def test_the_browsers_own_question_for_an_icon_is_answered(online: Online) -> None:
    answer = await online.browser().get("/favicon.ico")
    assert answer.status_code in {301, 302, 307, 308}
    assert answer.headers["location"] == "/ui/icon.svg"
    assert "set-cookie" not in answer.headers


def test_a_forwarded_address_is_believed_only_where_the_operator_says_so(tmp_path: Path) -> None:
    trusting = Settings(data_dir=tmp_path, trust_forwarded=True)
    assert _proxy_options(Settings(data_dir=tmp_path)) == {
        "proxy_headers": False, "forwarded_allow_ips": []}  # fmt: skip
    assert _proxy_options(trusting) == {
        "proxy_headers": True, "forwarded_allow_ips": ["127.0.0.1", "::1"]}  # fmt: skip


async def test_the_application_itself_never_reads_a_forwarded_address(online: Online) -> None:
    browser = online.browser(address="10.1.2.3")
    await browser.get("/api/v1/health")
    await browser.write(
        "/api/v1/session",
        {"login": "treasurer", "password": "falsch falsch"},
        headers={"X-Forwarded-For": "192.0.2.7", "Forwarded": "for=192.0.2.7"},
    )
    supervisor = await online.signed_in("supervisor")
    lines = await supervisor.get(f"{online.estate}/audit-log?action=sign_in")
    assert "192.0.2.7" not in lines.text
