"""The fund's check on entries that somebody prepares or posts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.entry import JournalEntry
from ledger.funds import queries
from ledger.funds.rules import GrantLeft, check_grants, named_grants
from ledger.posting.entry_checks import CheckStage, EntryCheck


async def check_fund_grants(
    conn: AsyncConnection,
    *,
    estate_id: int,
    entries: Sequence[JournalEntry],
    stage: CheckStage,
) -> None:
    """Refuse spending that a grant does not cover; one request at a time for each grant.

    An entry being prepared competes with all that wait, itself among them; an entry being posted
    only with what is posted.
    """
    grant_ids = named_grants(entries)
    if not grant_ids:
        return
    standings = await queries.lock_grant_standings(conn, estate_id, sorted(grant_ids))
    codes = [line.account_code for entry in entries for line in entry.lines]
    types = await queries.account_types(conn, estate_id, codes)
    own = _own_change(entries, types)
    grants = {
        grant_id: GrantLeft(
            source=standing.source,
            purpose=standing.purpose,
            expires_on=standing.expires_on,
            left_fen=standing.posted_fen
            + (standing.waiting_fen - own.get(grant_id, 0) if stage == "prepare" else 0),
        )
        for grant_id, standing in standings.items()
    }
    check_grants(entries, grants=grants, account_types=types)


def _own_change(entries: Sequence[JournalEntry], types: dict[str, str]) -> dict[int, int]:
    """Return what the entries themselves do to each grant: they already stand among the waiting."""
    change: dict[int, int] = {}
    for entry in entries:
        for line in entry.lines:
            grant_id = line.dimensions.fund_grant_id
            if grant_id is not None and types.get(line.account_code, "asset") != "asset":
                change[grant_id] = change.get(grant_id, 0) - line.signed_amount
    return change


ENTRY_CHECKS: tuple[EntryCheck, ...] = (check_fund_grants,)
