"""Preparing and deciding corrections of booked services.

Locks are taken in the order of posting.operations: accounts, then the record, then the correction.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import booking_day
from ledger.errors import ObjectIsNotHere
from ledger.estates.queries import rule_profile
from ledger.intake.queries import read_document
from ledger.points.deductions.queries import notice_beside
from ledger.points.earning import Award
from ledger.points.entries import resident_holder
from ledger.points.queries import wallet_balance
from ledger.posting.operations import lock_accounts
from ledger.volunteering import queries as records
from ledger.volunteering.attendance.operations import check_within_the_plan
from ledger.volunteering.attendance.queries import acts_for_resident
from ledger.volunteering.corrections import queries
from ledger.volunteering.corrections.booking import Booking, book_correction
from ledger.volunteering.corrections.queries import Correction
from ledger.volunteering.corrections.rules import (
    CorrectionIsDecided,
    CorrectionIsWaiting,
    CorrectionNeedsSecondPerson,
    CorrectionState,
    NobodyCorrectsTheirOwnService,
    PointsMove,
    Presence,
    ServiceRecordIsNotBooked,
    Standing,
    check_change,
    points_due_after,
    points_move,
)
from ledger.volunteering.corrections.telling import tell_deciders, tell_volunteer
from ledger.volunteering.earned import earning_facts
from ledger.volunteering.limits import ServiceClaim, settled_award
from ledger.volunteering.operations import accounts_of
from ledger.volunteering.queries import ServiceRecordRow
from ledger.volunteering.rules import ServiceSpan, ServiceTimesOverlap, to_the_minute

_PREPARE = text("""
    insert into service_correction (estate_id, service_record_id, correction_no, from_minutes,
        to_minutes, checked_in, checked_out, reason, document_id, service_appeal_id, prepared_by,
        prepared_at)
    values (:estate_id, :service_record_id, :correction_no, :from_minutes, :to_minutes,
        :checked_in, :checked_out, :reason, :document_id, :service_appeal_id, :actor, :now)
    on conflict (estate_id, service_record_id) where state = 'prepared' do nothing
    returning service_correction_id
""")
_REFUSE = text("""
    update service_correction set state = 'refused', decided_by = :actor, decided_at = :now,
        decision_reason = :reason
    where estate_id = :estate_id and service_correction_id = :id
""")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a record should say, why, and on what paper; an appeal may stand behind it."""

    presence: Presence
    reason: str
    document_id: int | None = None
    service_appeal_id: int | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a correction would do, as things stand now."""

    record: ServiceRecordRow
    standing: Standing
    to_minutes: int
    points: PointsMove
    award: Award
    on: date


async def preview_correction(
    conn: AsyncConnection,
    presence: Presence,
    *,
    estate_id: int,
    service_record_id: int,
    today: date,
) -> Preview:
    """Say what a correction would move, without writing anything.

    Raises `ObjectIsNotHere`, `ServiceRecordIsNotBooked`, `CheckOutIsNotAfterCheckIn`,
    `CorrectionChangesNothing`, `TimesAreOutsideThePlan`, `ServiceTimesOverlap`, in this order.
    """
    record = await records.service_record(
        conn, estate_id=estate_id, service_record_id=service_record_id
    )
    standing = await _checked(conn, record, presence)
    return await _effect(conn, record, standing, presence, today=today)


async def prepare_correction(
    conn: AsyncConnection,
    wanted: Wanted,
    *,
    estate_id: int,
    service_record_id: int,
    actor_user_id: int,
    now: datetime,
) -> Correction:
    """Prepare a correction, which a second person decides; nothing is booked before.

    Raises `ObjectIsNotHere`, `ServiceRecordIsNotBooked`, `NobodyCorrectsTheirOwnService`, what
    `preview_correction` raises, and `CorrectionIsWaiting`.
    """
    record = await records.lock_service_record(
        conn, estate_id=estate_id, service_record_id=service_record_id
    )
    presence = _to_the_minute(wanted.presence)
    await _check_not_their_own(conn, record, actor_user_id=actor_user_id)
    standing = await _checked(conn, record, presence)
    named = wanted.document_id
    if named is not None and await read_document(conn, estate_id, named) is None:
        raise ObjectIsNotHere("这份材料")
    number: int | None = await conn.scalar(
        _PREPARE,
        {
            "estate_id": estate_id,
            "service_record_id": service_record_id,
            "correction_no": standing.corrections + 1,
            "from_minutes": standing.service_minutes,
            "to_minutes": presence.minutes,
            "checked_in": presence.checked_in,
            "checked_out": presence.checked_out,
            "reason": wanted.reason.strip(),
            "document_id": named,
            "service_appeal_id": wanted.service_appeal_id,
            "actor": actor_user_id,
            "now": now,
        },
    )
    if number is None:
        raise CorrectionIsWaiting(
            "这条记录已经有一次更正等着复核；请先复核那一次，再看还要不要更正。"
        )
    await tell_deciders(conn, estate_id, number, by=actor_user_id, now=now)
    return await queries.read_correction(conn, estate_id=estate_id, service_correction_id=number)


async def approve_correction(
    conn: AsyncConnection,
    *,
    estate_id: int,
    service_correction_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> Correction:
    """Agree to a correction as a second person and book what it changes.

    Raises `ObjectIsNotHere`, `CorrectionIsDecided`, `CorrectionNeedsSecondPerson`,
    `NobodyCorrectsTheirOwnService`, what `preview_correction` raises, and posting's refusals.
    """
    ids = {"estate_id": estate_id, "service_correction_id": service_correction_id}
    seen = await queries.read_correction(conn, **ids)
    record_ids = {"estate_id": estate_id, "service_record_id": seen.service_record_id}
    record = await records.service_record(conn, **record_ids)
    profile = await rule_profile(conn, estate_id, on=record.served_on)
    source_code = profile.service.source_of(record.service_type)
    await lock_accounts(conn, estate_id, accounts_of([record.resident_id], [source_code]))
    record = await records.lock_service_record(conn, **record_ids)
    correction = await queries.lock_correction(conn, **ids)
    await _check_decider(conn, correction, record, actor_user_id=actor_user_id)
    presence = Presence(correction.checked_in, correction.checked_out)
    standing = await _checked(conn, record, presence)
    effect = await _effect(conn, record, standing, presence, today=today)
    await book_correction(
        conn,
        Booking(
            correction=correction,
            record=record,
            award=replace(
                effect.award,
                points=max(0, effect.points.points),
                points_cut=0,
                cut_reason=None,
            ),
            points=effect.points,
            points_due=points_due_after(
                standing, to_minutes=presence.minutes, points_due=effect.award.points
            ),
            on=effect.on,
            documents=await _documents(conn, correction, record),
        ),
        actor_user_id=actor_user_id,
        now=now,
        today=today,
    )
    await tell_volunteer(conn, estate_id, correction)
    return await queries.read_correction(conn, **ids)


async def refuse_correction(
    conn: AsyncConnection,
    *,
    estate_id: int,
    service_correction_id: int,
    reason: str,
    actor_user_id: int,
    now: datetime,
) -> Correction:
    """Do not agree to a correction; the record stays as it stands.

    Raises `ObjectIsNotHere`, `CorrectionIsDecided`, `CorrectionNeedsSecondPerson`,
    `NobodyCorrectsTheirOwnService`.
    """
    ids = {"estate_id": estate_id, "service_correction_id": service_correction_id}
    correction = await queries.lock_correction(conn, **ids)
    record = await records.service_record(
        conn, estate_id=estate_id, service_record_id=correction.service_record_id
    )
    await _check_decider(conn, correction, record, actor_user_id=actor_user_id)
    await conn.execute(
        _REFUSE,
        {
            "estate_id": estate_id,
            "id": service_correction_id,
            "actor": actor_user_id,
            "now": now,
            "reason": reason.strip(),
        },
    )
    return await queries.read_correction(conn, **ids)


def _to_the_minute(presence: Presence) -> Presence:
    came, gone = presence.checked_in, presence.checked_out
    return Presence(to_the_minute(came) if came else None, to_the_minute(gone) if gone else None)


async def _checked(conn: AsyncConnection, record: ServiceRecordRow, presence: Presence) -> Standing:
    """Return how the record stands, if it may come to say this."""
    estate_id, number = record.estate_id, record.service_record_id
    found = await queries.standings(conn, estate_id=estate_id, service_record_ids=[number])
    standing = found.get(number)
    if standing is None:
        raise ServiceRecordIsNotBooked("这条记录还没有核实入账，请直接补齐，不用更正。")
    check_change(standing, presence)
    if presence.checked_in is None or presence.checked_out is None:
        return standing
    span = ServiceSpan(
        record.resident_id, record.served_on, presence.checked_in, presence.checked_out
    )
    await check_within_the_plan(conn, span, estate_id=estate_id, activity_id=record.activity_id)
    if await queries.overlaps_another(
        conn,
        estate_id=estate_id,
        resident_id=record.resident_id,
        served_on=record.served_on,
        checked_in=presence.checked_in,
        checked_out=presence.checked_out,
        except_id=number,
    ):
        raise ServiceTimesOverlap("与同一人已入账的另一条服务时间重叠，请核对到场和离开的时间。")
    return standing


async def _effect(
    conn: AsyncConnection,
    record: ServiceRecordRow,
    standing: Standing,
    presence: Presence,
    *,
    today: date,
) -> Preview:
    estate_id, number = record.estate_id, record.service_record_id
    facts = await records.book_facts(conn, estate_id=estate_id)
    on = booking_day(record.served_on, closed_months=facts.closed_months, today=today)
    earning = await earning_facts(
        conn,
        estate_id=estate_id,
        resident_ids=[record.resident_id],
        days=[record.served_on],
        but_record_id=number,
    )
    award = settled_award(
        ServiceClaim(
            resident_id=record.resident_id,
            service_type=record.service_type,
            served_on=record.served_on,
            service_minutes=presence.minutes,
            on=on,
        ),
        earning,
    )
    there = await queries.points_there(conn, estate_id=estate_id, service_record_id=number)
    balance = await wallet_balance(conn, estate_id=estate_id, resident_id=record.resident_id)
    beside = await notice_beside(
        conn,
        estate_id=estate_id,
        holder=resident_holder(record.resident_id),
        seqs=[each.seq for each in there],
        today=today,
    )
    can_leave = max(0, balance.points - balance.held_points - beside)
    return Preview(
        record=record,
        standing=standing,
        to_minutes=presence.minutes,
        points=points_move(
            standing,
            to_minutes=presence.minutes,
            points_due=award.points,
            points_there=min(sum(each.amount for each in there), can_leave),
        ),
        award=award,
        on=on,
    )


async def _documents(
    conn: AsyncConnection, correction: Correction, record: ServiceRecordRow
) -> tuple[bytes, ...]:
    if correction.document_id is None:
        return ()
    stored = await read_document(conn, record.estate_id, correction.document_id)
    return (stored.sha256,) if stored is not None else ()


async def _check_not_their_own(
    conn: AsyncConnection, record: ServiceRecordRow, *, actor_user_id: int
) -> None:
    if await acts_for_resident(
        conn,
        estate_id=record.estate_id,
        user_id=actor_user_id,
        resident_id=record.resident_id,
    ):
        raise NobodyCorrectsTheirOwnService(
            "不能更正自己（或您代办、监护的家人）的服务，请另外两位负责人来办。"
        )


async def _check_decider(
    conn: AsyncConnection,
    correction: Correction,
    record: ServiceRecordRow,
    *,
    actor_user_id: int,
) -> None:
    if correction.state != CorrectionState.PREPARED:
        title = CorrectionState(correction.state).chinese_title
        raise CorrectionIsDecided(f"这次更正{title}，不能再办；请刷新页面。")
    if correction.prepared_by == actor_user_id:
        raise CorrectionNeedsSecondPerson("这次更正由您提出，要由另一位负责人复核。")
    await _check_not_their_own(conn, record, actor_user_id=actor_user_id)
