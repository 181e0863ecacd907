"""The queue over HTTP: complete, verify by somebody else, and a replay that books nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from ledger.app import create_app
from ledger.db.session import create_engine
from ledger.identity.operations import create_user, grant_role
from ledger.identity.roles import Role
from ledger.intake.source_file import SourceFile
from ledger.settings import Settings
from ledger.volunteering.importers import ServiceSignInImporter
from tests.conftest import Database
from tests.points.estate import TODAY, SmallEstate, make_estate
from tests.signed_in import COOKIE, cookie_in

PASSWORD = "correct horse battery staple"
SHEET = """日期,活动,服务类型,姓名,房号,签到,签退,组织者,核实人
2026-06-11,端午包粽,邻里活动,张三,1栋1单元0101,09:00,,队,3栋栋长
2026-06-12,周末清扫,人居环境,李四,1栋1单元0201,09:00,11:00,队,3栋栋长
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A client of the program, and the estate that it serves."""

    client: AsyncTestClient[Litestar]
    estate: SmallEstate

    @property
    def records(self) -> str:
        return f"/api/v1/estates/{self.estate.estate_id}/service-records"

    async def sign_in(self, login: str) -> None:
        self.client.cookies.clear()
        self.client.cookies.set(COOKIE, await cookie_in(self.client.app, login))

    async def read(self, path: str) -> Any:
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def write(self, path: str, body: dict[str, Any], *, key: str, status: int = 200) -> Any:
        # A reading request hands out the token that a write must bring back.
        await self.client.get("/api/v1/session")
        headers = {
            "x-csrftoken": self.client.cookies.get("csrftoken") or "",
            "Idempotency-Key": key,
        }
        answer = await self.client.post(f"{self.records}{path}", json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json()


@pytest.fixture
async def server(database: Database, tmp_path: Path) -> AsyncIterator[Server]:
    engine = create_engine(database.service_url)
    async with engine.begin() as conn:
        estate = await make_estate(conn)
        people = {
            "importer": (Role.ORGANISER, None),
            "organiser": (Role.ORGANISER, None),
            "committee": (Role.COMMITTEE, None),
            "resident01": (Role.RESIDENT, estate.residents[0]),
        }
        ids = {}
        for login, (role, resident_id) in people.items():
            ids[login] = await create_user(conn, login=login, display_name=login, password=PASSWORD)
            await grant_role(
                conn,
                estate_id=estate.estate_id,
                user_id=ids[login],
                role=role,
                starts_on=date(2026, 1, 1),
                resident_id=resident_id,
                merchant_id=None,
                granted_by=None,
            )
        await ServiceSignInImporter().book(
            conn,
            estate_id=estate.estate_id,
            file=SourceFile.of("签到.csv", SHEET.encode()),
            accepted_rows=frozenset(),
            actor_user_id=ids["importer"],
            now=datetime(2026, 7, 5, 2, 0, tzinfo=UTC),
            today=TODAY,
            progress=None,
        )
    await engine.dispose()
    app = create_app(Settings(data_dir=tmp_path), engine=create_engine(database.service_url))
    async with AsyncTestClient(app=app) as client:
        yield Server(client, estate)


async def test_the_queue_from_completion_to_the_residents_phone(server: Server) -> None:
    await server.sign_in("organiser")
    [waiting] = (await server.read(f"{server.records}?state=waiting"))["items"]
    assert waiting["volunteer_masked"] == "张*"
    assert waiting["volunteer_room"] == "1栋1单元0101"
    assert (waiting["checked_out"], waiting["points"]) == (None, None)
    assert waiting["reason"] == "没有签退时间，请补齐。"
    assert (waiting["is_completable"], waiting["is_verifiable"]) == (True, False)
    path = f"/{waiting['service_record_id']}"

    refused = await server.write(f"{path}/verify", {}, key="too-early", status=409)
    assert refused["code"] == "service_record_is_incomplete"
    for body in (
        {"checked_out": "11:30"},
        {"checked_out": "11:30", "reason": "   "},
        {"checked_out": "24:00", "reason": "核对"},
        {"checked_out": "11:30", "reason": "核对", "points": 99},
    ):
        answer = await server.write(f"{path}/complete", body, key="malformed", status=400)
        assert answer["code"] == "request_is_malformed"
    body = {"checked_out": "11:30", "reason": "与现场照片核对"}
    done = await server.write(f"{path}/complete", body, key="complete")
    assert (done["service_minutes"], done["state"], done["is_verifiable"]) == (150, "waiting", True)
    assert done["reason"] == "已补齐，等待另一位负责人核实。"
    refused = await server.write(f"{path}/verify", {}, key="self", status=409)
    assert refused["code"] == "same_person_may_not_verify"

    await server.sign_in("committee")
    done = await server.write(f"{path}/verify", {}, key="verify")
    assert (done["state"], done["points"], done["reason"]) == ("verified", 2, None)
    assert await server.write(f"{path}/verify", {}, key="verify") == done
    refused = await server.write(f"{path}/verify", {}, key="again", status=409)
    assert refused["code"] == "service_record_is_verified"

    await server.sign_in("resident01")
    mine = f"/api/v1/estates/{server.estate.estate_id}/me"
    [record] = (await server.read(f"{mine}/service-records"))["items"]
    assert (record["activity"], record["points"], record["state_title"]) == (
        "端午包粽",
        2,
        "已入账",
    )
    wallet = await server.read(f"{mine}/wallet")
    assert (wallet["points"], wallet["service_minutes"], wallet["service_count"]) == (2, 150, 1)
    assert wallet["latest"][0]["text"] == "端午包粽 2.5 小时"


async def test_the_list_filters_and_pages(server: Server) -> None:
    await server.sign_in("committee")
    first = await server.read(f"{server.records}?limit=1")
    assert len(first["items"]) == 1
    second = await server.read(f"{server.records}?limit=1&after={first['next']}")
    assert [item["activity"] for item in second["items"]] == ["周末清扫"]
    assert second["next"] is None
    verified = await server.read(f"{server.records}?state=verified")
    assert [item["volunteer_masked"] for item in verified["items"]] == ["李*"]
    found = await server.read(f"{server.records}?q=包粽")
    assert [item["activity"] for item in found["items"]] == ["端午包粽"]


async def test_a_record_that_is_not_here(server: Server) -> None:
    await server.sign_in("committee")
    for number in (999999, 2**63, 10**30):
        refused = await server.write(f"/{number}/verify", {}, key=f"at-{number}", status=404)
        assert refused["code"] == "object_is_not_here"


async def test_who_may_do_what(server: Server) -> None:
    await server.sign_in("committee")
    body = {"checked_out": "11:30", "reason": "核对"}
    refused = await server.write("/1/complete", body, key="committee", status=403)
    assert refused["code"] == "permission_is_missing"
    await server.sign_in("resident01")
    answer = await server.client.get(server.records)
    assert answer.status_code == 403


async def test_a_resident_sees_the_activities_and_their_own_part(server: Server) -> None:
    await server.sign_in("resident01")
    activities = f"/api/v1/estates/{server.estate.estate_id}/me/activities"
    first = await server.read(f"{activities}?limit=1")
    [cleaning] = first["items"]
    assert (cleaning["name"], cleaning["my_state"]) == ("周末清扫", "none")
    second = await server.read(f"{activities}?limit=1&after={first['next']}")
    [rice] = second["items"]
    assert (rice["name"], rice["my_state"], rice["my_minutes"]) == ("端午包粽", "waiting", 0)
    assert second["next"] is None
    mine = await server.read(f"{activities}?is_mine=true")
    assert [activity["name"] for activity in mine["items"]] == ["端午包粽"]
