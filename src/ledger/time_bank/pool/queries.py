"""Reading the pool of minutes: what came and went, and what was granted to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere

_STANDING = text("""
    select coalesce(-b.posted, 0)::bigint as balance_minutes,
        coalesce(b.held, 0)::bigint as held_minutes,
        coalesce((select sum(l.amount) from entry_line l
            where l.estate_id = a.estate_id and l.account_id = a.account_id and l.side = -1), 0)
            ::bigint as received_minutes,
        coalesce((select sum(l.amount) from entry_line l
            where l.estate_id = a.estate_id and l.account_id = a.account_id and l.side = 1), 0)
            ::bigint as paid_minutes,
        (select count(*) from help_request h
            where h.estate_id = a.estate_id and h.pool_grant_id is not null
                and h.state = 'confirmed') as times_helped
    from account a
    left join balance b on b.estate_id = a.estate_id and b.account_id = a.account_id
    where a.estate_id = :estate_id and a.code = 'M2301' and a.holder = ''
""")

_MOVEMENTS = text("""
    select e.seq, e.effective_on as on, e.kind, e.narration, (-l.side * l.amount)::int as minutes,
        -l.balance_after as balance_after
    from account a
    join entry_line l on l.estate_id = a.estate_id and l.account_id = a.account_id
    join journal_entry e on e.estate_id = l.estate_id and e.seq = l.seq
    where a.estate_id = :estate_id and a.code = 'M2301' and a.holder = ''
        and l.seq < cast(:before as bigint)
    order by l.seq desc, l.line_no desc limit :limit
""")

_COLUMNS = """
    g.pool_grant_id, g.resident_id, r.name, g.need, g.reason, g.category, g.skill, g.words,
    g.minutes, g.wanted_from, g.wanted_to, g.state, g.proposed_by, p.display_name as proposed_name,
    g.proposed_at, g.decided_by, d.display_name as decided_name, g.decision_reason,
    h.help_request_id, h.state as request_state, h.served_minutes
    from time_bank_pool_grant g
    join resident r on r.estate_id = g.estate_id and r.resident_id = g.resident_id
    join app_user p on p.user_id = g.proposed_by
    left join app_user d on d.user_id = g.decided_by
    left join help_request h on h.estate_id = g.estate_id and h.pool_grant_id = g.pool_grant_id
"""
_ONE = text(f"select {_COLUMNS} where g.estate_id = :estate_id and g.pool_grant_id = :id")
_LIST = text(
    f"""select {_COLUMNS} where g.estate_id = :estate_id
        and g.pool_grant_id < cast(:before as bigint)
        and (cast(:state as text) is null or g.state = :state)
    order by g.pool_grant_id desc limit :limit"""
)
_LOCK = text("""
    select 1 from time_bank_pool_grant
    where estate_id = :estate_id and pool_grant_id = :id for no key update
""")


@dataclass(frozen=True, slots=True)
class PoolStanding:
    """What is in the pool and held of it, what ever came in and went out; in minutes."""

    balance_minutes: int
    held_minutes: int
    received_minutes: int
    paid_minutes: int
    times_helped: int


@dataclass(frozen=True, slots=True)
class PoolMovement:
    """An entry on the pool; what goes out is negative, and nobody is named."""

    seq: int
    on: date
    kind: str
    narration: str
    minutes: int
    balance_after: int


@dataclass(frozen=True, slots=True)
class PoolGrant:
    """A proposal and what became of it; names are whole here and masked where they are shown."""

    pool_grant_id: int
    resident_id: int
    name: str
    need: str
    reason: str
    category: str
    skill: str | None
    words: str
    minutes: int
    wanted_from: datetime
    wanted_to: datetime
    state: str
    proposed_by: int
    proposed_name: str
    proposed_at: datetime
    decided_by: int | None
    decided_name: str | None
    decision_reason: str | None
    help_request_id: int | None
    request_state: str | None
    served_minutes: int | None


async def pool_standing(conn: AsyncConnection, *, estate_id: int) -> PoolStanding:
    """Return how the pool stands; all zero before a book is opened."""
    row = (await conn.execute(_STANDING, {"estate_id": estate_id})).one_or_none()
    return PoolStanding(0, 0, 0, 0, 0) if row is None else PoolStanding(**row._mapping)


async def pool_movements(
    conn: AsyncConnection, *, estate_id: int, before: int | None, limit: int
) -> list[PoolMovement]:
    """Return what came into the pool and what it paid, the newest first."""
    wanted = {"estate_id": estate_id, "before": before or 2**62, "limit": limit}
    return [PoolMovement(**row._mapping) for row in await conn.execute(_MOVEMENTS, wanted)]


async def read_grant(conn: AsyncConnection, *, estate_id: int, pool_grant_id: int) -> PoolGrant:
    """Return one grant; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "id": pool_grant_id}
    row = (await conn.execute(_ONE, wanted)).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这份公益时长的申请")
    return PoolGrant(**row._mapping)


async def lock_grant(conn: AsyncConnection, *, estate_id: int, pool_grant_id: int) -> PoolGrant:
    """Lock one grant and return it as it stands then; raises `ObjectIsNotHere`."""
    await conn.execute(_LOCK, {"estate_id": estate_id, "id": pool_grant_id})
    return await read_grant(conn, estate_id=estate_id, pool_grant_id=pool_grant_id)


async def grants(
    conn: AsyncConnection, *, estate_id: int, state: str | None, before: int | None, limit: int
) -> list[PoolGrant]:
    """Return an estate's grants, the newest first."""
    wanted = {"estate_id": estate_id, "state": state, "before": before or 2**62, "limit": limit}
    return [PoolGrant(**row._mapping) for row in await conn.execute(_LIST, wanted)]
