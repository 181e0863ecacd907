"""Doing at the desk what a resident asks for, with their paper; each feature's own rules hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.acts_on_paper import queries
from ledger.acts_on_paper.rules import Kind, Subject, check_helper
from ledger.estates.people.operations import living_person
from ledger.estates.people.papers import check_paper
from ledger.messages.operations import put_messages
from ledger.messages.outbox import NewMessage
from ledger.points.deductions.operations import appeal_deduction
from ledger.time_bank.help.completion import confirm_service
from ledger.time_bank.help.operations import Acting
from ledger.time_bank.help.operations import appeal as appeal_help
from ledger.volunteering.appeals.operations import NewAppeal, appeal_absence, appeal_record
from ledger.volunteering.appeals.rules import Claim, Times
from ledger.volunteering.ratings.operations import rate_activity
from ledger.volunteering.ratings.rules import Rating

_RECORD = text("""
    insert into act_on_paper (estate_id, resident_id, kind, object_id, personal_paper_id, acted_by,
        acted_at)
    values (:estate_id, :resident_id, :kind, :object_id, :paper_id, :actor, :now)
    returning act_on_paper_id
""")


@dataclass(frozen=True, slots=True)
class NewAct:
    """What the resident asks for; the times are of an appeal of service, stars of a rating."""

    subject: Subject
    personal_paper_id: int
    words: str
    claim: Claim | None = None
    came: time | None = None
    gone: time | None = None
    stars: int | None = None


async def act_for_resident(
    conn: AsyncConnection,
    act: NewAct,
    *,
    estate_id: int,
    resident_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> int:
    """Do what a resident at the desk asks for, and tell them so; return the number of the act.

    Raises `ObjectIsNotHere`, `HelperIsTheResident`, `HelperTookPart`, `PaperIsSomebodyElses`, in
    this order, then what the resident's own act would raise.
    """
    await living_person(conn, estate_id, resident_id)
    await check_paper(conn, estate_id, act.personal_paper_id)
    check_helper(
        is_own=await queries.is_own(
            conn, estate_id=estate_id, resident_id=resident_id, user_id=actor_user_id
        ),
        took_part=bool(
            await queries.took_part(conn, [act.subject], estate_id=estate_id, user_id=actor_user_id)
        ),
        paper_is_other=await queries.paper_is_other(
            conn,
            estate_id=estate_id,
            personal_paper_id=act.personal_paper_id,
            resident_id=resident_id,
        ),
    )
    act_on_paper_id: int = (
        await conn.execute(
            _RECORD,
            {
                "estate_id": estate_id,
                "resident_id": resident_id,
                "kind": act.subject.kind.value,
                "object_id": act.subject.object_id,
                "paper_id": act.personal_paper_id,
                "actor": actor_user_id,
                "now": now,
            },
        )
    ).scalar_one()
    await _do(
        conn,
        act,
        Acting(estate_id, act.subject.object_id, actor_user_id, resident_id, now, act_on_paper_id),
        resident_id=resident_id,
        today=today,
    )
    await put_messages(
        conn,
        [
            NewMessage(
                estate_id,
                "acted_on_paper",
                f"acted_on_paper:{act_on_paper_id}",
                {"title": act.subject.kind.chinese_title},
                resident_id=resident_id,
            )
        ],
    )
    return act_on_paper_id


async def _do(
    conn: AsyncConnection, act: NewAct, acting: Acting, *, resident_id: int, today: date
) -> None:
    said: dict[str, Any] = {
        "estate_id": acting.estate_id,
        "resident_id": resident_id,
        "actor_user_id": acting.user_id,
        "now": acting.now,
        "act_on_paper_id": acting.act_on_paper_id,
    }
    number = act.subject.object_id
    match act.subject.kind:
        case Kind.SERVICE_APPEAL:
            await appeal_record(conn, _appeal(act), service_record_id=number, today=today, **said)
        case Kind.ABSENCE_APPEAL:
            await appeal_absence(conn, _appeal(act), activity_id=number, today=today, **said)
        case Kind.ACTIVITY_RATING:
            assert act.stars is not None
            rating = Rating(act.stars, act.words)
            await rate_activity(conn, rating, activity_id=number, **said)
        case Kind.POINTS_APPEAL:
            await appeal_deduction(
                conn, points_deduction_id=number, reason=act.words, today=today, **said
            )
        case Kind.HELP_CONFIRMATION:
            await confirm_service(conn, acting, rating=act.stars, remark=act.words)
        case Kind.HELP_APPEAL:
            await appeal_help(conn, acting, reason=act.words)


def _appeal(act: NewAct) -> NewAppeal:
    assert act.came is not None
    assert act.gone is not None
    claim = Claim.NOT_RECORDED if act.claim is None else act.claim
    return NewAppeal(claim, Times(act.came, act.gone), act.words)
