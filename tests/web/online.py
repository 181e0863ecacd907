"""The whole application over HTTP, on the test's own database, and browsers that talk to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from litestar import Litestar
from litestar.handlers import BaseRouteHandler
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.app import create_app
from ledger.db.personal_data import PersonalDataKeys
from ledger.db.session import create_engine
from ledger.identity.operations import grant_role
from ledger.identity.passwords import hash_password
from ledger.identity.roles import BUILDING_ROLES, Role
from ledger.settings import Settings
from tests.conftest import Database
from tests.posting.town import Town, found_town, scalar
from tests.signed_in import COOKIE, cookie_of_session

PASSWORD = "书香苑的密码 2026"


class Browser:
    """One browser: its cookies, its CSRF token, and an idempotency key for each write."""

    def __init__(self, app: Litestar, *, address: str = "10.0.0.9") -> None:
        # Two libraries, two names for the types of ASGI.
        asgi: Any = app
        transport = httpx.ASGITransport(app=asgi, client=(address, 50123))
        self.http = httpx.AsyncClient(transport=transport, base_url="http://ledger.test")

    async def get(self, path: str, **options: Any) -> httpx.Response:
        return await self.http.get(path, **options)

    async def write(
        self,
        path: str,
        body: Any = None,
        *,
        method: str = "POST",
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> httpx.Response:
        sent = {"Idempotency-Key": key or str(uuid4())}
        token = self.http.cookies.get("csrftoken")
        if token:
            sent["x-csrftoken"] = token
        if body is not None:
            options["json"] = body
        return await self.http.request(method, path, headers=sent | dict(headers or {}), **options)

    async def sign_in(self, login: str, password: str = PASSWORD) -> httpx.Response:
        """Sign in as the page does: something has been loaded, so the CSRF cookie is there."""
        await self.get("/api/v1/health")
        return await self.write("/api/v1/session", {"login": login, "password": password})


@dataclass
class Online:
    """The running application; `town` has a user for each role, named like the role."""

    app: Litestar
    engine: AsyncEngine
    town: Town
    browsers: dict[str, Browser] = field(default_factory=dict)

    @property
    def estate(self) -> str:
        """The base address of the first estate."""
        return f"/api/v1/estates/{self.town.estate}"

    def browser(self, **options: Any) -> Browser:
        return Browser(self.app, **options)

    async def signed_in(self, login: str) -> Browser:
        """Return the browser in which this user is signed in; it is the same for all tests."""
        if login not in self.browsers:
            browser = self.browser()
            cookie = await cookie_of_session(self.engine, login)
            browser.http.cookies.set(COOKIE, cookie, domain="ledger.test", path="/")
            # A page has been loaded, so the CSRF cookie is there.
            await browser.get("/api/v1/health")
            self.browsers[login] = browser
        return self.browsers[login]


@asynccontextmanager
async def running(
    engine: AsyncEngine, data_dir: Path, *, routes: Sequence[BaseRouteHandler] = ()
) -> AsyncIterator[Litestar]:
    """Start the application as a server process does; `routes` are added to its own."""
    app = create_app(Settings(data_dir=data_dir), engine=engine)
    for route in routes:
        app.register(route)
    async with app.lifespan():
        yield app


@asynccontextmanager
async def town_online(database: Database, data_dir: Path) -> AsyncIterator[Online]:
    """The application with the people of `people_of`."""
    keys = PersonalDataKeys.open(data_dir / "secrets")
    engine = create_engine(database.service_url, personal_data=keys)
    town = await people_of(engine)
    async with running(engine, data_dir) as app:
        yield Online(app, engine, town)


async def people_of(engine: AsyncEngine) -> Town:
    """Found two estates and give the first a user for each role, with `PASSWORD`."""
    hashed = await hash_password(PASSWORD)
    async with engine.begin() as conn:
        town = await found_town(conn, estates=2)
        merchants = [
            await scalar(
                conn,
                """insert into merchant (estate_id, code, name, settlement, rate_fen_per_point)
                values (:estate_id, 'M01', '红邻积分超市', 'goods', 100) returning merchant_id""",
                estate_id=estate_id,
            )
            for estate_id in town.estates
        ]
        await conn.execute(
            text("""insert into dwelling (estate_id, building_no, entrance_no, room_no,
                    area_hundredths, resident_count)
                values (:estate_id, '1', '1', '101', 8000, 1)"""),
            {"estate_id": town.estate},
        )
        for role in Role:
            user_id = await scalar(
                conn,
                """insert into app_user (login, display_name, password_hash)
                values (:login, :login, :hashed)
                on conflict (login) do update set password_hash = excluded.password_hash
                returning user_id""",
                login=role.value,
                hashed=hashed,
            )
            await grant_role(
                conn,
                estate_id=town.estate,
                user_id=user_id,
                role=role,
                starts_on=date(2026, 1, 1),
                resident_id=town.residents[town.estate][0] if role is Role.RESIDENT else None,
                merchant_id=merchants[0] if role is Role.SHOPKEEPER else None,
                buildings=["1"] if role in BUILDING_ROLES else (),
            )
        await conn.execute(
            text("""insert into app_user (login, display_name, password_hash)
                values ('nobody', '无角色', :hashed)"""),
            {"hashed": hashed},
        )
    return town
