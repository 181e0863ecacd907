"""Records beside the journal that say an amount a second time: stock on hand, and grants."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_STOCK = text("""
    select coalesce(s.item_id, m.item_id) as item_id, coalesce(i.name, '') as name,
        coalesce(m.quantity, 0) as expected, s.quantity as found
    from (select item_id, quantity from stock where estate_id = :estate_id) s
    full join (
        select item_id, sum(delta)::bigint as quantity
        from stock_movement where estate_id = :estate_id group by item_id
    ) m using (item_id)
    left join item i on i.estate_id = :estate_id and i.item_id = coalesce(s.item_id, m.item_id)
    where s.quantity is distinct from coalesce(m.quantity, 0)
    order by 1
""")

# An entry that cancels a grant does not make the grant smaller; what was granted stays told.
_GRANTS = text("""
    select g.fund_grant_id, g.donor, coalesce(e.amount_fen, p.total_fen) as expected,
        g.amount_fen as found
    from fund_grant g
    left join prepared_entry p
        on p.estate_id = g.estate_id and p.prepared_entry_id = g.prepared_entry_id
    left join (
        select l.fund_grant_id, sum(-l.side * l.amount)::bigint as amount_fen
        from entry_line l
        join journal_entry j on j.estate_id = l.estate_id and j.seq = l.seq
        where l.estate_id = :estate_id and l.fund_grant_id is not null
            and j.kind = 'fund_grant' and j.reverses_seq is null
        group by l.fund_grant_id
    ) e using (fund_grant_id)
    where g.estate_id = :estate_id
        and g.amount_fen is distinct from coalesce(e.amount_fen, p.total_fen)
    order by g.fund_grant_id
""")


@dataclass(frozen=True, slots=True)
class RecordDifference:
    """A record whose amount is another than what it comes from; None where there is nothing."""

    record_id: int
    name: str
    expected: int | None
    found: int | None


async def stock_differences(conn: AsyncConnection, estate_id: int) -> list[RecordDifference]:
    """Return the items whose stock is not the sum of its movements, in pieces."""
    rows = await conn.execute(_STOCK, {"estate_id": estate_id})
    return [RecordDifference(*row) for row in rows]


async def grant_differences(conn: AsyncConnection, estate_id: int) -> list[RecordDifference]:
    """Return the grants whose amount is not that of their entry, in fen.

    The posted entries that name a grant tell; before there are any, its prepared entry.
    """
    rows = await conn.execute(_GRANTS, {"estate_id": estate_id})
    return [RecordDifference(*row) for row in rows]
