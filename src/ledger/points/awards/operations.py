"""The verbs of a list of awards: looked at, proposed, approved or not, taken back.

Locks are taken in the order of posting.operations: the book by its accounts, then the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import JsonValue
from ledger.estates.queries import rule_profile
from ledger.estates.rule_profile import RuleProfile
from ledger.points.awards import queries
from ledger.points.awards.rules import (
    ApprovedList,
    AwardIsOnesOwn,
    AwardIsSomebodyElses,
    AwardListHasFaults,
    AwardListIsDecided,
    AwardNeedsSecondPerson,
    AwardRow,
    AwardSource,
    LookedAt,
    check_pool,
    first_day_of_use,
    look_at_rows,
)
from ledger.points.awards.telling import tell_those_given
from ledger.points.entries import wallet_of
from ledger.points.gifts.operations import pool_points
from ledger.points.operations import grant_points
from ledger.points.papers import paper_digests
from ledger.posting.operations import PostedEntry, lock_accounts

_ADD_LIST = text("""
    insert into award_list (estate_id, title, source_code, basis, document_id, prepared_by,
        prepared_at)
    values (:estate_id, :title, :source_code, :basis, :document_id, :actor, :now)
    returning award_list_id
""")

_ADD_ROWS = text("""
    insert into award_row (estate_id, award_list_id, line_no, resident_id, household_id,
        volunteer_team_id, points_asked, reason)
    select :estate_id, :award_list_id, r.line_no, r.resident_id, r.household_id,
        r.volunteer_team_id, r.points, r.reason
    from unnest(cast(:resident_ids as bigint[]), cast(:household_ids as bigint[]),
        cast(:team_ids as bigint[]), cast(:points as bigint[]), cast(:reasons as text[]))
        with ordinality
        as r (resident_id, household_id, volunteer_team_id, points, reason, line_no)
""")

_KEEP_ROWS = text("""
    update award_row w set points = r.points, cut_reason = r.cut_reason, seq = r.seq
    from unnest(cast(:line_nos as int[]), cast(:points as bigint[]), cast(:cut_reasons as text[]),
        cast(:seqs as bigint[])) as r (line_no, points, cut_reason, seq)
    where w.estate_id = :estate_id and w.award_list_id = :award_list_id and w.line_no = r.line_no
""")

_DECIDE = text("""
    update award_list set state = :state, decided_by = :actor, decided_at = :now,
        decision_reason = :reason, granted_on = :granted_on, spendable_from = :spendable_from,
        expires_on = :expires_on, rule_version = :rule_version
    where estate_id = :estate_id and award_list_id = :award_list_id
""")


@dataclass(frozen=True, slots=True)
class NewList:
    """What somebody asks to be given, and on what it rests."""

    title: str
    source: AwardSource
    basis: str
    rows: tuple[AwardRow, ...]
    document_id: int | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What a list would give if it were approved today."""

    rows: tuple[LookedAt, ...]
    spendable_from: date | None
    pool_points: int | None
    """What is in the pool before it; None where the pool does not pay."""


async def look_at_list(
    conn: AsyncConnection,
    rows: Sequence[AwardRow],
    *,
    estate_id: int,
    source: AwardSource,
    actor_user_id: int,
    today: date,
) -> Look:
    """Say of each row what it would give today; writes nothing."""
    profile = await rule_profile(conn, estate_id, on=today)
    looked = await _looked_at(
        conn,
        rows,
        estate_id=estate_id,
        source=source,
        actor_user_id=actor_user_id,
        profile=profile,
        today=today,
    )
    pool = await pool_points(conn, estate_id) if source is AwardSource.POOL else None
    return Look(tuple(looked), first_day_of_use(profile, today=today), pool)


async def propose_list(
    conn: AsyncConnection,
    asked: NewList,
    *,
    estate_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> int:
    """Write down a list that waits for a second person, and return its number.

    Raises `AwardListHasFaults`, `PoolIsTooSmall`, `ObjectIsNotHere` for a document of another
    estate; then nothing is written.
    """
    look = await look_at_list(
        conn,
        asked.rows,
        estate_id=estate_id,
        source=asked.source,
        actor_user_id=actor_user_id,
        today=today,
    )
    _check_faults(look.rows)
    check_pool(look.rows, source=asked.source, pool_points=look.pool_points or 0)
    await paper_digests(conn, estate_id=estate_id, document_id=asked.document_id)
    found = await conn.execute(
        _ADD_LIST,
        {
            "estate_id": estate_id,
            "title": asked.title,
            "source_code": asked.source.value,
            "basis": asked.basis,
            "document_id": asked.document_id,
            "actor": actor_user_id,
            "now": now,
        },
    )
    award_list_id: int = found.scalar_one()
    await conn.execute(
        _ADD_ROWS,
        {
            "estate_id": estate_id,
            "award_list_id": award_list_id,
            "resident_ids": [row.resident_id for row in asked.rows],
            "household_ids": [row.household_id for row in asked.rows],
            "team_ids": [row.volunteer_team_id for row in asked.rows],
            "points": [row.points for row in asked.rows],
            "reasons": [row.reason for row in asked.rows],
        },
    )
    return award_list_id


async def approve_list(
    conn: AsyncConnection,
    *,
    estate_id: int,
    award_list_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> None:
    """Approve a list as a second person and post its points as one batch, or nothing of it.

    Raises `ObjectIsNotHere`, `AwardListIsDecided`, `AwardNeedsSecondPerson`, `AwardIsOnesOwn`,
    `AwardListHasFaults`, `PoolIsTooSmall`, in this order, then the refusals of the budget and of
    posting.
    """
    listed = await queries.rows_of(conn, estate_id=estate_id, award_list_id=award_list_id)
    seen = await queries.award_list(conn, estate_id=estate_id, award_list_id=award_list_id)
    rows = [each.row for each in listed]
    wallets = [(wallet_of(row.holder), row.holder) for row in rows]
    await lock_accounts(conn, estate_id, [*wallets, (seen.source_code, "")])
    found = await queries.lock_award_list(conn, estate_id=estate_id, award_list_id=award_list_id)
    _check_decidable(found, actor_user_id)
    profile = await rule_profile(conn, estate_id, on=today)
    looked = await _looked_at(
        conn,
        rows,
        estate_id=estate_id,
        source=found.source,
        actor_user_id=actor_user_id,
        profile=profile,
        today=today,
    )
    for who in (actor_user_id, found.prepared_by):
        await _check_not_ones_own(conn, rows, estate_id, who)
    _check_faults(looked)
    pool = await pool_points(conn, estate_id) if found.source is AwardSource.POOL else 0
    check_pool(looked, source=found.source, pool_points=pool)
    approved = ApprovedList.on(
        today,
        estate_id=estate_id,
        award_list_id=award_list_id,
        title=found.title,
        source=found.source,
        profile=profile,
        documents=await paper_digests(conn, estate_id=estate_id, document_id=found.document_id),
    )
    given = [
        (each.line_no, looked_at)
        for each, looked_at in zip(listed, looked, strict=True)
        if looked_at.points > 0
    ]
    posted = await grant_points(
        conn,
        [approved.grant_of(line_no, each) for line_no, each in given],
        prepared_by=found.prepared_by,
        approved_by=actor_user_id,
        posted_by=actor_user_id,
        today=today,
    )
    entries = {line_no: entry for (line_no, _), entry in zip(given, posted, strict=True)}
    await _keep(conn, approved, listed, looked, entries)
    await _decide(conn, found, "approved", actor_user_id=actor_user_id, now=now, approved=approved)
    await tell_those_given(conn, approved, given)


async def refuse_list(
    conn: AsyncConnection,
    *,
    estate_id: int,
    award_list_id: int,
    reason: str,
    actor_user_id: int,
    now: datetime,
) -> None:
    """Send a list back as a second person, with the reason; it stays as it was written.

    Raises `ObjectIsNotHere`, `AwardListIsDecided`, `AwardNeedsSecondPerson`.
    """
    found = await queries.lock_award_list(conn, estate_id=estate_id, award_list_id=award_list_id)
    _check_decidable(found, actor_user_id)
    await _decide(conn, found, "refused", actor_user_id=actor_user_id, now=now, reason=reason)


async def withdraw_list(
    conn: AsyncConnection, *, estate_id: int, award_list_id: int, actor_user_id: int, now: datetime
) -> None:
    """Take back a list of one's own that still waits.

    Raises `ObjectIsNotHere`, `AwardListIsDecided`, `AwardIsSomebodyElses`.
    """
    found = await queries.lock_award_list(conn, estate_id=estate_id, award_list_id=award_list_id)
    _check_waits(found)
    if found.prepared_by != actor_user_id:
        raise AwardIsSomebodyElses("这份名单由别人填写，请填写的人来撤回，或者退回它。")
    await _decide(conn, found, "withdrawn", actor_user_id=actor_user_id, now=now)


async def _looked_at(
    conn: AsyncConnection,
    rows: Sequence[AwardRow],
    *,
    estate_id: int,
    source: AwardSource,
    actor_user_id: int,
    profile: RuleProfile,
    today: date,
) -> list[LookedAt]:
    return look_at_rows(
        rows,
        source=source,
        holders=await queries.holders_of(
            conn, rows, estate_id=estate_id, actor_user_id=actor_user_id
        ),
        tallies=await queries.given_so_far(
            conn, rows, estate_id=estate_id, profile=profile, today=today
        ),
        profile=profile,
        today=today,
    )


async def _check_not_ones_own(
    conn: AsyncConnection, rows: Sequence[AwardRow], estate_id: int, user_id: int
) -> None:
    holders = await queries.holders_of(conn, rows, estate_id=estate_id, actor_user_id=user_id)
    if any(holder.is_own for holder in holders.values()):
        raise AwardIsOnesOwn(
            "名单里有批准的人、填写的人，或者他们家、他们的服务队；请另一位委员批准，或者退回重填。"
        )


def _check_waits(found: queries.AwardList) -> None:
    if found.state != "proposed":
        raise AwardListIsDecided("这份名单已经处理过，请刷新页面查看结果。")


def _check_decidable(found: queries.AwardList, actor_user_id: int) -> None:
    _check_waits(found)
    if found.prepared_by == actor_user_id:
        raise AwardNeedsSecondPerson("填写名单的人不能自己批准或退回，请另一位业委会委员来办。")


def _check_faults(looked: Sequence[LookedAt]) -> None:
    faults: list[JsonValue] = [
        {"field": f"rows[{place}]", "message": each.fault}
        for place, each in enumerate(looked)
        if each.fault is not None
    ]
    if faults:
        raise AwardListHasFaults(
            f"名单里有 {len(faults)} 行要改，改好再交；什么都还没有写。", fields=faults
        )


async def _keep(
    conn: AsyncConnection,
    approved: ApprovedList,
    listed: Sequence[queries.ListedRow],
    looked: Sequence[LookedAt],
    entries: dict[int, PostedEntry],
) -> None:
    line_nos = [each.line_no for each in listed]
    await conn.execute(
        _KEEP_ROWS,
        {
            "estate_id": approved.estate_id,
            "award_list_id": approved.award_list_id,
            "line_nos": line_nos,
            "points": [each.points for each in looked],
            "cut_reasons": [each.cut_reason for each in looked],
            "seqs": [entries[no].seq if no in entries else None for no in line_nos],
        },
    )


async def _decide(
    conn: AsyncConnection,
    found: queries.AwardList,
    state: str,
    *,
    actor_user_id: int,
    now: datetime,
    reason: str | None = None,
    approved: ApprovedList | None = None,
) -> None:
    await conn.execute(
        _DECIDE,
        {
            "estate_id": found.estate_id,
            "award_list_id": found.award_list_id,
            "state": state,
            "actor": actor_user_id,
            "now": now,
            "reason": reason,
            "granted_on": approved.granted_on if approved else None,
            "spendable_from": approved.spendable_from if approved else None,
            "expires_on": approved.expires_on if approved else None,
            "rule_version": approved.rule_version if approved else None,
        },
    )
