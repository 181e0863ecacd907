"""Coming and going against the real database, from the open list to points."""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.errors import ObjectIsNotHere, Refusal
from ledger.points.queries import wallet_balance
from ledger.volunteering.activities.operations import set_state
from ledger.volunteering.activities.rules import ActivityState, ActivityStateForbids
from ledger.volunteering.attendance import queries
from ledger.volunteering.attendance.codes import (
    CheckInCodeIsNotValid,
    Direction,
)
from ledger.volunteering.attendance.confirmations import (
    ConfirmedAlready,
)
from ledger.volunteering.attendance.operations import (
    start_activity,
)
from ledger.volunteering.attendance.rules import (
    ActivityIsNotDue,
    CheckInIsMissing,
    CheckInIsTooLate,
    MarkedAlready,
    NobodyMarksThemselves,
    NoPlaceIsFree,
    TimesAreOutsideThePlan,
)
from ledger.volunteering.queries import ServiceRecordRow
from ledger.volunteering.rules import SamePersonMayNotVerify, VolunteerMayNotConfirm
from ledger.volunteering.verification import (
    Completion,
    complete_service_record,
)
from tests.points.estate import SmallEstate, add_user, make_estate
from tests.volunteering.activities.planning import ENDS, NOW, STARTS, add_resident, announced
from tests.volunteering.attendance.attending import (
    AFTERWARDS,
    MINUTE,
    act_as,
    finish,
    running,
    scan,
    state_of,
    tick,
    verify,
    waiting,
)


@pytest.fixture
async def estate(conn: AsyncConnection) -> SmallEstate:
    return await make_estate(conn)


async def test_two_codes_and_two_people_make_an_hour_count(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    one, late, absent = estate.residents
    activity_id = await running(conn, estate, one, late, absent)
    assert await scan(conn, estate, activity_id, one, Direction.IN, STARTS - 10 * MINUTE)
    await scan(conn, estate, activity_id, late, Direction.IN, STARTS + 20 * MINUTE)
    for resident_id in (one, late):
        await scan(conn, estate, activity_id, resident_id, Direction.OUT, ENDS + 5 * MINUTE)
    assert await finish(conn, estate, activity_id) == "confirmed"

    records = await waiting(conn, estate)
    assert [(r.resident_id, r.checked_in, r.checked_out, r.service_minutes) for r in records] == [
        (one, time(9), time(11), 120),
        (late, time(9, 20), time(11), 100),
    ]
    assert {r.confirmer for r in records} == {"网格员 02"}
    # Nothing is spendable before a second person has looked.
    assert (await wallet_balance(conn, estate_id=estate.estate_id, resident_id=one)).points == 0
    with pytest.raises(SamePersonMayNotVerify):
        await verify(conn, estate, records[0], by=estate.organiser)
    for record in records:
        assert (await verify(conn, estate, record, by=estate.committee)).state == "verified"
    balance = await wallet_balance(conn, estate_id=estate.estate_id, resident_id=one)
    assert (balance.points, balance.service_minutes) == (2, 120)
    assert await state_of(conn, estate, activity_id) is ActivityState.CLOSED
    rows = await queries.attendance_of(conn, estate_id=estate.estate_id, activity_id=activity_id)
    assert {row.resident_id: row.state for row in rows}[absent] == "no_show"


async def test_a_missing_check_out_is_filled_in_within_the_plan(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    one = estate.residents[0]
    activity_id = await running(conn, estate, one)
    await scan(conn, estate, activity_id, one, Direction.IN, STARTS)
    await finish(conn, estate, activity_id)
    [record] = await waiting(conn, estate)
    assert (record.checked_out, record.waiting_reasons) == (None, ["check_out_is_missing"])

    async def complete(checked_out: time) -> ServiceRecordRow:
        return await complete_service_record(
            conn,
            estate_id=estate.estate_id,
            service_record_id=record.service_record_id,
            completion=Completion(None, checked_out, None, "同组人证明"),
            actor_user_id=await add_user(conn, f"second-{checked_out:%H%M}"),
            now=AFTERWARDS,
        )

    with pytest.raises(TimesAreOutsideThePlan):
        await complete(time(11, 1))
    completed = await complete(time(11))
    assert completed.service_minutes == 120
    assert (await verify(conn, estate, completed, by=estate.committee)).points == 2


async def test_what_a_code_does_not_do(conn: AsyncConnection, estate: SmallEstate) -> None:
    one, other, third = estate.residents
    activity_id = await running(conn, estate, one, capacity=1)
    beside = await running(conn, estate, third, name="花坛认养")
    said = (conn, estate, activity_id, one)
    with pytest.raises(CheckInIsMissing):
        await scan(*said, Direction.OUT, STARTS)
    # Another activity's code, an old one, and one that is not shown yet.
    with pytest.raises(CheckInCodeIsNotValid):
        await scan(*said, Direction.IN, STARTS, shown_for=beside)
    for age in (-31, 61):
        shown_at = STARTS - timedelta(seconds=age)
        with pytest.raises(CheckInCodeIsNotValid):
            await scan(*said, Direction.IN, STARTS, shown_at=shown_at)
    await scan(*said, Direction.IN, STARTS, shown_at=STARTS - timedelta(seconds=30))
    with pytest.raises(MarkedAlready):
        await scan(*said, Direction.IN, STARTS + 50 * MINUTE)
    # Who did not sign up gets a place where one is free, and none where not.
    with pytest.raises(NoPlaceIsFree):
        async with conn.begin_nested():
            await scan(conn, estate, activity_id, other, Direction.IN, STARTS)
    await scan(conn, estate, beside, other, Direction.IN, STARTS)
    with pytest.raises(CheckInIsTooLate):
        await scan(conn, estate, beside, third, Direction.IN, ENDS)
    await scan(*said, Direction.OUT, STARTS + 90 * MINUTE)
    with pytest.raises(MarkedAlready):
        await scan(*said, Direction.OUT, ENDS)
    await finish(conn, estate, activity_id)
    [record] = await waiting(conn, estate)
    # The first check-in and the first check-out count.
    assert (record.checked_in, record.checked_out) == (time(9), time(10, 30))
    with pytest.raises(ActivityStateForbids):
        await scan(*said, Direction.OUT, AFTERWARDS)


async def test_an_organiser_who_serves_does_nothing_for_themselves(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    own, other, _ = estate.residents
    await act_as(conn, estate, estate.organiser, own)
    activity_id = await running(conn, estate, own, other)
    with pytest.raises(NobodyMarksThemselves):
        await tick(conn, estate, activity_id, own, Direction.IN, STARTS)
    await scan(conn, estate, activity_id, own, Direction.IN, STARTS, by=estate.organiser)
    await tick(conn, estate, activity_id, other, Direction.IN, STARTS)
    for resident_id in (own, other):
        await scan(conn, estate, activity_id, resident_id, Direction.OUT, ENDS)
    await finish(conn, estate, activity_id)
    mine, theirs = await waiting(conn, estate)
    assert (mine.confirmer, theirs.confirmer) == (None, "网格员 02")
    assert mine.waiting_reasons == ["confirmer_is_missing"]
    with pytest.raises(VolunteerMayNotConfirm):
        await complete_service_record(
            conn,
            estate_id=estate.estate_id,
            service_record_id=mine.service_record_id,
            completion=Completion(None, None, "我自己", "我在场"),
            actor_user_id=estate.organiser,
            now=AFTERWARDS,
        )
    # A committee member who served does not verify their own hour either.
    await act_as(conn, estate, estate.committee, other)
    with pytest.raises(VolunteerMayNotConfirm):
        await verify(conn, estate, theirs, by=estate.committee)
    third = await add_user(conn, "another-organiser")
    assert (await verify(conn, estate, theirs, by=third)).state == "verified"
    assert await state_of(conn, estate, activity_id) is ActivityState.CONFIRMED
    # For the organiser's own hour two others are needed, neither of whom filled it in.
    await complete_service_record(
        conn,
        estate_id=estate.estate_id,
        service_record_id=mine.service_record_id,
        completion=Completion(None, None, "3栋栋长", "在场"),
        actor_user_id=await add_user(conn, "who-filled-it-in"),
        now=AFTERWARDS,
    )
    half = await verify(conn, estate, mine, by=third)
    assert (half.state, half.confirmations, half.confirmations_required) == ("waiting", 1, 2)
    with pytest.raises(ConfirmedAlready):
        await verify(conn, estate, mine, by=third)
    assert (await verify(conn, estate, mine, by=estate.committee)).state == "verified"
    assert await state_of(conn, estate, activity_id) is ActivityState.CLOSED


async def test_signing_in_opens_on_the_day(conn: AsyncConnection, estate: SmallEstate) -> None:
    activity_id = await announced(conn, estate)
    cases: list[tuple[int, datetime, type[Refusal]]] = [
        (activity_id, NOW, ActivityIsNotDue),
        (activity_id, ENDS, ActivityIsNotDue),
        (10**9, STARTS, ObjectIsNotHere),
    ]
    for wanted, now, refusal in cases:
        with pytest.raises(refusal):
            await start_activity(conn, estate_id=estate.estate_id, activity_id=wanted, now=now)
    with pytest.raises(ActivityStateForbids):
        await finish(conn, estate, activity_id)
    # Nobody came: there is nothing to wait for.
    await start_activity(conn, estate_id=estate.estate_id, activity_id=activity_id, now=STARTS)
    assert await finish(conn, estate, activity_id) == "closed"


async def test_the_database_keeps_the_same_rules(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    one, other, _ = estate.residents
    activity_id = await running(conn, estate, one)
    await act_as(conn, estate, estate.organiser, one)

    async def attack(resident_id: int, direction: str, method: str) -> str:
        with pytest.raises(DBAPIError) as refused:
            async with conn.begin_nested():
                await conn.execute(
                    text("""insert into attendance_mark (estate_id, activity_id, resident_id,
                            direction, marked_at, method, code_step, marked_by)
                        values (:estate_id, :activity_id, :resident_id, :direction, :at, :method,
                            case when :method = 'code' then 1 end, :by)"""),
                    {
                        "estate_id": estate.estate_id,
                        "activity_id": activity_id,
                        "resident_id": resident_id,
                        "direction": direction,
                        "at": STARTS,
                        "method": method,
                        "by": estate.organiser,
                    },
                )
        sqlstate: str = refused.value.orig.sqlstate  # type: ignore[union-attr]
        return sqlstate

    assert await attack(other, "in", "code") == "LG035"
    assert await attack(one, "out", "code") == "LG036"
    assert await attack(one, "in", "list") == "LG037"
    await scan(conn, estate, activity_id, one, Direction.IN, STARTS)
    with pytest.raises(DBAPIError):
        async with conn.begin_nested():
            await conn.execute(text("update attendance_mark set marked_at = now()"))
    await set_state(
        conn, ActivityState.CONFIRMED, estate_id=estate.estate_id, activity_id=activity_id
    )
    assert await attack(one, "out", "code") == "LG035"


async def test_one_phone_held_against_the_screen_many_times(engine: AsyncEngine) -> None:
    """Ten scans at once are one check-in."""
    async with engine.begin() as conn:
        estate = await make_estate(conn)
        person = await add_resident(conn, estate, "赵六")
        activity_id = await running(conn, estate, person)

    async def one() -> str:
        try:
            async with engine.begin() as conn:
                await scan(conn, estate, activity_id, person, Direction.IN, STARTS)
        except MarkedAlready:
            return "already"
        return "in"

    answers = await asyncio.gather(*(one() for _ in range(10)))
    assert sorted(answers) == ["already"] * 9 + ["in"]
