"""Files as they were handed over; the rules stand in `0001_books_and_journal.sql`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from ledger.db.types import metadata

source_document = Table(
    "source_document",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("document_id", BigInteger, primary_key=True),
    Column("sha256", LargeBinary, nullable=False),
    Column("filename", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("uploaded_by", BigInteger, nullable=False),
    Column("uploaded_at", DateTime(timezone=True), nullable=False),
)

import_batch = Table(
    "import_batch",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("import_id", BigInteger, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("document_id", BigInteger, nullable=False),
    Column("filename", Text, nullable=False),
    Column("uploaded_by", BigInteger, nullable=False),
    Column("uploaded_at", DateTime(timezone=True), nullable=False),
    Column("booked_by", BigInteger),
    Column("booked_at", DateTime(timezone=True)),
    Column("result", JSONB),
)
