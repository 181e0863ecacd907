"""The verbs of a deduction: proposed, approved or not, appealed, answered.

Locks are taken in the order of posting.operations: the book by its accounts, then the deduction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.estates.queries import rule_profile
from ledger.messages.operations import put_messages
from ledger.messages.outbox import NewMessage
from ledger.messages.words import day_words
from ledger.points.deductions import queries
from ledger.points.deductions.rules import (
    DeductionIsWaiting,
    Grant,
    check_answers,
    check_appeal,
    check_asked,
    check_decides,
    points_to_take,
)
from ledger.points.entries import DEDUCTED, deduction_entry, wallet_of
from ledger.points.lot_restoration import PointsReversal, reverse_points
from ledger.points.operations import PreparedSpend, post_spends
from ledger.points.papers import paper_digests
from ledger.points.rules import LotUse
from ledger.posting.operations import PostingCommand, lock_accounts

_PROPOSE = text("""
    insert into points_deduction (estate_id, granted_seq, resident_id, household_id, points_asked,
        reason, document_id, proposed_by, proposed_at)
    values (:estate_id, :granted_seq, :resident_id, :household_id, :points, :reason, :document_id,
        :actor, :now)
    on conflict do nothing
    returning points_deduction_id
""")

_DECIDE = text("""
    update points_deduction set state = :state, decided_by = :actor, decided_at = :now,
        decision_reason = :reason, points = :points, deducted_on = :deducted_on, seq = :seq,
        appeal_until = :appeal_until
    where estate_id = :estate_id and points_deduction_id = :points_deduction_id
""")

_APPEAL = text("""
    update points_deduction set state = 'appealed', appealed_by = :actor, appealed_at = :now,
        appeal_reason = :reason, appeal_act_id = :act_on_paper_id
    where estate_id = :estate_id and points_deduction_id = :points_deduction_id
""")

_ANSWER = text("""
    update points_deduction set state = :state, answered_by = :actor, answered_at = :now,
        answer = :answer, restored_seq = :restored_seq
    where estate_id = :estate_id and points_deduction_id = :points_deduction_id
""")


@dataclass(frozen=True, slots=True)
class Asked:
    """How many points of which grant were given by mistake, and why that is known."""

    granted_seq: int
    points: int
    reason: str
    document_id: int | None = None


async def propose_deduction(
    conn: AsyncConnection, asked: Asked, *, estate_id: int, actor_user_id: int, now: datetime
) -> int:
    """Write down that a grant gave too much, for a second person to look at.

    Raises `EntryIsNoGrant`, `DeductionIsTooLarge`, `ObjectIsNotHere` for a document of another
    estate, `DeductionIsWaiting`, in this order.
    """
    grant = await queries.grant_of(conn, estate_id=estate_id, seq=asked.granted_seq)
    check_asked(grant, asked.points)
    await paper_digests(conn, estate_id=estate_id, document_id=asked.document_id)
    written = await conn.execute(
        _PROPOSE,
        {
            "estate_id": estate_id,
            "granted_seq": grant.seq,
            "resident_id": grant.resident_id,
            "household_id": grant.household_id,
            "points": asked.points,
            "reason": asked.reason,
            "document_id": asked.document_id,
            "actor": actor_user_id,
            "now": now,
        },
    )
    points_deduction_id: int | None = written.scalar_one_or_none()
    if points_deduction_id is None:
        raise DeductionIsWaiting("这张凭证已经有一条更正等着处理，请先处理那一条。")
    return points_deduction_id


async def approve_deduction(
    conn: AsyncConnection,
    *,
    estate_id: int,
    points_deduction_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> None:
    """Approve a deduction as a second person and take what is left of the grant.

    Raises `ObjectIsNotHere`, `DeductionIsDecided`, `DeductionNeedsSecondPerson`,
    `DeductionIsOnesOwn`, `DeductionIsTooLarge`, in this order, then posting's refusals.
    """
    seen = await queries.deduction(
        conn, estate_id=estate_id, points_deduction_id=points_deduction_id
    )
    grant = await queries.grant_of(conn, estate_id=estate_id, seq=seen.granted_seq)
    wallet = (wallet_of(grant.holder), grant.holder)
    locked = await lock_accounts(conn, estate_id, [wallet, (DEDUCTED, "")])
    found = await queries.lock_deduction(
        conn, estate_id=estate_id, points_deduction_id=points_deduction_id
    )
    await _check_decides(conn, found, actor_user_id)
    grant = await queries.grant_of(conn, estate_id=estate_id, seq=found.granted_seq)
    check_asked(grant, found.points_asked)
    beside = await queries.notice_beside(
        conn, estate_id=estate_id, holder=grant.holder, seqs=[grant.seq], today=today
    )
    points = points_to_take(
        grant, asked=found.points_asked, available=locked[wallet].available - beside
    )
    seq = None
    if points:
        seq = await _take(conn, found, grant, points, actor_user_id=actor_user_id, today=today)
    profile = await rule_profile(conn, estate_id, on=today)
    appeal_until = today + timedelta(days=profile.points.appeal_days)
    await conn.execute(
        _DECIDE,
        {
            "estate_id": estate_id,
            "points_deduction_id": points_deduction_id,
            "state": "posted",
            "actor": actor_user_id,
            "now": now,
            "reason": None,
            "points": points,
            "deducted_on": today,
            "seq": seq,
            "appeal_until": appeal_until,
        },
    )
    await _tell(
        conn,
        found,
        "points_deducted",
        {
            "points": f"{points:,}",
            "until": day_words(appeal_until),
        },
    )


async def refuse_deduction(
    conn: AsyncConnection,
    *,
    estate_id: int,
    points_deduction_id: int,
    reason: str,
    actor_user_id: int,
    now: datetime,
) -> None:
    """Send a deduction back as a second person; nothing is taken and nobody is told.

    Raises `ObjectIsNotHere`, `DeductionIsDecided`, `DeductionNeedsSecondPerson`,
    `DeductionIsOnesOwn`.
    """
    found = await queries.lock_deduction(
        conn, estate_id=estate_id, points_deduction_id=points_deduction_id
    )
    await _check_decides(conn, found, actor_user_id)
    await conn.execute(
        _DECIDE,
        {
            "estate_id": estate_id,
            "points_deduction_id": points_deduction_id,
            "state": "refused",
            "actor": actor_user_id,
            "now": now,
            "reason": reason,
            "points": None,
            "deducted_on": None,
            "seq": None,
            "appeal_until": None,
        },
    )


async def appeal_deduction(
    conn: AsyncConnection,
    *,
    estate_id: int,
    points_deduction_id: int,
    resident_id: int,
    reason: str,
    actor_user_id: int,
    now: datetime,
    today: date,
    act_on_paper_id: int | None = None,
) -> None:
    """Appeal against a deduction of one's own, or of the household that one is head of.

    Raises `ObjectIsNotHere`, also for somebody else's, `AppealIsMade`, `AppealIsTooLate`.
    """
    found = await queries.lock_deduction(
        conn, estate_id=estate_id, points_deduction_id=points_deduction_id
    )
    if found.points is None or await queries.reader_of(conn, found) != resident_id:
        raise ObjectIsNotHere("这一条更正")
    check_appeal(state=found.state, appeal_until=found.appeal_until, today=today)
    await conn.execute(
        _APPEAL,
        {
            "estate_id": estate_id,
            "points_deduction_id": points_deduction_id,
            "actor": actor_user_id,
            "now": now,
            "reason": reason,
            "act_on_paper_id": act_on_paper_id,
        },
    )


async def answer_appeal(
    conn: AsyncConnection,
    *,
    estate_id: int,
    points_deduction_id: int,
    grants: bool,
    answer: str,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> None:
    """Answer an appeal; where it is granted the same points go back to the same lot.

    Raises `ObjectIsNotHere`, `AppealIsMissing`, `AppealNeedsAnotherPerson`, `DeductionIsOnesOwn`,
    in this order, then posting's refusals.
    """
    seen = await queries.deduction(
        conn, estate_id=estate_id, points_deduction_id=points_deduction_id
    )
    grant = await queries.grant_of(conn, estate_id=estate_id, seq=seen.granted_seq)
    await lock_accounts(conn, estate_id, [(wallet_of(grant.holder), grant.holder), (DEDUCTED, "")])
    found = await queries.lock_deduction(
        conn, estate_id=estate_id, points_deduction_id=points_deduction_id
    )
    deciders = {found.proposed_by, found.decided_by, found.appealed_by} - {None}
    check_answers(
        state=found.state,
        deciders={user for user in deciders if user is not None},
        actor_user_id=actor_user_id,
        is_own=await queries.is_own(conn, found, actor_user_id=actor_user_id),
    )
    restored_seq = None
    if grants and found.seq is not None and found.appealed_by is not None:
        restored = await reverse_points(
            conn,
            PointsReversal(
                estate_id=estate_id,
                seq=found.seq,
                reason=f"申诉成立，第 {points_deduction_id} 号更正撤销",
                on=today,
                idempotency_key=f"points_deduction:{points_deduction_id}:restored",
                prepared_by=found.appealed_by,
                approved_by=actor_user_id,
            ),
            posted_by=actor_user_id,
            today=today,
        )
        restored_seq = restored.seq
    await conn.execute(
        _ANSWER,
        {
            "estate_id": estate_id,
            "points_deduction_id": points_deduction_id,
            "state": "restored" if grants else "upheld",
            "actor": actor_user_id,
            "now": now,
            "answer": answer,
            "restored_seq": restored_seq,
        },
    )
    outcome = f"申诉成立，{found.points or 0:,} 分已退回" if grants else "维持原来的更正"
    await _tell(conn, found, "points_appeal_answered", {"outcome": outcome})


async def _check_decides(
    conn: AsyncConnection, found: queries.Deduction, actor_user_id: int
) -> None:
    check_decides(
        state=found.state,
        proposed_by=found.proposed_by,
        actor_user_id=actor_user_id,
        is_own=await queries.is_own(conn, found, actor_user_id=actor_user_id),
    )


async def _take(
    conn: AsyncConnection,
    found: queries.Deduction,
    grant: Grant,
    points: int,
    *,
    actor_user_id: int,
    today: date,
) -> int:
    source = f"points_deduction:{found.points_deduction_id}"
    entry = deduction_entry(
        holder=grant.holder,
        points=points,
        granted_entry_no=grant.entry_no,
        reason=found.reason,
        source=source,
        on=today,
        documents=await paper_digests(
            conn, estate_id=found.estate_id, document_id=found.document_id
        ),
    )
    spend = PreparedSpend(
        command=PostingCommand(
            estate_id=found.estate_id,
            entry=entry,
            idempotency_key=source,
            prepared_by=found.proposed_by,
            approved_by=actor_user_id,
        ),
        lot_uses=(LotUse(grant.lot_id, points),),
        points_available=points,
    )
    [posted] = await post_spends(conn, [spend], posted_by=actor_user_id, today=today)
    return posted.seq


async def _tell(
    conn: AsyncConnection, found: queries.Deduction, template: str, args: dict[str, str]
) -> None:
    """Tell the one whose points they are, and nobody else."""
    resident_id = await queries.reader_of(conn, found)
    if resident_id is None:
        return
    await put_messages(
        conn,
        [
            NewMessage(
                estate_id=found.estate_id,
                template=template,
                key=f"{template}:{found.points_deduction_id}",
                args=dict(args),
                resident_id=resident_id,
            )
        ],
    )
