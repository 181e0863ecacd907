"""Reading prepared entries, the documents they carry, and what a dry run of posting needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.account import Side
from ledger.bookkeeping.canonical import entry_no
from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import Dimensions, EntryLine, JournalEntry
from ledger.bookkeeping.merkle_log import Frontier
from ledger.bookkeeping.period import Month, PeriodState
from ledger.posting.rules import BookIsNotOpened, BookState

PreparedState = Literal["prepared", "approved", "posted", "rejected"]
WAITING: tuple[PreparedState, ...] = ("prepared", "approved")


@dataclass(frozen=True, slots=True)
class AttachedDocument:
    """A source document as a prepared entry shows it."""

    document_id: int
    filename: str
    media_type: str
    size_bytes: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class PreparedLine:
    """A line as it is stored, with the name that its account has today."""

    line: EntryLine
    account_name: str


@dataclass(frozen=True, slots=True)
class PreparedEntry:
    """制单后的凭证 on its way to the books; amounts in fen, people by id and display name."""

    estate_id: int
    prepared_entry_id: int
    state: PreparedState
    kind: str
    effective_on: date
    narration: str
    counterparty: str
    document_no: str
    source: str
    source_key: str | None
    lines: tuple[PreparedLine, ...]
    total_fen: int
    documents: tuple[AttachedDocument, ...]
    flags: tuple[dict[str, Any], ...]
    import_id: int | None
    reverses_seq: int | None
    prepared_by: int
    prepared_by_name: str
    prepared_at: datetime
    approved_by: int | None
    approved_by_name: str | None
    approved_at: datetime | None
    posted_by_name: str | None
    posted_at: datetime | None
    rejected_reason: str | None
    seq: int | None
    entry_no: str | None

    def journal_entry(self) -> JournalEntry:
        """Return the entry that posting this would write."""
        return JournalEntry(
            series=EntrySeries.MONEY,
            kind=self.kind,
            effective_on=self.effective_on,
            narration=self.narration,
            lines=tuple(each.line for each in self.lines),
            source=self.source,
            documents=tuple(document.sha256 for document in self.documents),
            reverses_seq=self.reverses_seq,
        )


def line_to_json(line: EntryLine) -> dict[str, Any]:
    """Return the stored form of a money line; absent dimensions are left out."""
    stored: dict[str, Any] = {
        "account_code": line.account_code,
        "side": "debit" if line.side is Side.DEBIT else "credit",
        "amount_fen": line.amount,
    }
    named = {
        "holder": line.holder or None,
        "narration": line.narration or None,
        "fund_grant_id": line.dimensions.fund_grant_id,
        "merchant_id": line.dimensions.merchant_id,
        "dwelling_id": line.dimensions.dwelling_id,
        "activity_id": line.dimensions.activity_id,
    }
    return stored | {key: value for key, value in named.items() if value is not None}


def line_from_json(stored: dict[str, Any]) -> EntryLine:
    """Read what `line_to_json` wrote."""
    return EntryLine(
        account_code=stored["account_code"],
        side=Side.DEBIT if stored["side"] == "debit" else Side.CREDIT,
        amount=stored["amount_fen"],
        currency=Currency.CNY,
        holder=stored.get("holder", ""),
        narration=stored.get("narration", ""),
        dimensions=Dimensions(
            fund_grant_id=stored.get("fund_grant_id"),
            merchant_id=stored.get("merchant_id"),
            dwelling_id=stored.get("dwelling_id"),
            activity_id=stored.get("activity_id"),
        ),
    )


_READ = """
    select p.estate_id, p.prepared_entry_id, p.state, p.kind, p.effective_on, p.narration,
        p.counterparty, p.document_no, p.source, p.source_key, p.lines, p.total_fen,
        p.document_ids, p.flags, p.import_id, p.reverses_seq, p.prepared_by, p.prepared_at,
        p.approved_by, p.approved_at, p.posted_at, p.rejected_reason, p.seq,
        preparer.display_name as prepared_by_name, approver.display_name as approved_by_name,
        poster.display_name as posted_by_name,
        j.series, j.fiscal_month, j.number
    from prepared_entry p
    join app_user preparer on preparer.user_id = p.prepared_by
    left join app_user approver on approver.user_id = p.approved_by
    left join app_user poster on poster.user_id = p.posted_by
    left join journal_entry j on j.estate_id = p.estate_id and j.seq = p.seq
    where p.estate_id = :estate_id
"""

_BY_ID = text(
    _READ + " and p.prepared_entry_id = any(cast(:ids as bigint[])) order by p.prepared_entry_id"
)
_FILTER = """
    and (cast(:state as text) is null or p.state = :state)
    and (cast(:q as text) is null or strpos(lower(p.narration || ' ' || p.counterparty || ' '
        || p.document_no || ' ' || p.source), lower(:q)) > 0)
    and (cast(:after as bigint) is null or p.prepared_entry_id {beyond} :after)
    order by p.prepared_entry_id {order} limit :limit
"""
_OLDEST_FIRST = text(_READ + _FILTER.format(beyond=">", order="asc"))
_NEWEST_FIRST = text(_READ + _FILTER.format(beyond="<", order="desc"))

_DOCUMENTS = text("""
    select document_id, filename, media_type, size_bytes, sha256
    from source_document
    where estate_id = :estate_id and document_id = any(cast(:ids as bigint[]))
""")

_ACCOUNT_NAMES = text("""
    select code, name from account
    where estate_id = :estate_id and holder = '' and code = any(cast(:codes as text[]))
""")

_LOCK = text("""
    select prepared_entry_id from prepared_entry
    where estate_id = :estate_id and prepared_entry_id = any(cast(:ids as bigint[]))
    order by prepared_entry_id
    for no key update
""")

_KNOWN_SOURCE_KEYS = text("""
    select source_key, prepared_entry_id, state from prepared_entry
    where estate_id = :estate_id and source_key = any(cast(:keys as text[]))
""")

_BOOK = text("select first_month, size, frontier from book where estate_id = :estate_id")

_SHARED_PERIODS = text("""
    select fiscal_month, state from period
    where estate_id = :estate_id and fiscal_month = any(cast(:months as int[]))
    order by fiscal_month
    for share
""")


async def lock_prepared(conn: AsyncConnection, estate_id: int, ids: Sequence[int]) -> None:
    """Lock the rows in id order until the end of the database transaction."""
    await conn.execute(_LOCK, {"estate_id": estate_id, "ids": sorted(set(ids))})


async def read_prepared(
    conn: AsyncConnection, estate_id: int, ids: Sequence[int]
) -> dict[int, PreparedEntry]:
    """Return the prepared entries that exist among `ids`, by id."""
    rows = await conn.execute(_BY_ID, {"estate_id": estate_id, "ids": list(ids)})
    found = await _assembled(conn, estate_id, rows.mappings().all())
    return {each.prepared_entry_id: each for each in found}


async def list_prepared(
    conn: AsyncConnection,
    estate_id: int,
    *,
    state: PreparedState | None = None,
    q: str | None = None,
    after: int | None = None,
    limit: int = 50,
) -> list[PreparedEntry]:
    """Return a page: what waits for somebody oldest first, everything else newest first.

    `q` is looked for in narration, counterparty, document number and source; `after` is the last
    id of the page before.
    """
    statement = _OLDEST_FIRST if state in WAITING else _NEWEST_FIRST
    rows = await conn.execute(
        statement,
        {"estate_id": estate_id, "state": state, "q": q, "after": after, "limit": limit},
    )
    return await _assembled(conn, estate_id, rows.mappings().all())


async def _assembled(
    conn: AsyncConnection, estate_id: int, rows: Sequence[RowMapping]
) -> list[PreparedEntry]:
    document_ids = {document_id for row in rows for document_id in row["document_ids"]}
    documents = await attached_documents(conn, estate_id, sorted(document_ids))
    codes = sorted({line["account_code"] for row in rows for line in row["lines"]})
    names = await account_names(conn, estate_id, codes)
    return [_prepared(row, documents, names) for row in rows]


def _prepared(
    row: RowMapping, documents: dict[int, AttachedDocument], names: dict[str, str]
) -> PreparedEntry:
    posted = row["number"] is not None
    return PreparedEntry(
        estate_id=row["estate_id"],
        prepared_entry_id=row["prepared_entry_id"],
        state=row["state"],
        kind=row["kind"],
        effective_on=row["effective_on"],
        narration=row["narration"],
        counterparty=row["counterparty"],
        document_no=row["document_no"],
        source=row["source"],
        source_key=row["source_key"],
        lines=tuple(
            PreparedLine(line_from_json(line), names.get(line["account_code"], ""))
            for line in row["lines"]
        ),
        total_fen=row["total_fen"],
        documents=tuple(documents[document_id] for document_id in row["document_ids"]),
        flags=tuple(row["flags"]),
        import_id=row["import_id"],
        reverses_seq=row["reverses_seq"],
        prepared_by=row["prepared_by"],
        prepared_by_name=row["prepared_by_name"],
        prepared_at=row["prepared_at"],
        approved_by=row["approved_by"],
        approved_by_name=row["approved_by_name"],
        approved_at=row["approved_at"],
        posted_by_name=row["posted_by_name"],
        posted_at=row["posted_at"],
        rejected_reason=row["rejected_reason"],
        seq=row["seq"],
        entry_no=entry_no(row["series"], Month.from_number(row["fiscal_month"]), row["number"])
        if posted
        else None,
    )


async def attached_documents(
    conn: AsyncConnection, estate_id: int, ids: Sequence[int]
) -> dict[int, AttachedDocument]:
    """Return the documents that exist among `ids`, by id, without their bytes."""
    if not ids:
        return {}
    rows = await conn.execute(_DOCUMENTS, {"estate_id": estate_id, "ids": list(ids)})
    return {
        row.document_id: AttachedDocument(
            row.document_id, row.filename, row.media_type, row.size_bytes, row.sha256
        )
        for row in rows
    }


async def account_names(
    conn: AsyncConnection, estate_id: int, codes: Sequence[str]
) -> dict[str, str]:
    """Return the names of accounts by code."""
    if not codes:
        return {}
    rows = await conn.execute(_ACCOUNT_NAMES, {"estate_id": estate_id, "codes": list(codes)})
    return {row.code: row.name for row in rows}


async def known_source_keys(
    conn: AsyncConnection, estate_id: int, keys: Sequence[str]
) -> dict[str, tuple[int, PreparedState]]:
    """Return the keys that were prepared before and not sent back, each with its entry."""
    rows = await conn.execute(_KNOWN_SOURCE_KEYS, {"estate_id": estate_id, "keys": list(keys)})
    return {row.source_key: (row.prepared_entry_id, row.state) for row in rows}


async def book_head(conn: AsyncConnection, estate_id: int) -> BookState:
    """Return the book's head as it stands, without its lock: rules are asked, nothing is written.

    Raises `BookIsNotOpened`.
    """
    row = (await conn.execute(_BOOK, {"estate_id": estate_id})).one_or_none()
    if row is None:
        raise BookIsNotOpened("这个小区还没有建账，请先建账。")
    return BookState(
        first_month=Month.from_number(row.first_month),
        frontier=Frontier.from_bytes(row.size, row.frontier),
        period_states={},
        last_numbers={},
        known_keys={},
    )


async def share_period_states(
    conn: AsyncConnection, estate_id: int, months: Sequence[int]
) -> dict[int, PeriodState]:
    """Return the states of the months and keep them from being closed until we are done."""
    rows = await conn.execute(
        _SHARED_PERIODS, {"estate_id": estate_id, "months": sorted(set(months))}
    )
    return {row.fiscal_month: PeriodState(row.state) for row in rows}
