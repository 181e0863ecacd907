"""The pool pays for help: proposed by one, approved by another, and never more than it has."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.balance import BalanceIsTooLow
from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import credit, debit
from ledger.db.embedded import SUPERUSER_ROLE, EmbeddedPostgres
from ledger.identity.operations import grant_role
from ledger.identity.roles import Role
from ledger.time_bank.help import completion
from ledger.time_bank.help.operations import Acting, Wish, appeal, give_back_request
from ledger.time_bank.help.rules import (
    ArbiterTakesPart,
    HelpRequestIsInAnotherState,
    HelpTimeIsWrong,
)
from ledger.time_bank.operations import donate_minutes
from ledger.time_bank.pool import operations, queries
from ledger.time_bank.pool.operations import Deciding, Proposal
from ledger.time_bank.pool.rules import (
    PoolGrantIsDecided,
    PoolGrantIsForOneself,
    PoolGrantNeedsAnother,
)
from tests.certificates.test_operations import faults
from tests.databases import Database
from tests.posting.town import entry, stands_at
from tests.time_bank.help.test_operations import NOW, TODAY, WISH, Street
from tests.time_bank.help.test_operations import street as street

ORGANISER, COMMITTEE = 2, 3
"""Places among the street's users of two who are no residents here."""


@pytest.fixture
async def pool(street: Street) -> Street:
    """`me` gives 100 minutes to the pool and is the one in need."""
    await street.do(
        lambda conn: donate_minutes(
            conn, estate_id=street.estate_id, resident_id=street.people[0], minutes=100,
            idempotency_key="d", actor_user_id=street.users[0], today=TODAY,
        )
    )  # fmt: skip
    return street


async def propose(street: Street, *, wish: Wish = WISH, by: int = ORGANISER) -> int:
    proposal = Proposal(street.people[0], "高龄", "独居，腿脚不便", wish)
    made: int = await street.do(
        lambda conn: operations.propose_grant(
            conn, proposal, estate_id=street.estate_id, actor_user_id=street.users[by], now=NOW
        )
    )
    return made


def deciding(street: Street, grant: int, by: int = COMMITTEE) -> Deciding:
    return Deciding(street.estate_id, grant, street.users[by], NOW)


async def approve(street: Street, grant: int, by: int = COMMITTEE) -> int:
    made: int = await street.do(
        lambda conn: operations.approve_grant(conn, deciding(street, grant, by))
    )
    return made


async def standing(street: Street) -> queries.PoolStanding:
    async with street.volunteers.engine.connect() as conn:
        return await queries.pool_standing(conn, estate_id=street.estate_id)


async def test_the_pool_pays_what_was_served_and_the_asker_nothing(
    pool: Street, tmp_path: Path
) -> None:
    before = await pool.left()
    request = await approve(pool, await propose(pool))
    assert await pool.left() == before
    assert (await standing(pool)).held_minutes == 60
    await pool.accept(request)
    await pool.serve(request, minutes=45)
    await pool.confirm(request)
    assert await pool.left() == before
    assert await standing(pool) == queries.PoolStanding(55, 0, 100, 45, 1)
    assert -await stands_at(pool.volunteers.engine, "M3101") == 45
    async with pool.volunteers.engine.connect() as conn:
        rows = await queries.pool_movements(conn, estate_id=pool.estate_id, before=None, limit=9)
    assert [(row.minutes, row.balance_after) for row in rows] == [(-45, 55), (100, 100)]
    assert "王小芳" not in str(rows)
    assert await faults(pool.volunteers.engine, tmp_path) == []


async def test_one_proposes_and_another_decides_once(pool: Street) -> None:
    grant = await propose(pool)
    with pytest.raises(PoolGrantNeedsAnother):
        await approve(pool, grant, ORGANISER)
    await pool.do(
        lambda conn: operations.reject_grant(conn, deciding(pool, grant), reason="家人能来")
    )
    for act in (approve(pool, grant), approve(pool, grant, ORGANISER)):
        with pytest.raises(PoolGrantIsDecided):
            await act
    with pytest.raises(PoolGrantIsDecided):
        await pool.do(
            lambda conn: operations.withdraw_grant(
                conn, deciding(pool, grant), reason="不要了", key="w"
            )
        )
    assert (await standing(pool)).held_minutes == 0


async def test_nobody_grants_to_themselves(pool: Street) -> None:
    for by in (ORGANISER, COMMITTEE):
        async with pool.volunteers.engine.begin() as conn:
            await grant_role(
                conn, estate_id=pool.estate_id, user_id=pool.users[by], role=Role.RESIDENT,
                starts_on=date(2026, 1, 1), resident_id=pool.people[by - 2],
            )  # fmt: skip
    with pytest.raises(PoolGrantIsForOneself):
        await propose(pool)
    grant = await propose(pool, by=1)
    with pytest.raises(PoolGrantIsForOneself):
        await approve(pool, grant, ORGANISER)
    assert await approve(pool, grant)


async def test_who_became_the_one_in_need_does_not_propose_it(pool: Street) -> None:
    grant = await propose(pool)
    async with pool.volunteers.engine.begin() as conn:
        needy = await conn.scalar(text("select resident_id from time_bank_pool_grant"))
        await grant_role(
            conn, estate_id=pool.estate_id, user_id=pool.users[ORGANISER], role=Role.RESIDENT,
            starts_on=date(2026, 1, 1), resident_id=needy,
        )  # fmt: skip
    with pytest.raises(PoolGrantIsForOneself):
        await approve(pool, grant)
    async with pool.volunteers.engine.begin() as conn:
        await operations.reject_grant(conn, deciding(pool, grant), reason="换人提")


async def test_the_pool_never_gives_more_than_it_has(pool: Street) -> None:
    first, second = await propose(pool), await propose(pool)
    done = await asyncio.gather(approve(pool, first), approve(pool, second), return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["BalanceIsTooLow", "int"]
    [left] = [grant for grant, said in zip((first, second), done, strict=True)
              if isinstance(said, BalanceIsTooLow)]  # fmt: skip
    # What was refused is still to be decided, and can be once there is enough.
    async with pool.volunteers.engine.connect() as conn:
        row = await queries.read_grant(conn, estate_id=pool.estate_id, pool_grant_id=left)
    assert (row.state, row.help_request_id) == ("proposed", None)


async def test_what_nobody_accepted_goes_back_to_the_pool(pool: Street, tmp_path: Path) -> None:
    grant = await propose(pool)
    request = await approve(pool, grant)

    async def withdraw(key: str) -> None:
        await pool.do(
            lambda conn: operations.withdraw_grant(
                conn, deciding(pool, grant, ORGANISER), reason="家人回来了", key=key
            )
        )

    await pool.accept(request)
    with pytest.raises(HelpRequestIsInAnotherState):
        await withdraw("early")
    await pool.do(lambda conn: give_back_request(conn, pool.acting(request, 1)))
    await withdraw("w")
    assert (await pool.read(request)).state == "withdrawn"
    assert await standing(pool) == queries.PoolStanding(100, 0, 100, 0, 0)
    assert await faults(pool.volunteers.engine, tmp_path) == []


async def test_who_approved_does_not_arbitrate(pool: Street) -> None:
    request = await approve(pool, await propose(pool))
    await pool.accept(request)
    await pool.serve(request)
    await pool.do(lambda conn: appeal(conn, pool.acting(request, 0), reason="没有来"))
    with pytest.raises(ArbiterTakesPart):
        await pool.do(settle(pool, request, COMMITTEE))
    await pool.do(settle(pool, request, ORGANISER))
    assert await standing(pool) == queries.PoolStanding(100, 0, 100, 0, 0)


def settle(street: Street, request: int, by: int) -> Callable[[AsyncConnection], Awaitable[Any]]:
    acting = Acting(street.estate_id, request, street.users[by], None, NOW)
    return lambda conn: completion.settle_appeal(
        conn, acting, minutes=0, reason="问过双方", key=f"s{by}"
    )


async def test_the_database_keeps_the_rules_of_the_pool_by_itself(
    pool: Street, owner_engine: AsyncEngine
) -> None:
    grant = await propose(pool)
    other = await propose(pool)
    request = await approve(pool, grant)
    named = {
        "organiser": pool.users[ORGANISER], "committee": pool.users[COMMITTEE],
        "grant": grant, "other": other, "request": request,
    }  # fmt: skip
    for attack, code in (
        # Decided by who proposed.
        ("update time_bank_pool_grant set state = 'approved', decided_by = :organiser,"
         " decided_at = now() where pool_grant_id = :other", "23514"),
        # Decided twice.
        ("update time_bank_pool_grant set state = 'rejected', decided_by = :committee,"
         " decided_at = now() where pool_grant_id = :grant", "LG085"),
        ("delete from time_bank_pool_grant", "LG001"),
        # A request that holds somebody else's minutes: nobody approved the pool's for it.
        ("insert into help_request (estate_id, resident_id, dwelling_id, category, words, minutes,"
         " wanted_from, wanted_to, hold_id, published_by, published_at)"
         " select estate_id, resident_id, dwelling_id, category, words, minutes, wanted_from,"
         " wanted_to, (select hold_id from other), published_by, published_at from help_request"
         " where help_request_id = :request", "LG087"),
    ):  # fmt: skip
        async with owner_engine.connect() as conn:
            if "from other" in attack:
                await conn.execute(
                    text("""create temp table other as
                        with placed as (
                            insert into hold (estate_id, account_id, amount, purpose, placed_by,
                                expires_at, idempotency_key)
                            select estate_id, account_id, amount, purpose, placed_by, expires_at,
                                'forged' from hold where idempotency_key like 'help_request:%'
                            returning hold_id)
                        select * from placed""")
                )
            said = {name: value for name, value in named.items() if f":{name}" in attack}
            with pytest.raises(DBAPIError) as refused:
                await conn.execute(text(attack), said)
            assert getattr(refused.value.orig, "sqlstate", "") == code, attack


async def test_nothing_leaves_the_pool_without_a_grant(pool: Street) -> None:
    taken = entry(
        debit("M2301", 10, Currency.MIN),
        credit("M3101", 10, Currency.MIN),
        series=EntrySeries.MINUTES,
        kind="time_bank_pool_spending",
    )
    town = pool.volunteers.town
    async with pool.volunteers.engine.connect() as conn:
        with pytest.raises(DBAPIError) as refused:
            await town.post(conn, town.command(taken, "take"))
        assert getattr(refused.value.orig, "sqlstate", "") == "LG088"


async def test_verification_names_forged_help_and_grants(
    pool: Street, database: Database, postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    request = await approve(pool, await propose(pool))
    await pool.accept(request)
    await pool.serve(request, minutes=45)
    await pool.confirm(request)
    own = await pool.publish()
    conn = await asyncpg.connect(
        host=str(postgres.socket_folder), port=5432, user=SUPERUSER_ROLE, database=database.name
    )
    try:
        await conn.execute("set session_replication_role = replica")
        for table in ("help_request", "time_bank_pool_grant"):
            await conn.execute(f"create temp table kept_{table} as table {table}")
        for attack, named in (
            ("update help_request set served_minutes = 50 where spent_seq is not null",
             "help_request_differs served_minutes"),
            (f"update help_request set minutes = 90 where help_request_id = {own}",
             "help_request_differs minutes"),
            (f"update help_request set resident_id = {pool.people[2]}",
             "help_request_differs resident_id"),
            (f"update help_request set volunteer_id = {pool.people[2]} where spent_seq is not null",
             "help_request_differs volunteer_id"),
            ("delete from help_request where spent_seq is not null",
             "help_request_is_missing source"),
            (f"delete from help_request where help_request_id = {own}",
             "help_request_is_missing hold_id"),
            ("update time_bank_pool_grant set minutes = 15", "pool_grant_differs minutes"),
            (f"update time_bank_pool_grant set decided_by = {pool.users[1]}",
             "pool_grant_differs decided_by"),
            ("delete from time_bank_pool_grant", "help_request_differs pool_grant_id"),
        ):  # fmt: skip
            await conn.execute(attack)
            assert named in await faults(pool.volunteers.engine, tmp_path), attack
            for table in ("help_request", "time_bank_pool_grant"):
                await conn.execute(f"delete from {table}")
                await conn.execute(f"insert into {table} select * from kept_{table}")
        assert await faults(pool.volunteers.engine, tmp_path) == []
    finally:
        await conn.close()


async def test_a_wish_that_is_over_is_not_published(pool: Street) -> None:
    grant = await propose(pool)
    late = Deciding(pool.estate_id, grant, pool.users[COMMITTEE], NOW + timedelta(hours=4))
    with pytest.raises(HelpTimeIsWrong):
        await pool.do(lambda conn: operations.approve_grant(conn, late))
