"""Appeals as tables; `0029_corrections.sql` says why each rule is there."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Table, Text, Time

from ledger.db.types import metadata

service_appeal = Table(
    "service_appeal",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("service_appeal_id", BigInteger, primary_key=True),
    Column("resident_id", BigInteger, nullable=False),
    Column("activity_id", BigInteger, nullable=False),
    Column("service_record_id", BigInteger),
    Column("claim", Text, nullable=False),
    Column("came", Time, nullable=False),
    Column("gone", Time, nullable=False),
    Column("words", Text, nullable=False),
    Column("appealed_by", BigInteger, nullable=False),
    Column("appealed_at", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False),
    Column("answered_by", BigInteger),
    Column("answered_at", DateTime(timezone=True)),
    Column("answer", Text),
    Column("act_on_paper_id", BigInteger),
)

service_addition = Table(
    "service_addition",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("service_record_id", BigInteger, primary_key=True),
    Column("service_appeal_id", BigInteger, nullable=False),
    Column("added_by", BigInteger, nullable=False),
    Column("added_at", DateTime(timezone=True), nullable=False),
    Column("is_late", Boolean, nullable=False),
    Column("document_id", BigInteger),
)
