"""Checkpoints: signed with keys outside the database, kept for ever, held to the entries."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.db.session import create_engine
from ledger.errors import ObjectIsNotHere
from ledger.evidence.checkpoint_text import Checkpoint
from ledger.evidence.database_verification import verify_database
from ledger.evidence.log_queries import checkpoint_for, latest_checkpoint
from ledger.evidence.operations import DAILY, for_disclosure, for_period, make_checkpoint
from ledger.evidence.report import Report
from ledger.evidence.sealer import FIRST_KEY, Sealer, fresh_key_pem
from ledger.settings import Settings
from tests.databases import Database
from tests.reporting import books

NOW = datetime(2026, 7, 5, 2, 0, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
def sealer(settings: Settings) -> Sealer:
    return Sealer.of(settings)


@pytest.fixture
async def estate(engine: AsyncEngine, owner_engine: AsyncEngine) -> books.Estate:
    async with owner_engine.begin() as conn:
        made = await books.make_estate(conn)
    async with engine.begin() as conn:
        await books.a_quarter(conn, made)
    return made


async def verified(engine: AsyncEngine, sealer: Sealer) -> Report:
    async with engine.connect() as conn:
        (report,) = await verify_database(conn, sealer=sealer)
    return report


def test_the_first_key_is_made_once_and_only_we_may_read_it(settings: Settings) -> None:
    assert Sealer.existing(settings) is None
    first = Sealer.of(settings)
    file = settings.secrets_dir / FIRST_KEY
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text().startswith("-----BEGIN PRIVATE KEY-----")
    again = Sealer.existing(settings)
    assert again is not None
    assert again.verifier_keys("o") == first.verifier_keys("o")


def test_the_newest_key_signs_and_every_key_verifies(settings: Settings) -> None:
    old = Sealer.of(settings)
    checkpoint = Checkpoint("o", 1, bytes(32))
    note_of_old = old.seal(checkpoint)
    (settings.secrets_dir / "checkpoint-key-0002.pem").write_text(fresh_key_pem())
    new = Sealer.of(settings)
    newest, oldest = new.verifier_keys("o")
    assert [oldest] == old.verifier_keys("o")
    assert new.seal(checkpoint).signers([newest, oldest]) == [newest]
    assert note_of_old.signers([newest, oldest]) == [oldest]


async def test_a_checkpoint_is_the_signed_head_of_the_book(
    conn: AsyncConnection, estate: books.Estate, sealer: Sealer
) -> None:
    estate_id = estate.estate_id
    row = await make_checkpoint(conn, estate_id=estate_id, sealer=sealer, now=NOW, reason=DAILY)
    head = (await conn.execute(text("select size, root_hash from book"))).one()
    assert row.checkpoint == Checkpoint(
        "sxy/ledger/sxy", head.size, head.root_hash, ("time 2026-07-05T02:00:00.000000Z",)
    )
    keys = sealer.verifier_keys("sxy/ledger/sxy")
    assert row.signed.signers(keys) == keys
    assert await latest_checkpoint(conn, estate_id) == row
    assert await checkpoint_for(conn, estate_id, DAILY) == row
    assert await checkpoint_for(conn, estate_id, for_disclosure(1)) is None


async def test_the_origin_stays_when_the_address_changes(
    engine: AsyncEngine, estate: books.Estate, sealer: Sealer
) -> None:
    moved = Sealer(sealer.keys, "https://elsewhere.example")
    async with engine.begin() as conn:
        for number, each in enumerate((sealer, moved)):
            row = await make_checkpoint(
                conn,
                estate_id=estate.estate_id,
                sealer=each,
                now=NOW + timedelta(days=number),
                reason=for_period("2026-04"),
            )
    assert row.checkpoint.origin == "sxy/ledger/sxy"
    assert moved.origin_of("sxy") == "elsewhere.example/ledger/sxy"


async def test_an_estate_without_a_book_signs_nothing(
    conn: AsyncConnection, sealer: Sealer
) -> None:
    with pytest.raises(ObjectIsNotHere):
        await make_checkpoint(conn, estate_id=1, sealer=sealer, now=NOW, reason=DAILY)


@pytest.mark.parametrize(
    "sql",
    [
        "insert into checkpoint (estate_id, size, root_hash, note, made_at, reason)"
        " select estate_id, size - 1, root_hash, E'x\\n', now(), 'daily' from book",
        "insert into checkpoint (estate_id, size, root_hash, note, made_at, reason)"
        " select estate_id, size, sha256('x'), E'x\\n', now(), 'daily' from book",
    ],
)
async def test_the_database_keeps_no_head_that_the_book_does_not_have(
    engine: AsyncEngine, estate: books.Estate, sql: str
) -> None:
    async with engine.connect() as conn:
        with pytest.raises(DBAPIError, match="is not the head of the book"):
            await conn.execute(text(sql))


async def test_the_database_names_no_checkpoint_for_what_was_not_published(
    engine: AsyncEngine, estate: books.Estate
) -> None:
    async with engine.connect() as conn:
        with pytest.raises(DBAPIError, match="is not published at size"):
            await conn.execute(
                text("""insert into checkpoint (estate_id, size, root_hash, note, made_at, reason)
                    select estate_id, size, root_hash, E'x\n', now(), 'disclosure:1' from book""")
            )


@pytest.fixture
async def sealed(engine: AsyncEngine, estate: books.Estate, sealer: Sealer) -> books.Estate:
    """A book that signed its head, grew by one entry and signed again."""
    async with engine.begin() as conn:
        for reason in (DAILY, for_period("2026-04")):
            await make_checkpoint(
                conn, estate_id=estate.estate_id, sealer=sealer, now=NOW, reason=reason
            )
            await books.post(
                conn, estate, books.income(estate, "2026-07-01", "4301001", 100, "停车费")
            )
    return estate


@pytest.mark.parametrize(
    "sql",
    ["update checkpoint set size = 1", "delete from checkpoint", "truncate checkpoint cascade"],
)
async def test_what_was_signed_stays(
    owner_engine: AsyncEngine, sealed: books.Estate, sql: str
) -> None:
    async with owner_engine.connect() as conn:
        with pytest.raises(DBAPIError, match="append-only"):
            await conn.execute(text(sql))


async def test_signed_heads_verify(
    engine: AsyncEngine, sealed: books.Estate, sealer: Sealer
) -> None:
    report = await verified(engine, sealer)
    assert report.is_unaltered, report.lines()


ATTACKS = {
    "a root": "update checkpoint set root_hash = sha256('x') where size = 17",
    "a size": "update checkpoint set size = 16 where size = 17",
    "a size behind the end": "update checkpoint set size = 99 where size = 17",
    "a note": "update checkpoint set note = replace(note, '2026', '2025') where size = 17",
    "a note of another head": "update checkpoint set note = (select note from checkpoint"
    " where size = 18) where size = 17",
    "no note at all": "update checkpoint set note = E'x\\n' where size = 17",
}


@pytest.mark.parametrize("attack", ATTACKS)
async def test_an_altered_checkpoint_is_named(
    engine: AsyncEngine, database: Database, sealed: books.Estate, sealer: Sealer, attack: str
) -> None:
    superuser = create_engine(database.superuser_url)
    async with superuser.begin() as conn:
        await conn.execute(text("set local session_replication_role = replica"))
        await conn.execute(text(ATTACKS[attack]))
    await superuser.dispose()
    report = await verified(engine, sealer)
    assert {fault.code for fault in report.faults} <= {
        "checkpoint_differs",
        "checkpoint_is_forged",
        # The moment in the signed words is not the one beside them.
        "publication_record_differs",
    }
    assert not report.is_unaltered


async def test_a_checkpoint_that_our_keys_did_not_sign_is_named(
    engine: AsyncEngine, sealed: books.Estate, tmp_path: Path
) -> None:
    stranger = Sealer.of(Settings(data_dir=tmp_path / "other"))
    report = await verified(engine, stranger)
    assert [fault.code for fault in report.faults] == ["checkpoint_is_forged"] * 2
