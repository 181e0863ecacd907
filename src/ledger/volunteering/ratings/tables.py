"""Ratings as tables; `0029_corrections.sql` says why each rule is there."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, Integer, Table, Text

from ledger.db.types import metadata

activity_served_person = Table(
    "activity_served_person",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("activity_id", BigInteger, primary_key=True),
    Column("resident_id", BigInteger, primary_key=True),
    Column("named_by", BigInteger, nullable=False),
    Column("named_at", DateTime(timezone=True), nullable=False),
)

activity_rating = Table(
    "activity_rating",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("activity_id", BigInteger, primary_key=True),
    Column("resident_id", BigInteger, primary_key=True),
    Column("said_as", Text, nullable=False),
    Column("stars", Integer, nullable=False),
    Column("words", Text, nullable=False),
    Column("rated_by", BigInteger, nullable=False),
    Column("rated_at", DateTime(timezone=True), nullable=False),
    Column("act_on_paper_id", BigInteger),
)
