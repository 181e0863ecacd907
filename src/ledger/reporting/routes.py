"""The books over HTTP: 科目余额表, 明细账, 序时账, one entry, the desk's start page."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import canonical_json, leaf_bytes
from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.merkle_log import leaf_hash
from ledger.bookkeeping.period import Month
from ledger.db.ids import CHINA, now_utc
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.estates.queries import rule_profile
from ledger.evidence.queries import kept_entry
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor, Role
from ledger.reporting import journal_queries, queries
from ledger.reporting.account_ledger import LedgerRow
from ledger.reporting.account_ledger import account_ledger as read_ledger
from ledger.reporting.desk_today import desk_today
from ledger.reporting.journal_queries import JournalLine, JournalRow
from ledger.reporting.list_exports import (
    JOURNAL_COLUMNS,
    LEDGER_COLUMNS,
    ExportFormat,
    exported,
    journal_cells,
    ledger_cells,
)
from ledger.reporting.movements import Range
from ledger.reporting.payloads import (
    AccountLedgerView,
    BookHealthView,
    DeskTodayView,
    EntryDocumentView,
    EntryLineView,
    EntryView,
    JournalEntryView,
    JournalLineView,
    LedgerAccountView,
    LedgerItemView,
    TrialBalanceRowView,
    TrialBalanceTotalsView,
    TrialBalanceView,
)
from ledger.reporting.trial_balance import trial_balance
from ledger.web.paging import After, Limit, Page, decode_cursor, encode_cursor, page_of

E = "/api/v1/estates/{estate_id:int}"

FromMonth = Annotated[
    str | None, QueryParameter(name="from", max_length=7, description="起始月份，如 2026-04")
]
ToMonth = Annotated[
    str | None, QueryParameter(name="to", max_length=7, description="截止月份，如 2026-06")
]


ExportedAs = Annotated[ExportFormat, QueryParameter(name="format", description="文件格式")]


class MonthsAreReversed(Refusal):
    code = "months_are_reversed"
    status = 400


def month_range(first: str, last: str) -> Range:
    """Read two months; raises `MonthIsNotReadable` or `MonthsAreReversed`."""
    months = Range(Month.parse(first), Month.parse(last))
    if months.last < months.first:
        raise MonthsAreReversed("起始月份晚于截止月份，请调换。")
    return months


async def _months(
    conn: AsyncConnection, estate_id: int, first: str | None, last: str | None
) -> Range:
    """Return the wanted months; what is left out is the book's first and last month."""
    health = await queries.book_health(conn, estate_id)
    opening = Month.from_number(health.first_month)
    newest = Month.from_number(health.last_month or health.first_month)
    return month_range(first or str(opening), last or str(max(opening, newest)))


@get(f"{E}/books/trial-balance", guards=[may(Permission.READ_BOOKS)], tags=["books"])
async def read_trial_balance(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    from_month: FromMonth = None,
    to_month: ToMonth = None,
    currency: FromQuery[Currency] = Currency.CNY,
) -> TrialBalanceView:
    """科目余额表：期初、本期借方、本期贷方、期末，逐级汇总。"""
    months = await _months(conn, estate_id, from_month, to_month)
    chart = await queries.chart_by_code(conn, estate_id)
    movements = await queries.movements_through(conn, estate_id, months.last, currency=currency)
    balance = trial_balance(chart, movements, months, currency=currency)
    return TrialBalanceView(
        currency=currency.value,
        from_month=str(months.first),
        to_month=str(months.last),
        rows=[TrialBalanceRowView.model_validate(row) for row in balance.rows],
        totals=TrialBalanceTotalsView.model_validate(balance.totals),
        is_balanced=balance.is_balanced,
    )


@get(f"{E}/books/account-ledger", guards=[may(Permission.READ_BOOKS)], tags=["books"])
async def read_account_ledger(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    account_code: Annotated[str, QueryParameter(max_length=20, description="科目代码")],
    from_month: FromMonth = None,
    to_month: ToMonth = None,
    limit: Limit = 50,
    after: After = None,
) -> AccountLedgerView:
    """明细账：一个科目（含下级）按日期排列，逐笔余额。"""
    key = decode_cursor(after, str, int, int)
    months = await _months(conn, estate_id, from_month, to_month)
    ledger = await read_ledger(
        conn,
        estate_id=estate_id,
        account_code=account_code,
        months=months,
        after=(key[0], key[1], key[2]) if key else None,
        limit=limit + 1,
    )
    shown = ledger.rows[:limit]
    return AccountLedgerView(
        account=LedgerAccountView.model_validate(ledger.account),
        opening=ledger.opening,
        items=[_ledger_item(row) for row in shown],
        next=encode_cursor(*shown[-1].key) if len(ledger.rows) > limit else None,
        closing=ledger.closing,
    )


def _ledger_item(row: LedgerRow) -> LedgerItemView:
    return LedgerItemView(
        seq=row.line.seq,
        entry_no=row.line.entry_no,
        on=row.line.on,
        narration=row.line.narration,
        counter_accounts=row.line.counter_accounts,
        debit=row.debit,
        credit=row.credit,
        balance=row.balance,
    )


@get(f"{E}/books/journal", guards=[may(Permission.READ_BOOKS)], tags=["books"])
async def read_journal(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    from_month: FromMonth = None,
    to_month: ToMonth = None,
    series: Annotated[
        Literal["记", "积", "时"] | None, QueryParameter(description="凭证字")
    ] = None,
    q: Annotated[str, QueryParameter(max_length=60, description="摘要、凭证号、科目的一部分")] = "",
    limit: Limit = 50,
    after: After = None,
) -> Page[JournalEntryView]:
    """序时账：按入账顺序排列的凭证。"""
    key = decode_cursor(after, int)
    rows = await journal_queries.journal_rows(
        conn,
        estate_id,
        await _months(conn, estate_id, from_month, to_month),
        after=key[0] if key else 0,
        limit=limit + 1,
        series=series,
        q=q,
    )
    return page_of(rows, limit=limit, key=lambda row: (row.seq,), item=_journal_item)


@get(
    f"{E}/books/journal/export",
    guards=[may(Permission.READ_BOOKS)],
    tags=["books"],
    media_type="application/octet-stream",
)
async def export_journal(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    from_month: FromMonth = None,
    to_month: ToMonth = None,
    series: Annotated[
        Literal["记", "积", "时"] | None, QueryParameter(description="凭证字")
    ] = None,
    q: Annotated[str, QueryParameter(max_length=60, description="摘要、凭证号、科目的一部分")] = "",
    format_: ExportedAs = ExportFormat.CSV,
) -> Response[bytes]:
    """导出序时账：筛选出来的全部凭证，一条分录一行。"""
    months = await _months(conn, estate_id, from_month, to_month)
    rows = journal_cells(conn, estate_id, months, series=series, q=q)
    return await exported(f"序时账-{months.title}", JOURNAL_COLUMNS, rows, as_=format_)


@get(
    f"{E}/books/account-ledger/export",
    guards=[may(Permission.READ_BOOKS)],
    tags=["books"],
    media_type="application/octet-stream",
)
async def export_account_ledger(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    account_code: Annotated[str, QueryParameter(max_length=20, description="科目代码")],
    from_month: FromMonth = None,
    to_month: ToMonth = None,
    format_: ExportedAs = ExportFormat.CSV,
) -> Response[bytes]:
    """导出明细账：一个科目（含下级）在这些月份的每一笔。"""
    months = await _months(conn, estate_id, from_month, to_month)
    rows = ledger_cells(conn, estate_id, account_code, months)
    return await exported(
        f"明细账-{account_code}-{months.title}", LEDGER_COLUMNS, rows, as_=format_
    )


def _side(line: JournalLine) -> Literal["debit", "credit"]:
    return "debit" if line.side > 0 else "credit"


def _journal_item(row: JournalRow) -> JournalEntryView:
    return JournalEntryView(
        seq=row.seq,
        entry_no=row.entry_no,
        on=row.on,
        recorded_at=row.recorded_at,
        kind=row.kind,
        narration=row.narration,
        total=row.total,
        currency=row.currency,
        prepared_by=row.prepared_by,
        approved_by=row.approved_by,
        lines=[
            JournalLineView(
                account_code=line.account_code,
                account_name=line.account_name,
                holder=line.holder,
                side=_side(line),
                amount=line.amount,
                narration=line.narration,
            )
            for line in row.lines
        ],
        reverses_seq=row.reverses_seq,
        reversed_by_seqs=row.reversed_by_seqs,
    )


@get(f"{E}/entries/{{seq:int}}", guards=[may(Permission.READ_BOOKS)], tags=["books"])
async def read_entry(
    estate_id: FromPath[int], seq: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> EntryView:
    """一张凭证：全部字段、附件、进入哈希的原文。"""
    row = await journal_queries.journal_row(conn, estate_id, seq)
    kept = await kept_entry(conn, estate_id, seq)
    if kept is None:
        raise ObjectIsNotHere("这张凭证")
    health = await queries.book_health(conn, estate_id)
    documents = await journal_queries.documents_by_digest(conn, estate_id, row.documents)
    shared = _journal_item(row).model_dump(exclude={"lines"})
    return EntryView(
        **shared,
        series=row.series,
        source=row.source,
        rule_version=row.rule_version,
        posted_by=row.posted_by,
        lines=[
            EntryLineView(
                account_code=line.account_code,
                account_name=line.account_name,
                holder=line.holder,
                side=_side(line),
                amount=line.amount,
                narration=line.narration,
                fund_grant_id=line.fund_grant_id,
                merchant_id=line.merchant_id,
                dwelling_id=line.dwelling_id,
                activity_id=line.activity_id,
            )
            for line in row.lines
        ],
        documents=[
            EntryDocumentView(
                document_id=document.document_id,
                filename=document.filename,
                media_type=document.media_type,
                size_bytes=document.size_bytes,
                sha256=document.sha256.hex(),
            )
            for digest in row.documents
            if (document := documents.get(digest)) is not None
        ],
        canonical=canonical_json(kept.fields),
        leaf_hash=row.leaf_hash.hex(),
        is_unaltered=leaf_hash(leaf_bytes(kept.fields)) == row.leaf_hash,
        book_size=health.size,
        root_hash=health.root_hash.hex(),
    )


@get(f"{E}/desk/today", guards=[may(Permission.READ_DESK_TODAY)], tags=["desk"])
async def read_desk_today(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    actor: NamedDependency[Actor],
    role: Annotated[
        Role | None, QueryParameter(description="身兼数职时看哪一个岗位的；不填看第一个")
    ] = None,
) -> DeskTodayView:
    """今日：每个岗位的问题、回答、数字和等他处理的事。"""
    now = now_utc()
    profile = await rule_profile(conn, estate_id, on=now.astimezone(CHINA).date())
    return await desk_today(
        conn,
        estate_id=estate_id,
        user_id=actor.user_id,
        roles=actor.roles,
        wanted=role,
        now=now,
        rate_fen_per_point=profile.points.rate_fen,
    )


@get(
    f"{E}/health/books",
    guards=[may(Permission.CHECK_BOOK_HEALTH)],
    tags=["health"],
)
async def read_book_health(
    estate_id: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> BookHealthView:
    """账簿健康：长度、根哈希、最近一笔的时间。"""
    health = await queries.book_health(conn, estate_id)
    return BookHealthView(
        size=health.size,
        root_hash=health.root_hash.hex(),
        last_recorded_at=health.last_recorded_at,
        entries_by_series=health.entries_by_series,
        database_bytes=health.database_bytes,
    )
