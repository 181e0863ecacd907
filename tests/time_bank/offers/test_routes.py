"""Saying what one can on the phone; requests that fit come first."""

from __future__ import annotations

from tests.time_bank.help.test_routes import online as online
from tests.time_bank.help.test_routes import wish
from tests.web.online import Online


async def test_an_offer_replaces_the_one_before_and_orders_the_requests(online: Online) -> None:
    resident, neighbour = await online.signed_in("resident"), await online.signed_in("neighbour")
    path = f"{online.estate}/me/help-offer"
    empty = (await neighbour.get(path)).json()
    assert (empty["skills"], empty["weekly_times"]) == ([], [])
    assert len(empty["all_skills"]) >= 8
    for number, (category, skill) in enumerate((("陪伴聊天", None), ("其他", "理发"))):
        made = await resident.write(
            f"{online.estate}/me/help-requests",
            wish(category=category, skill=skill, minutes=30 + number),
        )
        assert made.status_code == 201, made.text

    async def shown() -> list[tuple[str, list[str]]]:
        listed = await neighbour.get(f"{online.estate}/me/help-requests/open")
        return [(each["category"], each["reasons"]) for each in listed.json()["items"]]

    assert [category for category, _ in await shown()] == ["陪伴聊天", "其他"]
    body = {"skills": ["理发"], "weekly_times": ["周三上午", "周日晚上"]}
    kept = (await neighbour.write(path, body, method="PUT")).json()
    assert (kept["skills"], kept["weekly_times"]) == (body["skills"], body["weekly_times"])
    assert [category for category, _ in await shown()] == ["其他", "陪伴聊天"]
    assert (await shown())[0][1][0] == "您会理发"
    await neighbour.write(path, {"skills": [], "weekly_times": []}, method="PUT")
    assert "您会理发" not in str(await shown())
    unknown = await neighbour.write(path, {"skills": ["飞行"], "weekly_times": []}, method="PUT")
    assert (unknown.status_code, unknown.json()["code"]) == (400, "skill_is_unknown")
    bad = await neighbour.write(path, {"skills": [], "weekly_times": ["周八上午"]}, method="PUT")
    assert bad.status_code == 400
