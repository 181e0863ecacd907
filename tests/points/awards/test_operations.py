"""A list from the one who writes it to the wallets, on a real database."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import CHINA
from ledger.estates.rule_profile import Caps
from ledger.points.awards import operations, queries
from ledger.points.awards.operations import NewList
from ledger.points.awards.rules import (
    AwardIsOnesOwn,
    AwardIsSomebodyElses,
    AwardListHasFaults,
    AwardListIsDecided,
    AwardNeedsSecondPerson,
    AwardRow,
    AwardSource,
    PoolIsTooSmall,
)
from ledger.points.expiry import expire_lots
from ledger.points.gifts.operations import donate_points, pool_points
from ledger.points.operations import points_available
from ledger.points.queries import lots_of_resident, spendable_of
from tests.points.estate import TODAY, SmallEstate, add_user, grant, make_estate
from tests.points.gifts.test_gifts import live_together
from tests.points.test_operations import check_everything, give, spend

NOW = datetime(2026, 7, 5, 9, 0, tzinfo=CHINA)


@pytest.fixture
def conn(module_conn: AsyncConnection) -> AsyncConnection:
    """All that these tests do is rolled back, so they share a database."""
    return module_conn


@pytest.fixture
async def estate(conn: AsyncConnection) -> SmallEstate:
    """张三 and 李四 live together; awards stand in a notice of seven days, 30 points a month."""
    estate = await make_estate(conn)
    await with_rules(conn, notice_days=7, month=30)
    await live_together(conn, estate, 0, 1)
    return estate


async def with_rules(conn: AsyncConnection, *, notice_days: int, month: int) -> None:
    """Adopt a version from June on, whose awards have a cap and a notice."""
    await conn.execute(
        text("""insert into rule_version (estate_id, version, name, effective_on, source, body)
            select estate_id, 2, name, '2026-06-01', source, body || jsonb_build_object(
                'version', 2, 'effective_on', '2026-06-01',
                'awards', jsonb_build_object('caps', cast(:caps as jsonb)),
                'points', body -> 'points'
                    || jsonb_build_object('notice_days', cast(:days as int)))
            from rule_version"""),
        {"days": notice_days, "caps": Caps(month=month).model_dump_json()},
    )


async def act_for(conn: AsyncConnection, estate: SmallEstate, user_id: int, who: int) -> None:
    """Let a user also be one of the residents."""
    await conn.execute(
        text("""insert into role_grant (estate_id, user_id, role, resident_id, granted_by,
                starts_on)
            values (:e, :user, 'resident', :resident, :by, '2026-01-01')"""),
        {
            "e": estate.estate_id,
            "user": user_id,
            "resident": estate.residents[who],
            "by": await add_user(conn, f"granter-{user_id}"),
        },
    )


def rows(estate: SmallEstate, *points: int) -> tuple[AwardRow, ...]:
    return tuple(
        AwardRow(each, "婚事新办", resident_id=resident_id)
        for each, resident_id in zip(points, estate.residents, strict=False)
    )


async def propose(
    conn: AsyncConnection,
    estate: SmallEstate,
    *asked: AwardRow,
    source: AwardSource = AwardSource.ENVIRONMENT,
    by: int | None = None,
) -> int:
    return await operations.propose_list(
        conn,
        NewList("第二季度移风易俗评比", source, "业委会7月1日会议", tuple(asked)),
        estate_id=estate.estate_id,
        actor_user_id=by or estate.organiser,
        now=NOW,
        today=TODAY,
    )


async def approve(
    conn: AsyncConnection, estate: SmallEstate, award_list_id: int, *, by: int | None = None
) -> None:
    await operations.approve_list(
        conn,
        estate_id=estate.estate_id,
        award_list_id=award_list_id,
        actor_user_id=by or estate.committee,
        now=NOW,
        today=TODAY,
    )


async def given(conn: AsyncConnection, estate: SmallEstate, who: int = 0) -> int:
    held = await lots_of_resident(
        conn, estate_id=estate.estate_id, resident_id=estate.residents[who]
    )
    return sum(lot.points_left for lot in held)


async def can_spend(conn: AsyncConnection, estate: SmallEstate, today: date, who: int = 0) -> int:
    return await points_available(
        conn, estate_id=estate.estate_id, resident_id=estate.residents[who], today=today
    )


async def test_a_list_is_posted_once_as_a_whole_and_waits_out_its_notice(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    award_list_id = await propose(conn, estate, *rows(estate, 20, 40, 5))
    assert await given(conn, estate) == 0
    await approve(conn, estate, award_list_id)
    listed = await queries.rows_of(conn, estate_id=estate.estate_id, award_list_id=award_list_id)
    assert [each.points for each in listed] == [20, 30, 5]
    assert [each.cut_reason for each in listed] == [None, "每月最多 30 分", None]
    assert await given(conn, estate, 1) == 30
    # In the wallet, and not to be spent before the seventh day.
    first_day = TODAY + timedelta(days=7)
    assert await can_spend(conn, estate, first_day - timedelta(days=1)) == 0
    assert await can_spend(conn, estate, first_day) == 20
    with pytest.raises(AwardListIsDecided):
        await approve(conn, estate, award_list_id)
    assert await given(conn, estate) == 20
    await check_everything(conn, estate)


async def test_what_was_given_before_counts_under_the_cap(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    for asked, left in ((20, 20), (20, 10), (20, 0)):
        award_list_id = await propose(conn, estate, *rows(estate, asked))
        await approve(conn, estate, award_list_id)
        [row] = await queries.rows_of(conn, estate_id=estate.estate_id, award_list_id=award_list_id)
        assert row.points == left
        assert (row.seq is None) == (left == 0)
    assert await given(conn, estate) == 30
    await check_everything(conn, estate)


async def test_who_wrote_a_list_does_not_approve_it(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    award_list_id = await propose(conn, estate, *rows(estate, 20))
    with pytest.raises(AwardNeedsSecondPerson):
        await approve(conn, estate, award_list_id, by=estate.organiser)
    assert await given(conn, estate) == 0


@pytest.mark.parametrize("who", [0, 1])
async def test_nobody_writes_or_approves_an_award_of_their_own_or_of_their_home(
    conn: AsyncConnection, estate: SmallEstate, who: int
) -> None:
    """The list is for the household; 李四, who lives there, is as much concerned as its head."""
    household_id = await conn.scalar(text("select household_id from household"))
    row = AwardRow(20, "最美庭院", household_id=household_id)
    award_list_id = await propose(conn, estate, row)
    await act_for(conn, estate, estate.committee, who)
    with pytest.raises(AwardIsOnesOwn):
        await approve(conn, estate, award_list_id)
    with pytest.raises(AwardListHasFaults):
        await propose(conn, estate, row, by=estate.committee)
    # Nor by another, where it is by now the home of the one who wrote it.
    await act_for(conn, estate, estate.organiser, who)
    with pytest.raises(AwardIsOnesOwn):
        await approve(conn, estate, award_list_id, by=await add_user(conn, "another"))
    # And not past the program either.
    with pytest.raises(DBAPIError, match="benefits who wrote the list"):
        async with conn.begin_nested():
            await conn.execute(
                text("""with list as (
                    insert into award_list (estate_id, title, source_code, basis, prepared_by,
                        prepared_at)
                    values (:e, 't', 'P1103', 'b', :by, now()) returning award_list_id)
                    insert into award_row (estate_id, award_list_id, line_no, household_id,
                        points_asked, reason)
                    select :e, award_list_id, 1, :household, 5, 'r' from list"""),
                {"e": estate.estate_id, "by": estate.committee, "household": household_id},
            )


async def test_a_household_is_given_its_award_into_its_own_account(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    household_id = await conn.scalar(text("select household_id from household"))
    award_list_id = await propose(conn, estate, AwardRow(12, "最美庭院", household_id=household_id))
    await approve(conn, estate, award_list_id)
    holder = f"household:{household_id}"
    assert [
        await spendable_of(conn, estate_id=estate.estate_id, holder=holder, today=day)
        for day in (TODAY, TODAY + timedelta(days=7))
    ] == [0, 12]
    await check_everything(conn, estate)


async def test_one_bad_row_and_nothing_is_written(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    with pytest.raises(AwardListHasFaults) as refused:
        await propose(conn, estate, *rows(estate, 20), AwardRow(5, "庭院", resident_id=10**9))
    assert refused.value.details["fields"] == [
        {"field": "rows[1]", "message": "没有这位住户，或者已经迁出、注销，请重新查找。"}
    ]
    assert await conn.scalar(text("select count(*) from award_list")) == 0


async def test_somebody_of_another_estate_is_nobody(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    other = await make_estate(conn, code="other")
    with pytest.raises(AwardListHasFaults):
        await propose(conn, estate, *rows(other, 20))
    household_id = await conn.scalar(text("select household_id from household"))
    with pytest.raises(AwardListHasFaults):
        await propose(conn, other, AwardRow(20, "最美庭院", household_id=household_id))


async def test_the_pool_gives_to_named_people_what_it_has(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    await give(conn, estate, grant(estate, 50, key="w"))
    await donate_points(
        conn,
        estate_id=estate.estate_id,
        resident_id=estate.residents[0],
        points=40,
        idempotency_key="d",
        actor_user_id=estate.organiser,
        today=TODAY,
    )
    relief = AwardRow(35, "困难帮扶", resident_id=estate.residents[2])
    first = await propose(conn, estate, relief, source=AwardSource.POOL)
    second = await propose(conn, estate, relief, source=AwardSource.POOL)
    await approve(conn, estate, first)
    assert await pool_points(conn, estate.estate_id) == 5
    # It was enough when the second list was written; now it is not.
    with pytest.raises(PoolIsTooSmall):
        await approve(conn, estate, second)
    assert await given(conn, estate, 2) == 35
    await check_everything(conn, estate)


async def test_a_list_is_sent_back_or_taken_back_and_then_it_is_over(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    sent_back, taken_back = [await propose(conn, estate, *rows(estate, 20)) for _ in range(2)]
    decided: dict[str, Any] = {"estate_id": estate.estate_id, "now": NOW}
    await operations.refuse_list(
        conn, award_list_id=sent_back, reason="没有依据", actor_user_id=estate.committee, **decided
    )
    with pytest.raises(AwardIsSomebodyElses):
        await operations.withdraw_list(
            conn, award_list_id=taken_back, actor_user_id=estate.committee, **decided
        )
    await operations.withdraw_list(
        conn, award_list_id=taken_back, actor_user_id=estate.organiser, **decided
    )
    for award_list_id in (sent_back, taken_back):
        with pytest.raises(AwardListIsDecided):
            await approve(conn, estate, award_list_id)
    assert await given(conn, estate) == 0


async def test_the_database_does_not_let_a_lot_be_spent_in_its_notice(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    await approve(conn, estate, await propose(conn, estate, *rows(estate, 20)))
    await give(conn, estate, grant(estate, 5, key="w"))
    seq = await spend(conn, estate, 5, key="s")
    with pytest.raises(DBAPIError, match="stands in its notice"):
        async with conn.begin_nested():
            await conn.execute(
                text("""insert into points_lot_use (estate_id, seq, lot_id, points)
                    select estate_id, :seq, lot_id, 5 from points_lot
                    where spendable_from is not null"""),
                {"seq": seq},
            )


async def test_what_ends_in_its_notice_ends(conn: AsyncConnection, estate: SmallEstate) -> None:
    """A deduction and the end of a lot are the two things that a notice does not stop."""
    await approve(conn, estate, await propose(conn, estate, *rows(estate, 20)))
    ended = await expire_lots(
        conn, estate_id=estate.estate_id, today=date(2028, 8, 1), actor_user_id=estate.organiser
    )
    assert ended.points == 20
    await check_everything(conn, estate)


@pytest.mark.parametrize(
    "statements, fault",
    [
        # Approved before it has rows; and with the entry of another list.
        (
            """insert into award_list (estate_id, title, source_code, basis, prepared_by,
                prepared_at, state, decided_by, decided_at, granted_on, rule_version)
            select estate_id, title, source_code, basis, prepared_by, prepared_at, state,
                decided_by, decided_at, granted_on, rule_version
            from award_list where state = 'approved'""",
            "decided before it has rows",
        ),
        (
            """update award_row w set points = 7, seq = e.seq from journal_entry e
            where w.seq is null and e.idempotency_key = 'another';
            update award_list l set (state, decided_by, decided_at, granted_on, rule_version) = (
                select o.state, o.decided_by, o.decided_at, o.granted_on, o.rule_version
                from award_list o where o.state = 'approved')
            where l.state = 'proposed'""",
            "gave something else",
        ),
    ],
)
async def test_the_database_asks_what_the_entries_gave(
    conn: AsyncConnection, estate: SmallEstate, statements: str, fault: str
) -> None:
    """An entry gave the same person 7 points, but for something else than this list."""
    who = estate.residents[0]
    await give(conn, estate, grant(estate, 7, key="another"))
    await approve(conn, estate, await propose(conn, estate, AwardRow(5, "r", who)))
    await propose(conn, estate, AwardRow(7, "r", who))
    *before, last = statements.split(";")
    for statement in before:
        await conn.execute(text(statement))
    with pytest.raises(DBAPIError, match=fault):
        async with conn.begin_nested():
            await conn.execute(text(last))
