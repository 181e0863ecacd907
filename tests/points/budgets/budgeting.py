"""Budgets for tests, proposed by the organiser's user and adopted by the committee's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import JournalEntry, credit, debit
from ledger.points.budgets.operations import (
    BudgetContent,
    NewBudget,
    decide_version,
    propose_budget,
    propose_version,
)
from ledger.points.budgets.rules import Backing, BudgetKind
from ledger.posting.operations import PostingCommand, post_entries
from tests.points.estate import TODAY, SmallEstate

NOW = datetime(2026, 7, 5, 2, 0, tzinfo=UTC)
IN_MAY = date(2026, 5, 20)


def content(
    limits: Mapping[str, int], *, backing_fen: int = 0, activity_ids: Collection[int] = ()
) -> BudgetContent:
    return BudgetContent(
        limits, Backing.RESERVE, backing_fen, "业委会2026-决议-06", activity_ids=activity_ids
    )


async def budget_of(
    conn: AsyncConnection,
    estate: SmallEstate,
    said: BudgetContent,
    *,
    new: NewBudget | None = None,
) -> int:
    """Propose and adopt a budget, that of the second quarter unless another is given."""
    budget_id = await propose_budget(
        conn,
        new or NewBudget.of_quarter(IN_MAY),
        said,
        estate_id=estate.estate_id,
        actor_user_id=estate.organiser,
        now=NOW,
        today=TODAY,
    )
    await adopt(conn, estate, budget_id, 1)
    return budget_id


def festival(first: date = date(2026, 6, 1), last: date = date(2026, 6, 30)) -> NewBudget:
    return NewBudget(BudgetKind.CAMPAIGN, "端午邻里节", first, last)


async def adopt(conn: AsyncConnection, estate: SmallEstate, budget_id: int, version: int) -> None:
    await decide_version(
        conn,
        estate_id=estate.estate_id,
        points_budget_id=budget_id,
        version=version,
        is_adopted=True,
        actor_user_id=estate.committee,
        now=NOW,
        today=TODAY,
    )


async def amend(
    conn: AsyncConnection, estate: SmallEstate, budget_id: int, said: BudgetContent
) -> None:
    """Propose and adopt the next version."""
    version = await propose_version(
        conn,
        said,
        estate_id=estate.estate_id,
        points_budget_id=budget_id,
        actor_user_id=estate.organiser,
        now=NOW,
        today=TODAY,
    )
    await adopt(conn, estate, budget_id, version)


async def fill_reserve(conn: AsyncConnection, estate: SmallEstate, fen: int, *, key: str) -> None:
    """Set money aside for points: 积分兑换支出 against 积分兑付准备."""
    entry = JournalEntry(
        series=EntrySeries.MONEY,
        kind="manual",
        effective_on=IN_MAY,
        narration="计提积分兑付准备",
        lines=(debit("5104001", fen, Currency.CNY), credit("2301001", fen, Currency.CNY)),
    )
    command = PostingCommand(
        estate.estate_id, entry, key, estate.organiser, approved_by=estate.committee
    )
    await post_entries(conn, [command], posted_by=estate.organiser, today=TODAY)


async def set_floor(conn: AsyncConnection, estate: SmallEstate, percent: int) -> None:
    """Give the estate rules with a floor from the first of April on."""
    await conn.execute(
        text("""insert into rule_version (estate_id, version, name, effective_on, source, body)
            select estate_id, 2, name, '2026-04-01', source, jsonb_set(jsonb_set(jsonb_set(body,
                '{points,coverage_floor_percent}', to_jsonb(cast(:percent as int))),
                '{version}', '2'), '{effective_on}', '"2026-04-01"')
            from rule_version where estate_id = :estate_id and version = 1"""),
        {"estate_id": estate.estate_id, "percent": percent},
    )
