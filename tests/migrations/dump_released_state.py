# mypy: ignore-errors
# It was written for the interfaces of that release.
"""Makes `released_0007.sql.xz`: a database as the release with migrations 0001 to 0007 left it.

Run once, with the program of that release; a later release gets a dump of its own beside it:

    git worktree add ../released cf2b6c6
    PYTHONPATH=../released/src:../released .venv/bin/python \
        tests/migrations/dump_released_state.py tests/migrations/released_0007.sql.xz

It holds the sample estate as `ledger serve --demo` loads it, a second estate with a reversal,
grants, an attachment, closed months, a publication, and a hold in every state, and a third whose
book is empty.
"""

from __future__ import annotations

import asyncio
import lzma
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import SecretStr
from released import write_secrets
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import JournalEntry, credit, debit
from ledger.db import migrate
from ledger.db.embedded import SERVICE_ROLE, SUPERUSER_ROLE, EmbeddedPostgres
from ledger.db.postgres_programs import environment, program
from ledger.db.session import create_engine
from ledger.demo import load_demo
from ledger.evidence.operations import DAILY, make_checkpoint
from ledger.evidence.sealer import Sealer
from ledger.posting.holds import capture_hold, place_hold, void_hold
from ledger.posting.operations import PostingCommand
from ledger.settings import Settings
from tests.reporting import books


async def _fill(url: str, service_url: str, data_dir: Path) -> None:
    await migrate.upgrade(url)
    settings = Settings(data_dir=data_dir, database_url=SecretStr(url), host="127.0.0.1")
    write_secrets(settings.secrets_dir)
    owner, service = create_engine(url, pool_size=1), create_engine(service_url, pool_size=2)
    try:
        await load_demo(service, settings, lambda _done, _total: None)
        async with owner.begin() as conn:
            second = await books.make_estate(conn, code="second")
            await books.make_estate(conn, code="empty")
        async with service.begin() as conn:
            await books.a_quarter(conn, second)
            await _holds(conn, second)
            await books.close(conn, second, 202604, 202605, 202606)
            await books.publish_quarter(conn, second)
            await make_checkpoint(
                conn,
                estate_id=second.estate_id,
                sealer=Sealer.of(settings),
                now=datetime(2026, 7, 6, tzinfo=UTC),
                reason=DAILY,
            )
    finally:
        await owner.dispose()
        await service.dispose()


async def _holds(conn: AsyncConnection, estate: books.Estate) -> None:
    """Leave one hold open, one given back and one used."""
    wallet = ("M2101", f"resident:{estate.residents[0]}")
    placed = [
        await place_hold(
            conn,
            estate_id=estate.estate_id,
            account=wallet,
            amount=minutes,
            expires_at=datetime(2030, 1, 1, tzinfo=UTC),
            purpose="时间银行预约",
            placed_by=estate.organiser,
            idempotency_key=f"hold:{minutes}",
        )
        for minutes in (30, 20, 10)
    ]
    await void_hold(conn, estate_id=estate.estate_id, hold_id=placed[1])
    await capture_hold(
        conn,
        hold_id=placed[2],
        command=PostingCommand(
            estate_id=estate.estate_id,
            entry=JournalEntry(
                series=EntrySeries.MINUTES,
                kind="service_minutes",
                effective_on=date(2026, 6, 28),
                narration="时间银行兑现",
                lines=(
                    debit("M2101", 10, Currency.MIN, holder=wallet[1]),
                    credit("M1101", 10, Currency.MIN),
                ),
            ),
            idempotency_key=estate.next_key(),
            prepared_by=estate.organiser,
        ),
        posted_by=estate.organiser,
        today=books.TODAY,
    )


def main(target: Path) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedPostgres(Path(folder), durable=False) as postgres,
    ):
        asyncio.run(
            _fill(postgres.url(), postgres.url(user=SERVICE_ROLE), postgres.data_dir / "sample")
        )
        dump = subprocess.run(
            [
                program("pg_dump"), "--host", str(postgres.socket_folder),
                "--username", SUPERUSER_ROLE, "ledger",
            ],
            env=environment(), check=True, capture_output=True,
        ).stdout  # fmt: skip
    target.write_bytes(lzma.compress(dump, preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
