"""Every failure as `application/problem+json` (RFC 9457): a stable code, a Chinese sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from traceback import extract_tb
from typing import Any

import structlog
from litestar import Request, Response
from litestar.exceptions import (
    ClientException,
    HTTPException,
    MethodNotAllowedException,
    NotAuthorizedException,
    NotFoundException,
    PermissionDeniedException,
    ValidationException,
)
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from ledger.errors import JsonValue, Refusal, ServiceIsBusy

PROBLEM_MEDIA_TYPE = "application/problem+json"
FAULTS_MAX = 50
FIELD_NAME_MAX = 100
CHAIN_MAX, FRAMES_MAX = 5, 20
# Text with a null character, and JSON with one.
_UNSTORABLE_SQLSTATES = {"22021", "22P05"}
_NOT_ENCODED = (ValueError, OverflowError)
_RETRY_SQLSTATES = {"40001", "40P01", "55P03", "57P01", "57P03", "08006", "08001", "53300"}

_log = structlog.get_logger("ledger.problems")


class Problem(BaseModel):
    """The body of every answer that is not a success."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["请求没有办成"])
    status: int = Field(examples=[409])
    detail: str = Field(examples=["积分不够，还差 4 分，请减少商品。"])
    code: str = Field(examples=["points_are_too_few"])
    instance: str = Field(examples=["/api/v1/estates/1/counter/redemptions"])


_TITLES = {
    400: "提交的内容有误",
    401: "请先登录",
    403: "没有权限",
    404: "没有找到",
    405: "不支持的操作",
    409: "没有办成",
    413: "文件太大",
    429: "操作太频繁",
    503: "系统正忙",
}

# What pydantic says, in the words of the person who filled in the form.
_MESSAGES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), sentence)
    for pattern, sentence in (
        (r"field required|missing required", "必须填写"),
        (r"extra inputs are not permitted", "不认识这个字段"),
        # Bounds come before types: "Expected `int` >= 1" speaks of both.
        (r"greater than|`int` >", "数值太小"),
        (r"less than|`int` <", "数值太大"),
        (r"at least \d+ (character|item)|length >", "内容太少"),
        (r"at most \d+ (character|item)|length <", "内容太长"),
        (r"should match pattern|matching regex", "格式不对"),
        (r"should be '|invalid enum value", "不在可选的范围内"),
        (r"valid integer|expected `int", "应为整数"),
        (r"valid string|expected `str", "应为文字"),
        (r"valid date|date.*format|expected `date", "日期应写成 2026-06-18"),
        (r"valid list|expected `array", "应为列表"),
    )
)


def problem_body(
    *,
    status: int,
    code: str,
    detail: str,
    instance: str,
    details: Mapping[str, JsonValue] | None = None,
) -> dict[str, Any]:
    """Return the body of a problem; `details` cannot replace the standard members."""
    return {
        **(details or {}),
        "type": "about:blank",
        "title": _TITLES.get(status, "请求没有办成"),
        "status": status,
        "detail": detail,
        "code": code,
        "instance": instance,
    }


def refusal_body(refusal: Refusal, instance: str) -> dict[str, Any]:
    """Return the problem body of a refusal."""
    return problem_body(
        status=refusal.status,
        code=refusal.code,
        detail=refusal.sentence,
        instance=instance,
        details=refusal.details,
    )


def _respond(
    request: Request[Any, Any, Any], body: dict[str, Any], **headers: str
) -> Response[Any]:
    request.scope["state"]["problem_code"] = body["code"]
    return Response(
        body, status_code=body["status"], media_type=PROBLEM_MEDIA_TYPE, headers=headers
    )


def on_refusal(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    """Answer a refusal with its own status, code and sentence."""
    body = refusal_body(refusal, request.url.path)
    retry_after = refusal.details.get("retry_after")
    if isinstance(retry_after, int):
        return _respond(request, body, **{"Retry-After": str(retry_after)})
    return _respond(request, body)


def _field_faults(extra: Any) -> list[JsonValue]:
    faults: list[JsonValue] = []
    # The sender chooses how many fields there are and what they are called.
    for fault in extra[:FAULTS_MAX] if isinstance(extra, list) else []:
        if not isinstance(fault, dict):
            continue
        said = str(fault.get("message", ""))
        message = next((zh for pattern, zh in _MESSAGES if pattern.search(said)), "填写有误")
        faults.append({"field": str(fault.get("key", ""))[:FIELD_NAME_MAX], "message": message})
    return faults


def on_http_exception(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """Answer the framework's own exceptions in the same form and language."""
    status, code, detail = (
        error.status_code,
        "request_is_malformed",
        "提交的内容有误，请检查后重试。",
    )
    details: dict[str, JsonValue] = {}
    headers: dict[str, str] = {}
    if isinstance(error, NotAuthorizedException):
        code, detail = "sign_in_required", "请先登录，再办理这件事。"
    elif isinstance(error, PermissionDeniedException):
        code, detail = "page_is_out_of_date", "页面停留太久，请刷新后重试。"
    elif isinstance(error, NotFoundException):
        code, detail = "object_is_not_here", "没有找到您要找的内容，请核对后重试。"
    elif isinstance(error, MethodNotAllowedException):
        code, detail = "method_is_not_allowed", "这个地址不支持这样的操作。"
        headers = {"Allow": (error.headers or {}).get("Allow", "GET")}
    elif isinstance(error, RequestEntityTooLarge) or status == 413:
        code = "file_is_too_large"
        detail = "内容超过大小限制（上传的文件最多 20 MB），请缩小或拆开后再发。"
    elif isinstance(error, ValidationException):
        faults = _field_faults(error.extra)
        if faults:
            detail = "有几处填写有误，请按提示修改后重试。"
            details["fields"] = faults
    elif not isinstance(error, ClientException) and status >= 500:
        return on_unexpected(request, error)
    body = problem_body(
        status=status, code=code, detail=detail, instance=request.url.path, details=details
    )
    return _respond(request, body, **headers)


def on_unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer what nobody foresaw: its places in the log, one plain sentence outside."""
    sqlstate = getattr(getattr(error, "orig", error), "sqlstate", None)
    if isinstance(error, DBAPIError) and _is_unstorable(error, sqlstate):
        body = problem_body(
            status=400,
            code="request_is_malformed",
            detail="内容里有不能保存的字符或过大的数，请检查后重试。",
            instance=request.url.path,
        )
        return _respond(request, body)
    if _is_passing(error, sqlstate):
        _log.warning("busy", sqlstate=sqlstate, error=type(error).__name__)
        return on_refusal(request, ServiceIsBusy())
    _log.error("unexpected", error=type(error).__name__, sqlstate=sqlstate, at=places_of(error))
    body = problem_body(
        status=500,
        code="something_went_wrong",
        detail="系统出了故障，没有办理。请把页面上的请求编号告诉运维人员。",
        instance=request.url.path,
        details={"request_id": str(request.scope["state"].get("request_id", ""))},
    )
    return _respond(request, body)


def places_of(error: BaseException) -> list[str]:
    """Return where an error and those before it came about, the innermost place last.

    Not what they say: an error's words quote what somebody typed, or a row.
    """
    chain: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in chain and len(chain) < CHAIN_MAX:
        chain.append(at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return [
        f"{type(each).__name__}: {frame.filename}:{frame.lineno} {frame.name}"
        for each in reversed(chain)
        for frame in extract_tb(each.__traceback__)[-FRAMES_MAX:]
    ]


def _is_unstorable(error: DBAPIError, sqlstate: str | None) -> bool:
    """Tell whether the request said something that no column can hold.

    The driver finds numbers beyond 64 bits and broken Unicode before the database does; then
    Python's own error stands underneath the driver's.
    """
    if sqlstate in _UNSTORABLE_SQLSTATES:
        return True
    driver = error.orig and error.orig.__cause__
    python = driver and driver.__cause__
    return isinstance(driver, _NOT_ENCODED) or isinstance(python, _NOT_ENCODED)


def _is_passing(error: Exception, sqlstate: str | None) -> bool:
    """Tell whether the same request may succeed a moment later."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    # A server that is not there is an OSError: refused, no such socket, timed out.
    return sqlstate in _RETRY_SQLSTATES or isinstance(error, OSError | PoolTimeoutError)


EXCEPTION_HANDLERS: dict[
    int | type[Exception], Callable[[Request[Any, Any, Any], Any], Response[Any]]
] = {
    Refusal: on_refusal,
    HTTPException: on_http_exception,
    Exception: on_unexpected,
}
