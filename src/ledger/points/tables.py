"""Lots of points, lists of awards, deductions as tables.

`migrations/versions/0002_service_and_points.sql` and `0028_awards.sql` say why each rule is there.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, Table, Text

from ledger.db.types import metadata
from ledger.points.budgets.tables import points_budget, points_budget_version, points_withheld

__all__ = [
    "points_budget",
    "points_budget_version",
    "points_lot",
    "points_lot_use",
    "points_withheld",
]

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
    Column("points_budget_id", BigInteger),
)

points_lot_use = Table(
    "points_lot_use",
    metadata,
    Column("estate_id", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("lot_id", Integer, primary_key=True),
    Column("points", Integer, nullable=False),
)

award_list = Table(
    "award_list",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("award_list_id", BigInteger, primary_key=True),
    Column("title", Text, nullable=False),
    Column("source_code", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("document_id", BigInteger),
    Column("state", Text, nullable=False),
    Column("prepared_by", BigInteger, nullable=False),
    Column("prepared_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", BigInteger),
    Column("decided_at", DateTime(timezone=True)),
    Column("decision_reason", Text),
    Column("granted_on", Date),
    Column("spendable_from", Date),
    Column("expires_on", Date),
    Column("rule_version", Text),
)

award_row = Table(
    "award_row",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("award_list_id", BigInteger, primary_key=True),
    Column("line_no", Integer, primary_key=True),
    Column("resident_id", BigInteger),
    Column("household_id", BigInteger),
    Column("points_asked", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("points", BigInteger),
    Column("cut_reason", Text),
    Column("seq", BigInteger),
    Column("volunteer_team_id", BigInteger),
)

points_deduction = Table(
    "points_deduction",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("points_deduction_id", BigInteger, primary_key=True),
    Column("granted_seq", BigInteger, nullable=False),
    Column("resident_id", BigInteger),
    Column("household_id", BigInteger),
    Column("points_asked", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("document_id", BigInteger),
    Column("state", Text, nullable=False),
    Column("proposed_by", BigInteger, nullable=False),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", BigInteger),
    Column("decided_at", DateTime(timezone=True)),
    Column("decision_reason", Text),
    Column("points", BigInteger),
    Column("deducted_on", Date),
    Column("seq", BigInteger),
    Column("appeal_until", Date),
    Column("appealed_by", BigInteger),
    Column("appealed_at", DateTime(timezone=True)),
    Column("appeal_reason", Text),
    Column("answered_by", BigInteger),
    Column("answered_at", DateTime(timezone=True)),
    Column("answer", Text),
    Column("restored_seq", BigInteger),
    Column("volunteer_team_id", BigInteger),
    Column("appeal_act_id", BigInteger),
    Column("payable_fen", BigInteger),
    Column("money_seq", BigInteger),
    Column("points_restored", BigInteger),
    Column("restored_money_seq", BigInteger),
)
