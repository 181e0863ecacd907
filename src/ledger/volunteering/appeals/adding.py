"""Adding the record of somebody who was there and was not written down."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.identity.roles import Role
from ledger.volunteering.appeals import queries
from ledger.volunteering.appeals.queries import Appeal
from ledger.volunteering.appeals.rules import (
    LateAdditionNeedsDocument,
    ServiceIsRecorded,
    Times,
)
from ledger.volunteering.attendance.confirmations import confirm_record
from ledger.volunteering.attendance.operations import check_within_the_plan
from ledger.volunteering.corrections.queries import overlaps_another
from ledger.volunteering.operations import NewServiceRecord, record_services
from ledger.volunteering.rules import (
    ServiceSpan,
    ServiceTimesOverlap,
    check_confirmer,
    comes_late,
    service_minutes,
    source_key,
    to_the_minute,
)

_RECORD_OF_KEY = text("""
    select service_record_id from service_record
    where estate_id = :estate_id and source_key = :source_key
""")
_NAME_WHO_ADDED = text("""
    update service_record set completed_by = :actor, completed_at = :now,
        completion_reason = :reason
    where estate_id = :estate_id and service_record_id = :service_record_id
""")
_ADD = text("""
    insert into service_addition (estate_id, service_record_id, service_appeal_id, added_by,
        added_at, is_late, document_id)
    values (:estate_id, :service_record_id, :service_appeal_id, :actor, :now, :is_late,
        :document_id)
""")


async def add_record(
    conn: AsyncConnection,
    appeal: Appeal,
    times: Times,
    *,
    reason: str,
    document_id: int | None,
    estate_id: int,
    actor_user_id: int,
    display_name: str,
    roles: frozenset[Role],
    now: datetime,
    today: date,
) -> int:
    """Add a record that waits for a second person, or late for two more, and return its id.

    Raises `LateAdditionNeedsDocument`, `ServiceIsRecorded`, `CheckOutIsNotAfterCheckIn`,
    `TimesAreOutsideThePlan`, `ServiceTimesOverlap`, `VolunteerMayNotConfirm`, in this order.
    """
    is_late = comes_late(appeal.held_on, today=today)
    if is_late and document_id is None:
        raise LateAdditionNeedsDocument(
            "活动已过去七天以上，补记要附上材料（如现场照片、签到纸），并要三个人核实。",
            fields=[{"field": "document_id", "message": "请附上材料"}],
        )
    activity = await queries.past_activity(
        conn, estate_id=estate_id, activity_id=appeal.activity_id, resident_id=appeal.resident_id
    )
    if activity.service_record_id is not None:
        raise ServiceIsRecorded("这个人已经有这次活动的记录，请更正那一条。")
    came, gone = to_the_minute(times.came), to_the_minute(times.gone)
    minutes = service_minutes(came, gone)
    span = ServiceSpan(appeal.resident_id, activity.held_on, came, gone)
    await check_within_the_plan(conn, span, estate_id=estate_id, activity_id=appeal.activity_id)
    if await overlaps_another(
        conn,
        estate_id=estate_id,
        resident_id=appeal.resident_id,
        served_on=activity.held_on,
        checked_in=came,
        checked_out=gone,
        except_id=0,
    ):
        raise ServiceTimesOverlap("与同一人已入账的另一条服务时间重叠，请核对到场和离开的时间。")
    check_confirmer(confirmer=display_name, volunteer=appeal.volunteer)
    key = source_key(
        served_on=activity.held_on,
        activity=activity.name,
        service_type=activity.service_type,
        resident_id=appeal.resident_id,
        checked_in=came,
    )
    await record_services(
        conn,
        [
            NewServiceRecord(
                source_key=key,
                activity=activity.name,
                service_type=activity.service_type,
                organiser=activity.organiser,
                span=span,
                service_minutes=minutes,
                confirmer=display_name,
                waiting_reasons=(),
                award=None,
                row_no=1,
            )
        ],
        estate_id=estate_id,
        documents=(),
        import_id=None,
        actor_user_id=actor_user_id,
        now=now,
        today=today,
        progress=None,
    )
    number: int = (
        await conn.execute(_RECORD_OF_KEY, {"estate_id": estate_id, "source_key": key})
    ).scalar_one()
    said = {
        "estate_id": estate_id,
        "service_record_id": number,
        "service_appeal_id": appeal.service_appeal_id,
        "actor": actor_user_id,
        "now": now,
        "reason": reason,
        "is_late": is_late,
        "document_id": document_id,
    }
    await conn.execute(_NAME_WHO_ADDED, said)
    await conn.execute(_ADD, said)
    await confirm_record(
        conn,
        estate_id=estate_id,
        service_record_id=number,
        user_id=actor_user_id,
        roles=roles,
        now=now,
    )
    return number
