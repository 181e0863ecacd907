"""The program as people meet it: a real server on a free port, and people signed in to it."""

from __future__ import annotations

import asyncio
import json
import socket
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.app import create_app
from ledger.db.session import create_engine
from ledger.identity.operations import grant_role
from ledger.identity.passwords import hash_password
from ledger.identity.roles import Role
from ledger.settings import Settings
from tests.redemption.world import World, add_user, build_world
from tests.signed_in import COOKIE, cookie_of_session

PASSWORD = "river-stone-bridge-42"


@dataclass
class Person:
    """Somebody with a browser, signed in."""

    client: httpx.AsyncClient
    estate: str
    csrf: str = field(default="", repr=False)

    async def get(self, path: str, **params: str) -> httpx.Response:
        return await self.client.get(self.estate + path, params=params)

    async def post(
        self, path: str, body: Any, *, key: str | None = None, without_key: bool = False
    ) -> httpx.Response:
        headers = {"x-csrftoken": self.csrf}
        if not without_key:
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        return await self.client.post(self.estate + path, json=body, headers=headers)

    async def show_code(self) -> dict[str, Any]:
        answer = await self.post("/me/pay-codes", {})
        assert answer.status_code == 201, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    @asynccontextmanager
    async def stream(
        self, *, last_event_id: str | None = None
    ) -> AsyncIterator[asyncio.Queue[tuple[str, dict[str, Any]]]]:
        """Follow the resident's events; yields a queue of (event id, data) once it stands."""
        heard: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()
        stands = asyncio.Event()
        headers = {"Last-Event-ID": last_event_id} if last_event_id is not None else {}

        async def follow() -> None:
            async with self.client.stream(
                "GET", self.estate + "/me/events", headers=headers, timeout=None
            ) as answer:
                assert answer.status_code == 200
                assert answer.headers["content-type"].startswith("text/event-stream")
                message: dict[str, str] = {}
                async for line in answer.aiter_lines():
                    stands.set()
                    name, _, value = line.partition(": ")
                    if line:
                        message[name] = value
                    else:
                        if message.get("event") == "redemption":
                            heard.put_nowait((message["id"], json.loads(message["data"])))
                        message = {}

        task = asyncio.create_task(follow())
        async with asyncio.timeout(5):
            await stands.wait()
        try:
            yield heard
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@dataclass
class CounterStory:
    """The estate, the server's application, and the people of the story."""

    world: World
    app: Any
    residents: tuple[Person, ...]
    grocer: Person
    cook: Person

    def basket(self, **quantities: int) -> list[dict[str, int]]:
        return [
            {"item_id": self.world.items[sku], "quantity": number}
            for sku, number in quantities.items()
        ]

    async def redeem(
        self, person: Person, digits: str, *, key: str | None = None, **quantities: int
    ) -> httpx.Response:
        body = {"code": digits, "lines": self.basket(**quantities)}
        return await person.post("/counter/redemptions", body, key=key)


async def _serve(server: uvicorn.Server) -> None:
    await server.serve(sockets=[server.config.bind_socket()])


@asynccontextmanager
async def running_counter(
    engine: AsyncEngine, service_url: str, folder: Path
) -> AsyncIterator[CounterStory]:
    """Found an estate, give its people logins, and serve it."""
    world = await build_world(engine)
    logins = await _give_logins(world)
    app = create_app(Settings(data_dir=folder), engine=create_engine(service_url, pool_size=5))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(
        app, port=port, log_config=None, lifespan="on", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(_serve(server))
    async with asyncio.timeout(20):
        while not server.started:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        await app.state.live_events.is_listening.wait()
    people = [await _sign_in(f"http://127.0.0.1:{port}", login, world) for login in logins]
    try:
        yield CounterStory(
            world=world,
            app=app,
            residents=tuple(people[:2]),
            grocer=people[2],
            cook=people[3],
        )
    finally:
        for person in people:
            await person.client.aclose()
        server.should_exit = True
        await task


async def _give_logins(world: World) -> list[str]:
    hashed = await hash_password(PASSWORD)
    user_ids = [*world.users, world.grocer, world.cook]
    async with world.engine.begin() as conn:
        await conn.execute(
            text("update app_user set password_hash = :hashed where user_id = any(:ids)"),
            {"hashed": hashed, "ids": user_ids},
        )
        for user_id, resident_id in zip(world.users, world.residents, strict=True):
            await grant_role(
                conn,
                estate_id=world.estate_id,
                user_id=user_id,
                role=Role.RESIDENT,
                starts_on=date(2026, 1, 1),
                resident_id=resident_id,
            )
        for user_id, code in ((world.grocer, "M01"), (world.cook, "M04")):
            await grant_role(
                conn,
                estate_id=world.estate_id,
                user_id=user_id,
                role=Role.SHOPKEEPER,
                starts_on=date(2026, 1, 1),
                merchant_id=world.merchants[code],
            )
        await add_user(conn, "nobody")
        found = await conn.execute(
            text("select login from app_user where user_id = any(:ids) order by user_id"),
            {"ids": user_ids},
        )
        logins = {login: login for login in found.scalars()}
    residents = [login for login in logins if "resident" in login]
    return [*residents, "shuxiangyuan-grocer", "shuxiangyuan-cook"]


async def _sign_in(base: str, login: str, world: World) -> Person:
    client = httpx.AsyncClient(base_url=base, timeout=60)
    client.cookies.set(COOKIE, await cookie_of_session(world.engine, login))
    answer = await client.get("/api/v1/session")
    assert answer.status_code == 200, answer.text
    return Person(client, f"/api/v1/estates/{world.estate_id}", client.cookies["csrftoken"])
