"""A witness for tests, and a book that it cosigns."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.session import create_engine
from ledger.errors import Refusal
from ledger.evidence.database_verification import verify_database
from ledger.evidence.log_queries import CheckpointRow
from ledger.evidence.operations import DAILY, make_checkpoint
from ledger.evidence.report import Report
from ledger.evidence.sealer import Sealer
from ledger.evidence.signed_note import (
    SignatureType,
    VerifierKey,
    cosigned_by,
)
from ledger.evidence.witness_request import WitnessRequest
from ledger.evidence.witnesses.checks import WitnessClaims
from ledger.evidence.witnesses.operations import (
    accept_cosignatures,
    register_witness,
)
from ledger.settings import Settings
from tests.databases import Database
from tests.live_server import Caller
from tests.reporting import books


@dataclass
class TestWitness:
    """Somebody outside who signs what they are shown."""

    __test__ = False

    name: str = "juwei.example/ledger"
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def verifier_key(self) -> VerifierKey:
        return VerifierKey.of(self.name, self.key, SignatureType.COSIGNATURE)

    def cosigned(self, row: CheckpointRow, at: datetime) -> str:
        """The checkpoint's note with this witness's line behind it."""
        line = cosigned_by(
            row.signed.text, name=self.name, key=self.key, seconds=int(at.timestamp())
        )
        return str(row.signed.with_signatures([line]))


NOW = datetime(2026, 7, 5, 2, 0, tzinfo=UTC)
SEEN = NOW + timedelta(minutes=30)


@dataclass
class World:
    """A book with a checkpoint, a registered witness, and the means to go on."""

    engine: AsyncEngine
    estate: books.Estate
    sealer: Sealer
    witness: TestWitness
    witness_id: int
    row: CheckpointRow
    folder: Path
    now: datetime = NOW

    async def take(self, note: str, *, now: datetime = SEEN) -> bool:
        async with self.engine.begin() as conn:
            (accepted,) = await accept_cosignatures(
                conn, estate_id=self.estate.estate_id, note=note, now=now
            )
        return accepted.is_new

    async def refused(self, note: str) -> str:
        with pytest.raises(Refusal) as refusal:
            await self.take(note)
        return refusal.value.code

    async def grow(self) -> CheckpointRow:
        """Add an entry and sign the new head."""
        async with self.engine.begin() as conn:
            await books.post(
                conn, self.estate, books.income(self.estate, "2026-07-01", "4301001", 100, "停车费")
            )
            return await make_checkpoint(
                conn,
                estate_id=self.estate.estate_id,
                sealer=self.sealer,
                now=self.now,
                reason=DAILY,
            )

    async def verified(self, claims: WitnessClaims | None = None) -> Report:
        async with self.engine.connect() as conn:
            (report,) = await verify_database(conn, sealer=self.sealer, claims=claims)
        return report


async def make_world(engine: AsyncEngine, owner_engine: AsyncEngine, folder: Path) -> World:
    """Make the book, sign its head, and register the witness."""
    sealer = Sealer.of(Settings(data_dir=folder))
    witness = TestWitness()
    async with owner_engine.begin() as conn:
        estate = await books.make_estate(conn)
    async with engine.begin() as conn:
        await books.a_quarter(conn, estate)
        row = await make_checkpoint(
            conn, estate_id=estate.estate_id, sealer=sealer, now=NOW, reason=DAILY
        )
        registered = await register_witness(
            conn,
            estate_id=estate.estate_id,
            name=" 凤凰社区居委会 ",
            verifier_key=str(witness.verifier_key),
            actor_user_id=estate.committee,
        )
    return World(engine, estate, sealer, witness, registered.witness_id, row, folder)


async def as_superuser(database: Database, *statements: str) -> None:
    engine = create_engine(database.superuser_url)
    try:
        async with engine.begin() as conn:
            await conn.execute(text("set local session_replication_role = replica"))
            for sql in statements:
                await conn.execute(text(sql))
    finally:
        await engine.dispose()


async def cosign_online(committee: Caller, witness: TestWitness) -> TestWitness:
    """Register the witness unless it is, and let it sign the latest checkpoint over HTTP."""
    public = "/api/v1/public/estates/shuxiangyuan"
    key = str(witness.verifier_key)
    known = (await committee.read(f"{public}/witnesses"))["items"]
    if key not in {each["key"] for each in known}:
        await committee.do("witnesses", {"name": "凤凰社区居委会", "key": key})
    request = WitnessRequest.parse((await committee.get(f"{public}/witness-request")).text)
    line = cosigned_by(
        request.note.text, name=witness.name, key=witness.key, seconds=int(time.time())
    )
    note = str(request.note.with_signatures([line]))
    answer = await committee.http.post(f"{public}/cosignatures", json={"note": note})
    assert answer.status_code == 201, answer.text
    return witness
