"""The pages and the API's documentation: from this host, and from nowhere else."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode

import pytest

from tests.web.online import Online


def scripts_allowed(policy: str, page: str) -> bool:
    """Tell whether a browser would run every script that stands in the page itself."""
    sources = re.search(r"script-src ([^;]*)", policy)
    assert sources
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page, re.DOTALL)
    digests = [b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in inline]
    return "'unsafe-inline'" in sources[1] or all(f"'sha256-{d}'" in sources[1] for d in digests)


async def test_the_documentation_asks_no_other_host_and_may_run(online: Online) -> None:
    answer = await online.browser().get("/api/docs")
    assert answer.status_code == 200
    loaded = re.findall(r"""(?:src|href)=["']([^"']+)""", answer.text)
    assert loaded
    assert [address for address in loaded if not address.startswith(("/ui/", "/api/docs/"))] == []
    start = await online.browser().get("/api/docs/start.js")
    assert start.headers["content-type"].startswith("text/javascript")
    assert "http" not in start.text
    assert scripts_allowed(answer.headers["content-security-policy"], answer.text)


async def test_no_page_may_run_scripts_of_its_own(online: Online) -> None:
    for path in ("/", "/api/docs", "/ui/", "/ui/m/home", "/api/v1/health", "/d/x", "/p/x"):
        policy = (await online.browser().get(path)).headers["content-security-policy"]
        scripts = re.search(r"script-src ([^;]*)", policy)
        assert scripts is None or "unsafe-inline" not in scripts[1], path


async def test_the_description_is_openapi_without_a_session(online: Online) -> None:
    answer = await online.browser().get("/api/docs/openapi.json")
    described = answer.json()
    assert described["openapi"].startswith("3.1")
    assert described["info"]["title"] == "邻里账本 API"
    assert "/api/v1/session" in described["paths"]


@pytest.mark.parametrize(
    "path", ["/ui/%00", "/ui/x%00.js", "/ui/assets/" + "a" * 300, "/ui/" + "a" * 6000]
)
async def test_a_name_that_no_file_can_have_is_not_here(online: Online, path: str) -> None:
    answer = await online.browser().get(path)
    assert answer.status_code == 404
    assert answer.json()["code"] == "object_is_not_here"


async def test_a_bare_address_leads_to_the_pages(online: Online) -> None:
    answer = await online.browser().get("/")
    assert answer.status_code in (301, 302, 307, 308)
    assert answer.headers["location"] == "/ui/"
