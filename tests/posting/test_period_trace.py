"""The trace of the months, attacked by raw SQL as the service and as the owner of the database."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.posting.town import found_town, rows

NO_WAY, CHECK, UNIQUE, APPEND_ONLY, FORBIDDEN = "LG004", "23514", "23505", "LG001", "42501"


def change(to_state: str, *, month: int = 202601, by: str = ":user", request: str = "null") -> str:
    return f"""insert into period_change (estate_id, fiscal_month, to_state, changed_by,
            changed_at, reopening_request_id)
        values (:estate, {month}, '{to_state}', {by}, clock_timestamp(), {request})"""


def request(*, month: int = 202601, by: str = ":user") -> str:
    return f"""insert into reopening_request (estate_id, fiscal_month, reason, requested_by,
            requested_at)
        values (:estate, {month}, '漏记', {by}, now())"""


def answer(state: str, *, by: str = ":other", said: str = "") -> str:
    return f"""update reopening_request set state = '{state}', decided_by = {by},
        decided_at = now(), answer = '{said}'"""


REQUEST = "(select max(reopening_request_id) from reopening_request)"
ASKED = (change("closed"), request())
GRANTED = (*ASKED, answer("granted"))
REOPENED = (*GRANTED, change("adjusting", by=":other", request=REQUEST))
PUBLISHED = (
    """insert into disclosure (estate_id, number, title, token, from_month, to_month, figures,
        prepared_by, prepared_at)
    values (:estate, '2026-Q1', '第一季度', repeat('t', 22), 202601, 202603, '{}', :user, now())""",
    """update disclosure set state = 'published', published_by = :other, published_at = now(),
        publication_no = 1, checkpoint_size = 0, checkpoint_root = sha256(''),
        record_hash = sha256('x')""",
)

# what is done, what stops it
SCRIPTS: dict[str, tuple[tuple[str, ...], str | None]] = {
    "two people open a month": (REOPENED, None),
    "and it is closed again": ((*REOPENED, change("closed")), None),
    "an open month is adjusted, resumed and closed": (
        (change("adjusting"), change("open"), change("closed")),
        None,
    ),
    "a closed month is opened by nobody's leave": ((change("closed"), change("adjusting")), NO_WAY),
    "a closed month is opened altogether": ((*GRANTED, change("open", request=REQUEST)), NO_WAY),
    "a closed month is closed again": ((change("closed"), change("closed")), NO_WAY),
    "an open month is opened": ((change("open"),), CHECK),
    "an unknown state": ((change("locked"),), CHECK),
    "nobody closes": ((change("closed", by="null"),), NO_WAY),
    "a request that waits": (
        (*ASKED, change("adjusting", by=":other", request=REQUEST)),
        NO_WAY,
    ),
    "a request that was declined": (
        (*ASKED, answer("declined", said="不必"),
         change("adjusting", by=":other", request=REQUEST)),
        NO_WAY,
    ),
    "granted by one, opened by another": (
        (*GRANTED, change("adjusting", by=":user", request=REQUEST)),
        NO_WAY,
    ),
    "granted for another month": (
        (change("closed"), change("closed", month=202602), request(), answer("granted"),
         change("adjusting", month=202602, by=":other", request=REQUEST)),
        NO_WAY,
    ),
    "one grant opens twice": (
        (*REOPENED, change("closed"), change("adjusting", by=":other", request=REQUEST)),
        UNIQUE,
    ),
    "granted by who asked": ((*ASKED, answer("granted", by=":user")), CHECK),
    "declined by who asked": ((*ASKED, answer("declined", by=":user", said="不必")), CHECK),
    "declined without a word": ((*ASKED, answer("declined")), CHECK),
    "withdrawn by another": ((*ASKED, answer("withdrawn")), CHECK),
    "answered twice": ((*GRANTED, answer("declined", said="不必")), APPEND_ONLY),
    "asked twice": ((*ASKED, request(by=":other")), UNIQUE),
    "asked for no reason": (
        (change("closed"), request().replace("漏记", " ")),
        CHECK,
    ),
    "a request that begins granted": (
        (change("closed"),
         request().replace("requested_at)", "requested_at, state, decided_by, decided_at)")
         .replace("now())", "now(), 'granted', :other, now())")),
        APPEND_ONLY,
    ),
    "another reason afterwards": (
        (*ASKED, "update reopening_request set reason = 'x', requested_by = :other"),
        FORBIDDEN,
    ),
    "a later month is closed": (
        (change("closed"), change("closed", month=202602), *REOPENED[1:]),
        NO_WAY,
    ),
    "the month is published": ((change("closed"), *PUBLISHED, *REOPENED[1:]), NO_WAY),
    "a month that came back takes ordinary business": ((*REOPENED, change("open")), NO_WAY),
    "a month that begins closed": (
        ("insert into period (estate_id, fiscal_month, state) values (:estate, 202601, 'closed')",),
        NO_WAY,
    ),
    "a month closed beside its trace": (
        (change("adjusting"), "update period set state = 'closed'"),
        NO_WAY,
    ),
    "a month that repeats its last change": (
        (change("adjusting"), change("open"), "update period set state = 'adjusting'"),
        NO_WAY,
    ),
    "a change that is changed": ((change("closed"), "update period_change set reason = 'x'"),
                                 FORBIDDEN),
    "a change that is taken out": ((change("closed"), "delete from period_change"), FORBIDDEN),
    "a request that is taken out": ((*ASKED, "delete from reopening_request"), FORBIDDEN),
}  # fmt: skip

# The owner has the right, and a trigger that says no.
AS_OWNER = {FORBIDDEN: APPEND_ONLY}


async def stopped_by(engine: AsyncEngine, statements: tuple[str, ...], **values: Any) -> str | None:
    async with engine.connect() as conn:
        try:
            for statement in statements:
                await conn.execute(text(statement), values)
        except DBAPIError as error:
            found: str = getattr(error.orig, "sqlstate", "")
            return found
        finally:
            await conn.rollback()
    return None


@pytest.mark.parametrize("name", SCRIPTS)
async def test_the_database_keeps_the_trace(
    engine: AsyncEngine, owner_engine: AsyncEngine, name: str
) -> None:
    async with engine.begin() as conn:
        town = await found_town(conn)
    statements, sqlstate = SCRIPTS[name]
    values = {"estate": town.estate, "user": town.treasurer, "other": town.committee}
    assert await stopped_by(engine, statements, **values) == sqlstate
    expected = AS_OWNER.get(sqlstate, sqlstate) if sqlstate else None
    assert await stopped_by(owner_engine, statements, **values) == expected


async def test_the_database_fills_the_trace_in(engine: AsyncEngine) -> None:
    """Whoever writes a change says only who, when and what; a lie about the rest is overwritten."""
    async with engine.begin() as conn:
        town = await found_town(conn)
        values = {"estate": town.estate, "user": town.treasurer, "other": town.committee}
        await conn.execute(
            text("""insert into period_change (estate_id, change_no, fiscal_month, from_state,
                    to_state, book_size, changed_by, changed_at, record_hash)
                values (:estate, 7, 202601, 'adjusting', 'closed', 99, :user, now(),
                    sha256('forged'))"""),
            values,
        )
        for statement in REOPENED[1:]:
            await conn.execute(text(statement), values)
        found = await rows(
            conn,
            """select change_no, from_state, to_state, book_size, reason, requested_by, changed_by,
                record_hash = period_change_hash(c, coalesce(
                    lag(record_hash) over (order by change_no), decode(repeat('00', 32), 'hex')))
            from period_change c order by change_no""",
        )
    assert found == [
        (1, "open", "closed", 0, "", None, town.treasurer, True),
        (2, "closed", "adjusting", 0, "漏记", town.treasurer, town.committee, True),
    ]
