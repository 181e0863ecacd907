"""The check of activities on entries that somebody prepares or posts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.entry import JournalEntry
from ledger.errors import ObjectIsNotHere
from ledger.posting.entry_checks import CheckStage, EntryCheck
from ledger.volunteering.queries import known_activity_ids


async def check_activities(
    conn: AsyncConnection,
    *,
    estate_id: int,
    entries: Sequence[JournalEntry],
    stage: CheckStage,
) -> None:
    """Raise `ObjectIsNotHere` when a line names an activity that the estate does not have."""
    named = {
        line.dimensions.activity_id
        for entry in entries
        for line in entry.lines
        if line.dimensions.activity_id is not None
    }
    unknown = named - await known_activity_ids(conn, estate_id, sorted(named)) if named else set()
    if unknown:
        raise ObjectIsNotHere("这个活动", activity_id=min(unknown))


ENTRY_CHECKS: tuple[EntryCheck, ...] = (check_activities,)
