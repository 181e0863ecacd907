"""Acts on paper as a table; `0035_volunteer_desk.sql` says why each rule is there."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, Table, Text

from ledger.db.types import metadata

act_on_paper = Table(
    "act_on_paper",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("act_on_paper_id", BigInteger, primary_key=True),
    Column("resident_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("object_id", BigInteger, nullable=False),
    Column("personal_paper_id", BigInteger, nullable=False),
    Column("acted_by", BigInteger, nullable=False),
    Column("acted_at", DateTime(timezone=True), nullable=False),
)
