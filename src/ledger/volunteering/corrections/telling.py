"""Who is told of a correction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import CHINA
from ledger.identity.roles import Role
from ledger.messages.operations import put_messages, users_with_roles
from ledger.messages.outbox import NewMessage
from ledger.messages.words import day_words
from ledger.points.rules import hours_text
from ledger.volunteering.corrections.queries import Correction

TITLE_LENGTH_MAX = 40
DECIDERS = (Role.COMMITTEE.value, Role.ORGANISER.value)


async def tell_deciders(
    conn: AsyncConnection, estate_id: int, number: int, *, by: int, now: datetime
) -> None:
    """Tell those who may decide, but not who prepared it, that a correction waits."""
    today = now.astimezone(CHINA).date()
    told = await users_with_roles(conn, estate_id=estate_id, roles=DECIDERS, today=today)
    await put_messages(
        conn,
        [
            NewMessage(
                estate_id,
                "service_correction_waits",
                f"service_correction:{number}:{user_id}",
                user_id=user_id,
            )
            for user_id in told
            if user_id != by
        ],
    )


async def tell_volunteer(conn: AsyncConnection, estate_id: int, correction: Correction) -> None:
    """Tell the volunteer what the record says now."""
    number, record = correction.service_correction_id, correction.service_record_id
    await put_messages(
        conn,
        [
            NewMessage(
                estate_id,
                "service_corrected",
                f"service_corrected:{number}",
                {
                    "on": day_words(correction.served_on),
                    "title": correction.activity[:TITLE_LENGTH_MAX],
                    "hours": hours_text(correction.to_minutes),
                },
                resident_id=correction.resident_id,
                link=f"/ui/m/service/{record}",
            )
        ],
    )
