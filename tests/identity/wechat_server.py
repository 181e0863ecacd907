"""WeChat's side of signing in, as a real HTTP server: codes that are good once, and its errors."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import uvicorn

APP_ID, APP_SECRET = "wx0000000000000001", "app-secret-4711-of-the-tests"


@dataclass
class WeChatServer:
    """`people` maps codes to openids; a code is good once, as at WeChat. `answers` go before."""

    people: dict[str, str] = field(default_factory=dict)
    answers: list[tuple[int, bytes]] = field(default_factory=list)
    heard: list[dict[str, list[str]]] = field(default_factory=list)
    delay_seconds: float = 0.0
    url: str = ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        query = parse_qs(scope["query_string"].decode())
        self.heard.append(query)
        await asyncio.sleep(self.delay_seconds)
        status, body = self._answer(scope["path"], query)
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": body})

    def _answer(self, path: str, query: dict[str, list[str]]) -> tuple[int, bytes]:
        if self.answers:
            return self.answers.pop(0)
        said = {
            "appid": [APP_ID],
            "secret": [APP_SECRET],
            "grant_type": ["authorization_code"],
        }
        if path != "/sns/oauth2/access_token" or any(query.get(k) != v for k, v in said.items()):
            return 200, json.dumps({"errcode": 40125, "errmsg": "invalid appsecret"}).encode()
        openid = self.people.pop(query["code"][0], None)
        if openid is None:
            return 200, json.dumps({"errcode": 40163, "errmsg": "code been used"}).encode()
        answer = {"access_token": "ACCESS", "openid": openid, "scope": "snsapi_base"}
        return 200, json.dumps(answer).encode()


@asynccontextmanager
async def wechat_server() -> AsyncIterator[WeChatServer]:
    """Run it on a free port of this machine."""
    wechat = WeChatServer()
    server = uvicorn.Server(
        uvicorn.Config(
            wechat, host="127.0.0.1", port=0, log_config=None, access_log=False, lifespan="off"
        )
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0.01)
    wechat.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield wechat
    finally:
        server.should_exit = True
        await serving
