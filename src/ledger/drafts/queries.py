"""Read one's own drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.personal_data import PersonalDataCannotBeOpened, PersonalDatum, personal_data_of


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed, as the form wrote it, and until when it waits."""

    form: str
    body: str
    saved_at: datetime
    expires_at: datetime


async def draft_of(
    conn: AsyncConnection, *, estate_id: int, user_id: int, form: str, now: datetime
) -> Draft | None:
    """Return the user's draft of a form; None when there is none, or it has expired.

    A draft that was sealed under a key that is gone counts as none: it holds up no work.
    """
    row = (
        await conn.execute(
            text("""
                select body_sealed, saved_at, expires_at from form_draft
                where estate_id = :estate_id and user_id = :user_id and form = :form
                    and expires_at > :now
            """),
            {"estate_id": estate_id, "user_id": user_id, "form": form, "now": now},
        )
    ).one_or_none()
    if row is None:
        return None
    try:
        body = personal_data_of(conn).reveal(row.body_sealed, PersonalDatum.DRAFT)
    except PersonalDataCannotBeOpened:
        return None
    return Draft(form, body, row.saved_at, row.expires_at)
