"""Lists of awards as tables; `migrations/versions/0028_awards.sql` says why each rule is there."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, Table, Text

from ledger.db.types import metadata

award_list = Table(
    "award_list",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("award_list_id", BigInteger, primary_key=True),
    Column("title", Text, nullable=False),
    Column("source_code", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("document_id", BigInteger),
    Column("state", Text, nullable=False),
    Column("prepared_by", BigInteger, nullable=False),
    Column("prepared_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", BigInteger),
    Column("decided_at", DateTime(timezone=True)),
    Column("decision_reason", Text),
    Column("granted_on", Date),
    Column("spendable_from", Date),
    Column("expires_on", Date),
    Column("rule_version", Text),
)

award_row = Table(
    "award_row",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("award_list_id", BigInteger, primary_key=True),
    Column("line_no", Integer, primary_key=True),
    Column("resident_id", BigInteger),
    Column("household_id", BigInteger),
    Column("points_asked", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("points", BigInteger),
    Column("cut_reason", Text),
    Column("seq", BigInteger),
)
