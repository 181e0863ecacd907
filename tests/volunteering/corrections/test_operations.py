"""A booked service is put right beside itself: the chain, the people, the books."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.errors import ObjectIsNotHere
from ledger.evidence.time_bank_records import DEPOSITS
from ledger.points.budgets.granting_later import grant_withheld_points
from ledger.points.budgets.operations import NewBudget
from ledger.points.queries import services_counted, wallet_balance
from ledger.points.statements import points_summary
from ledger.time_bank.operations import deposit_minutes
from ledger.time_bank.queries import standing_of
from ledger.volunteering.corrections.operations import preview_correction, refuse_correction
from ledger.volunteering.corrections.queries import corrections_of, standings
from ledger.volunteering.corrections.rules import (
    CorrectionChangesNothing,
    CorrectionIsDecided,
    CorrectionIsWaiting,
    CorrectionNeedsSecondPerson,
    NobodyCorrectsTheirOwnService,
    ServiceRecordIsNotBooked,
)
from ledger.volunteering.rules import ServiceTimesOverlap
from tests.points.budgets.budgeting import budget_of, content
from tests.points.deductions import deducting
from tests.points.estate import TODAY, SmallEstate, add_user, make_estate
from tests.volunteering.attendance.attending import act_as
from tests.volunteering.corrections.correcting import (
    NOT_THERE,
    NOW,
    SERVED,
    add_paper,
    approve,
    booked,
    correct,
    lines_of,
    prepare,
    there,
)
from tests.volunteering.corrections.spending import give_away
from tests.volunteering.test_verification import WITHOUT_CHECK_OUT, bring_in, complete, verify


@pytest.fixture
def conn(module_conn: AsyncConnection) -> AsyncConnection:
    """All that these tests do is rolled back, so they share a database."""
    return module_conn


@pytest.fixture
async def estate(conn: AsyncConnection) -> SmallEstate:
    return await make_estate(conn)


async def has(conn: AsyncConnection, estate: SmallEstate) -> tuple[int, int, int]:
    """Return minutes, points and the number of services of 张三."""
    mine = {"estate_id": estate.estate_id, "resident_id": estate.residents[0]}
    balance = await wallet_balance(conn, **mine)
    return balance.service_minutes, balance.points, await services_counted(conn, **mine)


async def test_more_minutes_bring_what_the_whole_is_worth(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    record = await booked(conn, estate)
    assert await has(conn, estate) == (120, 2, 1)
    paper = await add_paper(conn, estate)
    done = await correct(conn, estate, record, there("08:30", "11:30"), document_id=paper)
    # 180 minutes are three hours; the two that were booked brought two points.
    assert (done.from_minutes, done.to_minutes, done.points, done.points_left) == (120, 180, 1, 0)
    assert await has(conn, estate) == (180, 3, 1)
    words = "更正增加：端午包粽 1 小时（6月11日的服务）"
    assert await lines_of(conn, done.seqs) == [("M2101", 60, words), ("P2101", 1, words)]
    people = await conn.execute(
        text("""select distinct prepared_by, approved_by, effective_on, cardinality(documents)
            from journal_entry where seq = any(:seqs)"""),
        {"seqs": done.seqs},
    )
    assert people.all() == [(estate.organiser, estate.committee, date(2026, 6, 11), 1)]
    await conn.execute(text("set constraints all immediate"))


async def test_fewer_minutes_go_back_in_red_and_from_the_same_lot(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    record = await booked(conn, estate)
    done = await correct(conn, estate, record, there("09:00", "10:00"))
    assert (done.to_minutes, done.points, done.points_left) == (60, -1, 0)
    assert await has(conn, estate) == (60, 1, 1)
    assert [(code, amount) for code, amount, _ in await lines_of(conn, done.seqs)] == [
        ("M2101", -60),
        ("P2101", -1),
    ]
    await conn.execute(text("set constraints all immediate"))


async def test_points_that_were_spent_are_not_owed(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    record = await booked(conn, estate)
    # Given away, both of them.
    await give_away(conn, estate, points=2)
    done = await correct(conn, estate, record, NOT_THERE)
    assert (done.to_minutes, done.points, done.points_left) == (0, 0, 2)
    assert await has(conn, estate) == (0, 0, 0)


async def test_what_a_deduction_took_is_not_taken_twice(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    record = await booked(conn, estate)
    granted = await conn.scalar(text("select points_seq from service_record"))
    await deducting.approve(conn, estate, await deducting.propose(conn, estate, 1, seq=granted))
    done = await correct(conn, estate, record, there("09:00", "10:00"))
    assert (done.to_minutes, done.points, done.points_left) == (60, 0, 0)
    assert await has(conn, estate) == (60, 1, 1)


async def test_a_chain_goes_on_where_it_stands_and_comes_back(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    record = await booked(conn, estate)
    steps = [there("09:00", "12:00"), there("09:00", "09:30"), NOT_THERE, there("09:00", "11:00")]
    for presence in steps:
        await correct(conn, estate, record, presence)
    chain = await corrections_of(conn, estate_id=estate.estate_id, service_record_id=record)
    assert [(each.from_minutes, each.to_minutes) for each in chain] == [
        (120, 180), (180, 30), (30, 0), (0, 120),
    ]  # fmt: skip
    # The newest goes back first: the third hour's entry, then what was recorded.
    assert [each.points for each in chain] == [1, -3, 0, 2]
    assert await has(conn, estate) == (120, 2, 1)
    found = await standings(conn, estate_id=estate.estate_id, service_record_ids=[record])
    assert (found[record].service_minutes, found[record].points) == (120, 2)
    await conn.execute(text("set constraints all immediate"))


async def test_a_second_correction_waits_for_the_first(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    record = await booked(conn, estate)
    first = await prepare(conn, estate, record, there("09:00", "12:00"))
    with pytest.raises(CorrectionIsWaiting):
        await prepare(conn, estate, record, there("09:00", "12:00"))
    await approve(conn, estate, first)
    with pytest.raises(CorrectionIsDecided):
        await approve(conn, estate, first)
    # The same once more changes nothing.
    with pytest.raises(CorrectionChangesNothing):
        await prepare(conn, estate, record, there("09:00", "12:00"))
    assert await has(conn, estate) == (180, 3, 1)


async def test_two_people_neither_of_them_the_volunteer(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    record = await booked(conn, estate)
    prepared = await prepare(conn, estate, record, there("09:00", "12:00"))
    with pytest.raises(CorrectionNeedsSecondPerson):
        await approve(conn, estate, prepared, by=estate.organiser)
    volunteer = await add_user(conn, "volunteer")
    await act_as(conn, estate, volunteer, estate.residents[0])
    with pytest.raises(NobodyCorrectsTheirOwnService):
        await approve(conn, estate, prepared, by=volunteer)
    await act_as(conn, estate, estate.organiser, estate.residents[1])
    refused = await refuse_correction(
        conn,
        estate_id=estate.estate_id,
        service_correction_id=prepared.service_correction_id,
        reason="照片看不出",
        actor_user_id=estate.committee,
        now=NOW,
    )
    assert (refused.state, refused.decision_reason) == ("refused", "照片看不出")
    assert await has(conn, estate) == (120, 2, 1)


async def test_a_closed_month_is_corrected_today_and_points_back(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    record = await booked(conn, estate)
    await conn.execute(
        text("""insert into period_change
                (estate_id, fiscal_month, to_state, changed_by, changed_at)
            values (:estate_id, 202606, 'closed', :by, now())"""),
        {"estate_id": estate.estate_id, "by": estate.committee},
    )
    more = await correct(conn, estate, record, there("09:00", "12:00"))
    fewer = await correct(conn, estate, record, NOT_THERE)
    rows = await conn.execute(
        text("""select effective_on, reverses_seq is not null as is_red from journal_entry
            where seq = any(:seqs) order by seq"""),
        {"seqs": [*more.seqs, *fewer.seqs]},
    )
    assert rows.all() == [(TODAY, False), (TODAY, False)] + [(TODAY, True)] * 4
    assert "6月11日的服务" in (await lines_of(conn, more.seqs))[0][2]


async def test_points_that_came_later_do_not_go_back_before_they_came(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    await budget_of(conn, estate, content({"P1101": 1}))
    await budget_of(conn, estate, content({"P1101": 9}), new=NewBudget.of_quarter(TODAY))
    record = await booked(conn, estate)
    ids = {"estate_id": estate.estate_id, "by": estate.committee}
    change = text("""insert into period_change
            (estate_id, fiscal_month, to_state, changed_by, changed_at)
        values (:estate_id, 202606, :state, :by, now())""")
    # June takes no points any more, so what waited comes today; then June is open again.
    await conn.execute(change, ids | {"state": "adjusting"})
    await grant_withheld_points(
        conn, estate_id=estate.estate_id, actor_user_id=estate.committee, now=NOW, today=TODAY
    )
    await conn.execute(change, ids | {"state": "open"})
    done = await correct(conn, estate, record, NOT_THERE)
    assert done.points == -2
    days = await conn.scalars(
        text("select effective_on from journal_entry where seq = any(:seqs) order by seq"),
        {"seqs": done.seqs},
    )
    assert days.all() == [date(2026, 6, 11), TODAY]


async def test_what_is_not_booked_is_not_corrected(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    [waiting] = await bring_in(conn, estate, WITHOUT_CHECK_OUT.replace("06-11", "06-12"))
    with pytest.raises(ServiceRecordIsNotBooked):
        await prepare(conn, estate, waiting, there("09:00", "11:00"))
    neighbour = await make_estate(conn, code="other")
    record = await booked(conn, estate, SERVED)
    with pytest.raises(ObjectIsNotHere):
        await prepare(conn, neighbour, record, there("09:00", "12:00"))
    prepared = await prepare(conn, estate, record, there("09:00", "12:00"))
    with pytest.raises(ObjectIsNotHere):
        await approve(conn, neighbour, prepared, by=neighbour.committee)


async def test_nobody_is_corrected_into_two_places(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    first = await booked(conn, estate)
    second = await booked(
        conn, estate, "2026-06-11,文明劝导,移风易俗,张三,1栋1单元0101,11:30,12:30,队,网格员"
    )
    with pytest.raises(ServiceTimesOverlap):
        await prepare(conn, estate, first, there("09:00", "12:00"))
    # Once the second is found to be an error, its time is free again, for records too.
    await correct(conn, estate, second, NOT_THERE)
    await correct(conn, estate, first, there("09:00", "11:30"))
    third = await booked(
        conn, estate, "2026-06-11,照看老人,助老,张三,1栋1单元0101,11:30,12:30,队,网格员"
    )
    assert third not in (first, second)
    with pytest.raises(ServiceTimesOverlap):
        await prepare(conn, estate, second, there("11:30", "12:00"))


async def test_the_preview_says_what_then_happens(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    record = await booked(conn, estate)
    wanted: dict[str, Any] = {"estate_id": estate.estate_id, "service_record_id": record}
    preview = await preview_correction(conn, there("09:00", "10:30"), **wanted, today=TODAY)
    assert (preview.to_minutes, preview.points.points) == (90, -1)
    assert await has(conn, estate) == (120, 2, 1)
    done = await correct(conn, estate, record, there("09:00", "10:30"))
    assert (done.to_minutes, done.points) == (90, -1)


async def test_minutes_that_were_never_served_leave_the_bank(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    record = await booked(conn, estate)
    mine: dict[str, Any] = {
        "estate_id": estate.estate_id,
        "resident_id": estate.residents[0],
        "actor_user_id": estate.organiser,
        "today": TODAY,
    }
    await deposit_minutes(conn, **mine)
    await correct(conn, estate, record, there("09:00", "10:00"))
    saved = text("""select -b.posted from balance b join account a using (estate_id, account_id)
        where a.code = 'M2102' and a.holder = :holder""")
    holder = {"holder": f"resident:{estate.residents[0]}"}
    assert await conn.scalar(saved, holder) == 60
    left_on = text("select max(effective_on) from journal_entry where reverses_seq is not null")
    assert await conn.scalar(left_on) == TODAY
    # What is added later can be saved, and so can what was taken back.
    await correct(conn, estate, record, there("09:00", "12:00"))
    moved = await deposit_minutes(conn, **mine)
    assert moved.minutes == 120
    assert await conn.scalar(saved, holder) == 180
    await correct(conn, estate, record, NOT_THERE)
    assert await conn.scalar(saved, holder) == 0
    await correct(conn, estate, record, there("09:00", "11:00"))
    assert (await deposit_minutes(conn, **mine)).minutes == 120
    ids = {"estate_id": estate.estate_id, "resident_id": estate.residents[0]}
    assert (await standing_of(conn, **ids)).saved_minutes == 120
    told = await points_summary(
        conn, estate_id=estate.estate_id, first=Month(2026, 1), last=Month.of(TODAY)
    )
    assert told.service_minutes == 120
    assert (await conn.execute(text(DEPOSITS), ids)).all() == []
    await conn.execute(text("set constraints all immediate"))


async def test_a_late_check_out_counts_like_the_rest(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    """What was completed by hand is corrected as any other record."""
    [record] = await bring_in(conn, estate, WITHOUT_CHECK_OUT)
    await complete(conn, estate, record, by=estate.organiser, checked_out=time(10, 30))
    await verify(conn, estate, record, by=estate.committee)
    done = await correct(conn, estate, record, there("09:00", "11:00"))
    assert (done.from_minutes, done.to_minutes, done.points) == (90, 120, 1)


ATTACKS = {
    "no second person": (
        "update service_correction set state = 'posted', decided_by = prepared_by,"
        " decided_at = now(), points = 0, points_left = 0, rule_version = 'x'",
        "23514",
    ),
    "no entries": (
        "update service_correction set state = 'posted', decided_by = :other,"
        " decided_at = now(), points = 0, points_left = 0, rule_version = 'x'",
        "LG079",
    ),
    "another start": (
        "insert into service_correction (estate_id, service_record_id, correction_no,"
        " from_minutes, to_minutes, checked_in, checked_out, reason, prepared_by, prepared_at)"
        " values (:estate_id, :record, 1, 90, 60, '09:00', '10:00', '抄错', :other, now())",
        "LG077",
    ),
    "taken out": ("delete from service_correction", "42501"),
}


@pytest.mark.parametrize("attack", sorted(ATTACKS))
async def test_the_database_keeps_the_chain(
    conn: AsyncConnection, estate: SmallEstate, attack: str
) -> None:
    record = await booked(conn, estate)
    await prepare(conn, estate, record, there("09:00", "12:00"))
    statement, code = ATTACKS[attack]
    with pytest.raises(DBAPIError) as refused:
        async with conn.begin_nested():
            await conn.execute(
                text(statement),
                {"estate_id": estate.estate_id, "record": record, "other": estate.committee}
                if ":estate_id" in statement
                else ({"other": estate.committee} if ":other" in statement else {}),
            )
    assert refused.value.orig.sqlstate == code  # type: ignore[union-attr]


async def test_nobody_corrects_their_own_service_in_the_database(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    record = await booked(conn, estate)
    prepared = await prepare(conn, estate, record, there("09:00", "12:00"))
    await act_as(conn, estate, estate.committee, estate.residents[0])
    with pytest.raises(DBAPIError) as refused:
        async with conn.begin_nested():
            await conn.execute(
                text("""update service_correction set state = 'refused', decided_by = :by,
                    decided_at = now(), decision_reason = '不对'
                    where service_correction_id = :id"""),
                {"by": estate.committee, "id": prepared.service_correction_id},
            )
    assert refused.value.orig.sqlstate == "LG078"  # type: ignore[union-attr]
