"""Who belongs together: those who live in one household, and those who act for one another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.estates.people.queries import is_child

_RELATIVES = text("""
    select r.resident_id, r.name from resident r
    where r.estate_id = :estate_id and r.forgotten_at is null and r.resident_id <> :resident_id
        and r.resident_id in (
            select o.resident_id from household_member m
            join household_member o on o.estate_id = m.estate_id
                and o.household_id = m.household_id and o.moved_out_on is null
            where m.estate_id = :estate_id and m.resident_id = :resident_id
                and m.moved_out_on is null
            union
            select case p.resident_id when :resident_id then p.proxy_resident_id
                else p.resident_id end
            from family_proxy p
            where p.estate_id = :estate_id and p.is_approved and p.withdrawn_at is null
                and :today between p.starts_on and p.ends_on
                and :resident_id in (p.resident_id, p.proxy_resident_id))
    order by r.resident_id
""")

_GUARDIAN_NEEDED = text("""
    select guardian_needed_until from resident
    where estate_id = :estate_id and resident_id = :resident_id
""")


@dataclass(frozen=True, slots=True)
class Relative:
    resident_id: int
    name: str


async def relatives_of(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, today: date
) -> list[Relative]:
    """Return the other members of a resident's household and the resident's proxies, both ways."""
    wanted = {"estate_id": estate_id, "resident_id": resident_id, "today": today}
    return [Relative(**row._mapping) for row in await conn.execute(_RELATIVES, wanted)]


async def needs_guardian(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, today: date
) -> bool:
    """Tell whether a guardian decides for the resident on this day."""
    wanted = {"estate_id": estate_id, "resident_id": resident_id}
    return is_child((await conn.execute(_GUARDIAN_NEEDED, wanted)).scalar_one(), today)
