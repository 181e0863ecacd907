"""All books screened at one snapshot, and those in doubt read entry by entry at the same one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol, Self

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.evidence.queries import BookHead
from ledger.evidence.report import Progress, Report
from ledger.evidence.screen.book_queries import nodes_above
from ledger.evidence.screen.merging import Merged
from ledger.evidence.screen.screening import screen_books
from ledger.evidence.screen.stretch import BookToScreen
from ledger.evidence.screen.subtrees import PART_LEVEL
from ledger.evidence.screen.workers import Snapshot


class Book(Protocol):
    """A book that can be verified in both ways."""

    head: BookHead

    async def to_screen(self) -> BookToScreen: ...

    async def look_around(self) -> bool: ...

    async def accept(self, screened: Merged) -> Report | None: ...

    def again(self) -> Self: ...

    async def run(self, progress: Progress) -> Report: ...


async def verify_screened(
    conn: AsyncConnection, books: Sequence[Book], *, jobs: int, progress: Progress
) -> list[Report]:
    """Return a report for each book; raises `workers.WorkerFailed`.

    The connection has a database transaction with a snapshot of its own.
    """
    wanted = [(book.head, await book.to_screen()) for book in books]
    snapshot = await _snapshot(conn)
    screen = asyncio.create_task(screen_books(snapshot, wanted, jobs=jobs, progress=progress))
    try:
        doubted = {book.head.estate_id: await book.look_around() for book in books}
        screened = await screen
    finally:
        screen.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.wait([screen])
    reports = []
    for book in books:
        report = None
        found = screened[book.head.estate_id]
        if not doubted[book.head.estate_id] and await _has_upper_nodes(conn, found):
            report = await book.accept(found)
        reports.append(report or await book.again().run(progress))
    return reports


async def _has_upper_nodes(conn: AsyncConnection, book: Merged) -> bool:
    """Tell whether a book in parts keeps the nodes above them, and no others."""
    if not book.part_roots:
        return True
    return book.upper_nodes() == await nodes_above(conn, book.estate_id, PART_LEVEL)


async def _snapshot(conn: AsyncConnection) -> Snapshot:
    """Export what this connection sees, for workers that connect as it did."""
    url = conn.engine.url
    role, login = (await conn.execute(text("select current_user, session_user"))).one()
    return Snapshot(
        arguments=dict(url.get_dialect()().create_connect_args(url)[1]),
        role=role if role != login else None,
        name=str(await conn.scalar(text("select pg_export_snapshot()"))),
    )
