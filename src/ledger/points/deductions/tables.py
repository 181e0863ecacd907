"""Deductions as a table; `migrations/versions/0028_awards.sql` says why each rule is there."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, DateTime, Table, Text

from ledger.db.types import metadata

points_deduction = Table(
    "points_deduction",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("points_deduction_id", BigInteger, primary_key=True),
    Column("granted_seq", BigInteger, nullable=False),
    Column("resident_id", BigInteger),
    Column("household_id", BigInteger),
    Column("points_asked", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("document_id", BigInteger),
    Column("state", Text, nullable=False),
    Column("proposed_by", BigInteger, nullable=False),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", BigInteger),
    Column("decided_at", DateTime(timezone=True)),
    Column("decision_reason", Text),
    Column("points", BigInteger),
    Column("deducted_on", Date),
    Column("seq", BigInteger),
    Column("appeal_until", Date),
    Column("appealed_by", BigInteger),
    Column("appealed_at", DateTime(timezone=True)),
    Column("appeal_reason", Text),
    Column("answered_by", BigInteger),
    Column("answered_at", DateTime(timezone=True)),
    Column("answer", Text),
    Column("restored_seq", BigInteger),
)
