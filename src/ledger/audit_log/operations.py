"""Write one line of the audit log in the database transaction of the act it describes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class AuditLine:
    """What somebody did, as a line without details; `outcome` is `done` or a refusal's code."""

    estate_id: int | None
    actor_user_id: int
    action: str
    object_: str
    outcome: str
    request_id: str
    address: str


_INSERT_MANY = text("""
    insert into audit_line (estate_id, actor_user_id, action, object, outcome, request_id, address)
    select * from unnest(cast(:estate_ids as bigint[]), cast(:user_ids as bigint[]),
        cast(:actions as text[]), cast(:objects as text[]), cast(:outcomes as text[]),
        cast(:request_ids as text[]), cast(:addresses as text[]))
""")


async def write_audit_lines(conn: AsyncConnection, lines: Sequence[AuditLine]) -> None:
    """Append many lines in one statement."""
    if not lines:
        return
    await conn.execute(
        _INSERT_MANY,
        {
            "estate_ids": [line.estate_id for line in lines],
            "user_ids": [line.actor_user_id for line in lines],
            "actions": [line.action for line in lines],
            "objects": [line.object_ for line in lines],
            "outcomes": [line.outcome for line in lines],
            "request_ids": [line.request_id for line in lines],
            "addresses": [line.address for line in lines],
        },
    )
