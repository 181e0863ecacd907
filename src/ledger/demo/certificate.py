"""A certificate of the sample estate, asked for by a volunteer on the phone."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.certificates.operations import Asking, issue_certificate
from ledger.certificates.queries import certificates_of
from ledger.db.ids import new_token
from ledger.demo.counter import people_of

_VOLUNTEER = "resident01"
_TOKEN_BYTES = 16


async def certify_a_volunteer(conn: AsyncConnection, *, now: datetime, today: date) -> None:
    """Issue the volunteer's own certificate of all services so far; once."""
    estate_id, people = await people_of(conn)
    volunteer = people[_VOLUNTEER]
    assert volunteer.resident_id is not None
    ids = [volunteer.resident_id]
    if await certificates_of(conn, estate_id=estate_id, resident_ids=ids):
        return
    await issue_certificate(
        conn,
        Asking(volunteer.resident_id, None, None, "self"),
        estate_id=estate_id,
        actor_user_id=volunteer.user_id,
        token=new_token(_TOKEN_BYTES),
        salt=new_token(_TOKEN_BYTES),
        now=now,
        today=today,
    )
