"""Points that a team earned together."""

from __future__ import annotations

from alembic import op

from ledger.db.sql_file import execute_sql_beside

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    execute_sql_beside(__file__, op.get_bind())
