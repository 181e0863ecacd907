"""Every read of the verifier: the journal in order of seq, page by page, and what it is held to.

The reads belong to one database transaction with a snapshot, so that a book that grows meanwhile
is seen at one moment.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import entry_no, recorded_text
from ledger.bookkeeping.period import Month
from ledger.evidence.book_checks import BalanceClaim
from ledger.evidence.entry_fields import EntryFields, EntryIsMalformed, read_fields
from ledger.evidence.lots import Lot, LotUse
from ledger.evidence.replay import AccountFacts, LineClaim

PAGE_ENTRIES = 2000


@dataclass(frozen=True, slots=True)
class BookHead:
    """A book's row: what it claims to be."""

    estate_id: int
    estate_code: str
    estate_name: str
    first_month: int
    size: int
    frontier: bytes
    root_hash: bytes


@dataclass(slots=True)
class KeptEntry:
    """A journal row with its lines, and its leaf rebuilt from them (`fields`)."""

    fields: dict[str, Any]
    leaf_hash: bytes
    fiscal_month: int
    line_count: int
    claims: list[LineClaim]
    line_nos: list[int]


_ENTRIES = text("""
    select seq, series, fiscal_month, number, kind, effective_on, recorded_at, narration, source,
        rule_version, documents, prepared_by, approved_by, posted_by, reverses_seq,
        idempotency_key, line_count, leaf_hash
    from journal_entry
    where estate_id = :estate_id and seq > cast(:after as bigint)
    order by seq
    limit :page
""")

_LINES = text("""
    select l.seq, l.line_no, l.side, l.amount, l.currency, l.narration, l.balance_after,
        l.account_version, l.fund_grant_id, l.merchant_id, l.dwelling_id, l.activity_id,
        coalesce(a.code, '?' || l.account_id) as code, coalesce(a.holder, '') as holder
    from entry_line l
    left join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
    where l.estate_id = :estate_id and l.seq > cast(:after as bigint)
        and l.seq <= cast(:last as bigint)
    order by l.seq, l.line_no
""")

_LINES_WITHOUT_ENTRY = text("""
    select distinct l.seq from entry_line l
    where l.estate_id = :estate_id and not exists (
        select from journal_entry e where e.estate_id = l.estate_id and e.seq = l.seq)
    order by l.seq
""")


async def book_heads(conn: AsyncConnection, estate_id: int | None = None) -> list[BookHead]:
    """Return the heads of all books, or of one estate's."""
    rows = await conn.execute(
        text("""
            select b.estate_id, coalesce(e.code, '?'), coalesce(e.name, '?' || b.estate_id),
                b.first_month, b.size, b.frontier, b.root_hash
            from book b left join estate e using (estate_id)
            where cast(:estate_id as bigint) is null or b.estate_id = :estate_id
            order by b.estate_id
        """),
        {"estate_id": estate_id},
    )
    return [BookHead(*row) for row in rows]


async def entry_pages(
    conn: AsyncConnection, estate_id: int, *, page: int = PAGE_ENTRIES, after: int = -(2**62)
) -> AsyncIterator[list[KeptEntry]]:
    """Yield the journal from its first row, in order of seq, a page of entries at a time."""
    while True:
        entries = (
            await conn.execute(_ENTRIES, {"estate_id": estate_id, "after": after, "page": page})
        ).all()
        if not entries:
            return
        last = entries[-1].seq
        lines: dict[int, list[Any]] = {entry.seq: [] for entry in entries}
        of_page = {"estate_id": estate_id, "after": after, "last": last}
        for line in await conn.execute(_LINES, of_page):
            if line.seq in lines:
                lines[line.seq].append(line)
        yield [_kept(estate_id, entry, lines[entry.seq]) for entry in entries]
        after = last


async def entries_again(
    conn: AsyncConnection, estate_id: int, seqs: Sequence[int]
) -> list[EntryFields]:
    """Return entries that were read before, once more; what is malformed is left out."""
    found = []
    for seq in seqs:
        async for page in entry_pages(conn, estate_id, after=seq - 1, page=1):
            with suppress(EntryIsMalformed):
                found.append(read_fields(page[0].fields))
            break
    return found


def _kept(estate_id: int, row: Any, lines: list[Any]) -> KeptEntry:
    return KeptEntry(
        fields={
            "approved_by": row.approved_by,
            "documents": [digest.hex() for digest in row.documents],
            "effective_on": row.effective_on.isoformat(),
            "estate": estate_id,
            "key": row.idempotency_key,
            "kind": row.kind,
            "lines": [_line_fields(line) for line in lines],
            "narration": row.narration,
            "number": entry_no(row.series, Month.of(row.effective_on), row.number),
            "posted_by": row.posted_by,
            "prepared_by": row.prepared_by,
            "recorded_at": recorded_text(row.recorded_at),
            "reverses": row.reverses_seq,
            "rule_version": row.rule_version,
            "seq": row.seq,
            "source": row.source,
        },
        leaf_hash=row.leaf_hash,
        fiscal_month=row.fiscal_month,
        line_count=row.line_count,
        claims=[LineClaim(line.balance_after, line.account_version) for line in lines],
        line_nos=[line.line_no for line in lines],
    )


def _line_fields(line: Any) -> dict[str, Any]:
    dimensions = {
        "activity": line.activity_id,
        "dwelling": line.dwelling_id,
        "fund_grant": line.fund_grant_id,
        "merchant": line.merchant_id,
    }
    return {
        "account": line.code,
        "amount": line.amount,
        "currency": line.currency,
        "dimensions": {name: value for name, value in dimensions.items() if value is not None},
        "holder": line.holder,
        "narration": line.narration,
        "side": "debit" if line.side > 0 else "credit",
    }


async def lines_without_entry(conn: AsyncConnection, estate_id: int) -> list[int]:
    """Return the seqs of lines whose entry is gone."""
    return list((await conn.execute(_LINES_WITHOUT_ENTRY, {"estate_id": estate_id})).scalars())


async def account_facts(conn: AsyncConnection, estate_id: int) -> dict[str, AccountFacts]:
    """Return the chart by code."""
    rows = await conn.execute(
        text("""
            select code, name, currency, type, is_postable, parent_code,
                'fund_grant' = any(required_dimensions) as is_fund
            from account where estate_id = :estate_id and holder = ''
        """),
        {"estate_id": estate_id},
    )
    return {row.code: AccountFacts(*row) for row in rows}


async def balance_claims(conn: AsyncConnection, estate_id: int) -> list[BalanceClaim]:
    """Return every kept balance; an account without one counts as zero."""
    rows = await conn.execute(
        text("""
            select a.code, a.holder, coalesce(b.posted, 0), coalesce(b.version, 0)
            from account a
            left join balance b on b.estate_id = a.estate_id and b.account_id = a.account_id
            where a.estate_id = :estate_id
        """),
        {"estate_id": estate_id},
    )
    return [BalanceClaim(*row) for row in rows]


async def held_differences(
    conn: AsyncConnection, estate_id: int
) -> list[tuple[str, str, int, int]]:
    """Return accounts whose held amount is not the sum of open holds: code, holder, both."""
    rows = await conn.execute(
        text("""
            select a.code, a.holder, coalesce(h.held, 0), b.held
            from balance b
            join account a using (estate_id, account_id)
            left join (
                select account_id, sum(amount)::bigint as held
                from hold where estate_id = :estate_id and state = 'open' group by account_id
            ) h using (account_id)
            where b.estate_id = :estate_id and b.held <> coalesce(h.held, 0)
            order by a.code, a.holder
        """),
        {"estate_id": estate_id},
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


async def last_numbers(conn: AsyncConnection, estate_id: int) -> dict[tuple[str, int], int]:
    """Return the last entry number of each series and fiscal month."""
    rows = await conn.execute(
        text("""select series, fiscal_month, last_number from entry_number
            where estate_id = :estate_id"""),
        {"estate_id": estate_id},
    )
    return {(row.series, row.fiscal_month): row.last_number for row in rows}


async def closing_times(conn: AsyncConnection, estate_id: int) -> dict[int, str]:
    """Return when each closed month was closed."""
    rows = await conn.execute(
        text("""select fiscal_month, closed_at from period
            where estate_id = :estate_id and state = 'closed' and closed_at is not null"""),
        {"estate_id": estate_id},
    )
    return {row.fiscal_month: recorded_text(row.closed_at) for row in rows}


async def lots_and_uses(conn: AsyncConnection, estate_id: int) -> tuple[list[Lot], list[LotUse]]:
    """Return the points lots and what was taken from them."""
    lots = await conn.execute(
        text("""
            select l.lot_id, coalesce(a.holder, '?' || l.account_id), l.granted_seq,
                l.points_granted, l.points_left
            from points_lot l
            left join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
            where l.estate_id = :estate_id order by l.lot_id
        """),
        {"estate_id": estate_id},
    )
    uses = await conn.execute(
        text("""select seq, lot_id, points from points_lot_use
            where estate_id = :estate_id order by seq, lot_id"""),
        {"estate_id": estate_id},
    )
    return [Lot(*row) for row in lots], [LotUse(*row) for row in uses]


async def altered_documents(conn: AsyncConnection, estate_id: int) -> list[tuple[int, str]]:
    """Return id and filename of documents whose bytes do not fit their digest or size."""
    rows = await conn.execute(
        text("""
            select document_id, filename from source_document
            where estate_id = :estate_id
                and (sha256(content) <> sha256 or length(content) <> size_bytes)
            order by document_id
        """),
        {"estate_id": estate_id},
    )
    return [(row[0], row[1]) for row in rows]


async def document_digests(conn: AsyncConnection, estate_id: int) -> list[str]:
    """Return the digests of all documents in hexadecimal."""
    rows = await conn.execute(
        text("select encode(sha256, 'hex') from source_document where estate_id = :estate_id"),
        {"estate_id": estate_id},
    )
    return list(rows.scalars())


async def published_disclosures(conn: AsyncConnection, estate_id: int) -> list[dict[str, Any]]:
    """Return what residents were shown, in order of publication, in the names of its record."""
    rows = await conn.execute(
        text("""
            select estate_id as estate, disclosure_id, number, title, token, from_month, to_month,
                state, figures, prepared_by, published_by, published_at, publication_no,
                checkpoint_size, checkpoint_root, record_hash, supersedes_id as supersedes,
                superseded_by_id as superseded_by
            from disclosure
            where estate_id = :estate_id and state in ('published', 'superseded')
            order by publication_no
        """),
        {"estate_id": estate_id},
    )
    return [
        dict(row._mapping)
        | {
            "published_at": recorded_text(row.published_at),
            "checkpoint_root": row.checkpoint_root.hex(),
            "record_hash": row.record_hash.hex(),
        }
        for row in rows
    ]


async def publications_gone(conn: AsyncConnection, estate_id: int) -> list[str]:
    """Return the publications that the audit log remembers and that are not there."""
    rows = await conn.execute(
        text("""
            select a.object from audit_line a
            where a.estate_id = :estate_id and a.action = 'disclosure_published'
                and a.outcome = 'done' and not exists (
                    select from disclosure d
                    where d.estate_id = a.estate_id
                        and a.object = 'disclosure:' || d.disclosure_id
                        and d.state in ('published', 'superseded'))
            order by a.audit_line_id
        """),
        {"estate_id": estate_id},
    )
    return list(rows.scalars())


async def prepared_entry_witness(
    conn: AsyncConnection, estate_id: int, seq: int
) -> dict[str, Any] | None:
    """Return what the prepared entry behind a posted one says, in the leaf's own names."""
    row = (
        await conn.execute(
            text("""
                select p.kind, p.effective_on, p.narration, p.prepared_by, p.approved_by,
                    p.reverses_seq,
                    array(select encode(d.sha256, 'hex')
                        from unnest(p.document_ids) with ordinality as ids (document_id, position)
                        join source_document d on d.estate_id = p.estate_id
                            and d.document_id = ids.document_id
                        order by ids.position) as documents
                from prepared_entry p
                where p.estate_id = :estate_id and p.seq = cast(:seq as bigint)
            """),
            {"estate_id": estate_id, "seq": seq},
        )
    ).one_or_none()
    if row is None:
        return None
    return {
        "kind": row.kind,
        "effective_on": row.effective_on.isoformat(),
        "narration": row.narration,
        "prepared_by": row.prepared_by,
        "approved_by": row.approved_by,
        "reverses": row.reverses_seq,
        "documents": list(row.documents),
    }


async def kept_entry(conn: AsyncConnection, estate_id: int, seq: int) -> KeptEntry | None:
    """Return one journal row with its leaf rebuilt, or None."""
    async for page in entry_pages(conn, estate_id, page=1, after=seq - 1):
        return page[0] if page[0].fields["seq"] == seq else None
    return None
