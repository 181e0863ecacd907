"""Signing up against the real database: places, the waiting list, children, the last place."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.errors import ObjectIsNotHere, Refusal
from ledger.volunteering.activities import operations, queries
from ledger.volunteering.activities.operations import (
    ActivityIsPlannedAlready,
    cancel_activity,
    change_plan,
    plan_activities,
    publish_activities,
)
from ledger.volunteering.activities.queries import PlannedActivity
from ledger.volunteering.activities.rules import (
    ActivitiesOverlap,
    ActivityPlanIsImpossible,
    ActivityState,
    ActivityStateForbids,
    CancellingIsTooLate,
    CapacityIsBelowSignUps,
    GuardianHasNotAgreed,
    Repeats,
    SignedUpAlready,
    SignUpIsOver,
)
from ledger.volunteering.activities.sign_ups import (
    cancel_sign_up,
    sign_up,
    sign_up_on_the_spot,
    take_off_the_list,
)
from tests.points.estate import SmallEstate, make_estate
from tests.volunteering.activities.planning import (
    NOW,
    STARTS,
    add_resident,
    announced,
    draft,
    messages_to,
    planned,
    times,
)

HOUR = timedelta(hours=1)


@pytest.fixture
async def estate(conn: AsyncConnection) -> SmallEstate:
    return await make_estate(conn)


async def join(
    conn: AsyncConnection,
    estate: SmallEstate,
    activity_id: int,
    resident_id: int,
    *,
    at: datetime = NOW,
) -> PlannedActivity:
    return await sign_up(
        conn,
        estate_id=estate.estate_id,
        activity_id=activity_id,
        resident_id=resident_id,
        actor_user_id=estate.organiser,
        now=at,
    )


async def leave(
    conn: AsyncConnection,
    estate: SmallEstate,
    activity_id: int,
    resident_id: int,
    *,
    at: datetime = NOW,
) -> PlannedActivity:
    return await cancel_sign_up(
        conn,
        estate_id=estate.estate_id,
        activity_id=activity_id,
        resident_id=resident_id,
        actor_user_id=estate.organiser,
        now=at,
    )


async def test_a_full_activity_has_a_waiting_list_that_moves_up(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    first, second, third = estate.residents
    fourth = await add_resident(conn, estate, "赵六")
    activity_id = await announced(conn, estate, capacity=2)
    assert (await join(conn, estate, activity_id, first)).my_state == "signed_up"
    assert (await join(conn, estate, activity_id, second)).my_state == "signed_up"
    waiting = await join(conn, estate, activity_id, third)
    assert (waiting.my_state, waiting.my_place_in_line) == ("waiting", 1)
    assert (await join(conn, estate, activity_id, fourth)).my_place_in_line == 2

    left = await leave(conn, estate, activity_id, first)
    assert (left.my_state, left.taken, left.waiting) == (None, 2, 1)
    rows = await queries.sign_ups_of(conn, estate_id=estate.estate_id, activity_id=activity_id)
    assert [(row.resident_id, row.state) for row in rows] == [
        (second, "signed_up"),
        (third, "signed_up"),
        (fourth, "waiting"),
    ]
    assert await messages_to(conn, third) == ["activity_promoted"]
    assert await messages_to(conn, fourth) == []
    # Who cancelled may come back, at the end of the line.
    assert (await join(conn, estate, activity_id, first)).my_place_in_line == 2


async def test_a_larger_room_lets_the_waiting_in(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    activity_id = await announced(conn, estate, capacity=1)
    for resident_id in estate.residents:
        await join(conn, estate, activity_id, resident_id)
    changed = await change_plan(
        conn, draft(capacity=2), estate_id=estate.estate_id, activity_id=activity_id, now=NOW
    )
    assert (changed.taken, changed.waiting) == (2, 1)
    with pytest.raises(CapacityIsBelowSignUps):
        await change_plan(
            conn, draft(capacity=1), estate_id=estate.estate_id, activity_id=activity_id, now=NOW
        )


async def test_those_on_the_list_are_told_of_another_time_and_of_the_end(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    first, second, _ = estate.residents
    activity_id = await announced(conn, estate, capacity=1)
    await join(conn, estate, activity_id, first)
    await join(conn, estate, activity_id, second)
    same = draft(capacity=1, description="带上手套")
    await change_plan(conn, same, estate_id=estate.estate_id, activity_id=activity_id, now=NOW)
    assert await messages_to(conn, first) == []
    later = draft(capacity=1, times=times(STARTS + 2 * HOUR))
    await change_plan(conn, later, estate_id=estate.estate_id, activity_id=activity_id, now=NOW)
    await cancel_activity(conn, estate_id=estate.estate_id, activity_id=activity_id, now=NOW)
    for resident_id in (first, second):
        assert await messages_to(conn, resident_id) == ["activity_changed", "activity_cancelled"]
    with pytest.raises(ActivityStateForbids):
        await join(conn, estate, activity_id, estate.residents[2])


async def test_who_gets_no_place(conn: AsyncConnection, estate: SmallEstate) -> None:
    one, other, _ = estate.residents
    activity_id = await announced(conn, estate)
    beside = await announced(conn, estate, name="花坛认养", times=times(STARTS + HOUR))
    # The next one begins where the first ends: no overlap.
    after = await announced(conn, estate, name="入户宣传", times=times(STARTS + 2 * HOUR))
    hidden = await planned(conn, estate, name="还没发布")
    await join(conn, estate, activity_id, one)
    await join(conn, estate, after, one)
    cases: list[tuple[int, int, datetime, type[Refusal]]] = [
        (activity_id, one, NOW, SignedUpAlready),
        (beside, one, NOW, ActivitiesOverlap),
        (activity_id, other, STARTS + HOUR, SignUpIsOver),
        (hidden, other, NOW, ObjectIsNotHere),
        (10**9, other, NOW, ObjectIsNotHere),
        (activity_id, 10**9, NOW, ObjectIsNotHere),
    ]
    for wanted, who, at, refusal in cases:
        with pytest.raises(refusal):
            await join(conn, estate, wanted, who, at=at)


async def test_a_child_needs_a_guardian_who_agreed(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    child = await add_resident(conn, estate, "小明", child_until=date(2030, 1, 1))
    grown = await add_resident(conn, estate, "小红", child_until=date(2026, 7, 1))
    activity_id = await announced(conn, estate, capacity=5)
    assert (await join(conn, estate, activity_id, grown)).my_state == "signed_up"
    with pytest.raises(GuardianHasNotAgreed):
        await join(conn, estate, activity_id, child)
    with pytest.raises(DBAPIError) as refused:
        async with conn.begin_nested():
            await insert_sign_up(conn, estate, activity_id, child)
    assert getattr(refused.value.orig, "sqlstate", None) == "LG034"
    await conn.execute(
        text("""with paper as (
                insert into personal_paper (estate_id, filename, media_type, size_bytes,
                    content_sealed, uploaded_by)
                values (:estate_id, '同意书', 'application/pdf', 1, '\\x00', :by)
                returning personal_paper_id)
            insert into guardianship (estate_id, child_resident_id, guardian_resident_id,
                consented_on, personal_paper_id, recorded_by)
            select :estate_id, :child, :guardian, '2026-07-01', personal_paper_id, :by
            from paper"""),
        {
            "estate_id": estate.estate_id,
            "child": child,
            "guardian": estate.residents[0],
            "by": estate.organiser,
        },
    )
    assert (await join(conn, estate, activity_id, child)).my_state == "signed_up"


async def test_the_organiser_helps_after_the_deadlines(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    one, other, _ = estate.residents
    activity_id = await announced(conn, estate)
    await join(conn, estate, activity_id, one)
    with pytest.raises(CancellingIsTooLate):
        await leave(conn, estate, activity_id, one, at=STARTS - HOUR)
    said: dict[str, Any] = {
        "estate_id": estate.estate_id,
        "activity_id": activity_id,
        "now": STARTS + HOUR,
    }
    left = await take_off_the_list(conn, resident_id=one, actor_user_id=estate.organiser, **said)
    assert left.my_state is None
    joined = await sign_up_on_the_spot(
        conn, resident_id=other, actor_user_id=estate.organiser, **said
    )
    assert joined.my_state == "signed_up"
    with pytest.raises(ObjectIsNotHere):
        await leave(conn, estate, activity_id, one)


async def test_a_series_is_a_draft_for_each_day(conn: AsyncConnection, estate: SmallEstate) -> None:
    said: dict[str, Any] = {
        "estate_id": estate.estate_id,
        "actor_user_id": estate.organiser,
        "now": NOW,
    }
    ids = await plan_activities(
        conn, draft("逢四巡访"), repeats=Repeats.FOURS, last_on=date(2026, 8, 4), **said
    )
    activities = [
        await queries.planned_activity(conn, estate_id=estate.estate_id, activity_id=each)
        for each in ids
    ]
    assert [f"{each.held_on:%m-%d}" for each in activities] == ["07-14", "07-24", "08-04"]
    assert {each.repeats for each in activities} == {"fours"}
    assert {each.state for each in activities} == {ActivityState.DRAFT}
    published = await publish_activities(
        conn, estate_id=estate.estate_id, activity_ids=ids, now=NOW
    )
    assert {each.state for each in published} == {ActivityState.OPEN}
    with pytest.raises(ActivityIsPlannedAlready):
        await plan_activities(
            conn, draft("逢四巡访", times=times(STARTS + timedelta(days=3))), repeats=None,
            last_on=None, **said,
        )  # fmt: skip
    past = await planned(conn, estate, name="上周的", times=times(NOW - 3 * HOUR))
    with pytest.raises(ActivityPlanIsImpossible):
        await publish_activities(conn, estate_id=estate.estate_id, activity_ids=[past], now=NOW)


async def insert_sign_up(
    conn: AsyncConnection,
    estate: SmallEstate,
    activity_id: int,
    resident_id: int,
    state: str = "signed_up",
) -> None:
    await conn.execute(
        text("""insert into activity_sign_up (estate_id, activity_id, resident_id, state,
                signed_up_by, signed_up_at)
            values (:estate_id, :activity_id, :resident_id, :state, :by, :now)"""),
        {
            "estate_id": estate.estate_id,
            "activity_id": activity_id,
            "resident_id": resident_id,
            "state": state,
            "by": estate.organiser,
            "now": NOW,
        },
    )


async def test_the_database_keeps_the_same_rules(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    one, other, _ = estate.residents
    full = await announced(conn, estate, capacity=1)
    beside = await announced(conn, estate, name="花坛认养", capacity=1)
    hidden = await planned(conn, estate, name="还没发布")
    await insert_sign_up(conn, estate, full, one)
    attacks = {
        "LG031": insert_sign_up(conn, estate, full, other),
        "LG032": insert_sign_up(conn, estate, hidden, other),
        "LG033": insert_sign_up(conn, estate, beside, one, "waiting"),
        "LG030": operations.set_state(
            conn, ActivityState.CLOSED, estate_id=estate.estate_id, activity_id=full
        ),
    }
    for code, attack in attacks.items():
        with pytest.raises(DBAPIError) as refused:
            async with conn.begin_nested():
                await attack
        assert getattr(refused.value.orig, "sqlstate", None) == code


async def test_twenty_at_once_for_the_last_places(engine: AsyncEngine) -> None:
    """Every place is given once, everybody else waits, and nobody is lost."""
    async with engine.begin() as conn:
        estate = await make_estate(conn)
        activity_id = await announced(conn, estate, capacity=3)
        people = [await add_resident(conn, estate, f"志愿者{n}") for n in range(20)]

    async def one(resident_id: int) -> str | None:
        async with engine.begin() as conn:
            return (await join(conn, estate, activity_id, resident_id)).my_state

    states = await asyncio.gather(*(one(resident_id) for resident_id in people))
    assert sorted(states, key=str) == ["signed_up"] * 3 + ["waiting"] * 17

    # All who have a place leave at once: three others have it, in the order of the list.
    async with engine.connect() as conn:
        before = await queries.sign_ups_of(
            conn, estate_id=estate.estate_id, activity_id=activity_id
        )

    async def go(resident_id: int) -> None:
        async with engine.begin() as conn:
            await leave(conn, estate, activity_id, resident_id)

    await asyncio.gather(*(go(row.resident_id) for row in before if row.state == "signed_up"))
    async with engine.connect() as conn:
        after = await queries.sign_ups_of(conn, estate_id=estate.estate_id, activity_id=activity_id)
    waited = [row.resident_id for row in before if row.state == "waiting"]
    assert [row.resident_id for row in after if row.state == "signed_up"] == waited[:3]
