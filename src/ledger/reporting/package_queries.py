"""Every read of the audit package besides the entries themselves, in the package's columns."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

PAGE_ROWS = 5000

_ACCOUNTS = text("""
    select code, name, currency, type, parent_code, is_postable, is_contra,
        array_to_string(required_dimensions, ' ') as dimensions, floor
    from account where estate_id = :estate_id and holder = '' order by code
""")
_BALANCES = text("""
    select a.code, a.holder, a.currency, coalesce(b.posted, 0) as posted,
        coalesce(b.held, 0) as held, coalesce(b.version, 0) as version
    from account a left join balance b using (estate_id, account_id)
    where a.estate_id = :estate_id order by a.code, a.holder
""")
_NUMBERS = text("""
    select series, fiscal_month, last_number from entry_number
    where estate_id = :estate_id order by series, fiscal_month
""")
_PERIODS = text("""
    select fiscal_month, state, to_char(closed_at at time zone 'UTC',
        'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as closed_at
    from period where estate_id = :estate_id order by fiscal_month
""")
_PERIOD_CHANGES = text("""
    select change_no, fiscal_month, from_state, to_state, book_size, requested_by, changed_by,
        to_char(changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as changed_at,
        reopening_request_id, reason, encode(record_hash, 'hex') as record_hash
    from period_change where estate_id = :estate_id order by change_no
""")
_LOTS = text("""
    select l.lot_id, a.holder, l.source_code, l.rule_version, l.granted_on::text,
        l.expires_on::text, l.points_granted, l.points_left, l.granted_seq
    from points_lot l join account a using (estate_id, account_id)
    where l.estate_id = :estate_id order by l.lot_id
""")
_LOT_USES = text("""
    select seq, lot_id, points from points_lot_use
    where estate_id = :estate_id order by seq, lot_id
""")
_GRANTS = text("""
    select fund_grant_id, granted_on::text, source,
        case when is_anonymous then '匿名' else donor end as donor, amount_fen, purpose,
        is_refundable, expires_on::text, account_code
    from fund_grant where estate_id = :estate_id order by fund_grant_id
""")
_USERS = text("""
    select u.user_id, u.display_name from app_user u
    where exists (select from journal_entry e where e.estate_id = :estate_id
        and u.user_id in (e.prepared_by, e.approved_by, e.posted_by))
        or exists (select from period_change c where c.estate_id = :estate_id
            and u.user_id in (c.requested_by, c.changed_by))
    order by u.user_id
""")

TABLES = {
    "accounts": _ACCOUNTS,
    "balances": _BALANCES,
    "entry_numbers": _NUMBERS,
    "periods": _PERIODS,
    "period_changes": _PERIOD_CHANGES,
    "lots": _LOTS,
    "lot_uses": _LOT_USES,
    "grants": _GRANTS,
    "users": _USERS,
}


async def table_rows(conn: AsyncConnection, estate_id: int, table: str) -> list[tuple[Any, ...]]:
    """Return the rows of one of `TABLES`."""
    return [tuple(row) for row in await conn.execute(TABLES[table], {"estate_id": estate_id})]


async def audit_lines(conn: AsyncConnection, estate_id: int) -> AsyncIterator[tuple[Any, ...]]:
    """Yield the audit log of the estate, oldest first; network addresses are left out."""
    after = 0
    while True:
        rows = (
            await conn.execute(
                text("""
                    select audit_line_id, to_char(at at time zone 'UTC',
                            'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, actor_user_id, action, object,
                        outcome, details::text
                    from audit_line
                    where estate_id = :estate_id and audit_line_id > :after
                    order by audit_line_id limit :limit
                """),
                {"estate_id": estate_id, "after": after, "limit": PAGE_ROWS},
            )
        ).all()
        for row in rows:
            yield tuple(row)
        if len(rows) < PAGE_ROWS:
            return
        after = rows[-1].audit_line_id


async def cited_documents(
    conn: AsyncConnection, estate_id: int
) -> list[tuple[int, bytes, str, str]]:
    """Return id, digest, filename and media type of what entries and disclosures cite."""
    rows = await conn.execute(
        text("""
            select d.document_id, d.sha256, d.filename, d.media_type
            from source_document d
            where d.estate_id = :estate_id and (
                d.sha256 in (select unnest(e.documents) from journal_entry e
                    where e.estate_id = :estate_id)
                or exists (select from disclosure_document x
                    where x.estate_id = d.estate_id and x.document_id = d.document_id))
            order by d.sha256
        """),
        {"estate_id": estate_id},
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


async def document_content(conn: AsyncConnection, estate_id: int, document_id: int) -> bytes:
    """Return the original bytes of a document."""
    content: bytes = (
        await conn.execute(
            text("""select content from source_document
                where estate_id = :estate_id and document_id = :document_id"""),
            {"estate_id": estate_id, "document_id": document_id},
        )
    ).scalar_one()
    return content
