"""A client that never comes to the point is sent away; everybody else is heard in full."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
import uvicorn

from ledger.web.http_protocol import SILENT_BYTES_MAX, BoundedHttpProtocol

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answer with the number of headers and of bytes in the body."""
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size += len(message["body"])
        more = message["more_body"]
    body = f"{len(scope['headers'])} {size}".encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def connected() -> AsyncIterator[Stream]:
    config = uvicorn.Config(
        echo, http=BoundedHttpProtocol, port=0, log_config=None, lifespan="off",
        timeout_graceful_shutdown=1,
    )  # fmt: skip
    listener = config.bind_socket()
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    async with asyncio.timeout(20):
        while not server.started:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.getsockname()[1])
    try:
        yield reader, writer
    finally:
        writer.close()
        server.should_exit = True
        await task


async def say(stream: Stream, parts: Iterable[bytes]) -> None:
    """Send the parts one after the other."""
    for part in parts:
        stream[1].write(part)
        await stream[1].drain()
        await asyncio.sleep(0.001)


async def answer_to(stream: Stream, parts: Iterable[bytes]) -> tuple[int, bytes]:
    """Send the parts, and return status and body of the answer."""
    reader = stream[0]
    await say(stream, parts)
    async with asyncio.timeout(20):
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        return int(head.split()[1]), await reader.readexactly(length)


HOST = b"Host: ledger\r\n"
LINE = b"x" * 8 * 1024
ENDLESS = [LINE] * 200

NEVER_ENDING = {
    "an address": [b"GET /", *ENDLESS],
    "a header": [b"GET / HTTP/1.1\r\nCookie: ", *ENDLESS],
    "headers": [b"GET / HTTP/1.1\r\n", *(b"X: " + LINE + b"\r\n" for _ in ENDLESS)],
    "the size of a part": [
        b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n5;", *ENDLESS
    ],
    "what follows the body": [
        b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nX: ",
        *ENDLESS,
    ],
}  # fmt: skip


@pytest.mark.parametrize("what", NEVER_ENDING)
async def test_what_never_ends_is_refused(what: str) -> None:
    async with connected() as stream:
        said = b""
        async with asyncio.timeout(20):
            # The refusal itself may be lost: what was sent after it breaks the connection.
            with suppress(ConnectionError):
                await say(stream, NEVER_ENDING[what])
                said = await stream[0].read()
        assert said == b"" or said.startswith(b"HTTP/1.1 400 ")


async def test_long_bodies_and_many_requests_on_one_connection_are_heard() -> None:
    async with connected() as stream:
        size = len(LINE) * 200
        assert size > 10 * SILENT_BYTES_MAX
        head = b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: %d\r\n\r\n" % size
        assert await answer_to(stream, [head, *ENDLESS]) == (200, b"2 %d" % size)
        for _ in range(400):
            request = b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"y" * 1000 + b"\r\n\r\n"
            assert await answer_to(stream, [request]) == (200, b"2 0")


async def test_a_head_may_come_in_small_parts_and_be_long() -> None:
    async with connected() as stream:
        request = b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"y" * 50_000 + b"\r\n\r\n"
        parts = [request[at : at + 700] for at in range(0, len(request), 700)]
        assert await answer_to(stream, parts) == (200, b"2 0")


async def test_headers_after_the_body_are_not_headers() -> None:
    async with connected() as stream:
        request = (
            b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
            b"3\r\nabc\r\n0\r\nCookie: forged\r\n\r\n"
        )
        assert await answer_to(stream, [request]) == (200, b"2 3")
