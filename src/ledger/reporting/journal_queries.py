"""Reading entries with their lines in order of seq, by key: 序时账."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import entry_no
from ledger.bookkeeping.period import Month
from ledger.errors import ObjectIsNotHere
from ledger.estates.masking import mask_person
from ledger.reporting.movements import Range


@dataclass(frozen=True, slots=True)
class JournalLine:
    """A line as the journal prints it; the holder's name is masked."""

    account_code: str
    account_name: str
    holder: str | None
    side: int
    amount: int
    narration: str
    fund_grant_id: int | None
    merchant_id: int | None
    dwelling_id: int | None
    activity_id: int | None


@dataclass(frozen=True, slots=True)
class JournalRow:
    """An entry as the journal prints it, with the names of the people who answer for it."""

    seq: int
    entry_no: str
    series: str
    on: date
    recorded_at: datetime
    kind: str
    narration: str
    source: str
    rule_version: str
    currency: str
    prepared_by: str
    approved_by: str | None
    posted_by: str
    reverses_seq: int | None
    reversed_by_seqs: list[int]
    documents: list[bytes]
    leaf_hash: bytes
    lines: list[JournalLine]

    @property
    def total(self) -> int:
        """The sum of the debit side in minor units."""
        return sum(line.amount for line in self.lines if line.side > 0)


_JOURNAL = """
    select e.seq, e.series, e.fiscal_month, e.number, e.effective_on, e.recorded_at, e.kind,
        e.narration, e.source, e.rule_version, e.reverses_seq, e.documents, e.leaf_hash,
        preparer.display_name as prepared_by, approver.display_name as approved_by,
        poster.display_name as posted_by,
        array(select r.seq from journal_entry r
            where r.estate_id = e.estate_id and r.reverses_seq = e.seq
            order by r.seq) as reversed_by_seqs
    from journal_entry e
    join app_user preparer on preparer.user_id = e.prepared_by
    left join app_user approver on approver.user_id = e.approved_by
    join app_user poster on poster.user_id = e.posted_by
    where e.estate_id = :estate_id and e.seq > cast(:after as bigint)
"""

_JOURNAL_PAGE = text(
    _JOURNAL
    + """
        and e.effective_on between :first_day and :last_day
        and (cast(:series as text) is null or e.series = :series)
        and (:q = '' or strpos(lower(e.narration), lower(:q)) > 0
            or strpos(e.series || '-' || e.fiscal_month || '-' || lpad(e.number::text,
                greatest(4, length(e.number::text)), '0'), :q) > 0
            or exists (
                select from entry_line l
                join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
                where l.estate_id = e.estate_id and l.seq = e.seq
                    and (a.code = :q or strpos(a.name, :q) > 0 or strpos(l.narration, :q) > 0)))
    order by e.seq limit :limit
"""
)
_JOURNAL_ONE = text(_JOURNAL + " and e.seq = cast(:seq as bigint)")

_JOURNAL_LINES = text("""
    select l.seq, l.side, l.amount, l.currency, l.narration, l.fund_grant_id, l.merchant_id,
        l.dwelling_id, l.activity_id, a.code, a.name, a.holder, r.name as resident_name
    from entry_line l
    join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
    left join resident r on r.estate_id = l.estate_id
        and r.resident_id = case when a.holder like 'resident:%'
            then substring(a.holder from 10)::bigint end
    where l.estate_id = :estate_id and l.seq = any(cast(:seqs as bigint[]))
    order by l.seq, l.line_no
""")


async def journal_rows(
    conn: AsyncConnection,
    estate_id: int,
    months: Range,
    *,
    after: int,
    limit: int,
    series: str | None = None,
    q: str = "",
) -> list[JournalRow]:
    """Return entries in order of seq; `q` is part of a narration, a number, or an account."""
    rows = await conn.execute(
        _JOURNAL_PAGE,
        {
            "estate_id": estate_id, "after": after, "first_day": months.first.first_day,
            "last_day": months.last.last_day, "series": series, "q": q.strip(), "limit": limit,
        },
    )  # fmt: skip
    return await _with_lines(conn, estate_id, list(rows))


async def journal_row(conn: AsyncConnection, estate_id: int, seq: int) -> JournalRow:
    """Return one entry; raises `ObjectIsNotHere`."""
    rows = await conn.execute(_JOURNAL_ONE, {"estate_id": estate_id, "after": 0, "seq": seq})
    found = await _with_lines(conn, estate_id, list(rows))
    if not found:
        raise ObjectIsNotHere("这张凭证")
    return found[0]


async def _with_lines(conn: AsyncConnection, estate_id: int, rows: list[Any]) -> list[JournalRow]:
    lines: dict[int, list[JournalLine]] = {row.seq: [] for row in rows}
    currencies: dict[int, str] = {}
    found = await conn.execute(_JOURNAL_LINES, {"estate_id": estate_id, "seqs": list(lines)})
    for line in found:
        currencies[line.seq] = line.currency
        lines[line.seq].append(
            JournalLine(
                account_code=line.code,
                account_name=line.name,
                holder=_masked_holder(line.holder, line.resident_name),
                side=line.side,
                amount=line.amount,
                narration=line.narration,
                fund_grant_id=line.fund_grant_id,
                merchant_id=line.merchant_id,
                dwelling_id=line.dwelling_id,
                activity_id=line.activity_id,
            )
        )
    return [
        JournalRow(
            seq=row.seq,
            entry_no=entry_no(row.series, Month.from_number(row.fiscal_month), row.number),
            series=row.series,
            on=row.effective_on,
            recorded_at=row.recorded_at,
            kind=row.kind,
            narration=row.narration,
            source=row.source,
            rule_version=row.rule_version,
            currency=currencies[row.seq],
            prepared_by=row.prepared_by,
            approved_by=row.approved_by,
            posted_by=row.posted_by,
            reverses_seq=row.reverses_seq,
            reversed_by_seqs=list(row.reversed_by_seqs),
            documents=list(row.documents),
            leaf_hash=row.leaf_hash,
            lines=lines[row.seq],
        )
        for row in rows
    ]


def _masked_holder(holder: str, name: str | None) -> str | None:
    if not holder:
        return None
    return f"{mask_person(name)}（{holder.partition(':')[2]}）" if name else holder


@dataclass(frozen=True, slots=True)
class EntryDocument:
    """A source document that an entry names by its digest."""

    document_id: int
    filename: str
    media_type: str
    size_bytes: int
    sha256: bytes


async def documents_by_digest(
    conn: AsyncConnection, estate_id: int, digests: list[bytes]
) -> dict[bytes, EntryDocument]:
    """Return the documents with these digests."""
    rows = await conn.execute(
        text("""select document_id, filename, media_type, size_bytes, sha256
            from source_document
            where estate_id = :estate_id and sha256 = any(cast(:digests as bytea[]))"""),
        {"estate_id": estate_id, "digests": digests},
    )
    return {row.sha256: EntryDocument(*row) for row in rows}
