"""Every failure in one form, in the words of the person who made it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from litestar import Request, get, post
from litestar.params import JSONBody
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from structlog.testing import capture_logs

from ledger.db.session import create_engine
from ledger.errors import Refusal
from ledger.web.problems import Problem, problem_body, refusal_body
from tests.web.online import PASSWORD, Browser, Online, people_of, running


def check_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    Problem.model_validate(body)
    assert (body["status"], body["code"]) == (status, code)
    assert re.search("[一-鿿].*[。]$", body["detail"]), "a Chinese sentence"
    assert body["instance"] == answer.request.url.path
    return body


class TooManyDumplings(Refusal):
    code = "too_many_dumplings"

    def __init__(self) -> None:
        super().__init__(
            "粽子太多，请少包几个。", dumplings=44, code="other", detail="x", status=200
        )


def test_details_stand_beside_the_standard_members_and_never_replace_them() -> None:
    class Plain(Refusal):
        code = "plain"

    assert refusal_body(Plain("不行。", points_needed=4), "/x") == {
        "type": "about:blank",
        "title": "没有办成",
        "status": 409,
        "detail": "不行。",
        "code": "plain",
        "instance": "/x",
        "points_needed": 4,
    }
    body = refusal_body(TooManyDumplings(), "/x")
    assert (body["status"], body["code"], body["detail"]) == (
        409,
        "too_many_dumplings",
        "粽子太多，请少包几个。",
    )
    assert problem_body(status=418, code="c", detail="d。", instance="/")["title"] == "请求没有办成"


# Over HTTP ---------------------------------------------------------------------------------------

ADDRESSES = [
    ("/api/v1/nothing", 404, "object_is_not_here"),
    ("/nothing", 404, "object_is_not_here"),
    ("/ui/nothing.js", 404, "object_is_not_here"),
    ("/ui/../../../etc/passwd", 404, "object_is_not_here"),
    ("/ui/assets/%2e%2e/%2e%2e/__init__.py", 404, "object_is_not_here"),
    ("/api/v1/estates/one", 404, "object_is_not_here"),
    ("/api/v1/x%0Ay", 404, "object_is_not_here"),
    ("/api/v1/session", 401, "sign_in_required"),
    ("/api/v1/estates/1/users", 401, "sign_in_required"),
]


@pytest.mark.parametrize("path, status, code", ADDRESSES)
async def test_a_wrong_address_is_answered_in_the_same_form(
    online: Online, path: str, status: int, code: str
) -> None:
    check_problem(await online.browser().get(path), status, code)


async def test_a_method_that_does_not_fit_says_which_would(online: Online) -> None:
    answer = await online.browser().http.put("/api/v1/session")
    check_problem(answer, 405, "method_is_not_allowed")
    assert "GET" in answer.headers["allow"]


GOOD = {
    "login": "zhang.committee",
    "display_name": "张三",
    "password": "长一点才安全的密码",
    "role": "committee",
}
# What is changed in the body, the field that is named, and what stands beside it.
FAULTS: list[tuple[dict[str, Any], str, str]] = [
    ({"login": None}, "login", "应为文字"),
    ({"login": 5}, "login", "应为文字"),
    ({"login": "A b"}, "login", "格式不对"),
    ({"display_name": ""}, "display_name", "内容太少"),
    ({"display_name": "很" * 41}, "display_name", "内容太长"),
    ({"role": "king"}, "role", "不在可选的范围内"),
    ({"resident_id": 0}, "resident_id", "数值太小"),
    ({"resident_id": "x"}, "resident_id", "应为整数"),
    ({"resident_id": 1.5}, "resident_id", "应为整数"),
    ({"colour": "red"}, "colour", "不认识这个字段"),
]


@pytest.mark.parametrize("change, field, message", FAULTS)
async def test_a_fault_stands_beside_its_field_in_chinese(
    online: Online, change: dict[str, Any], field: str, message: str
) -> None:
    operator = await online.signed_in("operator")
    answer = await operator.write(f"{online.estate}/users", GOOD | change)
    body = check_problem(answer, 400, "request_is_malformed")
    assert body["fields"] == [{"field": field, "message": message}]


async def test_every_missing_field_is_named_at_once(online: Online) -> None:
    operator = await online.signed_in("operator")
    body = (await operator.write(f"{online.estate}/users", {})).json()
    assert body["fields"] == [{"field": name, "message": "必须填写"} for name in GOOD]
    assert body["detail"] == "有几处填写有误，请按提示修改后重试。"


QUERIES = [
    ("limit=0", "limit", "数值太小"),
    ("limit=-1", "limit", "数值太小"),
    ("limit=201", "limit", "数值太大"),
    ("limit=ten", "limit", "应为整数"),
    ("limit=5.5", "limit", "应为整数"),
    ("after=" + "x" * 201, "after", "内容太长"),
]


@pytest.mark.parametrize("query, field, message", QUERIES)
async def test_a_fault_in_the_address_is_named_too(
    online: Online, query: str, field: str, message: str
) -> None:
    operator = await online.signed_in("operator")
    answer = await operator.get(f"{online.estate}/users?{query}")
    body = check_problem(answer, 400, "request_is_malformed")
    assert body["fields"] == [{"field": field, "message": message}]


BROKEN_BODIES = [
    b"", b"{", b'{"login":', b"[1]", b"5", b'"x"', b"null", b"\xff\xfe", b'{"login":"\\ud800"}',
    b'{"login":"x","password":"y","password":', b"{" * 5000, b"1" + b"0" * 5000,
    b'{"login":"\xe9"}', b"[" * 200_000, b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("content", BROKEN_BODIES, ids=lambda body: str(body[:20]))
async def test_a_broken_body_is_refused_and_breaks_nothing(online: Online, content: bytes) -> None:
    answer = await online.browser().http.post(
        "/api/v1/session", content=content, headers={"content-type": "application/json"}
    )
    check_problem(answer, 400, "request_is_malformed")


async def test_a_client_that_goes_away_is_no_accident(online: Online) -> None:
    said: list[Any] = [
        {"type": "http.request", "body": b'{"login":', "more_body": True},
        {"type": "http.disconnect"},
    ]
    heard: list[Any] = []

    async def receive() -> Any:
        return said.pop(0)

    async def send(message: Any) -> None:
        heard.append(message)

    scope: Any = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": "/api/v1/session",
        "raw_path": b"/api/v1/session", "query_string": b"", "root_path": "", "scheme": "http",
        "headers": [(b"content-type", b"application/json"), (b"content-length", b"1000")],
        "client": ("10.0.0.9", 50123), "server": ("ledger.test", 80), "state": {},
    }  # fmt: skip
    with capture_logs() as lines:
        await online.app(scope, receive, send)
    assert heard[0]["status"] == 400
    assert [line["event"] for line in lines] == ["request"]


@pytest.mark.parametrize("declared", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_json_under_another_name_signs_nobody_in(online: Online, declared: str) -> None:
    # A form of another site can send these, and its answer would replace the visitor's session.
    body = json.dumps({"login": "treasurer", "password": PASSWORD})
    answer = await online.browser().http.post(
        "/api/v1/session", content=body, headers={"content-type": declared}
    )
    check_problem(answer, 400, "request_is_malformed")
    assert "ledger_session" not in answer.cookies


async def test_a_thousand_faults_do_not_make_a_long_answer(online: Online) -> None:
    body = {"x" * 1000 + str(number): 1 for number in range(1000)}
    answer = await online.browser().write("/api/v1/session", body)
    fields = check_problem(answer, 400, "request_is_malformed")["fields"]
    assert len(fields) == 50
    assert max(len(fault["field"]) for fault in fields) == 100


# What no column of the database can hold, in text, in JSON, in a number, in an address.
UNSTORABLE: list[tuple[str, str, dict[str, Any] | None]] = [
    ("POST", "/api/v1/session", {"login": "trea\0surer", "password": "x"}),
    ("POST", "users", GOOD | {"display_name": "张\0三"}),
    ("POST", "users", GOOD | {"role": "resident", "resident_id": 10**30}),
    ("GET", "dwellings?q=%00", None),
    ("GET", "users?after=WzFlMzBd", None),
    ("GET", "users?after=Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ", None),
]


@pytest.mark.parametrize("method, path, body", UNSTORABLE)
async def test_what_cannot_be_stored_is_the_senders_fault(
    online: Online, method: str, path: str, body: dict[str, Any] | None
) -> None:
    operator = await online.signed_in("operator")
    address = path if path.startswith("/") else f"{online.estate}/{path}"
    answer = await operator.write(address, body, method=method)
    assert answer.status_code == 400, answer.text
    check_problem(answer, 400, answer.json()["code"])


async def test_a_file_that_is_too_large_is_refused_in_words(online: Online) -> None:
    operator = await online.signed_in("operator")
    answer = await operator.write(
        f"{online.estate}/users",
        content=b" " * (21 * 1024 * 1024 + 1),
        headers={"content-type": "application/json"},
    )
    assert "20 MB" in check_problem(answer, 413, "file_is_too_large")["detail"]


# Accidents ---------------------------------------------------------------------------------------


class Dumplings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    count: int = Field(ge=0)


@post("/api/v1/test/accidents", exclude_from_auth=True, exclude_from_csrf=True)
async def accident(data: JSONBody[Dumplings]) -> None:
    """Divides by what it is given."""
    secret = "never in a log"
    raise ZeroDivisionError(f"{44 // data.count} {len(secret)}")


@get("/api/v1/test/refusals", exclude_from_auth=True)
async def refusal(request: Request[Any, Any, Any]) -> None:
    raise TooManyDumplings


async def test_an_accident_says_nothing_but_its_request_id(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    async with running(engine, tmp_path, routes=[accident, refusal]) as app:
        answer = await Browser(app).write("/api/v1/test/accidents", {"count": 0})
        body = check_problem(answer, 500, "something_went_wrong")
        assert body["request_id"] == answer.headers["x-request-id"]
        assert not re.search("division|Error|secret|dumpling", answer.text, re.IGNORECASE)
        check_problem(await Browser(app).get("/api/v1/test/refusals"), 409, "too_many_dumplings")


@pytest.mark.parametrize("question", ["number", "text"])
async def test_what_the_driver_cannot_send_is_the_senders_fault(
    engine: AsyncEngine, tmp_path: Path, question: str
) -> None:
    @get("/api/v1/test/questions", exclude_from_auth=True)
    async def ask() -> None:
        value = {"number": 2**63, "text": "\ud800"}[question]
        column = {"number": "estate_id", "text": "code"}[question]
        async with engine.connect() as conn:
            await conn.execute(text(f"select 1 from estate where {column} = :v"), {"v": value})

    async with running(engine, tmp_path, routes=[ask]) as app:
        answer = await Browser(app).get("/api/v1/test/questions")
        check_problem(answer, 400, "request_is_malformed")


async def test_a_database_that_is_away_is_said_to_be_busy(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    nowhere = create_engine(f"postgresql://ledger_service@/ledger?host={tmp_path}")
    async with running(nowhere, tmp_path) as app:
        answer = await Browser(app).get("/api/v1/health")
        check_problem(answer, 503, "service_is_busy")
        assert answer.headers["retry-after"] == "2"


async def test_a_request_that_waits_too_long_for_a_connection_is_asked_to_come_back(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    small = create_async_engine(engine.url, pool_size=1, max_overflow=0, pool_timeout=0.2)
    async with running(engine, tmp_path) as app, small.connect():
        app.state.engine = small
        check_problem(await Browser(app).get("/api/v1/health"), 503, "service_is_busy")


async def test_a_deadlock_or_a_lock_that_is_not_given_is_said_to_be_busy(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    @get("/api/v1/test/locks", exclude_from_auth=True)
    async def lock() -> None:
        async with engine.begin() as conn:
            await conn.execute(text("set local lock_timeout = '1ms'"))
            await conn.execute(text("select pg_advisory_xact_lock(1)"))

    await people_of(engine)
    async with running(engine, tmp_path, routes=[lock]) as app, engine.begin() as conn:
        await conn.execute(text("select pg_advisory_xact_lock(1)"))
        check_problem(await Browser(app).get("/api/v1/test/locks"), 503, "service_is_busy")
