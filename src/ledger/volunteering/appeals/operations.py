"""Appealing against a record of service, or against its absence, and answering.

Whatever is granted goes the ordinary way: a record that waits is completed, one that is booked is
corrected, and one that is missing is added; each of them needs a second person afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import CHINA
from ledger.errors import ObjectIsNotHere
from ledger.identity.roles import Role
from ledger.intake.queries import read_document
from ledger.messages.operations import put_messages, users_with_roles
from ledger.messages.outbox import NewMessage
from ledger.messages.words import day_words
from ledger.volunteering import queries as records
from ledger.volunteering.appeals import queries
from ledger.volunteering.appeals.adding import add_record
from ledger.volunteering.appeals.queries import Appeal
from ledger.volunteering.appeals.rules import (
    AppealIsAnswered,
    AppealIsWaiting,
    AppealState,
    AppealWasAnswered,
    Claim,
    ServiceIsRecorded,
    Times,
    check_answerer,
    check_claim,
    check_in_time,
)
from ledger.volunteering.corrections.operations import Wanted, prepare_correction
from ledger.volunteering.corrections.rules import Presence
from ledger.volunteering.rules import service_minutes, to_the_minute
from ledger.volunteering.verification import Completion, complete_service_record

TITLE_LENGTH_MAX = 40
ANSWERERS = (Role.COMMITTEE.value, Role.ORGANISER.value)

_APPEAL = text("""
    insert into service_appeal (estate_id, resident_id, activity_id, service_record_id, claim,
        came, gone, words, appealed_by, appealed_at, act_on_paper_id)
    values (:estate_id, :resident_id, :activity_id, :service_record_id, :claim, :came, :gone,
        :words, :actor, :now, :act_on_paper_id)
    on conflict do nothing
    returning service_appeal_id
""")
_ANSWER = text("""
    update service_appeal set state = :state, answered_by = :actor, answered_at = :now,
        answer = :answer
    where estate_id = :estate_id and service_appeal_id = :id
""")


@dataclass(frozen=True, slots=True)
class NewAppeal:
    """What somebody claims, when they say to have been there, and in their words."""

    claim: Claim
    times: Times
    words: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered; granted with the times that were found right, and a paper if need be."""

    words: str
    granted: Times | None = None
    document_id: int | None = None


async def appeal_record(
    conn: AsyncConnection,
    new: NewAppeal,
    *,
    estate_id: int,
    service_record_id: int,
    resident_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
    act_on_paper_id: int | None = None,
) -> Appeal:
    """Appeal against one's own record; it stays as it is and counts until this is answered.

    Raises `ObjectIsNotHere`, `AppealDoesNotFit`, `ServiceAppealIsTooLate`,
    `CheckOutIsNotAfterCheckIn`, `AppealWasAnswered`, `AppealIsWaiting`, in this order.
    """
    record = await records.service_record(
        conn, estate_id=estate_id, service_record_id=service_record_id
    )
    if record.resident_id != resident_id:
        raise ObjectIsNotHere("这条服务记录")
    check_claim(new.claim, has_check_out=record.checked_out is not None)
    facts = await queries.record_facts(
        conn, estate_id=estate_id, service_record_id=service_record_id
    )
    since = facts.says_so_since
    check_in_time(since.astimezone(CHINA).date(), today=today)
    earlier = await queries.appeals_of(
        conn,
        estate_id=estate_id,
        resident_id=resident_id,
        service_record_id=service_record_id,
    )
    refused = [each for each in earlier if each.state == AppealState.REFUSED]
    _check_not_refused(refused, since=since)
    return await _appeal(
        conn,
        new,
        estate_id=estate_id,
        activity_id=record.activity_id,
        service_record_id=service_record_id,
        resident_id=resident_id,
        actor_user_id=actor_user_id,
        now=now,
        act_on_paper_id=act_on_paper_id,
    )


async def appeal_absence(
    conn: AsyncConnection,
    new: NewAppeal,
    *,
    estate_id: int,
    activity_id: int,
    resident_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
    act_on_paper_id: int | None = None,
) -> Appeal:
    """Say that one was at an activity and nothing was recorded.

    Raises `ObjectIsNotHere`, `ServiceIsRecorded`, `ServiceAppealIsTooLate`,
    `CheckOutIsNotAfterCheckIn`, `AppealWasAnswered`, `AppealIsWaiting`, in this order.
    """
    activity = await queries.past_activity(
        conn, estate_id=estate_id, activity_id=activity_id, resident_id=resident_id
    )
    if activity.service_record_id is not None:
        raise ServiceIsRecorded(
            "这次活动已经有您的记录，请打开那条记录申诉。",
            service_record_id=activity.service_record_id,
        )
    check_in_time(activity.held_on, today=today)
    earlier = await queries.appeals_of(conn, estate_id=estate_id, resident_id=resident_id)
    _check_not_refused(
        [
            each
            for each in earlier
            if each.activity_id == activity_id and each.state == AppealState.REFUSED
        ],
        since=None,
    )
    return await _appeal(
        conn,
        new,
        estate_id=estate_id,
        activity_id=activity_id,
        service_record_id=None,
        resident_id=resident_id,
        actor_user_id=actor_user_id,
        now=now,
        act_on_paper_id=act_on_paper_id,
    )


def _check_not_refused(refused: list[Appeal], *, since: datetime | None) -> None:
    for each in refused:
        if since is None or (each.answered_at is not None and each.answered_at >= since):
            raise AppealWasAnswered(
                f"这件事已经答复过：{each.answer} 还有疑问，请到服务台当面说明。",
                service_appeal_id=each.service_appeal_id,
            )


async def _appeal(
    conn: AsyncConnection,
    new: NewAppeal,
    *,
    estate_id: int,
    activity_id: int,
    service_record_id: int | None,
    resident_id: int,
    actor_user_id: int,
    now: datetime,
    act_on_paper_id: int | None,
) -> Appeal:
    came, gone = to_the_minute(new.times.came), to_the_minute(new.times.gone)
    service_minutes(came, gone)
    number: int | None = await conn.scalar(
        _APPEAL,
        {
            "estate_id": estate_id,
            "resident_id": resident_id,
            "activity_id": activity_id,
            "service_record_id": service_record_id,
            "claim": new.claim.value,
            "came": came,
            "gone": gone,
            "words": new.words.strip(),
            "actor": actor_user_id,
            "now": now,
            "act_on_paper_id": act_on_paper_id,
        },
    )
    if number is None:
        raise AppealIsWaiting("您已经申诉过，正在等答复；答复以前，原来的时长和积分照样算数。")
    today = now.astimezone(CHINA).date()
    told = await users_with_roles(conn, estate_id=estate_id, roles=ANSWERERS, today=today)
    await put_messages(
        conn,
        [
            NewMessage(
                estate_id,
                "service_appeal_waits",
                f"service_appeal:{number}:{user_id}",
                user_id=user_id,
            )
            for user_id in told
        ],
    )
    return await queries.read_appeal(conn, estate_id=estate_id, service_appeal_id=number)


async def answer_appeal(
    conn: AsyncConnection,
    answer: Answer,
    *,
    estate_id: int,
    service_appeal_id: int,
    actor_user_id: int,
    display_name: str,
    roles: frozenset[Role],
    now: datetime,
    today: date,
) -> Appeal:
    """Answer an appeal as somebody whose own word it is not about.

    Raises `ObjectIsNotHere`, `AppealIsAnswered`, `ConfirmerMayNotAnswer`, then for what is
    granted the refusals of completing, correcting or adding a record.
    """
    ids = {"estate_id": estate_id, "service_appeal_id": service_appeal_id}
    appeal = await queries.lock_appeal(conn, **ids)
    paper = answer.document_id
    if paper is not None and await read_document(conn, estate_id, paper) is None:
        raise ObjectIsNotHere("这份材料")
    if appeal.state != AppealState.WAITING:
        raise AppealIsAnswered("这条申诉已经答复过，请刷新页面。", state=appeal.state)
    check_answerer(
        actor_user_id,
        involved=await queries.involved_in(
            conn, estate_id=estate_id, appeal=appeal, answering=actor_user_id
        ),
    )
    await conn.execute(
        _ANSWER,
        {
            "estate_id": estate_id,
            "id": service_appeal_id,
            "state": (AppealState.REFUSED if answer.granted is None else AppealState.GRANTED).value,
            "actor": actor_user_id,
            "now": now,
            "answer": answer.words.strip(),
        },
    )
    if answer.granted is not None:
        await _grant(
            conn,
            appeal,
            answer,
            answer.granted,
            estate_id=estate_id,
            actor_user_id=actor_user_id,
            display_name=display_name,
            roles=roles,
            now=now,
            today=today,
        )
    answered = await queries.read_appeal(conn, **ids)
    await _tell_volunteer(conn, estate_id, answered)
    return answered


async def _grant(
    conn: AsyncConnection,
    appeal: Appeal,
    answer: Answer,
    times: Times,
    *,
    estate_id: int,
    actor_user_id: int,
    display_name: str,
    roles: frozenset[Role],
    now: datetime,
    today: date,
) -> None:
    if appeal.service_record_id is None:
        await add_record(
            conn,
            appeal,
            times,
            reason=answer.words.strip(),
            document_id=answer.document_id,
            estate_id=estate_id,
            actor_user_id=actor_user_id,
            display_name=display_name,
            roles=roles,
            now=now,
            today=today,
        )
    elif appeal.record_state == "waiting":
        await complete_service_record(
            conn,
            estate_id=estate_id,
            service_record_id=appeal.service_record_id,
            completion=Completion(times.came, times.gone, None, answer.words.strip()),
            actor_user_id=actor_user_id,
            now=now,
        )
    else:
        await prepare_correction(
            conn,
            Wanted(
                Presence(times.came, times.gone),
                answer.words,
                answer.document_id,
                appeal.service_appeal_id,
            ),
            estate_id=estate_id,
            service_record_id=appeal.service_record_id,
            actor_user_id=actor_user_id,
            now=now,
        )


async def _tell_volunteer(conn: AsyncConnection, estate_id: int, appeal: Appeal) -> None:
    record = appeal.service_record_id
    await put_messages(
        conn,
        [
            NewMessage(
                estate_id,
                "service_appeal_answered",
                f"service_appeal_answered:{appeal.service_appeal_id}",
                {
                    "on": day_words(appeal.held_on),
                    "title": appeal.activity[:TITLE_LENGTH_MAX],
                    "result": AppealState(appeal.state).chinese_title,
                },
                resident_id=appeal.resident_id,
                link="/ui/m/service" if record is None else f"/ui/m/service/{record}",
            )
        ],
    )
