"""The steps of an entry's way into the books, taken by the people of the small estate."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.posting.approval import approve_prepared_entry, post_prepared_entry
from ledger.posting.prepared_queries import PreparedEntry
from tests.funds.estate import NOW, TODAY, SmallEstate, draft, prepare, yuan

INCOME = yuan("1002001", "4301005", 900_000)


async def approve(
    conn: AsyncConnection, estate: SmallEstate, entry: PreparedEntry
) -> PreparedEntry:
    return await approve_prepared_entry(
        conn,
        estate_id=estate.estate_id,
        prepared_entry_id=entry.prepared_entry_id,
        actor_user_id=estate.committee,
        now=NOW,
    )


async def post(conn: AsyncConnection, estate: SmallEstate, entry: PreparedEntry) -> PreparedEntry:
    return await post_prepared_entry(
        conn,
        estate_id=estate.estate_id,
        prepared_entry_id=entry.prepared_entry_id,
        actor_user_id=estate.treasurer,
        now=NOW,
        today=TODAY,
    )


async def posted(conn: AsyncConnection, estate: SmallEstate, on: date = TODAY) -> PreparedEntry:
    entry = await prepare(conn, estate, draft(INCOME, on=on))
    await approve(conn, estate, entry)
    return await post(conn, estate, entry)


async def balance_of(conn: AsyncConnection, estate: SmallEstate, code: str) -> int:
    found = await conn.execute(
        text("""select b.posted from balance b join account a using (estate_id, account_id)
            where b.estate_id = :estate_id and a.code = :code"""),
        {"estate_id": estate.estate_id, "code": code},
    )
    return int(found.scalar_one())
