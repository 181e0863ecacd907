"""Every read of budgets, of what backs the points, and of the points that wait."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.points.budgets.rules import (
    RESERVE,
    AdoptedBudget,
    BudgetKind,
    PledgedGrant,
    Standing,
)

_ISSUED = ("P1101", "P1102", "P1103", "P1104", "P1105", "P1109")
_OUT_OF_USE = ("P2201", "P3101", "P3102", "P3103", "P3104")

_ADOPTED = text("""
    select b.points_budget_id, b.kind, b.name, b.starts_on, b.ends_on, v.limits, v.activity_ids
    from points_budget b
    cross join lateral (
        select * from points_budget_version v
        where v.estate_id = b.estate_id and v.points_budget_id = b.points_budget_id
            and v.state = 'adopted'
        order by v.version desc limit 1
    ) v
    where b.estate_id = :estate_id
    order by b.starts_on, b.points_budget_id
""")

# What was issued by mistake and taken back by 红字冲销 can be issued again.
_USED = text("""
    select u.points_budget_id, u.source_code, sum(u.points)::bigint as points
    from (
        select points_budget_id, source_code, points_granted as points
        from points_lot
        where estate_id = :estate_id and points_budget_id = any(cast(:budget_ids as bigint[]))
        union all
        select t.points_budget_id, t.source_code, l.amount
        from journal_entry e
        join points_lot t on t.estate_id = e.estate_id and t.granted_seq = e.reverses_seq
        join entry_line l on l.estate_id = e.estate_id and l.seq = e.seq and l.side = 1
        where e.estate_id = :estate_id and e.reverses_seq is not null
            and t.points_budget_id = any(cast(:budget_ids as bigint[]))
    ) u
    group by u.points_budget_id, u.source_code
""")

# All points of a book are zero together, so what stands in the many wallets is read from the few
# accounts that issue and retire (I9).
_FIGURES = text("""
    select coalesce(sum(b.posted) filter (where a.code <> :reserve), 0)::bigint as outstanding,
        coalesce(-sum(b.posted) filter (where a.code = :reserve), 0)::bigint as reserve_fen
    from account a
    join balance b on b.estate_id = a.estate_id and b.account_id = a.account_id
    where a.estate_id = :estate_id and a.code = any(cast(:codes as text[]))
""")

# Of a grant what adopted budgets pledge of it, less what was spent of it on redemptions, and never
# more than is left of it. What a 结转凭证 takes off an expense account was spent all the same.
_PLEDGED = text("""
    with pledged as (
        select v.fund_grant_id, sum(v.backing_fen) as fen
        from points_budget b
        cross join lateral (
            select * from points_budget_version v
            where v.estate_id = b.estate_id and v.points_budget_id = b.points_budget_id
                and v.state = 'adopted'
            order by v.version desc limit 1
        ) v
        where b.estate_id = :estate_id and v.fund_grant_id is not null
        group by v.fund_grant_id
    )
    select g.expires_on, greatest(0, least(
        p.fen - coalesce(m.redeemed_fen, 0), coalesce(m.left_fen, 0)))::bigint as fen
    from pledged p
    join fund_grant g on g.estate_id = :estate_id and g.fund_grant_id = p.fund_grant_id
    left join lateral (
        select sum(l.side * l.amount) filter (where a.code like '5104%' and e.kind <> 'closing')
                as redeemed_fen,
            -sum(l.side * l.amount) filter (where a.type in ('income', 'expense')
                or 'fund_grant' = any(a.required_dimensions)) as left_fen
        from entry_line l
        join journal_entry e on e.estate_id = l.estate_id and e.seq = l.seq
        join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
        where l.estate_id = :estate_id and l.fund_grant_id = p.fund_grant_id
    ) m on true
    order by p.fund_grant_id
""")

_GRANT_LEFT = text("""
    select g.fund_grant_id, coalesce((
        select -sum(l.side * l.amount)
        from entry_line l
        join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
        where l.estate_id = g.estate_id and l.fund_grant_id = g.fund_grant_id
            and (a.type in ('income', 'expense') or 'fund_grant' = any(a.required_dimensions))
        ), 0)::bigint as left_fen
    from fund_grant g
    where g.estate_id = :estate_id and g.fund_grant_id = :fund_grant_id
""")

_PERMITS_GIVEN = text("""
    select e.idempotency_key, t.points_budget_id
    from unnest(cast(:keys as text[])) as wanted (idempotency_key)
    join journal_entry e on e.estate_id = :estate_id
        and hashtext(e.idempotency_key) = hashtext(wanted.idempotency_key)
        and e.idempotency_key = wanted.idempotency_key
    join points_lot t on t.estate_id = e.estate_id and t.granted_seq = e.seq
""")

_VERSIONS = text("""
    select b.points_budget_id, b.kind, b.name, b.starts_on, b.ends_on, v.version, v.limits,
        v.activity_ids, v.backing, v.fund_grant_id,
        g.source || '：' || g.purpose as fund_grant_title, v.backing_fen, v.reason, v.state,
        v.proposed_by, p.display_name as proposed_by_name, v.proposed_at,
        d.display_name as decided_by_name, v.decided_at
    from points_budget b
    join points_budget_version v using (estate_id, points_budget_id)
    join app_user p on p.user_id = v.proposed_by
    left join app_user d on d.user_id = v.decided_by
    left join fund_grant g on g.estate_id = v.estate_id and g.fund_grant_id = v.fund_grant_id
    where b.estate_id = :estate_id
        and (cast(:points_budget_id as bigint) is null or b.points_budget_id = :points_budget_id)
    order by b.starts_on desc, b.points_budget_id desc, v.version desc
""")

_LOCK_BUDGET = text("""
    select 1 from points_budget_version
    where estate_id = :estate_id and points_budget_id = :points_budget_id
    for update
""")

_ACTIVITIES = text("""
    select activity_id, held_on, name from activity
    where estate_id = :estate_id and activity_id = any(cast(:activity_ids as bigint[]))
    order by held_on, activity_id
""")

_CHOICES = text("""
    select a.activity_id, a.held_on, a.name from activity a
    where a.estate_id = :estate_id and a.held_on between :first and :last
    order by a.held_on, a.activity_id limit 400
""")

_TAKEN = text("""
    select distinct unnest(v.activity_ids) as activity_id from points_budget_version v
    where v.estate_id = :estate_id and v.points_budget_id <> :besides and v.state <> 'rejected'
""")

_CLOSED_MONTHS = text("""
    select fiscal_month from period where estate_id = :estate_id and state <> 'open'
""")

_WITHHELD = text("""
    select w.points_withheld_id, w.resident_id, r.name as resident_name, w.service_record_id,
        w.event_no, w.activity_id, w.source_code, w.points, w.rule_version, w.narration, w.due_on,
        w.reason_code, w.reason, w.granted_seq, w.granted_at
    from points_withheld w
    join resident r on r.estate_id = w.estate_id and r.resident_id = w.resident_id
    where w.estate_id = :estate_id and w.points_withheld_id > :after
        and (not :is_waiting or (w.granted_seq is null and r.forgotten_at is null))
    order by w.points_withheld_id limit cast(:limit as bigint)
""")

_WAITING_SUM = text("""
    select count(*) as facts, coalesce(sum(w.points), 0)::bigint as points
    from points_withheld w
    join resident r on r.estate_id = w.estate_id and r.resident_id = w.resident_id
    where w.estate_id = :estate_id and w.granted_seq is null and r.forgotten_at is null
""")

_WITHHELD_OF_RECORDS = text("""
    select service_record_id, points, reason, granted_seq from points_withheld
    where estate_id = :estate_id and service_record_id = any(cast(:ids as bigint[]))
""")


@dataclass(frozen=True, slots=True)
class BudgetVersion:
    """One version of a budget with who proposed and decided it; money in fen."""

    points_budget_id: int
    kind: str
    name: str
    starts_on: date
    ends_on: date
    version: int
    limits: dict[str, int]
    activity_ids: list[int]
    backing: str
    fund_grant_id: int | None
    fund_grant_title: str | None
    backing_fen: int
    reason: str
    state: str
    proposed_by: int
    proposed_by_name: str
    proposed_at: datetime
    decided_by_name: str | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class CampaignActivity:
    activity_id: int
    held_on: date
    name: str


@dataclass(frozen=True, slots=True)
class WithheldRow:
    """Points that wait, or waited until entry `granted_seq`; the name is in the clear."""

    points_withheld_id: int
    resident_id: int
    resident_name: str
    service_record_id: int | None
    event_no: str | None
    activity_id: int | None
    source_code: str
    points: int
    rule_version: str
    narration: str
    due_on: date
    reason_code: str
    reason: str
    granted_seq: int | None
    granted_at: datetime | None


@dataclass(frozen=True, slots=True)
class WithheldOfRecord:
    """What a service record would have brought, and whether it has come since."""

    points: int
    reason: str
    granted_seq: int | None


async def adopted_budgets(conn: AsyncConnection, estate_id: int) -> list[AdoptedBudget]:
    """Return the version in force of every adopted budget, the earliest first."""
    return [
        AdoptedBudget(
            budget_id=row.points_budget_id,
            kind=BudgetKind(row.kind),
            name=row.name,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            limits=row.limits,
            activity_ids=frozenset(row.activity_ids),
        )
        for row in await conn.execute(_ADOPTED, {"estate_id": estate_id})
    ]


async def points_used(
    conn: AsyncConnection, *, estate_id: int, budget_ids: Collection[int]
) -> dict[tuple[int, str], int]:
    """Return what was issued out of budgets, by budget and issuing account."""
    wanted = {"estate_id": estate_id, "budget_ids": sorted(budget_ids)}
    return {
        (row.points_budget_id, row.source_code): row.points
        for row in await conn.execute(_USED, wanted)
    }


async def standing_of(conn: AsyncConnection, estate_id: int) -> Standing:
    """Return what is outstanding and what stands behind it."""
    figures = (
        await conn.execute(
            _FIGURES,
            {
                "estate_id": estate_id,
                "reserve": RESERVE,
                "codes": [*_ISSUED, *_OUT_OF_USE, RESERVE],
            },
        )
    ).one()
    pledged = await conn.execute(_PLEDGED, {"estate_id": estate_id})
    return Standing(
        figures.outstanding,
        figures.reserve_fen,
        tuple(PledgedGrant(row.fen, row.expires_on) for row in pledged),
    )


async def grant_left(conn: AsyncConnection, *, estate_id: int, fund_grant_id: int) -> int:
    """Return what is left of a fund grant, in fen; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "fund_grant_id": fund_grant_id}
    row = (await conn.execute(_GRANT_LEFT, wanted)).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这笔共享发展金", fund_grant_id=fund_grant_id)
    left: int = row.left_fen
    return left


async def permits_given(
    conn: AsyncConnection, *, estate_id: int, keys: Sequence[str]
) -> dict[str, int | None]:
    """Return out of which budget grants with these idempotency keys were posted before."""
    wanted = {"estate_id": estate_id, "keys": list(keys)}
    return {
        row.idempotency_key: row.points_budget_id
        for row in await conn.execute(_PERMITS_GIVEN, wanted)
    }


async def budget_versions(
    conn: AsyncConnection, estate_id: int, *, points_budget_id: int | None = None
) -> list[BudgetVersion]:
    """Return all versions of budgets, the newest budget and in it the newest version first."""
    wanted = {"estate_id": estate_id, "points_budget_id": points_budget_id}
    return [BudgetVersion(**row._mapping) for row in await conn.execute(_VERSIONS, wanted)]


async def lock_budget(
    conn: AsyncConnection, *, estate_id: int, points_budget_id: int
) -> list[BudgetVersion]:
    """Lock a budget's versions and return them, the newest first; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "points_budget_id": points_budget_id}
    await conn.execute(_LOCK_BUDGET, wanted)
    found = await budget_versions(conn, estate_id, points_budget_id=points_budget_id)
    if not found:
        raise ObjectIsNotHere("这个积分预算")
    return found


async def activities_named(
    conn: AsyncConnection, *, estate_id: int, activity_ids: Collection[int]
) -> list[CampaignActivity]:
    """Return those of the activities that are there."""
    wanted = {"estate_id": estate_id, "activity_ids": sorted(activity_ids)}
    return [CampaignActivity(*row) for row in await conn.execute(_ACTIVITIES, wanted)]


async def activities_between(
    conn: AsyncConnection, *, estate_id: int, first: date, last: date
) -> list[CampaignActivity]:
    """Return the activities of these days, from which a campaign may choose."""
    wanted = {"estate_id": estate_id, "first": first, "last": last}
    return [CampaignActivity(*row) for row in await conn.execute(_CHOICES, wanted)]


async def activities_taken(conn: AsyncConnection, *, estate_id: int, besides: int) -> set[int]:
    """Return the activities that other campaigns name, adopted or proposed."""
    rows = await conn.execute(_TAKEN, {"estate_id": estate_id, "besides": besides})
    return set(rows.scalars())


async def closed_months(conn: AsyncConnection, estate_id: int) -> set[int]:
    """Return the fiscal months into which nothing is posted any more."""
    return set((await conn.execute(_CLOSED_MONTHS, {"estate_id": estate_id})).scalars())


async def withheld_points(
    conn: AsyncConnection, *, estate_id: int, is_waiting: bool, after: int, limit: int | None
) -> list[WithheldRow]:
    """Return points that were withheld by id; with `is_waiting` those that still are.

    Nobody waits any more for the points of somebody who was forgotten: no one could use them.
    """
    wanted = {"estate_id": estate_id, "is_waiting": is_waiting, "after": after, "limit": limit}
    return [WithheldRow(**row._mapping) for row in await conn.execute(_WITHHELD, wanted)]


async def waiting_sum(conn: AsyncConnection, estate_id: int) -> tuple[int, int]:
    """Return how many facts wait for their points, and how many points."""
    row = (await conn.execute(_WAITING_SUM, {"estate_id": estate_id})).one()
    return row.facts, row.points


async def withheld_of_records(
    conn: AsyncConnection, *, estate_id: int, service_record_ids: Collection[int]
) -> dict[int, WithheldOfRecord]:
    """Return what service records were not given at once, by their id."""
    wanted = {"estate_id": estate_id, "ids": sorted(service_record_ids)}
    return {
        row.service_record_id: WithheldOfRecord(row.points, row.reason, row.granted_seq)
        for row in await conn.execute(_WITHHELD_OF_RECORDS, wanted)
    }
