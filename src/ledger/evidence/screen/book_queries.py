"""Whether points and accounts of a whole book agree, told without naming anything.

Each query returns a row when they do not. `evidence.lots` and `evidence.book_checks` name what is
wrong, from the entries.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.merkle_log import NodeAt
from ledger.evidence.lots import Lot, LotBook, LotUse
from ledger.evidence.replay import Movement, MovementKey

_DISAGREEMENTS = {
    "points_identity": text("""
        select 1 from account a
        join balance b using (estate_id, account_id)
        join account c on c.estate_id = a.estate_id and c.code = a.code and c.holder = ''
        where a.estate_id = :estate_id and c.currency = 'PTS'
        having sum(b.posted) <> 0
    """),
    "account": text("""
        select 1 from account where estate_id = :estate_id
        group by code, holder having count(*) > 1
    """),
}

_MOVEMENTS = text("""
    select e.fiscal_month, a.code,
        case when e.kind = 'closing' or e.kind = 'opening' and e.fiscal_month = :first_month
            then e.kind else '' end as nature,
        l.fund_grant_id,
        coalesce(sum(l.amount) filter (where l.side > 0), 0)::bigint as debits,
        coalesce(sum(l.amount) filter (where l.side < 0), 0)::bigint as credits,
        count(distinct l.seq) as entries
    from journal_entry e
    join entry_line l using (estate_id, seq)
    join account a using (estate_id, account_id)
    where e.estate_id = :estate_id and e.seq > :old_size and e.seq <= :size
    group by 1, 2, 3, 4
""")

_LOT_USES_OF = text("""
    select seq, lot_id, points from points_lot_use
    where estate_id = :estate_id and seq = any(cast(:seqs as bigint[])) order by seq, lot_id
""")
_LOTS_OF = text("""
    select l.lot_id, coalesce(a.holder, '?' || l.account_id), l.granted_seq, l.points_granted,
        l.points_left
    from points_lot l left join account a using (estate_id, account_id)
    where l.estate_id = :estate_id and (l.granted_seq = any(cast(:seqs as bigint[]))
        or l.lot_id = any(cast(:lot_ids as bigint[])))
    order by l.lot_id
""")


_NODES_ABOVE = text("""
    select level, node_index, hash from log_node
    where estate_id = :estate_id and level > :level
""")


async def disagreements(conn: AsyncConnection, estate_id: int) -> list[str]:
    """Return what does not agree in a book as a whole, by its short name."""
    found = []
    for name, query in _DISAGREEMENTS.items():
        if (await conn.execute(query, {"estate_id": estate_id})).first() is not None:
            found.append(name)
    return found


async def add_movements(
    conn: AsyncConnection,
    movements: dict[MovementKey, Movement],
    *,
    estate_id: int,
    first_month: int,
    old_size: int,
    size: int,
) -> None:
    """Add what the entries after `old_size` up to `size` moved, as `evidence.replay` does."""
    rows = await conn.execute(
        _MOVEMENTS,
        {
            "estate_id": estate_id,
            "first_month": first_month,
            "old_size": old_size,
            "size": size,
        },
    )
    for row in rows:
        key = (row.fiscal_month, row.code, row.nature, row.fund_grant_id)
        movement = movements.setdefault(key, Movement())
        movement.debits += row.debits
        movement.credits += row.credits
        movement.entries += row.entries


async def lots_of(conn: AsyncConnection, estate_id: int, seqs: Sequence[int]) -> LotBook:
    """Return the lots that these entries opened or used, with their uses alone."""
    values = {"estate_id": estate_id, "seqs": list(seqs)}
    uses = [LotUse(*row) for row in await conn.execute(_LOT_USES_OF, values)]
    lots = await conn.execute(_LOTS_OF, values | {"lot_ids": [use.lot_id for use in uses]})
    return LotBook.of([Lot(*row) for row in lots], uses)


async def nodes_above(conn: AsyncConnection, estate_id: int, level: int) -> dict[NodeAt, bytes]:
    """Return the subtrees that a book keeps above a level."""
    rows = await conn.execute(_NODES_ABOVE, {"estate_id": estate_id, "level": level})
    return {NodeAt(row.level, row.node_index): row.hash for row in rows}
