"""The tables of the queue are those that the installed pgqueuer wants."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.jobs import job_queries


async def test_the_library_would_change_nothing(owner_engine: AsyncEngine) -> None:
    async with owner_engine.connect() as conn:
        plan = await (await job_queries(conn)).plan_upgrade()
    assert list(plan.statements) == []
