"""One line per request, with actor and request id; no bodies, no codes, no secrets."""

from __future__ import annotations

import logging
import secrets
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from ledger.web.metrics import Counters

_log = structlog.get_logger("ledger.request")


def configure_logging(*, as_json: bool, level: int = logging.INFO) -> None:
    """Send one line per event to standard error: JSON for machines, plain text for a terminal."""
    is_fast = as_json and level <= logging.INFO
    _request_lines.tell = _write_request_line if is_fast else _tell_as_all_events
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        # Without this it would print the local variables: bodies, codes and passwords.
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info if as_json else _leave,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _tell_as_all_events(line: dict[str, Any]) -> None:
    _log.info("request", **line)


def _write_request_line(line: dict[str, Any]) -> None:
    """Write what the chain of processors would make of it, at a fifth of the cost."""
    said = {"event": "request", "level": "info", "timestamp": datetime.now(UTC), **line}
    sys.stderr.write(msgspec.json.encode(said).decode() + "\n")


@dataclass
class _RequestLines:
    tell: Callable[[dict[str, Any]], None]


_request_lines = _RequestLines(_tell_as_all_events)


def _leave(_logger: Any, _method: str, event: Any) -> Any:
    return event


SECURITY_HEADERS = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; script-src-attr 'none';"
        # What scripts set on an element's style is no attribute in this sense; docs/threat-model.md
        " style-src 'self'; style-src-attr 'none';"
        " img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self';"
        " frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=(),"
    " display-capture=(), clipboard-read=()",
}
STRICT_TRANSPORT = ("strict-transport-security", "max-age=31536000")
"""Said where the pages are opened by https: a browser then asks for nothing else."""


Headers = list[tuple[bytes, bytes]]


def _headers_of_all_answers(*, is_https: bool) -> Headers:
    said = [*SECURITY_HEADERS.items(), *([STRICT_TRANSPORT] if is_https else [])]
    return [(name.encode("ascii"), value.encode("ascii")) for name, value in said]


def _with_our_headers(
    headers: Iterable[tuple[bytes, bytes]], ours: Headers, request_id: str, *, no_store: bool
) -> Headers:
    """Add what every answer carries; what an answer sets for itself stays."""
    complete = [(name.lower(), value) for name, value in headers]
    present = {name for name, _ in complete}
    complete += [header for header in ours if header[0] not in present]
    if no_store and b"cache-control" not in present:
        complete.append((b"cache-control", b"no-store"))
    complete.append((b"x-request-id", request_id.encode("ascii")))
    return complete


def request_log(app: ASGIApp, counters: Counters, *, is_https: bool = False) -> ASGIApp:
    """Give each request an id, set the security headers, and log it when it has been answered."""
    under_way = 0
    ours = _headers_of_all_answers(is_https=is_https)

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        nonlocal under_way
        started = time.perf_counter()
        under_way += 1
        counters.set("ledger_requests_under_way", under_way)
        request_id = secrets.token_hex(8)
        scope["state"]["request_id"] = request_id
        structlog.contextvars.bind_contextvars(request_id=request_id)
        status = 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _with_our_headers(
                    message["headers"], ours, request_id, no_store=scope["path"].startswith("/api/")
                )
            await send(message)

        try:
            await app(scope, receive, send_with_headers)
        finally:
            state = scope["state"]
            ms = (time.perf_counter() - started) * 1000
            under_way -= 1
            counters.set("ledger_requests_under_way", under_way)
            counters.add(f'ledger_requests_total{{status="{status}"}}')
            counters.add("ledger_request_microseconds_total", int(ms * 1000))
            line = {
                "request_id": request_id,
                "method": scope["method"],
                "path": scope["path"],
                "status": status,
                "ms": round(ms, 1),
                "actor": state.get("actor_user_id"),
            }
            if "problem_code" in state:
                line["code"] = state["problem_code"]
            _request_lines.tell(line)
            structlog.contextvars.unbind_contextvars("request_id")

    return middleware
