"""A volunteer objects to a record, or to its absence, and is answered by somebody else."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.identity.roles import Role
from ledger.points.queries import wallet_balance
from ledger.volunteering.appeals.operations import (
    Answer,
    NewAppeal,
    answer_appeal,
    appeal_absence,
    appeal_record,
)
from ledger.volunteering.appeals.queries import Appeal
from ledger.volunteering.appeals.rules import (
    AppealDoesNotFit,
    AppealIsAnswered,
    AppealIsWaiting,
    AppealWasAnswered,
    Claim,
    ConfirmerMayNotAnswer,
    LateAdditionNeedsDocument,
    ServiceAppealIsTooLate,
    ServiceIsRecorded,
    Times,
)
from ledger.volunteering.attendance.codes import Direction
from ledger.volunteering.corrections.queries import corrections
from tests.points.estate import TODAY, SmallEstate, add_user, make_estate
from tests.volunteering.activities.planning import ENDS, STARTS, messages_to
from tests.volunteering.attendance.attending import (
    AFTERWARDS,
    act_as,
    finish,
    running,
    scan,
    verify,
    waiting,
)
from tests.volunteering.corrections.correcting import (
    NOW,
    add_paper,
    approve,
    booked,
    correct,
    there,
)
from tests.volunteering.test_verification import WITHOUT_CHECK_OUT, bring_in

LONGER = NewAppeal(Claim.LONGER, Times(time(9), time(11, 30)), "我到 11:30 才走")
NOT_RECORDED = NewAppeal(Claim.NOT_RECORDED, Times(time(9), time(11)), "签到时手机没电")


@pytest.fixture
def conn(module_conn: AsyncConnection) -> AsyncConnection:
    """All that these tests do is rolled back, so they share a database."""
    return module_conn


@pytest.fixture
async def estate(conn: AsyncConnection) -> SmallEstate:
    return await make_estate(conn)


@pytest.fixture
async def volunteer(conn: AsyncConnection, estate: SmallEstate) -> int:
    """The login of 张三."""
    user_id = await add_user(conn, "volunteer")
    await act_as(conn, estate, user_id, estate.residents[0])
    return user_id


async def appeal(
    conn: AsyncConnection,
    estate: SmallEstate,
    record: int,
    by: int,
    new: NewAppeal = LONGER,
    *,
    who: int = 0,
    today: date = TODAY,
) -> Appeal:
    return await appeal_record(
        conn,
        new,
        estate_id=estate.estate_id,
        service_record_id=record,
        resident_id=estate.residents[who],
        actor_user_id=by,
        now=NOW,
        today=today,
    )


async def miss(
    conn: AsyncConnection, estate: SmallEstate, activity: int, by: int, *, at: datetime
) -> Appeal:
    return await appeal_absence(
        conn,
        NOT_RECORDED,
        estate_id=estate.estate_id,
        activity_id=activity,
        resident_id=estate.residents[0],
        actor_user_id=by,
        now=at,
        today=at.date(),
    )


async def reply(
    conn: AsyncConnection, estate: SmallEstate, made: Appeal, answer: Answer, **said: Any
) -> Appeal:
    wanted: dict[str, Any] = {"actor_user_id": estate.committee, "now": NOW, "today": TODAY} | said
    return await answer_appeal(
        conn,
        answer,
        estate_id=estate.estate_id,
        service_appeal_id=made.service_appeal_id,
        display_name="业委会主任",
        roles=frozenset({Role.COMMITTEE}),
        **wanted,
    )


GRANTED = Answer("照片上看得到", Times(time(9), time(11, 30)))


async def test_a_granted_appeal_becomes_a_correction_of_a_second_person(
    conn: AsyncConnection, estate: SmallEstate, volunteer: int
) -> None:
    record = await booked(conn, estate)
    made = await appeal(conn, estate, record, volunteer)
    with pytest.raises(AppealIsWaiting):
        await appeal(conn, estate, record, volunteer)
    mine = {"estate_id": estate.estate_id, "resident_id": estate.residents[0]}
    # Nothing of the volunteer's is frozen meanwhile.
    assert (await wallet_balance(conn, **mine)).points == 2
    # Whoever brought the record in does not answer, nor does the volunteer.
    for by in (estate.organiser, volunteer):
        with pytest.raises(ConfirmerMayNotAnswer):
            await reply(conn, estate, made, GRANTED, actor_user_id=by)
    answered = await reply(conn, estate, made, GRANTED)
    assert (answered.state, answered.answer) == ("granted", "照片上看得到")
    [correction] = await corrections(
        conn, estate_id=estate.estate_id, state="prepared", before=None, limit=9
    )
    assert correction.service_appeal_id == made.service_appeal_id
    assert (correction.from_minutes, correction.to_minutes) == (120, 150)
    assert (await wallet_balance(conn, **mine)).service_minutes == 120
    await approve(conn, estate, correction, by=estate.organiser)
    assert (await wallet_balance(conn, **mine)).service_minutes == 150
    assert await messages_to(conn, estate.residents[0]) == [
        "service_appeal_answered",
        "service_corrected",
    ]
    with pytest.raises(AppealIsAnswered):
        await reply(conn, estate, made, GRANTED)


async def test_what_was_refused_is_not_asked_again_until_the_record_changes(
    conn: AsyncConnection, estate: SmallEstate, volunteer: int
) -> None:
    record = await booked(conn, estate)
    made = await appeal(conn, estate, record, volunteer)
    refused = await reply(conn, estate, made, Answer("照片上没有您"))
    assert refused.state == "refused"
    with pytest.raises(AppealWasAnswered):
        await appeal(conn, estate, record, volunteer)
    await correct(conn, estate, record, there("09:00", "10:00"))
    await conn.execute(
        text("""insert into service_appeal (estate_id, resident_id, activity_id,
                service_record_id, claim, came, gone, words, appealed_by, appealed_at)
            select estate_id, resident_id, activity_id, service_record_id, 'longer', '09:00',
                '12:00', '还是不对', :by, now() from service_record"""),
        {"by": volunteer},
    )


async def test_until_when_and_against_what(
    conn: AsyncConnection, estate: SmallEstate, volunteer: int
) -> None:
    record = await booked(conn, estate)
    with pytest.raises(ServiceAppealIsTooLate):
        await appeal(conn, estate, record, volunteer, today=TODAY + timedelta(days=31))
    new = NewAppeal(Claim.MISSING_CHECK_OUT, LONGER.times, "漏签")
    with pytest.raises(AppealDoesNotFit):
        await appeal(conn, estate, record, volunteer, new)
    # Another's record, and another estate's, are not here.
    with pytest.raises(ObjectIsNotHere):
        await appeal(conn, estate, record, volunteer, who=1)
    neighbour = await make_estate(conn, code="other")
    with pytest.raises(ObjectIsNotHere):
        await appeal(conn, neighbour, record, volunteer)
    made = await appeal(conn, estate, record, volunteer, today=TODAY + timedelta(days=30))
    with pytest.raises(ObjectIsNotHere):
        await reply(conn, neighbour, made, GRANTED, actor_user_id=neighbour.committee)


async def test_a_missing_check_out_is_completed_and_verified_by_others(
    conn: AsyncConnection, estate: SmallEstate, volunteer: int
) -> None:
    [record] = await bring_in(conn, estate, WITHOUT_CHECK_OUT)
    new = NewAppeal(Claim.MISSING_CHECK_OUT, Times(time(9), time(11)), "走的时候忘了签")
    made = await appeal(conn, estate, record, volunteer, new)
    await reply(conn, estate, made, Answer("同组的人证明", Times(time(9), time(11))))
    [completed] = await waiting(conn, estate)
    assert (completed.completed_by, completed.service_minutes) == (estate.committee, 120)


async def test_who_was_not_written_down_is_added_and_confirmed_by_two(
    conn: AsyncConnection, estate: SmallEstate, volunteer: int
) -> None:
    other = estate.residents[1]
    activity = await running(conn, estate, other)
    for direction, at in ((Direction.IN, STARTS), (Direction.OUT, ENDS)):
        await scan(conn, estate, activity, other, direction, at)
    await finish(conn, estate, activity)
    [there_already] = await waiting(conn, estate)
    made = await miss(conn, estate, activity, volunteer, at=AFTERWARDS)
    # The organiser closed the list: it is about that list.
    late = {"now": AFTERWARDS, "today": AFTERWARDS.date()}
    answer = Answer("照片上有", Times(time(9), time(11)))
    with pytest.raises(ConfirmerMayNotAnswer):
        await reply(conn, estate, made, answer, actor_user_id=estate.organiser, **late)
    await reply(conn, estate, made, answer, **late)
    [added] = [each for each in await waiting(conn, estate) if each != there_already]
    assert (added.resident_id, added.service_minutes) == (estate.residents[0], 120)
    assert (added.confirmations, added.confirmations_required) == (1, 2)
    with pytest.raises(ServiceIsRecorded):
        await miss(conn, estate, activity, volunteer, at=AFTERWARDS)
    assert (await verify(conn, estate, added, by=estate.organiser)).state == "verified"


async def test_more_than_a_week_later_that_takes_a_paper_and_a_third_person(
    conn: AsyncConnection, estate: SmallEstate, volunteer: int
) -> None:
    activity = await running(conn, estate)
    await finish(conn, estate, activity)
    at = AFTERWARDS + timedelta(days=9)
    made = await miss(conn, estate, activity, volunteer, at=at)
    late = {"now": at, "today": at.date()}
    times = Times(time(9), time(11))
    with pytest.raises(LateAdditionNeedsDocument):
        async with conn.begin_nested():
            await reply(conn, estate, made, Answer("照片上有", times), **late)
    paper = await add_paper(conn, estate)
    await reply(conn, estate, made, Answer("照片上有", times, paper), **late)
    [added] = await waiting(conn, estate)
    assert added.confirmations_required == 3
    third = await add_user(conn, "third")
    await conn.execute(
        text("""insert into role_grant (estate_id, user_id, role, starts_on)
            select :e, unnest(cast(:users as bigint[])), 'organiser', '2026-01-01'"""),
        {"e": estate.estate_id, "users": [third]},
    )
    assert (await verify(conn, estate, added, by=estate.organiser)).state == "waiting"
    done = await verify(conn, estate, added, by=third)
    assert done.state == "verified"
    # The paper is part of the entry.
    papers = await conn.scalar(
        text("""select count(*) from journal_entry e join source_document d
            on d.sha256 = any(e.documents) where e.seq = :seq and d.document_id = :paper"""),
        {"seq": done.minutes_seq, "paper": paper},
    )
    assert papers == 1


async def test_the_database_lets_no_confirmer_answer(
    conn: AsyncConnection, estate: SmallEstate, volunteer: int
) -> None:
    record = await booked(conn, estate)
    made = await appeal(conn, estate, record, volunteer)
    answer = """update service_appeal set state = 'refused', answered_by = :by,
        answered_at = now(), answer = '不对' where service_appeal_id = :id"""
    for by in (estate.organiser, volunteer):
        with pytest.raises(DBAPIError) as refused:
            async with conn.begin_nested():
                await conn.execute(text(answer), {"by": by, "id": made.service_appeal_id})
        assert refused.value.orig.sqlstate == "LG076"  # type: ignore[union-attr]
    # Nor is one answered as it is made.
    with pytest.raises(DBAPIError) as refused:
        async with conn.begin_nested():
            await conn.execute(
                text("""insert into service_appeal (estate_id, resident_id, activity_id,
                        service_record_id, claim, came, gone, words, appealed_by, appealed_at,
                        state, answered_by, answered_at, answer)
                    select estate_id, resident_id, activity_id, service_record_id, claim, came,
                        gone, words, appealed_by, appealed_at, 'granted', appealed_by, now(), '对'
                    from service_appeal where service_appeal_id = :id"""),
                {"id": made.service_appeal_id},
            )
    assert refused.value.orig.sqlstate == "LG076"  # type: ignore[union-attr]


async def test_the_database_lets_nobody_appeal_for_another(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    record = await booked(conn, estate)
    with pytest.raises(DBAPIError) as refused:
        async with conn.begin_nested():
            await appeal(conn, estate, record, estate.committee)
    assert refused.value.orig.sqlstate == "LG076"  # type: ignore[union-attr]
