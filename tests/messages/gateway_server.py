"""A gateway as the program meets it: a real HTTP server, in Tencent's and WeChat's words."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import uvicorn


@dataclass
class Heard:
    """One request: its path, headers, parameters and body."""

    path: str
    headers: dict[str, str]
    query: dict[str, list[str]]
    body: dict[str, Any]
    raw: bytes


@dataclass
class GatewayServer:
    """What it heard, and what it answers; `sms_answers` and `wechat_codes` are used up in turn."""

    heard: list[Heard] = field(default_factory=list)
    sms_answers: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    wechat_codes: list[int] = field(default_factory=list)
    tokens: int = 0
    url: str = ""
    on_send: Callable[[], Awaitable[None]] | None = None

    def sent(self, path: str) -> list[Heard]:
        return [each for each in self.heard if each.path == path]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        raw = b""
        more = True
        while more:
            part = await receive()
            raw += part.get("body", b"")
            more = part.get("more_body", False)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        query = parse_qs(scope["query_string"].decode())
        self.heard.append(Heard(scope["path"], headers, query, json.loads(raw), raw))
        if self.on_send is not None and "token" not in scope["path"]:
            await self.on_send()
        status, body = self._answer(scope["path"])
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [(b"content-type", b"application/json")],
            }
        )
        await send({"type": "http.response.body", "body": json.dumps(body).encode()})

    def _answer(self, path: str) -> tuple[int, dict[str, Any]]:
        if path == "/cgi-bin/stable_token":
            self.tokens += 1
            return 200, {"access_token": f"TOKEN-OF-WECHAT-{self.tokens}", "expires_in": 7200}
        if path == "/cgi-bin/message/template/send":
            code = self.wechat_codes.pop(0) if self.wechat_codes else 0
            return 200, {"errcode": code, "errmsg": "said", "msgid": 200228332}
        if self.sms_answers:
            return self.sms_answers.pop(0)
        return 200, sms_status("Ok")


def sms_status(code: str, number: str = "5000:1") -> dict[str, Any]:
    return {"Response": {"SendStatusSet": [{"SerialNo": number, "Code": code}], "RequestId": "r"}}


def sms_error(code: str) -> dict[str, Any]:
    return {"Response": {"Error": {"Code": code, "Message": "quotes 13812345678"}}}


@asynccontextmanager
async def gateway_server() -> AsyncIterator[GatewayServer]:
    """Run the gateway on a free port of this machine."""
    gateway = GatewayServer()
    server = uvicorn.Server(
        uvicorn.Config(
            gateway, host="127.0.0.1", port=0, log_config=None, access_log=False, lifespan="off"
        )
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    gateway.url = f"http://127.0.0.1:{port}"
    try:
        yield gateway
    finally:
        server.should_exit = True
        await serving
