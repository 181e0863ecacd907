"""Reading the time bank: what can be deposited, what is saved, and how it came about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.points.entries import resident_holder
from ledger.time_bank.rules import Service

# A service counts what the books say of it, corrections and all.
_SERVICES = text("""
    select s.service_record_id, a.name as activity, s.served_on,
        b.minutes as service_minutes,
        d.minutes as deposited_minutes, coalesce(t.minutes, 0)::int as ever_deposited
    from service_record s
    join activity a on a.estate_id = s.estate_id and a.activity_id = s.activity_id
    cross join lateral (
        select booked_minutes(s.estate_id, s.service_record_id) as minutes
    ) b
    cross join lateral (
        select deposited_minutes(s.estate_id, s.service_record_id) as minutes
    ) d
    left join lateral (
        select sum(t.minutes) as minutes from time_bank_deposit t
        where t.estate_id = s.estate_id and t.service_record_id = s.service_record_id
    ) t on true
    where s.estate_id = :estate_id and s.resident_id = :resident_id and s.state = 'verified'
        and s.served_on >= coalesce(cast(:since as date), '-infinity')
        and b.minutes > d.minutes
    order by s.served_on, s.service_record_id
""")

_STANDING = text("""
    select
        saved_minutes(:estate_id, :resident_id) as saved_minutes,
        coalesce((select -b.posted from balance b join account a using (estate_id, account_id)
            where a.estate_id = :estate_id and a.code = 'M2102' and a.holder = :holder), 0)::bigint
            as balance_minutes,
        coalesce((select b.held from balance b join account a using (estate_id, account_id)
            where a.estate_id = :estate_id and a.code = 'M2102' and a.holder = :holder), 0)::bigint
            as held_minutes,
        coalesce((select -b.posted from balance b join account a using (estate_id, account_id)
            where a.estate_id = :estate_id and a.code = 'M2301' and a.holder = ''), 0)::bigint
            as pool_minutes
""")

_MOVEMENTS = text("""
    select e.seq, e.effective_on as on, e.kind, e.narration,
        sum(-l.side * l.amount)::int as minutes
    from account a
    join entry_line l on l.estate_id = a.estate_id and l.account_id = a.account_id
    join journal_entry e on e.estate_id = l.estate_id and e.seq = l.seq
    where a.estate_id = :estate_id and a.code = 'M2102' and a.holder = :holder
        and l.seq < :before
    group by e.seq, e.effective_on, e.kind, e.narration
    order by e.seq desc limit :limit
""")

# Who lives together, and who may act for whom.
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

_KEEP = text("""
    insert into time_bank_deposit (estate_id, service_record_id, from_minute, minutes, resident_id,
        to_pool, seq)
    select :estate_id, n.service_record_id, n.from_minute, n.minutes, :resident_id, :to_pool, n.seq
    from unnest(cast(:service_record_ids as bigint[]), cast(:from_minutes as int[]),
        cast(:minutes as int[]), cast(:seqs as bigint[]))
        as n (service_record_id, from_minute, minutes, seq)
""")


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody saved in a lifetime, what is left of it and held, and the pool; in minutes."""

    saved_minutes: int
    balance_minutes: int
    held_minutes: int
    pool_minutes: int


@dataclass(frozen=True, slots=True)
class Movement:
    """An entry on somebody's account in the bank; what goes out is negative."""

    seq: int
    on: date
    kind: str
    narration: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Relative:
    resident_id: int
    name: str


async def services_to_deposit(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, since: date | None = None
) -> list[Service]:
    """Return verified services with minutes that are not in the bank, the oldest first.

    With `since` only those of that day and later.
    """
    wanted = {"estate_id": estate_id, "resident_id": resident_id, "since": since}
    rows = await conn.execute(_SERVICES, wanted)
    return [Service(**row._mapping) for row in rows]


async def standing_of(conn: AsyncConnection, *, estate_id: int, resident_id: int) -> Standing:
    """Return how somebody's time bank stands."""
    wanted = {
        "estate_id": estate_id,
        "resident_id": resident_id,
        "holder": resident_holder(resident_id),
    }
    return Standing(**(await conn.execute(_STANDING, wanted)).one()._mapping)


async def movements_of(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, before: int | None, limit: int
) -> list[Movement]:
    """Return what came and went, the newest first."""
    rows = await conn.execute(
        _MOVEMENTS,
        {
            "estate_id": estate_id,
            "holder": resident_holder(resident_id),
            "before": before or 2**31 - 1,
            "limit": limit,
        },
    )
    return [Movement(**row._mapping) for row in rows]


async def relatives_of(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, today: date
) -> list[Relative]:
    """Return those to whom a resident may give minutes."""
    wanted = {"estate_id": estate_id, "resident_id": resident_id, "today": today}
    return [Relative(**row._mapping) for row in await conn.execute(_RELATIVES, wanted)]


async def keep_deposits(
    conn: AsyncConnection,
    rows: Sequence[tuple[int, int, int, int]],
    *,
    estate_id: int,
    resident_id: int,
    to_pool: bool,
) -> None:
    """Write deposits: service record, from which minute, how many, and the entry's seq."""
    await conn.execute(
        _KEEP,
        {
            "estate_id": estate_id,
            "resident_id": resident_id,
            "to_pool": to_pool,
            "service_record_ids": [row[0] for row in rows],
            "from_minutes": [row[1] for row in rows],
            "minutes": [row[2] for row in rows],
            "seqs": [row[3] for row in rows],
        },
    )
