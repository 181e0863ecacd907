"""The screen, the phone and the list over HTTP."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ledger.db.ids import CHINA, now_utc
from ledger.volunteering.attendance.codes import STEP_SECONDS
from tests.conftest import Database
from tests.volunteering.activities.test_routes import body, do
from tests.web.online import Browser, Online, town_online


@pytest.fixture
async def online(database: Database, tmp_path: Path) -> AsyncIterator[Online]:
    async with town_online(database, tmp_path) as online:
        yield online


def around_now(**changed: Any) -> dict[str, Any]:
    """An activity of two hours that is under way, within the day in China."""
    now = now_utc().astimezone(CHINA)
    midnight = datetime.combine(now.date(), datetime.min.time(), CHINA)
    starts = max(now - timedelta(hours=1), midnight)
    ends = min(now + timedelta(hours=1), midnight + timedelta(hours=24, seconds=-1))
    return (
        body(starts_at=starts.isoformat(), ends_at=ends.isoformat(), sign_up_until=ends.isoformat())
        | changed
    )


async def under_way(online: Online, organiser: Browser, **changed: Any) -> int:
    plans = f"{online.estate}/activity-plans"
    drafted = await do(organiser, plans, around_now(**changed), status=201)
    number: int = drafted["activity_id"]
    await do(organiser, f"{plans}/publish", {"activity_ids": [number]})
    started = await do(organiser, f"{plans}/{number}/start")
    assert started["state_title"] == "进行中"
    return number


async def shown(organiser: Browser, plan: str, direction: str = "in") -> dict[str, Any]:
    answer = await organiser.get(f"{plan}/check-in-code?direction={direction}")
    assert answer.status_code == 200, answer.text
    screen: dict[str, Any] = answer.json()
    return screen


async def test_from_the_screen_to_the_list(online: Online) -> None:
    organiser, resident = await online.signed_in("organiser"), await online.signed_in("resident")
    number = await under_way(online, organiser, capacity=5)
    plan = f"{online.estate}/activity-plans/{number}"
    mine = f"{online.estate}/me/coming-activities/{number}"

    screen = await shown(organiser, plan)
    digits = re.sub(r"\s", "", screen["digits"])
    assert screen["address"].endswith(f"/ui/m/activities/{number}/check-in?c={digits}")
    assert 1 <= screen["seconds_left"] <= STEP_SECONDS
    assert (screen["listed"], screen["came"]) == (0, 0)
    svg = base64.b64decode(screen["qr_svg"].partition(",")[2])
    assert b"<svg" in io.BytesIO(svg).read(200)

    marked = await do(resident, f"{mine}/check-in", {"code": screen["address"]})
    assert marked["direction_title"] == "签到"
    refused = await do(resident, f"{mine}/check-in", {"code": digits}, status=409)
    assert refused["code"] == "marked_already"
    assert (await shown(organiser, plan))["came"] == 1
    out = await shown(organiser, plan, "out")
    assert out["digits"] != screen["digits"]
    other = online.town.residents[online.town.estate][1]
    await do(organiser, f"{plan}/sign-ups", {"resident_id": other}, status=201)
    ticked = await do(organiser, f"{plan}/marks", {"resident_id": other, "direction": "in"})
    assert ticked["attendance"]["came_by"] == "list"
    rows = (await organiser.get(f"{plan}/attendance")).json()["items"]
    assert [row["came_by"] for row in rows] == ["code", "list"]
    [own] = (await resident.get(f"{mine}/attendance")).json()["items"]
    assert own["note"].startswith("还没有签退")
    done = await do(organiser, f"{plan}/finish", {})
    assert done["state_title"] == "待核实"
    waiting = (await organiser.get(f"{online.estate}/service-records?state=waiting")).json()
    assert len(waiting["items"]) == 2
    assert "没有签退时间" in waiting["items"][0]["reason"]
    # The screen goes dark with the activity.
    assert (await organiser.get(f"{plan}/check-in-code")).status_code == 409


async def test_nobody_guesses_a_code(online: Online) -> None:
    organiser, resident = await online.signed_in("organiser"), await online.signed_in("resident")
    number = await under_way(online, organiser, capacity=5)
    plan = f"{online.estate}/activity-plans/{number}"
    mine = f"{online.estate}/me/coming-activities/{number}/check-in"
    good = (await shown(organiser, plan))["digits"].replace(" ", "")
    wrong = [f"{(int(good) + n) % 10**8:08d}" for n in range(1, 7)]
    # One stale code scanned again and again is a person in a hurry.
    for _ in range(7):
        refused = await do(resident, mine, {"code": wrong[0]}, status=409)
        assert refused["code"] == "check_in_code_is_not_valid"
    for code in wrong[1:5]:
        await do(resident, mine, {"code": code}, status=409)
    refused = await do(resident, mine, {"code": wrong[5]}, status=429)
    assert refused["code"] == "check_in_is_throttled"
    assert refused["retry_after"] > 0
    # The right one has to wait too, or a guess would be told from a hit; the list is open.
    await do(resident, mine, {"code": good}, status=429)


async def test_paper_is_looked_at_and_then_written_down(online: Online) -> None:
    organiser = await online.signed_in("organiser")
    number = await under_way(online, organiser, capacity=5)
    plan = f"{online.estate}/activity-plans/{number}"
    starts = datetime.fromisoformat((await organiser.get(plan)).json()["starts_at"])
    came = starts.astimezone(CHINA) + timedelta(minutes=1)
    one, other = online.town.residents[online.town.estate][1:3]
    row = {
        "resident_id": one,
        "came": f"{came:%H:%M}",
        "left": f"{came + timedelta(minutes=5):%H:%M}",
        "reason": "签到纸第 3 行",
    }
    wrong = row | {"resident_id": other, "left": row["came"]}
    seen = await do(organiser, f"{plan}/entries/preview", {"rows": [row, wrong]})
    assert (seen["people"], seen["service_minutes"], seen["faults"]) == (1, 5, 1)
    assert seen["rows"][1]["fault"] == "离开要晚于到场。"
    refused = await do(organiser, f"{plan}/entries", {"rows": [row, wrong]}, status=409)
    assert refused["fields"] == [{"field": "rows[1]", "message": "离开要晚于到场。"}]
    assert (await organiser.get(f"{plan}/attendance")).json()["items"] == []
    await do(organiser, f"{plan}/entries", {"rows": [row]}, status=201)
    [written] = (await organiser.get(f"{plan}/attendance")).json()["items"]
    assert (written["came_by"], written["note"]) == ("entry", "补录：签到纸第 3 行")
    malformed: list[list[dict[str, Any]]] = [[], [row | {"reason": " "}], [row | {"points": 9}]]
    for rows in malformed:
        await do(organiser, f"{plan}/entries", {"rows": rows}, status=400)


@pytest.mark.parametrize("login", ["resident", "treasurer", "committee", "shopkeeper"])
async def test_only_organisers_show_the_code(online: Online, login: str) -> None:
    organiser = await online.signed_in("organiser")
    number = await under_way(online, organiser)
    browser = await online.signed_in(login)
    answer = await browser.get(f"{online.estate}/activity-plans/{number}/check-in-code")
    assert answer.status_code == 403
    refused = await do(browser, f"{online.estate}/activity-plans/{number}/finish", {}, status=403)
    assert refused["code"] == "permission_is_missing"
