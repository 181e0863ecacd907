"""The fund's check on entries that somebody prepares or posts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.entry import JournalEntry
from ledger.bookkeeping.period import CLOSING_KIND
from ledger.funds import queries
from ledger.funds.rules import GrantLeft, check_grants, named_grants, pays_from_the_fund
from ledger.posting.entry_checks import CheckStage, EntryCheck


async def check_fund_grants(
    conn: AsyncConnection,
    *,
    estate_id: int,
    entries: Sequence[JournalEntry],
    stage: CheckStage,
) -> None:
    """Refuse spending of the fund that no grant covers; one request at a time for each grant.

    An entry being prepared competes with all that wait; an entry being posted, which waited
    itself, only with what is posted.
    """
    # 结转 spends nothing: what it takes from income and expense it gives back to the grant.
    entries = [entry for entry in entries if entry.kind != CLOSING_KIND]
    grant_ids = named_grants(entries)
    if not grant_ids and not pays_from_the_fund(entries):
        return
    standings = await queries.lock_grant_standings(conn, estate_id, sorted(grant_ids))
    codes = [line.account_code for entry in entries for line in entry.lines]
    types = await queries.account_types(conn, estate_id, codes)
    grants = {
        grant_id: GrantLeft(
            source=standing.source,
            purpose=standing.purpose,
            account_code=standing.account_code,
            expires_on=standing.expires_on,
            left_fen=standing.posted_fen + (standing.waiting_fen if stage == "prepare" else 0),
        )
        for grant_id, standing in standings.items()
    }
    check_grants(entries, grants=grants, account_types=types)


ENTRY_CHECKS: tuple[EntryCheck, ...] = (check_fund_grants,)
