"""A team's points from the award to its members' wallets, on a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.points.awards.operations import NewList, approve_list, propose_list
from ledger.points.awards.queries import rows_of
from ledger.points.awards.rules import AwardIsOnesOwn, AwardListHasFaults, AwardRow, AwardSource
from ledger.points.deductions.operations import (
    Asked,
    answer_appeal,
    appeal_deduction,
    approve_deduction,
    propose_deduction,
)
from ledger.points.deductions.queries import own_deductions
from ledger.points.entries import PointsTransfer, resident_holder, team_holder
from ledger.points.expiry import expire_lots
from ledger.points.gifts.operations import pool_points
from ledger.points.queries import lots_of_resident
from ledger.points.rules import PointsAreTooFew
from ledger.points.teams import operations, queries
from ledger.points.teams.rules import (
    NewPlan,
    Share,
    ShareIsForNoMember,
    TeamPointsAreOnesOwn,
    TeamPointsAreTheLeaders,
    TeamPointsNeedSecondPerson,
    TeamPointsPlanIsDecided,
    TeamPointsPlanIsSomebodyElses,
    TeamPointsPlanWaits,
)
from ledger.points.telling import tell_expiring
from ledger.points.transfers import transfer_points
from ledger.volunteering.teams.operations import close_team
from ledger.volunteering.teams.rules import TeamHasAnAppeal, TeamHasPoints
from tests.points.estate import TODAY, add_user, make_estate
from tests.points.teams.sharing import NOW, TeamOfThree, is_resident, team_of_three
from tests.points.test_operations import check_everything
from tests.volunteering.activities.planning import messages_to


@pytest.fixture
async def team(module_conn: AsyncConnection) -> TeamOfThree:
    return await team_of_three(module_conn)


@asynccontextmanager
async def refused_by_the_database(conn: AsyncConnection, code: str) -> AsyncIterator[None]:
    with pytest.raises(DBAPIError) as refused:
        async with conn.begin_nested():
            yield
    assert getattr(refused.value.orig, "sqlstate", None) == code


async def award(team: TeamOfThree, points: int, *, by: int | None = None) -> int:
    return await propose_list(
        team.conn,
        NewList(
            "优秀服务队", AwardSource.HONOUR, "业委会7月1日会议",
            (AwardRow(points, "巡访一季", volunteer_team_id=team.team_id),),
        ),
        estate_id=team.estate_id,
        actor_user_id=by or team.clerk,
        now=NOW,
        today=TODAY,
    )  # fmt: skip


async def approve(team: TeamOfThree, award_list_id: int, *, by: int | None = None) -> None:
    await approve_list(
        team.conn,
        estate_id=team.estate_id,
        award_list_id=award_list_id,
        actor_user_id=by or team.estate.committee,
        now=NOW,
        today=TODAY,
    )


async def test_a_list_gives_to_a_team_and_tells_its_leader(team: TeamOfThree) -> None:
    award_list_id = await award(team, 60)
    await approve(team, award_list_id)
    assert await team.has() == (60, 60)
    [row] = await rows_of(team.conn, estate_id=team.estate_id, award_list_id=award_list_id)
    assert (row.name_masked, row.points) == ("巡访队", 60)
    assert await messages_to(team.conn, team.estate.residents[0]) == ["team_award_given"]
    [line] = await queries.team_history(
        team.conn, estate_id=team.estate_id, team_id=team.team_id, before_seq=None, limit=5
    )
    assert (line.points, line.balance_after, line.who) == (60, 60, None)
    await check_everything(team.conn, team.estate)


async def test_nobody_of_a_team_writes_or_approves_its_award(team: TeamOfThree) -> None:
    with pytest.raises(AwardListHasFaults):
        await award(team, 60, by=team.leader)
    award_list_id = await award(team, 60)
    await is_resident(team.conn, team.estate, team.estate.committee, 1)
    with pytest.raises((AwardIsOnesOwn, AwardListHasFaults)):
        await approve(team, award_list_id)
    async with refused_by_the_database(team.conn, "LG071"):
        await team.conn.execute(
            text("update award_row set points = 0, cut_reason = '每月最多 0 分'")
        )
        await team.conn.execute(
            text("""update award_list set state = 'approved', decided_by = :by, decided_at = :now,
                granted_on = :today, rule_version = 'x/1'"""),
            {"by": team.estate.committee, "now": NOW, "today": TODAY},
        )


async def test_shares_keep_their_last_day_and_are_two_peoples(team: TeamOfThree) -> None:
    await team.give(30, key="a", expires_on=date(2026, 12, 31))
    await team.give(30, key="b")
    plan_id = await team.plan(20, 25)
    assert await team.has() == (60, 60)
    with pytest.raises(TeamPointsNeedSecondPerson):
        await team.confirm(plan_id, by=team.leader)
    await team.confirm(plan_id)
    assert await team.has() == (15, 15)
    of_li = await lots_of_resident(
        team.conn, estate_id=team.estate_id, resident_id=team.estate.residents[1]
    )
    assert [(lot.points_left, lot.expires_on) for lot in of_li] == [
        (10, date(2026, 12, 31)),
        (15, date(2028, 6, 30)),
    ]
    assert {lot.source_code for lot in of_li} == {"P1105"}
    signed = await team.conn.execute(
        text("select distinct prepared_by, approved_by from journal_entry where source like :of"),
        {"of": f"team_points_plan:{plan_id}"},
    )
    assert [tuple(row) for row in signed] == [(team.leader, team.estate.committee)]
    assert await messages_to(team.conn, team.estate.residents[1]) == ["team_points_shared"]
    with pytest.raises(TeamPointsPlanIsDecided):
        await team.confirm(plan_id)
    await check_everything(team.conn, team.estate)


async def test_a_donation_goes_to_the_pool(team: TeamOfThree) -> None:
    await team.give(30, key="a")
    await team.confirm(await team.plan(pool=12))
    assert await team.has() == (18, 18)
    assert await pool_points(team.conn, team.estate_id) == 12
    await check_everything(team.conn, team.estate)


async def test_who_may_plan_and_confirm(team: TeamOfThree) -> None:
    await team.give(30, key="a")
    as_leader: dict[str, Any] = {
        "estate_id": team.estate_id, "team_id": team.team_id, "actor_user_id": team.leader,
        "now": NOW, "today": TODAY,
    }  # fmt: skip
    new = NewPlan("分", team.shares(5))
    for who, refusal in ((1, TeamPointsAreTheLeaders), (2, ObjectIsNotHere)):
        with pytest.raises(refusal):
            await operations.propose_as_leader(
                team.conn, new, resident_id=team.estate.residents[who], **as_leader
            )
    with pytest.raises(ShareIsForNoMember):
        await team.plan(5, 5, 5)
    with pytest.raises(PointsAreTooFew):
        await team.plan(31)
    plan_id = await team.plan(5)
    with pytest.raises(TeamPointsPlanWaits):
        await team.plan(6)
    # A member on the committee does not confirm; nor does the database let them.
    await is_resident(team.conn, team.estate, team.estate.committee, 1)
    with pytest.raises(TeamPointsAreOnesOwn):
        await team.confirm(plan_id)
    await team.confirm(plan_id, by=team.clerk)
    assert await team.has() == (25, 25)


async def test_the_desk_writes_for_a_leader_and_another_confirms(team: TeamOfThree) -> None:
    await team.give(30, key="a")
    at_desk: dict[str, Any] = {
        "estate_id": team.estate_id, "team_id": team.team_id, "now": NOW, "today": TODAY,
    }  # fmt: skip
    new = NewPlan("分", team.shares(5, 5), desk_reason="队长不用手机")
    with pytest.raises(TeamPointsAreOnesOwn):
        await operations.propose_at_desk(team.conn, new, actor_user_id=team.leader, **at_desk)
    plan_id = await operations.propose_at_desk(team.conn, new, actor_user_id=team.clerk, **at_desk)
    with pytest.raises(TeamPointsNeedSecondPerson):
        await team.confirm(plan_id, by=team.clerk)
    one: dict[str, Any] = {
        "estate_id": team.estate_id, "team_points_plan_id": plan_id, "now": NOW,
    }  # fmt: skip
    with pytest.raises(TeamPointsPlanIsSomebodyElses):
        await operations.withdraw_plan(team.conn, actor_user_id=team.estate.committee, **one)
    await operations.refuse_plan(
        team.conn, actor_user_id=team.estate.committee, reason="请写清", **one
    )
    with pytest.raises(TeamPointsPlanIsDecided):
        await operations.withdraw_plan(team.conn, actor_user_id=team.clerk, **one)
    assert await team.has() == (30, 30)


async def test_who_left_is_given_nothing(team: TeamOfThree) -> None:
    await team.give(30, key="a")
    plan_id = await team.plan(5, 5)
    await team.leaves(1)
    with pytest.raises(ShareIsForNoMember):
        await team.confirm(plan_id)
    async with refused_by_the_database(team.conn, "LG090"):
        await team.conn.execute(
            text("""update team_points_plan set state = 'confirmed', decided_by = :by,
                decided_at = :now, booked_on = :today"""),
            {"by": team.estate.committee, "now": NOW, "today": TODAY},
        )
    assert await team.has() == (30, 30)


async def test_the_database_wants_the_entries_that_a_plan_names(team: TeamOfThree) -> None:
    await team.give(30, key="a")
    await team.plan(5, 5)
    async with refused_by_the_database(team.conn, "LG092"):
        await team.conn.execute(
            text("""update team_points_plan set state = 'confirmed', decided_by = :by,
                decided_at = :now, booked_on = :today"""),
            {"by": team.estate.committee, "now": NOW, "today": TODAY},
        )


async def test_points_leave_a_team_by_a_plan_and_in_no_other_way(team: TeamOfThree) -> None:
    await team.give(30, key="a")
    async with refused_by_the_database(team.conn, "LG091"):
        await transfer_points(
            team.conn,
            PointsTransfer(
                estate_id=team.estate_id,
                from_holder=team_holder(team.team_id),
                to_holder=resident_holder(team.estate.residents[2]),
                points=5,
                kind="points_gift",
                narration="转赠",
                on=TODAY,
                source="resident:1",
                idempotency_key="theft",
            ),
            actor_user_id=team.clerk,
            today=TODAY,
        )


async def test_a_notice_keeps_points_in_the_wallet(team: TeamOfThree) -> None:
    first_day = TODAY + timedelta(days=7)
    await team.give(30, key="a", spendable_from=first_day)
    assert await team.has() == (30, 0)
    with pytest.raises(PointsAreTooFew):
        await team.plan(5)
    await team.confirm(await team.plan(5, today=first_day), today=first_day)
    assert await team.has(today=first_day) == (25, 25)


async def test_points_of_a_team_end_and_its_leader_is_told_before(team: TeamOfThree) -> None:
    last_day = TODAY + timedelta(days=30)
    await team.give(30, key="a", expires_on=last_day)
    await tell_expiring(team.conn, estate_id=team.estate_id, today=TODAY)
    assert await messages_to(team.conn, team.estate.residents[0]) == ["team_points_expiring"]
    plan_id = await team.plan(5)
    await expire_lots(
        team.conn,
        estate_id=team.estate_id,
        today=last_day + timedelta(days=1),
        actor_user_id=team.clerk,
    )
    assert await team.has() == (0, 0)
    with pytest.raises(PointsAreTooFew):
        await team.confirm(plan_id)
    await check_everything(team.conn, team.estate)


async def test_a_team_ends_without_points(team: TeamOfThree) -> None:
    await team.give(30, key="a")
    closing: dict[str, Any] = {
        "estate_id": team.estate_id, "team_id": team.team_id, "actor_user_id": team.clerk,
        "now": NOW,
    }  # fmt: skip
    with pytest.raises(TeamHasPoints):
        await close_team(team.conn, **closing)
    async with refused_by_the_database(team.conn, "LG089"):
        await team.conn.execute(
            text("update volunteer_team set closed_by = :by, closed_at = :now"),
            {"by": team.clerk, "now": NOW},
        )
    award_list_id = await award(team, 10)
    await team.confirm(await team.plan(pool=30))
    await close_team(team.conn, **closing)
    with pytest.raises(AwardListHasFaults):
        await approve(team, award_list_id)
    with pytest.raises(ObjectIsNotHere):
        await operations.propose_at_desk(
            team.conn, NewPlan("捐", pool_points=1, desk_reason="没有队长"), **closing, today=TODAY
        )


async def test_what_a_team_was_given_by_mistake_is_taken_back_from_its_own_lot(
    team: TeamOfThree,
) -> None:
    seq = await team.give(30, key="a")
    await team.confirm(await team.plan(20))
    deduction_id = await propose_deduction(
        team.conn,
        Asked(seq, 25, "写重了"),
        estate_id=team.estate_id,
        actor_user_id=team.clerk,
        now=NOW,
    )
    await approve_deduction(
        team.conn,
        estate_id=team.estate_id,
        points_deduction_id=deduction_id,
        actor_user_id=team.estate.committee,
        now=NOW,
        today=TODAY,
    )
    # What was shared out stays with the members.
    assert await team.has() == (0, 0)
    leader, member = team.estate.residents[:2]
    for resident_id, seen in ((leader, [10]), (member, [])):
        found = await own_deductions(
            team.conn, estate_id=team.estate_id, resident_id=resident_id, limit=5
        )
        assert [each.points for each in found] == seen
    await check_everything(team.conn, team.estate)


async def test_a_team_does_not_end_before_its_appeal_is_answered(team: TeamOfThree) -> None:
    """An appeal that is granted would bring points to a team that nobody is of any more."""
    this: dict[str, Any] = {"estate_id": team.estate_id, "now": NOW}
    deduction_id = await propose_deduction(
        team.conn, Asked(await team.give(30, key="a"), 30, "写重了"), actor_user_id=team.clerk,
        **this,
    )  # fmt: skip
    one: dict[str, Any] = this | {"points_deduction_id": deduction_id, "today": TODAY}
    await approve_deduction(team.conn, actor_user_id=team.estate.committee, **one)
    await appeal_deduction(
        team.conn, resident_id=team.estate.residents[0], reason="没有写重",
        actor_user_id=team.leader, **one,
    )  # fmt: skip
    ending: dict[str, Any] = this | {"team_id": team.team_id, "actor_user_id": team.clerk}
    with pytest.raises(TeamHasAnAppeal):
        await close_team(team.conn, **ending)
    async with refused_by_the_database(team.conn, "LG089"):
        await team.conn.execute(
            text("update volunteer_team set closed_by = :by, closed_at = :now"),
            {"by": team.clerk, "now": NOW},
        )
    third = await add_user(team.conn, "third")
    await answer_appeal(team.conn, grants=False, answer="是写重了", actor_user_id=third, **one)
    await close_team(team.conn, **ending)


async def test_a_team_of_another_estate_has_no_points_here(team: TeamOfThree) -> None:
    other = await make_estate(team.conn, code="other")
    elsewhere: dict[str, Any] = {
        "estate_id": other.estate_id, "actor_user_id": team.clerk, "now": NOW, "today": TODAY,
    }  # fmt: skip
    row = AwardRow(5, "巡访一季", volunteer_team_id=team.team_id)
    with pytest.raises(AwardListHasFaults):
        await propose_list(
            team.conn, NewList("评比", AwardSource.HONOUR, "会议", (row,)), **elsewhere
        )
    new = NewPlan("捐", pool_points=1, desk_reason="没有队长")
    with pytest.raises(ObjectIsNotHere):
        await operations.propose_at_desk(team.conn, new, team_id=team.team_id, **elsewhere)
    await team.give(30, key="a")
    plan_id = await team.plan(5)
    with pytest.raises(ObjectIsNotHere):
        await operations.confirm_plan(team.conn, team_points_plan_id=plan_id, **elsewhere)
    stranger = NewPlan("分", (Share(other.residents[0], 5),), desk_reason="没有队长")
    with pytest.raises(ShareIsForNoMember):
        await operations.propose_at_desk(
            team.conn, stranger, team_id=team.team_id,
            **elsewhere | {"estate_id": team.estate_id},
        )  # fmt: skip


async def test_staff_who_are_nobody_of_the_team_are_not_its_own(team: TeamOfThree) -> None:
    stranger = await add_user(team.conn, "stranger")
    await is_resident(team.conn, team.estate, stranger, 2)
    wanted = {"estate_id": team.estate_id, "team_id": team.team_id}
    assert not await queries.is_own(team.conn, **wanted, actor_user_id=stranger)
    assert await queries.is_own(team.conn, **wanted, actor_user_id=team.leader)
