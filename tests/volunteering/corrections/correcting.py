"""Booked services and their corrections, through the program's own operations."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.volunteering import queries as records
from ledger.volunteering.corrections.operations import (
    Wanted,
    approve_correction,
    prepare_correction,
)
from ledger.volunteering.corrections.queries import Correction
from ledger.volunteering.corrections.rules import Presence
from tests.points.estate import TODAY, SmallEstate
from tests.volunteering.test_verification import bring_in

NOW = datetime(2026, 7, 5, 2, 0, tzinfo=UTC)
SERVED = "2026-06-11,端午包粽,邻里活动,张三,1栋1单元0101,09:00,11:00,队,3栋栋长"
"""Two hours of 张三: 120 minutes, 2 points."""
NOT_THERE = Presence(None, None)


def there(came: str, gone: str) -> Presence:
    return Presence(time.fromisoformat(came), time.fromisoformat(gone))


async def booked(conn: AsyncConnection, estate: SmallEstate, *rows: str) -> int:
    """Import a sheet that counts at once and return the id of its last record."""
    await bring_in(conn, estate, *(rows or (SERVED,)))
    [*_, record] = await records.service_records(
        conn, estate_id=estate.estate_id, state="verified", q="", after=0, limit=50
    )
    return record.service_record_id


async def prepare(
    conn: AsyncConnection, estate: SmallEstate, record_id: int, presence: Presence, **said: Any
) -> Correction:
    return await prepare_correction(
        conn,
        Wanted(presence, said.pop("reason", "签到纸抄错"), **said),
        estate_id=estate.estate_id,
        service_record_id=record_id,
        actor_user_id=estate.organiser,
        now=NOW,
    )


async def approve(
    conn: AsyncConnection,
    estate: SmallEstate,
    correction: Correction,
    *,
    by: int | None = None,
    today: date = TODAY,
) -> Correction:
    return await approve_correction(
        conn,
        estate_id=estate.estate_id,
        service_correction_id=correction.service_correction_id,
        actor_user_id=by or estate.committee,
        now=NOW,
        today=today,
    )


async def correct(
    conn: AsyncConnection, estate: SmallEstate, record_id: int, presence: Presence, **said: Any
) -> Correction:
    """Prepare and approve, by two people."""
    return await approve(conn, estate, await prepare(conn, estate, record_id, presence, **said))


async def lines_of(conn: AsyncConnection, seqs: list[int]) -> list[tuple[str, int, str]]:
    """Return account, credit side's amount and narration of these entries, in order."""
    rows = await conn.execute(
        text("""select a.code, l.amount, e.narration
            from journal_entry e
            join entry_line l on l.estate_id = e.estate_id and l.seq = e.seq and l.side = -1
            join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
            where e.seq = any(:seqs) order by e.seq"""),
        {"seqs": seqs},
    )
    return [tuple(row) for row in rows]


async def add_paper(conn: AsyncConnection, estate: SmallEstate, words: str = "照片") -> int:
    """Store a source document and return its id."""
    document_id: int = await conn.scalar(
        text("""insert into source_document (estate_id, sha256, filename, media_type, size_bytes,
                content, uploaded_by)
            select :estate_id, sha256(b), '签到纸.jpg', 'image/jpeg', length(b), b, :by
            from convert_to(:words, 'UTF8') as b returning document_id"""),
        {"estate_id": estate.estate_id, "words": words, "by": estate.organiser},
    )
    return document_id
