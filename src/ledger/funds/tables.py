"""小区共享发展金 as a table; `0004_funds.sql` says why each rule is there."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Table, Text

from ledger.db.types import metadata

fund_grant = Table(
    "fund_grant",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("fund_grant_id", BigInteger, primary_key=True),
    Column("granted_on", Date, nullable=False),
    Column("source", Text, nullable=False),
    Column("donor", Text, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("is_refundable", Boolean, nullable=False),
    Column("expires_on", Date),
    Column("is_anonymous", Boolean, nullable=False),
    Column("account_code", Text, nullable=False),
    Column("source_key", Text, nullable=False),
    Column("prepared_entry_id", BigInteger, nullable=False),
)
