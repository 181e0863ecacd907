"""Issuing out of budgets on a real database: what passes, what is refused, many at once."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.points.budgets import queries
from ledger.points.budgets.issuing import check_may_issue
from ledger.points.budgets.rules import (
    CoverageWouldFallBelowTheFloor,
    NoPointsBudgetIsAdopted,
    Permit,
    PointsBudgetIsUsedUp,
)
from ledger.points.entries import PointsGrant
from tests.points.budgets.budgeting import (
    IN_MAY,
    budget_of,
    content,
    festival,
    fill_reserve,
    set_floor,
)
from tests.points.estate import SmallEstate, grant, make_estate
from tests.points.test_operations import check_everything, give, spend


async def used(conn: AsyncConnection, estate: SmallEstate, budget_id: int) -> dict[str, int]:
    found = await queries.points_used(conn, estate_id=estate.estate_id, budget_ids=[budget_id])
    return {source: points for (_, source), points in found.items()}


def in_may(estate: SmallEstate, points: int, key: str, source: str = "P1101") -> PointsGrant:
    return grant(estate, points, key=key, on=IN_MAY, source_code=source)


async def test_points_are_issued_out_of_the_quarters_budget_and_the_entry_says_so(
    conn: AsyncConnection,
) -> None:
    estate = await make_estate(conn)
    await give(conn, estate, in_may(estate, 4, "before"))
    budget_id = await budget_of(conn, estate, content({"P1101": 10, "P1102": 3}))
    await give(conn, estate, in_may(estate, 7, "a"), in_may(estate, 3, "b", "P1102"))
    assert await used(conn, estate, budget_id) == {"P1101": 7, "P1102": 3}
    said = await conn.scalars(
        text("select narration from entry_line where side = 1 and currency = 'PTS' order by seq")
    )
    assert list(said) == ["", f"预算 {budget_id} 号", f"预算 {budget_id} 号"]
    await spend(conn, estate, 5, key="r")
    await check_everything(conn, estate)


async def test_a_grant_beyond_the_budget_is_refused_and_takes_those_beside_it_with_it(
    conn: AsyncConnection,
) -> None:
    estate = await make_estate(conn)
    budget_id = await budget_of(conn, estate, content({"P1101": 10}))
    with pytest.raises(PointsBudgetIsUsedUp):
        await give(conn, estate, in_may(estate, 6, "a"), in_may(estate, 5, "b"))
    assert await used(conn, estate, budget_id) == {}
    await give(conn, estate, in_may(estate, 6, "a"))
    # The same grant again is the first one; it is not charged twice, nor refused.
    await give(conn, estate, in_may(estate, 6, "a"), in_may(estate, 4, "c"))
    assert await used(conn, estate, budget_id) == {"P1101": 10}


async def test_who_asks_first_hears_the_same(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    asked: dict[str, Any] = {
        "estate_id": estate.estate_id, "source_code": "P1105", "on": IN_MAY,
    }  # fmt: skip
    assert await check_may_issue(conn, **asked, points=10**6) == Permit()
    budget_id = await budget_of(conn, estate, content({"P1105": 10}))
    assert await check_may_issue(conn, **asked, points=10) == Permit(budget_id)
    with pytest.raises(PointsBudgetIsUsedUp):
        await check_may_issue(conn, **asked, points=11)
    campaign_id = await budget_of(conn, estate, content({"P1105": 2}), new=festival())
    assert await check_may_issue(conn, **asked, points=2, campaign_id=campaign_id) == Permit(
        campaign_id
    )
    with pytest.raises(NoPointsBudgetIsAdopted):
        await check_may_issue(conn, **asked | {"on": date(2026, 7, 1)}, points=1)


async def test_below_the_floor_nothing_is_issued_until_money_is_set_aside(
    conn: AsyncConnection,
) -> None:
    estate = await make_estate(conn)
    await set_floor(conn, estate, 80)
    with pytest.raises(CoverageWouldFallBelowTheFloor):
        await give(conn, estate, in_may(estate, 1, "a"))
    await fill_reserve(conn, estate, 1_000, key="reserve")
    await give(conn, estate, in_may(estate, 12, "a"))
    with pytest.raises(CoverageWouldFallBelowTheFloor, match="保障率 76"):
        await give(conn, estate, in_may(estate, 1, "b"))
    await spend(conn, estate, 2, key="r")
    await give(conn, estate, in_may(estate, 2, "b"))
    await check_everything(conn, estate)


async def test_what_is_outstanding_is_what_stands_in_the_wallets(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    await give(conn, estate, *(in_may(estate, 9, f"g{n}") for n in range(5)))
    await spend(conn, estate, 11, key="a")
    await spend(conn, estate, 7, key="b", to="P3103")
    await spend(conn, estate, 4, key="c", to="P2301")
    in_wallets = await conn.scalar(
        text("""select -sum(b.posted) from balance b join account a using (estate_id, account_id)
            where a.code in ('P2101', 'P2102', 'P2103', 'P2104', 'P2301')""")
    )
    standing = await queries.standing_of(conn, estate.estate_id)
    assert standing.outstanding == in_wallets == 45 - 11 - 7


async def test_many_at_once_never_pass_the_budget(engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        estate = await make_estate(conn)
        budget_id = await budget_of(conn, estate, content({"P1101": 10}))

    async def issue(number: int) -> bool:
        try:
            async with engine.begin() as conn:
                await give(conn, estate, grant(
                    estate, 3, key=f"g{number}", resident=number % 3, on=IN_MAY
                ))  # fmt: skip
        except PointsBudgetIsUsedUp:
            return False
        return True

    issued = await asyncio.gather(*(issue(number) for number in range(8)))
    assert sum(issued) == 3
    async with engine.begin() as conn:
        assert await used(conn, estate, budget_id) == {"P1101": 9}
        await check_everything(conn, estate)


async def test_many_at_once_never_fall_below_the_floor(engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        estate = await make_estate(conn)
        await set_floor(conn, estate, 100)
        await fill_reserve(conn, estate, 700, key="reserve")

    async def issue(number: int) -> bool:
        try:
            async with engine.begin() as conn:
                await give(conn, estate, in_may(estate, 2, f"g{number}"))
        except CoverageWouldFallBelowTheFloor:
            return False
        return True

    assert sum(await asyncio.gather(*(issue(number) for number in range(8)))) == 3


LOT = """insert into points_lot (estate_id, account_id, granted_seq, source_code, rule_version,
        granted_on, points_granted, points_left, points_budget_id)
    select estate_id, account_id, :seq, source_code, rule_version, {day}, {points}, 0,
        {budget}
    from points_lot"""


class TestTheDatabaseRefuses:
    """The same, attacked with SQL."""

    @pytest.mark.parametrize(
        "points, budget, day, code",
        [
            ("5", "points_budget_id", "granted_on", "LG061"),
            ("4", "points_budget_id", "date '2026-07-01'", "LG061"),
        ],
    )
    async def test_a_lot_that_its_budget_does_not_carry(
        self, conn: AsyncConnection, points: str, budget: str, day: str, code: str
    ) -> None:
        estate = await make_estate(conn)
        await budget_of(conn, estate, content({"P1101": 10}))
        await fill_reserve(conn, estate, 1_000, key="reserve")
        seq = await conn.scalar(text("select max(seq) from journal_entry"))
        await give(conn, estate, in_may(estate, 6, "a"))
        with pytest.raises(DBAPIError) as refused:
            await conn.execute(
                text(LOT.format(points=points, budget=budget, day=day)), {"seq": seq}
            )
        assert getattr(refused.value.orig, "sqlstate", "") == code

    async def test_an_issue_out_of_no_budget(
        self, conn: AsyncConnection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        estate = await make_estate(conn)
        await budget_of(conn, estate, content({"P1101": 10}))

        async def nobody_asks(_conn: AsyncConnection, grants: list[PointsGrant]) -> list[Permit]:
            return [Permit() for _ in grants]

        monkeypatch.setattr("ledger.points.operations.permits_for", nobody_asks)
        with pytest.raises(DBAPIError) as refused:
            await give(conn, estate, in_may(estate, 6, "a"))
        assert getattr(refused.value.orig, "sqlstate", "") == "LG060"
