"""What the books signed, and who cosigned it, as tables."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, LargeBinary, Table, Text

from ledger.db.types import metadata

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("checkpoint_id", BigInteger, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("root_hash", LargeBinary, nullable=False),
    Column("note", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("reason", Text, nullable=False),
)

witness = Table(
    "witness",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("witness_id", BigInteger, primary_key=True),
    Column("name", Text, nullable=False),
    Column("verifier_key", Text, nullable=False),
)

witness_withdrawal = Table(
    "witness_withdrawal",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("witness_id", BigInteger, primary_key=True),
    Column("withdrawn_at", DateTime(timezone=True), nullable=False),
)

cosignature = Table(
    "cosignature",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("checkpoint_id", BigInteger, primary_key=True),
    Column("witness_id", BigInteger, primary_key=True),
    Column("cosigned_at", DateTime(timezone=True), nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
