"""Deposits and their wishes as tables.

`0025_time_bank.sql` and `0031_time_bank_pool.sql` say why each rule is there.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Integer, Table

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

deposit_wish = Table(
    "deposit_wish",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("resident_id", BigInteger, primary_key=True),
    Column("is_on", Boolean, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("donates_excess", Boolean, nullable=False),
    Column("chosen_by", BigInteger, nullable=False),
    Column("chosen_at", DateTime(timezone=True), nullable=False),
)
