"""Lots of points; `migrations/versions/0002_service_and_points.sql` says why each rule is there."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Integer, Table, Text

from ledger.db.types import metadata

points_lot = Table(
    "points_lot",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("lot_id", BigInteger, primary_key=True),
    Column("account_id", BigInteger, nullable=False),
    Column("granted_seq", BigInteger, nullable=False),
    Column("source_code", Text, nullable=False),
    Column("rule_version", Text, nullable=False),
    Column("granted_on", Date, nullable=False),
    Column("expires_on", Date),
    Column("points_granted", BigInteger, nullable=False),
    Column("points_left", BigInteger, nullable=False),
    Column("activity_id", BigInteger),
    Column("grace_until", Date),
    Column("spendable_from", Date),
)

points_lot_use = Table(
    "points_lot_use",
    metadata,
    Column("estate_id", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("lot_id", BigInteger, primary_key=True),
    Column("points", Integer, nullable=False),
)
