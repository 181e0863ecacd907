"""Granting the points that had to wait, once a budget carries them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import booking_day
from ledger.estates.queries import rule_book
from ledger.estates.rule_profile import RuleBook
from ledger.points.budgets import queries
from ledger.points.budgets.entries import later_grant
from ledger.points.budgets.issuing import issue_of, read_room
from ledger.points.budgets.rules import Permit
from ledger.points.entries import PointsGrant
from ledger.points.operations import grant_points
from ledger.points.rules import expiry_day
from ledger.posting.operations import lock_accounts

BATCH_ROWS = 500
GRANTED_MAX = 2_000
"""How many facts one act grants their points at most; the next act goes on from there."""

_MARK_GRANTED = text("""
    update points_withheld w
    set granted_seq = g.seq, granted_by = cast(:actor as bigint), granted_at = :now
    from unnest(cast(:ids as bigint[]), cast(:seqs as bigint[])) as g (points_withheld_id, seq)
    where w.estate_id = :estate_id and w.points_withheld_id = g.points_withheld_id
""")


@dataclass(frozen=True, slots=True)
class GrantedLater:
    """What was granted of what had waited, what still waits, and why the first of that does."""

    facts: int
    points: int
    facts_left: int
    points_left: int
    reason: str | None


async def grant_withheld_points(
    conn: AsyncConnection,
    *,
    estate_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> GrantedLater:
    """Grant what waits, the oldest first, as far as budgets and the floor carry it now.

    Each is issued on its own day where that month is open, and today where it is closed, out of
    the budget of that day; what is not carried goes on waiting and stops nobody behind it.
    """
    await lock_accounts(conn, estate_id, [])
    closed = await queries.closed_months(conn, estate_id)
    rules = await rule_book(conn, estate_id)
    waiting = await queries.withheld_points(
        conn, estate_id=estate_id, is_waiting=True, after=0, limit=None
    )
    days = {
        row.points_withheld_id: booking_day(row.due_on, closed_months=closed, today=today)
        for row in waiting
    }
    room = await read_room(conn, estate_id=estate_id, days=set(days.values()))
    chosen: list[tuple[queries.WithheldRow, PointsGrant]] = []
    reason: str | None = None
    for row in waiting:
        if len(chosen) == GRANTED_MAX:
            break
        grant = _waiting_grant(row, estate_id, on=days[row.points_withheld_id])
        decided = room.settle(issue_of(grant))
        if not isinstance(decided, Permit):
            reason = reason or decided.sentence
            continue
        later = later_grant(
            grant,
            points_withheld_id=row.points_withheld_id,
            on=grant.on,
            expires_on=_last_day(row, rules, on=grant.on),
            permit=decided,
        )
        chosen.append((row, later))
    for start in range(0, len(chosen), BATCH_ROWS):
        batch = chosen[start : start + BATCH_ROWS]
        posted = await grant_points(
            conn,
            [grant for _, grant in batch],
            prepared_by=actor_user_id,
            posted_by=actor_user_id,
            today=today,
        )
        await conn.execute(
            _MARK_GRANTED,
            {
                "estate_id": estate_id,
                "ids": [row.points_withheld_id for row, _ in batch],
                "seqs": [entry.seq for entry in posted],
                "actor": actor_user_id,
                "now": now,
            },
        )
    facts_left, points_left = await queries.waiting_sum(conn, estate_id)
    return GrantedLater(
        len(chosen), sum(row.points for row, _ in chosen), facts_left, points_left, reason
    )


def _waiting_grant(row: queries.WithheldRow, estate_id: int, *, on: date) -> PointsGrant:
    source = (
        f"sorting_event:{row.event_no}"
        if row.service_record_id is None
        else f"service_record:{row.service_record_id}"
    )
    return PointsGrant(
        estate_id=estate_id,
        resident_id=row.resident_id,
        points=row.points,
        source_code=row.source_code,
        kind="",
        narration=row.narration,
        on=on,
        expires_on=None,
        rule_version=row.rule_version,
        source=source,
        idempotency_key="",
        activity_id=row.activity_id,
    )


def _last_day(row: queries.WithheldRow, rules: RuleBook, *, on: date) -> date | None:
    """Return the last day of points granted later: their life begins when they come."""
    profile = rules.on(row.due_on)
    if profile is None:
        return None
    of_service = row.service_record_id is not None
    months = (profile.service if of_service else profile.sorting).validity_months
    return expiry_day(on, months=months)
