"""Corrections as tables; `0029_corrections.sql` says why each rule is there."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, Integer, Table, Text, Time

from ledger.db.types import metadata

attendance_document = Table(
    "attendance_document",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("activity_id", BigInteger, primary_key=True),
    Column("resident_id", BigInteger, primary_key=True),
    Column("document_id", BigInteger, nullable=False),
)

service_correction = Table(
    "service_correction",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("service_correction_id", BigInteger, primary_key=True),
    Column("service_record_id", BigInteger, nullable=False),
    Column("correction_no", Integer, nullable=False),
    Column("from_minutes", Integer, nullable=False),
    Column("to_minutes", Integer, nullable=False),
    Column("checked_in", Time),
    Column("checked_out", Time),
    Column("reason", Text, nullable=False),
    Column("document_id", BigInteger),
    Column("service_appeal_id", BigInteger),
    Column("state", Text, nullable=False),
    Column("prepared_by", BigInteger, nullable=False),
    Column("prepared_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", BigInteger),
    Column("decided_at", DateTime(timezone=True)),
    Column("decision_reason", Text),
    Column("points", BigInteger),
    Column("points_left", BigInteger),
    Column("rule_version", Text),
    Column("points_due", BigInteger),
)

service_correction_entry = Table(
    "service_correction_entry",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("service_correction_id", BigInteger, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("currency", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
)
