"""The books as tables; the first migration says why each rule is there."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    FetchedValue,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from ledger.db.types import metadata

account = Table(
    "account",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("account_id", BigInteger, primary_key=True),
    Column("code", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("parent_code", Text),
    Column("is_postable", Boolean, nullable=False),
    Column("is_contra", Boolean, nullable=False),
    Column("per_holder", Text),
    Column("required_dimensions", ARRAY(Text), nullable=False),
    Column("floor", BigInteger),
)

balance = Table(
    "balance",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("account_id", BigInteger, primary_key=True),
    Column("posted", BigInteger, nullable=False),
    Column("held", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
)

book = Table(
    "book",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("first_month", Integer, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    Column("root_hash", LargeBinary, nullable=False),
)

period = Table(
    "period",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("fiscal_month", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("closed_by", BigInteger),
    Column("closed_at", DateTime(timezone=True)),
)

period_change = Table(
    "period_change",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("change_no", Integer, primary_key=True),
    Column("fiscal_month", Integer, nullable=False),
    Column("from_state", Text, nullable=False),
    Column("to_state", Text, nullable=False),
    Column("book_size", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("requested_by", BigInteger),
    Column("changed_by", BigInteger),
    Column("changed_at", DateTime(timezone=True)),
    Column("reopening_request_id", BigInteger),
    Column("record_hash", LargeBinary, nullable=False),
)

reopening_request = Table(
    "reopening_request",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("reopening_request_id", BigInteger, primary_key=True),
    Column("fiscal_month", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("requested_by", BigInteger, nullable=False),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", BigInteger),
    Column("decided_at", DateTime(timezone=True)),
    Column("answer", Text, nullable=False),
)

entry_number = Table(
    "entry_number",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("series", Text, primary_key=True),
    Column("fiscal_month", Integer, primary_key=True),
    Column("last_number", Integer, nullable=False),
)

journal_entry = Table(
    "journal_entry",
    metadata,
    Column("estate_id", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("prepared_by", Integer, nullable=False),
    Column("approved_by", Integer),
    Column("posted_by", Integer, nullable=False),
    Column("reverses_seq", Integer),
    Column("line_count", SmallInteger, nullable=False),
    Column("leaf_hash", LargeBinary, nullable=False),
    Column("series", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("narration", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("rule_version", Text, nullable=False),
    Column("own_key", Text, nullable=False),
    Column("papers", ARRAY(LargeBinary)),
    # What the database computes from the others when it is read.
    Column("fiscal_month", Integer, FetchedValue()),
    Column("documents", ARRAY(LargeBinary), FetchedValue()),
    Column("idempotency_key", Text, FetchedValue()),
)

entry_line = Table(
    "entry_line",
    metadata,
    Column("estate_id", Integer, primary_key=True),
    Column("account_id", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("line_no", SmallInteger, primary_key=True),
    Column("amount", BigInteger, nullable=False),
    Column("balance_after", BigInteger, nullable=False),
    Column("account_version", Integer, nullable=False),
    Column("fund_grant_id", Integer),
    Column("merchant_id", Integer),
    Column("dwelling_id", Integer),
    Column("activity_id", Integer),
    Column("side_and_currency", SmallInteger, nullable=False),
    Column("note", Text),
    # What the database computes from the others when it is read.
    Column("side", SmallInteger, FetchedValue()),
    Column("currency", Text, FetchedValue()),
    Column("narration", Text, FetchedValue()),
)

log_node = Table(
    "log_node",
    metadata,
    Column("estate_id", Integer, primary_key=True),
    Column("level", SmallInteger, primary_key=True),
    Column("node_index", Integer, primary_key=True),
    Column("hash", LargeBinary, nullable=False),
)

hold = Table(
    "hold",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("hold_id", BigInteger, primary_key=True),
    Column("account_id", BigInteger, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("captured", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("placed_by", BigInteger, nullable=False),
    Column("placed_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("captured_seq", BigInteger),
    Column("idempotency_key", Text, nullable=False),
)

prepared_entry = Table(
    "prepared_entry",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("prepared_entry_id", BigInteger, primary_key=True),
    Column("state", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("narration", Text, nullable=False),
    Column("counterparty", Text, nullable=False),
    Column("document_no", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("source_key", Text),
    Column("lines", JSONB, nullable=False),
    Column("total_fen", BigInteger, nullable=False),
    Column("document_ids", ARRAY(BigInteger), nullable=False),
    Column("flags", JSONB, nullable=False),
    Column("import_id", BigInteger),
    Column("reverses_seq", BigInteger),
    Column("prepared_by", BigInteger, nullable=False),
    Column("prepared_at", DateTime(timezone=True), nullable=False),
    Column("approved_by", BigInteger),
    Column("approved_at", DateTime(timezone=True)),
    Column("posted_by", BigInteger),
    Column("posted_at", DateTime(timezone=True)),
    Column("rejected_reason", Text),
    Column("seq", BigInteger),
)
