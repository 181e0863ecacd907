"""Raw SQL as an attacker would send it, and the SQLSTATEs that stop it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

APPEND_ONLY, NOT_BALANCED, NOT_GAPLESS, CLOSED, TOO_LOW = (
    "LG001", "LG002", "LG003", "LG004", "LG005",
)  # fmt: skip
DENIED, CHECK, UNIQUE, FOREIGN, NOT_NULL = "42501", "23514", "23505", "23503", "23502"


async def attempt(engine: AsyncEngine, *statements: str, **values: Any) -> str | None:
    """Run the statements in one transaction and return the SQLSTATE that stopped them, if any."""
    async with engine.connect() as conn:
        try:
            for statement in statements:
                await conn.execute(text(statement), values)
            # What waits for the commit speaks now.
            await conn.execute(text("set constraints all immediate"))
        except DBAPIError as error:
            found: str = getattr(error.orig, "sqlstate", "")
            return found
        finally:
            await conn.rollback()
    return None
