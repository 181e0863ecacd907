"""Reading appeals, and what somebody needs to know of a record to make or answer one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere

_COLUMNS = """
    a.service_appeal_id, a.resident_id, r.name as volunteer, a.activity_id, v.name as activity,
    v.held_on, a.service_record_id, a.claim, a.came, a.gone, a.words, a.appealed_by,
    a.appealed_at, a.state, case when a.act_on_paper_id is not null
        then w.display_name end as assisted_by,
    u.display_name as answered_by_name, a.answered_at, a.answer,
    s.checked_in, s.checked_out, s.state as record_state,
    case when s.state = 'verified'
        then booked_minutes(s.estate_id, s.service_record_id) end as service_minutes
"""
_FROM = """
    from service_appeal a
    join activity v using (estate_id, activity_id)
    join resident r on r.estate_id = a.estate_id and r.resident_id = a.resident_id
    left join service_record s on s.estate_id = a.estate_id
        and s.service_record_id = a.service_record_id
    left join app_user u on u.user_id = a.answered_by
    join app_user w on w.user_id = a.appealed_by
    where a.estate_id = :estate_id
"""
_ONE = text(f"select {_COLUMNS} {_FROM} and a.service_appeal_id = :id")
_OF_RESIDENT = text(
    f"""select {_COLUMNS} {_FROM} and a.resident_id = :resident_id
        and (cast(:service_record_id as bigint) is null
            or a.service_record_id = :service_record_id)
    order by a.service_appeal_id desc"""
)
_OF_RECORD = text(
    f"""select {_COLUMNS} {_FROM} and a.service_record_id = :service_record_id
    order by a.service_appeal_id desc"""
)
_LIST = text(
    f"""select {_COLUMNS} {_FROM} and (cast(:state as text) is null or a.state = :state)
        and a.service_appeal_id > :after
    order by a.service_appeal_id limit :limit"""
)
_LOCK = text("""
    select 1 from service_appeal
    where estate_id = :estate_id and service_appeal_id = :id for no key update
""")

# Everybody whose word the record, or its absence, is.
_INVOLVED = text("""
    select s.recorded_by as user_id from service_record s
    where s.estate_id = :estate_id and s.service_record_id = :service_record_id
    union select s.completed_by from service_record s
    where s.estate_id = :estate_id and s.service_record_id = :service_record_id
    union select s.verified_by from service_record s
    where s.estate_id = :estate_id and s.service_record_id = :service_record_id
    union select c.user_id from service_confirmation c
    where c.estate_id = :estate_id and c.service_record_id = :service_record_id
    union select f.finished_by from activity_finish f
    where f.estate_id = :estate_id and f.activity_id = :activity_id
    union select cast(:answering as bigint)
    where acts_for_holder(:estate_id, :resident_id, null, :answering)
""")

_FACTS = text("""
    select s.verified_at, s.recorded_at, s.points_cut, s.cut_reason, s.completed_at,
        a.organiser, p.starts_at, p.ends_at,
        (select max(c.decided_at) from service_correction c
            where c.estate_id = s.estate_id and c.service_record_id = s.service_record_id
                and c.state = 'posted') as corrected_at
    from service_record s
    join activity a using (estate_id, activity_id)
    left join activity_plan p using (estate_id, activity_id)
    where s.estate_id = :estate_id and s.service_record_id = :service_record_id
""")

_ACTIVITY = text("""
    select a.activity_id, a.name, a.service_type, a.held_on, a.organiser,
        (select min(s.service_record_id) from service_record s
            where s.estate_id = a.estate_id and s.activity_id = a.activity_id
                and s.resident_id = :resident_id) as service_record_id
    from activity a
    where a.estate_id = :estate_id and a.activity_id = :activity_id
        and a.state in ('confirmed', 'closed')
""")


@dataclass(frozen=True, slots=True)
class Appeal:
    """An appeal with the activity and, where there is one, the record that it is about."""

    service_appeal_id: int
    resident_id: int
    volunteer: str
    activity_id: int
    activity: str
    held_on: date
    service_record_id: int | None
    claim: str
    came: time
    gone: time
    words: str
    appealed_by: int
    appealed_at: datetime
    state: str
    assisted_by: str | None
    """Who at the desk wrote it down for the volunteer; None where they did it themselves."""
    answered_by_name: str | None
    answered_at: datetime | None
    answer: str | None
    checked_in: time | None
    checked_out: time | None
    record_state: str | None
    service_minutes: int | None


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """When a record came to say what it says, and what a cap took away; the plan, where one is."""

    verified_at: datetime | None
    recorded_at: datetime
    points_cut: int
    cut_reason: str | None
    completed_at: datetime | None
    organiser: str
    starts_at: datetime | None
    ends_at: datetime | None
    corrected_at: datetime | None

    @property
    def says_so_since(self) -> datetime:
        """The moment from which an appeal is counted."""
        moments = (self.corrected_at, self.verified_at, self.completed_at, self.recorded_at)
        return max(moment for moment in moments if moment is not None)


@dataclass(frozen=True, slots=True)
class PastActivity:
    """An activity that took place, and the resident's record in it, if there is one."""

    activity_id: int
    name: str
    service_type: str
    held_on: date
    organiser: str
    service_record_id: int | None


async def read_appeal(conn: AsyncConnection, *, estate_id: int, service_appeal_id: int) -> Appeal:
    """Return one appeal; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "id": service_appeal_id}
    row = (await conn.execute(_ONE, wanted)).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这条申诉")
    return Appeal(**row._mapping)


async def lock_appeal(conn: AsyncConnection, *, estate_id: int, service_appeal_id: int) -> Appeal:
    """Lock an appeal and return it as it stands then; raises `ObjectIsNotHere`."""
    await conn.execute(_LOCK, {"estate_id": estate_id, "id": service_appeal_id})
    return await read_appeal(conn, estate_id=estate_id, service_appeal_id=service_appeal_id)


async def appeals_of(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    service_record_id: int | None = None,
) -> list[Appeal]:
    """Return a resident's own appeals, of one record where it is named, the newest first."""
    wanted = {
        "estate_id": estate_id,
        "resident_id": resident_id,
        "service_record_id": service_record_id,
    }
    return [Appeal(**row._mapping) for row in await conn.execute(_OF_RESIDENT, wanted)]


async def appeals_about(
    conn: AsyncConnection, *, estate_id: int, service_record_id: int
) -> list[Appeal]:
    """Return the appeals about a record, the newest first."""
    wanted = {"estate_id": estate_id, "service_record_id": service_record_id}
    return [Appeal(**row._mapping) for row in await conn.execute(_OF_RECORD, wanted)]


async def appeals(
    conn: AsyncConnection, *, estate_id: int, state: str | None, after: int, limit: int
) -> list[Appeal]:
    """Return an estate's appeals, the oldest first."""
    wanted = {"estate_id": estate_id, "state": state, "after": after, "limit": limit}
    return [Appeal(**row._mapping) for row in await conn.execute(_LIST, wanted)]


async def involved_in(
    conn: AsyncConnection, *, estate_id: int, appeal: Appeal, answering: int
) -> set[int]:
    """Return the users whose word an appeal is about, and who answers, if it is their own."""
    found = await conn.execute(
        _INVOLVED,
        {
            "estate_id": estate_id,
            "service_record_id": appeal.service_record_id,
            "activity_id": appeal.activity_id,
            "resident_id": appeal.resident_id,
            "answering": answering,
        },
    )
    return {user_id for user_id in found.scalars() if user_id is not None} | {appeal.appealed_by}


async def record_facts(
    conn: AsyncConnection, *, estate_id: int, service_record_id: int
) -> RecordFacts:
    """Return what a record's page says beside the record; it is known to be there."""
    wanted = {"estate_id": estate_id, "service_record_id": service_record_id}
    return RecordFacts(**(await conn.execute(_FACTS, wanted)).one()._mapping)


async def past_activity(
    conn: AsyncConnection, *, estate_id: int, activity_id: int, resident_id: int
) -> PastActivity:
    """Return an activity that took place; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "activity_id": activity_id, "resident_id": resident_id}
    row = (await conn.execute(_ACTIVITY, wanted)).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这个活动")
    return PastActivity(**row._mapping)
