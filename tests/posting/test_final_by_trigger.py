"""What is closed or answered for good stays so, whoever writes the SQL."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.posting.town import found_town

CLOSED_MONTH = """insert into period_change
        (estate_id, fiscal_month, to_state, changed_by, changed_at)
    values (:estate, 202601, 'closed', :user, now())"""
CLAIMED_KEY = """insert into request_outcome
        (estate_id, actor_user_id, idempotency_key, fingerprint)
    values (:estate, :user, 'k', '{}')"""
OUTCOME = "update request_outcome set status = 201, body = '{}' where idempotency_key = 'k'"

ATTACKS = [
    (CLOSED_MONTH, "update period set state = 'open', closed_by = null", "LG004"),
    (CLOSED_MONTH, "update period set state = 'adjusting'", "LG004"),
    (CLOSED_MONTH, "update period set closed_at = closed_at + interval '1 year'", "LG004"),
    (CLOSED_MONTH, "update period set fiscal_month = 190001", "LG004"),
    # How a month is locked: a change that changes nothing.
    (CLOSED_MONTH, "update period set state = state", None),
    (CLAIMED_KEY, OUTCOME, None),
    (CLAIMED_KEY, f"{OUTCOME}; {OUTCOME}", "LG001"),
    (CLAIMED_KEY, f"{OUTCOME}; update request_outcome set fingerprint = '[]'", "LG001"),
]


async def _stopped_by(engine: AsyncEngine, script: str, values: dict[str, Any]) -> str | None:
    async with engine.connect() as conn:
        try:
            for statement in script.split(";"):
                await conn.execute(text(statement), values)
        except DBAPIError as error:
            found: str = getattr(error.orig, "sqlstate", "")
            return found
        finally:
            await conn.rollback()
    return None


@pytest.mark.parametrize("before, attack, sqlstate", ATTACKS, ids=[a[1][:60] for a in ATTACKS])
async def test_what_is_final_is_not_changed(
    engine: AsyncEngine, owner_engine: AsyncEngine, before: str, attack: str, sqlstate: str | None
) -> None:
    async with engine.begin() as conn:
        town = await found_town(conn)
    values = {"estate": town.estate, "user": town.treasurer}
    for role in (engine, owner_engine):
        assert await _stopped_by(role, f"{before}; {attack}", values) == sqlstate


async def test_a_month_is_not_removed(engine: AsyncEngine, owner_engine: AsyncEngine) -> None:
    assert await _stopped_by(engine, "delete from period", {}) == "42501"
    assert await _stopped_by(owner_engine, "delete from period", {}) == "LG001"
    assert await _stopped_by(owner_engine, "truncate period cascade", {}) == "LG001"
