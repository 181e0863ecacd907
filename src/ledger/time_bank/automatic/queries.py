"""Reading who wants deposits to make themselves, and for whom something waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_OWN = text("""
    select is_on, starts_on, donates_excess from deposit_wish
    where estate_id = :estate_id and resident_id = :resident_id
""")

# As `time_bank.queries`: a service counts what the books say of it, corrections and all.
_WAITING = text("""
    select w.resident_id, w.starts_on, w.donates_excess
    from deposit_wish w
    join resident r on r.estate_id = w.estate_id and r.resident_id = w.resident_id
    where w.estate_id = :estate_id and w.is_on and r.forgotten_at is null
        and (w.donates_excess or saved_minutes(w.estate_id, w.resident_id) < :lifetime_max)
        and exists (
            select from service_record s
            where s.estate_id = w.estate_id and s.resident_id = w.resident_id
                and s.state = 'verified' and s.served_on >= w.starts_on
                and booked_minutes(s.estate_id, s.service_record_id)
                    > deposited_minutes(s.estate_id, s.service_record_id))
    order by w.resident_id limit :limit
""")


@dataclass(frozen=True, slots=True)
class DepositWish:
    """What a volunteer chose."""

    is_on: bool
    starts_on: date
    donates_excess: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody for whom a deposit or a donation of what lies beyond the cap is to be made."""

    resident_id: int
    starts_on: date
    donates_excess: bool


async def wish_of(conn: AsyncConnection, *, estate_id: int, resident_id: int) -> DepositWish | None:
    """Return what somebody chose; None where nothing was ever chosen."""
    wanted = {"estate_id": estate_id, "resident_id": resident_id}
    row = (await conn.execute(_OWN, wanted)).one_or_none()
    return None if row is None else DepositWish(**row._mapping)


async def waiting(
    conn: AsyncConnection, *, estate_id: int, lifetime_max: int, limit: int
) -> list[Waiting]:
    """Return for whom something can be moved; nobody twice once it is moved."""
    wanted = {"estate_id": estate_id, "lifetime_max": lifetime_max, "limit": limit}
    return [Waiting(**row._mapping) for row in await conn.execute(_WAITING, wanted)]
