"""Databases of the releases go on working: migrated to the head, not a root hash moves."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.merkle_log import root_from_consistency
from ledger.db import migrate
from ledger.db.embedded import OWNER_ROLE, EmbeddedPostgres
from ledger.db.ids import now_utc, today_in_china
from ledger.db.personal_data import PersonalDataKeys, version_of
from ledger.db.session import create_engine
from ledger.estates.sealed_columns import upgrade_and_seal
from ledger.evidence.database_verification import verify_database
from ledger.evidence.operations import for_period, make_checkpoint
from ledger.evidence.proofs import consistency_between
from ledger.evidence.sealer import Sealer
from ledger.settings import Settings
from tests.databases import Database, as_superuser, fresh_database
from tests.live_server import LEDGER, SampleEstate, running_server, server_environment
from tests.migrations.released import (
    PASSWORD,
    RELEASES,
    Release,
    dumped,
    load,
    restore,
    write_secrets,
)

# The files that have been released, as sha256sum writes them: databases out there have run them.
RELEASED_FILES = Path(__file__).with_name("released_files.sha256").read_text().splitlines()

REVISIONS = [
    script.revision
    for script in reversed(
        list(ScriptDirectory.from_config(migrate.alembic_config()).walk_revisions())
    )
]


@dataclass(frozen=True)
class Released:
    """Templates in the state of a release: with books, and without."""

    release: Release
    populated: str
    empty: str


@pytest.fixture(scope="module", params=RELEASES, ids=lambda release: release.revision)
def released(postgres: EmbeddedPostgres, request: pytest.FixtureRequest) -> Iterator[Released]:
    release: Release = request.param
    suffix = f"{release.revision}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    names = Released(release, f"released_populated_{suffix}", f"released_empty_{suffix}")
    for name in (names.populated, names.empty):
        as_superuser(postgres, f"CREATE DATABASE {name} OWNER {OWNER_ROLE} TEMPLATE template0")
    restore(postgres, names.populated, release)
    asyncio.run(upgrade(postgres.url(names.empty), release.revision))
    yield names
    for name in (names.populated, names.empty):
        as_superuser(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(postgres: EmbeddedPostgres, released: Released) -> Iterator[Database]:
    """A copy of the released state with its books."""
    with fresh_database(postgres, template=released.populated) as database:
        yield database


@pytest.fixture
def empty_database(postgres: EmbeddedPostgres, released: Released) -> Iterator[Database]:
    """A copy of the released state without books."""
    with fresh_database(postgres, template=released.empty) as database:
        yield database


@pytest.fixture
def new_database(postgres: EmbeddedPostgres) -> Iterator[Database]:
    """What a new installation has."""
    with fresh_database(postgres) as database:
        yield database


@pytest.fixture
def sealer(tmp_path: Path) -> Sealer:
    write_secrets(tmp_path / "secrets")
    return Sealer.of(Settings(data_dir=tmp_path))


async def upgrade(url: str, revision: str) -> None:
    """Migrate as far as `revision`, as `ledger.db.migrate` does to the head."""

    def run(connection: Any) -> None:
        config = migrate.alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    engine = create_engine(url, pool_size=1)
    try:
        async with engine.connect() as conn:
            await conn.run_sync(run)
    finally:
        await engine.dispose()


async def execute(url: str, *statements: str) -> None:
    engine = create_engine(url, pool_size=1)
    try:
        async with engine.begin() as conn:
            for statement in statements:
                await conn.execute(text(statement))
    finally:
        await engine.dispose()


async def books_of(conn: AsyncConnection) -> list[tuple[Any, ...]]:
    """Return what no migration may move, book by book."""
    rows = await conn.execute(
        text("""
            select b.estate_id, b.first_month, b.size, b.root_hash, b.frontier,
                (select count(*) from journal_entry e where e.estate_id = b.estate_id),
                (select count(*) from entry_line l where l.estate_id = b.estate_id),
                (select sum(posted * account_id) from balance x where x.estate_id = b.estate_id),
                (select sum(held) from balance x where x.estate_id = b.estate_id),
                (select array_agg(leaf_hash order by seq) from journal_entry e
                    where e.estate_id = b.estate_id),
                (select array_agg(note order by checkpoint_id) from checkpoint c
                    where c.estate_id = b.estate_id),
                (select array_agg(record_hash order by disclosure_id) from disclosure d
                    where d.estate_id = b.estate_id),
                (select sum(points_left) from points_lot l where l.estate_id = b.estate_id),
                (select count(*) from period p where p.estate_id = b.estate_id
                    and p.state = 'closed')
            from book b order by b.estate_id
        """)
    )
    return [tuple(row) for row in rows]


async def look(url: str) -> list[tuple[Any, ...]]:
    engine = create_engine(url, pool_size=1)
    try:
        async with engine.connect() as conn:
            return await books_of(conn)
    finally:
        await engine.dispose()


async def assert_verifies(url: str, sealer: Sealer, *, books: int) -> None:
    engine = create_engine(url, pool_size=1)
    try:
        async with engine.connect() as conn:
            reports = await verify_database(conn, sealer=sealer)
    finally:
        await engine.dispose()
    assert len(reports) == books
    for report in reports:
        assert report.is_unaltered, "\n".join(report.lines())


def test_released_migrations_are_unchanged() -> None:
    found = [
        f"{sha256(path.read_bytes()).hexdigest()}  {path.name}"
        for path in sorted((migrate.migrations_dir() / "versions").glob("*.*"))
        if path.name[:4] <= RELEASES[-1].revision
    ]
    assert found == RELEASED_FILES


async def test_released_books_are_what_they_were(database: Database, sealer: Sealer) -> None:
    before = await look(database.owner_url)
    assert [row[2] > 0 for row in before] == [True, True, False]
    assert await migrate.upgrade(database.owner_url) is True
    assert await look(database.owner_url) == before
    await assert_verifies(database.service_url, sealer, books=3)


async def test_a_database_without_books_is_migrated(
    empty_database: Database, sealer: Sealer
) -> None:
    assert await migrate.upgrade(empty_database.owner_url) is True
    await assert_verifies(empty_database.service_url, sealer, books=0)


async def test_every_way_to_the_head_ends_with_one_schema(
    postgres: EmbeddedPostgres,
    database: Database,
    empty_database: Database,
    new_database: Database,
    tmp_path: Path,
) -> None:
    await migrate.upgrade(empty_database.owner_url)
    # Where there are readable phones, the schema is whole when the program has sealed them.
    assert await upgrade_and_seal(
        Settings(data_dir=tmp_path, database_url=SecretStr(database.owner_url))
    )
    wanted = await asyncio.to_thread(schema_of, postgres, new_database)
    assert await asyncio.to_thread(schema_of, postgres, empty_database) == wanted
    assert await asyncio.to_thread(schema_of, postgres, database) == wanted


def schema_of(postgres: EmbeddedPostgres, database: Database) -> list[str]:
    """Return the schema as a database has it that was restored from a dump.

    Restoring writes some conditions otherwise, `a or (b or c)` as `a or b or c`, and the released
    state went through it once already.
    """
    restored = f"{database.name}_restored"
    as_superuser(postgres, f"CREATE DATABASE {restored} OWNER {OWNER_ROLE} TEMPLATE template0")
    try:
        load(postgres, restored, dumped(postgres, database.name, "--schema-only"))
        return dumped(postgres, restored, "--schema-only").decode().splitlines()
    finally:
        as_superuser(postgres, f"DROP DATABASE {restored} WITH (FORCE)")


async def test_a_migration_that_fails_leaves_everything_as_it_was(
    released: Released, postgres: EmbeddedPostgres, database: Database
) -> None:
    """Each is one database transaction: a fault at its very end undoes it from the beginning."""
    for revision in REVISIONS[REVISIONS.index(released.release.revision) + 1 :]:
        await execute(
            database.owner_url,
            """create function power_cut() returns trigger language plpgsql as $$
            begin raise exception 'the power was cut'; end $$""",
            "create trigger power_cut before update on alembic_version"
            " for each row execute function power_cut()",
        )
        before = dumped(postgres, database.name)
        with pytest.raises(DBAPIError, match="the power was cut"):
            await migrate.upgrade(database.owner_url)
        assert dumped(postgres, database.name) == before, revision
        await execute(
            database.owner_url,
            "drop trigger power_cut on alembic_version",
            "drop function power_cut",
        )
        await upgrade(database.owner_url, revision)
    assert await migrate.upgrade(database.owner_url) is False


async def test_the_program_goes_on_with_the_released_books(
    database: Database, sealer: Sealer, tmp_path: Path
) -> None:
    """`ledger serve` migrates; then a redemption, a new entry and a reversal of an old one."""
    before = await look(database.owner_url)
    estate = SampleEstate(database.name, tmp_path, PASSWORD)
    with running_server(estate, database, tmp_path / "server.log") as server:
        async with server.signed_in("resident01", "shop01", "treasurer", "committee") as people:
            resident, shop, treasurer, committee = people
            code = (await resident.do("me/pay-codes"))["digits"]
            counter = await shop.read("counter")
            cheapest = min(counter["items"], key=lambda item: int(item["points_price"]))
            done = await shop.do(
                "counter/redemptions",
                {"code": code, "lines": [{"item_id": cheapest["item_id"], "quantity": 1}]},
            )
            assert done["points"] == cheapest["points_price"]

            old = await an_entry_of_money(database)
            prepared = await treasurer.do(
                f"entries/{old}/reversal",
                {"reason": "记错了科目", "effective_on": today_in_china().isoformat()},
            )
            path = f"prepared-entries/{prepared['prepared_entry_id']}"
            await committee.do(f"{path}/approve")
            posted = await treasurer.do(f"{path}/post")
            assert posted["state"] == "posted"

    # What a resident was given before the migration is still the beginning of the book.
    old_size, old_root, size = before[0][2], before[0][3], posted["seq"]
    engine = create_engine(database.service_url, pool_size=1)
    async with engine.begin() as conn:
        await make_checkpoint(
            conn, estate_id=1, sealer=sealer, now=now_utc(), reason=for_period("2026-06")
        )
        _, proof = await consistency_between(conn, estate_id=1, old_size=old_size, size=size)
    await engine.dispose()
    now = (await look(database.owner_url))[0][3]
    assert root_from_consistency(old_root, old_size=old_size, size=size, proof=proof) == now
    await assert_verifies(database.service_url, sealer, books=3)
    said = await asyncio.to_thread(by_command, database, tmp_path, "verify", "--database")
    assert said.returncode == 0, said.stdout + said.stderr


def by_command(
    database: Database, data_dir: Path, *arguments: str
) -> subprocess.CompletedProcess[str]:
    environment = server_environment(
        data_dir,
        LEDGER_DATABASE_URL=database.owner_url,
        LEDGER_SERVICE_DATABASE_URL=database.service_url,
    )
    return subprocess.run(
        [LEDGER, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


async def an_entry_of_money(database: Database) -> int:
    """Return the seq of a released entry of the cash book."""
    engine = create_engine(database.service_url, pool_size=1)
    try:
        async with engine.connect() as conn:
            seq: int = await conn.scalar(
                text("""select min(e.seq) from journal_entry e
                    where e.estate_id = 1 and e.kind = 'cash_book'""")
            )
            return seq
    finally:
        await engine.dispose()


@pytest.mark.parametrize("released", RELEASES[:1], indirect=True, ids=["0007"])
async def test_no_phone_of_a_released_database_stays_readable(
    database: Database, tmp_path: Path
) -> None:
    engine = create_engine(database.superuser_url, pool_size=1)
    try:
        async with engine.connect() as conn:
            plain = set(
                (await conn.scalars(text("select phone from resident where phone <> ''"))).all()
            )
        assert len(plain) > 100
        said = await asyncio.to_thread(by_command, database, tmp_path, "migrate")
        assert said.returncode == 0, said.stdout + said.stderr
        keys = PersonalDataKeys.open(tmp_path / "secrets")
        async with engine.connect() as conn:
            rows = (
                await conn.execute(text("select phone, phone_sealed, phone_digest from resident"))
            ).all()
            assert {row.phone for row in rows} == {""}
            sealed = [row for row in rows if row.phone_sealed is not None]
            assert {keys.reveal(row.phone_sealed) for row in sealed} == plain
            assert all(row.phone_digest for row in sealed)
        again = await asyncio.to_thread(by_command, database, tmp_path, "personal-data", "rotate")
        assert again.returncode == 0, again.stdout + again.stderr
        assert f"改用它的个人信息 {len(sealed)} 项" in again.stdout
        async with engine.connect() as conn:
            renewed = (await conn.scalars(text("select phone_sealed from resident"))).all()
        assert {version_of(each) for each in renewed if each is not None} == {2}
    finally:
        await engine.dispose()


@pytest.mark.parametrize("released", RELEASES[1:], indirect=True, ids=["0025"])
async def test_what_those_wrote_who_were_forgotten_before_goes(database: Database) -> None:
    engine = create_engine(database.superuser_url, pool_size=1)
    try:
        async with engine.begin() as conn:
            who: int = await conn.scalar(text("select max(user_id) from app_user"))
            for statement in (
                """update app_user set login = 'forgotten-' || user_id, is_disabled = true
                    where user_id = :who""",
                """insert into request_outcome (estate_id, actor_user_id, idempotency_key,
                        fingerprint, status, body)
                    values (1, :who, 'asked-once', '{"words": "心里话"}', 200, '{}')""",
                """insert into message (estate_id, user_id, template, template_version, args, key)
                    values (1, :who, 'role_given', 1, '{}', 'told-once')""",
            ):
                await conn.execute(text(statement), {"who": who})
        await migrate.upgrade(database.owner_url)
        async with engine.connect() as conn:
            asked = await conn.execute(
                text("""select fingerprint, body from request_outcome
                    where idempotency_key = 'asked-once'""")
            )
            assert [tuple(row) for row in asked] == [({}, None)]
            told = text("select count(*) from message where user_id = :who")
            assert await conn.scalar(told, {"who": who}) == 0
    finally:
        await engine.dispose()
