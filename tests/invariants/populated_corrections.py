"""A service of the small estate that was corrected twice: more on a paper, then fewer."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.volunteering.corrections.operations import (
    Wanted,
    approve_correction,
    prepare_correction,
)
from ledger.volunteering.corrections.rules import Presence
from tests.reporting import books


async def correct_services(
    conn: AsyncConnection, estate: books.Estate, *, now: datetime, today: date
) -> None:
    """Correct the service of two and a half hours to three and more, and then to less again."""
    record: int = await conn.scalar(
        text("""select min(service_record_id) from service_record
            where estate_id = :estate_id and state = 'verified'"""),
        {"estate_id": estate.estate_id},
    )
    paper = await books.add_document(conn, estate, b"%PDF-1.7 a photograph", "照片.pdf")
    steps = ((time(12, 10), paper), (time(10, 50), None))
    for until, document_id in steps:
        correction = await prepare_correction(
            conn,
            Wanted(Presence(time(9), until), "签到纸抄错", document_id),
            estate_id=estate.estate_id,
            service_record_id=record,
            actor_user_id=estate.organiser,
            now=now,
        )
        await approve_correction(
            conn,
            estate_id=estate.estate_id,
            service_correction_id=correction.service_correction_id,
            actor_user_id=estate.committee,
            now=now,
            today=today,
        )
