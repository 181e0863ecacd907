"""A certificate after one of its services was corrected, and the file of all volunteers."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import date, time
from pathlib import Path

import pytest
from sqlalchemy import text

from ledger.certificates import queries
from ledger.certificates.estate_records.queries import estate_records
from ledger.certificates.operations import holder_of
from ledger.certificates.pages import certificate_page
from ledger.volunteering.corrections.operations import (
    Wanted,
    approve_correction,
    prepare_correction,
)
from ledger.volunteering.corrections.rules import Presence
from tests.certificates.conftest import NOW, TODAY, Volunteers
from tests.certificates.test_operations import faults
from tests.conftest import Database
from tests.volunteering.activities.test_routes import do
from tests.web.online import Online, town_online


async def correct(volunteers: Volunteers, seq: int, presence: Presence) -> None:
    """Correct the service whose minutes this entry recognised, by two people."""
    async with volunteers.engine.begin() as conn:
        record = await conn.scalar(
            text("select service_record_id from service_record where minutes_seq = :seq"),
            {"seq": seq},
        )
        prepared = await prepare_correction(
            conn,
            Wanted(presence, "签到纸抄错"),
            estate_id=volunteers.estate_id,
            service_record_id=record,
            actor_user_id=volunteers.town.treasurer,
            now=NOW,
        )
        await approve_correction(
            conn,
            estate_id=volunteers.estate_id,
            service_correction_id=prepared.service_correction_id,
            actor_user_id=volunteers.town.committee,
            now=NOW,
            today=TODAY,
        )


async def test_the_public_page_says_that_a_service_was_corrected_since(
    volunteers: Volunteers, tmp_path: Path
) -> None:
    issued = await volunteers.issue()
    before = (issued.content, issued.record_hash)
    await correct(volunteers, issued.services[0].seq, Presence(time(9), time(12)))
    async with volunteers.engine.connect() as conn:
        again = await queries.read_certificate(
            conn, estate_id=volunteers.estate_id, certificate_id=issued.certificate_id
        )
        page = certificate_page(again, holder_of(conn, again), written_name=None)
    assert (again.state, again.corrected_seqs) == ("corrected", [issued.services[0].seq])
    assert "证明内记录此后有更正" in page
    assert page.count("此后有更正</span>") == 1
    # The certificate itself is as it was; a new one says what the books say now.
    assert (again.content, again.record_hash) == before
    newer = await volunteers.issue()
    assert newer.service_minutes == issued.service_minutes + 30
    assert newer.content["supersedes"] == [issued.number]
    assert await faults(volunteers.engine, tmp_path) == []


async def test_the_file_of_all_volunteers_says_what_stands(volunteers: Volunteers) -> None:
    issued = await volunteers.issue()
    first, second = (service.seq for service in issued.services)
    await correct(volunteers, first, Presence(time(9), time(10)))
    await correct(volunteers, second, Presence(None, None))
    async with volunteers.engine.connect() as conn:
        rows = [
            row
            async for row in estate_records(
                conn, estate_id=volunteers.estate_id, from_on=None, to_on=date(2026, 7, 2)
            )
        ]
    assert [(row.service_minutes, row.points, row.corrections) for row in rows] == [
        (60, 1, 1),
        (0, 0, 1),
    ]
    assert rows[1].checked_in is None


@pytest.fixture
async def online(database: Database, tmp_path: Path) -> AsyncIterator[Online]:
    async with town_online(database, tmp_path) as online:
        yield online


async def test_staff_take_the_file_with_a_reason_that_is_logged(online: Online) -> None:
    organiser = await online.signed_in("organiser")
    address = f"{online.estate}/service-records/export"
    for body in ({"reason": "x"}, {}):
        await do(organiser, address, body, status=400)
    answer = await organiser.write(address, {"reason": "报送街道统计", "file_format": "json"})
    assert answer.status_code == 200
    said = json.loads(answer.content)
    assert said["format"] == "ledger-estate-volunteer-records/v1"
    table = await organiser.write(address, {"reason": "报送街道统计", "file_format": "csv"})
    assert table.content.decode("utf-8-sig").startswith("志愿者编号,姓名,日期")
    async with online.engine.connect() as conn:
        logged = await conn.execute(
            text("""select details ->> 'reason' as reason from audit_line
                where action = 'export_estate_services'""")
        )
        assert [row.reason for row in logged] == ["报送街道统计"] * 2
    for login in ("resident", "treasurer", "supervisor"):
        browser = await online.signed_in(login)
        await do(browser, address, {"reason": "想看看"}, status=403)
