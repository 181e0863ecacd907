"""The desk over HTTP: a signed-in client of the program with a small estate behind it."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from httpx import Response
from litestar import Litestar
from litestar.testing import AsyncTestClient
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.app import create_app
from ledger.db.session import create_engine, in_estates
from ledger.identity.roles import Role
from ledger.settings import Settings
from tests.conftest import Database
from tests.funds.estate import SmallEstate, change_hats, open_estate
from tests.signed_in import COOKIE, cookie_in

_keys = itertools.count(1)


@dataclass
class Desk:
    """Speaks for one login at a time; `estate` is theirs, `other` is somebody else's."""

    client: AsyncTestClient[Litestar]
    estate: SmallEstate
    other: SmallEstate
    csrf: str = field(default="", init=False)

    def path(self, path: str, *, estate: SmallEstate | None = None) -> str:
        return f"/api/v1/estates/{(estate or self.estate).estate_id}{path}"

    async def sign_in(self, login: str) -> None:
        self.client.cookies.clear()
        self.client.cookies.set(COOKIE, await cookie_in(self.client.app, login))
        answer = await self.client.get("/api/v1/session")
        assert answer.status_code == 200, answer.text
        self.csrf = str(self.client.cookies["csrftoken"])

    def _own_engine(self) -> AsyncEngine:
        """Return an engine of this loop; the program's own belongs to the one that it runs in."""
        url = self.client.app.state.installation.url.render_as_string(hide_password=False)
        return create_engine(url)

    async def change_hats(self, login: str, role: Role) -> None:
        """Let this person's roles end and give them another one."""
        engine = self._own_engine()
        async with in_estates(engine, self.estate.estate_id) as conn:
            await change_hats(conn, self.estate, login, role)
        await engine.dispose()

    def headers(self, key: str | None = None) -> dict[str, str]:
        return {"Idempotency-Key": key or f"test-{next(_keys)}", "x-csrftoken": self.csrf}

    async def get(self, path: str, *, status: int = 200) -> Any:
        answer = await self.client.get(self.path(path))
        assert answer.status_code == status, answer.text
        return answer.json()

    async def post(
        self, path: str, body: object, *, status: int = 201, key: str | None = None
    ) -> Any:
        answer = await self.client.post(self.path(path), json=body, headers=self.headers(key))
        assert answer.status_code == status, answer.text
        return answer.json()

    async def upload(
        self,
        path: str,
        content: bytes,
        *,
        filename: str = "file.csv",
        key: str | None = None,
        **fields: str,
    ) -> Response:
        return await self.client.post(
            self.path(path),
            data=fields,
            files={"file": (filename, content, "application/octet-stream")},
            headers=self.headers(key),
        )


@asynccontextmanager
async def open_desk(database: Database, folder: Path) -> AsyncIterator[Desk]:
    """Found two estates and start the program over them."""
    engine = create_engine(database.service_url)
    async with engine.begin() as conn:
        estate = await open_estate(conn)
        other = await open_estate(conn, "jinxiuyuan")
    await engine.dispose()
    app = create_app(Settings(data_dir=folder), engine=create_engine(database.service_url))
    async with AsyncTestClient(app=app) as client:
        yield Desk(client, estate, other)
