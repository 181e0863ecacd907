"""One's own drafts over HTTP: read, put in place of the one before, forget."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

from litestar import Response, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, PathParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc
from ledger.drafts import operations, queries
from ledger.drafts.payloads import (
    DraftView,
    ForgottenDraftView,
    KeptDraftView,
    NewDraft,
    SavedDraftView,
)
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.web.idempotency import Once

_DRAFT = "/api/v1/estates/{estate_id:int}/drafts/{form:str}"
_OWN = [may(Permission.KEEP_OWN_DRAFTS)]

Form = Annotated[
    str,
    PathParameter(pattern=r"^[a-z0-9][a-z0-9.:_-]{0,59}$", description="哪一张表单"),
]


@get(_DRAFT, guards=_OWN, tags=["drafts"])
async def read_draft(
    estate_id: FromPath[int],
    form: Form,
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> KeptDraftView:
    """自己没写完的一张表单。"""
    draft = await queries.draft_of(
        conn, estate_id=estate_id, user_id=actor.user_id, form=form, now=now_utc()
    )
    return KeptDraftView(draft=DraftView.model_validate(draft) if draft else None)


@put(_DRAFT, guards=_OWN, tags=["drafts"])
async def save_draft(
    estate_id: FromPath[int],
    form: Form,
    data: JSONBody[NewDraft],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[SavedDraftView]:
    """保存没写完的表单，代替上一次保存的；30 天后作废。"""

    async def work() -> SavedDraftView:
        draft = await operations.save_draft(
            conn,
            estate_id=estate_id,
            user_id=actor.user_id,
            form=form,
            body=data.body,
            now=now_utc(),
        )
        return SavedDraftView(form=form, saved_at=draft.saved_at)

    # The key's record is kept for ever; it must not keep what the draft forgets.
    said = {"sha256": sha256(data.body.encode()).hexdigest()}
    return await once(conn, said, work, status=200)


@delete(_DRAFT, guards=_OWN, tags=["drafts"], status_code=200)
async def forget_draft(
    estate_id: FromPath[int],
    form: Form,
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ForgottenDraftView]:
    """丢掉没写完的表单。"""

    async def work() -> ForgottenDraftView:
        await operations.forget_draft(conn, estate_id=estate_id, user_id=actor.user_id, form=form)
        return ForgottenDraftView(form=form)

    return await once(conn, None, work, status=200)
