"""One volunteer from the notice to the paper: signs up, comes, is confirmed, and is believed."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pypdf import PdfReader

from ledger.db.ids import CHINA
from ledger.evidence.database_verification import verify_database
from tests.conftest import Database
from tests.printed_page import codes_in
from tests.web.online import Browser, Online, town_online

# What the chart says of the accounts through which an hour goes.
RECOGNISED, SERVED = "M1101", "M2101"
EARNED, WALLETS = "P1103", "P2101"


class MovedClock(datetime):
    """The program's clock, set back to a moment of the story; it goes on from there."""

    set_back = timedelta(0)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) - cls.set_back

    @classmethod
    def set_to(cls, moment: datetime) -> None:
        cls.set_back = datetime.now(moment.tzinfo) - moment


@pytest.fixture
async def online(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Online]:
    monkeypatch.setattr("ledger.db.ids.datetime", MovedClock)
    MovedClock.set_back = timedelta(0)
    async with town_online(database, tmp_path) as online:
        yield online


async def done(browser: Browser, path: str, said: Any = None, *, status: int = 200) -> Any:
    answer = await browser.write(path, said)
    assert answer.status_code == status, answer.text
    return answer.json()


async def books(treasurer: Browser, estate: str) -> dict[str, int]:
    """Return what the accounts of the story stand at, each on its own side."""
    found: dict[str, int] = {}
    for currency, codes in (("MIN", (RECOGNISED, SERVED)), ("PTS", (EARNED, WALLETS))):
        answer = await treasurer.get(f"{estate}/books/trial-balance?currency={currency}")
        assert answer.status_code == 200, answer.text
        said = answer.json()
        assert said["is_balanced"]
        closing = {row["code"]: abs(row["closing"]) for row in said["rows"]}
        found |= {code: closing.get(code, 0) for code in codes}
    return found


def standing(*, minutes: int, points: int) -> dict[str, int]:
    return {RECOGNISED: minutes, SERVED: minutes, EARNED: points, WALLETS: points}


async def test_from_sign_up_to_the_certificate_that_a_stranger_believes(
    online: Online, tmp_path: Path
) -> None:
    volunteer = await online.signed_in("resident")
    organiser, committee = await online.signed_in("organiser"), await online.signed_in("committee")
    treasurer = await online.signed_in("treasurer")
    estate = online.estate
    wallet, records = f"{estate}/me/wallet", f"{estate}/service-records"
    day = (datetime.now(CHINA) - timedelta(days=1)).date()

    def at(hour: int, minute: int) -> datetime:
        return datetime.combine(day, time(hour, minute), CHINA)

    # The notice goes up in the morning, and somebody wants to come.
    MovedClock.set_to(at(7, 0))
    notice = {
        "name": "楼道清扫",
        "service_type": "人居环境",
        "organiser": "社区志愿服务队",
        "place": "3栋楼前",
        "description": "工具现场领",
        "starts_at": at(9, 0).isoformat(),
        "ends_at": at(11, 0).isoformat(),
        "capacity": 5,
    }
    number = (await done(organiser, f"{estate}/activity-plans", notice, status=201))["activity_id"]
    plan = f"{estate}/activity-plans/{number}"
    mine = f"{estate}/me/coming-activities/{number}"
    await done(organiser, f"{estate}/activity-plans/publish", {"activity_ids": [number]})
    joined = await done(volunteer, f"{mine}/sign-up", status=201)
    assert (joined["my_state"], joined["state_title"]) == ("signed_up", "报名中")
    assert await books(treasurer, estate) == standing(minutes=0, points=0)

    async def scan(direction: str) -> dict[str, Any]:
        screen = (await organiser.get(f"{plan}/check-in-code?direction={direction}")).json()
        said: dict[str, Any] = await done(
            volunteer, f"{mine}/check-in", {"code": screen["address"]}
        )
        return said

    # She is there five minutes before the others, and stays to put the brooms away.
    MovedClock.set_to(at(8, 30))
    await done(organiser, f"{plan}/start")
    MovedClock.set_to(at(8, 55))
    old_screen = (await organiser.get(f"{plan}/check-in-code?direction=in")).json()
    assert (await scan("in"))["direction_title"] == "签到"
    MovedClock.set_to(at(11, 4))
    # A photograph of the morning's screen is worth nothing.
    stale = await volunteer.write(f"{mine}/check-in", {"code": old_screen["address"]})
    assert (stale.status_code, stale.json()["code"]) == (409, "check_in_code_is_not_valid")
    assert (await scan("out"))["direction_title"] == "签退"
    assert await books(treasurer, estate) == standing(minutes=0, points=0)

    # One person's word is not enough, nor is it twice the same person's.
    MovedClock.set_to(at(11, 20))
    finished = await done(organiser, f"{plan}/finish", {})
    assert finished["state_title"] == "待核实"
    [record] = (await organiser.get(f"{records}?state=waiting")).json()["items"]
    assert record["service_minutes"] == 120
    address = f"{records}/{record['service_record_id']}"
    again = await organiser.write(f"{address}/verify", {})
    assert (again.status_code, again.json()["code"]) == (409, "same_person_may_not_verify")
    nothing_yet = await volunteer.write(f"{estate}/me/certificates", {})
    assert nothing_yet.json()["code"] == "nothing_to_certify"
    assert await books(treasurer, estate) == standing(minutes=0, points=0)

    # The next day the second one confirms: minutes and points are in the books at once.
    MovedClock.set_back = timedelta(0)
    verified = await done(committee, f"{address}/verify", {})
    assert (verified["state"], verified["points"]) == ("verified", 2)
    assert await books(treasurer, estate) == standing(minutes=120, points=2)
    seen = (await volunteer.get(wallet)).json()
    assert (seen["points"], seen["service_minutes"], seen["service_count"]) == (2, 120, 1)
    assert (await organiser.get(plan)).json()["state_title"] == "已结束"

    # The paper, and what a stranger is told who scans it.
    issued = await done(volunteer, f"{estate}/me/certificates", {}, status=201)
    assert re.fullmatch(r"志证-\d{4}-000001", issued["number"])
    assert (issued["hours"], issued["service_count"], issued["state_title"]) == ("2.00", 1, "有效")
    paper = await volunteer.get(f"{estate}/me/certificates/{issued['certificate_id']}/paper")
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    for words in (issued["number"], "楼道清扫", "2.00"):
        assert words in re.sub(r"\s", "", printed), words
    [code] = codes_in(paper.content, tmp_path)
    assert urlsplit(code).path == issued["verify_path"]
    page = await online.browser().get(urlsplit(code).path)
    shown = re.sub(r"<[^>]+>|\s", "", page.text)
    assert page.status_code == 200
    for words in (issued["number"], "有效", "2.00"):
        assert words in shown, words

    # Nothing of it costs hours or points, and the whole book agrees with itself.
    assert await books(treasurer, estate) == standing(minutes=120, points=2)
    async with online.engine.connect() as conn:
        for report in await verify_database(conn):
            assert report.is_unaltered, report.lines()
