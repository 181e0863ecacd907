"""Reading who is in which group on which days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.estates.participant_groups.membership import Membership


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A membership with the resident's name in the clear; mask it before it leaves the program."""

    participant_group_member_id: int
    group_name: str
    resident_id: int
    name: str
    starts_on: date
    ends_on: date | None
    reason: str


_OF_RESIDENTS = text("""
    select resident_id, group_name, starts_on, ends_on from participant_group_member
    where estate_id = :estate_id and resident_id = any(cast(:resident_ids as bigint[]))
""")

_MEMBERS = text("""
    select m.participant_group_member_id, m.group_name, m.resident_id, r.name, m.starts_on,
        m.ends_on, m.reason
    from participant_group_member m join resident r using (estate_id, resident_id)
    where m.estate_id = :estate_id and m.participant_group_member_id > :after
    order by m.participant_group_member_id limit :limit
""")


async def groups_of(
    conn: AsyncConnection, estate_id: int, resident_ids: Sequence[int]
) -> dict[int, list[Membership]]:
    """Return all memberships of these residents, past ones too."""
    found: dict[int, list[Membership]] = {}
    wanted = {"estate_id": estate_id, "resident_ids": list(resident_ids)}
    for row in await conn.execute(_OF_RESIDENTS, wanted):
        found.setdefault(row.resident_id, []).append(
            Membership(row.group_name, row.starts_on, row.ends_on)
        )
    return found


async def members(
    conn: AsyncConnection, estate_id: int, *, after: int, limit: int
) -> list[MemberRow]:
    """Return memberships by id."""
    wanted = {"estate_id": estate_id, "after": after, "limit": limit}
    return [MemberRow(**row._mapping) for row in await conn.execute(_MEMBERS, wanted)]
