"""Reading all verified services of an estate, as the books have them today."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

ROWS_AT_A_TIME = 1000

_RECORDS = text("""
    select s.service_record_id, s.resident_id, r.name, s.served_on as on, a.name as activity,
        a.service_type, a.organiser,
        case when k.to_minutes is null then s.checked_in else k.checked_in end as checked_in,
        case when k.to_minutes is null then s.checked_out else k.checked_out end as checked_out,
        booked_minutes(s.estate_id, s.service_record_id) as service_minutes,
        (s.points + coalesce(every.points, 0) + coalesce(w.points, 0))::int as points,
        every.corrections::int as corrections,
        s.confirmer, s.minutes_seq as seq
    from service_record s
    join resident r on r.estate_id = s.estate_id and r.resident_id = s.resident_id
    join activity a on a.estate_id = s.estate_id and a.activity_id = s.activity_id
    left join points_withheld w on w.estate_id = s.estate_id
        and w.service_record_id = s.service_record_id and w.granted_seq is not null
    left join service_correction_in_force k
        on k.estate_id = s.estate_id and k.service_record_id = s.service_record_id
    left join lateral (
        select sum(c.points) as points, count(*) as corrections
        from service_correction c
        where c.estate_id = s.estate_id and c.service_record_id = s.service_record_id
            and c.state = 'posted'
    ) every on true
    where s.estate_id = :estate_id and s.state = 'verified'
        and s.served_on >= coalesce(cast(:from_on as date), s.served_on)
        and s.served_on <= coalesce(cast(:to_on as date), s.served_on)
        and (s.served_on, s.service_record_id) > (:after_on, :after_id)
    order by s.served_on, s.service_record_id
    limit :limit
""")


@dataclass(frozen=True, slots=True)
class EstateRecord:
    """One verified service with its volunteer; times are None where nothing is left of it."""

    service_record_id: int
    resident_id: int
    name: str
    on: date
    activity: str
    service_type: str
    organiser: str
    checked_in: time | None
    checked_out: time | None
    service_minutes: int
    points: int
    corrections: int
    confirmer: str
    seq: int


async def estate_records(
    conn: AsyncConnection, *, estate_id: int, from_on: date | None, to_on: date | None
) -> AsyncIterator[EstateRecord]:
    """Yield the services of a time, both days included, the oldest first."""
    after_on, after_id = date.min, 0
    while True:
        rows = (
            await conn.execute(
                _RECORDS,
                {
                    "estate_id": estate_id,
                    "from_on": from_on,
                    "to_on": to_on,
                    "after_on": after_on,
                    "after_id": after_id,
                    "limit": ROWS_AT_A_TIME,
                },
            )
        ).all()
        for row in rows:
            yield EstateRecord(**row._mapping)
        if len(rows) < ROWS_AT_A_TIME:
            return
        after_on, after_id = rows[-1].on, rows[-1].service_record_id
