"""What every way of signing in does around its proof: the address, the audit line, the session."""

from __future__ import annotations

from typing import Any

from litestar import Request
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.audit_log.operations import write_audit_line
from ledger.audit_log.refused_requests import REFUSAL_IS_RECORDED
from ledger.db.ids import today_in_china
from ledger.db.session import in_installation
from ledger.identity import queries
from ledger.identity.browser_cookie import device_of
from ledger.identity.open_session import OpenSession
from ledger.identity.second_factor import has_factor
from ledger.identity.session_rules import Proof
from ledger.identity.sessions import begin_session

AnyRequest = Request[Any, Any, Any]


def address_of(request: AnyRequest) -> str:
    """Return where the request comes from."""
    return request.client.host if request.client else ""


async def audit(
    conn: AsyncConnection,
    request: AnyRequest,
    *,
    action: str,
    user_id: int | None,
    outcome: str = "done",
    object_: str = "",
    **details: str,
) -> None:
    """Write the line of an act that belongs to no estate; of a refusal it is the only one."""
    if outcome != "done":
        request.scope["state"][REFUSAL_IS_RECORDED] = True
    await write_audit_line(
        conn,
        estate_id=None,
        actor_user_id=user_id,
        action=action,
        outcome=outcome,
        object_=object_,
        request_id=str(request.scope["state"].get("request_id", "")),
        address=address_of(request),
        details=dict(details),
    )


async def audit_sign_in(
    conn: AsyncConnection,
    request: AnyRequest,
    *,
    proof: Proof,
    user_id: int | None,
    outcome: str = "done",
) -> None:
    """Write the line of a sign-in; of one that was right, with the kind of device.

    By the device a person is told that the account was used on one that was never seen before.
    """
    device = {} if user_id is None else {"device": device_of(request)}
    await audit(
        conn,
        request,
        action="sign_in",
        user_id=user_id,
        outcome=outcome,
        proof=proof.value,
        **device,
    )


async def begin_unless_disabled(
    request: AnyRequest, engine: AsyncEngine, user_id: int, proof: Proof
) -> OpenSession | None:
    """Begin the session of somebody who proved who they are, unless the user is disabled."""
    async with in_installation(engine) as conn:
        user = await queries.signed_in_user(conn, user_id, today=today_in_china())
        with_factor = await has_factor(conn, user_id)
    if user is None:
        return None
    return await begin_session(
        request, engine, user, proof=proof, factor_is_proved=False, has_factor=with_factor
    )
