"""Papers about persons: sealed as they come in, opened for a reason, destroyed with the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.personal_data import personal_data_of
from ledger.errors import ObjectIsNotHere
from ledger.intake.documents import media_type_of
from ledger.intake.source_file import ReadingLimits, SourceFile, check_size


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as it came."""

    personal_paper_id: int
    filename: str
    media_type: str
    content: bytes


async def keep_paper(
    conn: AsyncConnection, *, estate_id: int, file: SourceFile, actor_user_id: int
) -> int:
    """Keep a scanned paper sealed and return its number; raises `FileIsEmpty`, `FileIsTooLarge`."""
    check_size(file, ReadingLimits())
    kept = await conn.execute(
        text("""insert into personal_paper (estate_id, filename, media_type, size_bytes,
                content_sealed, uploaded_by)
            values (:estate_id, :filename, :media_type, :size_bytes, :sealed, :uploaded_by)
            returning personal_paper_id"""),
        {
            "estate_id": estate_id,
            "filename": file.filename,
            "media_type": media_type_of(file.filename, file.content),
            "size_bytes": len(file.content),
            "sealed": personal_data_of(conn).seal_paper(file.content),
            "uploaded_by": actor_user_id,
        },
    )
    personal_paper_id: int = kept.scalar_one()
    return personal_paper_id


async def read_paper(conn: AsyncConnection, estate_id: int, personal_paper_id: int) -> Paper:
    """Return a paper; raises `ObjectIsNotHere`, also for one that was destroyed."""
    row = (
        await conn.execute(
            text("""select personal_paper_id, filename, media_type, content_sealed
                from personal_paper where estate_id = :estate_id
                    and personal_paper_id = :paper_id and content_sealed is not null"""),
            {"estate_id": estate_id, "paper_id": personal_paper_id},
        )
    ).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这份材料")
    content = personal_data_of(conn).reveal_paper(row.content_sealed)
    return Paper(row.personal_paper_id, row.filename, row.media_type, content)


async def check_paper(conn: AsyncConnection, estate_id: int, personal_paper_id: int) -> None:
    """Raise `ObjectIsNotHere` unless the estate keeps this paper."""
    found = await conn.execute(
        text("""select 1 from personal_paper where estate_id = :estate_id
            and personal_paper_id = :paper_id and content_sealed is not null"""),
        {"estate_id": estate_id, "paper_id": personal_paper_id},
    )
    if found.first() is None:
        raise ObjectIsNotHere("这份材料")


async def destroy_papers_of(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, now: datetime
) -> int:
    """Destroy the papers that are about a resident alone; return how many."""
    destroyed = await conn.execute(
        text("""update personal_paper p
            set content_sealed = null, filename = '', destroyed_at = :now
            where p.estate_id = :estate_id and p.content_sealed is not null
                and p.personal_paper_id in (
                    select personal_paper_id from consent
                    where estate_id = :estate_id and resident_id = :resident_id
                    union all
                    select personal_paper_id from guardianship where estate_id = :estate_id
                        and child_resident_id = :resident_id
                    union all
                    select p.paper_id from family_proxy f
                    cross join unnest(array[f.personal_paper_id, f.confirmation_paper_id])
                        as p (paper_id)
                    where f.estate_id = :estate_id and f.resident_id = :resident_id
                    union all
                    select personal_paper_id from act_on_paper
                    where estate_id = :estate_id and resident_id = :resident_id)"""),
        {"estate_id": estate_id, "resident_id": resident_id, "now": now},
    )
    return destroyed.rowcount
