"""Budgets of points and points that wait; `0026_points_budget.sql` says why each rule is there."""

from __future__ import annotations

from sqlalchemy import ARRAY, BigInteger, Column, Date, DateTime, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from ledger.db.types import metadata

points_budget = Table(
    "points_budget",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("points_budget_id", BigInteger, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
)

points_budget_version = Table(
    "points_budget_version",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("points_budget_id", BigInteger, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("limits", JSONB, nullable=False),
    Column("activity_ids", ARRAY(BigInteger), nullable=False),
    Column("backing", Text, nullable=False),
    Column("fund_grant_id", BigInteger),
    Column("backing_fen", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("proposed_by", BigInteger, nullable=False),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", BigInteger),
    Column("decided_at", DateTime(timezone=True)),
)

points_withheld = Table(
    "points_withheld",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("points_withheld_id", BigInteger, primary_key=True),
    Column("resident_id", BigInteger, nullable=False),
    Column("service_record_id", BigInteger),
    Column("event_no", Text),
    Column("activity_id", BigInteger),
    Column("source_code", Text, nullable=False),
    Column("points", BigInteger, nullable=False),
    Column("rule_version", Text, nullable=False),
    Column("narration", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("reason_code", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("withheld_by", BigInteger, nullable=False),
    Column("withheld_at", DateTime(timezone=True), nullable=False),
    Column("granted_seq", BigInteger),
    Column("granted_by", BigInteger),
    Column("granted_at", DateTime(timezone=True)),
)
