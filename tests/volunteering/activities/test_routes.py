"""Activities over HTTP: from the draft to the list, and what a resident sees of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from ledger.db.ids import now_utc
from tests.conftest import Database
from tests.web.online import Browser, Online, town_online


@pytest.fixture
async def online(database: Database, tmp_path: Path) -> AsyncIterator[Online]:
    async with town_online(database, tmp_path) as online:
        yield online


def body(**changed: Any) -> dict[str, Any]:
    """An activity that begins at 9:00 in China, two days from now."""
    day = (now_utc() + timedelta(days=2)).date()
    return {
        "name": "周末清扫",
        "service_type": "人居环境",
        "organiser": "社区志愿服务队",
        "place": "3栋楼前",
        "description": "请穿平底鞋",
        "starts_at": f"{day}T09:00:00+08:00",
        "ends_at": f"{day}T11:00:00+08:00",
        "capacity": 1,
    } | changed


async def do(browser: Browser, path: str, said: Any = None, *, status: int = 200, **options: Any):
    answer = await browser.write(path, said, **options)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_from_the_draft_to_the_list(online: Online) -> None:
    plans = f"{online.estate}/activity-plans"
    mine = f"{online.estate}/me/coming-activities"
    organiser = await online.signed_in("organiser")
    resident = await online.signed_in("resident")
    categories = (await organiser.get(f"{online.estate}/activity-categories")).json()["items"]
    assert {"人居环境", "垃圾分类", "移风易俗", "助老", "托幼"} <= {c["name"] for c in categories}

    drafted = await do(organiser, plans, body(), status=201)
    number = drafted["activity_id"]
    # Nobody but the organiser knows of a draft.
    assert (await resident.get(mine)).json()["items"] == []
    assert (await resident.get(f"{mine}/{number}")).status_code == 404
    refused = await do(resident, f"{mine}/{number}/sign-up", status=404)
    assert refused["code"] == "object_is_not_here"

    [opened] = (await do(organiser, f"{plans}/publish", {"activity_ids": [number]}))["items"]
    assert (opened["state"], opened["state_title"]) == ("open", "报名中")
    [seen] = (await resident.get(mine)).json()["items"]
    assert (seen["name"], seen["taken"], seen["is_open_for_me"]) == ("周末清扫", 0, True)

    joined = await do(resident, f"{mine}/{number}/sign-up", status=201, key="tapped")
    assert (joined["my_state"], joined["is_cancellable_by_me"]) == ("signed_up", True)
    # The same tap again, and another.
    assert await do(resident, f"{mine}/{number}/sign-up", status=201, key="tapped") == joined
    refused = await do(resident, f"{mine}/{number}/sign-up", status=409)
    assert refused["code"] == "signed_up_already"

    other = online.town.residents[online.town.estate][1]
    waits = await do(organiser, f"{plans}/{number}/sign-ups", {"resident_id": other}, status=201)
    assert (waits["my_state"], waits["my_place_in_line"]) == ("waiting", 1)
    await do(resident, f"{mine}/{number}/cancel")
    [row] = (await organiser.get(f"{plans}/{number}/sign-ups")).json()["items"]
    assert (row["resident_id"], row["state_title"]) == (other, "已报名")
    assert row["name_masked"].endswith("*")
    await do(organiser, f"{plans}/{number}/sign-ups/take-off", {"resident_id": other})
    assert (await organiser.get(f"{plans}/{number}/sign-ups")).json()["items"] == []

    later = body(place="社区广场")
    changed = await do(organiser, f"{plans}/{number}", later, method="PUT")
    assert changed["place"] == "社区广场"
    cancelled = await do(organiser, f"{plans}/{number}/cancel")
    assert cancelled["state_title"] == "已取消"
    refused = await do(organiser, f"{plans}/{number}/cancel", status=409)
    assert refused["code"] == "activity_state_forbids"
    assert (await resident.get(mine)).json()["items"] == []


async def test_a_calendar_takes_the_file(online: Online) -> None:
    organiser, resident = await online.signed_in("organiser"), await online.signed_in("resident")
    plans = f"{online.estate}/activity-plans"
    wanted = body(name="端午包粽，人人动手；带围裙")
    number = (await do(organiser, plans, wanted, status=201))["activity_id"]
    await do(organiser, f"{plans}/publish", {"activity_ids": [number]})
    answer = await resident.get(f"{online.estate}/me/coming-activities/{number}/calendar")
    assert answer.headers["content-type"].startswith("text/calendar")
    [event] = Calendar.from_ical(answer.content).events
    assert str(event["summary"]) == wanted["name"]
    assert str(event["location"]) == "3栋楼前"
    assert f"{event.start:%H:%M}" == "01:00"
    assert event.end - event.start == timedelta(hours=2)


async def test_a_series_is_published_together(online: Online) -> None:
    organiser = await online.signed_in("organiser")
    plans = f"{online.estate}/activity-plans"
    first = now_utc().date() + timedelta(days=2)
    said = body(repeats="weekly", last_on=str(first + timedelta(days=21)))
    drafted = await do(organiser, plans, said, status=201)
    assert len(drafted["activity_ids"]) == 4
    done = await do(organiser, f"{plans}/publish", {"activity_ids": drafted["activity_ids"]})
    assert {item["repeats_title"] for item in done["items"]} == {"每周"}
    page = (await organiser.get(f"{plans}?limit=3&state=open")).json()
    rest = (await organiser.get(f"{plans}?limit=3&state=open&after={page['next']}")).json()
    days = [item["on"] for item in page["items"] + rest["items"]]
    assert days == sorted(days, reverse=True)
    assert len(set(days)) == 4
    resident = await online.signed_in("resident")
    mine = f"{online.estate}/me/coming-activities"
    page = (await resident.get(f"{mine}?limit=3")).json()
    rest = (await resident.get(f"{mine}?limit=3&after={page['next']}")).json()
    assert [item["on"] for item in page["items"] + rest["items"]] == sorted(days)


@pytest.mark.parametrize(
    "changed, code",
    [
        ({"ends_at": "2026-07-11T09:00:00"}, "request_is_malformed"),
        ({"capacity": 0}, "request_is_malformed"),
        ({"name": "a\x00b"}, "request_is_malformed"),
        ({"confirmers_required": 1}, "request_is_malformed"),
        ({"points": 5}, "request_is_malformed"),
        ({"cancel_until": "2099-01-01T00:00:00+08:00"}, "activity_plan_is_impossible"),
        ({"repeats": "weekly", "last_on": "2020-01-01"}, "series_has_no_days"),
    ],
)
async def test_a_plan_that_cannot_be(online: Online, changed: dict[str, Any], code: str) -> None:
    organiser = await online.signed_in("organiser")
    refused = await do(organiser, f"{online.estate}/activity-plans", body(**changed), status=400)
    assert refused["code"] == code
    assert (await organiser.get(f"{online.estate}/activity-plans")).json()["items"] == []


async def test_who_may_not(online: Online) -> None:
    plans = f"{online.estate}/activity-plans"
    for login in ("resident", "treasurer", "shopkeeper"):
        browser = await online.signed_in(login)
        refused = await do(browser, plans, body(), status=403)
        assert refused["code"] == "permission_is_missing"
    resident = await online.signed_in("resident")
    assert (await resident.get(plans)).status_code == 403
    answer = await resident.get(f"{online.estate}/me/coming-activities?after=WzEsMl0")
    assert answer.json()["code"] == "page_cursor_is_malformed"
