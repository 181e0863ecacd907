"""Reading what volunteers offer; the building is read, the dwelling never."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.time_bank.offers.rules import Offer, why_not_called

_OWN = text("""
    select skills, weekly_times, wants_calls from help_offer
    where estate_id = :estate_id and resident_id = :resident_id
""")

# A child helps nobody at home, and who was forgotten is not asked.
_ALL = text("""
    select o.resident_id, r.name, o.skills, o.weekly_times, home.building_no, o.wants_calls,
        exists (select from help_call c
            where c.estate_id = o.estate_id and c.help_request_id = :help_request_id
                and c.resident_id = o.resident_id) as was_called_for_this,
        (select count(*) from help_call c
            where c.estate_id = o.estate_id and c.resident_id = o.resident_id
                and (c.called_at at time zone 'Asia/Shanghai')::date = :today)::int as calls_today
    from help_offer o
    join resident r on r.estate_id = o.estate_id and r.resident_id = o.resident_id
    left join lateral (
        select d.building_no from (
            select h.dwelling_id, 0 as place
            from household_member m
            join household h on h.estate_id = m.estate_id and h.household_id = m.household_id
            where m.estate_id = o.estate_id and m.resident_id = o.resident_id
                and m.moved_out_on is null
            union all
            select w.dwelling_id, 1 from dwelling_owner w
            where w.estate_id = o.estate_id and w.resident_id = o.resident_id
        ) x
        join dwelling d on d.estate_id = o.estate_id and d.dwelling_id = x.dwelling_id
        order by x.place, d.dwelling_id limit 1
    ) home on true
    where o.estate_id = :estate_id and o.resident_id <> :asked_by and r.forgotten_at is null
        and coalesce(r.guardian_needed_until, '-infinity') <= :today
        and cardinality(o.skills) + cardinality(o.weekly_times) > 0
    order by o.resident_id
""")


@dataclass(frozen=True, slots=True)
class Volunteer:
    """Somebody who offers help; the name is whole here and masked where it is shown."""

    resident_id: int
    name: str
    offer: Offer
    why_not_called: str | None
    """Why the office does not ask them for this request now."""


async def offer_of(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, building_no: str | None
) -> Offer:
    """Return what a resident offers, living in this building; nothing where nothing was said."""
    wanted = {"estate_id": estate_id, "resident_id": resident_id}
    row = (await conn.execute(_OWN, wanted)).one_or_none()
    if row is None:
        return Offer(frozenset(), frozenset(), building_no)
    return Offer(frozenset(row.skills), frozenset(row.weekly_times), building_no, row.wants_calls)


async def volunteers(
    conn: AsyncConnection, *, estate_id: int, help_request_id: int, asked_by: int, today: date
) -> list[Volunteer]:
    """Return everybody in the estate who offers help, but for whoever asks for it."""
    wanted = {
        "estate_id": estate_id,
        "help_request_id": help_request_id,
        "asked_by": asked_by,
        "today": today,
    }
    return [
        Volunteer(
            row.resident_id,
            row.name,
            Offer(frozenset(row.skills), frozenset(row.weekly_times), row.building_no),
            why_not_called(
                wants_calls=row.wants_calls,
                was_called_for_this=row.was_called_for_this,
                calls_today=row.calls_today,
            ),
        )
        for row in await conn.execute(_ALL, wanted)
    ]
