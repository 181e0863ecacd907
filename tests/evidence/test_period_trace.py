"""The trace of the months' states, and a superuser who rewrites it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.period import Month
from ledger.db.session import create_engine
from ledger.evidence.database_verification import verify_database
from ledger.evidence.period_trace import NO_PREVIOUS, change_hash
from tests.conftest import Database
from tests.funds.estate import (
    SmallEstate,
    approve_and_post_all,
    draft,
    open_estate,
    prepare,
    yuan,
)
from tests.posting.months import ask_to_reopen, close, grant

JANUARY = Month(2026, 1)
INCOME = yuan("1002001", "4301005", 120_000)


async def close_now(conn: AsyncConnection, estate: SmallEstate) -> None:
    """Close January by the clock that entries are recorded by."""
    now = (await conn.execute(text("select clock_timestamp()"))).scalar_one()
    await close(conn, estate, JANUARY, now=now)


async def reopened_estate(conn: AsyncConnection) -> SmallEstate:
    """January: an entry, closed, opened by two people, an adjustment, closed; and February's."""
    estate = await open_estate(conn)
    await prepare(conn, estate, draft(INCOME, on=date(2026, 1, 9)))
    await approve_and_post_all(conn, estate)
    await close_now(conn, estate)
    await prepare(conn, estate, draft(INCOME, on=date(2026, 2, 9)))
    await approve_and_post_all(conn, estate)
    await grant(conn, estate, await ask_to_reopen(conn, estate, JANUARY))
    await prepare(conn, estate, draft(INCOME, on=date(2026, 1, 31), kind="adjusting"))
    await approve_and_post_all(conn, estate)
    await close_now(conn, estate)
    return estate


async def test_a_month_that_came_back_verifies(engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        await reopened_estate(conn)
    async with engine.connect() as conn:
        [report] = await verify_database(conn)
    assert report.faults == []


REOPENED = "where from_state = 'closed'"
TRIGGERS_OFF = "set local session_replication_role = replica"

# what a superuser does, the faults that `ledger verify` names
ATTACKS = {
    "a month opened by hand": (
        "update period set state = 'adjusting', closed_by = null, closed_at = null",
        {
            ("period_differs_from_its_trace", "state"),
            ("period_differs_from_its_trace", "closed_at"),
        },
    ),
    "a closing time moved": (
        "update period set closed_at = closed_at + interval '1 day' where state = 'closed'",
        {("period_differs_from_its_trace", "closed_at")},
    ),
    "another reason": (
        f"update period_change set reason = '按街道要求' {REOPENED}",
        {("period_change_differs", "record_hash"), ("reopening_differs", "reason")},
    ),
    "the same reason in both places": (
        f"update period_change set reason = '按街道要求' {REOPENED};"
        "update reopening_request set reason = '按街道要求'",
        {("period_change_differs", "record_hash")},
    ),
    "a request that nobody made": (
        "update reopening_request set requested_by = decided_by + 1",
        {("reopening_differs", "requested_by")},
    ),
    "one person instead of two": (
        "alter table period_change drop constraint period_change_check3;"
        f"update period_change set requested_by = changed_by {REOPENED}",
        {
            ("period_change_differs", "record_hash"),
            ("period_was_reopened_by_one_person", "requested_by"),
            ("reopening_differs", "requested_by"),
        },
    ),
    "the reopening taken out": (
        f"delete from period_change {REOPENED}; delete from reopening_request",
        {
            ("period_change_is_missing", "change_no"),
            ("period_change_is_missing", None),
            ("period_change_differs", "record_hash"),
            ("period_change_differs", "from_state"),
            ("entry_is_in_a_closed_period", "seq"),
        },
    ),
    "the last closing taken out": (
        "delete from period_change where change_no = 3",
        {
            ("period_change_is_missing", None),
            ("period_differs_from_its_trace", "state"),
            ("period_differs_from_its_trace", "closed_at"),
        },
    ),
    "the size at the reopening moved behind the adjustment": (
        f"update period_change set book_size = 3 {REOPENED}",
        {("period_change_differs", "record_hash"), ("entry_is_in_a_closed_period", "seq")},
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
async def test_who_rewrites_the_trace_is_found(
    engine: AsyncEngine, database: Database, name: str
) -> None:
    script, expected = ATTACKS[name]
    async with engine.begin() as conn:
        await reopened_estate(conn)
    superuser = create_engine(database.superuser_url, pool_size=1)
    async with superuser.begin() as conn:
        await conn.execute(text(TRIGGERS_OFF))
        for statement in script.split(";"):
            await conn.execute(text(statement))
    await superuser.dispose()
    async with engine.connect() as conn:
        [report] = await verify_database(conn)
    # Other checks of the same rows may name them too.
    named = {(fault.code, fault.field) for fault in report.faults}
    assert {each for each in named if each[0] != "period_differs"} == expected


async def test_who_rehashes_the_trace_is_betrayed_by_the_log_of_acts(
    engine: AsyncEngine, database: Database
) -> None:
    async with engine.begin() as conn:
        await reopened_estate(conn)
    superuser = create_engine(database.superuser_url, pool_size=1)
    async with superuser.begin() as conn:
        await conn.execute(text(TRIGGERS_OFF))
        for statement in (
            f"update period_change set reason = '按街道要求' {REOPENED}",
            "update reopening_request set reason = '按街道要求'",
            *("update period_change c set record_hash = period_change_hash(c, p.record_hash)"
              f" from period_change p where c.change_no = {number} and p.change_no = {number - 1}"
              for number in (2, 3)),
        ):  # fmt: skip
            await conn.execute(text(statement))
    await superuser.dispose()
    async with engine.connect() as conn:
        [report] = await verify_database(conn)
    assert [(fault.code, fault.field) for fault in report.faults] == [
        ("period_change_differs", "record_hash")
    ] * 2
    assert all("操作日志" in fault.sentence for fault in report.faults)


def test_the_hash_of_a_change_is_what_the_manual_says() -> None:
    change = {
        "change_no": 1, "fiscal_month": 202601, "from_state": "open", "to_state": "closed",
        "book_size": 12, "requested_by": None, "changed_by": 3,
        "changed_at": "2026-02-03T01:00:00.000000Z", "reopening_request_id": None, "reason": "",
    }  # fmt: skip
    hashed = change_hash(change, estate_id=1, previous=NO_PREVIOUS)
    assert hashed == "8cb8794285a15d7eecec44d5ac04726268bede03fd30473c17f12e4f18a6191c"
