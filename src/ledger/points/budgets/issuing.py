"""The one place where issuing points is permitted or refused, under the lock of the book.

`grant_points` asks here for every grant, so that no source of points passes it by. Who recognises
a fact that has points (a service, a sorting event) asks first with `read_room`, and puts down with
`withhold` what was refused: the fact counts, its points wait. Whoever has nothing to recognise (an
award, a purchase) calls `check_may_issue` and is refused as a whole.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.estates.queries import rule_book
from ledger.points.budgets import queries
from ledger.points.budgets.entries import WithheldGrant
from ledger.points.budgets.rules import (
    NO_BUDGET,
    BudgetKind,
    Issue,
    IssuingRoom,
    Permit,
    Standing,
)
from ledger.points.entries import PointsGrant
from ledger.posting.operations import lock_accounts

_WITHHOLD = text("""
    insert into points_withheld (estate_id, resident_id, service_record_id, event_no, activity_id,
        source_code, points, rule_version, narration, due_on, reason_code, reason, withheld_by)
    select w.estate_id, w.resident_id, w.service_record_id, w.event_no, w.activity_id,
        w.source_code, w.points, w.rule_version, w.narration, w.due_on, w.reason_code, w.reason,
        :withheld_by
    from unnest(cast(:estate_ids as bigint[]), cast(:resident_ids as bigint[]),
        cast(:service_record_ids as bigint[]), cast(:event_nos as text[]),
        cast(:activity_ids as bigint[]), cast(:source_codes as text[]), cast(:points as bigint[]),
        cast(:rule_versions as text[]), cast(:narrations as text[]), cast(:due_ons as date[]),
        cast(:reason_codes as text[]), cast(:reasons as text[]))
        with ordinality as w (estate_id, resident_id, service_record_id, event_no, activity_id,
            source_code, points, rule_version, narration, due_on, reason_code, reason, place)
    order by w.place
""")


async def read_room(
    conn: AsyncConnection, *, estate_id: int, days: Collection[date], is_locked: bool = True
) -> IssuingRoom:
    """Return how much may be issued on these business dates.

    The book is locked, so that the answer stands until the end of the database transaction; a
    preview asks without (`is_locked` False) and learns what holds at this moment.
    """
    if is_locked:
        await lock_accounts(conn, estate_id, [])
    room = IssuingRoom(
        budgets=await queries.adopted_budgets(conn, estate_id),
        rules=await rule_book(conn, estate_id),
    )
    if room.asks_nothing:
        return room
    asked = [
        each.budget_id
        for each in room.budgets
        if each.kind is BudgetKind.CAMPAIGN
        or any(each.starts_on <= day <= each.ends_on for day in days)
    ]
    room.used = await queries.points_used(conn, estate_id=estate_id, budget_ids=asked)
    room.standing = await _standing(conn, room, estate_id)
    return room


async def _standing(conn: AsyncConnection, room: IssuingRoom, estate_id: int) -> Standing:
    if all(each.points.coverage_floor_percent is None for each in room.rules.versions):
        return Standing()
    return await queries.standing_of(conn, estate_id)


async def check_may_issue(
    conn: AsyncConnection,
    *,
    estate_id: int,
    source_code: str,
    points: int,
    on: date,
    campaign_id: int | None = None,
    brings_fen: int = 0,
) -> Permit:
    """Lock the book and say out of which budget these points may be issued.

    `on` is the business date of the entry, `campaign_id` the budget of a campaign (None: the
    quarter's), `brings_fen` what the same act will add to 积分兑付准备. Where the estate has
    adopted no budget and its rules have no floor, everything may be issued.

    Raises `NoPointsBudgetIsAdopted`, `SourceIsNotInTheBudget`, `PointsBudgetIsUsedUp`,
    `CoverageWouldFallBelowTheFloor`. `grant_points` asks again, so that nothing is issued by
    whoever forgets to call this.
    """
    room = await read_room(conn, estate_id=estate_id, days=[on])
    return room.take(Issue(source_code, points, on, campaign_id, brings_fen=brings_fen))


async def permits_for(conn: AsyncConnection, grants: Sequence[PointsGrant]) -> list[Permit]:
    """Return out of which budget each grant is issued, decided in their order.

    A grant that has its permit keeps it, and one that was posted before has that of then. Raises
    what `check_may_issue` raises for the first that may not be issued.
    """
    permits: list[Permit | None] = [grant.permit for grant in grants]
    for estate_id in sorted({g.estate_id for g in grants if g.permit is None}):
        mine = [
            place
            for place, grant in enumerate(grants)
            if grant.estate_id == estate_id and grant.permit is None
        ]
        room = await read_room(conn, estate_id=estate_id, days={grants[p].on for p in mine})
        if room.asks_nothing:
            continue
        given = await queries.permits_given(
            conn, estate_id=estate_id, keys=[grants[place].idempotency_key for place in mine]
        )
        for place in mine:
            grant = grants[place]
            if grant.idempotency_key in given:
                permits[place] = Permit(given[grant.idempotency_key])
            else:
                permits[place] = room.take(issue_of(grant))
    return [permit or NO_BUDGET for permit in permits]


def issue_of(grant: PointsGrant) -> Issue:
    """Return a grant as what is asked of the budgets."""
    return Issue(grant.source_code, grant.points, grant.on, grant.campaign_id, grant.activity_id)


async def withhold(
    conn: AsyncConnection, waiting: Sequence[WithheldGrant], *, actor_user_id: int
) -> None:
    """Put down the points that wait, in this order."""
    if not waiting:
        return
    await conn.execute(
        _WITHHOLD,
        {
            "withheld_by": actor_user_id,
            "estate_ids": [each.grant.estate_id for each in waiting],
            "resident_ids": [each.grant.resident_id for each in waiting],
            "service_record_ids": [each.service_record_id for each in waiting],
            "event_nos": [each.event_no for each in waiting],
            "activity_ids": [each.grant.activity_id for each in waiting],
            "source_codes": [each.grant.source_code for each in waiting],
            "points": [each.grant.points for each in waiting],
            "rule_versions": [each.grant.rule_version for each in waiting],
            "narrations": [each.grant.narration for each in waiting],
            "due_ons": [each.grant.on for each in waiting],
            "reason_codes": [each.why.code for each in waiting],
            "reasons": [each.why.sentence for each in waiting],
        },
    )
