"""WeChat template messages of a 服务号: `message/template/send`, with a cached access token.

The token comes from `cgi-bin/stable_token`, whose request is a body; the sending address has to
carry it as a parameter, therefore nothing here logs or raises an address. `client_msg_id` keeps
WeChat itself from showing a repetition.
https://developers.weixin.qq.com/doc/service/api/notify/template/api_sendtemplatemessage.html
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
from pydantic import SecretStr

from ledger.db.ids import now_utc
from ledger.messages.gateway_settings import WechatTemplates
from ledger.messages.gateways import GatewayIsUnavailable, GatewayRefused, OutgoingMessage

TIMEOUT_S = 10.0
TOKEN_RENEWED_BEFORE = timedelta(minutes=5)
VALUE_LENGTH_MAX = 20
"""Longer keyword values are refused by WeChat's newer templates (thing.DATA)."""

TOKEN_IS_STALE = {40001, 40014, 42001}
# System busy, rate and quota; everything else needs somebody to change something.
_PASSING = {-1, 45009, 45011, 50002, *TOKEN_IS_STALE}

# Both libraries write whole addresses at INFO, and one of ours carries the token.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class WechatTemplateGateway:
    """Sends one template message for each call; keys and tokens stay out of errors and logs."""

    def __init__(
        self,
        settings: WechatTemplates,
        *,
        app_id: str,
        app_secret: SecretStr,
        client: httpx.AsyncClient | None = None,
        clock: Callable[[], datetime] = now_utc,
    ) -> None:
        self._settings = settings
        self._app_id = app_id
        self._app_secret = app_secret
        self._client = client or httpx.AsyncClient(timeout=TIMEOUT_S)
        self._clock = clock
        self._token = ""
        self._token_until: datetime | None = None
        self._renewing = asyncio.Lock()

    async def send(self, message: OutgoingMessage) -> str:
        template = self._settings.templates.get(message.template)
        if template is None:
            raise GatewayRefused("template_not_set_up")
        keywords = self._settings.keywords.get(message.template, {})
        body = {
            "touser": message.address,
            "template_id": template,
            "url": message.link,
            "client_msg_id": message.delivery_id,
            "data": {
                keywords.get(name, name): {"value": value[:VALUE_LENGTH_MAX]}
                for name, value in message.values.items()
            },
        }
        token = await self._access_token()
        answer = await self._post("/cgi-bin/message/template/send", body, token=token)
        code = int(answer.get("errcode", -1))
        if code in TOKEN_IS_STALE:
            self._forget(token)
        if code in _PASSING:
            raise GatewayIsUnavailable(f"errcode {code}")
        if code != 0:
            raise GatewayRefused(f"errcode {code}")
        return str(answer.get("msgid", ""))

    async def close(self) -> None:
        await self._client.aclose()

    def _forget(self, token: str) -> None:
        if self._token == token:
            self._token_until = None

    async def _access_token(self) -> str:
        async with self._renewing:
            now = self._clock()
            if self._token_until is None or now >= self._token_until:
                answer = await self._post(
                    "/cgi-bin/stable_token",
                    {
                        "grant_type": "client_credential",
                        "appid": self._app_id,
                        "secret": self._app_secret.get_secret_value(),
                    },
                )
                if not isinstance(answer.get("access_token"), str):
                    code = answer.get("errcode", "none")
                    kind = GatewayIsUnavailable if code in (-1, 45009, 45011) else GatewayRefused
                    raise kind(f"token errcode {code}")
                self._token = answer["access_token"]
                lifetime = timedelta(seconds=int(answer.get("expires_in", 0)))
                self._token_until = now + max(lifetime - TOKEN_RENEWED_BEFORE, timedelta(0))
            return self._token

    async def _post(self, path: str, body: dict[str, Any], *, token: str = "") -> dict[str, Any]:
        try:
            answer = await self._client.post(
                self._settings.url + path,
                params={"access_token": token} if token else None,
                json=body,
            )
            said = answer.json() if answer.status_code == 200 else None
        except (httpx.HTTPError, ValueError) as error:
            # Without its cause, which quotes the address.
            raise GatewayIsUnavailable(type(error).__name__) from None
        if not isinstance(said, dict):
            raise GatewayIsUnavailable(f"HTTP {answer.status_code}")
        return said
