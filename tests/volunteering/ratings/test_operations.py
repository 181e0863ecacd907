"""Those who were there rate an activity once, for a fortnight; what is low reaches the board."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.volunteering.attendance.codes import Direction
from ledger.volunteering.ratings.operations import name_served_person, rate_activity
from ledger.volunteering.ratings.payloads import RatingsView
from ledger.volunteering.ratings.queries import low_ratings, own_ratings, ratings_of
from ledger.volunteering.ratings.rules import (
    ActivityIsNotRatedNow,
    ActivityIsRatedAlready,
    OnlyThoseThereRate,
    PersonIsServedAlready,
    Rating,
)
from tests.points.estate import SmallEstate, add_user, make_estate
from tests.volunteering.activities.planning import ENDS, STARTS
from tests.volunteering.attendance.attending import AFTERWARDS, act_as, finish, running, scan


@pytest.fixture
def conn(module_conn: AsyncConnection) -> AsyncConnection:
    """All that these tests do is rolled back, so they share a database."""
    return module_conn


@pytest.fixture
async def estate(conn: AsyncConnection) -> SmallEstate:
    estate = await make_estate(conn)
    for place, resident in enumerate(estate.residents):
        user_id = await add_user(conn, f"resident{place}")
        await act_as(conn, estate, user_id, resident)
    return estate


async def login_of(conn: AsyncConnection, resident_id: int) -> int:
    user_id: int = await conn.scalar(
        text("select user_id from role_grant where resident_id = :id"), {"id": resident_id}
    )
    return user_id


async def rate(
    conn: AsyncConnection, estate: SmallEstate, activity: int, who: int, **said: Any
) -> None:
    resident = estate.residents[who]
    await rate_activity(
        conn,
        Rating(said.get("stars", 5), said.get("words", "")),
        estate_id=estate.estate_id,
        activity_id=activity,
        resident_id=resident,
        actor_user_id=await login_of(conn, resident),
        now=said.get("at", AFTERWARDS + timedelta(hours=1)),
    )


async def held(conn: AsyncConnection, estate: SmallEstate, *, is_finished: bool = True) -> int:
    """An activity in which 张三 served and which was for 李四; 王五 stayed at home."""
    activity = await running(conn, estate, estate.residents[0])
    await name_served_person(
        conn,
        estate_id=estate.estate_id,
        activity_id=activity,
        resident_id=estate.residents[1],
        actor_user_id=estate.organiser,
        now=STARTS,
    )
    for direction, at in ((Direction.IN, STARTS), (Direction.OUT, ENDS)):
        await scan(conn, estate, activity, estate.residents[0], direction, at)
    if is_finished:
        await finish(conn, estate, activity)
    return activity


async def test_the_served_and_those_who_came_rate_once(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    activity = await held(conn, estate)
    [due] = await own_ratings(
        conn, estate_id=estate.estate_id, resident_id=estate.residents[1], now=AFTERWARDS
    )
    assert (due.activity_id, due.stars) == (activity, None)
    await rate(conn, estate, activity, 0, stars=5, words="水够")
    await rate(conn, estate, activity, 1, stars=2, words="等了很久")
    with pytest.raises(ActivityIsRatedAlready):
        await rate(conn, estate, activity, 0, stars=1)
    with pytest.raises(OnlyThoseThereRate):
        await rate(conn, estate, activity, 2)
    rows = await ratings_of(conn, estate_id=estate.estate_id, activity_id=activity)
    view = RatingsView.of(activity, rows)
    assert (view.count, view.mean) == (2, "3.5")
    assert [(each.said_as_title, each.stars, each.words) for each in view.items] == [
        ("参加者", 5, "水够"),
        ("服务对象", 2, "等了很久"),
    ]
    assert "resident" not in view.model_dump_json()
    with pytest.raises(PersonIsServedAlready):
        await name_served_person(
            conn,
            estate_id=estate.estate_id,
            activity_id=activity,
            resident_id=estate.residents[1],
            actor_user_id=estate.organiser,
            now=AFTERWARDS,
        )


async def test_what_is_low_is_told_to_the_supervisory_board(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    supervisor = await add_user(conn, "supervisor")
    await conn.execute(
        text("""insert into role_grant (estate_id, user_id, role, starts_on)
            values (:e, :u, 'supervisor', '2026-01-01')"""),
        {"e": estate.estate_id, "u": supervisor},
    )
    activity = await held(conn, estate)
    await rate(conn, estate, activity, 0, stars=3)
    await rate(conn, estate, activity, 1, stars=2, words="没有人来")
    listed = await low_ratings(conn, estate_id=estate.estate_id, before=None, limit=9)
    assert [(each.stars, each.words) for each in listed] == [(2, "没有人来")]
    told = await conn.execute(
        text("select args from message where user_id = :u and template = 'low_rating'"),
        {"u": supervisor},
    )
    assert [row.args["stars"] for row in told] == ["2"]


async def test_neither_before_the_list_is_confirmed_nor_after_a_fortnight(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    activity = await held(conn, estate, is_finished=False)
    with pytest.raises(ActivityIsNotRatedNow):
        await rate(conn, estate, activity, 0)
    await finish(conn, estate, activity)
    with pytest.raises(ActivityIsNotRatedNow):
        await rate(conn, estate, activity, 0, at=AFTERWARDS + timedelta(days=14, seconds=1))
    await rate(conn, estate, activity, 0, at=AFTERWARDS + timedelta(days=14))
    neighbour = await make_estate(conn, code="other")
    with pytest.raises(ObjectIsNotHere):
        await rate(conn, neighbour, activity, 0)


@pytest.mark.parametrize(
    "who, said_as, days", [(2, "volunteer", 1), (0, "served", 1), (0, "volunteer", 15)]
)
async def test_the_database_keeps_who_and_when(
    conn: AsyncConnection, estate: SmallEstate, who: int, said_as: str, days: int
) -> None:
    activity = await held(conn, estate)
    resident = estate.residents[who]
    with pytest.raises(DBAPIError) as refused:
        async with conn.begin_nested():
            await conn.execute(
                text("""insert into activity_rating (estate_id, activity_id, resident_id, said_as,
                        stars, words, rated_by, rated_at)
                    values (:e, :a, :r, :said_as, 5, '', :by, :at)"""),
                {
                    "e": estate.estate_id,
                    "a": activity,
                    "r": resident,
                    "said_as": said_as,
                    "by": await login_of(conn, resident),
                    "at": AFTERWARDS + timedelta(days=days),
                },
            )
    assert refused.value.orig.sqlstate == "LG075"  # type: ignore[union-attr]
