"""Every read of the points store, and the locks that its operations take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import entry_no
from ledger.bookkeeping.period import Month
from ledger.points.deductions.entries import MERCHANT_PAYABLE
from ledger.redemption.rules import Item, Merchant, Settlement


@dataclass(frozen=True, slots=True)
class RedeemedLine:
    item_id: int
    name: str
    unit: str
    quantity: int
    points: int


@dataclass(frozen=True, slots=True)
class Redemption:
    """One redemption as it was booked; `payable_fen` is None at the estate's own store."""

    redemption_id: int
    order_no: str
    at: datetime
    effective_on: date
    resident_id: int
    resident_name: str
    merchant_name: str
    points: int
    balance_after: int
    payable_fen: int | None
    entry_nos: tuple[str, ...]
    lines: tuple[RedeemedLine, ...]
    proxy_name: str | None
    """Family who showed the code, where it was not the resident."""
    card_way: str | None
    """How the card was opened that became the code: `pin` or `sight`; None where it was a phone."""
    from_household: bool
    """Whether the household's account paid, used by the resident."""


@dataclass(frozen=True, slots=True)
class CodeHolder:
    """Whose live code it is; nothing that a terminal may see unmasked."""

    resident_id: int
    resident_name: str
    expires_at: datetime
    household_id: int | None = None


@dataclass(frozen=True, slots=True)
class DayTotals:
    redemptions: int
    points: int
    payable_fen: int


@dataclass(frozen=True, slots=True)
class ItemTotals:
    name: str
    quantity: int
    points: int
    payable_fen: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What a merchant gave out in a month, and how what it is owed came about.

    closing = opening + what it gave out + added - purchases + purchases back - settled, all on its
    payable: what it paid in or was credited by hand, what points for purchases cost it, what it got
    back for those that were taken back, less what an appeal took again, and what it was paid.
    """

    totals: DayTotals
    opening_fen: int
    added_fen: int
    purchases_fen: int
    purchases_back_fen: int
    settled_fen: int
    closing_fen: int
    by_item: tuple[ItemTotals, ...]
    by_day: tuple[tuple[date, DayTotals], ...]


_MERCHANT = text("""
    select merchant_id, code, name, settlement, rate_fen_per_point
    from merchant where estate_id = :estate_id and merchant_id = :merchant_id
""")

ITEM_COLUMNS = """
    i.item_id, i.merchant_id, i.sku, i.name, i.unit, i.points_price, i.market_price_fen,
    i.is_on_sale, case when i.counts_stock then coalesce(s.quantity, 0) end as stock
"""

_ITEMS_OF_MERCHANT = text(f"""
    select {ITEM_COLUMNS} from item i left join stock s using (estate_id, item_id)
    where i.estate_id = :estate_id and i.merchant_id = :merchant_id and i.is_on_sale
    order by i.sku
""")  # noqa: S608

_REDEMPTION_COLUMNS = """
    select r.redemption_id, r.order_no, r.at, r.effective_on, r.resident_id,
        p.name as resident_name, m.name as merchant_name, r.points, r.balance_after,
        r.payable_fen,
        array(
            select jsonb_build_array(e.series, e.fiscal_month, e.number)
            from journal_entry e
            where e.estate_id = r.estate_id and e.seq in (r.points_seq, r.money_seq)
            order by e.seq
        ) as entries,
        (select x.name from family_proxy f
            join resident x
                on x.estate_id = f.estate_id and x.resident_id = f.proxy_resident_id
            where f.estate_id = r.estate_id and f.family_proxy_id = r.family_proxy_id)
            as proxy_name,
        (select o.way from card_opening o
            where o.estate_id = r.estate_id and o.card_opening_id = r.card_opening_id)
            as card_way,
        r.household_id is not null as from_household,
        array(
            select jsonb_build_array(l.item_id, l.name, l.unit, l.quantity, l.points)
            from redemption_line l
            where l.estate_id = r.estate_id and l.redemption_id = r.redemption_id
            order by l.line_no
        ) as lines
    from redemption r
    join resident p using (estate_id, resident_id)
    join merchant m using (estate_id, merchant_id)
    where r.estate_id = :estate_id
"""

_REDEMPTIONS_OF_DAY = text(
    _REDEMPTION_COLUMNS
    + """and r.merchant_id = :merchant_id and r.effective_on = :on
        and r.redemption_id < cast(:before as bigint)
        order by r.redemption_id desc limit :limit"""
)

_REDEMPTIONS_SINCE = text(
    _REDEMPTION_COLUMNS
    + """and r.resident_id = :resident_id and r.redemption_id > cast(:after as bigint)
        order by r.redemption_id limit 20"""
)

_LAST_REDEMPTION = text("""
    select coalesce(max(redemption_id), 0) from redemption
    where estate_id = :estate_id and resident_id = :resident_id
""")

_TOTALS = """
    select {by}count(*) as redemptions, coalesce(sum(points), 0)::bigint as points,
        coalesce(sum(payable_fen), 0)::bigint as payable_fen
    from redemption
    where estate_id = :estate_id and merchant_id = :merchant_id
        and effective_on between :first_day and :last_day
"""

_TOTALS_OF_DAYS = text(_TOTALS.format(by=""))
_TOTALS_BY_DAY = text(
    _TOTALS.format(by="effective_on, ") + "group by effective_on order by effective_on"
)

_TOTALS_BY_ITEM = text("""
    select l.item_id, max(l.name) as name, sum(l.quantity)::bigint as quantity,
        sum(l.points)::bigint as points,
        sum(case r.settlement when 'cash' then l.points * r.rate_fen_per_point else 0 end)::bigint
            as payable_fen
    from redemption r join redemption_line l using (estate_id, redemption_id)
    where r.estate_id = :estate_id and r.merchant_id = :merchant_id
        and r.effective_on between :first_day and :last_day
    group by l.item_id
    order by points desc, l.item_id
""")

_ON_THE_PAYABLE = text("""
    select coalesce(-sum(l.side * l.amount) filter (where m.is_before), 0)::bigint as opening_fen,
        coalesce(sum(l.amount) filter (where not m.is_before and l.side = -1
            and m.kind not in ('redemption_payable', 'purchase_funding_back')), 0)::bigint
            as added_fen,
        coalesce(sum(l.amount) filter (where not m.is_before and l.side = 1
            and e.kind = 'purchase_funding'), 0)::bigint as purchases_fen,
        coalesce(sum(l.amount) filter (where not m.is_before
            and m.kind = 'purchase_funding_back'), 0)::bigint as purchases_back_fen,
        coalesce(sum(l.amount) filter (where not m.is_before and l.side = 1
            and e.kind <> 'purchase_funding'), 0)::bigint as settled_fen,
        coalesce(-sum(l.side * l.amount), 0)::bigint as closing_fen
    from account a
    join entry_line l using (estate_id, account_id)
    join journal_entry e using (estate_id, seq)
    left join journal_entry o on o.estate_id = e.estate_id and o.seq = e.reverses_seq
    cross join lateral (
        select e.effective_on < :first_day as is_before,
            case when o.kind = 'purchase_funding_back' then o.kind else e.kind end as kind
    ) m
    where a.estate_id = :estate_id and a.code = :code
        and l.merchant_id = :merchant_id and e.effective_on <= :last_day
""")


async def merchant_of(conn: AsyncConnection, estate_id: int, merchant_id: int) -> Merchant | None:
    """Return the merchant, or None when the estate has no such."""
    found = await conn.execute(_MERCHANT, {"estate_id": estate_id, "merchant_id": merchant_id})
    row = found.one_or_none()
    if row is None:
        return None
    return Merchant(
        row.merchant_id, row.code, row.name, Settlement(row.settlement), row.rate_fen_per_point
    )


async def items_of_merchant(conn: AsyncConnection, estate_id: int, merchant_id: int) -> list[Item]:
    """Return what the merchant has on sale, by sku."""
    rows = await conn.execute(
        _ITEMS_OF_MERCHANT, {"estate_id": estate_id, "merchant_id": merchant_id}
    )
    return [item_of_row(row) for row in rows]


def item_of_row(row: Row[Any]) -> Item:
    """Build an item from a row with `ITEM_COLUMNS`."""
    return Item(
        item_id=row.item_id,
        merchant_id=row.merchant_id,
        sku=row.sku,
        name=row.name,
        unit=row.unit,
        points_price=row.points_price,
        market_price_fen=row.market_price_fen,
        is_on_sale=row.is_on_sale,
        stock=row.stock,
    )


async def redemptions_of_day(
    conn: AsyncConnection,
    estate_id: int,
    merchant_id: int,
    *,
    on: date,
    before: int | None,
    limit: int,
) -> list[Redemption]:
    """Return a merchant's redemptions of a business day, the latest first, below id `before`."""
    rows = await conn.execute(
        _REDEMPTIONS_OF_DAY,
        {
            "estate_id": estate_id,
            "merchant_id": merchant_id,
            "on": on,
            "before": before if before is not None else 2**63 - 1,
            "limit": limit,
        },
    )
    return [_redemption(row) for row in rows]


async def redemptions_since(
    conn: AsyncConnection, estate_id: int, resident_id: int, *, after: int
) -> list[Redemption]:
    """Return a resident's redemptions above id `after`, oldest first, at most twenty.

    A resident's ids are in commit order, because they are drawn under the wallet's lock.
    """
    rows = await conn.execute(
        _REDEMPTIONS_SINCE, {"estate_id": estate_id, "resident_id": resident_id, "after": after}
    )
    return [_redemption(row) for row in rows]


async def last_redemption_id(conn: AsyncConnection, estate_id: int, resident_id: int) -> int:
    """Return the id of the resident's latest redemption, 0 before the first."""
    found = await conn.execute(
        _LAST_REDEMPTION, {"estate_id": estate_id, "resident_id": resident_id}
    )
    last: int = found.scalar_one()
    return last


def _redemption(row: Row[tuple[object, ...]]) -> Redemption:
    return Redemption(
        redemption_id=row.redemption_id,
        order_no=row.order_no,
        at=row.at,
        effective_on=row.effective_on,
        resident_id=row.resident_id,
        resident_name=row.resident_name,
        merchant_name=row.merchant_name,
        points=row.points,
        balance_after=row.balance_after,
        payable_fen=row.payable_fen,
        entry_nos=tuple(
            entry_no(series, Month.from_number(month), number)
            for series, month, number in row.entries
        ),
        lines=tuple(RedeemedLine(*line) for line in row.lines),
        proxy_name=row.proxy_name,
        card_way=row.card_way,
        from_household=row.from_household,
    )


async def totals_of_day(
    conn: AsyncConnection, estate_id: int, merchant_id: int, *, on: date
) -> DayTotals:
    row = (
        await conn.execute(
            _TOTALS_OF_DAYS,
            {"estate_id": estate_id, "merchant_id": merchant_id, "first_day": on, "last_day": on},
        )
    ).one()
    return DayTotals(row.redemptions, row.points, row.payable_fen)


async def statement_of_month(
    conn: AsyncConnection, estate_id: int, merchant_id: int, month: Month
) -> Statement:
    """Return a merchant's statement of a month."""
    asked = {
        "estate_id": estate_id,
        "merchant_id": merchant_id,
        "first_day": month.first_day,
        "last_day": month.last_day,
    }
    totals = (await conn.execute(_TOTALS_OF_DAYS, asked)).one()
    payable = (await conn.execute(_ON_THE_PAYABLE, asked | {"code": MERCHANT_PAYABLE})).one()
    by_item = await conn.execute(_TOTALS_BY_ITEM, asked)
    by_day = await conn.execute(_TOTALS_BY_DAY, asked)
    return Statement(
        totals=DayTotals(totals.redemptions, totals.points, totals.payable_fen),
        **payable._mapping,
        by_item=tuple(
            ItemTotals(row.name, row.quantity, row.points, row.payable_fen) for row in by_item
        ),
        by_day=tuple(
            (row.effective_on, DayTotals(row.redemptions, row.points, row.payable_fen))
            for row in by_day
        ),
    )


async def known_merchant_ids(
    conn: AsyncConnection, estate_id: int, merchant_ids: Sequence[int]
) -> set[int]:
    """Return those of the ids that are merchants of the estate."""
    rows = await conn.execute(
        text("""select merchant_id from merchant
            where estate_id = :estate_id and merchant_id = any(cast(:ids as bigint[]))"""),
        {"estate_id": estate_id, "ids": list(merchant_ids)},
    )
    return set(rows.scalars())
