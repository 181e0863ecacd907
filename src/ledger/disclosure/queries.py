"""Every SELECT behind the disclosures, inside the estate and for the public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import entry_no
from ledger.bookkeeping.period import Month, PeriodState
from ledger.errors import ObjectIsNotHere


@dataclass(frozen=True, slots=True)
class DisclosureDocument:
    """A document attached to a disclosure, with the title it is listed under."""

    document_id: int
    title: str
    filename: str
    media_type: str
    size_bytes: int
    sha256: bytes
    attached_at: datetime


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    """A disclosure with the names of its people; months are fiscal month numbers."""

    estate_id: int
    disclosure_id: int
    estate_code: str
    estate_name: str
    number: str
    title: str
    token: str
    from_month: int
    to_month: int
    state: str
    figures: dict[str, Any]
    prepared_by: int
    prepared_by_name: str
    published_by_name: str | None
    published_at: datetime | None
    checkpoint_size: int | None
    checkpoint_root: bytes | None
    supersedes_id: int | None
    supersedes_token: str | None
    supersedes_number: str | None
    supersedes_published_at: datetime | None
    superseded_by_token: str | None

    @property
    def first(self) -> Month:
        return Month.from_number(self.from_month)

    @property
    def last(self) -> Month:
        return Month.from_number(self.to_month)

    @property
    def is_public(self) -> bool:
        return self.state in ("published", "superseded")


_READ = """
    select d.estate_id, d.disclosure_id, e.code as estate_code, e.name as estate_name, d.number,
        d.title, d.token, d.from_month, d.to_month, d.state, d.figures, d.prepared_by,
        preparer.display_name as prepared_by_name, publisher.display_name as published_by_name,
        d.published_at, d.checkpoint_size, d.checkpoint_root, d.supersedes_id,
        older.token as supersedes_token, older.number as supersedes_number,
        older.published_at as supersedes_published_at, newer.token as superseded_by_token
    from disclosure d
    join estate e using (estate_id)
    join app_user preparer on preparer.user_id = d.prepared_by
    left join app_user publisher on publisher.user_id = d.published_by
    left join disclosure older on older.estate_id = d.estate_id
        and older.disclosure_id = d.supersedes_id
    left join disclosure newer on newer.estate_id = d.estate_id
        and newer.disclosure_id = d.superseded_by_id
"""
_LIST = text(
    _READ
    + """ where d.estate_id = :estate_id and d.state <> 'discarded'
        and (cast(:after as bigint) is null or d.disclosure_id < :after)
        order by d.disclosure_id desc limit :limit"""
)
_ONE = text(_READ + " where d.estate_id = :estate_id and d.disclosure_id = :disclosure_id")
_BY_TOKEN = text(_READ + " where d.token = :token and d.state in ('published', 'superseded')")
_PUBLIC = text(
    _READ
    + """ where d.estate_id = :estate_id and d.state in ('published', 'superseded')
        order by d.to_month desc, d.publication_no desc limit 200"""
)


async def list_disclosures(
    conn: AsyncConnection, estate_id: int, *, after: int | None, limit: int
) -> list[DisclosureRow]:
    """Return the estate's disclosures, newest first, discarded drafts left out."""
    rows = await conn.execute(_LIST, {"estate_id": estate_id, "after": after, "limit": limit})
    return [DisclosureRow(**row._mapping) for row in rows]


async def read_disclosure(
    conn: AsyncConnection, estate_id: int, disclosure_id: int
) -> DisclosureRow:
    """Return one disclosure; raises `ObjectIsNotHere`."""
    found = await conn.execute(_ONE, {"estate_id": estate_id, "disclosure_id": disclosure_id})
    row = found.one_or_none()
    if row is None:
        raise ObjectIsNotHere("这期公示")
    return DisclosureRow(**row._mapping)


async def public_disclosure(conn: AsyncConnection, token: str) -> DisclosureRow:
    """Return a published disclosure by its address; raises `ObjectIsNotHere`."""
    row = (await conn.execute(_BY_TOKEN, {"token": token})).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这期公示")
    return DisclosureRow(**row._mapping)


async def public_disclosures(conn: AsyncConnection, estate_id: int) -> list[DisclosureRow]:
    """Return what an estate has published, newest months first."""
    rows = await conn.execute(_PUBLIC, {"estate_id": estate_id})
    return [DisclosureRow(**row._mapping) for row in rows]


async def documents_of(
    conn: AsyncConnection, estate_id: int, disclosure_ids: list[int]
) -> dict[int, list[DisclosureDocument]]:
    """Return the attached documents of each disclosure, in the order they were attached."""
    rows = await conn.execute(
        text("""
            select x.disclosure_id, d.document_id, x.title, d.filename, d.media_type,
                d.size_bytes, d.sha256, x.attached_at
            from disclosure_document x
            join source_document d using (estate_id, document_id)
            where x.estate_id = :estate_id and x.disclosure_id = any(cast(:ids as bigint[]))
            order by x.attached_at, d.document_id
        """),
        {"estate_id": estate_id, "ids": disclosure_ids},
    )
    found: dict[int, list[DisclosureDocument]] = {each: [] for each in disclosure_ids}
    for row in rows:
        found[row.disclosure_id].append(DisclosureDocument(*row[1:]))
    return found


async def attached_content(
    conn: AsyncConnection, row: DisclosureRow, document_id: int
) -> tuple[str, str, bytes]:
    """Return filename, media type and bytes of an attached document; `ObjectIsNotHere` if none."""
    found = (
        await conn.execute(
            text("""
                select d.filename, d.media_type, d.content
                from disclosure_document x join source_document d using (estate_id, document_id)
                where x.estate_id = :estate_id and x.disclosure_id = :disclosure_id
                    and x.document_id = :document_id
            """),
            {
                "estate_id": row.estate_id,
                "disclosure_id": row.disclosure_id,
                "document_id": document_id,
            },
        )
    ).one_or_none()
    if found is None:
        raise ObjectIsNotHere("这份附件")
    return found.filename, found.media_type, found.content


async def period_states(
    conn: AsyncConnection, estate_id: int, first: Month, last: Month
) -> dict[int, PeriodState]:
    """Return the states of the months that have a period row."""
    rows = await conn.execute(
        text("""select fiscal_month, state from period
            where estate_id = :estate_id and fiscal_month between :first and :last"""),
        {"estate_id": estate_id, "first": first.number, "last": last.number},
    )
    return {row.fiscal_month: PeriodState(row.state) for row in rows}


async def published_before(
    conn: AsyncConnection, estate_id: int, first: Month, last: Month
) -> tuple[int, int | None]:
    """Return how many were published for exactly these months, and the id of the valid one."""
    row = (
        await conn.execute(
            text("""
                select count(*) as earlier,
                    max(disclosure_id) filter (where state = 'published') as valid_id
                from disclosure
                where estate_id = :estate_id and from_month = :first and to_month = :last
                    and state in ('published', 'superseded')
            """),
            {"estate_id": estate_id, "first": first.number, "last": last.number},
        )
    ).one()
    return row.earlier, row.valid_id


async def draft_for(conn: AsyncConnection, estate_id: int, first: Month, last: Month) -> int | None:
    """Return the id of the draft for exactly these months, or None."""
    found: int | None = await conn.scalar(
        text("""select disclosure_id from disclosure
            where estate_id = :estate_id and from_month = :first and to_month = :last
                and state = 'draft'"""),
        {"estate_id": estate_id, "first": first.number, "last": last.number},
    )
    return found


async def last_publication(conn: AsyncConnection, estate_id: int) -> tuple[int, bytes] | None:
    """Return number and hash of the newest link in the chain of publications."""
    row = (
        await conn.execute(
            text("""select publication_no, record_hash from disclosure
                where estate_id = :estate_id and publication_no is not null
                order by publication_no desc limit 1"""),
            {"estate_id": estate_id},
        )
    ).one_or_none()
    return (row.publication_no, row.record_hash) if row is not None else None


# Later corrections ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Correction:
    """A red entry that cancels one of a disclosure's months and is not in its figures.

    `amount_fen` is the sum of its debits, negative; `corrects` the number of the cancelled entry.
    """

    seq: int
    entry_no: str
    on: date
    corrects: str
    amount_fen: int
    reason: str


_CORRECTIONS = text("""
    select e.seq, e.series, e.fiscal_month, e.number, e.effective_on, e.narration,
        o.series as old_series, o.fiscal_month as old_month, o.number as old_number,
        (select sum(l.amount) from entry_line l
            where l.estate_id = e.estate_id and l.seq = e.seq and l.side = 1)::bigint as amount_fen
    from journal_entry e
    join journal_entry o on o.estate_id = e.estate_id and o.seq = e.reverses_seq
    where e.estate_id = :estate_id and e.series = '记'
        and o.fiscal_month between :first and :last
        and (e.fiscal_month > :last or e.seq > cast(:size as bigint))
    order by e.seq
""")


async def corrections_of(conn: AsyncConnection, row: DisclosureRow) -> list[Correction]:
    """Return the corrections of a disclosure's months that its figures do not hold, in order.

    A month that was published is closed, so its correction is dated later and points back.
    """
    rows = await conn.execute(
        _CORRECTIONS,
        {
            "estate_id": row.estate_id,
            "first": row.from_month,
            "last": row.to_month,
            "size": row.checkpoint_size if row.checkpoint_size is not None else 2**62,
        },
    )
    return [_correction(found) for found in rows]


def _correction(found: Any) -> Correction:
    corrects = entry_no(found.old_series, Month.from_number(found.old_month), found.old_number)
    return Correction(
        seq=found.seq,
        entry_no=entry_no(found.series, Month.from_number(found.fiscal_month), found.number),
        on=found.effective_on,
        corrects=corrects,
        amount_fen=found.amount_fen,
        reason=found.narration.removeprefix(f"冲销 {corrects}：").strip(),
    )


# The entries behind a line -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EntryBehindLine:
    """An entry that a published amount opens to; `amount_fen` has the line's own sign."""

    seq: int
    entry_no: str
    on: date
    narration: str
    counterparty: str
    documents: int
    amount_fen: int


_BEHIND_LINE = text("""
    select e.seq, e.series, e.fiscal_month, e.number, e.effective_on, e.narration,
        coalesce(p.counterparty, '') as counterparty, cardinality(e.documents) as documents,
        sum(l.side * l.amount)::bigint as signed
    from journal_entry e
    join entry_line l on l.estate_id = e.estate_id and l.seq = e.seq
    join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
    left join prepared_entry p on p.estate_id = e.estate_id and p.seq = e.seq
    where e.estate_id = :estate_id and a.code = :account_code and a.currency = 'CNY'
        and e.effective_on between :first_day and :last_day
        and e.seq <= cast(:size as bigint) and e.kind <> 'closing'
        and not (e.kind = 'opening' and e.fiscal_month = (
            select b.first_month from book b where b.estate_id = e.estate_id))
        and (l.fund_grant_id is null or a.type not in ('income', 'expense'))
        and (e.effective_on, e.seq) > (:after_on, cast(:after_seq as bigint))
    group by e.estate_id, e.seq, p.counterparty
    order by e.effective_on, e.seq
    limit :limit
""")


async def entries_behind_line(
    conn: AsyncConnection,
    row: DisclosureRow,
    account_code: str,
    *,
    sign: int,
    after: tuple[date, int] = (date(1, 1, 1), 0),
    limit: int,
) -> list[EntryBehindLine]:
    """Return the entries of a disclosure's months on one money account, in date order.

    `sign` is -1 where credits are shown as positive. Of a published disclosure only the entries
    up to its checkpoint count.
    """
    rows = await conn.execute(
        _BEHIND_LINE,
        {
            "estate_id": row.estate_id,
            "account_code": account_code,
            "first_day": row.first.first_day,
            "last_day": row.last.last_day,
            "size": row.checkpoint_size if row.checkpoint_size is not None else 2**62,
            "after_on": after[0],
            "after_seq": after[1],
            "limit": limit,
        },
    )
    return [
        EntryBehindLine(
            seq=found.seq,
            entry_no=entry_no(found.series, Month.from_number(found.fiscal_month), found.number),
            on=found.effective_on,
            narration=found.narration,
            counterparty=found.counterparty,
            documents=found.documents,
            amount_fen=sign * found.signed,
        )
        for found in rows
    ]


async def resident_names(conn: AsyncConnection, estate_id: int) -> list[str]:
    """Return the names that the public must not read."""
    rows = await conn.execute(
        text("select distinct name from resident where estate_id = :estate_id"),
        {"estate_id": estate_id},
    )
    return list(rows.scalars())


def after_key(key: tuple[str, int] | None) -> tuple[date, int]:
    """Return where a page of entries behind a line begins."""
    if key is None:
        return (date(1, 1, 1), 0)
    try:
        return (date.fromisoformat(key[0]), key[1])
    except ValueError:
        return (date(1, 1, 1), 0)
