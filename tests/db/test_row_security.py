"""Rows of an estate are seen by those who act in it, whatever a query forgets."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.audit_log.operations import write_audit_line
from ledger.db.embedded import INSTALLATION_ROLE, SERVICE_ROLE
from ledger.db.session import create_engine, in_estates, in_installation, scope
from tests.conftest import Database
from tests.posting.town import found_town

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "ledger"

# Where an engine is asked for a connection that no scope is set on, and why that may be.
UNSCOPED = {
    "app.py": "the dependency `conn`, which sets the scope",
    "cli.py": "commands of the operator; their engine is the installation's",
    "db/": "the scope itself, lanes, migrations",
    "demo/": "loads a sample estate; its engine is the installation's",
    "estates/sealed_columns.py": "the owner's work after an upgrade, over all estates",
    "founding.py": "the command that opens an estate, before there is one",
    "redemption/live_events.py": "listens for notifications and reads no row",
    "sealing.py": "commands over all books; their engine is the installation's",
    "upkeep.py": "commands of the operator; their engine is the installation's",
    "witnessing.py": "commands of the operator; their engine is the installation's",
    "worker/": "background work of all estates; its engine is the installation's",
}
# Where a database transaction is about the whole installation, and why.
INSTALLATION_WIDE = {
    "app.py": "lanes decide many estates' commands in one batch; sessions are nobody's estate's",
    "certificates/routes.py": "the code on a paper tells its estate",
    "cli.py": "commands",
    "db/": "the scope itself, migrations",
    "disclosure/public/routes.py": "the address of a public page tells its estate",
    "estates/queries.py": "the code of a public page tells its estate",
    "estates/sealed_columns.py": "the owner's work after an upgrade, over all estates",
    "identity/account_routes.py": "a person's own password, devices and factors",
    "identity/api_keys.py": "a key tells its estate",
    "identity/region_routes.py": "regions reach over many estates, and no row of one is shown",
    "identity/sessions.py": "a session belongs to a person, who may act in several estates",
    "identity/sign_in_routes.py": "whoever signs in has no estate yet",
    "identity/signing_in.py": "whoever signs in has no estate yet",
    "identity/wechat_routes.py": "whoever signs in has no estate yet",
    "messages/delivery.py": "the outbox of all estates",
    "own_data/operations.py": "a person's own data, in all estates where they live",
    "redemption/live_events.py": "listens for notifications and reads no row",
    "terminal.py": "commands",
    "worker/": "background work",
}


async def ask(conn: AsyncConnection, sql: str, **values: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await conn.execute(text(sql), values)]


# The catalogue ------------------------------------------------------------------------------------


async def test_every_table_of_estates_is_secured_and_no_other(conn_owner: AsyncConnection) -> None:
    found = await ask(
        conn_owner,
        """select c.relname, c.relrowsecurity, exists (
                select from pg_attribute a where a.attrelid = c.oid and a.attname = 'estate_id'
                    and not a.attisdropped),
            (select coalesce(array_agg(p.polname::text order by p.polname), '{}') from pg_policy p
                where p.polrelid = c.oid and p.polpermissive and p.polcmd = '*')
        from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')""",
    )
    assert len([name for name, *_ in found]) > 40
    policies = ["rows_of_all_estates", "rows_of_estates"]
    wrong = [
        name
        for name, is_secured, is_of_estates, held in found
        if (is_secured, held) != ((True, policies) if is_of_estates else (False, []))
    ]
    assert wrong == [], "a migration calls secure_estate_rows('table') for what it makes"


async def test_the_policies_say_what_they_are_called(conn_owner: AsyncConnection) -> None:
    found = await ask(
        conn_owner,
        """select distinct polname::text, polroles::regrole[]::text,
            pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)
        from pg_policy where polpermissive and polcmd = '*' order by 1""",
    )
    assert [row[:2] for row in found] == [
        ("rows_of_all_estates", f"{{{INSTALLATION_ROLE}}}"),
        ("rows_of_estates", f"{{{SERVICE_ROLE}}}"),
    ]
    everywhere, named = found[0][2:], found[1][2:]
    assert everywhere == ("true", None)
    assert re.search(r"estate_id = ANY .*SELECT.*current_setting\('ledger\.estates'", named[0])
    assert named[1] is None


async def test_a_view_shows_what_the_one_who_asks_may_see(conn_owner: AsyncConnection) -> None:
    found = await ask(
        conn_owner,
        """select relname from pg_class where relnamespace = 'public'::regnamespace
            and relkind = 'v' and not coalesce(reloptions, '{}') @> '{security_invoker=true}'""",
    )
    assert found == []


async def test_both_roles_of_the_service_have_the_same_rights(conn_owner: AsyncConnection) -> None:
    rights = """
        select c.relname, a.attname, r.privilege_type
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped,
        lateral (select privilege_type from aclexplode(c.relacl)
            where grantee = cast(:role as regrole)
            union all select privilege_type from aclexplode(a.attacl)
            where grantee = cast(:role as regrole)) r
        where c.relnamespace = 'public'::regnamespace order by 1, 2, 3"""
    service = await ask(conn_owner, rights, role=SERVICE_ROLE)
    assert len(service) > 100
    assert await ask(conn_owner, rights, role=INSTALLATION_ROLE) == service


STATEMENTS = [
    "select seq from journal_entry where estate_id = 1 and seq = 2",
    "select * from balance where estate_id = any('{1,2}') and account_id = any('{3,4}') for update",
    "select l.* from entry_line l join account a using (estate_id, account_id)",
    "update stock set quantity = 1 where estate_id = 1 and item_id = 2",
]


@pytest.mark.parametrize("statement", STATEMENTS)
async def test_the_plans_of_the_installation_carry_no_condition(
    engine: AsyncEngine, conn_owner: AsyncConnection, statement: str
) -> None:
    """They are those of the owner, for whom there is no row security."""
    async with in_installation(engine) as conn:
        plan = await ask(conn, f"explain {statement}")
    assert plan == await ask(conn_owner, f"explain {statement}")


async def test_the_estates_are_read_once_for_a_statement_and_lead_the_index(
    engine: AsyncEngine,
) -> None:
    query = "explain select seq from journal_entry where seq = 2"
    async with in_estates(engine, 1) as conn:
        await conn.execute(text("set local enable_seqscan = off"))
        plan = "\n".join(row[0] for row in await ask(conn, query))
    assert plan.count("InitPlan 1\n") == 1, plan
    assert re.search(r"Index Cond: \(+estate_id = ANY \(+InitPlan 1\).col1", plan), plan


# What a database transaction sees ----------------------------------------------------------------


@pytest.fixture
async def requests(database: Database) -> Any:
    """An engine as requests have it, on a database with two estates."""
    engine = create_engine(database.service_url, pool_size=1, role=SERVICE_ROLE)
    yield engine
    await engine.dispose()


RESIDENTS = "select distinct estate_id from resident order by 1"


async def test_a_transaction_sees_the_estates_that_it_names(
    engine: AsyncEngine, requests: AsyncEngine
) -> None:
    async with in_installation(engine) as conn:
        one, two = (await found_town(conn, estates=2)).estates
        assert await ask(conn, RESIDENTS) == [(one,), (two,)]
    async with in_estates(requests, one) as conn:
        assert await ask(conn, RESIDENTS) == [(one,)]
        assert await ask(conn, "select estate_id from estate") == [(one,)]
        changed = await conn.execute(text("update resident set resident_id = resident_id"))
        in_one = await ask(conn, "select count(*) from resident")
        assert changed.rowcount == in_one[0][0] > 0
        # Which holds to the end, unless it is said anew.
        await scope(conn, estates=(two, one))
        assert await ask(conn, RESIDENTS) == [(one,), (two,)]
        await scope(conn, estates=())
        assert await ask(conn, RESIDENTS) == []
        await scope(conn, estates="*")
        assert await ask(conn, RESIDENTS) == [(one,), (two,)]
    # The same connection, as the pool hands it out again.
    async with requests.begin() as conn:
        assert await ask(conn, RESIDENTS) == []
        await conn.commit()
        await scope(conn, estates=one)
    async with requests.connect() as conn:
        assert await ask(conn, RESIDENTS) == []


async def test_what_was_to_be_seen_is_forgotten_with_the_transaction(
    engine: AsyncEngine, requests: AsyncEngine
) -> None:
    async with in_installation(engine) as conn:
        (one,) = (await found_town(conn)).estates
    async with requests.connect() as conn:
        await scope(conn, estates=one, actor=7)
        assert await ask(conn, RESIDENTS) == [(one,)]
        await conn.rollback()
        assert await ask(conn, RESIDENTS) == []
        assert await ask(conn, "select current_setting('ledger.actor', true)") == [("",)]


async def test_no_row_is_written_into_another_estate(
    engine: AsyncEngine, requests: AsyncEngine
) -> None:
    async with in_installation(engine) as conn:
        one, two = (await found_town(conn, estates=2)).estates
    insert = """insert into role_grant (estate_id, user_id, role, starts_on)
        select :estate, min(user_id), 'auditor', '2026-01-01' from app_user"""
    for statement in (insert, "update resident set estate_id = :estate"):
        with pytest.raises(DBAPIError, match="violates row-level security policy"):
            async with in_estates(requests, one) as conn:
                await conn.execute(text(statement), {"estate": two})


@pytest.mark.parametrize("estates", ["1; drop table resident", "'", "1,2", [None], ["*"]])
async def test_a_scope_is_made_of_numbers(conn: AsyncConnection, estates: Any) -> None:
    with pytest.raises((AssertionError, TypeError, ValueError)):
        await scope(conn, estates=estates)


async def test_an_audit_line_names_the_one_whose_request_it_is(
    engine: AsyncEngine, requests: AsyncEngine
) -> None:
    async with in_installation(engine) as conn:
        town = await found_town(conn, estates=2)
        (one, two), (actor,), (other,) = (
            town.estates,
            *(await ask(conn, "select user_id from app_user order by 1 limit 2")),
        )

    async def write(by: int | None, *, estate_id: int | None = one) -> None:
        async with in_estates(requests, one, actor=actor) as conn:
            await write_audit_line(
                conn, estate_id=estate_id, actor_user_id=by, action="test", outcome="done"
            )

    await write(actor)
    # What belongs to no estate may be written, but not in another's name.
    await write(actor, estate_id=None)
    for by, estate_id in ((other, one), (None, one), (actor, two), (other, None), (None, None)):
        with pytest.raises(DBAPIError, match="row-level security"):
            await write(by, estate_id=estate_id)
    async with in_installation(engine) as conn:
        found = await ask(conn, "select actor_user_id from audit_line where action = 'test'")
    assert found == [(actor,)] * 2


# The house rule ----------------------------------------------------------------------------------


def _calls(path: Path) -> set[str]:
    """Return how this file comes by connections: `raw`, `installation`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if re.search(r"(engine|service|installation)\.(begin|connect)$", called):
            found.add("raw")
        if called in {"in_installation", "installation_engine", "create_engine"} or (
            called == "scope" and any(ast.unparse(k.value) == "'*'" for k in node.keywords)
        ):
            found.add("installation")
    return found


def _name(path: Path, listed: dict[str, str]) -> str:
    name = path.relative_to(PACKAGE).as_posix()
    return next((each for each in listed if each.endswith("/") and name.startswith(each)), name)


@pytest.mark.parametrize("kind, listed", [("raw", UNSCOPED), ("installation", INSTALLATION_WIDE)])
def test_connections_are_scoped_but_where_a_reason_is_written_down(
    kind: str, listed: dict[str, str]
) -> None:
    """Say `in_estates(engine, estate_id, actor=…)`, or take the dependency `conn`."""
    found = {_name(path, listed) for path in PACKAGE.rglob("*.py") if kind in _calls(path)}
    assert found - set(listed) == set(), "without a reason"
    assert set(listed) - found == set(), "a reason that is needed no more"
