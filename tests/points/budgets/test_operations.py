"""Proposing, adopting and amending budgets: by two people, once, and never altered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.errors import ObjectIsNotHere, Refusal
from ledger.points.budgets import queries
from ledger.points.budgets.operations import (
    BudgetContent,
    NewBudget,
    decide_version,
    propose_budget,
    propose_version,
)
from ledger.points.budgets.outlook import read_outlook
from ledger.points.budgets.proposals import (
    ActivityIsInAnotherCampaign,
    BackingIsNotThere,
    BudgetHasNoPoints,
    BudgetIsBackedTooLittle,
    BudgetIsBelowWhatWasIssued,
    BudgetIsDecided,
    BudgetIsProposedAlready,
    BudgetIsThereAlready,
    CampaignEndsBeforeItBegins,
    SamePersonMayNotAdoptBudget,
)
from ledger.points.budgets.rules import Backing
from tests.points.budgets.budgeting import (
    IN_MAY,
    NOW,
    adopt,
    amend,
    budget_of,
    content,
    festival,
    fill_reserve,
    set_floor,
)
from tests.points.estate import TODAY, SmallEstate, grant, make_estate
from tests.points.test_operations import give, spend

QUARTER = NewBudget.of_quarter(IN_MAY)


async def propose(
    conn: AsyncConnection, estate: SmallEstate, said: BudgetContent, new: NewBudget = QUARTER
) -> int:
    return await propose_budget(
        conn,
        new,
        said,
        estate_id=estate.estate_id,
        actor_user_id=estate.organiser,
        now=NOW,
        today=TODAY,
    )


async def add_activity(conn: AsyncConnection, estate: SmallEstate, name: str) -> int:
    added: int = await conn.scalar(
        text("""insert into activity (estate_id, held_on, name, service_type)
            values (:estate_id, '2026-06-18', :name, '邻里活动') returning activity_id"""),
        {"estate_id": estate.estate_id, "name": name},
    )
    return added


@pytest.mark.parametrize(
    "said, new, refusal",
    [
        ({"P1101": 0}, QUARTER, BudgetHasNoPoints),
        ({}, QUARTER, BudgetHasNoPoints),
        (
            {"P1101": 1},
            festival(date(2026, 6, 2), date(2026, 6, 1)),
            CampaignEndsBeforeItBegins,
        ),
    ],
)
async def test_a_proposal_that_makes_no_sense(
    conn: AsyncConnection, said: dict[str, int], new: NewBudget, refusal: type[Refusal]
) -> None:
    estate = await make_estate(conn)
    with pytest.raises(refusal):
        await propose(conn, estate, content(said), new)


async def test_one_budget_for_a_quarter_and_one_open_proposal(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    budget_id = await propose(conn, estate, content({"P1101": 10}))
    with pytest.raises(BudgetIsThereAlready):
        await propose(conn, estate, content({"P1101": 20}), NewBudget.of_quarter(date(2026, 4, 1)))
    with pytest.raises(BudgetIsProposedAlready):
        await amend(conn, estate, budget_id, content({"P1101": 20}))
    assert await queries.adopted_budgets(conn, estate.estate_id) == []
    await adopt(conn, estate, budget_id, 1)
    await amend(conn, estate, budget_id, content({"P1101": 20, "P1102": 5}))
    [adopted] = await queries.adopted_budgets(conn, estate.estate_id)
    assert adopted.limits == {"P1101": 20, "P1102": 5}
    versions = await queries.budget_versions(conn, estate.estate_id)
    assert [(each.version, each.state, each.limits) for each in versions] == [
        (2, "adopted", {"P1101": 20, "P1102": 5}),
        (1, "adopted", {"P1101": 10}),
    ]


async def test_who_proposed_does_not_adopt_but_may_send_back(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    budget_id = await propose(conn, estate, content({"P1101": 10}))
    by_oneself: dict[str, Any] = {
        "estate_id": estate.estate_id,
        "points_budget_id": budget_id,
        "actor_user_id": estate.organiser,
        "now": NOW,
        "today": TODAY,
    }
    with pytest.raises(SamePersonMayNotAdoptBudget):
        await decide_version(conn, **by_oneself, version=1, is_adopted=True)
    with pytest.raises(ObjectIsNotHere):
        await decide_version(conn, **by_oneself, version=2, is_adopted=True)
    await decide_version(conn, **by_oneself, version=1, is_adopted=False)
    with pytest.raises(BudgetIsDecided):
        await adopt(conn, estate, budget_id, 1)
    # What was sent back is said anew, and its number is not used again.
    assert await propose_version(conn, content({"P1101": 9}), **by_oneself) == 2


async def test_a_new_version_does_not_take_back_what_was_issued(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    budget_id = await budget_of(conn, estate, content({"P1101": 10}))
    await give(conn, estate, grant(estate, 6, key="a", on=IN_MAY))
    with pytest.raises(BudgetIsBelowWhatWasIssued, match="已经发放 6 分"):
        await amend(conn, estate, budget_id, content({"P1101": 5}))
    await amend(conn, estate, budget_id, content({"P1101": 6}))


async def test_the_money_is_there_and_reaches_the_floor(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    with pytest.raises(BackingIsNotThere, match=r"账上只有 0\.00 元"):
        await propose(conn, estate, content({"P1101": 10}, backing_fen=1))
    await fill_reserve(conn, estate, 5_000, key="reserve")
    await set_floor(conn, estate, 50)
    with pytest.raises(BudgetIsBackedTooLittle):
        await propose(conn, estate, content({"P1101": 101}, backing_fen=5_000))
    grant_of_nobody = replace(content({"P1101": 1}), backing=Backing.FUND_GRANT, fund_grant_id=7)
    with pytest.raises(ObjectIsNotHere):
        await propose(conn, estate, grant_of_nobody)
    await propose(conn, estate, content({"P1101": 100}, backing_fen=5_000))


async def test_an_activity_is_in_one_campaign(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    dumplings = await add_activity(conn, estate, "端午包粽")
    first = await budget_of(
        conn, estate, content({"P1101": 5}, activity_ids=[dumplings]), new=festival()
    )
    with pytest.raises(ActivityIsInAnotherCampaign, match="端午包粽"):
        await propose(
            conn,
            estate,
            content({"P1101": 5}, activity_ids=[dumplings]),
            replace(festival(), name="夏夜节"),
        )
    with pytest.raises(ObjectIsNotHere):
        await propose(
            conn,
            estate,
            content({"P1101": 5}, activity_ids=[dumplings + 1000]),
            replace(festival(), name="秋收节"),
        )
    # Its own next version names it again.
    await amend(conn, estate, first, content({"P1101": 6}, activity_ids=[dumplings]))
    await give(conn, estate, replace(grant(estate, 6, key="a"), activity_id=dumplings))
    used = await queries.points_used(conn, estate_id=estate.estate_id, budget_ids=[first])
    assert used == {(first, "P1101"): 6}


async def test_the_outlook_starts_from_lots_and_from_what_was_redeemed(
    conn: AsyncConnection,
) -> None:
    estate = await make_estate(conn)
    await give(
        conn,
        estate,
        grant(estate, 20, key="a", expires_on=date(2026, 8, 31)),
        grant(estate, 30, key="b", expires_on=None),
    )
    await spend(conn, estate, 5, key="pool", to="P2301")
    outlook = await read_outlook(conn, estate_id=estate.estate_id, today=date(2026, 8, 3))
    # The pool has no last day, like the second lot; nothing was redeemed yet.
    assert (outlook.outstanding, outlook.without_last_day) == (50, 35)
    assert outlook.redeemed == (0,) * 6
    assert [each.expired for each in outlook.months[:2]] == [15, 0]
    await spend(conn, estate, 12, key="rice")
    outlook = await read_outlook(conn, estate_id=estate.estate_id, today=date(2026, 8, 3))
    assert outlook.redeemed == (0, 0, 0, 0, 0, 12)
    assert [each.redeemed for each in outlook.months[:3]] == [2, 2, 2]


CHANGES = {
    "update points_budget_version set limits = '{\"P1101\": 99}'": ("42501", "LG062"),
    "update points_budget_version set decided_by = proposed_by": ("LG062", "LG062"),
    "update points_budget_version set state = 'rejected'": ("LG062", "LG062"),
    "update points_budget set ends_on = ends_on + 1": ("42501", "LG001"),
    "delete from points_budget_version": ("42501", "LG001"),
    "delete from points_budget": ("42501", "LG001"),
    """insert into points_budget_version (estate_id, points_budget_id, version, limits, backing,
        backing_fen, reason, state, proposed_by, proposed_at, decided_by, decided_at)
        select estate_id, points_budget_id, 2, limits, backing, backing_fen, reason, 'adopted',
            proposed_by, proposed_at, decided_by, decided_at
        from points_budget_version""": ("LG062", "LG062"),
    """insert into points_budget_version (estate_id, points_budget_id, version, limits, backing,
        backing_fen, reason, proposed_by, proposed_at)
        select estate_id, points_budget_id, 3, limits, backing, backing_fen, reason, proposed_by,
            proposed_at
        from points_budget_version""": ("LG062", "LG062"),
    """insert into points_budget_version (estate_id, points_budget_id, version, limits, backing,
        backing_fen, reason, proposed_by, proposed_at, activity_ids)
        select estate_id, points_budget_id, 2, limits, backing, backing_fen, reason, proposed_by,
            proposed_at, '{4711}'
        from points_budget_version""": ("LG063", "LG063"),
}


async def test_what_was_adopted_stays_as_it_is(
    engine: AsyncEngine, owner_engine: AsyncEngine
) -> None:
    async with engine.begin() as conn:
        estate = await make_estate(conn)
        await budget_of(conn, estate, content({"P1101": 10}))
    for statement, codes in CHANGES.items():
        for each, code in zip((engine, owner_engine), codes, strict=True):
            with pytest.raises(DBAPIError) as refused:
                async with each.begin() as conn:
                    await conn.execute(text(statement))
            assert getattr(refused.value.orig, "sqlstate", "") == code, statement


async def test_the_database_lets_nobody_adopt_what_they_proposed(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    await propose(conn, estate, content({"P1101": 10}))
    with pytest.raises(DBAPIError, match="check constraint"):
        await conn.execute(
            text("""update points_budget_version
                set state = 'adopted', decided_by = proposed_by, decided_at = now()""")
        )
