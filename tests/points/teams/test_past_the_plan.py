"""Ways past the plan of two people, tried with the service's own rights on a real database."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.points.entries import PointsTransfer, resident_holder, team_holder
from ledger.points.lot_transfer import move_lots
from ledger.points.teams import operations
from ledger.points.teams.rules import NewPlan, TeamPointsAreOnesOwn
from ledger.points.transfers import lots_of_nature, post_moves
from ledger.posting.operations import lock_accounts
from tests.points.estate import TODAY
from tests.points.teams.sharing import NOW, TeamOfThree, is_resident, team_of_three
from tests.points.teams.test_operations import refused_by_the_database


@pytest.fixture
async def team(module_conn: AsyncConnection) -> TeamOfThree:
    return await team_of_three(module_conn)


async def take(team: TeamOfThree, points: int, *, kind: str, source: str, approved_by: int) -> None:
    """Move points of the team to 王五, who is not of it, in entries that call it `kind`."""
    giver = ("P2103", team_holder(team.team_id))
    taker = ("P2101", resident_holder(team.estate.residents[2]))
    locked = await lock_accounts(team.conn, team.estate_id, [giver, taker])
    lots = await lots_of_nature(
        team.conn, estate_id=team.estate_id, account_id=locked[giver].account.account_id
    )
    moves = move_lots(lots, points=points, available=locked[giver].available, today=TODAY)
    transfer = PointsTransfer(
        estate_id=team.estate_id,
        from_holder=giver[1],
        to_holder=taker[1],
        points=points,
        kind=kind,
        narration="拿走",
        on=TODAY,
        source=source,
        idempotency_key=f"{source}:past",
    )
    await post_moves(
        team.conn,
        [(transfer, moves)],
        actor_user_id=approved_by,
        prepared_by=team.leader,
        today=TODAY,
    )


async def all_is_written(team: TeamOfThree) -> None:
    await team.conn.execute(text("set constraints all immediate"))
    await team.conn.execute(text("set constraints all deferred"))


@pytest.mark.parametrize("then", ["it waits", "it is taken back"])
async def test_a_plan_that_nobody_confirmed_gives_nothing(team: TeamOfThree, then: str) -> None:
    await team.give(30, key="a")
    plan_id = await team.plan(5)
    async with refused_by_the_database(team.conn, "LG092"):
        await take(
            team, 25, kind="team_points_share", source=f"team_points_plan:{plan_id}",
            approved_by=team.clerk,
        )  # fmt: skip
        if then == "it is taken back":
            await operations.withdraw_plan(
                team.conn, estate_id=team.estate_id, team_points_plan_id=plan_id,
                actor_user_id=team.leader, now=NOW,
            )  # fmt: skip
        await all_is_written(team)
    await team.confirm(plan_id)
    await all_is_written(team)
    assert await team.has() == (25, 25)


async def test_a_confirmed_plan_gives_no_more_afterwards(team: TeamOfThree) -> None:
    await team.give(30, key="a")
    plan_id = await team.plan(5)
    await team.confirm(plan_id)
    await all_is_written(team)
    async with refused_by_the_database(team.conn, "LG092"):
        await take(
            team, 25, kind="team_points_share", source=f"team_points_plan:{plan_id}",
            approved_by=team.estate.committee,
        )  # fmt: skip
        await all_is_written(team)


@pytest.mark.parametrize("kind", ["points_expiry", "points_deduction"])
async def test_what_ends_or_was_a_mistake_goes_to_nobody(team: TeamOfThree, kind: str) -> None:
    await team.give(30, key="a")
    async with refused_by_the_database(team.conn, "LG091"):
        await take(team, 5, kind=kind, source="points_lot:1", approved_by=team.clerk)


async def child_of(team: TeamOfThree, user_id: int) -> None:
    """Let a user be 王五, and 李四, who is of the team, a child of theirs."""
    await is_resident(team.conn, team.estate, user_id, 2)
    said: dict[str, Any] = {"e": team.estate_id, "by": team.leader}
    paper = await team.conn.scalar(
        text("""insert into personal_paper (estate_id, filename, media_type, size_bytes,
                content_sealed, uploaded_by)
            values (:e, '同意书.png', 'image/png', 1, 'x', :by) returning personal_paper_id"""),
        said,
    )
    await team.conn.execute(
        text("""insert into guardianship (estate_id, child_resident_id, guardian_resident_id,
                consented_on, personal_paper_id, recorded_by, text_version)
            values (:e, :child, :parent, '2026-01-01', :paper, :by, '1')"""),
        said | {"child": team.estate.residents[1], "parent": team.estate.residents[2],
                "paper": paper},
    )  # fmt: skip


async def test_a_team_of_ones_child_is_ones_own(team: TeamOfThree) -> None:
    await team.give(30, key="a")
    await child_of(team, team.clerk)
    new = NewPlan("分", team.shares(1, 20), desk_reason="队长不用手机")
    with pytest.raises(TeamPointsAreOnesOwn):
        await operations.propose_at_desk(
            team.conn, new, estate_id=team.estate_id, team_id=team.team_id,
            actor_user_id=team.clerk, now=NOW, today=TODAY,
        )  # fmt: skip
    async with refused_by_the_database(team.conn, "LG090"):
        await team.conn.execute(
            text("""insert into team_points_plan (estate_id, volunteer_team_id, kind, points,
                    purpose, desk_reason, proposed_by, proposed_at)
                values (:e, :team, 'pool', 1, '捐', '没有队长', :by, :now)"""),
            {"e": team.estate_id, "team": team.team_id, "by": team.clerk, "now": NOW},
        )
    plan_id = await team.plan(5, 5)
    with pytest.raises(TeamPointsAreOnesOwn):
        await team.confirm(plan_id, by=team.clerk)


async def test_who_leaves_in_the_morning_does_not_confirm_in_the_afternoon(
    team: TeamOfThree,
) -> None:
    await team.give(30, key="a")
    plan_id = await team.plan(5)
    await is_resident(team.conn, team.estate, team.estate.committee, 1)
    await team.conn.execute(
        text("""update volunteer_team_member set left_by = :by, left_at = now()
            where resident_id = :who"""),
        {"by": team.clerk, "who": team.estate.residents[1]},
    )
    with pytest.raises(TeamPointsAreOnesOwn):
        await team.confirm(plan_id)
