"""`ledger verify` knows redemptions by card, and names one that was made into one or out of one."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import pytest

from ledger.db.embedded import SUPERUSER_ROLE, EmbeddedPostgres
from ledger.evidence.database_verification import verify_database
from ledger.evidence.report import Fault
from ledger.evidence.sealer import Sealer
from ledger.settings import Settings
from tests.conftest import Database
from tests.redemption.cards.deck import Deck


async def faults_of(deck: Deck, folder: Path) -> list[Fault]:
    sealer = Sealer.of(Settings(data_dir=folder))
    async with deck.world.engine.connect() as conn:
        reports = await verify_database(conn, sealer=sealer, jobs=0)
    return [fault for report in reports for fault in report.faults]


@pytest.mark.parametrize(
    "edit",
    [
        "update redemption set card_opening_id = null where card_opening_id is not null",
        """update redemption set card_opening_id = (select max(card_opening_id) from card_opening)
            where card_opening_id is null""",
        "update redemption set card_opening_id = card_opening_id + 100",
        # Another's card, and another's till.
        """update redemption r set card_opening_id = (select max(o.card_opening_id)
            from card_opening o) where card_opening_id is not null""",
        "update card_opening set opened_by = opened_by - 1",
        "update journal_entry set narration = replace(narration, '，凭卡', '')",
    ],
)
async def test_what_was_by_card_stays_by_card(
    deck: Deck, postgres: EmbeddedPostgres, database: Database, tmp_path: Path, edit: str
) -> None:
    number, _ = await deck.bind(0)
    neighbours, _ = await deck.bind(1)
    await deck.lunch(await deck.code(number), key="card")
    await deck.lunch(await deck.world.show_code(0), key="phone")
    await deck.code(neighbours)
    assert await faults_of(deck, tmp_path) == []

    conn = await asyncpg.connect(
        host=str(postgres.socket_folder), port=5432, user=SUPERUSER_ROLE, database=database.name
    )
    try:
        await conn.execute("set session_replication_role = replica")
        await conn.execute(edit)
    finally:
        await conn.close()
    assert await faults_of(deck, tmp_path)
