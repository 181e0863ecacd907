"""A cheap HTTP client: requests that are bytes already, one after the other on every connection.

It shares the two cores with what it measures, so it must cost almost nothing: no parsing beyond
the status and the length, no objects per request.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from benchmarks.crowd import Answers, run_answers, through

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CSRF_COOKIE = "csrftoken"
CSRF_HEADER = "x-csrftoken"


@dataclass(frozen=True, slots=True)
class Load:
    """What one process of connections sends, and for how long."""

    host: str
    port: int
    connections: int
    seconds: float
    warm_up_seconds: float
    requests: tuple[bytes, ...]
    wanted_status: bytes
    repeat: bool = False
    """Whether the requests may be sent again when all were sent."""


def csrf_token(base_url: str) -> str:
    """Fetch the token that a page gets with its first answer."""
    with urlopen(Request(f"{base_url}/ui/"), timeout=10) as answer:
        for cookie in answer.headers.get_all("set-cookie") or []:
            name, _, rest = cookie.partition("=")
            if name == CSRF_COOKIE:
                return str(rest.partition(";")[0])
    raise RuntimeError("the server gave no CSRF token")


def post_bytes(base_url: str, path: str, body: object, headers: dict[str, str]) -> bytes:
    """Return a whole POST request in JSON."""
    content = json.dumps(body).encode()
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {urlsplit(base_url).netloc}",
        "Content-Type: application/json",
        f"Content-Length: {len(content)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def get_bytes(base_url: str, path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {urlsplit(base_url).netloc}\r\n\r\n".encode()


class _Connection(asyncio.Protocol):
    """One connection that sends the next request when it has the whole answer to the last."""

    def __init__(self, run: _Run) -> None:
        self._run = run
        self._received = b""
        self._sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._run.connected(self)

    def send(self) -> None:
        request = self._run.next_request()
        if request is None:
            self._transport.close()
            return
        self._sent_at = time.monotonic()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        received = self._received = self._received + data if self._received else data
        head = received.find(b"\r\n\r\n")
        if head < 0:
            return
        length = _LENGTH.search(received, 0, head + 2)
        if len(received) < head + 4 + (int(length[1]) if length else 0):
            return
        self._run.answered(received, self._sent_at)
        self._received = b""
        self.send()

    def connection_lost(self, _error: Exception | None) -> None:
        self._run.lost(self)


class _Run:
    def __init__(self, load: Load) -> None:
        self.answers = Answers(load.seconds)
        self.ready = asyncio.Event()
        self.finished = asyncio.Event()
        self._load = load
        self._requests: Iterator[bytes] = iter(load.requests)
        self._open: set[_Connection] = set()
        self._from = self._until = 0.0

    def begin(self, start: float) -> None:
        self._from = start + self._load.warm_up_seconds
        self._until = self._from + self._load.seconds
        for connection in list(self._open):
            connection.send()

    def connected(self, connection: _Connection) -> None:
        self._open.add(connection)
        if len(self._open) == self._load.connections:
            self.ready.set()

    def lost(self, connection: _Connection) -> None:
        self._open.discard(connection)
        if time.monotonic() < self._until and not self.answers.ran_out:
            self.refuse("the server closed a connection")
        if not self._open:
            self.finished.set()

    def next_request(self) -> bytes | None:
        if time.monotonic() >= self._until:
            return None
        request = next(self._requests, None)
        if request is None and self._load.repeat:
            self._requests = iter(self._load.requests)
            request = next(self._requests, None)
        if request is None:
            self.answers.ran_out = True
        return request

    def answered(self, received: bytes, sent_at: float) -> None:
        now = time.monotonic()
        if received[9:12] != self._load.wanted_status:
            self.refuse(received[:600].decode(errors="replace"))
        elif self._from <= now < self._until:
            self.answers.latencies_ms.append((now - sent_at) * 1000)

    def refuse(self, what: str) -> None:
        self.answers.refused += 1
        self.answers.first_refusal = self.answers.first_refusal or what


def send(load: Load, gate: Any, answers: Any) -> None:
    """Send a load from this process; a target of `in_processes`."""

    async def run() -> Answers:
        loop = asyncio.get_running_loop()
        crowd = _Run(load)
        for _ in range(load.connections):
            await loop.create_connection(lambda: _Connection(crowd), load.host, load.port)
        await crowd.ready.wait()
        crowd.begin(await through(gate))
        await crowd.finished.wait()
        return crowd.answers

    run_answers(run(), answers)
