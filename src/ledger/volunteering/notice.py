"""公示期 of services: points that no two codes clocked stand in a notice first (docs/adr/0033)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.estates.queries import rule_book
from ledger.points.awards.rules import first_day_of_use
from ledger.points.entries import PointsGrant

# Both marks by the rotating code, and nothing filled in by hand afterwards.
_CLOCKED = text("""
    select s.service_record_id
    from service_record s
    where s.estate_id = :estate_id and s.service_record_id = any(cast(:ids as bigint[]))
        and s.completed_by is null and 2 = (
            select count(*) from attendance_mark m
            where m.estate_id = s.estate_id and m.activity_id = s.activity_id
                and m.resident_id = s.resident_id and m.method = 'code')
""")


async def put_under_notice(
    conn: AsyncConnection,
    grants: Sequence[tuple[int, PointsGrant]],
    *,
    estate_id: int,
    today: date,
) -> list[PointsGrant]:
    """Return the grants of service records, those under notice with their first day of use.

    Grants come as (service record id, grant). Where the rules of today ask for no notice, nothing
    is read and nothing changes.
    """
    first_day = await first_day_by_hand(conn, estate_id=estate_id, today=today)
    if first_day is None:
        return [grant for _, grant in grants]
    wanted = {"estate_id": estate_id, "ids": [record_id for record_id, _ in grants]}
    clocked = set((await conn.execute(_CLOCKED, wanted)).scalars())
    return [
        grant if record_id in clocked else replace(grant, spendable_from=first_day)
        for record_id, grant in grants
    ]


async def first_day_by_hand(conn: AsyncConnection, *, estate_id: int, today: date) -> date | None:
    """Return from which day points can be spent that no two codes clocked; None for at once."""
    rules = (await rule_book(conn, estate_id)).on(today)
    return None if rules is None else first_day_of_use(rules, today=today)
