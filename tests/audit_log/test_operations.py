"""The audit log: what is written there, and when it is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.audit_log.operations import write_audit_line
from tests.posting.town import found_town, rows


@pytest.fixture
def conn(module_conn: AsyncConnection) -> AsyncConnection:
    """All that these tests do is rolled back, so they share a database."""
    return module_conn


async def test_a_line_says_who_what_and_from_where(conn: AsyncConnection) -> None:
    town = await found_town(conn)
    await write_audit_line(
        conn,
        estate_id=town.estate,
        actor_user_id=town.treasurer,
        action="close_period",
        outcome="done",
        object_="period:202606",
        request_id="4711",
        address="10.0.0.9",
        details={"月份": "2026-06", "entries": 44, "nested": {"ok": True, "none": None}},
    )
    (line,) = await rows(
        conn,
        """select estate_id, actor_user_id, action, object, outcome, request_id, address, details,
            at from audit_line""",
    )
    assert line[:-1] == (
        town.estate,
        town.treasurer,
        "close_period",
        "period:202606",
        "done",
        "4711",
        "10.0.0.9",
        {"月份": "2026-06", "entries": 44, "nested": {"ok": True, "none": None}},
    )
    assert abs(datetime.now(UTC) - line[-1]) < timedelta(minutes=1)


async def test_what_happens_outside_any_estate_is_written_too(conn: AsyncConnection) -> None:
    await write_audit_line(
        conn, estate_id=None, actor_user_id=None, action="sign_in", outcome="sign_in_failed"
    )
    assert await rows(conn, "select estate_id, actor_user_id, object, details from audit_line") == [
        (None, None, "", {})
    ]


async def test_a_line_is_of_the_database_transaction_of_its_act(engine: AsyncEngine) -> None:
    """What was rolled back was not done, and nobody reads that it was."""
    async with engine.connect() as conn:
        await write_audit_line(
            conn, estate_id=None, actor_user_id=None, action="lost", outcome="done"
        )
        await conn.rollback()
    async with engine.begin() as conn:
        await write_audit_line(
            conn, estate_id=None, actor_user_id=None, action="kept", outcome="done"
        )
    async with engine.connect() as conn:
        assert await rows(conn, "select action from audit_line") == [("kept",)]


async def test_lines_are_numbered_in_the_order_they_came(conn: AsyncConnection) -> None:
    for action in ("first", "second", "third"):
        await write_audit_line(
            conn, estate_id=None, actor_user_id=None, action=action, outcome="done"
        )
    lines = await rows(conn, "select action, at from audit_line order by audit_line_id")
    assert [action for action, _ in lines] == ["first", "second", "third"]
    assert [at for _, at in lines] == sorted(at for _, at in lines)
