"""What was refused before it became a write: no permission, too often, not now.

A write that a rule refuses leaves its line in its own database transaction (see
`ledger.web.idempotency` and the lanes). What is refused earlier, or by an error that undoes the
transaction, is written here, after the answer has gone out and many at a time, so that refusing
stays cheap under an attack. Only requests with a session are kept: of the others nobody can be
named, and they would let a stranger fill the log.
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.audit_log.operations import AuditLine, write_audit_lines
from ledger.db.lane import Lane
from ledger.errors import ServiceIsBusy

WAITING_MAX = 1024
NOT_PERMITTED, NOT_HERE, TOO_OFTEN = 403, 404, 429
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

REFUSAL_IS_RECORDED = "refusal_is_recorded"
"""In a request's state: what refuses it has written its line, so that no second one is needed."""

_log = structlog.get_logger("ledger.audit")


def is_kept(*, method: str, status: int, is_refusal: bool, is_stranger: bool) -> bool:
    """Tell whether this refused request belongs in the log.

    `is_refusal` is false for what could not even be understood; `is_stranger` is true where the
    path names an estate in which the actor has no role.
    """
    if status in (NOT_PERMITTED, TOO_OFTEN) or (status == NOT_HERE and is_stranger):
        return True
    return is_refusal and method not in READING_METHODS and 400 <= status < 500


class RefusedRequests:
    """Writes lines about refused requests, in batches."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._lane: Lane[AuditLine, None] = Lane(engine, _write, waiting_max=WAITING_MAX)

    async def keep(self, line: AuditLine) -> None:
        """Write a line; what the log cannot take is said in the program's own log."""
        try:
            await self._lane.submit(line)
        except ServiceIsBusy:
            _log.error("refusal_not_kept", action=line.action, outcome=line.outcome)

    async def close(self) -> None:
        """Return when every line is written."""
        await self._lane.close()


async def _write(
    conn: AsyncConnection, lines: Sequence[AuditLine], /, *, insistent: int
) -> list[None]:
    await write_audit_lines(conn, lines)
    return [None] * len(lines)
