"""Reading what an operator watches of a book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere


@dataclass(frozen=True, slots=True)
class BookHealth:
    """`size` counts entries, which are the leaves of the log that `root_hash` commits to."""

    size: int
    root_hash: bytes
    last_recorded_at: datetime | None
    entries_by_series: list[tuple[str, int]]
    database_bytes: int


async def book_health(conn: AsyncConnection, estate_id: int) -> BookHealth:
    """Return the state of an estate's book; raises `ObjectIsNotHere` without one."""
    row = (
        await conn.execute(
            text("""select b.size, b.root_hash, e.recorded_at,
                    pg_database_size(current_database()) as database_bytes
                from book b left join journal_entry e using (estate_id)
                where b.estate_id = :estate_id and (e.seq = b.size or b.size = 0)"""),
            {"estate_id": estate_id},
        )
    ).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这个小区的账簿")
    numbers = await conn.execute(
        text("""select series, sum(last_number) as entries from entry_number
            where estate_id = :estate_id group by series order by series"""),
        {"estate_id": estate_id},
    )
    return BookHealth(
        size=row.size,
        root_hash=row.root_hash,
        last_recorded_at=row.recorded_at,
        entries_by_series=[(each.series, int(each.entries)) for each in numbers],
        database_bytes=row.database_bytes,
    )
