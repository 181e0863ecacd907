"""Read one's own drafts."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
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


async def forms_begun_by(
    conn: AsyncConnection, *, estate_id: int, user_ids: Sequence[int]
) -> list[Draft]:
    """Return the drafts of these users in the order of their forms.

    The database shows drafts to their writer alone, whoever is asked for.
    """
    rows = await conn.execute(
        text("""
            select form, body_sealed, saved_at, expires_at from form_draft
            where estate_id = :estate_id and user_id = any(:user_ids) order by form
        """),
        {"estate_id": estate_id, "user_ids": list(user_ids)},
    )
    keys = personal_data_of(conn)
    found = []
    for row in rows:
        with suppress(PersonalDataCannotBeOpened):
            body = keys.reveal(row.body_sealed, PersonalDatum.DRAFT)
            found.append(Draft(row.form, body, row.saved_at, row.expires_at))
    return found
