"""Every read of points: wallets, lots, history in plain words, and what verification compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import entry_no
from ledger.bookkeeping.period import Month
from ledger.points.entries import WALLET, resident_holder, wallet_of
from ledger.points.rules import OpenLot, spendable_points

MINUTES_WALLET = "M2101"

_OPEN_LOTS = text("""
    select lot_id, granted_on, greatest(expires_on, grace_until) as expires_on, points_left,
        spendable_from
    from points_lot
    where estate_id = :estate_id and account_id = :account_id and points_left > 0
""")

_OPEN_LOTS_OF_HOLDER = text("""
    select l.lot_id, l.granted_on, greatest(l.expires_on, l.grace_until) as expires_on,
        l.points_left, l.spendable_from
    from account a
    join points_lot l on l.estate_id = a.estate_id and l.account_id = a.account_id
    where a.estate_id = :estate_id and a.code = :code and a.holder = :holder
        and l.points_left > 0
""")

_OPEN_LOTS_OF = text("""
    select l.account_id, l.lot_id, l.granted_on,
        greatest(l.expires_on, l.grace_until) as expires_on, l.points_left, l.spendable_from
    from unnest(cast(:estate_ids as bigint[]), cast(:account_ids as bigint[]))
        as wanted (estate_id, account_id)
    join points_lot l using (estate_id, account_id)
    where l.points_left > 0
""")

_LOTS_OF_HOLDER = text("""
    select l.lot_id, l.granted_on, greatest(l.expires_on, l.grace_until) as expires_on,
        l.points_granted, l.points_left, l.source_code, l.spendable_from
    from account a
    join points_lot l on l.estate_id = a.estate_id and l.account_id = a.account_id
    where a.estate_id = :estate_id and a.code = :code and a.holder = :holder
        and l.points_left > 0
    order by greatest(l.expires_on, l.grace_until) nulls last, l.granted_on, l.lot_id
""")

_NEXT_EXPIRY = text("""
    select greatest(l.expires_on, l.grace_until) as expires_on, l.source_code,
        sum(l.points_left)::bigint as points
    from account a
    join points_lot l on l.estate_id = a.estate_id and l.account_id = a.account_id
    where a.estate_id = :estate_id and a.code = :code and a.holder = :holder
        and l.points_left > 0 and greatest(l.expires_on, l.grace_until) >= :today
    group by 1, l.source_code
    order by 1, l.source_code
    limit :limit
""")

_IN_NOTICE = text("""
    select l.spendable_from, sum(l.points_left)::bigint as points
    from account a
    join points_lot l on l.estate_id = a.estate_id and l.account_id = a.account_id
    where a.estate_id = :estate_id and a.code = :code and a.holder = :holder
        and l.points_left > 0 and l.spendable_from > :today
    group by l.spendable_from
    order by l.spendable_from
""")

_BALANCES_OF_HOLDER = text("""
    select a.code, a.account_id, -b.posted as posted, b.held
    from account a
    join balance b on b.estate_id = a.estate_id and b.account_id = a.account_id
    where a.estate_id = :estate_id and a.holder = :holder and a.code = any(:codes)
""")

# The newest lines first and no others: a page costs as much in a long life as in a short one.
_HISTORY = text("""
    select m.seq, e.series, e.fiscal_month, e.number, e.effective_on, e.narration, e.kind,
        m.points, m.balance_after
    from (
        select l.seq, -sum(l.side * l.amount)::bigint as points,
            -(array_agg(l.balance_after order by l.line_no desc))[1] as balance_after
        from entry_line l
        where l.estate_id = :estate_id
            and l.account_id = (
                select a.account_id from account a
                where a.estate_id = :estate_id and a.code = :code and a.holder = :holder)
            and l.seq < coalesce(cast(:before_seq as bigint), 9223372036854775807)
        group by l.seq
        order by l.seq desc
        limit :limit
    ) m
    join journal_entry e on e.estate_id = :estate_id and e.seq = m.seq
    order by m.seq desc
""")

_EXPIRED_WALLETS = text("""
    select a.holder, min(l.expires_on) as first_expired_on
    from points_lot l
    join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
    join balance b on b.estate_id = l.estate_id and b.account_id = l.account_id
    where l.estate_id = :estate_id and l.points_left > 0 and l.expires_on < :today
        and coalesce(l.grace_until < :today, true)
        -- Expired points may cover a hold; they go when it is gone.
        and b.held = 0
    group by a.holder
    order by first_expired_on, a.holder
    limit :limit
""")

_EXPIRED_LOTS = text("""
    select l.lot_id, l.points_left, l.source_code,
        greatest(l.expires_on, l.grace_until) as expires_on, a.holder,
        (select count(*) from points_lot_use u
            where u.estate_id = l.estate_id and u.lot_id = l.lot_id and u.points < 0)
            as restorations
    from points_lot l
    join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
    join balance b on b.estate_id = l.estate_id and b.account_id = l.account_id
    where l.estate_id = :estate_id and l.points_left > 0 and l.expires_on < :today
        and coalesce(l.grace_until < :today, true)
        and a.holder = any(:holders) and b.held = 0
    order by l.expires_on, l.lot_id
""")


@dataclass(frozen=True, slots=True)
class HeldLot:
    """A lot with points left, as its holder sees it."""

    lot_id: int
    granted_on: date
    expires_on: date | None
    points_granted: int
    points_left: int
    source_code: str
    spendable_from: date | None = None


@dataclass(frozen=True, slots=True)
class Expiring:
    """Points of one source that end on one day."""

    expires_on: date
    source_code: str
    points: int


@dataclass(frozen=True, slots=True)
class WalletBalance:
    """Points, held part included; the held part; recognised minutes."""

    points: int
    held_points: int
    service_minutes: int


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One movement of a wallet in plain words; `points` is positive for what came in."""

    seq: int
    entry_no: str
    on: date
    text: str
    points: int
    balance_after: int
    kind: str


@dataclass(frozen=True, slots=True)
class InNotice:
    """Points that stand in a public notice (公示期) and the first day on which they can be used."""

    points: int
    spendable_from: date


@dataclass(frozen=True, slots=True)
class ExpiredLot:
    """A lot past its last day; `restorations` counts how often points went back to it."""

    lot_id: int
    points_left: int
    source_code: str
    expires_on: date
    holder: str
    restorations: int


async def open_lots(conn: AsyncConnection, *, estate_id: int, account_id: int) -> list[OpenLot]:
    """Return the lots of a wallet that still hold points. Lock the wallet first to spend them."""
    rows = await conn.execute(_OPEN_LOTS, {"estate_id": estate_id, "account_id": account_id})
    return [_open_lot(row) for row in rows]


async def open_lots_of(
    conn: AsyncConnection, wallets: Sequence[tuple[int, int]]
) -> dict[int, list[OpenLot]]:
    """Return the open lots of wallets, given as (estate id, account id), by account id."""
    rows = await conn.execute(
        _OPEN_LOTS_OF,
        {"estate_ids": [w[0] for w in wallets], "account_ids": [w[1] for w in wallets]},
    )
    found: dict[int, list[OpenLot]] = {}
    for r in rows:
        found.setdefault(r.account_id, []).append(_open_lot(r))
    return found


async def lots_of_resident(
    conn: AsyncConnection, *, estate_id: int, resident_id: int
) -> list[HeldLot]:
    """Return a resident's lots with points left, in the order in which they would be spent."""
    rows = await conn.execute(_LOTS_OF_HOLDER, _wallet(estate_id, resident_id))
    return [
        HeldLot(
            row.lot_id,
            row.granted_on,
            row.expires_on,
            row.points_granted,
            row.points_left,
            row.source_code,
            row.spendable_from,
        )
        for row in rows
    ]


async def next_expiry(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, today: date, limit: int = 3
) -> list[Expiring]:
    """Return what ends next, nearest day first, lots of one day and source together."""
    holder = resident_holder(resident_id)
    return await expiring_of(conn, estate_id=estate_id, holder=holder, today=today, limit=limit)


async def expiring_of(
    conn: AsyncConnection, *, estate_id: int, holder: str, today: date, limit: int = 3
) -> list[Expiring]:
    """Return what ends next in the wallet of any holder."""
    wanted = {"estate_id": estate_id, "code": wallet_of(holder), "holder": holder}
    wanted |= {"today": today, "limit": limit}
    rows = await conn.execute(_NEXT_EXPIRY, wanted)
    return [Expiring(row.expires_on, row.source_code, row.points) for row in rows]


async def in_notice(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, today: date
) -> list[InNotice]:
    """Return what stands in a notice today, the nearest first day of use first."""
    holder = resident_holder(resident_id)
    return await in_notice_of(conn, estate_id=estate_id, holder=holder, today=today)


async def in_notice_of(
    conn: AsyncConnection, *, estate_id: int, holder: str, today: date
) -> list[InNotice]:
    """Return what stands in a notice in the wallet of any holder."""
    wanted = {"estate_id": estate_id, "code": wallet_of(holder), "holder": holder, "today": today}
    rows = await conn.execute(_IN_NOTICE, wanted)
    return [InNotice(row.points, row.spendable_from) for row in rows]


async def wallet_balance(
    conn: AsyncConnection, *, estate_id: int, resident_id: int
) -> WalletBalance:
    """Return what a resident has; all zero before the first grant."""
    return await balance_of(conn, estate_id=estate_id, holder=resident_holder(resident_id))


async def spendable_of(conn: AsyncConnection, *, estate_id: int, holder: str, today: date) -> int:
    """Return what any holder can spend today, as far as can be seen without a lock."""
    rows = await conn.execute(
        _OPEN_LOTS_OF_HOLDER,
        {"estate_id": estate_id, "code": wallet_of(holder), "holder": holder},
    )
    lots = [_open_lot(row) for row in rows]
    balance = await balance_of(conn, estate_id=estate_id, holder=holder)
    return spendable_points(lots, available=balance.points - balance.held_points, today=today)


async def balance_of(conn: AsyncConnection, *, estate_id: int, holder: str) -> WalletBalance:
    """Return what any holder has; a household has no minutes of its own."""
    wallet = wallet_of(holder)
    rows = await conn.execute(
        _BALANCES_OF_HOLDER,
        {"estate_id": estate_id, "holder": holder, "codes": [wallet, MINUTES_WALLET]},
    )
    found = {row.code: row for row in rows}
    points, minutes = found.get(wallet), found.get(MINUTES_WALLET)
    return WalletBalance(
        points=points.posted if points else 0,
        held_points=points.held if points else 0,
        service_minutes=minutes.posted if minutes else 0,
    )


async def services_counted(conn: AsyncConnection, *, estate_id: int, resident_id: int) -> int:
    """Return how many services were recognised; reads all lines of one person's minutes."""
    counted: int = (
        await conn.execute(select(func.services_counted(estate_id, resident_id)))
    ).scalar_one()
    return counted


async def points_history(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    before_seq: int | None,
    limit: int,
) -> list[HistoryLine]:
    """Return a wallet's movements, newest first, those before `before_seq` only."""
    wanted = _wallet(estate_id, resident_id) | {"before_seq": before_seq, "limit": limit}
    return [
        HistoryLine(
            seq=row.seq,
            entry_no=entry_no(row.series, Month.from_number(row.fiscal_month), row.number),
            on=row.effective_on,
            text=row.narration,
            points=row.points,
            balance_after=row.balance_after,
            kind=row.kind,
        )
        for row in await conn.execute(_HISTORY, wanted)
    ]


async def expired_holders(
    conn: AsyncConnection, *, estate_id: int, today: date, limit: int
) -> list[str]:
    """Return holders whose lots have passed their last day, wallets with open holds left out."""
    wanted = {"estate_id": estate_id, "today": today, "limit": limit}
    return [row.holder for row in await conn.execute(_EXPIRED_WALLETS, wanted)]


async def expired_lots(
    conn: AsyncConnection, *, estate_id: int, today: date, holders: Sequence[str]
) -> list[ExpiredLot]:
    """Return the expired lots of these holders; lock their wallets first."""
    wanted = {"estate_id": estate_id, "today": today, "holders": list(holders)}
    return [
        ExpiredLot(
            row.lot_id,
            row.points_left,
            row.source_code,
            row.expires_on,
            row.holder,
            row.restorations,
        )
        for row in await conn.execute(_EXPIRED_LOTS, wanted)
    ]


def _open_lot(row: Row[Any]) -> OpenLot:
    return OpenLot(row.lot_id, row.granted_on, row.expires_on, row.points_left, row.spendable_from)


def _wallet(estate_id: int, resident_id: int) -> dict[str, object]:
    return {"estate_id": estate_id, "code": WALLET, "holder": resident_holder(resident_id)}
