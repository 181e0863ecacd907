"""The points store as tables; `migrations/versions/0003_redemption.sql` gives the reasons."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    FetchedValue,
    Identity,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
)

from ledger.db.types import metadata

merchant = Table(
    "merchant",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("merchant_id", BigInteger, Identity(), primary_key=True),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("settlement", Text, nullable=False),
    Column("rate_fen_per_point", Integer, nullable=False),
)

item = Table(
    "item",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("item_id", BigInteger, Identity(), primary_key=True),
    Column("merchant_id", BigInteger, nullable=False),
    Column("sku", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("points_price", Integer, nullable=False),
    Column("market_price_fen", BigInteger, nullable=False),
    Column("counts_stock", Boolean, nullable=False),
    Column("is_on_sale", Boolean, nullable=False),
)

stock = Table(
    "stock",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("item_id", BigInteger, primary_key=True),
    Column("quantity", Integer, nullable=False),
)

pay_code = Table(
    "pay_code",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("code_digest", LargeBinary, primary_key=True),
    Column("resident_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("session_digest", LargeBinary),
    Column("issued_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("family_proxy_id", BigInteger),
    Column("card_opening_id", BigInteger),
    Column("household_id", BigInteger),
)

code_attempt = Table(
    "code_attempt",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("code_attempt_id", BigInteger, Identity(), primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("address", Text, nullable=False),
    Column("code_digest", LargeBinary, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

redemption = Table(
    "redemption",
    metadata,
    Column("estate_id", Integer, primary_key=True),
    Column("redemption_id", Integer, Identity(), primary_key=True),
    Column("resident_id", Integer, nullable=False),
    Column("merchant_id", Integer, nullable=False),
    Column("points", Integer, nullable=False),
    Column("balance_after", BigInteger, nullable=False),
    Column("cost_fen", BigInteger, nullable=False),
    Column("points_seq", Integer, nullable=False),
    Column("money_seq", Integer),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("by_user", Integer, nullable=False),
    Column("to_be_settled", Boolean, nullable=False),
    Column("rate_fen_per_point", Integer, nullable=False),
    Column("code_digest", LargeBinary, nullable=False),
    Column("family_proxy_id", Integer),
    Column("card_opening_id", Integer),
    Column("household_id", Integer),
    # What the database computes from the others when it is read.
    Column("settlement", Text, FetchedValue()),
    Column("payable_fen", BigInteger, FetchedValue()),
    Column("order_no", Text, FetchedValue()),
)

redemption_line = Table(
    "redemption_line",
    metadata,
    Column("estate_id", Integer, primary_key=True),
    Column("redemption_id", Integer, primary_key=True),
    Column("line_no", SmallInteger, primary_key=True),
    Column("item_id", Integer, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("points_price", Integer, nullable=False),
    Column("market_price_fen", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("points", BigInteger, FetchedValue()),
)

stock_movement = Table(
    "stock_movement",
    metadata,
    Column("estate_id", Integer, primary_key=True),
    Column("stock_movement_id", Integer, Identity(), primary_key=True),
    Column("item_id", Integer, nullable=False),
    Column("delta", Integer, nullable=False),
    Column("quantity_after", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("redemption_id", Integer),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by_user", Integer, nullable=False),
)

merchant_purchase = Table(
    "merchant_purchase",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("merchant_purchase_id", BigInteger, primary_key=True),
    Column("merchant_id", BigInteger, nullable=False),
    Column("receipt_no", Text, nullable=False),
    Column("bought_on", Date, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("resident_id", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("registered_by", BigInteger, nullable=False),
    Column("registered_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", BigInteger),
    Column("decided_at", DateTime(timezone=True)),
    Column("decision_reason", Text),
    Column("points", BigInteger),
    Column("points_cut", BigInteger),
    Column("cut_reason", Text),
    Column("payable_fen", BigInteger),
    Column("rule_version", Text),
    Column("points_seq", BigInteger),
    Column("money_seq", BigInteger),
    Column("import_id", BigInteger),
)
