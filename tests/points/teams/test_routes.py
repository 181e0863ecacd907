"""A team's points over HTTP: the leader's phone, the desk, and who sees what."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import Database
from tests.volunteering.activities.test_routes import do
from tests.web.online import Online, town_online


@pytest.fixture
async def online(database: Database, tmp_path: Path) -> AsyncIterator[Online]:
    async with town_online(database, tmp_path) as online:
        yield online


async def test_from_the_award_to_the_members(online: Online) -> None:
    me, other, stranger = online.town.residents[online.town.estate]
    organiser, committee = await online.signed_in("organiser"), await online.signed_in("committee")
    resident = await online.signed_in("resident")
    teams = f"{online.estate}/volunteer-teams"
    new = {"name": "巡访队", "category": "平安巡访", "leader_resident_id": me}
    team_id = (await do(organiser, teams, new, status=201))["volunteer_team_id"]
    await do(organiser, f"{teams}/{team_id}/members", {"resident_id": other}, status=201)

    lists = f"{online.estate}/award-lists"
    rows = [{"volunteer_team_id": team_id, "points": 60, "reason": "巡访一季"}]
    two = rows[0] | {"resident_id": me}
    asked = {"source_code": "P1105", "rows": rows, "title": "优秀服务队", "basis": "7月1日会议"}
    assert (await do(organiser, lists, asked | {"rows": [two]}, status=400))["code"] == (
        "request_is_malformed"
    )
    number = (await do(organiser, lists, asked, status=201))["award_list_id"]
    given = await do(committee, f"{lists}/{number}/approve", {})
    assert (given["rows"][0]["name_masked"], given["rows"][0]["points"]) == ("巡访队", 60)

    mine = f"{online.estate}/me/teams/{team_id}/points"
    seen = (await resident.get(mine)).json()
    assert (seen["points"], seen["spendable"], seen["may_plan"]) == (60, 60, True)
    plan = {
        "purpose": "按到场次数分",
        "shares": [{"resident_id": me, "points": 20}, {"resident_id": other, "points": 25}],
    }
    refused = await do(resident, f"{mine}/plans", plan | {"pool_points": 3}, status=400)
    assert refused["code"] == "request_is_malformed"
    away = plan | {"shares": [{"resident_id": stranger, "points": 1}]}
    refused = await do(resident, f"{mine}/plans", away, status=409)
    assert (refused["code"], refused["fields"][0]["field"]) == (
        "share_is_for_no_member", "shares[0]",
    )  # fmt: skip
    first = (await do(resident, f"{mine}/plans", plan, status=201))["team_points_plan_id"]
    await do(resident, f"{mine}/plans/{first}/withdraw", {})
    second = (await do(resident, f"{mine}/plans", plan, status=201))["team_points_plan_id"]
    waiting = (await resident.get(mine)).json()["waiting"]
    assert [share["points"] for share in waiting["shares"]] == [20, 25]
    assert all(share["name_masked"].endswith("*") for share in waiting["shares"])

    plans = f"{online.estate}/team-points-plans"
    refused = await do(resident, f"{plans}/{second}/confirm", {}, status=403)
    assert refused["code"] == "permission_is_missing"
    [listed] = (await committee.get(f"{plans}?state=proposed")).json()["items"]
    assert (listed["team"], listed["points"], listed["people"]) == ("巡访队", 45, 2)
    confirmed = await do(committee, f"{plans}/{second}/confirm", {})
    assert confirmed["plan"]["state"] == "confirmed"
    wallet = (await resident.get(f"{online.estate}/me/wallet")).json()
    assert wallet["points"] == 20
    [to_other, to_me, came] = (await resident.get(f"{mine}/history")).json()["items"]
    assert [line["points"] for line in (to_other, to_me, came)] == [-25, -20, 60]
    assert to_other["who"].endswith("*")
    states = [each["state"] for each in (await resident.get(f"{mine}/plans")).json()["items"]]
    assert states == ["confirmed", "withdrawn"]

    refused = await do(organiser, f"{teams}/{team_id}/end", {}, status=409)
    assert (refused["code"], refused["points"]) == ("team_has_points", 15)
    at_desk = {"purpose": "捐给邻居", "pool_points": 15, "reason": "队长不用手机"}
    path = f"{teams}/{team_id}/points/plans"
    third = (await do(organiser, path, at_desk, status=201))["team_points_plan_id"]
    refused = await do(organiser, f"{plans}/{third}/confirm", {}, status=409)
    assert refused["code"] == "team_points_need_second_person"
    sent_back = await do(committee, f"{plans}/{third}/refuse", {"reason": "先问队员"})
    assert sent_back["plan"]["decision_reason"] == "先问队员"
    fourth = (await do(organiser, path, at_desk, status=201))["team_points_plan_id"]
    assert (await do(organiser, f"{plans}/{fourth}/withdraw", {}))["state"] == "withdrawn"
    fifth = (await do(organiser, path, at_desk, status=201))["team_points_plan_id"]
    await do(committee, f"{plans}/{fifth}/confirm", {})
    sheet = (await organiser.get(f"{teams}/{team_id}/points")).json()
    assert (sheet["points"], sheet["waiting"]) == (0, None)
    assert len((await organiser.get(f"{teams}/{team_id}/points/history")).json()["items"]) == 4
    assert (await organiser.get(f"{plans}/{fifth}")).json()["plan"]["kind"] == "pool"

    # Who is of no team, or of another estate, finds nothing there.
    await do(organiser, f"{teams}/{team_id}/end", {})
    assert (await resident.get(mine)).status_code == 404
    elsewhere = f"/api/v1/estates/{online.town.estates[1]}/volunteer-teams/{team_id}/points"
    assert (await organiser.get(elsewhere)).status_code == 404
