"""The migrated database against the tables in code and against the rules of the house."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import AsyncIterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

import ledger
from ledger.db.session import create_engine
from ledger.db.types import metadata
from tests.conftest import Database

# Shared by all estates: they are copied to every node when the database is distributed.
REFERENCE_TABLES = {
    "alembic_version",
    "app_user",
    "audit_line",
    "estate",
    # Of a person and not of an estate: an office's staff, a platform's operator.
    "personal_request_outcome",
    # What a person wishes and uses, the same in every estate.
    "known_device",
    "message_preference",
    "region",
    "region_role_grant",
    "sign_in_attempt",
    "user_session",
    # Of a person who may have roles in several estates, or who is not known yet.
    "one_time_code",
    "recovery_code",
    "second_factor",
    "wechat_identity",
    "wechat_sign_in",
}
# Rows that bear evidence: the service adds to them and nothing else.
APPEND_ONLY_TABLES = {
    "audit_day", "audit_line", "checkpoint", "cosignature", "entry_line", "journal_entry",
    "log_node", "period_change", "rule_version", "source_document", "witness", "witness_withdrawal",
}  # fmt: skip

for module in pkgutil.walk_packages(ledger.__path__, "ledger."):
    if module.name.endswith(".tables"):
        importlib.import_module(module.name)


@pytest.fixture(scope="module")
async def conn(module_database: Database) -> AsyncIterator[AsyncConnection]:
    """A connection of the tables' owner; nothing here writes."""
    engine = create_engine(module_database.owner_url, pool_size=1)
    async with engine.connect() as conn:
        yield conn
    await engine.dispose()


async def ask(conn: AsyncConnection, sql: str, **values: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await conn.execute(text(sql), values)]


@pytest.mark.parametrize("name", sorted(metadata.tables))
async def test_a_table_in_code_is_the_table_in_the_database(
    conn: AsyncConnection, name: str
) -> None:
    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                # Constraints and indexes are told in SQL only.
                "include_object": lambda thing, found, kind, _reflected, _other: (
                    (kind == "table" and found == name)
                    or (kind == "column" and thing.table.name == name)
                ),
            },
        )
        return list(compare_metadata(context, metadata))

    assert await conn.run_sync(differences) == []
    written = metadata.tables[name]
    key = await ask(
        conn,
        """select a.attname from pg_constraint c
        cross join unnest(c.conkey) with ordinality k (attnum, position)
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum
        where c.conrelid = cast(:name as regclass) and c.contype = 'p' order by k.position""",
        name=name,
    )
    assert [column.name for column in written.primary_key] == [column for (column,) in key]


async def tables(conn: AsyncConnection) -> set[str]:
    found = await ask(conn, "select tablename from pg_tables where schemaname = 'public'")
    return {name for (name,) in found}


async def test_every_table_belongs_to_an_estate_or_is_a_reference_table(
    conn: AsyncConnection,
) -> None:
    found = await ask(
        conn,
        """select table_name from information_schema.columns
        where table_schema = 'public' and column_name = 'estate_id' and is_nullable = 'NO'""",
    )
    of_estates = {name for (name,) in found} - {"estate"}
    assert of_estates | REFERENCE_TABLES == await tables(conn)
    assert of_estates & REFERENCE_TABLES == set()


async def test_every_key_of_an_estates_table_leads_with_the_estate(conn: AsyncConnection) -> None:
    """Primary keys, unique constraints and unique indexes."""
    found = await ask(
        conn,
        """select c.relname, i.indexrelid::regclass::text
        from pg_index i
        join pg_class c on c.oid = i.indrelid
        join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
        left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
        where i.indisunique and a.attname is distinct from 'estate_id'""",
    )
    assert {table for table, _ in found} <= REFERENCE_TABLES, found


async def test_no_row_of_one_estate_refers_to_a_row_of_another(conn: AsyncConnection) -> None:
    """A foreign key between two tables of estates pairs estate_id with estate_id, first (I12)."""
    found = await ask(
        conn,
        """select c.conrelid::regclass::text, c.confrelid::regclass::text, c.conname,
            a.attname, f.attname
        from pg_constraint c
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        join pg_attribute f on f.attrelid = c.confrelid and f.attnum = c.confkey[1]
        where c.contype = 'f'""",
    )
    assert found
    wrong = [
        row
        for row in found
        if row[1] not in REFERENCE_TABLES and row[3:] != ("estate_id", "estate_id")
    ]
    assert wrong == []
    # And a reference table points to no estate's row.
    assert [row for row in found if row[0] in REFERENCE_TABLES - {"estate"}
            and row[1] not in REFERENCE_TABLES] == []  # fmt: skip


async def test_the_service_only_adds_to_the_evidence(conn: AsyncConnection) -> None:
    granted = await ask(
        conn,
        """select table_name, privilege_type from information_schema.role_table_grants
        where grantee = 'ledger_service' and table_schema = 'public'""",
    )
    rights: dict[str, set[str]] = {}
    for table, privilege in granted:
        rights.setdefault(table, set()).add(privilege)
    for table in APPEND_ONLY_TABLES:
        assert rights[table] == {"SELECT", "INSERT"}, table
    assert not {table for table, held in rights.items() if held & {"TRUNCATE", "TRIGGER"}}
    columns = await ask(
        conn,
        """select table_name, column_name from information_schema.column_privileges
        where grantee in ('ledger_service', 'PUBLIC') and privilege_type = 'UPDATE'
            and table_name = any(:names)""",
        names=sorted(APPEND_ONLY_TABLES),
    )
    assert columns == []


async def test_every_append_only_table_is_guarded_and_no_guard_is_forgotten(
    conn: AsyncConnection,
) -> None:
    """A table is append-only for the service exactly where a trigger keeps the owner out too."""
    found = await ask(
        conn,
        """select t.tgrelid::regclass::text, t.tgenabled::text, t.tgtype
        from pg_trigger t join pg_proc p on p.oid = t.tgfoid where p.proname = 'refuse_change'""",
    )
    # Before (2), for each statement (not 1), on delete (8), update (16) and truncate (32).
    assert {enabled for _, enabled, _ in found} == {"O"}
    whole = {table for table, _, kind in found if kind == 2 + 8 + 16 + 32}
    assert whole >= APPEND_ONLY_TABLES
    for table in whole:
        held = await ask(
            conn,
            """select privilege_type from information_schema.role_table_grants
            where grantee = 'ledger_service' and table_name = :table
                and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')""",
            table=table,
        )
        assert held == [], table


async def test_the_service_owns_nothing_and_gains_nothing(conn: AsyncConnection) -> None:
    roles = await ask(
        conn,
        """select rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication
        from pg_roles where rolname in ('ledger_service', 'ledger_installation')""",
    )
    assert roles == [(False,) * 5] * 2
    owned = """select relname from pg_class where relowner in (select oid from pg_roles
        where rolname in ('ledger_service', 'ledger_installation'))"""
    assert await ask(conn, owned) == []
    member_of = """select roleid::regrole::text from pg_auth_members
        where member = (select oid from pg_roles where rolname = 'ledger_service')"""
    assert await ask(conn, member_of) == [("ledger_installation",)]
    assert await ask(conn, "select has_schema_privilege('ledger_service', 'public', 'CREATE')") == [
        (False,)
    ]


async def test_the_service_can_use_every_table_that_it_needs(conn: AsyncConnection) -> None:
    """A migration that forgets its grants is found here and not at the counter."""
    unreadable = await ask(
        conn,
        """select relname from pg_class
        where relnamespace = cast('public' as regnamespace) and relkind = 'r'
            and relname <> 'alembic_version'
            and not has_table_privilege('ledger_service', oid, 'SELECT')""",
    )
    assert unreadable == []


async def test_no_amount_is_kept_in_floats_or_rounded_money(conn: AsyncConnection) -> None:
    assert (
        await ask(
            conn,
            """select table_name, column_name, data_type from information_schema.columns
        where table_schema = 'public'
            and data_type in ('real', 'double precision', 'money', 'numeric')""",
        )
        == []
    )


async def test_moments_know_their_zone(conn: AsyncConnection) -> None:
    assert (
        await ask(
            conn,
            """select table_name, column_name from information_schema.columns
        where table_schema = 'public' and data_type = 'timestamp without time zone'""",
        )
        == []
    )
