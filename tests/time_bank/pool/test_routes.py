"""The pool over HTTP: everybody reads its figures, nobody's name leaves it, two people grant."""

from __future__ import annotations

from typing import Any

import pytest

from tests.time_bank.help.test_routes import online as online
from tests.time_bank.help.test_routes import wish
from tests.web.online import Online


@pytest.fixture
async def pool(online: Online) -> str:
    """The resident gave 90 minutes."""
    resident = await online.signed_in("resident")
    await resident.write(f"{online.estate}/me/time-bank/donations", {"minutes": 90})
    return f"{online.estate}/time-bank-pool"


def proposal(online: Online, **changes: Any) -> dict[str, Any]:
    me = online.town.residents[online.town.estate][0]
    return wish(resident_id=me, need="高龄", reason="独居，腿脚不便", skill="助医陪诊") | changes


async def test_two_people_grant_and_the_neighbour_sees_why_it_fits(
    online: Online, pool: str
) -> None:
    organiser, committee = await online.signed_in("organiser"), await online.signed_in("committee")
    neighbour = await online.signed_in("neighbour")
    offered = await neighbour.write(
        f"{online.estate}/me/help-offer",
        {"skills": ["助医陪诊"], "weekly_times": []},
        method="PUT",
    )
    assert offered.json()["skills"] == ["助医陪诊"], offered.text
    made = await organiser.write(f"{pool}/grants", proposal(online))
    assert made.status_code == 201, made.text
    assert (made.json()["name_masked"], made.json()["state"]) == ("张*", "proposed")
    one = f"{pool}/grants/{made.json()['pool_grant_id']}"
    own = await organiser.write(f"{one}/approval", {})
    assert own.json()["code"] == "pool_grant_needs_another"
    done = await committee.write(f"{one}/approval", {})
    assert (done.json()["state"], done.json()["request_state_title"]) == ("approved", "等人接单")
    [shown] = (await neighbour.get(f"{online.estate}/me/help-requests/open")).json()["items"]
    assert (shown["is_from_pool"], shown["reasons"]) == (True, ["您会助医陪诊"])
    number = done.json()["help_request_id"]
    fitting = await organiser.get(f"{online.estate}/help-requests/{number}/volunteers")
    [volunteer] = fitting.json()["items"]
    assert volunteer["reasons"] == ["会助医陪诊"]
    assert "building_no" not in volunteer
    figures = (await neighbour.get(pool)).json()
    assert (figures["balance_minutes"], figures["held_minutes"]) == (90, 60)
    withdrawn = await organiser.write(f"{one}/withdrawal", {"reason": "家人回来了"})
    assert withdrawn.json()["request_state_title"] == "已撤回"
    assert (await neighbour.get(pool)).json()["held_minutes"] == 0


async def test_bad_proposals_are_refused_in_words(online: Online, pool: str) -> None:
    organiser = await online.signed_in("organiser")
    for changes, code in (
        ({"skill": "飞行"}, "skill_is_unknown"),
        ({"words": "打 13800138000 找我"}, "help_words_tell_too_much"),
        ({"resident_id": 2**40}, "object_is_not_here"),
        ({"need": "没有困难"}, "request_is_malformed"),
    ):
        refused = await organiser.write(f"{pool}/grants", proposal(online, **changes))
        assert refused.json()["code"] == code, refused.text
    resident = await online.signed_in("resident")
    assert (await resident.write(f"{pool}/grants", proposal(online))).status_code == 403
    assert (await resident.get(f"{pool}/grants")).status_code == 403
    assert (await organiser.get(f"{pool}/grants")).json()["items"] == []


async def test_the_statement_names_nobody(online: Online, pool: str) -> None:
    resident = await online.signed_in("resident")
    statement = await resident.get(f"{pool}/movements")
    [row] = statement.json()["items"]
    assert (row["kind_title"], row["minutes"], row["balance_minutes"]) == ("捐入", 90, 90)
    assert "张" not in statement.text
