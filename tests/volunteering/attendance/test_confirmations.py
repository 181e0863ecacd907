"""Whose word an hour needs before it is booked, and what the database asks for too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.points.earning import Award
from ledger.volunteering.attendance.codes import (
    Direction,
)
from ledger.volunteering.attendance.confirmations import (
    LateListNeedsReason,
)
from ledger.volunteering.entries import VerifiedService
from ledger.volunteering.operations import book_services
from tests.points.estate import SmallEstate, add_user, make_estate
from tests.volunteering.activities.planning import ENDS, STARTS
from tests.volunteering.attendance.attending import (
    AFTERWARDS,
    TODAY,
    act_as,
    finish,
    running,
    scan,
    verify,
    waiting,
)


@pytest.fixture
async def estate(conn: AsyncConnection) -> SmallEstate:
    return await make_estate(conn)


async def test_a_list_of_last_week_needs_a_reason_a_document_and_a_third_person(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    one = estate.residents[0]
    activity_id = await running(conn, estate, one)
    for direction, at in ((Direction.IN, STARTS), (Direction.OUT, ENDS)):
        await scan(conn, estate, activity_id, one, direction, at)
    late = ENDS + timedelta(days=8)
    said: dict[str, Any]
    for said in ({}, {"reason": "签到纸刚找到"}, {"document_id": 1}):
        with pytest.raises(LateListNeedsReason):
            await finish(conn, estate, activity_id, at=late, **said)
    with pytest.raises(ObjectIsNotHere):
        await finish(conn, estate, activity_id, at=late, reason="签到纸刚找到", document_id=10**9)
    document_id = await conn.scalar(
        text("""insert into source_document (estate_id, sha256, filename, media_type, size_bytes,
                content, uploaded_by)
            values (:estate_id, sha256('x'), '签到纸.jpg', 'image/jpeg', 1, 'x', :by)
            returning document_id"""),
        {"estate_id": estate.estate_id, "by": estate.organiser},
    )
    await finish(conn, estate, activity_id, at=late, reason="签到纸刚找到", document_id=document_id)
    [record] = await waiting(conn, estate)
    assert (record.confirmations, record.confirmations_required) == (1, 3)
    assert (await verify(conn, estate, record, by=estate.committee)).state == "waiting"
    third = await add_user(conn, "third")
    assert (await verify(conn, estate, record, by=third)).state == "verified"


async def test_the_database_books_nothing_that_lacks_a_confirmation(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    one = estate.residents[0]
    activity_id = await running(conn, estate, one, confirmers_required=3)
    for direction, at in ((Direction.IN, STARTS), (Direction.OUT, ENDS)):
        await scan(conn, estate, activity_id, one, direction, at)
    await finish(conn, estate, activity_id)
    [record] = await waiting(conn, estate)
    await act_as(conn, estate, estate.committee, one)

    async def attack(statement: str, **values: Any) -> str:
        with pytest.raises(DBAPIError) as refused:
            async with conn.begin_nested():
                await conn.execute(
                    text(statement),
                    {"estate_id": estate.estate_id, "id": record.service_record_id} | values,
                )
        sqlstate: str = refused.value.orig.sqlstate  # type: ignore[union-attr]
        return sqlstate

    confirm = """insert into service_confirmation (estate_id, service_record_id, user_id, roles,
        confirmed_at) values (:estate_id, :id, :by, '业委会委员', now())"""
    assert await attack(confirm, by=estate.committee) == "LG038"
    with pytest.raises(DBAPIError) as refused:
        async with conn.begin_nested():
            await book_services(
                conn,
                [
                    VerifiedService(
                        estate_id=estate.estate_id,
                        service_record_id=record.service_record_id,
                        resident_id=one,
                        activity_id=activity_id,
                        activity=record.activity,
                        served_on=record.served_on,
                        on=record.served_on,
                        service_minutes=120,
                        award=Award(2, "P1101", None, "shuxiangyuan/1"),
                    )
                ],
                prepared_by=estate.organiser,
                posted_by=estate.committee,
                approved_by=estate.committee,
                now=AFTERWARDS,
                today=TODAY,
            )
    assert refused.value.orig.sqlstate == "LG039"  # type: ignore[union-attr]
