"""Keep and forget drafts."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.personal_data import PersonalDatum, personal_data_of
from ledger.drafts.queries import Draft
from ledger.errors import Refusal

BODY_BYTES_MAX = 65_536
WAITS = timedelta(days=30)


class DraftIsTooLong(Refusal):
    """A draft is what somebody types, not a place for files."""

    code = "draft_is_too_long"
    status = 413


async def save_draft(
    conn: AsyncConnection, *, estate_id: int, user_id: int, form: str, body: str, now: datetime
) -> Draft:
    """Put the draft in place of the one before; raises `DraftIsTooLong`.

    The estate's drafts that nobody came back for are forgotten on the way.
    """
    if len(body.encode()) > BODY_BYTES_MAX:
        raise DraftIsTooLong(
            "草稿太长，没有保存。请先提交已经填好的部分。", bytes_max=BODY_BYTES_MAX
        )
    await conn.execute(
        text("delete from form_draft where estate_id = :estate_id and expires_at <= :now"),
        {"estate_id": estate_id, "now": now},
    )
    draft = Draft(form, body, now, now + WAITS)
    await conn.execute(
        text("""
            insert into form_draft (estate_id, user_id, form, body_sealed, saved_at, expires_at)
            values (:estate_id, :user_id, :form, :body_sealed, :saved_at, :expires_at)
            on conflict (estate_id, user_id, form) do update
            set body_sealed = excluded.body_sealed, saved_at = excluded.saved_at,
                expires_at = excluded.expires_at
        """),
        {
            "estate_id": estate_id,
            "user_id": user_id,
            "form": form,
            "body_sealed": personal_data_of(conn).seal(body, PersonalDatum.DRAFT),
            "saved_at": draft.saved_at,
            "expires_at": draft.expires_at,
        },
    )
    return draft


async def forget_draft(conn: AsyncConnection, *, estate_id: int, user_id: int, form: str) -> None:
    """Forget the user's draft of a form, if there is one."""
    await conn.execute(
        text("""delete from form_draft
            where estate_id = :estate_id and user_id = :user_id and form = :form"""),
        {"estate_id": estate_id, "user_id": user_id, "form": form},
    )


async def forget_drafts_of(conn: AsyncConnection, *, estate_id: int, user_id: int) -> None:
    """Forget every draft of the user in the estate.

    The database shows drafts to their writer alone: the database transaction has to act for them.
    """
    await conn.execute(
        text("delete from form_draft where estate_id = :estate_id and user_id = :user_id"),
        {"estate_id": estate_id, "user_id": user_id},
    )
