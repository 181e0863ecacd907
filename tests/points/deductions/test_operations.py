"""Points that a grant gave by mistake: taken back, appealed, given back to the same lot."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.errors import ObjectIsNotHere
from ledger.points.deductions import queries
from ledger.points.deductions.rules import (
    AppealIsMade,
    AppealIsMissing,
    AppealIsTooLate,
    AppealNeedsAnotherPerson,
    AppellantIsGone,
    DeductionIsDecided,
    DeductionIsOnesOwn,
    DeductionIsTooLarge,
    DeductionIsWaiting,
    DeductionNeedsSecondPerson,
    EntryIsNoGrant,
)
from ledger.points.statements import points_summary
from ledger.posting.holds import place_hold
from tests.points.awards.test_operations import act_for
from tests.points.deductions.deducting import (
    NOW,
    answer,
    appeal,
    approve,
    lots,
    propose,
    retired,
    seq_of,
)
from tests.points.estate import TODAY, SmallEstate, add_user, forget, grant, make_estate
from tests.points.test_operations import check_everything, give, spend

SOON = date(2026, 9, 30)


@pytest.fixture
def conn(module_conn: AsyncConnection) -> AsyncConnection:
    """All that these tests do is rolled back, so they share a database."""
    return module_conn


@pytest.fixture
async def estate(conn: AsyncConnection) -> SmallEstate:
    """张三 was given 10 points that end soon, which is wrong by 4, and 50 that end late."""
    estate = await make_estate(conn)
    await give(
        conn,
        estate,
        grant(estate, 10, key="wrong", expires_on=SOON),
        grant(estate, 50, key="right"),
    )
    return estate


@pytest.fixture
async def supervisor(conn: AsyncConnection, estate: SmallEstate) -> int:
    return await add_user(conn, "sxy-supervisor")


async def test_a_mistake_is_taken_back_from_its_own_lot(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    points_deduction_id = await propose(conn, estate)
    assert await lots(conn, estate) == [10, 50]
    done = await approve(conn, estate, points_deduction_id)
    assert await lots(conn, estate) == [6, 50]
    assert (done.points, done.appeal_until) == (4, TODAY + timedelta(days=15))
    assert await retired(conn) == 4
    told = await points_summary(
        conn, estate_id=estate.estate_id, first=Month(2026, 1), last=Month.of(TODAY)
    )
    assert (told.issued, told.corrected, told.outstanding) == (60, 4, 56)
    with pytest.raises(DeductionIsDecided):
        await approve(conn, estate, points_deduction_id)
    assert await lots(conn, estate) == [6, 50]
    await check_everything(conn, estate)


async def test_the_person_alone_is_told_with_the_right_of_appeal_and_reads_the_reason(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    await approve(conn, estate, await propose(conn, estate))
    [told] = (
        await conn.execute(
            text("select resident_id, args from message where template = 'points_deducted'")
        )
    ).all()
    assert told.resident_id == estate.residents[0]
    assert told.args == {"points": "4", "until": "2026年7月20日"}
    for who, seen in ((0, 1), (1, 0)):
        own = await queries.own_deductions(
            conn, estate_id=estate.estate_id, resident_id=estate.residents[who], limit=9
        )
        assert len(own) == seen


async def test_what_was_spent_is_written_down_and_not_asked_for(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    """Eight of the ten were spent: of the four that were wrong two are left, and no more."""
    await spend(conn, estate, 8, key="s")
    done = await approve(conn, estate, await propose(conn, estate))
    assert (done.points_asked, done.points) == (4, 2)
    assert await lots(conn, estate) == [50]
    await check_everything(conn, estate)


async def test_of_a_grant_that_is_spent_nothing_is_taken(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    await spend(conn, estate, 10, key="s")
    done = await approve(conn, estate, await propose(conn, estate))
    assert (done.points, done.seq, done.state) == (0, None, "posted")
    assert await lots(conn, estate) == [50]
    # It stays asked for once: the four do not come back by the next deduction.
    with pytest.raises(DeductionIsTooLarge) as refused:
        await propose(conn, estate, 7)
    assert refused.value.details["points_max"] == 6
    await check_everything(conn, estate)


async def test_never_more_than_the_grant_gave(conn: AsyncConnection, estate: SmallEstate) -> None:
    with pytest.raises(DeductionIsTooLarge):
        await propose(conn, estate, 11)
    await approve(conn, estate, await propose(conn, estate, 7))
    with pytest.raises(DeductionIsTooLarge):
        await propose(conn, estate, 4)
    await approve(conn, estate, await propose(conn, estate, 3))
    assert await lots(conn, estate) == [50]
    await check_everything(conn, estate)


async def test_one_deduction_of_a_grant_at_a_time(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    await propose(conn, estate)
    with pytest.raises(DeductionIsWaiting):
        await propose(conn, estate)


async def test_only_a_grant_is_corrected(conn: AsyncConnection, estate: SmallEstate) -> None:
    spent = await spend(conn, estate, 3, key="s")
    for seq in (spent, 10**9):
        with pytest.raises(EntryIsNoGrant):
            await propose(conn, estate, 1, seq=seq)
    other = await make_estate(conn, code="other")
    with pytest.raises(EntryIsNoGrant):
        await propose(conn, other, 1)


async def test_nobody_takes_points_alone_or_from_themselves(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    points_deduction_id = await propose(conn, estate)
    with pytest.raises(DeductionNeedsSecondPerson):
        await approve(conn, estate, points_deduction_id, by=estate.organiser)
    await act_for(conn, estate, estate.committee, 0)
    with pytest.raises(DeductionIsOnesOwn):
        await approve(conn, estate, points_deduction_id)
    assert await lots(conn, estate) == [10, 50]


async def test_an_appeal_that_is_granted_fills_the_same_lot(
    conn: AsyncConnection, estate: SmallEstate, supervisor: int
) -> None:
    points_deduction_id = await propose(conn, estate)
    await approve(conn, estate, points_deduction_id)
    await appeal(conn, estate, points_deduction_id)
    with pytest.raises(AppealIsMade):
        await appeal(conn, estate, points_deduction_id, by=supervisor)
    for one_of_them in (estate.organiser, estate.committee):
        with pytest.raises(AppealNeedsAnotherPerson):
            await answer(conn, estate, points_deduction_id, by=one_of_them)
    await answer(conn, estate, points_deduction_id, by=supervisor)
    assert await lots(conn, estate) == [10, 50]
    assert await retired(conn) == 0
    with pytest.raises(AppealIsMissing):
        await answer(conn, estate, points_deduction_id, by=supervisor)
    await check_everything(conn, estate)


async def test_an_appeal_that_is_not_granted_leaves_things_as_they_are(
    conn: AsyncConnection, estate: SmallEstate, supervisor: int
) -> None:
    points_deduction_id = await propose(conn, estate)
    await approve(conn, estate, points_deduction_id)
    await appeal(conn, estate, points_deduction_id)
    await answer(conn, estate, points_deduction_id, by=supervisor, grants=False)
    found = await queries.deduction(
        conn, estate_id=estate.estate_id, points_deduction_id=points_deduction_id
    )
    assert (found.state, found.answer, found.restored_seq) == ("upheld", "核对过签到纸", None)
    assert await lots(conn, estate) == [6, 50]


async def test_points_come_back_to_nobody_who_was_forgotten(
    conn: AsyncConnection, estate: SmallEstate, supervisor: int
) -> None:
    points_deduction_id = await propose(conn, estate)
    await approve(conn, estate, points_deduction_id)
    await appeal(conn, estate, points_deduction_id)
    who = {"estate_id": estate.estate_id, "resident_id": estate.residents[0]}
    await forget(conn, **who, by=estate.committee)
    with pytest.raises(AppellantIsGone):
        await answer(conn, estate, points_deduction_id, by=supervisor)
    assert await lots(conn, estate) == [6, 50]
    with pytest.raises(DBAPIError) as refused:
        async with conn.begin_nested():
            await conn.execute(
                text("""update points_deduction set state = 'restored', answered_by = :by,
                        answered_at = :now, answer = '退回', points_restored = points,
                        restored_seq = seq"""),
                {"by": supervisor, "now": NOW},
            )
    assert getattr(refused.value.orig, "sqlstate", None) == "LG097"
    await answer(conn, estate, points_deduction_id, by=supervisor, grants=False)


async def test_an_appeal_has_its_days_and_its_person(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    points_deduction_id = await propose(conn, estate)
    with pytest.raises(ObjectIsNotHere):
        await appeal(conn, estate, points_deduction_id, by=estate.committee)
    await approve(conn, estate, points_deduction_id)
    with pytest.raises(ObjectIsNotHere):
        await appeal(conn, estate, points_deduction_id, who=1, by=estate.committee)
    with pytest.raises(AppealIsTooLate):
        await appeal(
            conn, estate, points_deduction_id, by=estate.committee,
            today=TODAY + timedelta(days=16),
        )  # fmt: skip
    await appeal(conn, estate, points_deduction_id, today=TODAY + timedelta(days=15))


async def test_what_waits_out_a_notice_covers_no_hold(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    """60 points, 56 of them held, and 10 in a notice: of the wrong grant 4 can be taken."""
    waits = replace(grant(estate, 10, key="waits"), spendable_from=TODAY + timedelta(days=7))
    await give(conn, estate, waits)
    await place_hold(
        conn,
        estate_id=estate.estate_id,
        account=("P2101", f"resident:{estate.residents[0]}"),
        amount=56,
        expires_at=datetime.now(UTC) + timedelta(days=1),
        purpose="order:1",
        placed_by=estate.organiser,
        idempotency_key="order:1",
    )
    done = await approve(conn, estate, await propose(conn, estate, 10))
    assert (done.points_asked, done.points) == (10, 4)
    # What waits can be taken itself: it is part of no hold.
    waiting = await propose(conn, estate, 10, seq=await seq_of(conn, "waits"))
    assert (await approve(conn, estate, waiting)).points == 10


async def test_the_database_takes_from_the_named_grant_only(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    points_deduction_id = await propose(conn, estate)
    spent = await spend(conn, estate, 4, key="s")
    other = await propose(conn, estate, 1, seq=await seq_of(conn, "right"))
    for asked, points, fault in (
        (other, 1, "its grant did not give"),
        (points_deduction_id, 3, "its grant did not give"),
    ):
        with pytest.raises(DBAPIError, match=fault):
            async with conn.begin_nested():
                await conn.execute(
                    text("""update points_deduction set state = 'posted', decided_by = :by,
                            decided_at = now(), points = :points,
                            deducted_on = '2026-07-05', appeal_until = '2026-07-20', seq = :seq
                        where points_deduction_id = :id"""),
                    {"by": estate.committee, "points": points, "seq": spent, "id": asked},
                )


@pytest.mark.parametrize("state", ["restored", "upheld", "appealed"])
async def test_the_database_lets_no_step_be_skipped(
    conn: AsyncConnection, estate: SmallEstate, state: str
) -> None:
    points_deduction_id = await propose(conn, estate)
    with pytest.raises(DBAPIError):
        async with conn.begin_nested():
            await conn.execute(
                text("update points_deduction set state = :state where points_deduction_id = :id"),
                {"state": state, "id": points_deduction_id},
            )


BORN = """insert into points_deduction (estate_id, granted_seq, resident_id, points_asked, reason,
        proposed_by, proposed_at, state, decided_by, decided_at, points, deducted_on, appeal_until)
    select estate_id, granted_seq, resident_id, {asked}, 'r', :one, now(), {state}
    from points_deduction where points_deduction_id = :id"""
WAITS = "'proposed', null::bigint, null::timestamptz, null::bigint, null::date, null::date"
POSTED = "'posted', :two, now(), 0, date '2026-07-05', date '2026-07-20'"


@pytest.mark.parametrize(
    "statement",
    [
        # Decided as it is written down; more than the grant gave.
        BORN.format(asked=1, state=POSTED),
        BORN.format(asked=11, state=WAITS),
        # An appeal that changes what was decided.
        """update points_deduction set state = 'appealed', appealed_by = :one,
            appealed_at = '2026-07-06T00:00:00Z', appeal_reason = 'r', decided_by = :three
            where points_deduction_id = :id""",
        # One that comes too late.
        """update points_deduction set state = 'appealed', appealed_by = :one, appeal_reason = 'r',
            appealed_at = '2026-07-20T16:00:00Z' where points_deduction_id = :id""",
    ],
)
async def test_the_database_keeps_what_was_decided(
    conn: AsyncConnection, estate: SmallEstate, supervisor: int, statement: str
) -> None:
    points_deduction_id = await propose(conn, estate)
    await approve(conn, estate, points_deduction_id)
    people = {"one": estate.organiser, "two": estate.committee, "three": supervisor}
    named = {name: user for name, user in people.items() if f":{name}" in statement}
    with pytest.raises(DBAPIError) as refused:
        async with conn.begin_nested():
            await conn.execute(text(statement), named | {"id": points_deduction_id})
    assert getattr(refused.value.orig, "sqlstate", None) in ("LG072", "LG073")


async def test_the_database_gives_back_by_the_red_entry_only(
    conn: AsyncConnection, estate: SmallEstate, supervisor: int
) -> None:
    points_deduction_id = await propose(conn, estate)
    await approve(conn, estate, points_deduction_id)
    await appeal(conn, estate, points_deduction_id)
    with pytest.raises(DBAPIError, match="not given back by the entry"):
        async with conn.begin_nested():
            await conn.execute(
                text("""update points_deduction set state = 'restored', answered_by = :by,
                        answered_at = now(), answer = 'a', restored_seq = :seq,
                        points_restored = points
                    where points_deduction_id = :id"""),
                {
                    "by": supervisor,
                    "seq": await seq_of(conn, "right"),
                    "id": points_deduction_id,
                },
            )
