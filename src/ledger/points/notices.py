"""The newest public notice that a resident's first page points to.

Publishing stands above points and is not imported: a feature that publishes offers
`ledger.<feature>.notices.latest_notice`, and it is found by its name.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

import ledger


@dataclass(frozen=True, slots=True)
class Notice:
    """What was published: its title and the address of its public page."""

    title: str
    url: str


class LatestNotice(Protocol):
    """Return an estate's newest public notice, or None before the first."""

    async def __call__(self, conn: AsyncConnection, *, estate_id: int) -> Notice | None: ...


async def latest_notice(conn: AsyncConnection, *, estate_id: int) -> Notice | None:
    """Return the newest notice that any feature publishes for the estate."""
    for module in pkgutil.iter_modules(ledger.__path__, "ledger."):
        name = f"{module.name}.notices"
        if not module.ispkg or name == __name__ or importlib.util.find_spec(name) is None:
            continue
        read: LatestNotice = importlib.import_module(name).latest_notice
        notice = await read(conn, estate_id=estate_id)
        if notice is not None:
            return notice
    return None
