"""Gather what the rules of the exception list look at; reads only."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import entry_no
from ledger.bookkeeping.period import Month
from ledger.db.ids import CHINA
from ledger.intake.operations import preview_import
from ledger.oversight import rules
from ledger.oversight.patterns.queries import patterns
from ledger.oversight.rules import (
    DoubtfulRow,
    ExceptionFound,
    ExpenseEntry,
    SelfApprovalAttempt,
    WaitingEntry,
)

FILES_LOOKED_AT = 4
"""A year of quarterly cash books: their rows that nobody accepted are looked at again."""

WAITING_DAYS_MAX = 7
"""Days after which a prepared entry has waited too long, where nobody asks otherwise."""

_EXPENSES = text("""
    select p.prepared_entry_id, p.seq, p.effective_on, p.narration, p.counterparty, p.document_no,
        l.expense_fen, l.account_codes, e.series, e.fiscal_month, e.number
    from prepared_entry p
    cross join lateral (
        select sum(case when x.side = 'debit' then x.amount_fen else -x.amount_fen end)::bigint
                as expense_fen,
            array_agg(distinct x.account_code) as account_codes
        from jsonb_to_recordset(p.lines) as x (account_code text, side text, amount_fen bigint)
        join account a on a.estate_id = p.estate_id and a.code = x.account_code and a.holder = ''
        where a.type = 'expense'
    ) l
    left join journal_entry e on e.estate_id = p.estate_id and e.seq = p.seq
    where p.estate_id = :estate_id and p.state <> 'rejected' and p.reverses_seq is null
        and l.expense_fen > 0
        -- What was taken back whole is no expense; of a part, the rest still is.
        and (p.seq is null or (
            select sum(x.amount)
            from journal_entry j
            join entry_line x on x.estate_id = j.estate_id and x.seq = j.seq and x.side = 1
            where j.estate_id = p.estate_id and (j.seq = p.seq or j.reverses_seq = p.seq)) <> 0)
    order by p.effective_on, p.prepared_entry_id
""")

_WAITING = text("""
    select prepared_entry_id, effective_on, narration, total_fen, state, prepared_at
    from prepared_entry
    where estate_id = :estate_id and state in ('prepared', 'approved')
    order by prepared_at, prepared_entry_id
""")

_SELF_APPROVALS = text("""
    select l.audit_line_id, l.at, l.object, u.display_name
    from audit_line l join app_user u on u.user_id = l.actor_user_id
    where l.estate_id = :estate_id and l.outcome = 'preparer_may_not_approve'
    order by l.audit_line_id
""")

# The last upload of each of the last cash books that somebody booked.
_CASH_BOOKS = text("""
    select max(import_id) as import_id
    from import_batch
    where estate_id = :estate_id and kind = 'cash_book' and booked_at is not null
    group by document_id
    order by 1 desc
    limit :limit
""")


async def expense_entries(conn: AsyncConnection, estate_id: int) -> list[ExpenseEntry]:
    """Return the expenses that stand: prepared, approved or posted, and not reversed."""
    rows = await conn.execute(_EXPENSES, {"estate_id": estate_id})
    return [
        ExpenseEntry(
            prepared_entry_id=row.prepared_entry_id,
            seq=row.seq,
            entry_no=entry_no(row.series, Month.from_number(row.fiscal_month), row.number)
            if row.number is not None
            else None,
            effective_on=row.effective_on,
            narration=row.narration,
            counterparty=row.counterparty,
            document_no=row.document_no,
            expense_fen=row.expense_fen,
            account_codes=tuple(row.account_codes),
        )
        for row in rows
    ]


async def _waiting(conn: AsyncConnection, estate_id: int, now: datetime) -> list[WaitingEntry]:
    rows = await conn.execute(_WAITING, {"estate_id": estate_id})
    return [
        WaitingEntry(
            prepared_entry_id=row.prepared_entry_id,
            effective_on=row.effective_on,
            narration=row.narration,
            total_fen=row.total_fen,
            state=row.state,
            days=(now - row.prepared_at).days,
        )
        for row in rows
    ]


async def _attempts(conn: AsyncConnection, estate_id: int) -> list[SelfApprovalAttempt]:
    rows = await conn.execute(_SELF_APPROVALS, {"estate_id": estate_id})
    return [
        SelfApprovalAttempt(
            audit_line_id=row.audit_line_id,
            on=row.at.astimezone(CHINA).date(),
            actor_name=row.display_name,
            prepared_entry_id=_id_in(row.object),
        )
        for row in rows
    ]


def _id_in(object_: str) -> int | None:
    name, _, number = object_.partition(":")
    return int(number) if name == "prepared_entry" and number.isdigit() else None


async def _doubtful_rows(conn: AsyncConnection, estate_id: int) -> list[DoubtfulRow]:
    batches = await conn.execute(_CASH_BOOKS, {"estate_id": estate_id, "limit": FILES_LOOKED_AT})
    found: list[DoubtfulRow] = []
    for import_id in batches.scalars().all():
        previewed = await preview_import(conn, estate_id=estate_id, import_id=import_id)
        for row in previewed.preview.rows:
            reasons = [reason for reason in row.reasons if reason.severity == "doubtful"]
            # Closing the month refuses a row that was left out; it is left to explain all the same.
            if row.status not in ("doubtful", "refused") or not reasons:
                continue
            on = row.values["on"]
            amount = row.values["expense_fen"] or row.values["income_fen"] or 0
            found.append(
                DoubtfulRow(
                    import_id=import_id,
                    row_no=row.row_no,
                    on=date.fromisoformat(str(on)) if on else None,
                    narration=str(row.values["narration"]),
                    amount_fen=int(amount),
                    invoice_was_used=any(each.code == "invoice_was_used" for each in reasons),
                    reasons=tuple(reason.message for reason in reasons),
                )
            )
    return found


async def exceptions(
    conn: AsyncConnection, estate_id: int, *, now: datetime, days_max: int
) -> list[ExceptionFound]:
    """Return the whole list, by kind and then by date; nothing of it is stored."""
    expenses = await expense_entries(conn, estate_id)
    return [
        *rules.duplicate_invoices(expenses),
        *rules.doubtful_rows(await _doubtful_rows(conn, estate_id)),
        *rules.expenses_without_invoice(expenses),
        *rules.split_purchases(expenses),
        *rules.self_approvals(await _attempts(conn, estate_id)),
        *rules.waiting_too_long(await _waiting(conn, estate_id, now), days_max=days_max),
        *await patterns(conn, estate_id, now=now),
    ]
