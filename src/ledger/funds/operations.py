"""Enter grants: the row that says what was given for what, and the entry that books it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import JsonValue
from ledger.funds import queries
from ledger.funds.categories import FundSource
from ledger.funds.entries import fund_grant_lines, restricted_account
from ledger.posting.prepared_entries import EntryDraft, prepare_entries


@dataclass(frozen=True, slots=True)
class GrantDraft:
    """A grant to be entered; `flags` are remarks for the approver."""

    granted_on: date
    source: FundSource
    donor: str
    amount_fen: int
    purpose: str
    is_refundable: bool
    expires_on: date | None
    is_anonymous: bool
    source_key: str
    document_id: int
    import_id: int
    flags: tuple[dict[str, JsonValue], ...] = ()


_ADD_GRANT = text("""
    insert into fund_grant (estate_id, fund_grant_id, granted_on, source, donor, amount_fen,
        purpose, is_refundable, expires_on, is_anonymous, account_code, source_key,
        prepared_entry_id)
    values (:estate_id, :fund_grant_id, :granted_on, :source, :donor, :amount_fen, :purpose,
        :is_refundable, :expires_on, :is_anonymous, :account_code, :source_key,
        :prepared_entry_id)
""")


async def prepare_grants(
    conn: AsyncConnection,
    *,
    estate_id: int,
    grants: Sequence[GrantDraft],
    actor_user_id: int,
    now: datetime,
    today: date,
) -> list[int]:
    """Store the grants and prepare an entry for each; return the ids of the grants.

    Raises what `prepare_entries` raises.
    """
    if not grants:
        return []
    ids = await queries.reserve_fund_grant_ids(conn, len(grants))
    prepared = await prepare_entries(
        conn,
        estate_id=estate_id,
        drafts=[
            _entry_draft(grant, fund_grant_id)
            for grant, fund_grant_id in zip(grants, ids, strict=True)
        ],
        actor_user_id=actor_user_id,
        now=now,
        today=today,
    )
    rows = [
        {
            "estate_id": estate_id,
            "fund_grant_id": fund_grant_id,
            "granted_on": grant.granted_on,
            "source": grant.source.title,
            "donor": grant.donor,
            "amount_fen": grant.amount_fen,
            "purpose": grant.purpose,
            "is_refundable": grant.is_refundable,
            "expires_on": grant.expires_on,
            "is_anonymous": grant.is_anonymous,
            "account_code": restricted_account(grant.source, is_refundable=grant.is_refundable),
            "source_key": grant.source_key,
            "prepared_entry_id": entry.prepared_entry_id,
        }
        for grant, fund_grant_id, entry in zip(grants, ids, prepared, strict=True)
    ]
    await conn.execute(_ADD_GRANT, rows)
    return ids


def _entry_draft(grant: GrantDraft, fund_grant_id: int) -> EntryDraft:
    # The narration is published; who wants to stay unnamed is named in the grant's row only.
    donor = "匿名出资方" if grant.is_anonymous else grant.donor
    return EntryDraft(
        kind="fund_grant",
        effective_on=grant.granted_on,
        narration=f"{grant.source.title}：{donor}，用于{grant.purpose}",
        lines=fund_grant_lines(
            grant.source,
            fund_grant_id=fund_grant_id,
            amount_fen=grant.amount_fen,
            is_refundable=grant.is_refundable,
        ),
        counterparty=donor,
        source=f"fund_grant:{fund_grant_id}",
        source_key=grant.source_key,
        document_ids=(grant.document_id,),
        flags=grant.flags,
        import_id=grant.import_id,
    )
