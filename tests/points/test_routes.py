"""What a resident and the desk read over HTTP, and what is kept from them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.app import create_app
from ledger.db.session import create_engine
from ledger.identity.operations import create_user, grant_role
from ledger.identity.roles import Role
from ledger.points.operations import grant_points
from ledger.settings import Settings
from tests.conftest import Database
from tests.points.estate import TODAY, SmallEstate, grant, make_estate
from tests.signed_in import COOKIE, cookie_in

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True, slots=True)
class Server:
    """A client of the program, and the estate that it serves."""

    client: AsyncTestClient[Litestar]
    estate: SmallEstate

    @property
    def path(self) -> str:
        return f"/api/v1/estates/{self.estate.estate_id}"

    async def sign_in(self, login: str) -> None:
        self.client.cookies.clear()
        self.client.cookies.set(COOKIE, await cookie_in(self.client.app, login))

    async def read(self, path: str, *, status: int = 200) -> Any:
        answer = await self.client.get(f"{self.path}{path}")
        assert answer.status_code == status, answer.text
        return answer.json()


async def add_people(engine: AsyncEngine, estate: SmallEstate) -> None:
    """Give each role that these routes know a login of its name."""
    people: dict[str, tuple[Role, int | None]] = {
        "resident01": (Role.RESIDENT, estate.residents[0]),
        "resident02": (Role.RESIDENT, estate.residents[1]),
        "organiser": (Role.ORGANISER, None),
        "committee": (Role.COMMITTEE, None),
    }
    async with engine.begin() as conn:
        for login, (role, resident_id) in people.items():
            user_id = await create_user(conn, login=login, display_name=login, password=PASSWORD)
            await grant_role(
                conn,
                estate_id=estate.estate_id,
                user_id=user_id,
                role=role,
                starts_on=date(2026, 1, 1),
                resident_id=resident_id,
                merchant_id=None,
                granted_by=None,
            )


@pytest.fixture
async def server(database: Database, tmp_path: Path) -> AsyncIterator[Server]:
    engine = create_engine(database.service_url)
    async with engine.begin() as conn:
        estate = await make_estate(conn)
        await grant_points(
            conn,
            [
                grant(estate, 30, key="a"),
                grant(estate, 16, key="b", expires_on=date(2027, 6, 30), source_code="P1102"),
                grant(estate, 9, key="c", resident=1),
            ],
            prepared_by=estate.organiser,
            posted_by=estate.organiser,
            today=TODAY,
        )
    await add_people(engine, estate)
    await engine.dispose()
    app = create_app(Settings(data_dir=tmp_path), engine=create_engine(database.service_url))
    async with AsyncTestClient(app=app) as client:
        yield Server(client, estate)


async def test_a_resident_sees_their_wallet_and_nobody_elses(server: Server) -> None:
    await server.sign_in("resident01")
    wallet = await server.read("/me/wallet")
    assert (wallet["points"], wallet["held_points"], wallet["service_minutes"]) == (46, 0, 0)
    assert wallet["estate_name"] == "书香苑"
    assert wallet["next_expiry"] == [
        {"points": 16, "expires_on": "2027-06-30", "source_title": "绿色账户"},
        {"points": 30, "expires_on": "2028-04-30", "source_title": "志愿服务"},
    ]
    assert [line["points"] for line in wallet["latest"]] == [16, 30]
    lots = await server.read("/me/lots")
    assert [lot["points_left"] for lot in lots["items"]] == [16, 30]
    await server.sign_in("resident02")
    assert (await server.read("/me/wallet"))["points"] == 9


async def test_the_history_pages_to_its_end(server: Server) -> None:
    await server.sign_in("resident01")
    first = await server.read("/me/points?limit=1")
    assert [line["balance_after"] for line in first["items"]] == [46]
    assert first["items"][0]["entry_no"] == "积-202604-0002"
    second = await server.read(f"/me/points?limit=1&after={first['next']}")
    assert [line["text"] for line in second["items"]] == ["周末清扫 30 小时"]
    assert second["next"] is None
    assert (await server.read("/me/points?after=abc", status=400))["code"] == (
        "page_cursor_is_malformed"
    )


async def test_the_summary_is_for_the_desk(server: Server) -> None:
    await server.sign_in("organiser")
    summary = await server.read("/points/summary?from=2026-04&to=2026-06")
    assert (summary["issued"], summary["outstanding"], summary["outstanding_fen"]) == (55, 55, 5500)
    assert summary["by_source"] == [
        {"code": "P1101", "title": "志愿服务", "points": 39},
        {"code": "P1102", "title": "绿色账户", "points": 16},
    ]
    assert [month["issued"] for month in summary["by_month"]] == [55, 0, 0]
    for query in ("from=2026-06&to=2026-04", "from=2010-01&to=2026-12"):
        refused = await server.read(f"/points/summary?{query}", status=400)
        assert refused["code"] == "months_are_out_of_order"
    refused = await server.read("/points/summary?from=2026-13&to=2026-04", status=400)
    assert refused["code"] == "month_is_not_readable"
    await server.sign_in("resident01")
    assert (await server.read("/points/summary?from=2026-04&to=2026-06", status=403))["code"] == (
        "permission_is_missing"
    )


async def test_staff_have_no_wallet(server: Server) -> None:
    await server.sign_in("committee")
    for path in ("/me/wallet", "/me/points", "/me/lots", "/me/service-records"):
        assert (await server.read(path, status=403))["code"] == "permission_is_missing"
