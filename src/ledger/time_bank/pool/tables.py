"""Grants of the pool as a table; `0031_time_bank_pool.sql` says why each rule is there."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, Integer, Table, Text

from ledger.db.types import metadata

time_bank_pool_grant = Table(
    "time_bank_pool_grant",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("pool_grant_id", BigInteger, primary_key=True),
    Column("resident_id", BigInteger, nullable=False),
    Column("need", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("skill", Text),
    Column("words", Text, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("wanted_from", DateTime(timezone=True), nullable=False),
    Column("wanted_to", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False),
    Column("proposed_by", BigInteger, nullable=False),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", BigInteger),
    Column("decided_at", DateTime(timezone=True)),
    Column("decision_reason", Text),
)
