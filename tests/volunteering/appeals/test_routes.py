"""From the record on the phone to the correction in the books, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from ledger.db.ids import now_utc, today_in_china
from ledger.estates.queries import rule_profile
from ledger.points.earning import service_award
from ledger.volunteering.operations import NewServiceRecord, record_services
from ledger.volunteering.rules import ServiceSpan, source_key
from tests.conftest import Database
from tests.volunteering.activities.test_routes import do
from tests.web.online import Online, town_online


@pytest.fixture
async def online(database: Database, tmp_path: Path) -> AsyncIterator[Online]:
    async with town_online(database, tmp_path) as online:
        yield online


async def served(online: Online) -> int:
    """Book two hours of the resident of yesterday, brought in by the treasurer; return the id."""
    day = today_in_china() - timedelta(days=1)
    resident = online.town.residents[online.town.estate][0]
    async with online.engine.begin() as conn:
        profile = await rule_profile(conn, online.town.estate, on=day)
        await record_services(
            conn,
            [
                NewServiceRecord(
                    source_key=source_key(
                        served_on=day,
                        activity="端午包粽",
                        service_type="邻里活动",
                        resident_id=resident,
                        checked_in=time(9),
                    ),
                    activity="端午包粽",
                    service_type="邻里活动",
                    organiser="文明实践站",
                    span=ServiceSpan(resident, day, time(9), time(11)),
                    service_minutes=120,
                    confirmer="栋长",
                    waiting_reasons=(),
                    award=service_award(
                        profile, service_type="邻里活动", service_minutes=120, on=day
                    ),
                    row_no=1,
                )
            ],
            estate_id=online.town.estate,
            documents=(),
            import_id=None,
            actor_user_id=online.town.treasurer,
            now=now_utc(),
            today=today_in_china(),
            progress=None,
        )
        found: int = await conn.scalar(text("select max(service_record_id) from service_record"))
    return found


async def test_from_the_phone_to_the_books(online: Online) -> None:
    record = await served(online)
    resident = await online.signed_in("resident")
    organiser, committee = await online.signed_in("organiser"), await online.signed_in("committee")
    mine = f"{online.estate}/me/service-records/{record}"
    seen = (await resident.get(mine)).json()
    assert seen["how"] == [
        "从 09:00 计到 11:00，共 120 分钟，即 2 小时。",
        "积分按满小时算：满 2 小时，每小时 1 分，得 2 分。",
    ]
    assert (seen["may_appeal"], seen["corrections"]) == (True, [])
    body: dict[str, Any] = {"claim": "longer", "came": "09:00", "gone": "12:00", "words": "晚走的"}
    made = await do(resident, f"{mine}/appeals", body, status=201)
    assert (await resident.get(mine)).json()["may_appeal"] is False
    [waiting] = (await organiser.get(f"{online.estate}/service-appeals?state=waiting")).json()[
        "items"
    ]
    assert (waiting["recorded"], waiting["volunteer_masked"]) == (
        "09:00–11:00，现在计 120 分钟",
        "张*",
    )
    answer = f"{online.estate}/service-appeals/{made['service_appeal_id']}/answer"
    await do(committee, answer, {"is_granted": True, "words": "照片"}, status=400)
    granted = {"is_granted": True, "came": "09:00", "gone": "12:00", "words": "照片上看得到"}
    assert (await do(committee, answer, granted))["state_title"] == "已同意"
    [correction] = (
        await organiser.get(f"{online.estate}/service-corrections?state=prepared")
    ).json()["items"]
    approval = f"{online.estate}/service-corrections/{correction['service_correction_id']}/approval"
    refused = await do(committee, approval, {}, status=409)
    assert refused["code"] == "correction_needs_second_person"
    posted = await do(organiser, approval, {})
    assert (posted["state"], posted["points"], len(posted["seqs"])) == ("posted", 1, 2)
    detail = (await committee.get(f"{online.estate}/service-records/{record}")).json()
    assert (detail["service_minutes"], detail["points"]) == (180, 3)
    assert detail["record"]["service_minutes"] == 120
    [own] = (await resident.get(f"{online.estate}/me/service-records")).json()["items"]
    assert (own["service_minutes"], own["points"], own["corrections"]) == (180, 3, 1)
    assert (await resident.get(mine)).json()["how"][0] == (
        "从 09:00 计到 12:00，共 180 分钟，即 3 小时。"
    )


async def test_a_preview_writes_nothing_and_a_refusal_leaves_the_record(online: Online) -> None:
    record = await served(online)
    organiser, committee = await online.signed_in("organiser"), await online.signed_in("committee")
    address = f"{online.estate}/service-records/{record}/corrections"
    there = {"checked_in": "09:00", "checked_out": "10:00"}
    seen = await do(organiser, f"{address}/preview", there)
    assert seen["sentence"] == "时长由 2 小时更正为 1 小时，收回积分 1 分。"
    assert (await do(organiser, f"{address}/preview", {}))["to_minutes"] == 0
    await do(organiser, f"{address}/preview", {"checked_in": "09:00"}, status=400)
    unchanged = {"checked_in": "13:00", "checked_out": "15:00"}
    same = await do(organiser, f"{address}/preview", unchanged, status=409)
    assert same["code"] == "correction_changes_nothing"
    made = await do(organiser, address, there | {"reason": "抄错了"}, status=201)
    refusal = f"{online.estate}/service-corrections/{made['service_correction_id']}/refusal"
    refused = await do(committee, refusal, {"reason": "照片看不出"})
    assert (refused["state_title"], refused["decision_reason"]) == ("没有同意", "照片看不出")
    detail = (await committee.get(f"{online.estate}/service-records/{record}")).json()
    assert detail["service_minutes"] == 120


@pytest.mark.parametrize("login", ["resident", "shopkeeper", "cashier", "operator"])
async def test_who_does_not_read_appeals(online: Online, login: str) -> None:
    browser = await online.signed_in(login)
    for path in ("service-appeals", "service-corrections", "low-ratings"):
        assert (await browser.get(f"{online.estate}/{path}")).status_code == 403


async def test_the_start_pages_count_what_waits(online: Online) -> None:
    record = await served(online)
    resident = await online.signed_in("resident")
    body = {"claim": "longer", "came": "09:00", "gone": "12:00", "words": "晚走的"}
    await do(resident, f"{online.estate}/me/service-records/{record}/appeals", body, status=201)
    for login in ("organiser", "committee", "supervisor"):
        browser = await online.signed_in(login)
        waiting = (await browser.get(f"{online.estate}/desk/today")).json()["waiting"]
        counts = {each["key"]: each["count"] for each in waiting}
        assert counts["service_appeals"] == 1
