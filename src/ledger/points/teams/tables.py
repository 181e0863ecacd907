"""Plans for a team's points; `0033_team_wallets.sql` says why each rule is there."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, Table, Text

from ledger.db.types import metadata

team_points_plan = Table(
    "team_points_plan",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("team_points_plan_id", BigInteger, primary_key=True),
    Column("volunteer_team_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("points", BigInteger, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("desk_reason", Text),
    Column("state", Text, nullable=False),
    Column("proposed_by", BigInteger, nullable=False),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", BigInteger),
    Column("decided_at", DateTime(timezone=True)),
    Column("decision_reason", Text),
    Column("booked_on", Date),
)

team_points_share = Table(
    "team_points_share",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("team_points_plan_id", BigInteger, primary_key=True),
    Column("line_no", Integer, primary_key=True),
    Column("resident_id", BigInteger, nullable=False),
    Column("points", BigInteger, nullable=False),
)
