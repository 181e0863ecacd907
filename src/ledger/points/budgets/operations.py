"""Proposing budgets and adopting them.

Everything here locks the book first: a budget never changes under somebody who is issuing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import bindparam

from ledger.bookkeeping.period import Month
from ledger.errors import ObjectIsNotHere
from ledger.estates.queries import rule_book
from ledger.points.budgets import queries
from ledger.points.budgets.proposals import (
    ActivityIsInAnotherCampaign,
    BudgetIsDecided,
    BudgetIsProposedAlready,
    BudgetIsThereAlready,
    SamePersonMayNotAdoptBudget,
    check_backing,
    check_campaign_days,
    check_limits,
    check_not_below_issued,
)
from ledger.points.budgets.rules import (
    Backing,
    BudgetKind,
    budget_title,
)
from ledger.posting.operations import lock_accounts


@dataclass(frozen=True, slots=True)
class BudgetContent:
    """What one version says; money in fen, `limits` points by issuing account."""

    limits: Mapping[str, int]
    backing: Backing
    backing_fen: int
    reason: str
    fund_grant_id: int | None = None
    activity_ids: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class NewBudget:
    """For what a new budget is: the quarter in which `starts_on` lies, or a campaign with a name.

    A quarter's days and name follow from the calendar.
    """

    kind: BudgetKind
    name: str
    starts_on: date
    ends_on: date

    @classmethod
    def of_quarter(cls, day: date) -> NewBudget:
        first, last = Month.of(day).quarter
        return cls(BudgetKind.QUARTER, last.quarter_title, first.first_day, last.last_day)


_ADD_BUDGET = text("""
    insert into points_budget (estate_id, kind, name, starts_on, ends_on)
    values (:estate_id, :kind, :name, :starts_on, :ends_on)
    on conflict do nothing
    returning points_budget_id
""")

_ADD_VERSION = text("""
    insert into points_budget_version (estate_id, points_budget_id, version, limits, activity_ids,
        backing, fund_grant_id, backing_fen, reason, proposed_by, proposed_at)
    values (:estate_id, :points_budget_id, :version, :limits, cast(:activity_ids as bigint[]),
        :backing, :fund_grant_id, :backing_fen, :reason, :actor, :now)
""").bindparams(bindparam("limits", type_=JSONB))

_DECIDE = text("""
    update points_budget_version set state = :state, decided_by = :actor, decided_at = :now
    where estate_id = :estate_id and points_budget_id = :points_budget_id and version = :version
""")


async def propose_budget(
    conn: AsyncConnection,
    new: NewBudget,
    content: BudgetContent,
    *,
    estate_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> int:
    """Propose the first version of a budget and return the budget's id.

    Raises `CampaignEndsBeforeItBegins`, `BudgetHasNoPoints`, `ObjectIsNotHere` for an activity or a
    grant, `ActivityIsInAnotherCampaign`,
    `BackingIsNotThere`, `BudgetIsBackedTooLittle`, `BudgetIsThereAlready`, in this order.
    """
    check_campaign_days(new.starts_on, new.ends_on)
    check_limits(content.limits)
    await lock_accounts(conn, estate_id, [])
    await _check_content(conn, content, estate_id=estate_id, budget_id=None, today=today)
    budget_id: int | None = await conn.scalar(
        _ADD_BUDGET,
        {
            "estate_id": estate_id,
            "kind": new.kind.value,
            "name": new.name,
            "starts_on": new.starts_on,
            "ends_on": new.ends_on,
        },
    )
    if budget_id is None:
        raise BudgetIsThereAlready(
            f"{budget_title(new.kind, new.name)}已经有了，请在它下面提出新的一版。"
        )
    await _add_version(
        conn,
        content,
        estate_id=estate_id,
        budget_id=budget_id,
        version=1,
        actor_user_id=actor_user_id,
        now=now,
    )
    return budget_id


async def propose_version(
    conn: AsyncConnection,
    content: BudgetContent,
    *,
    estate_id: int,
    points_budget_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> int:
    """Propose another version of a budget and return its number.

    Raises `BudgetHasNoPoints`, `ObjectIsNotHere`, `BudgetIsProposedAlready`,
    `BudgetIsBelowWhatWasIssued`, then what `propose_budget` raises for the content.
    """
    check_limits(content.limits)
    await lock_accounts(conn, estate_id, [])
    versions = await queries.lock_budget(
        conn, estate_id=estate_id, points_budget_id=points_budget_id
    )
    if any(each.state == "proposed" for each in versions):
        raise BudgetIsProposedAlready("这个预算已有一版在等另一位委员决定，请先决定那一版。")
    newest = versions[0]
    await _check_issued(conn, newest, content.limits, estate_id=estate_id)
    await _check_content(
        conn, content, estate_id=estate_id, budget_id=points_budget_id, today=today
    )
    await _add_version(
        conn,
        content,
        estate_id=estate_id,
        budget_id=points_budget_id,
        version=newest.version + 1,
        actor_user_id=actor_user_id,
        now=now,
    )
    return newest.version + 1


async def decide_version(
    conn: AsyncConnection,
    *,
    estate_id: int,
    points_budget_id: int,
    version: int,
    is_adopted: bool,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> None:
    """Adopt a proposed version, as somebody who did not propose it, or reject it.

    Raises `ObjectIsNotHere`, `BudgetIsDecided`, `SamePersonMayNotAdoptBudget`, and what keeps the
    content from being adopted today.
    """
    await lock_accounts(conn, estate_id, [])
    versions = await queries.lock_budget(
        conn, estate_id=estate_id, points_budget_id=points_budget_id
    )
    found = next((each for each in versions if each.version == version), None)
    if found is None:
        raise ObjectIsNotHere("这一版积分预算")
    if found.state != "proposed":
        raise BudgetIsDecided("这一版预算已经通过或退回，不能再改；需要时请提出新的一版。")
    if is_adopted:
        if found.proposed_by == actor_user_id:
            raise SamePersonMayNotAdoptBudget("这一版预算是您提出的，要由另一位委员通过。")
        await _check_issued(conn, found, found.limits, estate_id=estate_id)
        await _check_content(
            conn,
            BudgetContent(
                found.limits,
                Backing(found.backing),
                found.backing_fen,
                found.reason,
                found.fund_grant_id,
                found.activity_ids,
            ),
            estate_id=estate_id,
            budget_id=points_budget_id,
            today=today,
        )
    await conn.execute(
        _DECIDE,
        {
            "estate_id": estate_id,
            "points_budget_id": points_budget_id,
            "version": version,
            "state": "adopted" if is_adopted else "rejected",
            "actor": actor_user_id,
            "now": now,
        },
    )


async def _check_issued(
    conn: AsyncConnection,
    budget: queries.BudgetVersion,
    limits: Mapping[str, int],
    *,
    estate_id: int,
) -> None:
    used = await queries.points_used(
        conn, estate_id=estate_id, budget_ids=[budget.points_budget_id]
    )
    check_not_below_issued(
        limits,
        {source: points for (_, source), points in used.items()},
        title=budget_title(BudgetKind(budget.kind), budget.name),
    )


async def _check_content(
    conn: AsyncConnection,
    content: BudgetContent,
    *,
    estate_id: int,
    budget_id: int | None,
    today: date,
) -> None:
    wanted = set(content.activity_ids)
    known = await queries.activities_named(conn, estate_id=estate_id, activity_ids=wanted)
    unknown = wanted - {each.activity_id for each in known}
    if unknown:
        raise ObjectIsNotHere("这个活动", activity_id=min(unknown))
    taken = await queries.activities_taken(conn, estate_id=estate_id, besides=budget_id or 0)
    for activity in known:
        if activity.activity_id in taken:
            raise ActivityIsInAnotherCampaign(
                f"“{activity.name}”已经列入别的专项，一个活动只能归一个专项。",
                activity_id=activity.activity_id,
            )
    if content.backing is Backing.FUND_GRANT:
        if content.fund_grant_id is None:
            raise ObjectIsNotHere("这笔共享发展金")
        there = await queries.grant_left(
            conn, estate_id=estate_id, fund_grant_id=content.fund_grant_id
        )
    else:
        there = (await queries.standing_of(conn, estate_id)).reserve_fen
    rules = (await rule_book(conn, estate_id)).on(today)
    check_backing(
        content.limits,
        backing_fen=content.backing_fen,
        there_fen=there,
        rate_fen=rules.points.rate_fen if rules else 0,
        floor_percent=rules.points.coverage_floor_percent if rules else None,
    )


async def _add_version(
    conn: AsyncConnection,
    content: BudgetContent,
    *,
    estate_id: int,
    budget_id: int,
    version: int,
    actor_user_id: int,
    now: datetime,
) -> None:
    is_grant = content.backing is Backing.FUND_GRANT
    await conn.execute(
        _ADD_VERSION,
        {
            "estate_id": estate_id,
            "points_budget_id": budget_id,
            "version": version,
            "limits": dict(content.limits),
            "activity_ids": sorted(content.activity_ids),
            "backing": content.backing.value,
            "fund_grant_id": content.fund_grant_id if is_grant else None,
            "backing_fen": content.backing_fen,
            "reason": content.reason,
            "actor": actor_user_id,
            "now": now,
        },
    )
