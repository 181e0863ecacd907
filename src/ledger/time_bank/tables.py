"""Deposits as a table; `0025_time_bank.sql` says why each rule is there."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table

from ledger.db.types import metadata

time_bank_deposit = Table(
    "time_bank_deposit",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("service_record_id", BigInteger, primary_key=True),
    Column("from_minute", Integer, primary_key=True),
    Column("minutes", Integer, nullable=False),
    Column("resident_id", BigInteger, nullable=False),
    Column("to_pool", Boolean, nullable=False),
    Column("seq", BigInteger, nullable=False),
)
