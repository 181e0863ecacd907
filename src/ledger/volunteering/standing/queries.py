"""Every read of stars and ranks: recognised minutes, less what was reversed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.volunteering.queries import MINUTES_TODAY
from ledger.volunteering.standing.rules import ServedDay

_SERVED = f"""
    select s.resident_id, s.served_on, s.service_record_id, ({MINUTES_TODAY})::bigint as minutes
    from service_record s
    where s.estate_id = :estate_id and s.state = 'verified'
"""  # noqa: S608 - our own constant

_DUE = text("""
    select h.resident_id, h.minutes, n.stars, n.minutes_needed
    from (
        select substr(a.holder, 10)::bigint as resident_id, -b.posted as minutes
        from account a
        join balance b on b.estate_id = a.estate_id and b.account_id = a.account_id
        where a.estate_id = :estate_id and a.code = 'M2101' and a.holder like 'resident:%'
            and -b.posted >= (select min(x) from unnest(cast(:needed as int[])) x)
    ) h
    join resident r on r.estate_id = :estate_id and r.resident_id = h.resident_id
        and r.forgotten_at is null
    cross join unnest(cast(:stars as int[]), cast(:needed as int[])) as n (stars, minutes_needed)
    where n.minutes_needed <= h.minutes and not exists (
        select from volunteer_star v
        where v.estate_id = :estate_id and v.resident_id = h.resident_id and v.stars = n.stars)
    order by h.resident_id, n.stars
""")

_SERVICES = text(f"""
    {_SERVED} and s.resident_id = any(cast(:residents as bigint[]))
    order by s.resident_id, s.served_on, s.service_record_id
""")

_STARS = text("""
    select v.stars, v.minutes_needed, v.service_minutes, v.reached_on, v.rule_version,
        v.awarded_at
    from volunteer_star v
    where v.estate_id = :estate_id and v.resident_id = :resident_id order by v.stars
""")

_MINUTES = text("""
    select coalesce(-b.posted, 0)::bigint from account a
    join balance b on b.estate_id = a.estate_id and b.account_id = a.account_id
    where a.estate_id = :estate_id and a.code = 'M2101' and a.holder = :holder
""")

_RANKS = text(f"""
    with served as (
        {_SERVED} and s.served_on between :first and :last
    ),
    total as (
        select resident_id, sum(minutes)::bigint as minutes from served
        group by resident_id having sum(minutes) > 0
    ),
    ranked as (
        select resident_id, minutes, rank() over (order by minutes desc)::int as rank from total
    )
    select k.resident_id, k.minutes, k.rank, (select count(*) from ranked)::int as of_all
    from ranked k
    where k.resident_id = :resident_id or exists (
        select from consent c
        where c.estate_id = :estate_id and c.resident_id = k.resident_id
            and c.purpose = any(cast(:purposes as text[])) and c.withdrawn_at is null)
    order by k.rank, k.resident_id
""")  # noqa: S608 - our own constant


@dataclass(frozen=True, slots=True)
class DueStar:
    """A star that somebody has the hours for and was not given yet."""

    resident_id: int
    minutes: int
    stars: int
    minutes_needed: int


@dataclass(frozen=True, slots=True)
class StarRow:
    """A star that was given, and with what."""

    stars: int
    minutes_needed: int
    service_minutes: int
    reached_on: date
    rule_version: str
    awarded_at: datetime


@dataclass(frozen=True, slots=True)
class RankRow:
    """Where somebody stands among everybody who served; equal minutes have one rank."""

    resident_id: int
    minutes: int
    rank: int
    of_all: int


async def stars_due(
    conn: AsyncConnection, *, estate_id: int, stars: Sequence[int], minutes_needed: Sequence[int]
) -> list[DueStar]:
    """Return which stars are due under these levels, by resident."""
    wanted = {"estate_id": estate_id, "stars": list(stars), "needed": list(minutes_needed)}
    return [DueStar(**row._mapping) for row in await conn.execute(_DUE, wanted)]


async def services_of(
    conn: AsyncConnection, *, estate_id: int, resident_ids: Sequence[int]
) -> dict[int, list[ServedDay]]:
    """Return the verified services of these residents, the earliest first."""
    wanted = {"estate_id": estate_id, "residents": list(resident_ids)}
    services: dict[int, list[ServedDay]] = {resident_id: [] for resident_id in resident_ids}
    for row in await conn.execute(_SERVICES, wanted):
        services[row.resident_id].append(ServedDay(row.served_on, row.minutes))
    return services


async def stars_of_resident(
    conn: AsyncConnection, *, estate_id: int, resident_id: int
) -> list[StarRow]:
    """Return the stars that somebody was given, one star first."""
    wanted = {"estate_id": estate_id, "resident_id": resident_id}
    return [StarRow(**row._mapping) for row in await conn.execute(_STARS, wanted)]


async def lifetime_minutes(conn: AsyncConnection, *, estate_id: int, resident_id: int) -> int:
    """Return somebody's recognised minutes, as the books have them."""
    wanted = {"estate_id": estate_id, "holder": f"resident:{resident_id}"}
    found: int | None = await conn.scalar(_MINUTES, wanted)
    return found or 0


async def ranks(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    purposes: Sequence[str],
    first: date,
    last: date,
) -> list[RankRow]:
    """Return the ranks of those with one of these consents, and the resident's own."""
    wanted = {
        "estate_id": estate_id,
        "resident_id": resident_id,
        "purposes": list(purposes),
        "first": first,
        "last": last,
    }
    return [RankRow(**row._mapping) for row in await conn.execute(_RANKS, wanted)]
