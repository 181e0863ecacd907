"""Alembic's environment: one transaction for each migration, asyncpg underneath.

`ledger.db.migrate` hands over its connection. On its own (`alembic current`, `alembic revision`)
this opens the database of LEDGER_DATABASE_URL, or the embedded one of LEDGER_DATA_DIR.
"""

from __future__ import annotations

import asyncio

from alembic import context
from sqlalchemy import Connection


def run(connection: Connection) -> None:
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


async def connect_and_run() -> None:
    from ledger.db.session import create_engine, owner_url, running_database
    from ledger.settings import Settings

    settings = Settings()
    with running_database(settings):
        engine = create_engine(owner_url(settings), pool_size=1)
        async with engine.connect() as connection:
            await connection.run_sync(run)
        await engine.dispose()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    asyncio.run(connect_and_run())
