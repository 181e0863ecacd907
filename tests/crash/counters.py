"""Counters under load: residents show codes, shopkeepers scan them, and never give up.

Each counter works as a real one does. It keeps the request's key until the server has answered
for good, and sends the same request again after a broken connection or an answer of 5xx.
"""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, field

import httpx

from tests.live_server import Caller

RETRY_SECONDS = 0.1
PATIENCE_SECONDS = 90.0
SHOULD_RETRY = {429, 500, 502, 503, 504}


@dataclass
class Told:
    """What the server has answered for good; unanswered requests are asked again."""

    done: dict[str, int] = field(default_factory=dict)
    """Idempotency key → redemption id of the answer."""
    refused: dict[str, str] = field(default_factory=dict)
    """Idempotency key → code of the refusal."""
    retried: int = 0
    errors: list[str] = field(default_factory=list)
    """Answers of 500, which promise nothing and are retried like the rest."""


@dataclass
class Counter:
    """One resident in front of one shopkeeper."""

    resident: Caller
    shop: Caller
    item_id: int
    told: Told

    async def work(self, stop: asyncio.Event) -> None:
        """Redeem one piece after the other until `stop`; end what was begun."""
        while not stop.is_set():
            shown = await self._answered(self.resident, "me/pay-codes", {})
            if shown.status_code != 201:
                raise AssertionError(shown.text)
            key = str(uuid.uuid4())
            body = {
                "code": shown.json()["digits"],
                "lines": [{"item_id": self.item_id, "quantity": 1}],
            }
            answer = await self._answered(self.shop, "counter/redemptions", body, key=key)
            if answer.status_code in {200, 201}:
                self.told.done[key] = answer.json()["redemption_id"]
            else:
                self.told.refused[key] = answer.json()["code"]

    async def _answered(
        self, caller: Caller, path: str, body: dict[str, object], *, key: str | None = None
    ) -> httpx.Response:
        """Ask under one key until there is an answer that is not a failure of the server."""
        key = key or str(uuid.uuid4())
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                try:
                    answer = await caller.post(path, body, key=key)
                except httpx.TransportError:
                    self.told.retried += 1
                else:
                    if answer.status_code not in SHOULD_RETRY:
                        return answer
                    self.told.retried += 1
                    if answer.status_code == 500:
                        self.told.errors.append(answer.text)
                await asyncio.sleep(RETRY_SECONDS)
