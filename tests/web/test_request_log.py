"""What the log tells of a request, and above all what it does not."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from litestar import post
from litestar.params import JSONBody
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from ledger.web.request_log import SECURITY_HEADERS, configure_logging
from tests.web.online import PASSWORD, Browser, Online, running


@pytest.fixture
def fresh_logging() -> Iterator[None]:
    yield
    configure_logging(as_json=False)
    structlog.reset_defaults()


async def test_one_line_for_each_request(online: Online) -> None:
    browser = online.browser()
    with capture_logs() as lines:
        answers = [
            await browser.get("/api/v1/health"),
            await browser.get("/nothing/here?secret=1"),
            await browser.http.put("/api/v1/session"),
            await browser.sign_in("treasurer"),
            await browser.get("/api/v1/session"),
            await browser.write(f"{online.estate}/users", {}),
        ]
    requests = [line for line in lines if line["event"] == "request"]
    # Signing in loads something first.
    del requests[3]
    assert [(line["method"], line["path"], line["status"]) for line in requests] == [
        (answer.request.method, answer.request.url.path, answer.status_code) for answer in answers
    ]
    assert [line.get("code") for line in requests] == [
        None,
        "object_is_not_here",
        "method_is_not_allowed",
        None,
        None,
        "second_factor_is_missing",
    ]
    signed_in = [line["actor"] for line in requests]
    assert signed_in == [None, None, None, None, online.town.treasurer, online.town.treasurer]
    assert all(isinstance(line["ms"], float) for line in requests)


async def test_no_secret_gets_into_the_log(
    online: Online, capfd: pytest.CaptureFixture[str], fresh_logging: None
) -> None:
    """Bodies, queries, cookies, tokens, passwords: none of them, whatever happens."""
    for as_json in (True, False):
        configure_logging(as_json=as_json)
        browser = online.browser()
        await browser.sign_in("operator", "a wrong password 4711-geheim")
        await browser.sign_in("operator")
        await browser.get(f"{online.estate}/users?after=WzBd&limit=3")
        await browser.get(f"{online.estate}/dwellings?q=我家房号")
        body = {
            "login": f"new.user{as_json}".lower(),
            "display_name": "秘密的名字",
            "password": "秘密的密码，很长很长",
            "role": "auditor",
        }
        await browser.write(f"{online.estate}/users", body, key="secret-idempotency-key")
        written = capfd.readouterr()
        log = written.out + written.err
        secrets = [
            "4711-geheim", PASSWORD, "秘密", "我家", "WzBd", "limit=3", "secret-idempotency-key",
            *browser.http.cookies.values(),
        ]  # fmt: skip
        assert "/users" in log
        assert [secret for secret in secrets if secret in log] == []


@post("/api/v1/test/accidents", exclude_from_auth=True, exclude_from_csrf=True)
async def accident(data: JSONBody[dict[str, Any]]) -> None:
    code = data["code"]
    raise ZeroDivisionError(len(code) // 0)


@pytest.mark.parametrize("as_json", [True, False])
async def test_an_accident_is_logged_with_its_place_and_without_its_values(
    engine: AsyncEngine,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    fresh_logging: None,
    as_json: bool,
) -> None:
    @post("/api/v1/test/statements", exclude_from_auth=True, exclude_from_csrf=True)
    async def statement(data: JSONBody[dict[str, Any]]) -> None:
        async with engine.connect() as conn:
            await conn.execute(text("select 1 / length(:code) from nowhere"), data)

    configure_logging(as_json=as_json)
    secret = "90123456789012345678"
    async with running(engine, tmp_path, routes=[accident, statement]) as app:
        for name in ("accidents", "statements"):
            answer = await Browser(app).write(f"/api/v1/test/{name}", {"code": secret})
            assert answer.status_code == 500
            written = capfd.readouterr()
            log = written.out + written.err
            assert answer.headers["x-request-id"] in log
            assert "test_request_log.py" in log
            assert secret not in log


def test_json_is_one_object_a_line(capfd: pytest.CaptureFixture[str], fresh_logging: None) -> None:
    configure_logging(as_json=True, level=logging.INFO)
    log = structlog.get_logger("x")
    log.debug("too quiet")
    log.info("request", path="/a\nb", 金额=5)
    try:
        raise ZeroDivisionError("once")
    except ZeroDivisionError as error:
        log.error("unexpected", exc_info=error)
    first, second = (json.loads(line) for line in capfd.readouterr().err.splitlines())
    assert (first["event"], first["level"], first["path"], first["金额"]) == (
        "request",
        "info",
        "/a\nb",
        5,
    )
    assert "ZeroDivisionError: once" in second["exception"]


async def test_a_request_is_one_object_with_the_same_names_as_every_event(
    online: Online, capfd: pytest.CaptureFixture[str], fresh_logging: None
) -> None:
    configure_logging(as_json=True)
    answer = await online.browser().get("/书?secret=1")
    structlog.get_logger("x").info("request", request_id="other")
    ours, other = (json.loads(line) for line in capfd.readouterr().err.splitlines())
    assert ours.keys() - other.keys() == {"method", "path", "status", "ms", "actor", "code"}
    assert other.keys() <= ours.keys()
    at = datetime.fromisoformat(ours.pop("timestamp"))
    assert abs(at - datetime.fromisoformat(other["timestamp"])) < timedelta(minutes=1)
    assert isinstance(ours.pop("ms"), float)
    assert ours == {
        "event": "request",
        "level": "info",
        "request_id": answer.headers["x-request-id"],
        "method": "GET",
        "path": "/书",
        "status": 404,
        "actor": None,
        "code": "object_is_not_here",
    }
    configure_logging(as_json=True, level=logging.WARNING)
    await online.browser().get("/nothing")
    assert capfd.readouterr().err == ""


async def test_an_address_cannot_forge_a_line(
    online: Online, capfd: pytest.CaptureFixture[str], fresh_logging: None
) -> None:
    for as_json in (True, False):
        configure_logging(as_json=as_json)
        await online.browser().get("/x%0A2026-06-18 [info] request actor=1 path=/forged")
        await online.browser().get("/x%1B[2Jy%0D%E2%80%A8")
        *lines, rest = capfd.readouterr().err.split("\n")
        assert (len(lines), rest) == (2, "")
        assert not re.search("[\x00-\x1a\x1c-\x1f\x7f]", "".join(lines))
        assert "\x1b[2J" not in "".join(lines)


# Headers -----------------------------------------------------------------------------------------

ANSWERS = [
    ("GET", "/"), ("GET", "/api/v1/health"), ("GET", "/api/v1/session"), ("GET", "/nothing"),
    ("PUT", "/api/v1/session"), ("GET", "/api/docs"), ("GET", "/api/docs/openapi.json"),
    ("GET", "/ui/nothing.js"), ("GET", "/d/nothing"), ("GET", "/p/nothing"),
    ("POST", "/api/v1/session"), ("HEAD", "/api/v1/health"), ("OPTIONS", "/api/v1/health"),
]  # fmt: skip


@pytest.mark.parametrize("method, path", ANSWERS)
async def test_every_answer_carries_the_security_headers(
    online: Online, method: str, path: str
) -> None:
    answer = await online.browser().http.request(method, path)
    for name in SECURITY_HEADERS:
        assert name in answer.headers
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy or "default-src 'none'" in policy
    assert re.search(r"https?:|\*", policy) is None
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["x-request-id"])
    assert ("no-store" in answer.headers.get("cache-control", "")) == path.startswith("/api/")


async def test_request_ids_are_all_different(online: Online) -> None:
    browser = online.browser()
    ids = {(await browser.get("/api/v1/health")).headers["x-request-id"] for _ in range(20)}
    assert len(ids) == 20


async def test_a_request_cannot_bring_its_own_id(online: Online) -> None:
    answer = await online.browser().get("/api/v1/health", headers={"x-request-id": "forged"})
    assert answer.headers["x-request-id"] != "forged"
