"""Teams, honours, stars and the leaderboard over HTTP, and the public board without a session."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ledger.db.ids import now_utc
from tests.conftest import Database
from tests.volunteering.activities.test_routes import body, do
from tests.web.online import Online, town_online


@pytest.fixture
async def online(database: Database, tmp_path: Path) -> AsyncIterator[Online]:
    async with town_online(database, tmp_path) as online:
        yield online


async def test_a_team_is_founded_joined_and_signs_up(online: Online) -> None:
    teams, mine = f"{online.estate}/volunteer-teams", f"{online.estate}/me/teams"
    me, leader, third = online.town.residents[online.town.estate]
    organiser, resident = await online.signed_in("organiser"), await online.signed_in("resident")
    new = {"name": "清扫队", "category": "人居环境", "leader_resident_id": leader}
    refused = await do(resident, teams, new, status=403)
    assert refused["code"] == "permission_is_missing"
    team_id = (await do(organiser, teams, new, status=201))["volunteer_team_id"]

    seen = (await resident.get(mine)).json()["items"]
    assert [(each["name"], each["my_role"], each["am_asking"]) for each in seen] == [
        ("清扫队", None, False)
    ]
    asked = await do(resident, f"{mine}/{team_id}/membership", {}, status=201)
    assert (asked["am_asking"], asked["my_role"]) == (True, None)
    own = asked["my_member_id"]
    # Who only asks sees no names and decides nothing.
    assert (await resident.get(f"{mine}/{team_id}")).json()["members"] == []
    path = f"{mine}/{team_id}/members/{own}/decision"
    refused = await do(resident, path, {"is_accepted": True}, status=403)
    assert refused["code"] == "team_is_led_by_others"

    sheet = await do(organiser, f"{teams}/{team_id}/members/{own}/decision", {"is_accepted": True})
    assert [row["role_title"] for row in sheet["members"]] == ["队长", "队员"]
    await do(organiser, f"{teams}/{team_id}/members", {"resident_id": third}, status=201)
    await do(organiser, f"{teams}/{team_id}/members/{own}/role", {"role": "leader"})
    sheet = (await resident.get(f"{mine}/{team_id}")).json()
    assert sheet["team"]["may_act"] is True
    assert all(row["name_masked"].endswith("*") for row in sheet["members"])

    plans = f"{online.estate}/activity-plans"
    activity = (await do(organiser, plans, body(capacity=2), status=201))["activity_id"]
    await do(organiser, f"{plans}/publish", {"activity_ids": [activity]})
    said = {"activity_id": activity, "resident_ids": [me, leader, third]}
    signed_up = await do(resident, f"{mine}/{team_id}/sign-ups", said, status=201, key="team")
    assert (signed_up["signed_up"], signed_up["waiting"]) == (2, 1)
    assert await do(resident, f"{mine}/{team_id}/sign-ups", said, status=201, key="team")
    listed = (await organiser.get(f"{plans}/{activity}/sign-ups")).json()["items"]
    assert {row["team"] for row in listed} == {"清扫队"}

    refused = await do(resident, f"{mine}/{team_id}/members/{own}/leave", {}, status=409)
    assert refused["code"] == "leader_hands_over_first"
    ended = await do(organiser, f"{teams}/{team_id}/end", {})
    assert ended["has_ended"] is True
    assert (await organiser.get(teams)).json()["items"] == []
    # In another estate there is no such team, and nobody to ask.
    other = f"/api/v1/estates/{online.town.estates[1]}"
    assert (await organiser.get(f"{other}/volunteer-teams/{team_id}")).status_code == 404


async def test_the_public_board_forgets_a_name_at_once(online: Online) -> None:
    lists, me = f"{online.estate}/honours-lists", online.town.residents[online.town.estate][0]
    organiser, committee = await online.signed_in("organiser"), await online.signed_in("committee")
    resident, stranger = await online.signed_in("resident"), online.browser()
    new: dict[str, Any] = {
        "category": "volunteer",
        "title": "第二季度优秀志愿者",
        "honours": [{"resident_id": me, "reason": "风雨无阻，一次不缺"}],
    }
    proposed = await do(organiser, lists, new, status=201)
    list_id = proposed["honours_list_id"]
    assert proposed["phase"] == "proposed"

    async def board() -> str:
        answer = await stranger.get("/p/estate1/honours")
        assert answer.status_code == 200, answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert "<script" not in answer.text
        return answer.text

    assert "第二季度" not in await board()
    decision = {"is_approved": True}
    refused = await do(organiser, f"{lists}/{list_id}/decision", decision, status=403)
    assert refused["code"] == "permission_is_missing"
    approved = await do(committee, f"{lists}/{list_id}/decision", decision)
    assert approved["phase"] == "on_notice"
    assert "1 位没有公开姓名" in await board()
    assert "一次不缺" not in await board()

    consents = f"{online.estate}/me/consents"
    texts = (await resident.get(consents)).json()["texts"]
    version = next(t["text_version"] for t in texts if t["purpose"] == "public_honours")
    said = {"purpose": "public_honours", "text_version": version}
    await do(resident, consents, said, status=201)
    own = (await resident.get(f"{online.estate}/me/honours")).json()
    assert (own["agrees"], own["mine"][0]["is_named"]) == (True, True)
    assert own["lists"][0]["counted_in"] == "位"
    name = own["lists"][0]["named"][0]["name"]
    assert name.endswith("*")
    assert name in await board()
    await do(resident, f"{consents}/public_honours/withdraw", {})
    assert name not in await board()

    honour = own["mine"][0]["honour_id"]
    path = f"{online.estate}/me/honours/{honour}/objections"
    objection = await do(resident, path, {"reason": "这次活动我没有参加"}, status=201)
    settle = f"{online.estate}/honour-objections/{objection['honour_objection_id']}/settlement"
    settled = await do(committee, settle, {"is_upheld": True, "reply": "核对属实，撤下"})
    assert settled["is_upheld"] is True
    [seen] = (await committee.get(lists)).json()["items"]
    assert seen["honours"][0]["is_revoked"] is True
    assert (await stranger.get("/p/nowhere/honours")).status_code == 404


async def test_stars_and_the_leaderboard_of_oneself(online: Online) -> None:
    resident = await online.signed_in("resident")
    stars = (await resident.get(f"{online.estate}/me/stars")).json()
    assert (stars["stars"], stars["next_stars"]) == (0, 1)
    assert stars["minutes_to_next"] == stars["hours_of_stars"][0] * 60
    await do(resident, f"{online.estate}/me/leaderboard-choice", {"shown_as": "building"})
    board = (await resident.get(f"{online.estate}/me/leaderboard?span=year")).json()
    assert (board["shown_as"], board["own_rank"], board["listed"]) == ("building", None, [])
    assert board["to_on"] == (now_utc() + timedelta(hours=8)).date().isoformat()
    assert (await resident.get(f"{online.estate}/me/leaderboard?span=week")).status_code == 400
