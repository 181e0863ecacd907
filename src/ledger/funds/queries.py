"""Reading grants, what was spent of them, and what the books know about the rows of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.funds.cash_book import EARLIEST_MONTH, OPENING_KEY, Known
from ledger.funds.categories import BANK_ACCOUNT
from ledger.funds.grant_list import KnownGrants
from ledger.posting.document_uses import earlier_uses
from ledger.posting.prepared_queries import known_source_keys

GrantState = Literal["prepared", "approved", "posted"]


@dataclass(frozen=True, slots=True)
class FundGrant:
    """A grant; what was spent, returned to the donor and is left comes from the posted lines.

    Amounts in fen. `returned_fen` left the grant's own account for the bank and is no spending.
    """

    fund_grant_id: int
    granted_on: date
    source: str
    donor: str
    amount_fen: int
    spent_fen: int
    returned_fen: int
    balance_fen: int
    purpose: str
    is_refundable: bool
    expires_on: date | None
    is_anonymous: bool
    account_code: str
    prepared_entry_id: int
    state: GrantState


@dataclass(frozen=True, slots=True)
class GrantStanding:
    """What is left of a grant with everything counted that is posted and, at will, waiting."""

    fund_grant_id: int
    source: str
    purpose: str
    account_code: str
    expires_on: date | None
    posted_fen: int
    waiting_fen: int


# What is left: the credit that remains on the lines of income, of expense and of the accounts that
# keep grants, as in 共享发展金表; a bank or a payable that names the grant changes nothing.
# What is debited to the grant's own account without becoming income went back to the donor.
# 结转 gives back to the grant's account what it takes from income and expense: it spends nothing.
_GRANTS = text("""
    with moved as (
        select l.fund_grant_id,
            sum(l.side * l.amount) filter (
                where a.type = 'expense' and e.kind <> 'closing') as spent,
            coalesce(sum(l.amount) filter (
                where 'fund_grant' = any(a.required_dimensions) and l.side = 1
                    and e.kind <> 'closing'), 0)
            + coalesce(sum(l.side * l.amount) filter (
                where a.type = 'income' and e.kind <> 'closing'), 0) as returned,
            -sum(l.side * l.amount) filter (where a.type in ('income', 'expense')
                or 'fund_grant' = any(a.required_dimensions)) as remaining
        from entry_line l
        join journal_entry e using (estate_id, seq)
        join account a using (estate_id, account_id)
        where l.estate_id = :estate_id and l.fund_grant_id is not null
        group by l.fund_grant_id
    )
    select g.fund_grant_id, g.granted_on, g.source, g.donor, g.amount_fen,
        coalesce(m.spent, 0)::bigint as spent_fen, coalesce(m.returned, 0)::bigint as returned_fen,
        coalesce(m.remaining, 0)::bigint as balance_fen,
        g.purpose, g.is_refundable, g.expires_on, g.is_anonymous, g.account_code,
        g.prepared_entry_id, p.state
    from fund_grant g
    join prepared_entry p using (estate_id, prepared_entry_id)
    left join moved m using (fund_grant_id)
    where g.estate_id = :estate_id and p.state <> 'rejected'
    order by g.granted_on, g.fund_grant_id
""")

_LOCK_GRANTS = text("""
    select pg_advisory_xact_lock(hashtextextended('fund_grant:' || g.fund_grant_id, g.estate_id))
    from (
        select estate_id, fund_grant_id from fund_grant
        where estate_id = :estate_id and fund_grant_id = any(cast(:ids as bigint[]))
        order by fund_grant_id
    ) g
""")

_STANDINGS = text("""
    select g.fund_grant_id, g.source, g.purpose, g.account_code, g.expires_on,
        coalesce((
            select -sum(l.side * l.amount)
            from entry_line l join account a using (estate_id, account_id)
            where l.estate_id = g.estate_id and l.fund_grant_id = g.fund_grant_id
                and (a.type in ('income', 'expense')
                    or 'fund_grant' = any(a.required_dimensions))), 0)::bigint as posted_fen,
        coalesce((
            select sum(case when l.side = 'debit' then -l.amount_fen else l.amount_fen end)
            from prepared_entry p
            cross join lateral jsonb_to_recordset(p.lines)
                as l (account_code text, side text, amount_fen bigint, fund_grant_id bigint)
            join account a on a.estate_id = p.estate_id and a.code = l.account_code
                and a.holder = ''
            where p.estate_id = g.estate_id and p.state in ('prepared', 'approved')
                and l.fund_grant_id = g.fund_grant_id and (a.type in ('income', 'expense')
                    or 'fund_grant' = any(a.required_dimensions))), 0)::bigint as waiting_fen
    from fund_grant g
    join prepared_entry own using (estate_id, prepared_entry_id)
    where g.estate_id = :estate_id and g.fund_grant_id = any(cast(:ids as bigint[]))
        and own.state <> 'rejected'
    order by g.fund_grant_id
""")

_ACCOUNT_TYPES = text("""
    select code, type from account
    where estate_id = :estate_id and holder = '' and code = any(cast(:codes as text[]))
""")

_PREPARED_BETWEEN = text("""
    select source_key, prepared_entry_id, source, effective_on, narration, state
    from prepared_entry
    where estate_id = :estate_id and kind = :kind and source_key is not null
        and effective_on between :first and :last
""")

_BOOK = text("""
    select b.first_month,
        array(select p.fiscal_month from period p
            where p.estate_id = b.estate_id and p.state <> 'open') as closed_months
    from book b where b.estate_id = :estate_id
""")

# What the public revenue account stands at before a day, entries on their way included.
_OPENING = text("""
    select sum(amount)::bigint as balance, bool_or(true) as has_lines
    from (
        select l.side * l.amount as amount
        from entry_line l
        join account a using (estate_id, account_id)
        join journal_entry e using (estate_id, seq)
        where l.estate_id = :estate_id and a.code = :account_code and e.effective_on <= :day
        union all
        select case when l.side = 'debit' then l.amount_fen else -l.amount_fen end
        from prepared_entry p
        cross join lateral jsonb_to_recordset(p.lines)
            as l (account_code text, side text, amount_fen bigint)
        where p.estate_id = :estate_id and p.state in ('prepared', 'approved')
            and l.account_code = :account_code and p.effective_on <= :day
    ) moved
""")

_RESERVE_IDS = text("""
    select nextval('fund_grant_fund_grant_id_seq')
    from generate_series(1, cast(:count as int))
""")


async def fund_grants(conn: AsyncConnection, estate_id: int) -> list[FundGrant]:
    """Return the grants that were not sent back, oldest first."""
    rows = await conn.execute(_GRANTS, {"estate_id": estate_id})
    return [FundGrant(**row._mapping) for row in rows]


async def lock_grant_standings(
    conn: AsyncConnection, estate_id: int, fund_grant_ids: Sequence[int]
) -> dict[int, GrantStanding]:
    """Let one request at a time decide about these grants; return what is left of each."""
    values = {"estate_id": estate_id, "ids": sorted(set(fund_grant_ids))}
    await conn.execute(_LOCK_GRANTS, values)
    rows = await conn.execute(_STANDINGS, values)
    return {row.fund_grant_id: GrantStanding(**row._mapping) for row in rows}


async def account_types(
    conn: AsyncConnection, estate_id: int, codes: Sequence[str]
) -> dict[str, str]:
    """Return the type of each account by code."""
    rows = await conn.execute(_ACCOUNT_TYPES, {"estate_id": estate_id, "codes": sorted(set(codes))})
    return {row.code: row.type for row in rows}


async def reserve_fund_grant_ids(conn: AsyncConnection, count: int) -> list[int]:
    """Return ids for grants whose entries must name them before they are stored."""
    rows = await conn.execute(_RESERVE_IDS, {"count": count})
    return list(rows.scalars())


_STATE_WORDS = {"prepared": "待审核", "approved": "已审核", "posted": "已记账"}


async def _source_keys(
    conn: AsyncConnection, estate_id: int, kind: str, first: date, last: date
) -> dict[str, str]:
    rows = await conn.execute(
        _PREPARED_BETWEEN, {"estate_id": estate_id, "kind": kind, "first": first, "last": last}
    )
    return {
        row.source_key: f"{row.effective_on.isoformat()} {row.narration}，{_STATE_WORDS[row.state]}"
        for row in rows
    }


async def _book(conn: AsyncConnection, estate_id: int) -> tuple[Month, frozenset[int]] | None:
    row = (await conn.execute(_BOOK, {"estate_id": estate_id})).one_or_none()
    if row is None:
        return None
    return Month.from_number(row.first_month), frozenset(row.closed_months)


async def known_of_cash_book(
    conn: AsyncConnection,
    estate_id: int,
    *,
    first: date,
    last: date,
    opening_on: date,
    document_numbers: Sequence[str],
) -> Known:
    """Return what the books know about a cash book of these days and document numbers."""
    book = await _book(conn, estate_id)
    uses = await earlier_uses(conn, estate_id, document_numbers)
    values = {"estate_id": estate_id, "account_code": BANK_ACCOUNT, "day": opening_on}
    opening = (await conn.execute(_OPENING, values)).one()
    openings = await known_source_keys(conn, estate_id, [OPENING_KEY])
    return Known(
        source_keys=await _source_keys(conn, estate_id, "cash_book", first, last),
        has_opening=bool(openings),
        document_numbers=uses,
        first_month=book[0] if book else EARLIEST_MONTH,
        closed_months=book[1] if book else frozenset(),
        opening_fen=opening.balance if opening.has_lines else None,
    )


async def known_of_grants(
    conn: AsyncConnection, estate_id: int, *, first: date, last: date
) -> KnownGrants:
    """Return what the books know about grants of these days."""
    book = await _book(conn, estate_id)
    return KnownGrants(
        source_keys=await _source_keys(conn, estate_id, "fund_grant", first, last),
        first_month=book[0] if book else EARLIEST_MONTH,
        closed_months=book[1] if book else frozenset(),
    )
