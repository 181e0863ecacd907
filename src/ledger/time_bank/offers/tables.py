"""Offers of help as a table; `0031_time_bank_pool.sql` says why each rule is there."""

from __future__ import annotations

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, DateTime, Table, Text

from ledger.db.types import metadata

help_offer = Table(
    "help_offer",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("resident_id", BigInteger, primary_key=True),
    Column("skills", ARRAY(Text), nullable=False),
    Column("weekly_times", ARRAY(Text), nullable=False),
    Column("chosen_at", DateTime(timezone=True), nullable=False),
    Column("wants_calls", Boolean, nullable=False),
)

help_call = Table(
    "help_call",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("help_request_id", BigInteger, primary_key=True),
    Column("resident_id", BigInteger, primary_key=True),
    Column("called_by", BigInteger, nullable=False),
    Column("called_at", DateTime(timezone=True), nullable=False),
)
