"""Where a document number stands in the books already; one paper pays once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import entry_no
from ledger.bookkeeping.period import Month
from ledger.errors import JsonValue
from ledger.posting.document_numbers import EarlierUse, same_document
from ledger.posting.prepared_entries import EntryDraft

_DOCUMENT_NUMBERS = text("""
    select p.document_no, p.source_key, p.effective_on, p.narration, p.prepared_entry_id,
        j.series, j.fiscal_month, j.number
    from prepared_entry p
    left join journal_entry j on j.estate_id = p.estate_id and j.seq = p.seq
    where p.estate_id = :estate_id and p.state <> 'rejected'
        and p.document_no = any(cast(:numbers as text[]))
    order by p.effective_on, p.prepared_entry_id
""")


async def earlier_uses(
    conn: AsyncConnection, estate_id: int, document_numbers: Sequence[str]
) -> dict[str, list[EarlierUse]]:
    """Return who used these numbers (normal form) before; entries sent back do not count."""
    uses: dict[str, list[EarlierUse]] = {}
    numbers = {"estate_id": estate_id, "numbers": sorted(set(document_numbers))}
    for row in await conn.execute(_DOCUMENT_NUMBERS, numbers):
        where = f"{row.effective_on.isoformat()} 的“{row.narration}”"
        if row.number:
            month = Month.from_number(row.fiscal_month)
            where += f"（凭证 {entry_no(row.series, month, row.number)}）"
        uses.setdefault(row.document_no, []).append(
            EarlierUse(row.source_key, row.effective_on, where)
        )
    return uses


async def flag_used_document(
    conn: AsyncConnection, estate_id: int, draft: EntryDraft
) -> EntryDraft:
    """Return the draft with a remark for the approver when its document was used before."""
    if not draft.document_no:
        return draft
    uses = (await earlier_uses(conn, estate_id, [draft.document_no])).get(draft.document_no, [])
    flags: tuple[dict[str, JsonValue], ...] = tuple(
        {
            "code": "invoice_was_used",
            "message": f"票据号 {draft.document_no} 已用于{use.where}，请核对是不是重复报销。",
        }
        for use in uses
        if same_document(draft.document_no, draft.effective_on, use.effective_on)
    )
    return replace(draft, flags=(*draft.flags, *flags))
