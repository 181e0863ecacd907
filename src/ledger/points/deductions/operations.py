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
from ledger.points.deductions.booking import give_back, money_given_back, take
from ledger.points.deductions.rules import (
    DeductionIsWaiting,
    check_answers,
    check_appeal,
    check_asked,
    check_decides,
    check_is_there,
    points_to_take,
    restored_sentence,
)
from ledger.points.entries import DEDUCTED, wallet_of
from ledger.points.papers import paper_digests
from ledger.posting.operations import lock_accounts

_PROPOSE = text("""
    insert into points_deduction (estate_id, granted_seq, resident_id, household_id,
        volunteer_team_id, points_asked, reason, document_id, proposed_by, proposed_at)
    values (:estate_id, :granted_seq, :resident_id, :household_id, :volunteer_team_id, :points,
        :reason, :document_id, :actor, :now)
    on conflict do nothing
    returning points_deduction_id
""")

_DECIDE = text("""
    update points_deduction set state = :state, decided_by = :actor, decided_at = :now,
        decision_reason = :reason, points = :points, deducted_on = :deducted_on, seq = :seq,
        appeal_until = :appeal_until, payable_fen = :payable_fen, money_seq = :money_seq
    where estate_id = :estate_id and points_deduction_id = :points_deduction_id
""")

_APPEAL = text("""
    update points_deduction set state = 'appealed', appealed_by = :actor, appealed_at = :now,
        appeal_reason = :reason, appeal_act_id = :act_on_paper_id
    where estate_id = :estate_id and points_deduction_id = :points_deduction_id
""")

_ANSWER = text("""
    update points_deduction set state = :state, answered_by = :actor, answered_at = :now,
        answer = :answer, restored_seq = :restored_seq, points_restored = :points_restored,
        restored_money_seq = :restored_money_seq
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
            "volunteer_team_id": grant.volunteer_team_id,
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

    Where a merchant paid for the grant, it gets the money of what is taken by the same act.

    Raises `ObjectIsNotHere`, `DeductionIsDecided`, `DeductionNeedsSecondPerson`,
    `DeductionIsOnesOwn`, `DeductionIsTooLarge`, in this order, then posting's refusals.
    """
    seen = await queries.deduction(
        conn, estate_id=estate_id, points_deduction_id=points_deduction_id
    )
    grant = await queries.grant_of(conn, estate_id=estate_id, seq=seen.granted_seq)
    funding = await queries.funding_of(conn, estate_id=estate_id, seq=seen.granted_seq)
    wallet = (wallet_of(grant.holder), grant.holder)
    paid = funding.accounts if funding is not None else ()
    locked = await lock_accounts(conn, estate_id, [wallet, (DEDUCTED, ""), *paid])
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
    seq = money_seq = None
    if points:
        seq, money_seq = await take(
            conn, found, grant, points, funding, actor_user_id=actor_user_id, today=today
        )
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
            "payable_fen": funding.fen_of(points) if funding and money_seq else None,
            "money_seq": money_seq,
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
            "payable_fen": None,
            "money_seq": None,
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
    """Appeal against a deduction of one's own, of one's household as its head, of a team as leader.

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

    The money that a merchant got back for them is taken again; rule 4 says what a correction of
    the service leaves of them.

    Raises `ObjectIsNotHere`, `AppealIsMissing`, `AppealNeedsAnotherPerson`, `DeductionIsOnesOwn`,
    `AppellantIsGone`, `MerchantIsOwedTooLittle`, in this order, then posting's refusals.
    """
    seen = await queries.deduction(
        conn, estate_id=estate_id, points_deduction_id=points_deduction_id
    )
    grant = await queries.grant_of(conn, estate_id=estate_id, seq=seen.granted_seq)
    wallet = (wallet_of(grant.holder), grant.holder)
    money = await money_given_back(conn, seen)
    paid = [(line.account_code, line.holder) for line in money[0].lines] if money else []
    await lock_accounts(conn, estate_id, [wallet, (DEDUCTED, ""), *paid])
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
    points_restored = None
    seqs: tuple[int | None, int | None] = (None, None)
    if grants:
        points_restored = await queries.points_to_restore(
            conn, estate_id=estate_id, points_deduction_id=points_deduction_id
        )
        if points_restored:
            check_is_there(is_gone=await queries.is_gone(conn, found))
            seqs = await give_back(
                conn, found, points_restored, money, actor_user_id=actor_user_id, today=today
            )
    await conn.execute(
        _ANSWER,
        {
            "estate_id": estate_id,
            "points_deduction_id": points_deduction_id,
            "state": "restored" if grants else "upheld",
            "actor": actor_user_id,
            "now": now,
            "answer": answer,
            "restored_seq": seqs[0],
            "points_restored": points_restored,
            "restored_money_seq": seqs[1],
        },
    )
    outcome = "维持原来的更正"
    if points_restored is not None:
        outcome = restored_sentence(found.points or 0, points_restored)
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
