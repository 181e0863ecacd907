"""Points as a whole: the summary by source and month, and identities over live tables.

Amounts are whole points, months are fiscal months of the entries' business dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.points.rules import OUTSTANDING_CODES, REDEEMED_CODES

_MOVEMENTS = text("""
    select a.code, a.type, a.currency, e.fiscal_month,
        sum(l.side * l.amount)::bigint as amount
    from entry_line l
    join journal_entry e on e.estate_id = l.estate_id and e.seq = l.seq
    join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
    where l.estate_id = :estate_id and l.currency in ('PTS', 'MIN')
        and e.fiscal_month <= :last_month
    group by a.code, a.type, a.currency, e.fiscal_month
""")

_IDENTITY = text("""
    select
        coalesce(sum(b.posted) filter (where a.type = 'issued'), 0)::bigint as issued,
        coalesce(-sum(b.posted) filter (where a.code in ('P2101', 'P2102', 'P2103')), 0)::bigint
            as wallets,
        coalesce(-sum(b.posted) filter (where a.code = 'P2104'), 0)::bigint as frozen,
        coalesce(-sum(b.posted) filter (where a.code = 'P2201'), 0)::bigint
            as awaiting_settlement,
        coalesce(-sum(b.posted) filter (where a.code = 'P2301'), 0)::bigint as pool,
        coalesce(-sum(b.posted) filter (where a.type = 'retired'), 0)::bigint as retired,
        (select coalesce(sum(points_left), 0)::bigint from points_lot p
            where p.estate_id = :estate_id) as lots_left,
        coalesce(-sum(b.posted) filter (where a.code = 'P2101'), 0)::bigint as resident_wallets
    from account a
    join balance b on b.estate_id = a.estate_id and b.account_id = a.account_id
    where a.estate_id = :estate_id and a.currency = 'PTS'
""")

_WALLETS_THAT_DIFFER = text("""
    select a.holder, -b.posted as balance, coalesce(l.points_left, 0)::bigint as lots_left
    from account a
    join balance b on b.estate_id = a.estate_id and b.account_id = a.account_id
    left join (
        select account_id, sum(points_left) as points_left
        from points_lot where estate_id = :estate_id group by account_id
    ) l on l.account_id = a.account_id
    where a.estate_id = :estate_id and a.code = 'P2101'
        and -b.posted <> coalesce(l.points_left, 0)
    order by a.holder
""")

# What a lot was granted is the wallet's line of its entry; what is left is that less its uses.
_LOTS_THAT_DIFFER = text("""
    select l.lot_id, l.points_granted, l.points_left,
        coalesce(g.points, 0)::bigint as granted_in_journal,
        coalesce(u.points, 0)::bigint as used
    from points_lot l
    left join (
        select estate_id, seq, account_id, -sum(side * amount) as points
        from entry_line where estate_id = :estate_id and currency = 'PTS'
        group by estate_id, seq, account_id
    ) g on g.estate_id = l.estate_id and g.seq = l.granted_seq and g.account_id = l.account_id
    left join (
        select lot_id, sum(points) as points from points_lot_use
        where estate_id = :estate_id group by lot_id
    ) u on u.lot_id = l.lot_id
    where l.estate_id = :estate_id
        and (l.points_granted <> coalesce(g.points, 0)
            or l.points_left <> l.points_granted - coalesce(u.points, 0))
    order by l.lot_id
""")

# What an entry took from a wallet is what it took from the wallet's lots.
_SPENDS_THAT_DIFFER = text("""
    select t.seq, t.points as taken, coalesce(u.points, 0)::bigint as used
    from (
        select l.seq, l.account_id, sum(l.side * l.amount)::bigint as points
        from entry_line l
        join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
        where l.estate_id = :estate_id and a.code = 'P2101'
        group by l.seq, l.account_id
    ) t
    left join (
        select u.seq, l.account_id, sum(u.points) as points
        from points_lot_use u
        join points_lot l on l.estate_id = u.estate_id and l.lot_id = u.lot_id
        where u.estate_id = :estate_id
        group by u.seq, l.account_id
    ) u on u.seq = t.seq and u.account_id = t.account_id
    where t.points > 0 and t.points <> coalesce(u.points, 0)
    order by t.seq
""")


@dataclass(frozen=True, slots=True)
class MonthOfPoints:
    """What one month brought into being and took out of use."""

    month: Month
    issued: int
    redeemed: int
    expired: int


@dataclass(frozen=True, slots=True)
class PointsSummary:
    """Points of a span of months; `outstanding` stands in wallets at its end.

    `by_source` maps the issuing account to what it issued in the span.
    """

    issued: int
    redeemed: int
    expired: int
    outstanding: int
    by_source: Mapping[str, int]
    by_month: tuple[MonthOfPoints, ...]
    service_minutes: int


@dataclass(frozen=True, slots=True)
class PointsIdentity:
    """Both sides of I9 for one estate."""

    issued: int
    wallets: int
    frozen: int
    awaiting_settlement: int
    pool: int
    retired: int
    lots_left: int
    resident_wallets: int

    @property
    def holds(self) -> bool:
        """Σ issued = Σ wallets + frozen + awaiting settlement + pool + retired; lots = wallets."""
        ended = self.awaiting_settlement + self.pool + self.retired
        return (
            self.issued == self.wallets + self.frozen + ended
            and self.lots_left == self.resident_wallets
        )


@dataclass(frozen=True, slots=True)
class PointsFault:
    """Something that cannot be rebuilt from the journal; `sentence` is for the operator."""

    code: str
    sentence: str


async def points_summary(
    conn: AsyncConnection, *, estate_id: int, first: Month, last: Month
) -> PointsSummary:
    """Return what was issued, redeemed and expired in the months, both included."""
    rows = (
        await conn.execute(_MOVEMENTS, {"estate_id": estate_id, "last_month": last.number})
    ).all()
    months = {month.number: month for month in first.through(last)}
    issued = dict.fromkeys(months, 0)
    redeemed = dict.fromkeys(months, 0)
    expired = dict.fromkeys(months, 0)
    by_source: dict[str, int] = {}
    outstanding = service_minutes = 0
    for row in rows:
        if row.code in OUTSTANDING_CODES:
            outstanding -= row.amount
        if row.fiscal_month not in months:
            continue
        if row.currency == "MIN":
            service_minutes += row.amount if row.type == "issued" else 0
        elif row.type == "issued":
            issued[row.fiscal_month] += row.amount
            by_source[row.code] = by_source.get(row.code, 0) + row.amount
        elif row.code in REDEEMED_CODES:
            redeemed[row.fiscal_month] -= row.amount
        elif row.code == "P3102":
            expired[row.fiscal_month] -= row.amount
    return PointsSummary(
        issued=sum(issued.values()),
        redeemed=sum(redeemed.values()),
        expired=sum(expired.values()),
        outstanding=outstanding,
        by_source=dict(sorted(by_source.items())),
        by_month=tuple(
            MonthOfPoints(month, issued[number], redeemed[number], expired[number])
            for number, month in months.items()
        ),
        service_minutes=service_minutes,
    )


async def points_identity(conn: AsyncConnection, *, estate_id: int) -> PointsIdentity:
    """Return both sides of I9 as the balances stand now."""
    row = (await conn.execute(_IDENTITY, {"estate_id": estate_id})).one()
    return PointsIdentity(**row._mapping)


async def points_faults(conn: AsyncConnection, *, estate_id: int) -> list[PointsFault]:
    """Rebuild the lots from the journal and return every difference (I9, I14)."""
    wanted = {"estate_id": estate_id}
    faults = [
        PointsFault(
            "wallet_differs_from_lots",
            f"{row.holder} 的积分余额是 {row.balance}，各批次剩余合计是 {row.lots_left}。",
        )
        for row in await conn.execute(_WALLETS_THAT_DIFFER, wanted)
    ]
    faults += [
        PointsFault(
            "lot_differs_from_journal",
            f"积分批次 {row.lot_id}：登记发放 {row.points_granted}、剩余 {row.points_left}，"
            f"账上发放 {row.granted_in_journal}、已用 {row.used}。",
        )
        for row in await conn.execute(_LOTS_THAT_DIFFER, wanted)
    ]
    faults += [
        PointsFault(
            "spend_differs_from_lots",
            f"序号 {row.seq} 的凭证用去 {row.taken} 分，批次使用登记是 {row.used} 分。",
        )
        for row in await conn.execute(_SPENDS_THAT_DIFFER, wanted)
    ]
    return faults
