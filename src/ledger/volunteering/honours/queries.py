"""Every read of honours. What the public may read of a name is asked for in `board.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.volunteering.honours.rules import HonourCategory, Phase, phase_of

_LIST_COLUMNS = """
    l.honours_list_id, l.category, l.title, l.notice_days, l.proposed_by,
    p.display_name as proposer, l.proposed_at, l.withdrawn_at, l.decided_by,
    d.display_name as decider, l.decided_at, l.is_approved, l.decision_reason, l.notice_until
    from honours_list l
    join app_user p on p.user_id = l.proposed_by
    left join app_user d on d.user_id = l.decided_by
"""

_LISTS = text(f"""
    select {_LIST_COLUMNS}
    where l.estate_id = :estate_id
        and l.honours_list_id < coalesce(cast(:before as bigint), 9223372036854775807)
        and (not :is_public or l.is_approved)
    order by l.honours_list_id desc limit :limit
""")

_ONE_LIST = text(f"""
    select {_LIST_COLUMNS}
    where l.estate_id = :estate_id and l.honours_list_id = :list_id
    for no key update of l
""")

_HONOURS = text("""
    select h.honour_id, h.honours_list_id, h.resident_id, h.household_id, h.reason, h.revoked_at,
        h.revoked_reason,
        coalesce(r.name, (select p.name from household_member m
            join resident p on p.estate_id = m.estate_id and p.resident_id = m.resident_id
            where m.estate_id = h.estate_id and m.household_id = h.household_id
                and m.relation = 'head'
            order by m.moved_out_on is not null, m.household_member_id desc limit 1), '') as name,
        (select count(*) from honour_objection o
            where o.estate_id = h.estate_id and o.honour_id = h.honour_id
                and o.settled_at is null)::int as open_objections
    from honour h
    left join resident r on r.estate_id = h.estate_id and r.resident_id = h.resident_id
    where h.estate_id = :estate_id and h.honours_list_id = any(cast(:lists as bigint[]))
    order by h.honour_id
""")

_OBJECTIONS = text("""
    select o.honour_objection_id, o.honour_id, o.reason, o.raised_at, o.raised_by,
        o.settled_at, o.is_upheld, o.reply
    from honour_objection o
    where o.estate_id = :estate_id and o.honour_id = any(cast(:honours as bigint[]))
    order by o.honour_objection_id
""")

_ONE_OBJECTION = text("""
    select o.honour_objection_id, o.honour_id, o.reason, o.raised_at, o.raised_by,
        o.settled_at, o.is_upheld, o.reply
    from honour_objection o
    where o.estate_id = :estate_id and o.honour_objection_id = :objection_id
    for no key update
""")

_PLACE_OF_HONOUR = text("""
    select h.honours_list_id, h.revoked_at from honour h
    where h.estate_id = :estate_id and h.honour_id = :honour_id
""")

_HONOURS_USER = text("""
    select exists (
        select from honour h
        where h.estate_id = :estate_id and h.honours_list_id = :list_id
            and acts_for_holder(h.estate_id, h.resident_id, h.household_id, :user_id))
""")

_ADULTS = text("""
    select m.household_id, m.resident_id, m.relation = 'head' as is_head
    from household_member m
    join resident r using (estate_id, resident_id)
    where m.estate_id = :estate_id and m.household_id = any(cast(:households as bigint[]))
        and m.moved_out_on is null
        and (coalesce(r.guardian_needed_until <= :today, true) or m.relation = 'head')
    order by m.household_id, m.household_member_id
""")


@dataclass(frozen=True, slots=True)
class HonoursListRow:
    """A list as it was proposed and decided."""

    honours_list_id: int
    category: HonourCategory
    title: str
    notice_days: int
    proposed_by: int
    proposer: str
    proposed_at: datetime
    withdrawn_at: datetime | None
    decided_by: int | None
    decider: str | None
    decided_at: datetime | None
    is_approved: bool | None
    decision_reason: str | None
    notice_until: date | None

    def phase(self, today: date) -> Phase:
        return phase_of(
            withdrawn_at=self.withdrawn_at,
            is_approved=self.is_approved,
            notice_until=self.notice_until,
            today=today,
        )


@dataclass(frozen=True, slots=True)
class HonourRow:
    """Somebody, or a household, on a list, and for what; `name` is the head's of a household."""

    honour_id: int
    honours_list_id: int
    resident_id: int | None
    household_id: int | None
    reason: str
    revoked_at: datetime | None
    revoked_reason: str | None
    name: str
    open_objections: int


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """Somebody's objection to an honour, and what came of it."""

    honour_objection_id: int
    honour_id: int
    reason: str
    raised_at: datetime
    raised_by: int
    settled_at: datetime | None
    is_upheld: bool | None
    reply: str | None


@dataclass(frozen=True, slots=True)
class HouseholdAdult:
    """Somebody of fourteen or more who lives in a household now; the head whatever their age."""

    household_id: int
    resident_id: int
    is_head: bool


def _list(row: object) -> HonoursListRow:
    values = dict(row._mapping)  # type: ignore[attr-defined]
    return HonoursListRow(**values | {"category": HonourCategory(values["category"])})


async def honours_lists(
    conn: AsyncConnection,
    *,
    estate_id: int,
    before: int | None = None,
    limit: int,
    is_public: bool = False,
) -> list[HonoursListRow]:
    """Return lists, the newest first; `is_public` leaves out what was not approved."""
    wanted = {"estate_id": estate_id, "before": before, "limit": limit, "is_public": is_public}
    return [_list(row) for row in await conn.execute(_LISTS, wanted)]


async def lock_list(
    conn: AsyncConnection, *, estate_id: int, honours_list_id: int
) -> HonoursListRow:
    """Lock one list and return it; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "list_id": honours_list_id}
    row = (await conn.execute(_ONE_LIST, wanted)).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这份名单")
    return _list(row)


async def honours_of(
    conn: AsyncConnection, *, estate_id: int, honours_list_ids: Sequence[int]
) -> list[HonourRow]:
    """Return who is on these lists, in the order in which they were written."""
    wanted = {"estate_id": estate_id, "lists": list(honours_list_ids)}
    return [HonourRow(**row._mapping) for row in await conn.execute(_HONOURS, wanted)]


async def objections_to(
    conn: AsyncConnection, *, estate_id: int, honour_ids: Sequence[int]
) -> list[ObjectionRow]:
    """Return the objections to these honours, the oldest first."""
    wanted = {"estate_id": estate_id, "honours": list(honour_ids)}
    return [ObjectionRow(**row._mapping) for row in await conn.execute(_OBJECTIONS, wanted)]


async def lock_objection(
    conn: AsyncConnection, *, estate_id: int, honour_objection_id: int
) -> ObjectionRow:
    """Lock one objection and return it; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "objection_id": honour_objection_id}
    row = (await conn.execute(_ONE_OBJECTION, wanted)).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这份异议")
    return ObjectionRow(**row._mapping)


async def place_of_honour(
    conn: AsyncConnection, *, estate_id: int, honour_id: int
) -> tuple[int, bool]:
    """Return the list of an honour, and whether it was taken back; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "honour_id": honour_id}
    row = (await conn.execute(_PLACE_OF_HONOUR, wanted)).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这项荣誉")
    return row.honours_list_id, row.revoked_at is not None


async def honours_the_user(
    conn: AsyncConnection, *, estate_id: int, honours_list_id: int, user_id: int
) -> bool:
    """Tell whether a list honours somebody for whom this login acts, or their household."""
    wanted = {"estate_id": estate_id, "list_id": honours_list_id, "user_id": user_id}
    return bool(await conn.scalar(_HONOURS_USER, wanted))


async def adults_of(
    conn: AsyncConnection, *, estate_id: int, household_ids: Sequence[int], today: date
) -> list[HouseholdAdult]:
    """Return who of these households must agree before the family is named."""
    wanted = {"estate_id": estate_id, "households": list(household_ids), "today": today}
    return [HouseholdAdult(**row._mapping) for row in await conn.execute(_ADULTS, wanted)]
