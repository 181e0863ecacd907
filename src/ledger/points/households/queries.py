"""Reading a household's account: balance, what ends soon, and its history with who did what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import entry_no
from ledger.bookkeeping.period import Month
from ledger.errors import ObjectIsNotHere
from ledger.points.entries import HOUSEHOLD_WALLET, household_holder
from ledger.points.households.rules import ContributedLot
from ledger.points.lot_transfer import LotNature, LotOfNature
from ledger.points.queries import Expiring, balance_of, expiring_of
from ledger.points.rules import OpenLot, spendable_points


@dataclass(frozen=True, slots=True)
class HouseholdPoints:
    """What a household has: its balance, what of it can be spent today, and what ends next."""

    points: int
    spendable: int
    next_expiry: list[Expiring]


@dataclass(frozen=True, slots=True)
class HouseholdLine:
    """One movement of the account; `who` put points in, got them back, or used them."""

    seq: int
    entry_no: str
    on: date
    text: str
    points: int
    balance_after: int
    kind: str
    who: str | None


_LOTS = text("""
    select l.lot_id, l.granted_on, l.expires_on, l.points_left, l.source_code, l.rule_version,
        l.spendable_from, cast(nullif(substring(g.holder from 10), '') as bigint) as resident_id
    from account a
    join points_lot l on l.estate_id = a.estate_id and l.account_id = a.account_id
    join entry_line e on e.estate_id = l.estate_id and e.seq = l.granted_seq and e.side = 1
    join account g on g.estate_id = e.estate_id and g.account_id = e.account_id
    where a.estate_id = :estate_id and a.code = :code and a.holder = :holder
        and l.points_left > 0
    order by l.lot_id
""")

# Who: the resident's wallet on the other side, or whom the line of a spend names.
_HISTORY = text("""
    select m.seq, e.series, e.fiscal_month, e.number, e.effective_on, e.narration, e.kind,
        m.points, m.balance_after, r.name as who
    from (
        select l.seq, -l.side * l.amount as points, -l.balance_after as balance_after,
            coalesce((
                select substring(o.holder from 10) from entry_line x
                join account o on o.estate_id = x.estate_id and o.account_id = x.account_id
                where x.estate_id = l.estate_id and x.seq = l.seq and o.code = 'P2101'
            ), substring(l.narration from '[0-9]+')) as resident
        from entry_line l
        where l.estate_id = :estate_id
            and l.account_id = (
                select a.account_id from account a
                where a.estate_id = :estate_id and a.code = :code and a.holder = :holder)
            and l.seq < coalesce(cast(:before_seq as bigint), 9223372036854775807)
        order by l.seq desc
        limit :limit
    ) m
    join journal_entry e on e.estate_id = :estate_id and e.seq = m.seq
    left join resident r on r.estate_id = :estate_id and r.resident_id = cast(m.resident as bigint)
    order by m.seq desc
""")


def _wallet(estate_id: int, household_id: int) -> dict[str, object]:
    return {
        "estate_id": estate_id,
        "code": HOUSEHOLD_WALLET,
        "holder": household_holder(household_id),
    }


async def check_household(conn: AsyncConnection, *, estate_id: int, household_id: int) -> None:
    """Raise `ObjectIsNotHere` unless the estate has this household, ended ones included."""
    found = await conn.execute(
        text("""select 1 from household
            where estate_id = :estate_id and household_id = :household_id"""),
        {"estate_id": estate_id, "household_id": household_id},
    )
    if found.first() is None:
        raise ObjectIsNotHere("这一户")


async def contributed_lots(
    conn: AsyncConnection, *, estate_id: int, household_id: int
) -> list[ContributedLot]:
    """Return the open lots of the account and who put each in."""
    return [
        ContributedLot(
            LotOfNature(
                OpenLot(
                    row.lot_id,
                    row.granted_on,
                    row.expires_on,
                    row.points_left,
                    row.spendable_from,
                ),
                LotNature(row.source_code, row.rule_version, row.expires_on),
            ),
            row.resident_id,
        )
        for row in await conn.execute(_LOTS, _wallet(estate_id, household_id))
    ]


async def household_points(
    conn: AsyncConnection, *, estate_id: int, household_id: int, today: date
) -> HouseholdPoints:
    """Return what a household has; all zero before the first points."""
    holder = household_holder(household_id)
    lots = await contributed_lots(conn, estate_id=estate_id, household_id=household_id)
    balance = await balance_of(conn, estate_id=estate_id, holder=holder)
    return HouseholdPoints(
        points=balance.points,
        spendable=spendable_points(
            [each.lot.lot for each in lots],
            available=balance.points - balance.held_points,
            today=today,
        ),
        next_expiry=await expiring_of(conn, estate_id=estate_id, holder=holder, today=today),
    )


async def household_history(
    conn: AsyncConnection,
    *,
    estate_id: int,
    household_id: int,
    before_seq: int | None,
    limit: int,
) -> list[HouseholdLine]:
    """Return the account's movements, newest first, those before `before_seq` only."""
    wanted = _wallet(estate_id, household_id) | {"before_seq": before_seq, "limit": limit}
    return [
        HouseholdLine(
            seq=row.seq,
            entry_no=entry_no(row.series, Month.from_number(row.fiscal_month), row.number),
            on=row.effective_on,
            text=row.narration,
            points=row.points,
            balance_after=row.balance_after,
            kind=row.kind,
            who=row.who,
        )
        for row in await conn.execute(_HISTORY, wanted)
    ]
