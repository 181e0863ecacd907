"""待核实: complete by hand what a record lacks, and verify it as a second person.

Locks are taken in the order of posting.operations: wallets, then the record, then the book.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import booking_day
from ledger.estates.queries import rule_profile
from ledger.identity.roles import Role
from ledger.points.earning import service_award
from ledger.posting.operations import lock_accounts
from ledger.volunteering import queries
from ledger.volunteering.attendance.confirmations import check_scope, confirm_record
from ledger.volunteering.attendance.operations import check_within_the_plan, close_when_done
from ledger.volunteering.attendance.queries import acts_for_resident
from ledger.volunteering.corrections.queries import documents_of_record
from ledger.volunteering.entries import VerifiedService
from ledger.volunteering.operations import accounts_of, book_services
from ledger.volunteering.rules import (
    CompletionIsEmpty,
    People,
    ServiceRecordIsIncomplete,
    ServiceRecordIsVerified,
    ServiceSpan,
    ServiceTimesOverlap,
    VolunteerMayNotConfirm,
    WaitingReason,
    check_confirmer,
    check_verifier,
    missing_parts,
    service_minutes,
    to_the_minute,
)

_COMPLETE_RECORD = text("""
    update service_record set checked_in = :checked_in, checked_out = :checked_out,
        service_minutes = :service_minutes, confirmer = :confirmer,
        waiting_reasons = cast(:waiting_reasons as text[]), completed_by = :completed_by,
        completed_at = :completed_at, completion_reason = :completion_reason
    where estate_id = :estate_id and service_record_id = :service_record_id
""")


@dataclass(frozen=True, slots=True)
class Completion:
    """What an organiser fills in by hand; None leaves a part as it is."""

    checked_in: time | None
    checked_out: time | None
    confirmer: str | None
    reason: str


async def complete_service_record(
    conn: AsyncConnection,
    *,
    estate_id: int,
    service_record_id: int,
    completion: Completion,
    actor_user_id: int,
    now: datetime,
) -> queries.ServiceRecordRow:
    """Fill in by hand what a waiting record lacks; it goes on waiting for a second person.

    Raises `ObjectIsNotHere`, `ServiceRecordIsVerified`, `CompletionIsEmpty`,
    `VolunteerMayNotConfirm`, `CheckOutIsNotAfterCheckIn`, `TimesAreOutsideThePlan`, in this order.
    """
    record = await queries.lock_service_record(
        conn, estate_id=estate_id, service_record_id=service_record_id
    )
    _check_waiting(record)
    if (
        completion.checked_in is None
        and completion.checked_out is None
        and not completion.confirmer
    ):
        raise CompletionIsEmpty("请填写签退时间或核实人，再提交。")
    await _check_not_their_own(conn, record, actor_user_id=actor_user_id)
    confirmer = completion.confirmer or record.confirmer
    if confirmer:
        check_confirmer(confirmer=confirmer, volunteer=record.volunteer)
    checked_in = to_the_minute(completion.checked_in or record.checked_in)
    checked_out = completion.checked_out or record.checked_out
    checked_out = to_the_minute(checked_out) if checked_out else None
    minutes = service_minutes(checked_in, checked_out) if checked_out else None
    span = ServiceSpan(record.resident_id, record.served_on, checked_in, checked_out)
    await check_within_the_plan(conn, span, estate_id=estate_id, activity_id=record.activity_id)
    reasons = list(missing_parts(checked_out, confirmer))
    if await _overlaps_verified(conn, span, estate_id=estate_id):
        reasons.append(WaitingReason.TIMES_OVERLAP)
    await conn.execute(
        _COMPLETE_RECORD,
        {
            "estate_id": estate_id,
            "service_record_id": service_record_id,
            "checked_in": checked_in,
            "checked_out": checked_out,
            "service_minutes": minutes,
            "confirmer": confirmer,
            "waiting_reasons": [reason.value for reason in reasons],
            "completed_by": actor_user_id,
            "completed_at": now,
            "completion_reason": completion.reason,
        },
    )
    return await queries.service_record(
        conn, estate_id=estate_id, service_record_id=service_record_id
    )


async def verify_service_record(
    conn: AsyncConnection,
    *,
    estate_id: int,
    service_record_id: int,
    actor_user_id: int,
    roles: frozenset[Role] = frozenset(),
    buildings: Collection[str] | None = None,
    now: datetime,
    today: date,
) -> queries.ServiceRecordRow:
    """Confirm a waiting record as a second person and book its minutes and points.

    A record of a planned activity is booked with the last confirmation that it needs, and goes on
    waiting before; `roles`, what the one who confirms is in the estate, are kept with it. Who
    confirms for `buildings` alone does so for those who dwell in them.
    Raises `ObjectIsNotHere`, `ServiceRecordIsVerified`, `ServiceRecordIsIncomplete`,
    `SamePersonMayNotVerify`, `VolunteerMayNotConfirm`, `PersonIsOutsideYourBuildings`,
    `ServiceTimesOverlap`, `ConfirmedAlready`, in this order, then posting's refusals.
    """
    seen = await queries.service_record(
        conn, estate_id=estate_id, service_record_id=service_record_id
    )
    profile = await rule_profile(conn, estate_id, on=seen.served_on)
    source_code = profile.service.source_of(seen.service_type)
    await lock_accounts(conn, estate_id, accounts_of([seen.resident_id], [source_code]))
    record = await queries.lock_service_record(
        conn, estate_id=estate_id, service_record_id=service_record_id
    )
    _check_waiting(record)
    missing = missing_parts(record.checked_out, record.confirmer)
    if missing or record.service_minutes is None:
        raise ServiceRecordIsIncomplete(
            "".join(reason.sentence for reason in missing) + "补齐以后才能核实。",
            missing=[reason.value for reason in missing],
        )
    people = People(recorded_by=record.recorded_by, completed_by=record.completed_by)
    check_verifier(people, verifier_user_id=actor_user_id)
    await _check_not_their_own(conn, record, actor_user_id=actor_user_id)
    await check_scope(conn, buildings, estate_id=estate_id, resident_id=record.resident_id)
    if await _overlaps_verified(conn, record.span, estate_id=estate_id):
        raise ServiceTimesOverlap("与同一人已入账的另一条服务时间重叠，请先更正时间再核实。")
    if record.confirmations_required:
        await confirm_record(
            conn,
            estate_id=estate_id,
            service_record_id=service_record_id,
            user_id=actor_user_id,
            roles=roles,
            now=now,
        )
        if record.confirmations + 1 < record.confirmations_required:
            return await queries.service_record(
                conn, estate_id=estate_id, service_record_id=service_record_id
            )
    facts = await queries.book_facts(conn, estate_id=estate_id)
    on = booking_day(record.served_on, closed_months=facts.closed_months, today=today)
    service = VerifiedService(
        estate_id=estate_id,
        service_record_id=service_record_id,
        resident_id=record.resident_id,
        activity_id=record.activity_id,
        activity=record.activity,
        served_on=record.served_on,
        on=on,
        service_minutes=record.service_minutes,
        award=service_award(
            profile,
            service_type=record.service_type,
            service_minutes=record.service_minutes,
            on=on,
        ),
        documents=await documents_of_record(
            conn, estate_id=estate_id, service_record_id=service_record_id
        ),
    )
    await book_services(
        conn,
        [service],
        prepared_by=record.completed_by or record.recorded_by,
        approved_by=actor_user_id,
        posted_by=actor_user_id,
        now=now,
        today=today,
    )
    await close_when_done(conn, estate_id=estate_id, activity_id=record.activity_id)
    return await queries.service_record(
        conn, estate_id=estate_id, service_record_id=service_record_id
    )


def _check_waiting(record: queries.ServiceRecordRow) -> None:
    if record.state == "verified":
        raise ServiceRecordIsVerified(
            "这条服务记录已经核实入账，不能再改；如有错误，请业委会按更正流程冲销。"
        )


async def _check_not_their_own(
    conn: AsyncConnection, record: queries.ServiceRecordRow, *, actor_user_id: int
) -> None:
    if await acts_for_resident(
        conn,
        estate_id=record.estate_id,
        user_id=actor_user_id,
        resident_id=record.resident_id,
    ):
        raise VolunteerMayNotConfirm(
            "不能补齐、核实自己（或您代办、监护的家人）的服务，请另一位负责人来办。"
        )


async def _overlaps_verified(conn: AsyncConnection, span: ServiceSpan, *, estate_id: int) -> bool:
    verified = await queries.verified_spans(conn, estate_id=estate_id, days=[span.served_on])
    return any(span.overlaps(other) for other in verified)
