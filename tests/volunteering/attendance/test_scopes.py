"""Within their buildings and nowhere else: 楼栋长 and 网格员 confirm, see and write down."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.estates.people.operations import open_household
from ledger.estates.people.queries import search_people
from ledger.identity.operations import grant_role
from ledger.identity.roles import Role
from ledger.volunteering.activities.queries import sign_ups_of
from ledger.volunteering.attendance.codes import Direction
from ledger.volunteering.attendance.confirmations import PersonIsOutsideYourBuildings
from ledger.volunteering.attendance.entries_by_hand import (
    EntriesHaveFaults,
    EntryRow,
    enter_by_hand,
)
from ledger.volunteering.attendance.queries import attendance_of, dwells_in
from ledger.volunteering.queries import ServiceRecordRow, service_records
from ledger.volunteering.rules import VolunteerMayNotConfirm
from ledger.volunteering.verification import verify_service_record
from tests.points.estate import SmallEstate, add_user, make_estate
from tests.volunteering.activities.planning import ENDS, STARTS
from tests.volunteering.attendance.attending import (
    AFTERWARDS,
    TODAY,
    act_as,
    finish,
    running,
    tick,
    waiting,
)

YEAR = date(2026, 1, 1)


@pytest.fixture
def conn(module_conn: AsyncConnection) -> AsyncConnection:
    """All that these tests do is rolled back, so they share a database."""
    return module_conn


@pytest.fixture
async def estate(conn: AsyncConnection) -> SmallEstate:
    """王五 owns in building 2; the others in building 1."""
    estate = await make_estate(conn)
    await conn.execute(
        text("""update dwelling set building_no = '2' where estate_id = :e and room_no = '0301'"""),
        {"e": estate.estate_id},
    )
    return estate


async def lead_of(conn: AsyncConnection, estate: SmallEstate, *buildings: str) -> int:
    user_id = await add_user(conn, f"lead-of-{'-'.join(buildings)}")
    await grant_role(
        conn,
        estate_id=estate.estate_id,
        user_id=user_id,
        role=Role.BUILDING_LEAD,
        starts_on=YEAR,
        buildings=buildings,
    )
    return user_id


async def served(conn: AsyncConnection, estate: SmallEstate, *people: int) -> int:
    """An activity whose list the organiser has confirmed; each record lacks one more person."""
    activity_id = await running(conn, estate, *people)
    for resident_id in people:
        await tick(conn, estate, activity_id, resident_id, Direction.IN, STARTS)
        await tick(conn, estate, activity_id, resident_id, Direction.OUT, ENDS)
    await finish(conn, estate, activity_id)
    return activity_id


def confirm(
    conn: AsyncConnection,
    estate: SmallEstate,
    record: ServiceRecordRow,
    *,
    by: int,
    buildings: frozenset[str] | None,
) -> Awaitable[ServiceRecordRow]:
    return verify_service_record(
        conn,
        estate_id=estate.estate_id,
        service_record_id=record.service_record_id,
        actor_user_id=by,
        roles=frozenset({Role.BUILDING_LEAD}),
        buildings=buildings,
        now=AFTERWARDS,
        today=TODAY,
    )


async def refused(conn: AsyncConnection, sql: str, **values: Any) -> str | None:
    with pytest.raises(DBAPIError) as caught:
        async with conn.begin_nested():
            await conn.execute(text(sql), values)
    return getattr(caught.value.orig, "sqlstate", None)


async def test_a_lead_confirms_those_of_the_building_and_nobody_else(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    one, _, other = estate.residents
    await served(conn, estate, one, other)
    lead = await lead_of(conn, estate, "1")
    mine, strange = await waiting(conn, estate)
    assert (await confirm(conn, estate, mine, by=lead, buildings=frozenset("1"))).state == (
        "verified"
    )
    with pytest.raises(PersonIsOutsideYourBuildings) as caught:
        await confirm(conn, estate, strange, by=lead, buildings=frozenset("1"))
    assert caught.value.code == "person_is_outside_your_buildings"
    # Even if the program forgot to ask, the database does.
    with pytest.raises(DBAPIError, match="outside of the confirmer"):
        async with conn.begin_nested():
            await confirm(conn, estate, strange, by=lead, buildings=None)
    assert await refused(
        conn,
        """insert into service_confirmation (estate_id, service_record_id, user_id, roles,
            confirmed_at) values (:e, :s, :u, '楼栋长', :at)""",
        e=estate.estate_id, s=strange.service_record_id, u=lead, at=AFTERWARDS,
    ) == "LG081"  # fmt: skip


async def test_nobody_confirms_for_themselves_in_their_own_building_either(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    one = estate.residents[0]
    await served(conn, estate, one)
    lead = await lead_of(conn, estate, "1")
    await act_as(conn, estate, lead, one)
    [record] = await waiting(conn, estate)
    with pytest.raises(VolunteerMayNotConfirm):
        await confirm(conn, estate, record, by=lead, buildings=frozenset("1"))


async def test_the_lists_show_those_of_the_buildings_alone(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    one, _, other = estate.residents
    activity_id = await served(conn, estate, one, other)
    where = {"estate_id": estate.estate_id, "activity_id": activity_id}
    for buildings, people in (
        (None, {one, other}),
        (("1",), {one}),
        (("2",), {other}),
        ((), set()),
    ):
        rows = await attendance_of(conn, **where, buildings=buildings)
        assert {row.resident_id for row in rows} == people
        signed = await sign_ups_of(conn, **where, buildings=buildings)
        assert {row.resident_id for row in signed} == people
        records = await service_records(
            conn, estate_id=estate.estate_id, state=None, q="", after=0, limit=9,
            buildings=buildings,
        )  # fmt: skip
        assert {row.resident_id for row in records} == people
    found = await search_people(
        conn, estate.estate_id, today=TODAY, dwelling="栋", buildings=("2",)
    )
    assert [each.resident_id for each in found] == [other]


async def test_who_lives_elsewhere_than_they_own_belongs_where_they_live(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    one = estate.residents[0]
    dwelling_id = await conn.scalar(
        text("select dwelling_id from dwelling where estate_id = :e and building_no = '2'"),
        {"e": estate.estate_id},
    )
    here = {"estate_id": estate.estate_id, "resident_id": one}
    assert await dwells_in(conn, ("1",), **here)
    await open_household(
        conn,
        estate_id=estate.estate_id,
        dwelling_id=dwelling_id,
        head_resident_id=one,
        tenure="tenant",
        on=YEAR,
        actor_user_id=estate.organiser,
    )
    assert await dwells_in(conn, ("2",), **here)
    assert not await dwells_in(conn, ("1",), **here)


async def test_a_lead_writes_down_those_of_the_building_or_nobody(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    one, _, other = estate.residents
    activity_id = await running(conn, estate)
    lead = await lead_of(conn, estate, "1")
    rows = [EntryRow(each, time(9), time(11), "签到纸") for each in (one, other)]
    said: dict[str, Any] = {
        "estate_id": estate.estate_id, "activity_id": activity_id, "actor_user_id": lead,
        "buildings": frozenset("1"), "now": AFTERWARDS,
    }  # fmt: skip
    with pytest.raises(EntriesHaveFaults) as caught:
        await enter_by_hand(conn, rows, **said)
    assert "不住在您负责的楼栋" in str(caught.value.details["fields"])
    assert [each.fault for each in await enter_by_hand(conn, rows[:1], **said)] == [None]
    # The database keeps the same.
    await tick_nobody(conn, estate, activity_id, other, lead)


async def tick_nobody(
    conn: AsyncConnection, estate: SmallEstate, activity_id: int, resident_id: int, by: int
) -> None:
    await conn.execute(
        text("""insert into activity_sign_up (estate_id, activity_id, resident_id, state,
            signed_up_by, signed_up_at) values (:e, :a, :r, 'signed_up', :u, :at)"""),
        {
            "e": estate.estate_id, "a": activity_id, "r": resident_id, "u": by, "at": STARTS,
        },
    )  # fmt: skip
    assert await refused(
        conn,
        """insert into attendance_entry (estate_id, activity_id, resident_id, came_at, left_at,
            reason, entered_by, entered_at) values (:e, :a, :r, :came, :gone, '签到纸', :u, :at)""",
        e=estate.estate_id, a=activity_id, r=resident_id, came=STARTS, gone=ENDS, u=by,
        at=AFTERWARDS,
    ) == "LG081"  # fmt: skip
