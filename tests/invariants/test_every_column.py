"""Every column of every table that bears evidence: an edit of it is named, or excused in words.

The tables and columns come from the catalogue, so a new one that nobody classified fails here.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.embedded import SUPERUSER_ROLE, EmbeddedPostgres
from ledger.db.session import create_engine
from ledger.evidence.database_verification import verify_database
from ledger.evidence.report import Fault
from ledger.evidence.sealer import Sealer
from ledger.evidence.witnesses.checks import WitnessClaims
from ledger.settings import Settings
from tests.conftest import personal_data_keys
from tests.databases import Database
from tests.invariants import edits
from tests.invariants.excused import (
    EVIDENCE,
    EXCUSED,
    EXCUSED_DELETIONS,
    EXCUSED_SWAPS,
    NEVER_FILLED,
    NO_EVIDENCE,
    SINGLE_ROWS,
)
from tests.invariants.populated import Populated, populate
from tests.profiles import chosen_profile


@dataclass(frozen=True)
class Attacked:
    """A database under a superuser's hands, and the verifier that looks at it."""

    conn: asyncpg.Connection
    engine: AsyncEngine
    sealer: Sealer
    populated: Populated

    async def faults(self) -> list[Fault]:
        """Verify entry by entry; in the nightly profile also as large books are, by columns."""
        found = await self._faults(jobs=0)
        if chosen_profile().screens_small_books:
            screened = await self._faults(jobs=1)
            assert bool(screened) == bool(found), (found, screened)
        return found

    async def _faults(self, *, jobs: int) -> list[Fault]:
        # Claims remember which of them a book has answered.
        claims = WitnessClaims(keys=self.populated.claims.keys)
        async with self.engine.connect() as conn:
            reports = await verify_database(conn, sealer=self.sealer, claims=claims, jobs=jobs)
        if not reports:
            return [Fault("nothing_is_there", "数据库", "没有可以核对的账簿。")]
        unmet = claims.unmet()
        found = [fault for report in reports for fault in report.faults]
        return found + (unmet.faults if unmet else [])

    async def named(self, sql: str) -> list[Fault]:
        """Return what the verifier says after these statements."""
        await self.conn.execute(sql)
        return await self.faults()


@pytest.fixture(scope="module")
def world(
    postgres: EmbeddedPostgres,
    module_database: Database,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Populated, Sealer]:
    sealer = Sealer.of(Settings(data_dir=tmp_path_factory.mktemp("keys")))

    async def make() -> Populated:
        service = create_engine(
            module_database.service_url, pool_size=2, personal_data=personal_data_keys()
        )
        superuser = await connect(postgres, module_database)
        try:
            made = await populate(service, sealer)
            await edits.open_up(superuser)
            await edits.keep_copies(superuser)
        finally:
            await superuser.close()
            await service.dispose()
        return made

    return asyncio.run(make()), sealer


async def connect(postgres: EmbeddedPostgres, database: Database) -> asyncpg.Connection:
    return await asyncpg.connect(
        host=str(postgres.socket_folder), port=5432, user=SUPERUSER_ROLE, database=database.name
    )


@pytest.fixture
async def attacked(
    postgres: EmbeddedPostgres, module_database: Database, world: tuple[Populated, Sealer]
) -> AsyncIterator[Attacked]:
    conn = await connect(postgres, module_database)
    await conn.execute("set session_replication_role = replica")
    engine = create_engine(
        module_database.service_url, pool_size=2, personal_data=personal_data_keys()
    )
    yield Attacked(conn, engine, world[1], world[0])
    await engine.dispose()
    await conn.close()


async def test_nothing_is_named_before_an_edit(attacked: Attacked) -> None:
    assert await attacked.faults() == []


async def test_every_table_is_classified(attacked: Attacked) -> None:
    found = await edits.tables(attacked.conn)
    assert EVIDENCE.isdisjoint(NO_EVIDENCE)
    assert set(found) == EVIDENCE | NO_EVIDENCE.keys()
    there = {str(each) for table in EVIDENCE for each in await edits.columns(attacked.conn, table)}
    assert EXCUSED.keys() <= there
    assert there >= NEVER_FILLED


@pytest.mark.parametrize("table", sorted(EVIDENCE))
async def test_an_edit_of_any_column_is_named(table: str, attacked: Attacked) -> None:
    unnamed: dict[str, list[str]] = {}
    for column in await edits.columns(attacked.conn, table):
        drawn_up = await edits.edits_of(attacked.conn, column)
        assert bool(drawn_up) != (str(column) in NEVER_FILLED), column
        for edit in drawn_up:
            async with edits.taken_back(attacked.conn, table):
                put = await edits.apply(attacked.conn, edit)
                if put is not edits.REFUSED and not await attacked.faults():
                    unnamed.setdefault(str(column), []).append(f"{edit.before!r} -> {put!r}")
    excused = {name for name in EXCUSED if name.startswith(f"{table}.")}
    assert unnamed.keys() <= excused, {
        name: said for name, said in unnamed.items() if name not in excused
    }
    # An excuse that is needed no more must go.
    assert excused <= unnamed.keys(), excused - unnamed.keys()


@pytest.mark.parametrize("table", sorted(EVIDENCE))
async def test_a_row_that_is_taken_out_is_named(table: str, attacked: Attacked) -> None:
    rows = await attacked.conn.fetchval(f"select count(*) from kept.{table}")
    unnamed = []
    for row in sorted({0, rows - 1}):
        async with edits.taken_back(attacked.conn, table):
            faults = await attacked.named(
                f"""delete from {table} where ctid = (
                    select t.ctid from {table} t order by t.ctid offset {row} limit 1)"""
            )
            if not faults:
                unnamed.append(row)
    assert bool(unnamed) == (table in EXCUSED_DELETIONS), (table, unnamed)


@pytest.mark.parametrize("table", sorted(EVIDENCE))
async def test_two_rows_that_change_places_are_named(table: str, attacked: Attacked) -> None:
    """All but the key of the first row goes to the last row, and the other way round."""
    key = await edits.primary_key(attacked.conn, table)
    rows = await attacked.conn.fetchval(f"select count(*) from kept.{table}")
    if rows < 2:
        assert table in SINGLE_ROWS
        return
    async with edits.taken_back(attacked.conn, table):
        try:
            await edits.swap(attacked.conn, table, key, other=rows)
        except asyncpg.CheckViolationError:
            # An entry that reverses a later one is refused by the table itself.
            await edits.swap(attacked.conn, table, key, other=2)
        assert bool(await attacked.faults()) != (table in EXCUSED_SWAPS)


@pytest.mark.parametrize("other", ["daily", "period:2026-05", "period:2026-04"])
async def test_a_checkpoint_is_named_for_what_it_was_made_for(
    other: str, attacked: Attacked
) -> None:
    """It was signed at the moment of a publication, of its head; other words for it are seen."""
    rows = await attacked.conn.fetch(
        "select checkpoint_id from checkpoint where reason like 'disclosure:%'"
    )
    assert rows
    for (checkpoint_id,) in rows:
        async with edits.taken_back(attacked.conn, "checkpoint"):
            faults = await attacked.named(
                f"update checkpoint set reason = '{other}' where checkpoint_id = {checkpoint_id}"
            )
            assert any(fault.field == "checkpoint.reason" for fault in faults), checkpoint_id
