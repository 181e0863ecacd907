"""Certificates as tables; `0025_time_bank.sql` says why each rule is there."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, Integer, LargeBinary, Table, Text

from ledger.db.types import metadata

certificate_series = Table(
    "certificate_series",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last_position", Integer, nullable=False),
    Column("last_hash", LargeBinary, nullable=False),
)

service_certificate = Table(
    "service_certificate",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("certificate_id", BigInteger, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("number", Text, nullable=False),
    Column("resident_id", BigInteger, nullable=False),
    Column("service_minutes", Integer, nullable=False),
    Column("issued_at", DateTime(timezone=True), nullable=False),
    Column("issued_by", BigInteger, nullable=False),
    Column("asked_as", Text, nullable=False),
    Column("token", Text, nullable=False),
    Column("holder_commitment", LargeBinary, nullable=False),
    Column("content", Text, nullable=False),
    Column("record_hash", LargeBinary, nullable=False),
)

certificate_holder = Table(
    "certificate_holder",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("certificate_id", BigInteger, primary_key=True),
    Column("holder_sealed", LargeBinary),
)
