"""What is owed to each merchant: its lines on 2202001, and what waits to be posted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.points.deductions.entries import MERCHANT_PAYABLE


@dataclass(frozen=True, slots=True)
class Owed:
    """What one merchant is owed, in fen: by what is posted, and what waiting entries change."""

    name: str
    posted_fen: int
    waiting_fen: int

    @property
    def can_pay_fen(self) -> int:
        """What is sure to be left of it: nothing that waits is counted as added."""
        return self.posted_fen + min(0, self.waiting_fen)


_LOCK = text("""
    select pg_advisory_xact_lock(hashtextextended('merchant_payable:' || m.id, :estate_id))
    from (select unnest(cast(:ids as bigint[])) as id order by 1) m
""")

_OWED = text("""
    select m.merchant_id, m.name,
        coalesce((
            select -sum(l.side * l.amount)
            from account a join entry_line l using (estate_id, account_id)
            where a.estate_id = m.estate_id and a.code = :code
                and l.merchant_id = m.merchant_id), 0)::bigint as posted_fen,
        coalesce((
            select sum(case when l.side = 'debit' then -l.amount_fen else l.amount_fen end)
            from prepared_entry p
            cross join lateral jsonb_to_recordset(p.lines)
                as l (account_code text, side text, amount_fen bigint, merchant_id bigint)
            where p.estate_id = m.estate_id and p.state in ('prepared', 'approved')
                and l.account_code = :code and l.merchant_id = m.merchant_id), 0)::bigint
            as waiting_fen
    from merchant m
    where m.estate_id = :estate_id and m.merchant_id = any(cast(:ids as bigint[]))
""")


async def owed_to(
    conn: AsyncConnection, estate_id: int, merchant_ids: Sequence[int]
) -> dict[int, Owed]:
    """Return what these merchants are owed, for somebody to read."""
    asked = {"estate_id": estate_id, "ids": sorted(set(merchant_ids)), "code": MERCHANT_PAYABLE}
    rows = await conn.execute(_OWED, asked)
    return {row.merchant_id: Owed(row.name, row.posted_fen, row.waiting_fen) for row in rows}


async def lock_owed(
    conn: AsyncConnection, estate_id: int, merchant_ids: Sequence[int]
) -> dict[int, Owed]:
    """Let one request at a time decide about paying these merchants; return what each is owed."""
    await conn.execute(_LOCK, {"estate_id": estate_id, "ids": sorted(set(merchant_ids))})
    return await owed_to(conn, estate_id, merchant_ids)
