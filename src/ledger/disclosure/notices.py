"""The newest disclosure, as the residents' first page points to it."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.disclosure.queries import public_disclosures
from ledger.points.notices import Notice


async def latest_notice(conn: AsyncConnection, *, estate_id: int) -> Notice | None:
    """Return the estate's newest disclosure that stands, or None before the first."""
    for row in await public_disclosures(conn, estate_id):
        if row.state == "published":
            return Notice(title=row.title, url=f"/d/{row.token}")
    return None
