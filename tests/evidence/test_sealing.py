"""Closing a month, publishing and the daily command leave a signed checkpoint behind."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.cli import main
from ledger.db.embedded import EmbeddedPostgres
from ledger.db.session import create_engine
from ledger.evidence.log_queries import checkpoint_for, latest_checkpoint
from ledger.evidence.sealer import Sealer
from ledger.evidence.signed_note import SignedNote
from ledger.settings import Settings
from tests.databases import Database, fresh_database
from tests.funds.desk import open_desk
from tests.live_server import SampleEstate


async def test_closing_a_month_signs_the_head(
    database: Database, engine: AsyncEngine, tmp_path: Path
) -> None:
    async with open_desk(database, tmp_path) as desk:
        await desk.sign_in("treasurer")
        await desk.post("/periods/2026-02/close", {}, status=409)
        async with engine.connect() as conn:
            assert await latest_checkpoint(conn, desk.estate.estate_id) is None
        await desk.post("/periods/2026-01/close", {}, status=200, key="close")
        await desk.post("/periods/2026-01/close", {}, status=200, key="close")
        async with engine.connect() as conn:
            rows = (await conn.execute(text("select estate_id, reason from checkpoint"))).all()
            made = await checkpoint_for(conn, desk.estate.estate_id, "period:2026-01")
    assert [tuple(row) for row in rows] == [(desk.estate.estate_id, "period:2026-01")]
    assert made is not None
    keys = Sealer.of(Settings(data_dir=tmp_path)).verifier_keys(made.checkpoint.origin)
    assert made.signed.signers(keys) == keys


@pytest.fixture
def sample(postgres: EmbeddedPostgres, sample_estate: SampleEstate) -> Iterator[Database]:
    with fresh_database(postgres, template=sample_estate.template) as database:
        yield database


async def test_a_publication_signs_the_head_that_it_froze(
    sample: Database, sample_estate: SampleEstate
) -> None:
    engine = create_engine(sample.service_url)
    async with engine.connect() as conn:
        published: Any = (
            await conn.execute(text("select * from disclosure where state = 'published'"))
        ).one()
        reason = f"disclosure:{published.disclosure_id}"
        made = await checkpoint_for(conn, published.estate_id, reason)
    await engine.dispose()
    assert made is not None
    assert made.made_at == published.published_at
    said = made.checkpoint
    assert (said.size, said.root_hash) == (published.checkpoint_size, published.checkpoint_root)
    keys = Sealer.of(Settings(data_dir=sample_estate.data_dir)).verifier_keys(said.origin)
    assert made.signed.signers(keys) == keys


@pytest.fixture
def command(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("LEDGER_DATABASE_URL", database.owner_url)
    monkeypatch.setenv("LEDGER_SERVICE_DATABASE_URL", database.service_url)
    monkeypatch.setenv("LEDGER_DATA_DIR", str(tmp_path))
    return CliRunner()


def test_a_command_without_books_says_so(command: CliRunner) -> None:
    done = command.invoke(main, ["checkpoint", "--estate", "nowhere"])
    assert done.exit_code == 1
    assert "代码为 nowhere 的小区" in done.output


async def test_the_daily_command_signs_every_book(
    command: CliRunner, database: Database, tmp_path: Path
) -> None:
    async with open_desk(database, tmp_path):
        pass
    one = await run(command, "checkpoint", "--estate", "shuxiangyuan")
    every = await run(command, "checkpoint")
    note = SignedNote.parse(one.removesuffix("\n"))
    origin = "shuxiangyuan/ledger/shuxiangyuan"
    assert note.text.startswith(f"{origin}\n0\n")
    assert note.signers(Sealer.of(Settings(data_dir=tmp_path)).verifier_keys(origin))
    assert every.count("/ledger/") == 4
    assert (await run(command, "verify", "--database")).count("没有发现改动") == 2


async def run(command: CliRunner, *arguments: str) -> str:
    # The commands run their own event loop.
    done = await asyncio.to_thread(command.invoke, main, list(arguments))
    assert done.exit_code == 0, done.output
    return done.output
