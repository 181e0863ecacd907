"""Write one line of the audit log in the database transaction of the act it describes."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import bindparam

from ledger.errors import JsonValue

_INSERT = text("""
    insert into audit_line (estate_id, actor_user_id, action, object, outcome, request_id,
        address, details)
    values (:estate_id, :actor_user_id, :action, :object, :outcome, :request_id, :address,
        :details)
""").bindparams(bindparam("details", type_=JSONB))


async def write_audit_line(
    conn: AsyncConnection,
    *,
    estate_id: int | None,
    actor_user_id: int | None,
    action: str,
    outcome: str,
    object_: str = "",
    request_id: str = "",
    address: str = "",
    details: Mapping[str, JsonValue] | None = None,
) -> None:
    """Append a line; `outcome` is `done` or a refusal's code. No secrets and no bodies."""
    await conn.execute(
        _INSERT,
        {
            "estate_id": estate_id,
            "actor_user_id": actor_user_id,
            "action": action,
            "object": object_,
            "outcome": outcome,
            "request_id": request_id,
            "address": address,
            "details": dict(details or {}),
        },
    )
