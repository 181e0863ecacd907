"""Requests for help as a table.

`0025_time_bank.sql` and `0031_time_bank_pool.sql` say why each rule is there.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, Table, Text, Time

from ledger.db.types import metadata

help_request = Table(
    "help_request",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("help_request_id", BigInteger, primary_key=True),
    Column("resident_id", BigInteger, nullable=False),
    Column("dwelling_id", BigInteger, nullable=False),
    Column("category", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("wanted_from", DateTime(timezone=True), nullable=False),
    Column("wanted_to", DateTime(timezone=True), nullable=False),
    Column("hold_id", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("published_by", BigInteger, nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False),
    Column("volunteer_id", BigInteger),
    Column("accepted_by", BigInteger),
    Column("accepted_at", DateTime(timezone=True)),
    Column("served_on", Date),
    Column("started", Time),
    Column("served_minutes", Integer),
    Column("served_at", DateTime(timezone=True)),
    Column("appealed_by", BigInteger),
    Column("appealed_at", DateTime(timezone=True)),
    Column("appeal_reason", Text),
    Column("ended_by", BigInteger),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_how", Text),
    Column("settlement_reason", Text),
    Column("rating", Integer),
    Column("remark", Text),
    Column("spent_seq", BigInteger),
    Column("skill", Text),
    Column("pool_grant_id", BigInteger),
    Column("appeal_act_id", BigInteger),
    Column("confirmation_act_id", BigInteger),
)
