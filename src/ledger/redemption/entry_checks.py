"""The store's check on entries that somebody prepares or posts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.entry import JournalEntry
from ledger.errors import ObjectIsNotHere
from ledger.posting.entry_checks import CheckStage, EntryCheck
from ledger.redemption.queries import known_merchant_ids


async def check_merchants(
    conn: AsyncConnection,
    *,
    estate_id: int,
    entries: Sequence[JournalEntry],
    stage: CheckStage,
) -> None:
    """Raise `ObjectIsNotHere` when a line names a merchant that the estate does not have.

    A payable to nobody could never be reconciled with a merchant's statement.
    """
    named = {
        line.dimensions.merchant_id
        for entry in entries
        for line in entry.lines
        if line.dimensions.merchant_id is not None
    }
    unknown = named - await known_merchant_ids(conn, estate_id, sorted(named)) if named else set()
    if unknown:
        raise ObjectIsNotHere("这个商户", merchant_id=min(unknown))


ENTRY_CHECKS: tuple[EntryCheck, ...] = (check_merchants,)
