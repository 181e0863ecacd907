"""What the books signed, as tables."""

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
