"""Groups of participants over HTTP: who is in, from when, and why it ended."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from ledger.db.ids import today_in_china
from tests.conftest import Database
from tests.posting.town import rows
from tests.web.online import Online, town_online

TODAY = today_in_china()


@pytest.fixture
async def online(database: Database, tmp_path: Path) -> AsyncIterator[Online]:
    async with town_online(database, tmp_path) as online:
        yield online


async def test_somebody_joins_a_group_and_leaves_it_with_a_reason(online: Online) -> None:
    clerk = await online.signed_in("organiser")
    address = f"{online.estate}/participant-groups"
    resident_id = online.town.residents[online.town.estate][0]
    body = {
        "resident_id": resident_id, "group_name": "楼栋长", "starts_on": str(TODAY - timedelta(9)),
        "reason": "当选3栋楼栋长",
    }  # fmt: skip
    joined = await clerk.write(address, body)
    assert joined.status_code == 201, joined.text
    assert (await clerk.write(address, body)).json()["code"] == "person_is_in_the_group"
    end = f"{address}/{joined.json()['member_id']}/end"
    assert (await clerk.write(end, {"ends_on": str(TODAY)})).status_code == 400
    gone = {"ends_on": str(TODAY), "reason": "换届，不再担任"}
    assert (await clerk.write(end, gone)).status_code == 200
    assert (await clerk.write(end, gone)).json()["code"] == "membership_is_over"
    auditor = await online.signed_in("auditor")
    [listed] = (await auditor.get(address)).json()["items"]
    assert (listed["group_name"], listed["ends_on"]) == ("楼栋长", str(TODAY))
    assert "*" in listed["name_masked"]
    assert (await auditor.write(end, gone)).status_code == 403
    async with online.engine.connect() as conn:
        said = await rows(
            conn,
            """select details->>'reason' from audit_line
            where action = 'leave_group' and details ? 'reason'""",
        )
    assert said == [("换届，不再担任",)]
