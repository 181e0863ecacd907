"""Saying what one can on the phone; requests that fit come first."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

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


async def test_the_office_asks_a_volunteer_once_for_a_request_and_twice_a_day(
    online: Online,
) -> None:
    resident, neighbour = await online.signed_in("resident"), await online.signed_in("neighbour")
    organiser = await online.signed_in("organiser")
    offer = f"{online.estate}/me/help-offer"
    body = {"skills": ["助医陪诊"], "weekly_times": []}
    await neighbour.write(offer, body, method="PUT")
    who = online.town.residents[online.town.estate][1]
    made = [
        (await resident.write(f"{online.estate}/me/help-requests", wish(minutes=15))).json()
        for _ in range(3)
    ]
    numbers = [each["help_request_id"] for each in made]

    async def call(number: int) -> tuple[int, list[str]]:
        answer = await organiser.write(
            f"{online.estate}/help-requests/{number}/calls", {"resident_ids": [who]}
        )
        assert answer.status_code == 200, answer.text
        said = answer.json()
        return said["called"], [each["reason"] for each in said["passed_over"]]

    assert await call(numbers[0]) == (1, [])
    assert await call(numbers[0]) == (0, ["这个求助已经问过他"])
    assert await call(numbers[1]) == (1, [])
    fitting = f"{online.estate}/help-requests/{numbers[2]}/volunteers"
    [shown] = (await organiser.get(fitting)).json()["items"]
    too_often = "今天已经问过他 2 次，请明天再问或问别人"
    assert shown["may_not_be_called"] == too_often
    assert await call(numbers[2]) == (0, [too_often])
    # The database counts as well, and knows the wish.
    put = text("""insert into help_call (estate_id, help_request_id, resident_id, called_by,
            called_at) values (:e, :request, :who, 1, :at)""")
    async with online.engine.connect() as conn:
        now = await conn.scalar(text("select max(called_at) from help_call"))
        values = {"e": online.town.estate, "request": numbers[2], "who": who, "at": now}
        with pytest.raises(DBAPIError) as caught:
            await conn.execute(put, values)
    assert getattr(caught.value.orig, "sqlstate", None) == "LG100"

    await neighbour.write(offer, body | {"wants_calls": False}, method="PUT")
    assert (await neighbour.get(offer)).json()["wants_calls"] is False
    assert await call(numbers[2]) == (0, ["本人选了不要发消息找他"])
    async with online.engine.connect() as conn:
        told = list(
            await conn.execute(
                text("""select resident_id, args from message where template = 'help_wanted'
                    order by message_id""")
            )
        )
        mine = await conn.scalar(
            text("select name from resident where resident_id = :id"),
            {"id": online.town.residents[online.town.estate][0]},
        )
    assert [row.resident_id for row in told] == [who, who]
    assert told[0].args["outcome"] == "您会助医陪诊"
    # Neither who asks nor where.
    assert mine not in str(told)
    assert "栋" not in str(told)
    nobody = await neighbour.write(
        f"{online.estate}/help-requests/{numbers[2]}/calls", {"resident_ids": [who]}
    )
    assert nobody.status_code == 403
    await resident.write(f"{online.estate}/me/help-requests/{numbers[2]}/withdrawal", {})
    gone = await organiser.write(
        f"{online.estate}/help-requests/{numbers[2]}/calls", {"resident_ids": [who]}
    )
    assert gone.json()["code"] == "help_request_is_in_another_state"


async def test_nobody_else_is_called(online: Online) -> None:
    resident, organiser = await online.signed_in("resident"), await online.signed_in("organiser")
    made = (await resident.write(f"{online.estate}/me/help-requests", wish())).json()
    number = made["help_request_id"]
    own = online.town.residents[online.town.estate]
    answer = await organiser.write(
        # The one who asks, one who offers nothing, and somebody who is not there.
        f"{online.estate}/help-requests/{number}/calls",
        {"resident_ids": [own[0], own[1], 90_000_000]},
    )
    said = answer.json()
    assert said["called"] == 0
    assert {each["reason"] for each in said["passed_over"]} == {"已经不再提供帮助"}
    async with online.engine.connect() as conn:
        assert await conn.scalar(text("select count(*) from help_call")) == 0
